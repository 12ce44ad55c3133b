package classify

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

func TestRelationsOf(t *testing.T) {
	move := postkamer.Verdict{CaseType: postkamer.Verhuizing, Sure: true}
	unsure := postkamer.Verdict{CaseType: postkamer.Verhuizing}
	back := postkamer.Verdict{CaseType: postkamer.Verhuizing, Sure: true, Doubts: []postkamer.Doubt{{Code: postkamer.Withdrawn}}}
	same := postkamer.Earlier{SamePerson: true, CaseType: postkamer.Verhuizing}
	with := func(change func(*postkamer.Earlier)) postkamer.Earlier { e := same; change(&e); return e }
	tests := []struct {
		name    string
		v       postkamer.Verdict
		earlier postkamer.Earlier
		want    postkamer.RelationKind
	}{
		{"the same person and kind, still open", move, same, postkamer.RelationBelongs},
		{"the same, but done", move, with(func(e *postkamer.Earlier) { e.Done = true }), ""},
		{"of a kind that is not sure nothing follows", unsure, same, ""},
		{"another kind of the same person", move, postkamer.Earlier{SamePerson: true, CaseType: "woz"}, ""},
		{"named, though done and of another kind", unsure, postkamer.Earlier{Named: true, Done: true, CaseType: "woz"}, postkamer.RelationBelongs},
		{"the same matter of the same day", move, with(func(e *postkamer.Earlier) { e.SameDate, e.Done = true, true }), postkamer.RelationDuplicate},
		{"the same images", unsure, postkamer.Earlier{SamePages: true}, postkamer.RelationDuplicate},
		{"nearly the same words", unsure, postkamer.Earlier{Alike: .95}, postkamer.RelationDuplicate},
		{"the same form of another person", unsure, postkamer.Earlier{Alike: .95, OtherPerson: true}, ""},
		{"half the same words", unsure, postkamer.Earlier{Alike: .6}, ""},
		{"a withdrawal of an open case", back, same, postkamer.RelationWithdraws},
		{"nothing to withdraw any more", back, with(func(e *postkamer.Earlier) { e.Done = true }), ""},
		{"what was withdrawn looks like the withdrawal", move, with(func(e *postkamer.Earlier) { e.Alike, e.TakesBack, e.Done = .9, true, true }), ""},
	}
	for _, tt := range tests {
		if got := RelationsOf(tt.v, []postkamer.Earlier{tt.earlier})[0]; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	named := with(func(e *postkamer.Earlier) { e.Named = true })
	if got := RelationsOf(back, []postkamer.Earlier{named, same}); got[0] != postkamer.RelationWithdraws || got[1] != postkamer.RelationBelongs {
		t.Errorf("a letter that names what it takes back: %v", got)
	}
}

func TestLinksOf(t *testing.T) {
	reference := postkamer.NewReference("PS", received)
	text := lay(.95, moveLetter("Het gaat om "+strings.ToLower(reference)+" en niet om PS-2020-AAAA-AA.", phoneLine)...)
	facts := Facts{Channel: postkamer.Scan, ReceivedOn: received}
	l := LinksOf(text, facts, Classify(text, facts, shipped(t), DefaultPolicy()))
	if !slices.Equal(l.References, []string{reference}) || l.BSN != "999990019" || l.Kind != postkamer.Verhuizing || l.Date != "2020-05-01" || !l.Since.Before(received) || len(l.Sketch) != postkamer.SketchSize {
		t.Errorf("links are %v %s %s since %s, %d numbers", l.References, l.Kind, l.Date, l.Since, len(l.Sketch))
	}
	wrong := lay(.95, replaceLine(moveLetter(), "999990019", "999990018")...)
	if l := LinksOf(wrong, facts, Classify(wrong, facts, shipped(t), DefaultPolicy())); l.BSN != "" {
		t.Error("a number that fails its test is looked up")
	}
	if l := LinksOf(plain("Beste gemeente"), facts, postkamer.Verdict{}); l.Sketch != nil || l.Kind != postkamer.UnknownCase {
		t.Errorf("three words have links %+v", l)
	}
}

// TestSketchTellsLettersApart: the same letter read twice is alike, two letters of
// the same kind are not.
func TestSketchTellsLettersApart(t *testing.T) {
	share := func(a, b []int64) float64 {
		same := 0
		for i := range a {
			if a[i] == b[i] {
				same++
			}
		}
		return float64(same) / float64(len(a))
	}
	letter := strings.Join(moveLetter(phoneLine, "Ik hoor graag van u of alles in orde is en wanneer ik een bevestiging krijg."), "\n")
	again := noisy(letter, .003, rand.New(rand.NewPCG(5, 5)))
	other := strings.ReplaceAll(strings.ReplaceAll(letter, "Dorpsstraat 3, 2517 AK", "Lindelaan 88, 2511 CD"), "1 mei 2020 ga ik", "15 juni 2020 gaan mijn man en ik")
	first := sketch(newSheet(plain(letter)))
	if got := share(first, sketch(newSheet(plain(again)))); got < alikeSame {
		t.Errorf("read again it is alike for %.2f", got)
	}
	if got := share(first, sketch(newSheet(plain(other)))); got >= alikeOther {
		t.Errorf("another letter is alike for %.2f", got)
	}
}

func TestWithdrawals(t *testing.T) {
	tests := map[string]bool{
		"Hierbij trek ik mijn aanvraag in.":                           true,
		"Ik wil mijn bezwaarschrift intrekken.":                       true,
		"Hierbij trek ik mijn aanvraaq in.":                           true,
		"Onze verhuizing gaat niet door.":                             true,
		"Ik trek mijn bezwaar niet in.":                               false,
		"U verzoekt u mij mijn aanvraag in te trekken.":               false,
		"Als ik mijn bezwaar intrek, krijg ik dan mijn geld?":         false,
		"Kan ik mijn aanvraag intrekken en later opnieuw doen?":       false,
		"Ik trek in bij mijn zus. Mijn aanvraag zit erbij.":           false,
		"De gemeente trok mijn vergunning in, daarom maak ik bezwaar": false,
	}
	for text, want := range tests {
		c := &piece{sheet: newSheet(plain(text))}
		if c.lookForWithdrawal(); c.has(postkamer.Withdrawn) != want {
			t.Errorf("%q withdraws: %v, want %v", text, !want, want)
		}
	}
}

func TestThirdLetterInAMonthAsksForSomebodyWhoListens(t *testing.T) {
	person := func(days int) postkamer.Earlier {
		return postkamer.Earlier{SamePerson: true, CaseType: "woz", ReceivedOn: received.AddDate(0, 0, -days)}
	}
	facts := Facts{Channel: postkamer.Scan, ReceivedOn: received, Earlier: []postkamer.Earlier{person(3), person(20)}}
	if v := WithEarlier(facts, doubted(), DefaultPolicy()); v.Rule != RuleAngry || v.Destination != postkamer.ToCaller {
		t.Errorf("the third letter: %s to %s", v.Rule, v.Destination)
	}
	facts.Earlier[1] = person(40)
	if v := WithEarlier(facts, doubted(), DefaultPolicy()); v.Rule != RuleReady {
		t.Errorf("two letters in a month: %s", v.Rule)
	}
	facts.Earlier = []postkamer.Earlier{person(0), person(0)}
	if v := WithEarlier(facts, doubted(), DefaultPolicy()); v.Rule != RuleReady {
		t.Errorf("three letters in one envelope: %s", v.Rule)
	}
}

// TestAWithdrawalWithAnotherNumberStopsNothing: who knows the reference of somebody
// else's case does not stop it. Both cases say what is odd.
func TestAWithdrawalWithAnotherNumberStopsNothing(t *testing.T) {
	back := doubted(postkamer.Doubt{Code: postkamer.Withdrawn, Stop: true})
	facts := Facts{Channel: postkamer.Scan, ReceivedOn: received, Earlier: []postkamer.Earlier{
		{Named: true, OtherPerson: true, Reference: "PS-A", CaseType: back.CaseType}, {Named: true, Reference: "PS-B", CaseType: back.CaseType}}}
	got := RelationsOf(back, facts.Earlier)
	if got[0] != postkamer.RelationBelongs || got[1] != postkamer.RelationWithdraws {
		t.Errorf("relations are %v", got)
	}
	why := WithEarlier(facts, back, DefaultPolicy()).Doubts[0].Why
	if !strings.Contains(why, "trekt PS-B in") || !strings.Contains(why, "PS-A") || !strings.Contains(why, "burgerservicenummer") {
		t.Errorf("the letter says %q", why)
	}
	notes := Notes(back, facts.Earlier, "PS-C")
	if n := notes[0]; n.Code != postkamer.BelongsTo || !strings.Contains(n.Why, "PS-C") || !strings.Contains(n.Why, "burgerservicenummer") {
		t.Errorf("the case of somebody else says %+v", n)
	}
	if n := notes[1]; n.Code != postkamer.Withdrawn || !strings.Contains(n.Why, "PS-C") {
		t.Errorf("the case that is stopped says %+v", n)
	}
	odd := WithEarlier(Facts{Channel: postkamer.Scan, ReceivedOn: received, Earlier: facts.Earlier[:1]}, doubted(), DefaultPolicy())
	if why := odd.Doubts[0].Why; !strings.Contains(why, "PS-A") || !strings.Contains(why, "burgerservicenummer") {
		t.Errorf("a letter that names it says %q", why)
	}
}

// TestAWithdrawalWithoutAReferenceStopsOneCaseOrNone: which of two it is, somebody
// has to ask. All that is stopped is named.
func TestAWithdrawalWithoutAReferenceStopsOneCaseOrNone(t *testing.T) {
	back := doubted(postkamer.Doubt{Code: postkamer.Withdrawn, Stop: true})
	one := postkamer.Earlier{SamePerson: true, Reference: "PS-A", CaseType: back.CaseType}
	with := func(reference string, change func(*postkamer.Earlier)) postkamer.Earlier {
		e := one
		e.Reference = reference
		change(&e)
		return e
	}
	other := with("PS-B", func(*postkamer.Earlier) {})
	named := func(e *postkamer.Earlier) { e.Named = true }
	for _, tt := range []struct {
		name    string
		earlier []postkamer.Earlier
		stops   int
		says    []string
	}{
		{"one open case", []postkamer.Earlier{one}, 1, []string{"trekt PS-A in"}},
		{"one is done", []postkamer.Earlier{one, with("PS-B", func(e *postkamer.Earlier) { e.Done = true })}, 1, []string{"trekt PS-A in"}},
		{"one is a withdrawal itself", []postkamer.Earlier{with("PS-B", func(e *postkamer.Earlier) { e.TakesBack = true }), one}, 1, []string{"trekt PS-A in"}},
		{"two open cases", []postkamer.Earlier{one, other}, 0, []string{"PS-A en PS-B", "Niets is gestopt"}},
		{"two that are named", []postkamer.Earlier{with("PS-C", named), with("PS-D", named), one}, 2, []string{"trekt PS-C en PS-D in"}},
	} {
		stops := 0
		for i, kind := range RelationsOf(back, tt.earlier) {
			if kind == postkamer.RelationWithdraws {
				stops++
			}
			if kind == "" && !tt.earlier[i].Done {
				t.Errorf("%s: %s is not related", tt.name, tt.earlier[i].Reference)
			}
		}
		why := WithEarlier(Facts{Channel: postkamer.Scan, ReceivedOn: received, Earlier: tt.earlier}, back, DefaultPolicy()).Doubts[0].Why
		for _, words := range tt.says {
			if !strings.Contains(why, words) {
				t.Errorf("%s: it says %q, not %q", tt.name, why, words)
			}
		}
		if stops != tt.stops {
			t.Errorf("%s: %d stopped, want %d", tt.name, stops, tt.stops)
		}
	}
	for i, n := range Notes(back, []postkamer.Earlier{one, other}, "PS-Z") {
		if n.Code != postkamer.BelongsTo || !strings.Contains(n.Why, "PS-Z") {
			t.Errorf("case %d of two says %+v", i, n)
		}
	}
}
