package classify

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// shipped returns the shipped model.
func shipped(t testing.TB) *Model {
	t.Helper()
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// moveLetter is a complete report of a move. More sentences may be added.
func moveLetter(more ...string) []string {
	lines := []string{"Jan de Vries", "Kerkstraat 12", "2611 AB Delft", "", "Onderwerp: verhuizing doorgeven", "", "Geachte heer, mevrouw,", "",
		"Hierbij geef ik mijn verhuizing door. Op 1 mei 2020 ga ik verhuizen van mijn oude adres",
		"Kerkstraat 12 in Delft naar mijn nieuwe adres Dorpsstraat 3, 2517 AK Den Haag.",
		"Mijn burgerservicenummer is 999990019 en ik ben geboren op 7 november 1968."}
	lines = append(lines, more...)
	return append(lines, "", "Met vriendelijke groet,", "", "Jan de Vries")
}

const phoneLine = "Mijn telefoonnummer is 06 12345678."

// replaceLine changes a text in all lines.
func replaceLine(lines []string, old, new string) []string {
	out := slices.Clone(lines)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], old, new)
	}
	return out
}

func TestDecideLetters(t *testing.T) {
	policy := DefaultPolicy()
	policy.Postcodes = []string{"2490-2599"}
	tests := []struct {
		name   string
		text   postkamer.Text
		flags  []string
		kind   postkamer.CaseType
		to     postkamer.Destination
		queue  postkamer.Queue
		doubts []postkamer.DoubtCode
	}{
		{"complete and sure: ready for the caseworker", lay(.95, moveLetter(phoneLine)...), nil, "verhuizing", "queue", "burgerzaken", nil},
		{"no move date, phone known: call", lay(.95, replaceLine(moveLetter(phoneLine), "Op 1 mei 2020 ga", "Binnenkort ga")...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.MoveDateMissing)},
		{"no move date, no phone: queue", lay(.95, replaceLine(moveLetter(), "Op 1 mei 2020 ga", "Binnenkort ga")...), nil, "verhuizing", "queue", "burgerzaken", codes(postkamer.MoveDateMissing, postkamer.PhoneMissing)},
		{"a move date that does not exist: call", lay(.95, replaceLine(moveLetter(phoneLine), "1 mei 2020", "31 april 2020")...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.MoveDateMissing)},
		{"much too early: call", lay(.95, replaceLine(moveLetter(phoneLine), "1 mei 2020", "1 augustus 2020")...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.DateTooEarly)},
		{"late: the caseworker decides", lay(.95, replaceLine(moveLetter(phoneLine), "1 mei 2020", "1 april 2020")...), nil, "verhuizing", "queue", "burgerzaken", codes(postkamer.DateLate)},
		{"BSN fails: call", lay(.95, replaceLine(moveLetter(phoneLine), "999990019", "999990018")...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.BSNInvalid)},
		{"house number missing: call", lay(.95, replaceLine(moveLetter(phoneLine), "Dorpsstraat 3, 2517 AK Den Haag", "de Dorpsstraat in Den Haag")...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.AddressIncomplete)},
		{"many things missing: queue", lay(.95, "Onderwerp: verhuizing", "Hierbij geef ik mijn verhuizing door aan de gemeente, wij gaan verhuizen naar een nieuwe woning.", "Ons nieuwe adres volgt, het oude adres vervalt.", phoneLine, "Groeten,", "Jan de Vries"), nil, "verhuizing", "queue", "burgerzaken", codes(postkamer.BSNMissing, postkamer.MoveDateMissing, postkamer.AddressIncomplete)},
		{"consent missing: call", lay(.95, moveLetter("Ik ga wonen bij mijn zus Karin.", phoneLine)...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.ConsentMissing)},
		{"consent enclosed: no question", lay(.95, moveLetter("Ik ga wonen bij mijn zus Karin. Haar toestemming zit erbij.", phoneLine)...), nil, "verhuizing", "queue", "burgerzaken", nil},
		{"consent follows: no call", lay(.95, moveLetter("Ik ga wonen bij mijn zus Karin. De toestemming volgt nog.", phoneLine)...), nil, "verhuizing", "queue", "burgerzaken", codes(postkamer.EvidencePromised)},
		{"new address elsewhere: forward", lay(.95, replaceLine(moveLetter(phoneLine), "2517 AK", "1017 AB")...), nil, "verhuizing", "queue", "burgerzaken", codes(postkamer.WrongMunicipality)},
		{"danger: call today", lay(.95, moveLetter("Volgende week is de ontruirning van mijn woning.", phoneLine)...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.Urgent)},
		{"asks to be phoned", lay(.95, moveLetter("Kunt u mij bellen?", phoneLine)...), nil, "verhuizing", "caller", "burgerzaken", codes(postkamer.AskedToCall)},
		{"offers to be phoned: only polite", lay(.95, moveLetter("Heeft u nog vragen, dan kunt u mij bellen.", phoneLine)...), nil, "verhuizing", "queue", "burgerzaken", nil},
		{"an information line is no number to call", lay(.95, replaceLine(moveLetter("Telefoon 0900 1234567."), "Op 1 mei 2020 ga", "Binnenkort ga")...), nil, "verhuizing", "queue", "burgerzaken", codes(postkamer.MoveDateMissing, postkamer.PhoneMissing)},
		{"scripts in the file are said", lay(.95, moveLetter(phoneLine)...), []string{postkamer.FlagJavaScript, postkamer.FlagSigned}, "verhuizing", "queue", "burgerzaken", codes(postkamer.ActiveContent)},
		{"handwriting: triage", lay(.4, moveLetter(phoneLine)...), nil, "verhuizing", "triage", "triage", codes(postkamer.Handwritten)},
		{"nothing to read: triage", postkamer.Text{Pages: []postkamer.PageText{{}}}, nil, "onbekend", "triage", "triage", codes(postkamer.NothingToRead)},
		{"no page at all: triage", postkamer.Text{}, nil, "onbekend", "triage", "triage", codes(postkamer.NothingToRead)},
		{"a page that failed: triage", failed(lay(.95, moveLetter(phoneLine)...)), nil, "verhuizing", "triage", "triage", codes(postkamer.CannotRead)},
		{"meaningless: triage", lay(.95, "zzz qqq xxx vvv"), nil, "", "triage", "triage", codes(postkamer.KindUnsure)},
		{"objection: the legal clock runs", lay(.95, "Betreft: bezwaarschrift", "", "Geachte college,", "Hierbij maak ik bezwaar tegen uw besluit van 1 april 2020. Ik ben het niet eens met de afwijzing van mijn aanvraag.", "Ik verzoek u het besluit te herroepen en wil gehoord worden.", phoneLine, "Hoogachtend,", "Jan de Vries"), nil, "bezwaar", "queue", "juridisch", codes(postkamer.LegalClock)},
		{"English: triage", lay(.95, "Dear sir or madam, thank you for the letter that you have sent to me last week. I have read it but I do not understand what it is about.", "Please let me know who of your colleagues is able to explain it to me, because they were not there when I called."), nil, "", "triage", "triage", codes(postkamer.Language)},
	}
	m := shipped(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Classify(tt.text, Facts{Channel: postkamer.Scan, ReceivedOn: received, Flags: tt.flags}, m, policy)
			if tt.kind != "" && v.CaseType != tt.kind || v.Destination != tt.to || v.Queue != tt.queue {
				t.Errorf("%s to %s on %s, want %s to %s on %s", v.CaseType, v.Destination, v.Queue, tt.kind, tt.to, tt.queue)
			}
			wantDoubts(t, v, tt.doubts)
		})
	}
}

