package barcode

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"postkamer/ocr/internal/plainpdf"
)

// A sheet is an A4 that is drawn in millimetres from the top left and printed by
// poppler, so that letters and codes look as on paper.
type sheet struct{ content bytes.Buffer }

const pointsPerMM = 72 / 25.4

func (s *sheet) box(x, y, w, h float64) {
	fmt.Fprintf(&s.content, "%.3f %.3f %.3f %.3f re f\n", x*pointsPerMM, (297-y-h)*pointsPerMM, w*pointsPerMM, h*pointsPerMM)
}

func (s *sheet) text(size, x, y float64, line string) {
	fmt.Fprintf(&s.content, "BT /F1 %.1f Tf %.2f %.2f Td (%s) Tj ET\n", size, x*pointsPerMM, (297-y)*pointsPerMM, line)
}

// letter writes lines of text from top to bottom, in millimetres.
func (s *sheet) letter(r *rand.Rand, size, top, bottom float64) {
	words := strings.Fields("geachte heer mevrouw hierbij maak ik bezwaar tegen uw besluit van 12 maart 2026 waarin u mijn aanvraag om een vergunning heeft afgewezen met kenmerk Z-2026/004711 illegaal HIIL 11111 minimum")
	for y := top; y < bottom; y += size * 0.5 {
		var line []string
		for length := 0; length < int(1050/size)-10; {
			w := words[r.IntN(len(words))]
			line = append(line, w)
			length += len(w) + 1
		}
		s.text(size, 22, y, strings.Join(line, " "))
	}
}

func (s *sheet) modules(m *gozxing.BitMatrix, x, y, w, h float64, turned bool) {
	ux, uy := w/float64(m.GetWidth()), h/float64(m.GetHeight())
	for row := range m.GetHeight() {
		for col := 0; col < m.GetWidth(); col++ {
			from := col
			for col < m.GetWidth() && m.Get(col, row) {
				col++
			}
			if col > from && turned {
				s.box(x, y+float64(from)*ux, h, float64(col-from)*ux)
			} else if col > from {
				s.box(x+float64(from)*ux, y+float64(row)*uy, float64(col-from)*ux, uy)
			}
		}
	}
}

func (s *sheet) qr(t testing.TB, value string, x, y, side float64) {
	m, err := qrcode.NewQRCodeWriter().Encode(value, gozxing.BarcodeFormat_QR_CODE, 1, 1, map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		t.Fatal(err)
	}
	s.modules(m, x, y, side, side, false)
}

func (s *sheet) code128(t testing.TB, value string, x, y, w, h float64, turned bool) {
	m, err := oned.NewCode128Writer().Encode(value, gozxing.BarcodeFormat_CODE_128, 1, 1, map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		t.Fatal(err)
	}
	s.modules(m, x, y, w, h, turned)
}

func (s *sheet) code39(t testing.TB, value string, x, y, w, h float64) {
	m, err := oned.NewCode39Writer().Encode(value, gozxing.BarcodeFormat_CODE_39, 1, 1, map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		t.Fatal(err)
	}
	s.modules(m, x, y, w, h, false)
}

func (s *sheet) patch(widths string, x, y, length float64) {
	for _, w := range widths {
		h := 25.4 * patchNarrow
		if w == 'W' {
			h = 25.4 * patchWide
		}
		s.box(x, y, length, h)
		y += h + 25.4*patchNarrow
	}
}

// printed returns the sheet as a scan of 300 dpi.
func (s *sheet) printed(t testing.TB) *image.Gray {
	return drawn(t, plainpdf.Of(
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		plainpdf.Stream(s.content.Bytes()),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	))
}

// drawn returns the first page of a PDF as a scan of 300 dpi.
func drawn(t testing.TB, pdf []byte) *image.Gray {
	cmd := exec.CommandContext(t.Context(), "pdftoppm", "-r", "300", "-gray", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var w, h, top int
	if _, err := fmt.Sscanf(string(out[:20]), "P5\n%d %d\n%d\n", &w, &h, &top); err != nil {
		t.Fatal(err)
	}
	return &image.Gray{Pix: out[len(out)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)}
}

// A degradation is what may happen to a page on its way here.
type degradation struct {
	name string
	dpi  int
	do   func(*image.Gray, *rand.Rand) *image.Gray
}

var degradations = []degradation{
	{"clean", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return m }},
	{"skew 1.5", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return rotated(m, 1.5) }},
	{"skew 2.8", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return rotated(m, -2.8) }},
	{"on its side", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return turnedOnce(m) }},
	{"upside down", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return turnedOnce(turnedOnce(m)) }},
	{"noise", 300, func(m *image.Gray, r *rand.Rand) *image.Gray { return noisy(m, 45, r) }},
	{"blur", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return blurred(m, 3) }},
	{"jpeg20", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return asJPEG(m, 20) }},
	{"low contrast", 300, func(m *image.Gray, r *rand.Rand) *image.Gray { return noisy(faint(m, 130, 190), 4, r) }},
	{"150 dpi", 150, func(m *image.Gray, _ *rand.Rand) *image.Gray { return resized(m, 0.5) }},
	{"200 dpi", 200, func(m *image.Gray, _ *rand.Rand) *image.Gray { return resized(m, 2.0/3) }},
	{"fax", 300, func(m *image.Gray, _ *rand.Rand) *image.Gray { return fax(m) }},
	{"photocopy", 300, func(m *image.Gray, r *rand.Rand) *image.Gray { return photocopy(m, r) }},
	{"stain", 300, func(m *image.Gray, r *rand.Rand) *image.Gray { return noisy(stained(m), 6, r) }},
	{"all at once", 300, func(m *image.Gray, r *rand.Rand) *image.Gray {
		return asJPEG(noisy(stained(rotated(blurred(m, 1.2), 1.5)), 20, r), 40)
	}},
}

