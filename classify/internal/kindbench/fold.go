package main

import (
	"hash/fnv"
	"slices"
	"strings"

	"postkamer/classify"
)

// folds is into how many parts the families are dealt.
const folds = 5

// deal says of every example in which fold it is tried. The families of a kind go
// round the folds in an order of chance, each whole. Texts of no kind are in fold
// -1: they are never trained on and tried in all.
func deal(all []classify.Example) []int {
	families := map[string][]string{}
	for _, e := range all {
		if f := familyOf(e); e.Class != classify.Unknown && !slices.Contains(families[e.Class], f) {
			families[e.Class] = append(families[e.Class], f)
		}
	}
	home := map[string]int{}
	for kind, names := range families {
		slices.SortFunc(names, func(a, b string) int { return strings.Compare(shuffled(a), shuffled(b)) })
		for i, name := range names {
			home[name] = (i + int(hash(kind)%folds)) % folds
		}
	}
	fold := make([]int, len(all))
	for i, e := range all {
		fold[i] = -1
		if e.Class != classify.Unknown {
			fold[i] = home[familyOf(e)]
		}
	}
	return fold
}

// familyOf returns the family of an example; a text without one stands alone.
func familyOf(e classify.Example) string {
	if e.Family != "" {
		return e.Family
	}
	return e.Name
}

// split returns the examples of all folds but one, and those to try in it.
func split(all []classify.Example, fold []int, f int) (learn, try []classify.Example) {
	for i, e := range all {
		if fold[i] != f && fold[i] >= 0 {
			learn = append(learn, e)
		}
		if fold[i] == f || fold[i] < 0 {
			try = append(try, e)
		}
	}
	return learn, try
}

// leaveOut makes of some kinds, others in each fold, kinds that were never trained
// on: their texts leave what is learned, and those of the fold become Unknown.
// Nothing else is tried. Every kind is left out in one fold.
func leaveOut(all []classify.Example, fold []int, f int) (learn, try []classify.Example) {
	var kinds []string
	for _, e := range all {
		if e.Class != classify.Unknown {
			kinds = append(kinds, e.Class)
		}
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	out := func(kind string) bool { return slices.Index(kinds, kind)%folds == f }
	for i, e := range all {
		switch {
		case fold[i] < 0:
		case out(e.Class):
			e.Class = classify.Unknown
			try = append(try, e)
		case fold[i] != f:
			learn = append(learn, e)
		}
	}
	return learn, try
}

// shuffled orders families by chance, the same on every run.
func shuffled(family string) string {
	h := fnv.New64a()
	h.Write([]byte("kindbench" + family))
	return string(h.Sum(nil))
}

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}
