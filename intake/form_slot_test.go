package intake

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// free returns a Context on a Monday morning in which one time of each kind is taken.
func free(taken ...string) Context {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, postkamer.Zone())
	town := postkamer.DefaultMunicipality()
	c := Context{Today: postkamer.DayOf(now), Town: town, Tone: postkamer.Je}
	c.Free = func(kind postkamer.SlotKind) []postkamer.Slot {
		return slices.DeleteFunc(town.Slots(kind, now), func(s postkamer.Slot) bool { return slices.Contains(taken, s.Key()) })
	}
	return c
}

func TestATimeIsChosenFromWhatIsFree(t *testing.T) {
	f := theForm(t, "belmij")
	before := Answers{"naam": {"Jan"}, "tel": {"0612345678"}, "onderwerp": {"anders"}}
	for _, tt := range []struct {
		name, chosen, wrong string
		taken               []string
	}{
		{"a free time", "2026-11-24T09.00-12.00", "", nil},
		{"as soon as can be", "snel", "", nil},
		{"nothing", "", "Kies een tijd", nil},
		{"a time that went meanwhile", "2026-11-24T09.00-12.00", "Deze tijd is net vol. Kies een andere tijd", []string{"2026-11-24T09.00-12.00"}},
		{"a time that never was", "2026-11-24T10.00-12.00", "Deze tijd is net vol. Kies een andere tijd", nil},
		{"a Sunday", "2026-11-29T09.00-12.00", "Deze tijd is net vol. Kies een andere tijd", nil},
		{"no time at all", "<script>", "Kies een tijd", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := free(tt.taken...)
			a, wrong := f.Check("wanneer", url.Values{"wanneer": {tt.chosen}}, before, c)
			if got := strings.Join(texted(wrong), "; "); got != tt.wrong {
				t.Errorf("says %q, want %q", got, tt.wrong)
			}
			booked := f.Booked(a, c)
			if wants := tt.wrong == "" && tt.chosen != "snel"; wants != (len(booked) == 1) {
				t.Errorf("books %v", booked)
			}
		})
	}
}

func texted(wrong []FormError) []string {
	var list []string
	for _, w := range wrong {
		list = append(list, w.Text)
	}
	return list
}

func TestADayNarrowsTheTimes(t *testing.T) {
	f, c := theForm(t, "verhuizing"), free("2026-11-25T09.00-09.20")
	a := Answers{"waarheen": {"hier"}, "afspraak": {"stadhuis"}, "afspraak-dag": {"2026-11-25"}}
	at := find(f.Pages(a, c), "afspraak-tijd")
	if at == nil {
		t.Fatal("no time is asked")
	}
	options := at.Questions[0].Options
	if len(options) != 17 || options[0].Value != "2026-11-25T09.20-09.40" || options[0].Label != "9.20 uur" {
		t.Errorf("%d times, the first %+v", len(options), options[0])
	}
	for _, other := range []string{"2026-11-26T09.20-09.40", ""} { // of the day before somebody changed it
		_, wrong := f.Check("afspraak-tijd", url.Values{"afspraak-tijd": {other}}, a, c)
		if len(wrong) != 1 || wrong[0].Text != "Kies een tijd" {
			t.Errorf("%q: %v", other, wrong)
		}
	}
	a["afspraak-dag"] = []string{"bel"}
	if find(f.Pages(a, c), "afspraak-tijd") != nil {
		t.Error("who wants to be phoned chooses a time")
	}
	c.Town.Appointments = false
	if find(f.Pages(a, c), "afspraak-dag") != nil || find(f.Pages(a, c), "afspraak") != nil {
		t.Error("appointments are off and asked about")
	}
}

func find(pages []FormPage, slug string) *FormPage {
	at := slices.IndexFunc(pages, func(p FormPage) bool { return p.Slug == slug })
	if at < 0 {
		return nil
	}
	return &pages[at]
}

