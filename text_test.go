package postkamer_test

import (
	"fmt"
	"math"
	"testing"

	"postkamer"
)

// TestViewAndPage goes from a page to its view and back.
func TestViewAndPage(t *testing.T) {
	for _, rotation := range []int{0, 90, 180, 270} {
		for _, skew := range []float64{0, 2, -4.5} {
			t.Run(fmt.Sprintf("turned by %d and %g degrees", rotation, skew), func(t *testing.T) {
				v := postkamer.View{Width: 1240, Height: 1754, Rotation: rotation, Skew: skew}
				for _, share := range [][2]float64{{0, 0}, {1, 0}, {0.3, 0.9}, {0.5, 0.5}} {
					x, y := v.OnPage(v.OnView(share[0], share[1]))
					if math.Abs(x-share[0]) > 1e-9 || math.Abs(y-share[1]) > 1e-9 {
						t.Errorf("%v came back as %v,%v", share, x, y)
					}
				}
			})
		}
	}
}

// TestOnPage holds where boxes of the view lie on the page in the file.
func TestOnPage(t *testing.T) {
	type box struct{ x, y, w, h int }
	a4 := postkamer.PageText{Width: 1240, Height: 1754}
	with := func(width, height, rotation int, skew float64) postkamer.PageText {
		p := a4
		p.PageWidth, p.PageHeight, p.Rotation, p.Skew = width, height, rotation, skew
		return p
	}
	for _, c := range []struct {
		rule string
		page postkamer.PageText
		in   box
		want box
	}{
		{"a page of twice the resolution doubles all", with(2480, 3508, 0, 0), box{100, 200, 50, 20}, box{200, 400, 100, 40}},
		{"a coarse fax has fewer pixels from top to bottom", with(1240, 877, 0, 0), box{100, 200, 50, 20}, box{100, 100, 50, 10}},
		{"what was turned right stood at the left edge upward", with(1754, 1240, 90, 0), box{100, 200, 50, 20}, box{200, 1090, 20, 50}},
		{"what was turned over stood upside down", with(1240, 1754, 180, 0), box{100, 200, 50, 20}, box{1090, 1534, 50, 20}},
		{"what was turned left stood at the right edge downward", with(1754, 1240, 270, 0), box{100, 200, 50, 20}, box{1534, 100, 20, 50}},
		{"the middle of a page askew stays, its box grows", with(1240, 1754, 0, 5), box{570, 867, 100, 20}, box{569, 863, 102, 28}},
		{"a box does not leave the page", with(1240, 1754, 0, 5), box{0, 0, 100, 20}, box{0, 49, 27, 28}},
		{"without a size of the page the box on the view is what is known", with(0, 0, 90, 2), box{100, 200, 50, 20}, box{100, 200, 50, 20}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var got box
			got.x, got.y, got.w, got.h = c.page.OnPage(c.in.x, c.in.y, c.in.w, c.in.h)
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
