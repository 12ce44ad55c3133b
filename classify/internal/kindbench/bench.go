package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"postkamer/classify"
)

// levels are the shares of characters that are read wrongly in the texts that are
// tried. The main table takes all of them together.
var levels = []float64{0, .02, .05, .10}

// A bench measures systems on texts.
type bench struct {
	all      []classify.Example
	systems  []system
	folds    int // how many of them are tried, from the first
	progress io.Writer
	results  results
	attempts []classify.Attempt // of ours, all folds
	left     []classify.Attempt // of ours on kinds left out of training
}

// A tried is what a system made of one fold at one level of noise.
type tried struct {
	fold     int
	level    float64
	attempts []classify.Attempt
}

// measure has every system learn and try all folds, and again with kinds left out.
func (b *bench) measure() error {
	fold := deal(b.all)
	b.results = results{Folds: b.folds, Texts: len(b.all), Families: b.count(familyOf), Kinds: b.count(func(e classify.Example) string { return e.Class }) - 1}
	for _, s := range b.systems {
		began := time.Now()
		whole, err := b.tryAll(s, fold, split)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		left, err := b.tryAll(s, fold, leaveOut)
		if err != nil {
			return fmt.Errorf("%s, kinds left out: %w", s.name, err)
		}
		b.results.Systems = append(b.results.Systems, summarise(s, whole, left))
		if s.name == ours {
			b.attempts, b.left = together(whole, -1), together(left, -1)
			b.results.PerKind = perKind(b.attempts)
		}
		fmt.Fprintf(b.progress, "%-26s %.0f s\n", s.name, time.Since(began).Seconds())
	}
	return nil
}

// tryAll trains on every fold but one and tries the texts of that one at all
// levels of noise.
func (b *bench) tryAll(s system, fold []int, cut func([]classify.Example, []int, int) (learn, try []classify.Example)) ([]tried, error) {
	var all []tried
	for f := range b.folds {
		learn, try := cut(b.all, fold, f)
		judge, err := s.learn(learn)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", f, err)
		}
		for _, level := range levels {
			all = append(all, tried{f, level, judge(damaged(try, level))})
		}
	}
	return all, nil
}

// damaged returns the examples as they come from a bad scan. Every system gets the
// same.
func damaged(list []classify.Example, level float64) []classify.Example {
	out := slices.Clone(list)
	for i, e := range list {
		out[i].Text = scanned(e.Text, level, rand.New(rand.NewPCG(uint64(level*1000), uint64(hash(e.Name)))))
	}
	return out
}

// count returns how many different values the texts have.
func (b *bench) count(of func(classify.Example) string) int {
	seen := map[string]bool{}
	for _, e := range b.all {
		if e.Class != classify.Unknown || of(e) == e.Class {
			seen[of(e)] = true
		}
	}
	return len(seen)
}

// together returns the attempts of one level of noise; of all when it is below 0.
func together(all []tried, level float64) []classify.Attempt {
	var out []classify.Attempt
	for _, t := range all {
		if level < 0 || t.level == level {
			out = append(out, t.attempts...)
		}
	}
	return out
}

// listErrors prints what ours got wrong, the surest mistakes first: where the
// texts and the lexicon have something to learn. Then of the kinds that were left out of
// training what was believed to be another.
func (b *bench) listErrors(out io.Writer) {
	wrong := func(o classify.Attempt) bool { return !o.Right() && (o.Sure || o.Want != classify.Unknown) }
	listFamilies(out, b.attempts, wrong)
	fmt.Fprintln(out, "\nKinds left out of training:")
	listFamilies(out, b.left, func(o classify.Attempt) bool { return o.Sure })
}

// listFamilies prints the attempts that are asked for, those of one family taken for one
// kind on a line, the surest first.
func listFamilies(out io.Writer, attempts []classify.Attempt, asked func(classify.Attempt) bool) {
	found := map[string][]classify.Attempt{}
	for _, o := range attempts {
		if asked(o) {
			key := fmt.Sprintf("%-55s taken for %s", o.Family, o.Got)
			found[key] = append(found[key], o)
		}
	}
	var lines []string
	for key, list := range found {
		sure, most := 0, 0.0
		for _, o := range list {
			most = max(most, o.Margin)
			if o.Sure {
				sure++
			}
		}
		lines = append(lines, fmt.Sprintf("%5.2f %3d times, believed %2d: %s", most, len(list), sure, key))
	}
	slices.Sort(lines)
	slices.Reverse(lines)
	for _, line := range lines {
		fmt.Fprintln(out, line)
	}
}