func TestTheReceiptSaysWhatWasPromised(t *testing.T) {
	f, c := theForm(t, "belmij"), free()
	a := Answers{"naam": {"Jan"}, "tel": {"0612345678"}, "onderwerp": {"anders"}, "wanneer": {"2026-11-24T12.00-17.00"}}
	c.Town.AnonymousCalls = true
	want := "Wij bellen je op dinsdag 24 november, tussen 12 en 17 uur. Neem je niet op? Dan proberen wij het nog 2 keer. Wij bellen met een anoniem nummer. Wij vragen nooit naar je pincode."
	if got := strings.Join(f.timesSaid(a, c), " "); got != want {
		t.Errorf("says %q", got)
	}
	a["wanneer"], c.Town.AnonymousCalls, c.Town.CallAttempts = []string{"snel"}, false, 1
	if got := strings.Join(f.timesSaid(a, c), " "); got != "Wij bellen je zo snel als het kan. Wij vragen nooit naar je pincode." {
		t.Errorf("says %q", got)
	}
	if got := theForm(t, "verhuizing").timesSaid(Answers{"afspraak": {"nee"}}, c); len(got) != 0 {
		t.Errorf("a move without appointment promises %v", got)
	}
}

// TestWhoHasTheLastPlaceReadsOfIt: the receipt in English is said again when it is read,
// and the time is not free any more by then.
func TestWhoHasTheLastPlaceReadsOfIt(t *testing.T) {
	f, key := theForm(t, "verhuizing"), "2026-11-25T09.00-09.20"
	a := Answers{"waarheen": {"hier"}, "afspraak": {"stadhuis"}, "afspraak-dag": {"2026-11-25"}, "afspraak-tijd": {key}}
	before, after := f.timesSaid(a, free()), f.timesSaid(a, free(key))
	if len(before) == 0 || !strings.Contains(before[0], "afspraak is op woensdag 25 november, om 9 uur") {
		t.Errorf("says %q", before)
	}
	if !slices.Equal(before, after) {
		t.Errorf("once it is full it says %q, before %q", after, before)
	}
}

func TestTextsAboutTimesArePlain(t *testing.T) {
	c := free()
	for _, text := range SlotTexts() {
		for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
			c.Tone = tone
			said := say(text, c, map[string]string{"tijd": "dinsdag 24 november, tussen 12 en 17 uur", "n": "2", "plaats": "Stadhuis"})
			if why := unplain(said, tone); why != "" {
				t.Errorf("%s: %q", why, said)
			}
		}
	}
}

func TestWhoSawADocumentDoesNotDoubtWhoItIs(t *testing.T) {
	f, c := theForm(t, "verhuizing"), free()
	raised := func() bool {
		return slices.ContainsFunc(f.Submitted(Answers{"waarheen": {"hier"}}, c), func(a postkamer.Answer) bool {
			return a.Name == DoubtAnswer && a.Value == string(postkamer.IdentityUnproven)
		})
	}
	if !raised() {
		t.Error("without a login or a document nobody doubts")
	}
	c.Identity = &postkamer.Identity{Means: postkamer.MeansCounter, ProvenAt: time.Now()}
	if raised() {
		t.Error("a document was seen and it is doubted")
	}
	if find(f.Pages(Answers{"waarheen": {"hier"}}, c), "wie") == nil {
		t.Error("at the counter nobody is asked who it is")
	}
}

// TestOptionsBeginWithACapital: a time stands in one list with answers of the form's own.
func TestOptionsBeginWithACapital(t *testing.T) {
	f := theForm(t, "belmij")
	options := find(f.Pages(Answers{}, free()), "wanneer").Questions[0].Options
	if got := options[0].Label; got != "Maandag 23 november, tussen 9 en 12 uur" {
		t.Errorf("the first time is %q", got)
	}
}

// TestAnOptionGoesWithItsForm: nobody is offered what the municipality does not have now.
func TestAnOptionGoesWithItsForm(t *testing.T) {
	f, c := theForm(t, "belmij"), free()
	c.Town.FormsOff = []string{"tozo"}
	for _, o := range find(f.Pages(Answers{}, c), "waarover").Questions[0].Options {
		if o.Value == "tozo" {
			t.Error("Tozo is offered while it is closed")
		}
	}
	folder := t.TempDir()
	shipped, err := formFiles.ReadFile("forms/melding.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(shipped), "options:\n", "options:\n          - {value: lang, label: \"Lang\", form: bestaatniet}\n", 1)
	if err := os.WriteFile(filepath.Join(folder, "melding.yaml"), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadForms(folder); err == nil || !strings.Contains(err.Error(), `there is no form "bestaatniet"`) || !strings.Contains(err.Error(), "melding.yaml line ") {
		t.Errorf("an option with a form that is not there: %v", err)
	}
}
