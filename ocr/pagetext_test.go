package ocr

import (
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"postkamer"
)

// TestPlacesOnTheOriginal turns a page, lays it 2 degrees askew, and looks where
// the words lie on that image.
func TestPlacesOnTheOriginal(t *testing.T) {
	e := startEngine(t, Config{})
	needsTesseract(t, e)
	upright := grayPage(t, pdfOf(letterSheet(letterLines)))
	want := readOriginal(t, e, write(t, "upright.jpg", asScan(t, upright)))
	if want.Rotation != 0 || want.Skew != 0 || want.Width != upright.Rect.Dx() || len(want.Words) < 40 {
		t.Fatalf("upright page: %dx%d turned by %d and %v, %d words", want.Width, want.Height, want.Rotation, want.Skew, len(want.Words))
	}
	for _, c := range []struct {
		name       string
		turn, skew int
	}{
		{"as it is", 0, 2}, {"on its right side", 90, -2}, {"upside down", 180, 2}, {"on its left side", 270, -2},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := askew(t, turned(upright, c.turn), c.skew)
			got := readOriginal(t, e, write(t, "page.jpg", asScan(t, m)))
			if got.Rotation != (360-c.turn)%360 || math.Abs(got.Skew+float64(c.skew)) > 0.3 || got.Width != m.Rect.Dx() || got.Height != m.Rect.Dy() {
				t.Errorf("%dx%d turned by %d and %v", got.Width, got.Height, got.Rotation, got.Skew)
			}
			sameCentres(t, want, got, c.turn, float64(c.skew))
			if share := inkInBoxes(m, got.Words); share < 0.97 {
				t.Errorf("%.3f of the ink lies in the boxes of words", share)
			}
		})
	}
}

// readOriginal reads the one page of a file as `postkamer read` does.
func readOriginal(t *testing.T, e *Engine, path string) ReadablePage {
	t.Helper()
	text, err := e.ReadFile(t.Context(), path)
	if err != nil || len(text.Pages) != 1 {
		t.Fatalf("%d pages: %v", len(text.Pages), err)
	}
	return text.Pages[0]
}

// sameCentres checks that the words of got lie where those of an upright page
// come to lie when it is turned and laid askew: within 3 pixels at 150 dpi. The
// reckoning is in pixels of the image, with nothing of what is tested.
func sameCentres(t *testing.T, upright, got ReadablePage, turn int, skew float64) {
	t.Helper()
	if got.Text != upright.Text {
		t.Fatalf("read %q\nwant %q", got.Text, upright.Text)
	}
	sin, cos := math.Sincos(skew * math.Pi / 180)
	w, h := float64(upright.Width), float64(upright.Height)
	for i, u := range upright.Words {
		x, y := float64(u.X)+float64(u.W)/2, float64(u.Y)+float64(u.H)/2
		switch turn {
		case 90:
			x, y = h-y, x
		case 180:
			x, y = w-x, h-y
		case 270:
			x, y = y, w-x
		}
		dx, dy := x-float64(got.Width)/2, y-float64(got.Height)/2
		x, y = float64(got.Width)/2+dx*cos-dy*sin, float64(got.Height)/2+dx*sin+dy*cos
		g := got.Words[i]
		if off := math.Hypot(float64(g.X)+float64(g.W)/2-x, float64(g.Y)+float64(g.H)/2-y); off > 2*3 {
			t.Errorf("%q is %.1f pixels of 300 dpi beside its place", g.Text, off)
		}
	}
}

// askew returns m turned by some degrees clockwise on a sheet of the same size.
func askew(t *testing.T, m *image.Gray, degrees int) *image.Gray {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out.png")
	f, err := os.Create(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, m); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, "convert", in, "-virtual-pixel", "white", "-distort", "SRT", strconv.Itoa(degrees), out)
	if f, err = os.Open(out); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	turned, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	gray := image.NewGray(turned.Bounds())
	draw.Draw(gray, gray.Rect, turned, image.Point{}, draw.Src)
	return gray
}

// inkInBoxes returns which share of the dark pixels lies in the boxes of words.
func inkInBoxes(m *image.Gray, words []postkamer.Word) float64 {
	inside := image.NewGray(m.Rect)
	for _, w := range words {
		draw.Draw(inside, image.Rect(w.X, w.Y, w.X+w.W, w.Y+w.H), image.White, image.Point{}, draw.Src)
	}
	in, all := 0, 0
	for i, v := range m.Pix {
		if v < 128 {
			all++
			if inside.Pix[i] > 0 {
				in++
			}
		}
	}
	return float64(in) / float64(max(1, all))
}
