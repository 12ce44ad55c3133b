package classify

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// Policy is what a municipality decides for itself. Every number here is data:
// local rules and schemes differ (docs/domain.md).
type Policy struct {
	Queues         map[postkamer.CaseType]postkamer.Queue
	Terms          map[postkamer.CaseType]Term
	Work           map[postkamer.CaseType]Work // what is not named is StandardWork
	MoveDaysBefore int      // how many days before the move it may be reported
	MoveDaysAfter  int      // and how many days after it
	Municipality   string   // its name in sentences; may be empty
	Postcodes      []string // "25" (a prefix) or "2490-2599" (a range of digits); empty is unknown: nothing is judged
	TozoRounds     []Round
	TozoLoan       float64 // highest loan in euros
	Precision      float64 // share of believed kinds that must be right; thresholds in the model are for .95, .97 and .99
	MinConfidence  float64 // mean confidence of the words below which a scan counts as handwriting
	MaxQuestions   int     // how many small questions one telephone call may have
}

// A Round is one period of the Tozo scheme.
type Round struct {
	Name        string
	From, Until time.Time // first and last day
	ApplyBefore time.Time // first day on which applying is too late
	Partner     bool      // the income of a partner counts
}

// DefaultPolicy returns the rules that most municipalities share. The caller
// may change the value: it shares nothing with other callers.
func DefaultPolicy() Policy {
	return Policy{
		Queues:         maps.Clone(defaultQueues),
		Terms:          maps.Clone(defaultTerms),
		Work:           maps.Clone(defaultWork),
		MoveDaysBefore: 28,
		MoveDaysAfter:  5,
		TozoRounds:     tozoRounds(),
		TozoLoan:       10157,
		Precision:      .99,
		MinConfidence:  .55,
		MaxQuestions:   2,
	}
}

// tozoRounds are the five rounds of 2020 and 2021 (docs/domain.md).
func tozoRounds() []Round {
	return []Round{
		{Name: "Tozo 1", From: day(2020, 3, 1), Until: day(2020, 5, 31), ApplyBefore: day(2020, 7, 1)},
		{Name: "Tozo 2", From: day(2020, 6, 1), Until: day(2020, 9, 30), ApplyBefore: day(2020, 10, 1), Partner: true},
		{Name: "Tozo 3", From: day(2020, 10, 1), Until: day(2021, 3, 31), ApplyBefore: day(2021, 4, 1), Partner: true},
		{Name: "Tozo 4", From: day(2021, 4, 1), Until: day(2021, 6, 30), ApplyBefore: day(2021, 7, 1), Partner: true},
		{Name: "Tozo 5", From: day(2021, 7, 1), Until: day(2021, 9, 30), ApplyBefore: day(2021, 10, 1), Partner: true},
	}
}

// queue returns the queue of a kind; false when the municipality has none for it.
func (p Policy) queue(kind postkamer.CaseType) (postkamer.Queue, bool) {
	queue, ok := p.Queues[kind]
	return queue, ok && queue != ""
}

// owns tells whether a normal postcode ("2512 EB") lies in the municipality.
// known is false when the policy has no postcodes or the postcode is none.
func (p Policy) owns(postcode string) (own, known bool) {
	if len(p.Postcodes) == 0 || len(postcode) < 4 {
		return false, false
	}
	for _, rule := range p.Postcodes {
		if covers(rule, postcode) {
			return true, true
		}
	}
	return false, true
}

// covers tells whether a prefix or a range of digits holds the postcode.
func covers(rule, postcode string) bool {
	low, high, isRange := strings.Cut(strings.ReplaceAll(rule, " ", ""), "-")
	if !isRange {
		return low != "" && strings.HasPrefix(strings.ReplaceAll(postcode, " ", ""), strings.ToUpper(low))
	}
	from, err1 := strconv.Atoi(low)
	to, err2 := strconv.Atoi(high)
	at, err3 := strconv.Atoi(postcode[:4])
	return err1 == nil && err2 == nil && err3 == nil && from <= at && at <= to
}
