package town

import (
	"errors"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
)

// demo is the municipality of the demonstration as a base.
func demo(t *testing.T) Base {
	t.Helper()
	base, err := Read("")
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func TestOverlayHoldsWhatDiffersAndNothingElse(t *testing.T) {
	base := demo(t)
	for name, c := range map[string]struct {
		change func(*postkamer.Municipality)
		want   string
	}{
		"nothing":               {func(*postkamer.Municipality) {}, ""},
		"a name":                {func(m *postkamer.Municipality) { m.Name = "Gemeente Westdorp" }, "naam: Gemeente Westdorp\n"},
		"one of two tones":      {func(m *postkamer.Municipality) { m.Tone.Citizen = postkamer.Je }, "toon:\n    inwoner: je\n"},
		"a switch":              {func(m *postkamer.Municipality) { m.Appointments = false }, "afspraken: uit\n"},
		"a list":                {func(m *postkamer.Municipality) { m.Postcodes = []string{"2512"} }, "postcodes:\n    - \"2512\"\n"},
		"an empty list is none": {func(m *postkamer.Municipality) { m.Postcodes = []string{} }, ""},
		"a kind": {func(m *postkamer.Municipality) {
			m.Kinds = map[postkamer.CaseType]postkamer.KindSetting{"woz": {Term: "6 weken"}}
		}, "zaaktypen:\n    woz:\n        termijn: 6 weken\n"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := Copy(base.Municipality)
			if err != nil {
				t.Fatal(err)
			}
			c.change(&m)
			got, err := base.Overlay(m)
			if err != nil || got != c.want {
				t.Fatalf("got %q, %v; want %q", got, err, c.want)
			}
			back, err := base.With(got)
			if err != nil {
				t.Fatal(err)
			}
			if changes, err := Changes(m, back.Municipality); err != nil || len(changes) > 0 {
				t.Errorf("the overlay gives another municipality: %v, %v", changes, err)
			}
		})
	}
}

// TestWhatTheFileSetsCanBeTakenBack: an administrator may want the ordinary text again,
// though the file has words of its own.
func TestWhatTheFileSetsCanBeTakenBack(t *testing.T) {
	base, err := Read(townFile(t, "naam: X\nteksten:\n  Volgende: Verder\n  Ja: Jawel\nzaaktypen:\n  woz: {naam: Huiswaarde, termijn: 6 weken}\nwerksoort: {woz: besluit}\n", nil))
	if err != nil {
		t.Fatal(err)
	}
	m, err := Copy(base.Municipality)
	if err != nil {
		t.Fatal(err)
	}
	delete(m.Texts, "Volgende")
	delete(m.Work, "woz")
	m.Kinds["woz"] = postkamer.KindSetting{Name: "Huiswaarde"}
	m.Phone = "14 010"
	overlay, err := base.Overlay(m)
	if err != nil {
		t.Fatal(err)
	}
	now, err := base.With(overlay)
	if err != nil {
		t.Fatalf("%v of %s", err, overlay)
	}
	if changes, err := Changes(m, now.Municipality); err != nil || len(changes) > 0 {
		t.Errorf("the overlay gives another municipality: %v, %v of %s", changes, err, overlay)
	}
	if now.Text("Volgende") != "Volgende" || now.Text("Ja") != "Jawel" || now.Phone != "14 010" {
		t.Errorf("texts are %v, phone %s", now.Texts, now.Phone)
	}
	if again, err := base.Overlay(now.Municipality); err != nil || again != overlay {
		t.Errorf("the overlay of it is %q, was %q, %v", again, overlay, err)
	}
}

func TestACopySharesNothing(t *testing.T) {
	base := demo(t)
	twin, err := Copy(base.Municipality)
	if err != nil {
		t.Fatal(err)
	}
	twin.Norms.Open["verhuizing"] = 1
	if base.Municipality.Norms.Open["verhuizing"] == 1 {
		t.Error("a change of the copy reached the original")
	}
	if changes, _ := Changes(base.Municipality, twin); len(changes) != 1 || changes[0] != (Change{"normen.open.verhuizing", "200", "1"}) {
		t.Errorf("changes are %v", changes)
	}
}

func TestKindsGoWhereTheMunicipalityWants(t *testing.T) {
	now, err := demo(t).With(`
werkvoorraden: {schuldhulp: {naam: Schuldhulp}}
zaaktypen:
  kwijtschelding: {werkvoorraad: schuldhulp, termijn: 6 weken}
  bezwaar: {termijn: 12 weken}
  woz: {termijn: geen}
`)
	if err != nil {
		t.Fatal(err)
	}
	p, shipped := now.Policy, classify.DefaultPolicy()
	if p.Queues["kwijtschelding"] != "schuldhulp" || p.Terms["kwijtschelding"] != (postkamer.Term{Weeks: 6}) {
		t.Errorf("kwijtschelding goes to %s within %v", p.Queues["kwijtschelding"], p.Terms["kwijtschelding"])
	}
	if p.Terms["bezwaar"] != (postkamer.Term{Weeks: 12, Legal: true}) {
		t.Errorf("the law still sets the term of an objection: %+v", p.Terms["bezwaar"])
	}
	if p.Terms["woz"].Runs() || !shipped.Terms["woz"].Runs() {
		t.Errorf("no term for woz: %+v", p.Terms["woz"])
	}
	if p.Fingerprint() == shipped.Fingerprint() {
		t.Error("another policy must have another fingerprint")
	}
}

