package ocr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"postkamer"
)

// A4 at 200 dpi.
const pageWidth, pageHeight = 1654, 2339

// paperPage returns an empty sheet of brightness level with noise.
func paperPage(level, noise int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, pageWidth, pageHeight))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = uint8(min(255, max(0, level+r.IntN(2*noise+1)-noise)))
	}
	return m
}

// stroke draws a line of the width of a pencil (0.5 mm), share darker than the paper.
func stroke(m *image.Gray, x0, y0, x1, y1 int, share float64) {
	steps := max(x1-x0, y1-y0, 1)
	for i := range steps {
		x, y := x0+(x1-x0)*i/steps, y0+(y1-y0)*i/steps
		for dy := range 4 {
			at := (y+dy)*m.Stride + x
			m.Pix[at] = uint8(float64(m.Pix[at]) * (1 - share))
		}
	}
}

// disc draws a filled circle.
func disc(m *image.Gray, x, y, radius int, level uint8) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if dx*dx+dy*dy <= radius*radius {
				m.Pix[(y+dy)*m.Stride+x+dx] = level
			}
		}
	}
}

func asJPEG(t testing.TB, m image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPrepareBlank(t *testing.T) {
	e := startEngine(t, Config{})
	for _, c := range []struct {
		name    string
		blank   bool
		quality int
		page    func() *image.Gray
	}{
		{"white sheet is blank", true, 85, func() *image.Gray { return paperPage(250, 2) }},
		{"noisy grey paper is blank", true, 85, func() *image.Gray { return paperPage(200, 24) }},
		{"poor JPEG of an empty sheet is blank", true, 20, func() *image.Gray { return paperPage(240, 12) }},
		{"dust is no ink", true, 85, func() *image.Gray {
			m := paperPage(245, 5)
			for i := range 60 {
				disc(m, 100+i*23, 150+(i*337)%2000, 2, 90)
			}
			return m
		}},
		{"punch holes are no ink", true, 85, func() *image.Gray {
			m := paperPage(245, 5)
			disc(m, 94, 2339/2-315, 23, 20)
			disc(m, 94, 2339/2+315, 23, 20)
			return m
		}},
		{"shadow of the lid along the edge is no ink", true, 85, func() *image.Gray {
			m := paperPage(245, 5)
			for y := range pageHeight {
				for x := range 25 {
					m.Pix[y*m.Stride+x] = 60
				}
			}
			return m
		}},
		{"shade across the sheet is no ink", true, 85, func() *image.Gray {
			m := paperPage(245, 5)
			for i := range m.Pix {
				m.Pix[i] -= uint8((i % pageWidth) * 60 / pageWidth)
			}
			return m
		}},
		{"faint pencilled number is not blank", false, 85, func() *image.Gray {
			m := paperPage(245, 6)
			for i := range 8 {
				stroke(m, 700+i*40, 1100, 720+i*40, 1140, 0.12)
			}
			return m
		}},
		{"one crossed-out word is not blank", false, 85, func() *image.Gray {
			m := paperPage(245, 6)
			stroke(m, 500, 800, 640, 830, 0.5)
			return m
		}},
		{"black sheet is not blank", false, 85, func() *image.Gray { return paperPage(20, 5) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "page.jpg", asJPEG(t, c.page(), c.quality))
			p, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
			if err != nil || p.Blank != c.blank {
				t.Errorf("blank %v, %v", p.Blank, err)
			}
		})
	}
}

func TestPrepareNeverCallsADamagedPageBlank(t *testing.T) {
	e := startEngine(t, Config{})
	empty := asJPEG(t, paperPage(245, 5), 85)
	t.Run("JPEG with a hole in it is refused", func(t *testing.T) {
		// The end marker is still there.
		damaged := slices.Concat(empty[:len(empty)/2], empty[len(empty)/2+4000:])
		_, err := e.Inspect(t.Context(), write(t, "page.jpg", damaged), "x")
		wantRefusal(t, err, postkamer.RefusedBroken)
	})
	t.Run("scan that poppler draws white, without success, is refused", func(t *testing.T) {
		s := scanSheet(empty)
		s.image = make([]byte, len(empty))
		_, err := e.Prepare(t.Context(), write(t, "scan.pdf", pdfOf(s)), postkamer.PDF, 1, postkamer.PrepareOptions{})
		wantRefusal(t, err, postkamer.RefusedBroken)
	})
	t.Run("fax with bad lines is not blank", func(t *testing.T) {
		path := converted(t, write(t, "page.jpg", asJPEG(t, paperPage(255, 0), 85)), "fax.tif",
			"-threshold", "50%", "-type", "bilevel", "-compress", "Group4")
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := e.Prepare(t.Context(), path, postkamer.TIFF, 1, postkamer.PrepareOptions{}); err != nil || !p.Blank {
			t.Fatalf("whole fax: blank %v, %v", p.Blank, err)
		}
		copy(b[100:], "\x00\x12\x00\x00\x34") // within its 300 bytes of lines
		p, err := e.Prepare(t.Context(), write(t, "fax.tif", b), postkamer.TIFF, 1, postkamer.PrepareOptions{})
		if err == nil && p.Blank {
			t.Error("damaged fax is called blank")
		}
	})
}

