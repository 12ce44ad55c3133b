package classify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"

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

// Shares of the blind sample (docs/domain.md, guards).
const (
	firstShare = .10 // while little has been judged
	leastShare = .02
	leastWeek  = 5   // samples a week and kind, at least
	provenBy   = 299 // judged without error: 99 % is right, 19 times of 20
)

// SampleShare returns which share of what went through by itself a second person
// judges: judged is how many of the kind were, errors how many of them were wrong,
// and week how many a week there are.
func SampleShare(judged, errors, week int) float64 {
	share := leastShare
	if judged < provenBy || errors > 0 {
		share = firstShare
	}
	if week > 0 {
		share = max(share, leastWeek/float64(week))
	}
	return min(1, share)
}

// Drawn tells whether a case is in the sample. The draw depends on the key and
// the case alone, so that anybody with the key can do it again, and nobody
// without it can know beforehand.
func Drawn(key []byte, reference string, share float64) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(reference))
	n := binary.BigEndian.Uint64(mac.Sum(nil)) >> 11 // 53 bits: exact in a float64
	return float64(n)/(1<<53) < share
}

// Drift says how far the margins of late have moved from those before, as the
// population stability index over tenths of the earlier ones: below .1 nothing,
// above .25 another kind of post comes in. It is 0 when there are fewer than 100
// of either: then nobody can tell.
func Drift(before, late []float64) float64 {
	const least, parts = 100, 10
	if len(before) < least || len(late) < least {
		return 0
	}
	sorted := slices.Sorted(slices.Values(before))
	edges := make([]float64, parts-1)
	for i := range edges {
		edges[i] = sorted[(i+1)*len(sorted)/parts]
	}
	return stability(shares(before, edges), shares(late, edges))
}
