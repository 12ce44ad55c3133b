package classify

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// doubted is a verdict about a move with these doubts, surely understood, with a
// number to phone.
func doubted(doubts ...postkamer.Doubt) postkamer.Verdict {
	return postkamer.Verdict{CaseType: postkamer.Verhuizing, Sure: true, Doubts: doubts,
		Fields: []postkamer.Field{{Name: postkamer.FieldPhone, Value: "0612345678", State: postkamer.FieldOK}}}
}

func TestRulesInOrder(t *testing.T) {
	ask := postkamer.Doubt{Code: postkamer.ConsentMissing, Ask: true}
	urgent, legal := postkamer.Doubt{Code: postkamer.Urgent}, postkamer.Doubt{Code: postkamer.LegalClock}
	unsure, tailored := postkamer.Doubt{Code: postkamer.KindUnsure}, postkamer.Doubt{Code: postkamer.Maatwerk}
	angry, asksCall := postkamer.Doubt{Code: postkamer.Angry}, postkamer.Doubt{Code: postkamer.AskedToCall, Ask: true}
	stop := postkamer.Doubt{Code: postkamer.WrongMunicipality, Stop: true}
	other := func(code postkamer.DoubtCode) postkamer.Doubt { return postkamer.Doubt{Code: code, Ask: true} }
	tests := []struct {
		name  string
		v     postkamer.Verdict
		rule  string
		to    postkamer.Destination
		queue postkamer.Queue
		ready bool
	}{
		{"danger comes before all", doubted(ask, unsure, legal, urgent), RuleDanger, postkamer.ToCaller, "triage", false},
		{"a legal term comes before what is not understood", doubted(unsure, legal, ask), RuleLegalTerm, postkamer.ToQueue, "juridisch", false},
		{"what is not understood comes before a question", doubted(ask, unsure), RuleUnclear, postkamer.ToTriage, "triage", false},
		{"a withdrawal comes before what is not understood", doubted(unsure, postkamer.Doubt{Code: postkamer.Withdrawn, Stop: true}), RuleEarlier, postkamer.ToQueue, "triage", false},
		{"two kinds in one piece", doubted(ask, postkamer.Doubt{Code: postkamer.SeveralKinds}), RuleSeveral, postkamer.ToQueue, "burgerzaken", false},
		{"tailored work is not phoned by a script", doubted(ask, tailored), RuleTailored, postkamer.ToQueue, "burgerzaken", false},
		{"what a call does not solve", doubted(ask, stop), RuleConflict, postkamer.ToQueue, "burgerzaken", false},
		{"who asks for a call", doubted(angry, asksCall), RuleAsked, postkamer.ToCaller, "burgerzaken", false},
		{"who is angry", doubted(ask, angry), RuleAngry, postkamer.ToCaller, "burgerzaken", false},
		{"one question", doubted(ask), RuleSmall, postkamer.ToCaller, "burgerzaken", false},
		{"many questions", doubted(ask, other(postkamer.MoveDateMissing), other(postkamer.BSNMissing)), RuleMany, postkamer.ToQueue, "burgerzaken", false},
		{"complete", doubted(), RuleReady, postkamer.ToQueue, "burgerzaken", true},
		{"a doubt that is no question", doubted(postkamer.Doubt{Code: postkamer.DateLate}), RuleLook, postkamer.ToQueue, "burgerzaken", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Decide(Facts{Channel: postkamer.Scan, ReceivedOn: received}, tt.v, DefaultPolicy())
			if v.Rule != tt.rule || v.Destination != tt.to || v.Queue != tt.queue || v.Ready != tt.ready {
				t.Errorf("%s: %s on %s, ready %v; want %s: %s on %s, %v", v.Rule, v.Destination, v.Queue, v.Ready, tt.rule, tt.to, tt.queue, tt.ready)
			}
		})
	}
}

func TestWithoutNumberNobodyIsSentToACaller(t *testing.T) {
	for _, d := range []postkamer.Doubt{{Code: postkamer.Urgent}, {Code: postkamer.AskedToCall, Ask: true}, {Code: postkamer.ConsentMissing, Ask: true}, {Code: postkamer.Angry}} {
		v := doubted(d)
		v.Fields = nil
		if v = Decide(Facts{Channel: postkamer.Scan}, v, DefaultPolicy()); v.Destination != postkamer.ToQueue {
			t.Errorf("%s without a number: to %s", d.Code, v.Destination)
		}
		if again := Decide(Facts{Channel: postkamer.Scan}, v, DefaultPolicy()); len(again.Doubts) != len(v.Doubts) || again.Destination != v.Destination {
			t.Errorf("%s decided twice: %v, was %v", d.Code, again.Doubts, v.Doubts)
		}
	}
}

