package sheetedge

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

const testDPI = 100

// A sheet is drawn as it comes from the scanner: scaled, shifted by millimetres, then
// turned clockwise, on paper of brightness paper with ink of brightness ink.
type sheet struct {
	scale, dx, dy, degrees float64
	paper, ink             uint8
	hidden                 float64 // share of it, from the left, that is covered
	marks                  string  // other cells than the pattern's
}

func (s sheet) draw() *image.Gray {
	w, h := Width, Height
	if math.Abs(math.Sin(s.degrees*math.Pi/180)) > 0.7 {
		w, h = h, w
	}
	const perMM = testDPI / 25.4
	m := image.NewGray(image.Rect(0, 0, int(w*perMM), int(h*perMM)))
	black := map[[2]int]bool{}
	for i, c := range cells() {
		black[[2]int{int((c.x - left) / Cell), int((c.y - top) / Cell)}] = s.marks[i] == '#'
	}
	sin, cos := math.Sincos(s.degrees * math.Pi / 180)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			px, py := float64(x)/perMM-w/2, float64(y)/perMM-h/2
			sx, sy := (px*cos+py*sin-s.dx)/s.scale+Width/2, (py*cos-px*sin-s.dy)/s.scale+Height/2
			v := s.paper
			if sx > left && sy > top && sx > s.hidden*Width && black[[2]int{int((sx - left) / Cell), int((sy - top) / Cell)}] {
				v = s.ink
			}
			m.Pix[y*m.Stride+x] = v
		}
	}
	return m
}

func TestEdgeIsFound(t *testing.T) {
	asPrinted := sheet{scale: 1, paper: 250, ink: 10, marks: pattern}
	for _, c := range []struct {
		name   string
		change func(*sheet)
		want   bool
	}{
		{"as printed", func(*sheet) {}, true},
		{"upside down", func(s *sheet) { s.degrees = 180 }, true},
		{"on its side", func(s *sheet) { s.degrees = 90 }, true},
		{"askew", func(s *sheet) { s.degrees = 5.4 }, true},
		{"printed smaller and beside the middle", func(s *sheet) { s.scale, s.dx, s.dy = 0.94, 9, -8 }, true},
		{"faint", func(s *sheet) { s.paper, s.ink = 220, 196 }, true},
		{"too dark", func(s *sheet) { s.paper, s.ink = 60, 12 }, true},
		{"covered by four tenths", func(s *sheet) { s.hidden = 0.4 }, true},
		{"covered for the most part", func(s *sheet) { s.hidden = 0.9 }, false},
		{"all white", func(s *sheet) { s.ink = 250 }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := asPrinted
			c.change(&s)
			if m := s.draw(); On(m, testDPI) != c.want {
				t.Errorf("likeness %.2f", Likeness(m, testDPI))
			}
		})
	}
}

// Half of the pattern is black, no more than three of a kind follow each other, and
// the black squares lie where the cells are.
func TestPattern(t *testing.T) {
	if len(pattern) != len(cells()) || len(Squares()) != len(pattern)/2 {
		t.Fatalf("%d characters for %d cells, %d black", len(pattern), len(cells()), len(Squares()))
	}
	for i := range pattern {
		if twice := pattern + pattern; twice[i] == twice[i+1] && twice[i] == twice[i+2] && twice[i] == twice[i+3] {
			t.Errorf("four alike at %d", i)
		}
	}
	for _, s := range Squares() {
		if s.X < left || s.Y < top || s.X+Cell > Width-left+0.01 || s.Y+Cell > Height-top+0.01 {
			t.Errorf("square at %v is out of the ring", s)
		}
	}
}

// Squares just there, but black or white by chance, are never taken for the edge.
func TestEdgeByChanceIsNone(t *testing.T) {
	r := rand.New(rand.NewPCG(20261122, 1))
	highest := 0.0
	for range 60 {
		marks := make([]byte, len(pattern))
		for i := range marks {
			marks[i] = ".#"[r.IntN(2)]
		}
		highest = max(highest, Likeness(sheet{scale: 1, paper: 250, ink: 10, marks: string(marks)}.draw(), testDPI))
	}
	if highest >= enough {
		t.Errorf("likeness %.2f", highest)
	}
	t.Logf("highest likeness %.2f", highest)
}

func TestOddImages(t *testing.T) {
	for _, size := range []image.Point{{0, 0}, {1, 1}, {99, 5000}, {120, 120}, {3000, 110}} {
		if On(image.NewGray(image.Rectangle{Max: size}), testDPI) || On(image.NewGray(image.Rectangle{Max: size}), 0) {
			t.Errorf("an image of %v is a sheet", size)
		}
	}
}

func FuzzOn(f *testing.F) {
	f.Add(uint16(827), uint16(1169), uint8(100), uint64(1))
	f.Add(uint16(100), uint16(4000), uint8(20), uint64(2))
	f.Fuzz(func(_ *testing.T, w, h uint16, dpi uint8, seed uint64) {
		m := image.NewGray(image.Rect(0, 0, int(w)%2000, int(h)%2000))
		r := rand.New(rand.NewPCG(seed, 0))
		for i := range m.Pix {
			m.Pix[i] = byte(r.Uint32())
		}
		part, _ := m.SubImage(image.Rect(3, 5, m.Rect.Dx(), m.Rect.Dy())).(*image.Gray)
		Likeness(part, int(dpi))
	})
}

func BenchmarkOn(b *testing.B) {
	for name, s := range map[string]sheet{
		"white": {scale: 1, paper: 250, ink: 250, marks: pattern},
		"sheet": {scale: 1, paper: 250, ink: 10, marks: pattern},
	} {
		m := s.draw()
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				On(m, testDPI)
			}
		})
	}
}
