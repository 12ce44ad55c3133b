package classify

import (
	"maps"

	"postkamer"
)

// Policy is what a municipality decides for itself. Every number here is data:
// local rules and schemes differ (docs/domain.md).
type Policy struct {
	Queues        map[postkamer.CaseType]postkamer.Queue
	Terms         map[postkamer.CaseType]Term
	TermRules     postkamer.TermRules           // which holidays count
	Work          map[postkamer.CaseType]Work   // what is not named is DecisionWork
	Schemes       []Scheme                      // the rules of products as data; see With
	Demonstration bool                          // rounds that are only for trying are open
	Municipality  string                        // its name in sentences; may be empty
	Forms         map[string]postkamer.CaseType // by the name of a form that no scheme has: the kind that it becomes
	Postcodes     []string                      // "25" (a prefix) or "2490-2599" (a range of digits); empty is unknown: nothing is judged
	Precision     float64                       // share of believed kinds that must be right; thresholds in the model are for .95, .97 and .99
	MinConfidence float64                       // mean confidence of the words below which a scan counts as handwriting
	MaxQuestions  int                           // how many small questions one telephone call may have
}

// DefaultPolicy returns the rules that most municipalities share. The caller
// may change the value: it shares nothing with other callers.
func DefaultPolicy() Policy {
	p := Policy{
		Queues:        maps.Clone(defaultQueues),
		Terms:         maps.Clone(defaultTerms),
		TermRules:     postkamer.DefaultTermRules(),
		Work:          maps.Clone(defaultWork),
		Precision:     .99,
		MinConfidence: .55,
		MaxQuestions:  2,
	}
	return p.With(Schemes()...)
}

// queue returns the queue of a kind; false when the municipality has none for it.
func (p Policy) queue(kind postkamer.CaseType) (postkamer.Queue, bool) {
	queue, ok := p.Queues[kind]
	return queue, ok && queue != ""
}

// owns tells whether a normal postcode ("2512 EB") lies in the municipality.
// known is false when the policy has no postcodes or the postcode is none.
func (p Policy) owns(postcode string) (own, known bool) {
	return postkamer.PostcodeIn(p.Postcodes, postcode)
}