// TestRuleNamesAndMeanings: names are kept in the database, so they are one word,
// unique, and every rule says what it means.
func TestRuleNamesAndMeanings(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if r.Name == "" || r.Means == "" || strings.Contains(r.Name, " ") || seen[r.Name] || r.to == nil || r.because == nil && r.applies == nil {
			t.Errorf("rule %+v", r)
		}
		seen[r.Name] = true
	}
	if last := Rules()[len(Rules())-1]; last.Name != RuleLook {
		t.Errorf("the last rule is %s: not every piece goes somewhere", last.Name)
	}
}

// TestOnlyOrderDecides: with the rules in another order another of the rules that
// apply may win, but never one that does not apply; the shipped order always lets
// the first that applies win.
func TestOnlyOrderDecides(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	all := []postkamer.Doubt{{Code: postkamer.Urgent}, {Code: postkamer.LegalClock}, {Code: postkamer.KindUnsure}, {Code: postkamer.Withdrawn, Stop: true}, {Code: postkamer.SeveralKinds}, {Code: postkamer.Maatwerk}, {Code: postkamer.WrongMunicipality, Stop: true}, {Code: postkamer.AskedToCall, Ask: true}, {Code: postkamer.Angry}, {Code: postkamer.ConsentMissing, Ask: true}, {Code: postkamer.BSNMissing, Ask: true}, {Code: postkamer.DateLate}}
	facts, policy, others := Facts{Channel: postkamer.Scan, ReceivedOn: received}, DefaultPolicy(), 0
	for range 500 {
		var doubts []postkamer.Doubt
		for _, d := range all {
			if rng.IntN(3) == 0 {
				doubts = append(doubts, d)
			}
		}
		m := &matter{facts: facts, v: doubted(doubts...), policy: policy}
		var apply []string
		for _, r := range Rules() {
			if m.meets(r) {
				apply = append(apply, r.Name)
			}
		}
		if got := Decide(facts, m.v, policy).Rule; got != apply[0] {
			t.Fatalf("%v: %s decided, want %s", doubts, got, apply[0])
		}
		mixed := Rules()
		rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		got := decideBy(mixed, facts, m.v, policy)
		if !slices.Contains(apply, got.Rule) {
			t.Fatalf("%v: %s decided and does not apply", doubts, got.Rule)
		}
		if got.Rule != apply[0] {
			others++
		}
	}
	if others < 200 {
		t.Errorf("another order decided otherwise only %d times: the order tests nothing", others)
	}
}

