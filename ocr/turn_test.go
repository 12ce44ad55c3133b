package ocr

import (
	"bytes"
	"image/jpeg"
	"math"
	"strings"
	"testing"

	"postkamer"
)

// TestTurnedByAPerson: the person decides how a page stands, and words, places and the
// clean page follow.
func TestTurnedByAPerson(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	upright := drawn(t, pdfOf(letterSheet(letterLines)))
	path := scanned(t, upright, "a.jpg", "-rotate", "180")
	prepared := func(t *testing.T, o postkamer.PrepareOptions) postkamer.Prepared {
		t.Helper()
		p, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, o)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	t.Run("each turn is the view's", func(t *testing.T) {
		for _, turn := range []int{0, 90, 180, 270} {
			p := prepared(t, postkamer.PrepareOptions{Turned: true, Turn: turn})
			lies := p.View.Width > p.View.Height
			if p.View.Rotation != turn || p.Quality.Rotation != turn || lies != (turn%180 != 0) {
				t.Errorf("turned by %d: %+v", turn, p.View)
			}
		}
	})
	t.Run("what nobody turned is found upright", func(t *testing.T) {
		if p := prepared(t, postkamer.PrepareOptions{}); p.View.Rotation != 180 {
			t.Errorf("turned by %d", p.View.Rotation)
		}
	})
	t.Run("words lie where they stand on the paper", func(t *testing.T) {
		needsTesseract(t, e)
		p := prepared(t, postkamer.PrepareOptions{Turned: true, Turn: 180})
		for name, clean := range map[string][]byte{"with the clean page": p.Clean, "without it": nil} {
			r, err := e.Read(t.Context(), path, postkamer.JPEG, 1, p.View, clean)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range r.Text.Words {
				if strings.HasPrefix(w.Text, "Voorhout") {
					// The first line of the letter: on this paper at the bottom right.
					if x, y := p.View.OnPage(float64(w.X), float64(w.Y)); x < .5 || y < .8 {
						t.Errorf("%s: at %.2f, %.2f of the paper", name, x, y)
					}
				}
			}
			if !strings.Contains(r.Text.Body, "bezwaar") {
				t.Errorf("%s: read %q", name, r.Text.Body)
			}
		}
	})
	t.Run("a page that was turned the wrong way is not turned back", func(t *testing.T) {
		if p := prepared(t, postkamer.PrepareOptions{Turned: true}); p.View.Rotation != 0 {
			t.Errorf("turned by %d", p.View.Rotation)
		}
	})
	t.Run("only quarters", func(t *testing.T) {
		for _, turn := range []int{45, -90, 360} {
			if _, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{Turned: true, Turn: turn}); err == nil {
				t.Errorf("turned by %d", turn)
			}
		}
	})
}

// TestPlain: the page as it was scanned, neither turned nor straightened.
func TestPlain(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	path := scanned(t, drawn(t, pdfOf(letterSheet(letterLines))), "a.jpg", "-rotate", "182")
	plain, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	if v := plain.View; v.Rotation != 0 || v.Skew != 0 || len(plain.Clean) > 0 || plain.Quality.Measured {
		t.Errorf("%+v, %d bytes of a clean page", v, len(plain.Clean))
	}
	usual, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil || usual.View.Rotation != 180 || math.Abs(usual.View.Skew) < 1.5 {
		t.Fatalf("%+v, %v", usual.View, err)
	}
	if bytes.Equal(plain.Image, usual.Image) {
		t.Error("the plain page is the view")
	}
	if _, err := jpeg.Decode(bytes.NewReader(plain.Image)); err != nil {
		t.Error(err)
	}
}

// TestQualityOfPDF: the resolution is that of the scan in it, the size that of the page.
func TestQualityOfPDF(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	letter := grayPage(t, pdfOf(letterSheet(letterLines)))
	for _, c := range []struct {
		name string
		pdf  []byte
		dpi  int
	}{
		{"text is drawn", pdfOf(letterSheet(letterLines)), 0},
		{"a scan has a resolution", pdfOf(scanSheet(asScan(t, letter))), 300},
	} {
		p, err := e.Prepare(t.Context(), write(t, "a.pdf", c.pdf), postkamer.PDF, 1, postkamer.PrepareOptions{})
		q := p.Quality
		if err != nil || q.DPI < c.dpi-2 || q.DPI > c.dpi+2 || math.Abs(q.Width-210) > .5 || math.Abs(q.Height-297) > .5 {
			t.Errorf("%s: %d dpi, %.1f x %.1f mm, %v", c.name, q.DPI, q.Width, q.Height, err)
		}
	}
}

// TestCheckQuality: what a child cannot have measured is not believed.
func TestCheckQuality(t *testing.T) {
	fine := postkamer.Quality{Measured: true, Edge: .2, Contrast: .9, Paper: 1, Skew: -19, Rotation: 270, FoldAt: postkamer.TopLeft, DPI: 300, Width: 210, Height: 297}
	if err := checkQuality(fine); err != nil {
		t.Errorf("refused %+v: %v", fine, err)
	}
	for name, change := range map[string]func(q *postkamer.Quality){
		"no number":      func(q *postkamer.Quality) { q.Edge = math.NaN() },
		"contrast":       func(q *postkamer.Quality) { q.Contrast = 1.5 },
		"paper":          func(q *postkamer.Quality) { q.Paper = -1 },
		"skew":           func(q *postkamer.Quality) { q.Skew = math.Inf(1) },
		"rotation":       func(q *postkamer.Quality) { q.Rotation = 45 },
		"resolution":     func(q *postkamer.Quality) { q.DPI = -1 },
		"strokes":        func(q *postkamer.Quality) { q.Cut.Left = 1 << 40 },
		"height":         func(q *postkamer.Quality) { q.Height = 1e9 },
		"corner":         func(q *postkamer.Quality) { q.FoldAt = "<script>" },
		"print":          func(q *postkamer.Quality) { q.Print = "<script>" },
		"print too long": func(q *postkamer.Quality) { q.Print = postkamer.ImagePrint(strings.Repeat("A", 1<<20)) },
	} {
		q := fine
		change(&q)
		if checkQuality(q) == nil {
			t.Errorf("%s: believed %+v", name, q)
		}
	}
}
