package ocr

import (
	"fmt"
	"math"

	"postkamer"
)

// Bounds of what can be measured on a page.
const (
	maxEdge    = 50.0      // mm
	maxTilt    = 25.0      // degrees
	maxStrokes = 100_000   // into one side
	maxMM      = 400_000.0 // of a side: that of the largest PDF
)

// checkQuality holds what a child measured against what can be measured. What it says
// is shown to people and compared; it is never believed to be within any bounds.
func checkQuality(q postkamer.Quality) error {
	in := func(v, low, high float64) bool { return v >= low && v <= high } // not when NaN
	share := func(v float64) bool { return in(v, 0, 1) }
	numbers := in(q.Edge, 0, maxEdge) && share(q.Contrast) && share(q.Paper) && share(q.Black) && share(q.Colour) &&
		in(q.Skew, -maxTilt, maxTilt) && in(q.Fold, 0, maxMM) && in(q.Width, 0, maxMM) && in(q.Height, 0, maxMM)
	cut := true
	for _, n := range []int{q.Cut.Top, q.Cut.Right, q.Cut.Bottom, q.Cut.Left} {
		cut = cut && n >= 0 && n <= maxStrokes
	}
	right := q.Rotation == 0 || q.Rotation == 90 || q.Rotation == 180 || q.Rotation == 270
	if !numbers || !cut || !right || q.DPI < 0 || q.DPI > 10_000 || !isCorner(q.FoldAt) || !q.Print.Valid() {
		return fmt.Errorf("%w: odd quality", ErrDied)
	}
	return nil
}

func isCorner(c postkamer.Corner) bool {
	switch c {
	case "", postkamer.TopLeft, postkamer.TopRight, postkamer.BottomRight, postkamer.BottomLeft:
		return true
	}
	return false
}

// shortQuality rounds measures to what they are good for: they are kept for each page.
func shortQuality(q postkamer.Quality) postkamer.Quality {
	for _, v := range []struct {
		at    *float64
		parts float64
	}{{&q.Edge, 1000}, {&q.Contrast, 1000}, {&q.Paper, 1000}, {&q.Black, 10_000}, {&q.Colour, 10_000}, {&q.Fold, 10}, {&q.Width, 10}, {&q.Height, 10}} {
		*v.at = math.Round(*v.at*v.parts) / v.parts
	}
	return q
}