func TestSettingsThatCannotBeAreRefusedByTheirKey(t *testing.T) {
	base := demo(t)
	for overlay, key := range map[string]string{
		"kleur: groen":                             "kleur",
		"toon: {inwoner: jij}":                     "toon.inwoner",
		"regelingen: /etc":                         "regelingen",
		"logo: /etc/passwd":                        "logo",
		"zaaktypen: {parkeeren: {termijn: geen}}":  "zaaktypen.parkeeren",
		"zaaktypen: {woz: {werkvoorraad: wozzen}}": "zaaktypen.woz.werkvoorraad",
		"zaaktypen: {woz: {termijn: ooit}}":        "zaaktypen.woz.termijn",
		"werkvoorraden: {Zorg en Co: {naam: Z}}":   "werkvoorraden.Zorg en Co",
		"werksoort: {woz: snel}":                   "werksoort.woz",
		"teksten: {Volgende: \"\"}":                "teksten",
		"vervanging: {bewaarmaanden: 0}":           "vervanging.bewaarmaanden",
	} {
		t.Run(key, func(t *testing.T) {
			_, err := base.With(overlay)
			wrong := postkamer.WrongSettings(err)
			if len(wrong) != 1 || wrong[0].Key != key {
				t.Errorf("got %v, want one wrong value with the key %s", err, key)
			}
		})
	}
	if _, err := base.With("naam: X\nkleurtje: rood\n"); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("an unknown key: %v", err)
	}
	if errors.Is(error(nil), postkamer.ErrNotFound) || len(postkamer.WrongSettings(nil)) != 0 {
		t.Error("nothing is wrong with nothing")
	}
}

func TestOwnTextsKeepWhatIsFilledIn(t *testing.T) {
	for _, c := range []struct {
		name, shipped, own string
		fits               bool
	}{
		{"other words", "Volgende", "Verder", true},
		{"both tones", "Wat is {je|uw} adres?", "Waar {woon je|woont u}?", true},
		{"one tone where there were two", "Wat is {je|uw} adres?", "Adres", true},
		{"what is filled in moves", "Je kenmerk is {kenmerk}.", "{kenmerk}: dat is {je|uw} kenmerk.", true},
		{"what is filled in is gone", "Je kenmerk is {kenmerk}.", "Kijk op de volgende bladzijde.", false},
		{"something else is filled in", "Bel ons.", "Bel {telefoon}.", false},
		{"nothing", "Volgende", "  ", false},
		{"an open brace", "Volgende", "Ga {verder", false},
		{"three tones", "Volgende", "{je|u|jullie} gaat verder", false},
		{"a brace in a brace", "Volgende", "{je|{u}}", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := postkamer.CheckText(c.shipped, c.own); (err == nil) != c.fits {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestATermIsWrittenAsItIsRead(t *testing.T) {
	for text, want := range map[string]postkamer.Term{
		"8 weken": {Weeks: 8}, "1 week": {Weeks: 1}, "30 dagen": {Days: 30}, "5 werkdagen": {WorkingDays: 5}, "geen": {},
	} {
		got, err := postkamer.ParseTerm(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s: %+v, %v, written %s", text, got, err, got)
		}
	}
	for _, text := range []string{"", "8", "acht weken", "0 dagen", "1000 dagen", "-1 week"} {
		if _, err := postkamer.ParseTerm(text); err == nil {
			t.Errorf("%q must be refused", text)
		}
	}
}

func TestAFormWithoutASchemeBecomesItsKind(t *testing.T) {
	now, err := demo(t).Town()
	if err != nil {
		t.Fatal(err)
	}
	report := func(more ...postkamer.Answer) postkamer.Verdict {
		answers := append([]postkamer.Answer{{Name: "soort", Value: "Straatverlichting"}, {Name: "uitleg", Value: "De lamp brandt niet."}, {Name: "straat", Value: "Kerkplein"}}, more...)
		return classify.Classify(postkamer.Text{}, classify.Facts{Channel: postkamer.Form, Form: "melding", Answers: answers, ReceivedOn: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}, nil, now.Policy)
	}
	if v := report(); v.CaseType != "melding" || v.Queue != "leefomgeving" || len(v.Doubts) != 0 {
		t.Errorf("a report is %s in %s with %v", v.CaseType, v.Queue, v.Doubts)
	}
	if v := report(postkamer.Answer{Name: "_doubt", Value: "URGENT"}); v.Priority != postkamer.SameDay || v.Queue != "leefomgeving" {
		t.Errorf("a dangerous one goes to %s %s with priority %v and %v", v.Destination, v.Queue, v.Priority, v.Doubts)
	}
}

func TestSwitchesAndKindsOfForms(t *testing.T) {
	base := demo(t)
	for name, c := range map[string]struct{ overlay, wrong string }{
		"a form that is off":           {"formulieren_uit: [tozo]", ""},
		"a form that does not exist":   {"formulieren_uit: [paspoort]", "formulieren_uit"},
		"the folder is of the machine": {"formulieren: /tmp", "formulieren"},
	} {
		t.Run(name, func(t *testing.T) {
			now, err := base.With(c.overlay)
			if c.wrong == "" && (err != nil || !now.Off("tozo") || now.Off("verhuizing")) {
				t.Errorf("%v", err)
			}
			if c.wrong != "" && (err == nil || !strings.HasPrefix(err.Error(), c.wrong)) {
				t.Errorf("error %v", err)
			}
		})
	}
}
