package classify

import (
	"testing"
	"time"

	"postkamer"
)

// The form with which a citizen takes something back stops what it names, and nothing of
// somebody else.
func TestFormThatWithdrawsStopsWhatItNames(t *testing.T) {
	const reference = "VH-2026-7K3M-Q3"
	named := postkamer.NormalReference(postkamer.NewReference("VH", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	facts := Facts{Channel: postkamer.Form, Form: "intrekken", ReceivedOn: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Answers: []postkamer.Answer{
		{Name: "kenmerk", Field: string(postkamer.FieldCaseNumber), Label: "Kenmerk", Value: named},
		{Name: "onderwerp", Label: "Gaat over", Value: "verhuizing"},
		{Name: "bsn", Field: string(postkamer.FieldBSN), Value: "999990019"},
		{Name: "intrekken", Label: "Ik trek dit in", Value: "Ja"},
		{Name: "_doubt", Value: string(postkamer.Withdrawn)},
	}}
	v := Classify(postkamer.Text{}, facts, nil, DefaultPolicy())
	if v.CaseType != "verhuizing" {
		t.Errorf("its kind is %s", v.CaseType)
	}
	if l := LinksOf(postkamer.Text{}, facts, v); len(l.References) != 1 || l.References[0] != named || l.BSN != "999990019" {
		t.Errorf("it is looked for by %v", l)
	}
	earlier := []postkamer.Earlier{
		{Reference: named, Named: true, SamePerson: true, CaseType: "verhuizing", Queue: "burgerzaken"},
		{Reference: reference, SamePerson: true, CaseType: "verhuizing", Queue: "burgerzaken"},
		{Reference: reference, Named: true, OtherPerson: true, CaseType: "verhuizing", Queue: "burgerzaken"},
		{Reference: reference, Named: true, SamePerson: true, Done: true, CaseType: "verhuizing", Queue: "burgerzaken"},
	}
	want := []postkamer.RelationKind{postkamer.RelationWithdraws, postkamer.RelationBelongs, postkamer.RelationBelongs, postkamer.RelationBelongs}
	for i, kind := range RelationsOf(v, earlier) {
		if kind != want[i] {
			t.Errorf("earlier piece %d is %q, want %q", i, kind, want[i])
		}
	}
	facts.Earlier = earlier[:1]
	if decided := WithEarlier(facts, v, DefaultPolicy()); decided.Destination != postkamer.ToQueue || decided.Queue != "burgerzaken" || decided.Rule != RuleEarlier {
		t.Errorf("it goes to %s %s by %s", decided.Destination, decided.Queue, decided.Rule)
	}
}
