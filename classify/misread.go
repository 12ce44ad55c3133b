package classify

import "strings"

// lookalike gives one letter to those that a scan takes for one another.
var lookalike = map[rune]rune{'0': 'o', 'q': 'o', 'c': 'o', 'e': 'o', '1': 'l', 'i': 'l', 'j': 'l', 't': 'l', 'f': 'l', '5': 's', '8': 'b', 'h': 'b', 'n': 'u', 'v': 'u', '6': 'g', '9': 'g', '2': 'z', '7': 'z'}

// halfCost is what a letter costs that was taken for one that looks like it.
const halfCost = .5

// misread returns how far two names are apart as a scan or a typist gets them
// wrong: 1 for a letter left out, put in, changed, or swapped with its neighbour
// (Damerau-Levenshtein, each pair swapped once), a half for letters that look
// alike, and a half for rn read as m and vv as w.
func misread(a, b string) float64 {
	plain := distanceOf([]rune(a), []rune(b))
	joined := distanceOf([]rune(joinStrokes.Replace(a)), []rune(joinStrokes.Replace(b))) + halfCost
	return min(plain, joined)
}

// joinStrokes makes the letters one that stand so close that they are read as one.
var joinStrokes = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "li", "u")

func distanceOf(x, y []rune) float64 {
	before, row := make([]float64, len(y)+1), make([]float64, len(y)+1)
	for j := range row {
		row[j] = float64(j)
	}
	for i := range x {
		next := make([]float64, len(y)+1)
		next[0] = float64(i + 1)
		for j := range y {
			next[j+1] = min(row[j]+changeCost(x[i], y[j]), next[j]+1, row[j+1]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(y)]
}

// changeCost is what it costs to read y for x.
func changeCost(x, y rune) float64 {
	switch {
	case x == y:
		return 0
	case alikeRune(x) == alikeRune(y):
		return halfCost
	}
	return 1
}

func alikeRune(r rune) rune {
	if a, ok := lookalike[r]; ok {
		return a
	}
	return r
}