func wantRefusal(t *testing.T, err error, code postkamer.RefusalCode) {
	t.Helper()
	var r *postkamer.Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}

func TestPrepareView(t *testing.T) {
	e := startEngine(t, Config{})
	letter := grayPage(t, pdfOf(letterSheet(letterLines)))
	t.Run("text page is small and grey", func(t *testing.T) {
		p, err := e.Prepare(t.Context(), write(t, "a.jpg", asScan(t, letter)), postkamer.JPEG, 1, postkamer.PrepareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(p.Image))
		if err != nil || c.ColorModel != color.GrayModel || len(p.Image) > 80_000 || p.View.Width != 1241 && p.View.Width != 1240 || p.View.Height != 1754 {
			t.Errorf("%d bytes, %+v, %v", len(p.Image), p.View, err)
		}
	})
	t.Run("signature in red ink keeps its colour", func(t *testing.T) {
		m := image.NewRGBA(letter.Rect)
		for i, v := range letter.Pix {
			copy(m.Pix[4*i:], []byte{v, v, v, 255})
		}
		for i := range 500 {
			for w := range 6 {
				m.SetRGBA(900+i, 2800+w+i/8, color.RGBA{200, 30, 40, 255})
			}
		}
		p, err := e.Prepare(t.Context(), write(t, "a.jpg", asJPEG(t, m, 85)), postkamer.JPEG, 1, postkamer.PrepareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if c, err := jpeg.DecodeConfig(bytes.NewReader(p.Image)); err != nil || c.ColorModel != color.YCbCrModel {
			t.Errorf("%v, %v", c, err)
		}
	})
	t.Run("page of twelve metres is drawn coarser", func(t *testing.T) {
		s := letterSheet(letterLines)
		s.extra = "/MediaBox[0 0 14400 14400]"
		path := write(t, "a.pdf", bytes.Replace(pdfOf(s), []byte("/MediaBox[0 0 595.28 841.89]"), nil, 1))
		p, err := e.Prepare(t.Context(), path, postkamer.PDF, 1, postkamer.PrepareOptions{})
		if err != nil || p.View.Width != p.View.Height || p.View.Width > 7300 || p.View.Width < 1000 {
			t.Errorf("%+v, %v", p.View, err)
		}
	})
	t.Run("black on transparent is not black on black", func(t *testing.T) {
		path := converted(t, drawn(t, pdfOf(letterSheet(letterLines))), "a.png", "-alpha", "set", "-transparent", "white")
		p, err := e.Prepare(t.Context(), path, postkamer.PNG, 1, postkamer.PrepareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(p.Image))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, _, _ := m.At(5, 5).RGBA(); r < 0xf000 {
			t.Errorf("paper has level %#x", r)
		}
	})
}

// withOrientation puts an EXIF segment with an orientation into a JPEG.
func withOrientation(b []byte, orientation uint16) []byte {
	tiff := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01")
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1)
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(tiff)+2))
	return slices.Concat(b[:2], segment, tiff, b[2:])
}

func TestPrepareHonoursEXIFOrientation(t *testing.T) {
	e := startEngine(t, Config{TessData: t.TempDir()})
	// A wide picture, dark in its top left corner.
	m := image.NewGray(image.Rect(0, 0, 400, 200))
	for i := range m.Pix {
		m.Pix[i] = 255
		if i%400 < 100 && i/400 < 50 {
			m.Pix[i] = 0
		}
	}
	b := asJPEG(t, m, 90)
	// Where the dark corner is on the upright picture, for orientation 1 to 8.
	corners := [][2]string{{"top", "left"}, {"top", "right"}, {"bottom", "right"}, {"bottom", "left"},
		{"top", "left"}, {"top", "right"}, {"bottom", "right"}, {"bottom", "left"}}
	for i, corner := range corners {
		p, err := e.Prepare(t.Context(), write(t, "a.jpg", withOrientation(b, uint16(i+1))), postkamer.JPEG, 1, postkamer.PrepareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		view, err := jpeg.Decode(bytes.NewReader(p.Image))
		if err != nil {
			t.Fatal(err)
		}
		w, h := p.View.Width, p.View.Height
		x := map[string]int{"left": 10, "right": w - 10}[corner[1]]
		y := map[string]int{"top": 10, "bottom": h - 10}[corner[0]]
		level, _, _, _ := view.At(x, y).RGBA()
		if level > 0x4000 || (w > h) != (i < 4) || p.View.Rotation != 0 {
			t.Errorf("orientation %d: %dx%d, level %#x in the %v corner, turned %d", i+1, w, h, level, corner, p.View.Rotation)
		}
	}
}

func TestPrepareUnknownPage(t *testing.T) {
	e := startEngine(t, Config{})
	pdf := write(t, "a.pdf", pdfOf(sheet{}))
	for _, page := range []int{0, -1, 2} {
		if _, err := e.Prepare(t.Context(), pdf, postkamer.PDF, page, postkamer.PrepareOptions{}); err == nil {
			t.Errorf("page %d: no error", page)
		}
	}
}
