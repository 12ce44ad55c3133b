package classify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sort"

	"postkamer"
)

// An Outcome is what became of one decision once a person had settled the case,
// or a second person had judged it blind.
type Outcome struct {
	Family int64 // which phrasing; outcomes of one family prove little together
	Right  bool  // the kind and every field stood
}

// MaxPerFamily is how many outcomes of one family count. Errors come as whole
// families (one vendor's form, one bank's statement): a thousand letters of one
// template are one proof, not a thousand.
const MaxPerFamily = 5

// A Track is what outcomes say about a kind in a channel.
type Track struct {
	Trials   int     // that count
	Errors   int     // among them
	Families int     // different ones
	Repeated bool    // one family has two errors: something is wrong with all of it
	Bound    float64 // the share that is right is at least this, 19 times of 20
}

// TrackOf counts outcomes, of each family at most MaxPerFamily and its errors first.
func TrackOf(outcomes []Outcome) Track {
	right, wrong := map[int64]int{}, map[int64]int{}
	for _, o := range outcomes {
		if o.Right {
			right[o.Family]++
		} else {
			wrong[o.Family]++
		}
	}
	var t Track
	for family, n := range wrong {
		t.Repeated = t.Repeated || n > 1
		t.add(right[family], n)
		delete(right, family)
	}
	for _, n := range right {
		t.add(n, 0)
	}
	t.Bound = LowerBound(t.Trials-t.Errors, t.Trials)
	return t
}

// add counts one family.
func (t *Track) add(right, wrong int) {
	wrong = min(wrong, MaxPerFamily)
	t.Families++
	t.Errors += wrong
	t.Trials += wrong + min(right, MaxPerFamily-wrong)
}

// Proves tells whether the outcomes allow a step up: the bound reaches the target.
// With no error at all .99 takes 299 outcomes, .98 takes 149.
func (t Track) Proves(target float64) bool { return t.Bound >= target && !t.Repeated }

// Next returns the mode that a kind must have after these outcomes: the same, or
// a lower one. A family with two errors ends all trust at once; a bound below the
// target costs one step. Nothing climbs here: that is for a person to decide.
func (t Track) Next(now postkamer.Mode, target float64) postkamer.Mode {
	switch {
	case !now.Ready():
		return now
	case t.Repeated:
		return postkamer.ModeShadow
	case t.Bound < target:
		return now.Down()
	}
	return now
}

// Shares of the blind sample (docs/design.md, guards).
const (
	firstShare = .10 // while little has been judged
	leastShare = .02
	provenBy   = 299 // judged without error: 99 % is right, 19 times of 20
)

// LeastWeek is how many samples there are of a kind in a week, at least.
const LeastWeek = 5

// SampleShare returns which share of what went through by itself a second person
// judges: judged is how many of the kind were, errors how many of them were wrong,
// and week how many a week there are.
func SampleShare(judged, errors, week int) float64 {
	share := leastShare
	if judged < provenBy || errors > 0 {
		share = firstShare
	}
	if week > 0 {
		share = max(share, LeastWeek/float64(week))
	}
	return min(1, share)
}

// Lot returns the lot of a case, 0..1: it is in the sample when that is below the
// share. The lot depends on the key and the case alone, so that anybody with the
// key can do the draw again, and nobody without it can know beforehand.
func Lot(key []byte, reference string) float64 {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(reference))
	n := binary.BigEndian.Uint64(mac.Sum(nil)) >> 11 // 53 bits: exact in a float64
	return float64(n) / (1 << 53)
}

// Drawn tells whether a case is in the sample.
func Drawn(key []byte, reference string, share float64) bool { return Lot(key, reference) < share }

// Lacks returns how many right outcomes are still needed to prove the target, and
// of how many new families at least. Both are 0 when it is proven. Repeated
// errors are mended by no number of outcomes.
func (t Track) Lacks(target float64) (outcomes, families int) {
	enough := func(more int) bool { return LowerBound(t.Trials-t.Errors+more, t.Trials+more) >= target }
	high := 1
	for !enough(high) && high < 1<<20 {
		high *= 2
	}
	if enough(0) {
		return 0, 0
	}
	outcomes = sort.Search(high, enough)
	return outcomes, (outcomes + MaxPerFamily - 1) / MaxPerFamily
}

// Drift says how far the margins of late have moved from those before, as the
// population stability index over tenths of the earlier ones: below .1 nothing,
// above .25 another kind of post comes in. It is 0 when there are fewer than 100
// of either: then nobody can tell.
func Drift(before, late []float64) float64 {
	const parts = 10
	if !EnoughForDrift(len(before), len(late)) {
		return 0
	}
	sorted := slices.Sorted(slices.Values(before))
	edges := make([]float64, parts-1)
	for i := range edges {
		edges[i] = sorted[(i+1)*len(sorted)/parts]
	}
	return stability(shares(before, edges), shares(late, edges))
}

// EnoughForDrift tells whether there are enough letters before and of late to say
// anything about drift.
func EnoughForDrift(before, late int) bool {
	const least = 100
	return before >= least && late >= least
}