func turnedOnce(m *image.Gray) *image.Gray {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			out.Pix[x*out.Stride+h-1-y] = m.Pix[y*m.Stride+x]
		}
	}
	return out
}

func rotated(m *image.Gray, degrees float64) *image.Gray {
	p := &plane{pix: m.Pix, w: m.Rect.Dx(), h: m.Rect.Dy(), stride: m.Stride}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	out := image.NewGray(m.Rect)
	cx, cy := float64(p.w)/2, float64(p.h)/2
	for y := range p.h {
		for x := range p.w {
			dx, dy := float64(x)-cx, float64(y)-cy
			out.Pix[y*out.Stride+x] = byte(p.at(cx+dx*cos-dy*sin, cy+dx*sin+dy*cos))
		}
	}
	return out
}

func changed(m *image.Gray, f func(x, y int, v float64) float64) *image.Gray {
	out := image.NewGray(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			out.Pix[y*out.Stride+x] = byte(min(255, max(0, f(x, y, float64(m.Pix[y*m.Stride+x])))))
		}
	}
	return out
}

func noisy(m *image.Gray, sigma float64, r *rand.Rand) *image.Gray {
	table := make([]float64, 1<<14) // drawing millions of normal numbers would take a second
	for i := range table {
		table[i] = r.NormFloat64() * sigma
	}
	return changed(m, func(_, _ int, v float64) float64 { return v + table[r.Uint32()&(1<<14-1)] })
}

func faint(m *image.Gray, from, to float64) *image.Gray {
	return changed(m, func(_, _ int, v float64) float64 { return from + v*(to-from)/255 })
}

// blurred is three box filters, nearly a Gaussian of sigma pixels.
func blurred(m *image.Gray, sigma float64) *image.Gray {
	side := 2*int(math.Round(math.Sqrt(4*sigma*sigma+1)/2-0.5)) + 1
	for range 3 {
		m = boxed(boxed(m, side, 1, m.Stride), side, m.Stride, 1)
	}
	return m
}

func boxed(m *image.Gray, side, step, next int) *image.Gray {
	out := image.NewGray(m.Rect)
	n, lines := m.Rect.Dx(), m.Rect.Dy()
	if step != 1 {
		n, lines = lines, n
	}
	half := side / 2
	for l := range lines {
		base, sum := l*next, 0
		get := func(i int) int { return int(m.Pix[base+min(max(i, 0), n-1)*step]) }
		for i := -half; i <= half; i++ {
			sum += get(i)
		}
		for i := range n {
			out.Pix[base+i*step] = byte((sum + side/2) / side)
			sum += get(i+half+1) - get(i-half)
		}
	}
	return out
}

func asJPEG(m *image.Gray, quality int) *image.Gray {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	d, err := jpeg.Decode(&b)
	if err != nil {
		panic(err)
	}
	return d.(*image.Gray)
}

// fax is a page sent at 200 by 100 dpi in black and white and enlarged again.
func fax(m *image.Gray) *image.Gray {
	p := &plane{pix: m.Pix, w: m.Rect.Dx(), h: m.Rect.Dy(), stride: m.Stride}
	return changed(m, func(x, y int, _ float64) float64 {
		sx, sy := (math.Floor(float64(x)/1.5)+0.5)*1.5, (math.Floor(float64(y)/3)+0.5)*3
		if p.at(sx-0.5, sy-1)+p.at(sx-0.5, sy)+p.at(sx-1, sy-0.5) < 3*140 {
			return 0
		}
		return 255
	})
}

// photocopy is a page of which dark spreads, nearly without greys, with specks.
func photocopy(m *image.Gray, r *rand.Rand) *image.Gray {
	soft := blurred(m, 1.5)
	soft = changed(soft, func(_, _ int, v float64) float64 { return (v-170)*4 + 128 })
	for range 6000 {
		soft.Pix[r.IntN(len(soft.Pix))] = byte(r.IntN(256))
	}
	return noisy(soft, 12, r)
}

// stained is a page with a shadow to one side and a coffee ring.
func stained(m *image.Gray) *image.Gray {
	w, h := float64(m.Rect.Dx()), float64(m.Rect.Dy())
	return changed(m, func(x, y int, v float64) float64 {
		v *= 0.55 + 0.45*float64(x)/w
		d := math.Hypot(float64(x)-w*0.45, float64(y)-h*0.5)
		if math.Abs(d-500) < 25 {
			v *= 0.7
		}
		return v
	})
}
