package classify

import (
	"strings"

	"postkamer"
)

// A reading is a value found on a leaf, before it becomes a field.
type reading struct {
	name        postkamer.FieldName
	value       string // normalised as the field asks
	leaf        *leaf
	first, past int     // words it was read from
	trust       float64 // 0..1: how well the place and the form of the value prove it
	proven      bool    // a checksum passed: misread letters are then all but ruled out
	repaired    bool    // proven, but only after letters were taken for digits
	agreed      bool    // two places on the pages give the same value
	state       postkamer.FieldState
	why         string // Dutch; for a state that is not ok
}

// sureEnough is the confidence from which a value without checksum is taken as
// read (measured on rendered forms: .97 right from .6, all but none wrong at .8).
const sureEnough = .75

// agreedEnough is the confidence that is enough for a value that two places give.
const agreedEnough = .5

// field makes a field of a reading. Confidence is trust x (0.35 + 0.65 x the
// worst word), so that one bad word shows.
func (r reading) field() postkamer.Field {
	f := postkamer.Field{Name: r.name, Value: r.value, State: postkamer.FieldOK, Page: -1, Confidence: r.trust}
	words := r.leaf.words[r.first:r.past]
	if len(words) > 0 {
		f.Read = r.leaf.raw(r.first, r.past)
		f.Confidence = r.trust * (.35 + .65*max(0, r.leaf.worst(r.first, r.past)))
	}
	if x, y, w, h, ok := box(words); ok {
		f.Page, f.X, f.Y, f.W, f.H = r.leaf.index, x, y, w, h
	}
	switch {
	case r.state != "":
		f.State, f.Why = r.state, r.why
	case r.proven && r.repaired:
		f.State, f.Why = postkamer.FieldRepaired, whyRepaired
	case !r.proven && !(r.agreed && f.Confidence >= agreedEnough) && f.Confidence < sureEnough:
		f.State, f.Why = postkamer.FieldCheck, "Niet zeker gelezen. Kijk het na op het papier."
	}
	return f
}

// box returns the union of the places of words; false when they have none.
func box(words []word) (x, y, w, h int, ok bool) {
	right, bottom := 0, 0
	for _, v := range words {
		if v.W == 0 || v.H == 0 {
			continue
		}
		if !ok {
			x, y, ok = v.X, v.Y, true
		}
		x, y = min(x, v.X), min(y, v.Y)
		right, bottom = max(right, v.X+v.W), max(bottom, v.Y+v.H)
	}
	return x, y, right - x, bottom - y, ok
}

// raw returns the words of a range with spaces between.
func (l *leaf) raw(first, past int) string {
	parts := make([]string, 0, past-first)
	for _, w := range l.words[first:past] {
		parts = append(parts, w.Text)
	}
	return strings.Join(parts, " ")
}
