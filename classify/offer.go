package classify

import (
	"slices"
	"strings"
	"time"

	"postkamer"
)

// single are the fields of which a letter has one. When two places give such a
// field a different value, and both are well founded, nobody can tell from the
// letter which is right. A sender may have two telephone numbers.
var single = []postkamer.FieldName{
	postkamer.FieldBSN, postkamer.FieldIBAN, postkamer.FieldKvK, postkamer.FieldRSIN, postkamer.FieldBranch, postkamer.FieldBirthDate, postkamer.FieldMoveDate,
	postkamer.FieldPlate, postkamer.FieldFine, postkamer.FieldInvoice, postkamer.FieldAssessment, postkamer.FieldWOZ, postkamer.FieldReference,
	postkamer.FieldPostcode, postkamer.FieldOldPostcode, postkamer.FieldNewPostcode,
}

// wellFounded is the trust from which a second value counts against the first:
// that of a value with a word before it that says what it is.
const wellFounded = .85

// offer keeps a reading when it is better than what there is. The same value in
// two places is surer than in one; two values for one field make it one to look at.
func (s *searching) offer(r reading) {
	if r.value == "" {
		return
	}
	have, ok := s.best[r.name]
	switch {
	case ok && unfit(have) && !unfit(r) && twoNumbers(have, r):
		r.state, r.why = postkamer.FieldConflicting, twoValues(r.name, have.value, r.value)
		s.best[r.name] = r
	case !ok || unfit(have) && !unfit(r):
		s.best[r.name] = r
	case have.value == r.value:
		s.best[r.name] = have.agreeing(r)
	case conflict(have, r):
		have.state, have.why = postkamer.FieldConflicting, twoValues(r.name, have.value, r.value)
		s.best[r.name] = have
	case r.trust > have.trust+.05 && !unfit(r):
		s.best[r.name] = r
	}
}

// unfit tells whether a reading fails its check.
func unfit(r reading) bool {
	return r.state == postkamer.FieldWrong || r.state == postkamer.FieldSuggested
}

// twoNumbers tells whether two numbers with check digits that a letter has one of, both
// with a word before them, are not two readings of one: the second, which passes,
// may be that of somebody else.
func twoNumbers(a, b reading) bool {
	return (a.name == postkamer.FieldBSN || a.name == postkamer.FieldIBAN) && a.trust >= wellFounded && b.trust >= wellFounded &&
		distance(a.value, b.value, mostMisread) > mostMisread
}

// mostMisread is in how many characters two readings of one number differ at most.
const mostMisread = 2

// conflict tells whether two readings of one field speak against each other.
func conflict(a, b reading) bool {
	taken := func(r reading) bool { return r.state == "" && r.trust >= wellFounded }
	return slices.Contains(single, a.name) && taken(a) && taken(b)
}

// agreeing takes a second reading of the same value into account: another place
// on the page was read apart from the first, so that both being misread alike is
// unlikely.
func (r reading) agreeing(other reading) reading {
	apart := r.leaf != other.leaf || other.first >= r.past || r.first >= other.past
	if other.trust > r.trust && other.state == r.state || other.proven && !r.proven {
		other.agreed, r = r.agreed, other
	}
	r.agreed = r.agreed || apart && r.trust >= withoutCue
	return r
}

// twoValues says that two places do not agree.
func twoValues(name postkamer.FieldName, first, second string) string {
	what := "waarden"
	if name == postkamer.FieldMoveDate || name == postkamer.FieldBirthDate {
		what = "datums"
	}
	if name == postkamer.FieldBSN || name == postkamer.FieldIBAN {
		what = "nummers"
	}
	return "Er staan twee " + what + ": " + dutchDate(first) + " en " + dutchDate(second) + "."
}

// dutchDate writes a normal date as people say it, and all else as it is.
func dutchDate(value string) string {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(value))
	if err != nil {
		return value
	}
	return inDutch(t)
}