func TestSameVerdictThousandTimes(t *testing.T) {
	text := lay(.9, moveLetter("Kunt u mij bellen? Ik ben het zat.", "Mijn vrouw Anna verhuist mee. Het gaat om PS-2026-7K3M-QC.", phoneLine)...)
	facts := Facts{ReceivedOn: received, Earlier: []postkamer.Earlier{{Reference: "PS-2026-7K3M-QC", Named: true, Queue: "burgerzaken"}}}
	m, policy := shipped(t), DefaultPolicy()
	want := asJSON(t, Classify(text, facts, m, policy))
	before := asJSON(t, text)
	for range 1000 {
		if got := asJSON(t, Classify(text, facts, m, policy)); got != want {
			t.Fatalf("verdict changed from\n%s to\n%s", want, got)
		}
	}
	if asJSON(t, text) != before {
		t.Error("Classify changed the text it was given")
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestNothingGrantsOrRefuses: whatever is read, a kind in which something is
// granted or refused may not be automatic, and no verdict closes a case.
func TestNothingGrantsOrRefuses(t *testing.T) {
	p := DefaultPolicy()
	for _, kind := range []postkamer.CaseType{"tozo_aanvraag", "bijstand", "wmo", "kwijtschelding", "subsidie", "bezwaar", "klacht", "woo_verzoek", "ingebrekestelling", "omgevingsvergunning", "factuur", "bbz_aanvraag", "a_new_scheme", postkamer.UnknownCase} {
		if p.MayBeAutomatic(kind) {
			t.Errorf("%s may be automatic", kind)
		}
	}
	if !p.MayBeAutomatic(postkamer.Verhuizing) {
		t.Error("a move may not be automatic")
	}
	for _, r := range Rules() {
		m := &matter{v: doubted(), policy: p}
		if to := r.to(m); to != postkamer.ToQueue && to != postkamer.ToCaller && to != postkamer.ToTriage {
			t.Errorf("%s ends at %q", r.Name, to)
		}
	}
}

func TestDoubtsHaveEvidence(t *testing.T) {
	text := lay(.95, moveLetter("Volgende week is de ontruirning van mijn woning.", phoneLine)...)
	v := Classify(text, Facts{Channel: postkamer.Scan, ReceivedOn: received}, shipped(t), DefaultPolicy())
	d := v.Doubts[0]
	if d.Code != postkamer.Urgent || d.Quote != "ontruirning" || !d.Placed() || d.Page != 0 || d.Y < 100 {
		t.Errorf("the reason is %+v", d)
	}
	if v.Rule != RuleDanger || len(v.Kinds) != 3 || v.Kinds[0].CaseType != postkamer.Verhuizing || len(v.Clues) == 0 {
		t.Errorf("rule %s, kinds %v, clues %v", v.Rule, v.Kinds, v.Clues)
	}
	sum := 0.0
	for _, k := range v.Kinds {
		sum += k.Probability
	}
	if sum > 1.0001 {
		t.Errorf("the kinds are %v: more than certain", v.Kinds)
	}
	wrong := lay(.95, replaceLine(moveLetter(phoneLine), "999990019", "999990018")...)
	v = Classify(wrong, Facts{Channel: postkamer.Scan, ReceivedOn: received}, shipped(t), DefaultPolicy())
	if d := v.Doubts[0]; d.Code != postkamer.BSNInvalid || !strings.Contains(d.Quote, "eindigt op 18") || !d.Placed() || d.Say == "" {
		t.Errorf("a wrong number shows as %+v", d)
	}
}

func TestEveryDoubtSaysSomething(t *testing.T) {
	for i, lines := range [][]string{
		{"zzz qqq xxx vvv"}, moveLetter("Ik ga wonen bij mijn zus Karin.", phoneLine), moveLetter("Kunt u mij bellen?", phoneLine),
		replaceLine(moveLetter(phoneLine), "2517 AK", "1017 AB"), {"Betreft: ingebrekestelling", "Hierbij stel ik u in gebreke. U had moeten beslissen op mijn aanvraag."},
	} {
		for _, d := range Classify(lay(.95, lines...), Facts{Channel: postkamer.Scan, ReceivedOn: received}, shipped(t), DefaultPolicy()).Doubts {
			for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
				if said := tone.Say(d.Say); said == "" || strings.ContainsAny(said, "{|}") {
					t.Errorf("letter %d: %s says %q to the citizen", i, d.Code, said)
				}
			}
			if d.Why == "" {
				t.Errorf("letter %d: %s does not say why", i, d.Code)
			}
		}
	}
}

func TestFingerprints(t *testing.T) {
	base := DefaultPolicy().Fingerprint()
	if base != DefaultPolicy().Fingerprint() {
		t.Error("the same policy has two fingerprints")
	}
	changes := map[string]func(*Policy){
		"queues":    func(p *Policy) { p.Queues["verhuizing"] = "elders" },
		"work":      func(p *Policy) { p.Work["afval"] = TailoredWork },
		"questions": func(p *Policy) { p.MaxQuestions++ },
		"schemes":   func(p *Policy) { p.Schemes = p.Schemes[1:] },
	}
	seen := map[string]string{base: "none"}
	for name, change := range changes {
		p := DefaultPolicy()
		change(&p)
		if other, ok := seen[p.Fingerprint()]; ok {
			t.Errorf("a change of %s has the fingerprint of %s", name, other)
		}
		seen[p.Fingerprint()] = name
	}
	one, same := Checksum(shipped(t)), Checksum(shipped(t))
	if Checksum(nil) != "" || one != same || len(one) != 2*fingerprintSize {
		t.Errorf("checksums are %q and %q", one, same)
	}
}

// FuzzDecide: whatever is read and answered, a piece goes somewhere and every
// doubt has words; no burgerservicenummer that fails its test is taken as read.
func FuzzDecide(f *testing.F) {
	f.Add("Hierbij trek ik mijn aanvraag in. PS-2026-7K3M-QC", "verhuizing", "datum", "31 april", .8, true)
	f.Add("ik ben het zat \x00 ontruimd", "belmij", "_doubt", "URGENT", .1, false)
	f.Add("BSN 99999O019 999990018", "", "bsn", "999990018", .9, true)
	m := shipped(f)
	f.Fuzz(func(t *testing.T, body, form, name, value string, confidence float64, found bool) {
		facts := Facts{Channel: postkamer.Scan, ReceivedOn: received}
		if form != "" {
			facts.Channel, facts.Form = postkamer.Form, form
			facts.Answers = []postkamer.Answer{{Name: name, Value: value}, {Name: name, Field: name, Label: body, Value: value}}
		}
		if found {
			facts.Earlier = []postkamer.Earlier{{Reference: "PS-2026-7K3M-QC", Named: true, SamePerson: true, CaseType: "verhuizing", Queue: "burgerzaken", ReceivedOn: received}}
		}
		text := lay(confidence, strings.Split(body, "\n")...)
		v := Classify(text, facts, m, DefaultPolicy())
		if v.Destination == "" || v.Queue == "" || v.Priority == 0 || v.Rule == "" {
			t.Errorf("verdict has holes: %+v", v)
		}
		if v.Ready && len(v.Doubts) > 0 {
			t.Errorf("ready with doubts: %v", v.Doubts)
		}
		for _, d := range v.Doubts {
			if d.Why == "" || d.Say == "" {
				t.Errorf("%s says nothing", d.Code)
			}
		}
		for _, field := range v.Fields {
			if field.Name == postkamer.FieldBSN && field.State.Sure() && !postkamer.ValidBSN(field.Value) {
				t.Error("a wrong burgerservicenummer was accepted")
			}
		}
		_ = fmt.Sprint(LinksOf(text, facts, v))
	})
}
