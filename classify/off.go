package classify

import (
	"slices"

	"postkamer"
)

// WhyOff is why a person looks at a piece of a kind that is turned off.
const WhyOff = "Deze soort staat uit. Kijk zelf wat het is en deel het in."

// WasOff tells whether a verdict was made while its kind was turned off.
func WasOff(v postkamer.Verdict) bool {
	return slices.ContainsFunc(v.Doubts, func(d postkamer.Doubt) bool { return d.Why == WhyOff })
}

// WithKindOff decides again about a piece of which the municipality turned the kind
// off: the kind is not believed, so a person sorts it. Danger and what a law sets a
// term for still go first: where there is a term, somebody of the law looks.
func WithKindOff(f Facts, v postkamer.Verdict, p Policy) postkamer.Verdict {
	v.Sure = false
	if !slices.ContainsFunc(v.Doubts, coded(postkamer.KindUnsure)) {
		v.Doubts = append(slices.Clone(v.Doubts), postkamer.Doubt{Code: postkamer.KindUnsure, Why: WhyOff, Say: WordsFor(postkamer.KindUnsure).Say})
	}
	return Decide(f, v, p)
}
