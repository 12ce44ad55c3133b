package classify

import "slices"

// A KindChange is how a new model does on one kind beside the one it would
// replace. Families are counted, not texts: each counts for one, or for the share
// of its texts, since mistakes come by whole families.
type KindChange struct {
	Kind     string    `json:"kind"`
	Families int       `json:"families"` // of the kind in the held-out set
	Before   KindScore `json:"before"`
	After    KindScore `json:"after"`
}

// A KindScore is how one model does on one kind, in families.
type KindScore struct {
	Right    float64 `json:"right"`    // of the kind, guessed right
	Believed float64 `json:"believed"` // of the kind, guessed right and believed at .99
	Mistaken float64 `json:"mistaken"` // of other kinds or of none, believed to be this
}

// Worse tells whether the new model is worse by more than a bound, a share of the
// kind's families such as .05: it gets fewer of them right, or believes more
// others to be this kind.
func (c KindChange) Worse(bound float64) bool {
	allowed := bound * float64(c.Families)
	return c.After.Right < c.Before.Right-allowed-rounding || c.After.Mistaken > c.Before.Mistaken+allowed+rounding
}

// rounding keeps sums of thirds and fifths from being a change.
const rounding = 1e-9

// Compare measures two models on texts that neither learned from, kind by kind in
// the order of their names. A kind that a model does not know counts as never
// right. What it says of a kind without held-out texts is only Mistaken.
func Compare(before, after *Model, heldout []Example) []KindChange {
	old, now := familyScores(before, heldout), familyScores(after, heldout)
	kinds := append(before.Kinds(), after.Kinds()...)
	families := map[string]map[string]bool{}
	for i, e := range heldout {
		if e.Class == Unknown {
			continue
		}
		kinds = append(kinds, e.Class)
		if families[e.Class] == nil {
			families[e.Class] = map[string]bool{}
		}
		families[e.Class][family(heldout, i)] = true
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds)
	changes := make([]KindChange, len(kinds))
	for i, k := range kinds {
		changes[i] = KindChange{k, len(families[k]), old[k], now[k]}
	}
	return changes
}

// familyScores lets a model try the texts; each counts for its part of its family.
func familyScores(m *Model, heldout []Example) map[string]KindScore {
	size := map[string]float64{}
	for i := range heldout {
		size[family(heldout, i)]++
	}
	scores := map[string]KindScore{}
	for i, a := range Try(m, heldout) {
		part := 1 / size[family(heldout, i)]
		s := scores[a.Got]
		switch {
		case a.Right() && a.Sure:
			s.Right, s.Believed = s.Right+part, s.Believed+part
		case a.Right():
			s.Right += part
		case a.Sure:
			s.Mistaken += part
		}
		scores[a.Got] = s
	}
	return scores
}