func codes(c ...postkamer.DoubtCode) []postkamer.DoubtCode { return c }

// wantDoubts wants exactly these doubts, each with a sentence. KindUnsure may
// come along where something worse was found.
func wantDoubts(t *testing.T, v postkamer.Verdict, want []postkamer.DoubtCode) {
	t.Helper()
	var got []postkamer.DoubtCode
	for _, d := range v.Doubts {
		if d.Why == "" || !strings.HasSuffix(d.Why, ".") {
			t.Errorf("doubt %s says %q, want a sentence", d.Code, d.Why)
		}
		if d.Code == postkamer.KindUnsure && slices.Contains(want, postkamer.Language) {
			continue
		}
		got = append(got, d.Code)
	}
	for _, code := range want {
		if !slices.Contains(got, code) {
			t.Errorf("doubt %s is missing in %v", code, v.Doubts)
		}
	}
	if len(want) != len(got) {
		t.Errorf("doubts are %v, want %v", v.Doubts, want)
	}
}

// failed adds a page that could not be read.
func failed(t postkamer.Text) postkamer.Text {
	t.Pages = append(t.Pages, postkamer.PageText{Number: 2, Failed: true})
	return t
}

func TestPriorityAndTerm(t *testing.T) {
	tests := []struct {
		name     string
		lines    []string
		priority postkamer.Priority
		due      string
	}{
		{"a move: five working days", moveLetter(), postkamer.Normal, "2020-04-28"},
		{"danger: today", moveLetter("Wij hebben geen geld voor eten meer."), postkamer.SameDay, "2020-04-28"},
		{"notice of default: two weeks and before others", []string{"Betreft: ingebrekestelling", "Geachte college,", "U had uiterlijk 1 april moeten beslissen. De wettelijke beslistermijn is verstreken.", "Daarom stel ik u in gebreke. Ik verzoek u binnen twee weken alsnog te beslissen op mijn aanvraag.", "Anders bent u een dwangsom verschuldigd op grond van de Wet dwangsom bij niet tijdig beslissen.", "Hoogachtend,", "Jan de Vries"}, postkamer.TermNear, "2020-05-04"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Classify(lay(.95, tt.lines...), Facts{ReceivedOn: received}, shipped(t), DefaultPolicy())
			if v.Priority != tt.priority || v.DueOn.Format(time.DateOnly) != tt.due {
				t.Errorf("%s has priority %d, due %s, want %d, %s", v.CaseType, v.Priority, v.DueOn.Format(time.DateOnly), tt.priority, tt.due)
			}
		})
	}
}

