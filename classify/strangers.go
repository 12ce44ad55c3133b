package classify

import (
	"cmp"
	"slices"
)

// strangersStopped is how many times the share of mistakes that a precision allows may
// be believed of letters of a kind that was never trained on: of .99 one in 20. On two
// folds of all families 3.5, 4.2 and 4.9 give a coverage of .554, .585 and .604 at a
// precision of .992, .990 and .989, and stop .932, .922 and .915 of the kinds left out.
const strangersStopped = 4.9

// leastForStrangers is how many kinds there must be to leave some out: with a few, what
// is left is no model of post.
const leastForStrangers = 10

// strangers tries letters of kinds that the model has not learned. In each fold others
// are left out, with their phrases; all others stay: with a half of them every score is
// lower, and a share of .965 seemed to be stopped where .917 was. The model that tries
// them learns one text of every family: five more of the whole size would take as long as
// all else together.
func (t *trainer) strangers() []trial {
	if len(t.kinds) < leastForStrangers {
		return nil
	}
	lessons := oneOfEach(t.lessons)
	fold := foldOf(examplesOf(lessons), t.opts.Folds)
	var trials []trial
	for f := range t.opts.Folds {
		left := func(kind int) bool { return kind%t.opts.Folds == f }
		var learn, try []lesson
		for i, l := range lessons {
			switch {
			case left(l.kind):
				try = append(try, l)
			case fold[i] != f:
				learn = append(learn, l)
			}
		}
		trials = append(trials, attempt(t.fit(learn, t.without(t.lexicon, left)), try)...)
	}
	return trials
}

// oneOfEach returns the first lesson of every family, at most as many as
// cross-validation tries.
func oneOfEach(lessons []lesson) []lesson {
	examples := examplesOf(lessons)
	seen := map[string]bool{}
	var kept []lesson
	for _, i := range byTurn(examples) {
		if f := family(examples, i); !seen[f] && len(kept) < mostTried/2 {
			seen[f] = true
			kept = append(kept, lessons[i])
		}
	}
	return kept
}

// without returns a lexicon with no phrases of the kinds that are left out.
func (t *trainer) without(x *lexicon, left func(kind int) bool) *lexicon {
	return newLexicon(slices.DeleteFunc(slices.Clone(x.phrases), func(p phrase) bool {
		k, known := slices.BinarySearch(t.kinds, p.kind)
		return known && left(k)
	}))
}

// stopping returns the lowest margin that at most the share of strangers reach; 0 when
// there are none.
func stopping(strangers []trial, share float64) float64 {
	if len(strangers) == 0 {
		return 0
	}
	sorted := slices.Clone(strangers)
	slices.SortFunc(sorted, func(a, b trial) int { return cmp.Compare(b.margin, a.margin) })
	let := int(share * float64(len(sorted)))
	if let >= len(sorted) {
		return 0
	}
	return sorted[let].margin + 1e-6 // above the first that must be stopped
}
