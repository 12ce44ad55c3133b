package child

import (
	"math"
	"testing"

	"postkamer"
)

// sheetAt returns where the marks lie on a page of 200 dpi that is turned by degrees,
// moved, and sheared.
func sheetAt(degrees, moveX, moveY, shear float64) [4][]mark {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	var corners [4][]mark
	for i, at := range postkamer.Marks() {
		x, y := at[0]*cropPerMM+shear*at[1]*cropPerMM, at[1]*cropPerMM
		corners[i] = []mark{{x: x*cos - y*sin + moveX, y: x*sin + y*cos + moveY, ring: i == 3}}
	}
	return corners
}

func without(corners [4][]mark, missing ...int) [4][]mark {
	for _, i := range missing {
		corners[i] = nil
	}
	return corners
}

func TestRegister(t *testing.T) {
	moved := sheetAt(0, 0, 0, 0)
	moved[1][0].y += 4 * cropPerMM
	dusty := sheetAt(1, 3, 3, 0)
	dusty[0] = append([]mark{{x: 200, y: 190}, {x: 40, y: 210}}, dusty[0]...)
	tests := []struct {
		name    string
		corners [4][]mark
		want    bool
	}{
		{"straight", sheetAt(0, 0, 0, 0), true},
		{"askew and moved", sheetAt(2, 20, -15, 0), true},
		{"one mark is gone", without(sheetAt(1, 5, 5, 0), 2), true},
		{"the ring is gone", without(sheetAt(1, 5, 5, 0), 3), true},
		{"squares of dust beside a mark", dusty, true},
		{"two marks are gone", without(sheetAt(0, 0, 0, 0), 0, 3), false},
		{"turned too far", sheetAt(9, 0, 0, 0), false},
		{"sheared", sheetAt(0, 0, 0, .06), false},
		{"one mark is not where it should be", without(moved, 3), false},
	}
	for _, test := range tests {
		s, ok := register(test.corners, cropDPI)
		if ok != test.want {
			t.Errorf("%s: %v", test.name, ok)
			continue
		}
		if !ok {
			continue
		}
		for i, at := range postkamer.Marks() {
			if len(test.corners[i]) == 0 {
				continue
			}
			want := test.corners[i][len(test.corners[i])-1]
			if x, y := s.at(at[0], at[1]); math.Hypot(x-want.x, y-want.y) > 1 {
				t.Errorf("%s: mark %d lies at %.1f,%.1f, want %.1f,%.1f", test.name, i, x, y, want.x, want.y)
			}
		}
	}
}

func TestUnevenness(t *testing.T) {
	if d := deviation([]float64{10, 10, 10}); d != 0 {
		t.Errorf("equal: %f", d)
	}
	if d := deviation([]float64{10, 10, 18, 10, 10, 11, 10, 10}); d > 1 {
		t.Errorf("a speck in one of eight: %f", d)
	}
	if d := deviation([]float64{8, 12, 9, 14, 10, 7}); d < 2 {
		t.Errorf("a hand: %f", d)
	}
}

func TestACharacterUnlikeThoseOfThePage(t *testing.T) {
	if d := farthest([]float64{50, 51}, median([]float64{50, 50, 49, 51, 50, 50})); d > 1 {
		t.Errorf("in print: %f", d)
	}
	if d := farthest([]float64{50, 42}, median([]float64{50, 50, 49, 51, 50, 50})); d < mostInPrint {
		t.Errorf("one put right by pen: %f", d)
	}
	f := &formPage{feet: []float64{50, 50, 50}}
	if f.unlike(postkamer.FormZone{}) != 0 {
		t.Error("three characters tell how those of a page stand")
	}
}

// mostInPrint is .3 mm in pixels of a crop: from there on a hand is supposed.
const mostInPrint = .3 * cropPerMM

func TestInCells(t *testing.T) {
	g := group{empty: []bool{true, false, false, true}, faint: make([]bool, 4)}
	for read, want := range map[string]string{"71": " 71 ", "7": " 7? ", "é1": " é1 "} {
		if got := g.inCells(read); got != want {
			t.Errorf("%q: %q, want %q", read, got, want)
		}
	}
}