func TestWithoutModelOrDateStillReachesAPerson(t *testing.T) {
	v := Classify(lay(.95, moveLetter()...), Facts{}, nil, DefaultPolicy())
	if v.Destination != postkamer.ToTriage || v.CaseType != postkamer.UnknownCase {
		t.Errorf("without a model: %s to %s", v.CaseType, v.Destination)
	}
	v = Classify(lay(.95, moveLetter()...), Facts{}, shipped(t), DefaultPolicy())
	if v.Destination != postkamer.ToQueue || !v.DueOn.IsZero() {
		t.Errorf("without a day of receipt: %s, due %v", v.Destination, v.DueOn)
	}
	v = Classify(lay(.95, moveLetter()...), Facts{}, shipped(t), Policy{})
	if v.Destination != postkamer.ToTriage || v.Queue != postkamer.Triage {
		t.Errorf("a kind without a queue: %s on %s, want triage", v.Destination, v.Queue)
	}
}

func TestSameVerdictEveryTime(t *testing.T) {
	text := lay(.9, moveLetter("Kunt u mij bellen?", "Mijn vrouw Anna verhuist mee.", phoneLine)...)
	want := fmt.Sprintf("%+v", Classify(text, Facts{ReceivedOn: received}, shipped(t), DefaultPolicy()))
	before := fmt.Sprintf("%+v", text)
	for range 100 {
		if got := fmt.Sprintf("%+v", Classify(text, Facts{ReceivedOn: received}, shipped(t), DefaultPolicy())); got != want {
			t.Fatalf("verdict changed from\n%s to\n%s", want, got)
		}
	}
	if after := fmt.Sprintf("%+v", text); after != before {
		t.Error("Classify changed the text it was given")
	}
}

func TestPostcodes(t *testing.T) {
	tests := []struct {
		rules      []string
		own, known bool
	}{{nil, false, false}, {[]string{"25"}, true, true}, {[]string{"2512EB"}, true, true}, {[]string{"2490-2599"}, true, true}, {[]string{"2600-2699", "10"}, false, true}, {[]string{"x-y"}, false, true}}
	for _, tt := range tests {
		if own, known := (Policy{Postcodes: tt.rules}).owns("2512 EB"); own != tt.own || known != tt.known {
			t.Errorf("%v: own %v, known %v", tt.rules, own, known)
		}
	}
}

func TestDefaultPolicyIsNotShared(t *testing.T) {
	p := DefaultPolicy()
	p.Queues["verhuizing"] = "elders"
	p.Terms["verhuizing"] = Term{}
	if reflect.DeepEqual(p, DefaultPolicy()) {
		t.Error("a change of one policy reached the next")
	}
}
