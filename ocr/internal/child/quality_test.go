package child

import (
	"bytes"
	"image"
	"math"
	"strings"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// qualityOf measures a raster at 300 dpi.
func qualityOf(t testing.TB, raster []byte) postkamer.Quality {
	t.Helper()
	a, _, err := prepare(raster, rasterRequest(wire.OpPrepare), &osd{})
	if err != nil {
		t.Fatal(err)
	}
	return a.Quality
}

// blurredRaster averages a grey raster over squares of 2*radius+1 pixels, times over.
func blurredRaster(raster []byte, radius, times int) []byte {
	w, h := size(raster)
	b := bytes.Clone(raster)
	pixels := b[len(b)-w*h:]
	for range times {
		slide(pixels, w, h, 1, w, radius)
		slide(pixels, h, w, w, 1, radius)
	}
	return b
}

// slide averages along lines of n pixels that are step apart; there are lines of them,
// each one skip further.
func slide(pixels []byte, n, lines, step, skip, radius int) {
	sums := make([]int, n+1)
	for l := range lines {
		for i := range n {
			sums[i+1] = sums[i] + int(pixels[l*skip+i*step])
		}
		for i := range n {
			from, to := max(0, i-radius), min(n, i+radius+1)
			pixels[l*skip+i*step] = byte((sums[to] - sums[from]) / (to - from))
		}
	}
}

func size(raster []byte) (w, h int) {
	m := bytes.SplitN(raster[:32], []byte("\n"), 3)
	for i, v := range bytes.Fields(m[1]) {
		n := 0
		for _, d := range v {
			n = n*10 + int(d-'0')
		}
		if i == 0 {
			w = n
		} else {
			h = n
		}
	}
	return w, h
}

// TestSharpness: how sharp a page is does not hang on how much stands on it nor on how
// large, and a blurred one is told from a sharp one in each case.
func TestSharpness(t *testing.T) {
	limit := postkamer.DefaultLimits().Edge
	for name, content := range map[string]string{
		"a full page":    letterContent(4),
		"three words":    "BT /F1 12 Tf 200 500 Td (graag even bellen) Tj ET\n",
		"huge letters":   "BT /F1 90 Tf 60 500 Td (FEEST) Tj ET\n",
		"tiny letters":   "BT /F1 6 Tf 8 TL 72 770 Td\n" + strings.Repeat("(Op deze voorwaarden is Nederlands recht van toepassing en geen ander) Tj T*\n", 40) + "ET\n",
		"boxes of forms": "0.5 w 72 500 300 40 re S 72 400 300 40 re S BT /F1 10 Tf 72 545 Td (Uw naam) Tj ET\n",
	} {
		raster := scanned(drawn(t, content, "-gray"), 4)
		sharp, soft := qualityOf(t, raster), qualityOf(t, blurredRaster(raster, 3, 3))
		if sharp.Edge <= 0 || sharp.Edge > limit*.75 {
			t.Errorf("%s: edges of %.3f mm", name, sharp.Edge)
		}
		if soft.Edge != 0 && soft.Edge < limit {
			t.Errorf("%s, blurred: edges of %.3f mm", name, soft.Edge)
		}
	}
}

// TestContrast: print is dark, pencil is not, and noise is no ink.
func TestContrast(t *testing.T) {
	limit := postkamer.DefaultLimits().Contrast
	black := "BT /F1 12 Tf 16 TL 72 700 Td (Hierbij maak ik bezwaar) Tj T* (tegen de aanslag) Tj T* (van 12 oktober) Tj ET\n"
	for _, c := range []struct {
		name    string
		content string
		noise   int
		faint   bool
	}{
		{"print", black, 4, false},
		{"print under noise", black, 25, false},
		{"pencil", ".8 g " + black, 4, true},
	} {
		q := qualityOf(t, scanned(drawn(t, c.content, "-gray"), c.noise))
		if q.Contrast == 0 || (q.Contrast < limit) != c.faint {
			t.Errorf("%s: contrast %.2f", c.name, q.Contrast)
		}
	}
}

func TestCutOff(t *testing.T) {
	text := func(x, y int) string {
		var b strings.Builder
		b.WriteString("BT /F1 12 Tf 16 TL " + number(x) + " " + number(y) + " Td\n")
		for i := range 12 {
			b.WriteString("(" + letterLines[i%len(letterLines)] + ") Tj T*\n")
		}
		return b.String() + "ET\n"
	}
	var ruled strings.Builder
	for i := range 30 {
		ruled.WriteString("0 " + number(60+24*i) + " m 600 " + number(60+24*i) + " l S ")
	}
	for _, c := range []struct {
		name    string
		content string
		sides   string
	}{
		{"margins all around", text(72, 700), ""},
		{"the first letters are missing", text(-20, 700), "left"},
		{"the ends of the lines are missing", text(400, 700), "right"},
		{"half a line at the top", text(72, 836), "top"},
		{"half a line at the bottom", text(72, 173), "bottom"},
		{"the lines of a writing pad", "0.7 w " + ruled.String() + text(72, 700), ""},
		{"the black border of a lid", "0 0 600 14 re f 0 0 12 900 re f " + text(72, 700), ""},
		{"a printed bar that bleeds", ".2 g 0 800 600 60 re f " + text(72, 700), ""},
		{"streaks of dirt on the glass", ".5 w 100 0 m 100 900 l S 300 0 m 300 900 l S 302 0 m 302 900 l S 400 0 m 400 900 l S " + text(72, 700), ""},
	} {
		q := qualityOf(t, scanned(drawn(t, c.content, "-gray"), 4))
		limit, got := postkamer.DefaultLimits().Cut, ""
		for _, s := range []struct {
			n    int
			name string
		}{{q.Cut.Top, "top"}, {q.Cut.Right, "right"}, {q.Cut.Bottom, "bottom"}, {q.Cut.Left, "left"}} {
			if s.n >= limit {
				got += s.name
			}
		}
		if got != c.sides {
			t.Errorf("%s: %q %+v", c.name, got, q.Cut)
		}
	}
}

func number(n int) string {
	if n < 0 {
		return "-" + number(-n)
	}
	if n < 10 {
		return string(rune('0' + n))
	}
	return number(n/10) + number(n%10)
}

// TestFold: a triangle of another tone at a corner, or the shadow of a crease across it.
func TestFold(t *testing.T) {
	plain := scanned(drawn(t, letterContent(3), "-gray"), 4)
	for _, c := range []struct {
		name   string
		change func(m *image.Gray)
		leg    float64 // mm
		at     postkamer.Corner
	}{
		{"all corners there", func(*image.Gray) {}, 0, ""},
		{"black bed shows", func(m *image.Gray) { triangle(m, 300, 260, false, false, 20) }, 22, postkamer.TopLeft},
		{"only the shadow of the crease", func(m *image.Gray) { crease(m, 300, 240, true, true) }, 20.3, postkamer.BottomRight},
		{"a black border is no fold", func(m *image.Gray) {
			for i := range m.Pix {
				if i%m.Stride < 90 || i/m.Stride < 60 {
					m.Pix[i] = 10
				}
			}
		}, 0, ""},
		{"a wedge along an edge of a crooked sheet is no fold", func(m *image.Gray) { triangle(m, 80, 2600, false, false, 10) }, 0, ""},
		{"a stamp near the corner is no fold", func(m *image.Gray) {
			for i := range 220 {
				for w := range 9 {
					m.Pix[(60+i)*m.Stride+60+w] = 60
					m.Pix[(60+w)*m.Stride+60+i] = 60
				}
			}
		}, 0, ""},
	} {
		w, h := size(plain)
		raster := bytes.Clone(plain)
		c.change(&image.Gray{Pix: raster[len(raster)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)})
		q := qualityOf(t, raster)
		if math.Abs(q.Fold-c.leg) > 2 && !(c.leg == 0 && q.Fold < postkamer.DefaultLimits().Fold) || c.leg > 0 && q.FoldAt != c.at {
			t.Errorf("%s: %.1f mm %s", c.name, q.Fold, q.FoldAt)
		}
	}
}

// triangle paints a corner with legs in pixels.
func triangle(m *image.Gray, a, b int, right, bottom bool, grey uint8) {
	eachCorner(m, a, b, right, bottom, func(off float64, v uint8) uint8 {
		if off < 0 {
			return grey
		}
		return v
	})
}

// crease darkens a line across a corner a little.
func crease(m *image.Gray, a, b int, right, bottom bool) {
	eachCorner(m, a, b, right, bottom, func(off float64, v uint8) uint8 {
		return uint8(float64(v) * (1 - .15*math.Exp(-off*off/18)))
	})
}

// eachCorner changes pixels near a corner by how far, in pixels, they lie beyond the line
// between the ends of its legs.
func eachCorner(m *image.Gray, a, b int, right, bottom bool, change func(off float64, v uint8) uint8) {
	slope := math.Hypot(1/float64(a), 1/float64(b))
	for y := range b + 20 {
		for x := range a + 20 {
			px, py := x, y
			if right {
				px = m.Rect.Dx() - 1 - x
			}
			if bottom {
				py = m.Rect.Dy() - 1 - y
			}
			i := py*m.Stride + px
			m.Pix[i] = change((float64(x)/float64(a)+float64(y)/float64(b)-1)/slope, m.Pix[i])
		}
	}
}

// TestPencilIsNotBlank: a note that is hardly darker than the paper keeps its page from
// being hidden, wherever it stands.
func TestPencilIsNotBlank(t *testing.T) {
	for _, c := range []struct {
		name    string
		content string
		blank   bool
	}{
		{"nothing at all", "", true},
		{"a faint word", ".86 g BT /F1 14 Tf 200 500 Td (bellen) Tj ET\n", false},
		{"a telephone number at the foot", ".8 g BT /F1 11 Tf 380 60 Td (06 12345678) Tj ET\n", false},
		{"a note across the corner", ".8 g BT /F1 12 Tf .7 .7 -.7 .7 480 740 Tm (gezien 3/11) Tj ET\n", false},
		{"a tick", ".75 G 1 w 300 400 m 306 392 l 320 420 l S\n", false},
	} {
		if q := qualityOf(t, scanned(drawn(t, c.content, "-gray"), 4)); q.Blank != c.blank {
			t.Errorf("%s: blank %v", c.name, q.Blank)
		}
	}
}
