package main

import (
	"image"
	"math"
	"math/rand/v2"
)

// A page of a delivered file: which side of which letter, and what happened to
// it between the pen and the scanner. Everything is off when absent.
type page struct {
	Of        string  `yaml:"of"`
	N         int     `yaml:"n"` // page of the letter, from 1; 1 when absent
	Blank     bool    `yaml:"blank"`
	Separator string  `yaml:"separator"` // id of the separator sheet
	Skew      float64 `yaml:"skew"`      // degrees clockwise
	Turn      int     `yaml:"turn"`      // 90, 180 or 270 degrees clockwise
	Noise     float64 `yaml:"noise"`     // standard deviation in grey levels
	Specks    int     `yaml:"specks"`
	Fold      bool    `yaml:"fold"`  // folded in three for a long envelope
	Holes     bool    `yaml:"holes"` // two punched holes
	Stain     bool    `yaml:"stain"` // a coffee cup stood on it
	Fade      float64 `yaml:"fade"`  // 0 full contrast .. 1 nothing left
	Edge      bool    `yaml:"edge"`  // shadow of the scanner's lid
	Copy      bool    `yaml:"copy"`  // a bad photocopy
	Photo     bool    `yaml:"photo"` // photographed on a table
}

// A scan is a page on its way through the scanner. Brown is how much coffee
// lies on each pixel; it only shows in colour.
type scan struct {
	grey  *image.Gray
	brown []uint8
	dpi   int
	r     *rand.Rand
}

// newScan starts with a clean picture; the name decides all chance.
func newScan(g *image.Gray, dpi int, name string) *scan {
	return &scan{grey: g, dpi: dpi, r: rand.New(rand.NewPCG(seed(name), 11))}
}

// mm is a length in pixels.
func (s *scan) mm(v float64) float64 { return v * float64(s.dpi) / 25.4 }

// wear does to the picture what the page says, paper first, glass last.
func (s *scan) wear(p page) {
	if p.Copy {
		s.photocopy()
	}
	s.paper(p.Fade)
	if p.Fold {
		s.fold()
	}
	if p.Stain {
		s.stain()
	}
	if p.Holes {
		s.holes()
	}
	if p.Photo {
		return
	}
	s.skew(p.Skew)
	s.turn(p.Turn)
	if p.Edge {
		s.edge()
	}
	s.specks(p.Specks)
	s.noise(p.Noise)
}

// paper maps black and white to ink and paper, and lights one side a bit less.
func (s *scan) paper(fade float64) {
	ink, white := 30+fade*150, 248-fade*40
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	for y := range h {
		row := s.grey.Pix[y*s.grey.Stride:][:w]
		for x, v := range row {
			light := 1 - 0.025*float64(x)/float64(w) - 0.015*float64(y)/float64(h)
			row[x] = clamp((ink + (white-ink)*float64(v)/255) * light)
		}
	}
}

// fold darkens and lightens the paper along two horizontal creases.
func (s *scan) fold() {
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	for _, part := range []float64{0.335, 0.665} {
		middle := part*float64(h) + (s.r.Float64()-0.5)*s.mm(4)
		tilt := (s.r.Float64() - 0.5) * 0.006
		for y := range h {
			for x := range w {
				d := float64(y) - middle - tilt*float64(x)
				if math.Abs(d) > s.mm(9) {
					continue
				}
				crease := -26 * math.Exp(-d*d/(2*sq(s.mm(0.25))))
				shade := -13 * math.Exp(-sq(d-s.mm(2))/(2*sq(s.mm(2.2))))
				shine := 6 * math.Exp(-sq(d+s.mm(2))/(2*sq(s.mm(1.8))))
				s.add(x, y, crease+shade+shine)
			}
		}
	}
}

// stain leaves the ring of a wet cup and two drops.
func (s *scan) stain() {
	s.brown = make([]uint8, len(s.grey.Pix))
	w, h := float64(s.grey.Rect.Dx()), float64(s.grey.Rect.Dy())
	s.ring(w*0.74, h*0.66, s.mm(36), 1)
	s.ring(w*0.55, h*0.80, s.mm(4), 0.8)
	s.ring(w*0.60, h*0.83, s.mm(2.2), 0.8)
}

func (s *scan) ring(cx, cy, radius, depth float64) {
	phase := s.r.Float64() * 6
	for y := int(cy - radius*1.2); y < int(cy+radius*1.2); y++ {
		for x := int(cx - radius*1.2); x < int(cx+radius*1.2); x++ {
			dx, dy := float64(x)-cx, float64(y)-cy
			angle, d := math.Atan2(dy, dx), math.Hypot(dx, dy)
			edge := radius * (1 + 0.012*math.Sin(3*angle+phase) + 0.006*math.Sin(11*angle))
			v := (30 + 16*math.Sin(angle+phase)) * math.Exp(-sq(d-edge)/(2*sq(radius*0.025)))
			if d < edge {
				v += 9
			}
			s.add(x, y, -v*depth)
			if i := s.at(x, y); i >= 0 {
				s.brown[i] = clamp(v * depth)
			}
		}
	}
}

// holes shows the dark lid through two punched holes at the left.
func (s *scan) holes() {
	for _, side := range []float64{-40, 40} {
		cx, cy := s.mm(11+s.r.Float64()), float64(s.grey.Rect.Dy())/2+s.mm(side)
		for y := int(cy - s.mm(4)); y < int(cy+s.mm(4)); y++ {
			for x := int(cx - s.mm(4)); x < int(cx+s.mm(4)); x++ {
				d := math.Hypot(float64(x)-cx, float64(y)-cy) / s.mm(1)
				switch {
				case d < 2.75:
					s.set(x, y, 70)
				case d < 3.1 && float64(x) > cx:
					s.add(x, y, -60)
				}
			}
		}
	}
}

// photocopy bleeds the ink, loses thin strokes in places and draws the streaks
// of a scratched drum.
func (s *scan) photocopy() {
	s.blur()
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	for range 3 {
		x, wide := s.r.IntN(w), 1+s.r.IntN(2)
		for y := range h {
			if s.r.Float64() < 0.35 {
				for i := range wide {
					s.add(x+i, y, -150)
				}
			}
		}
	}
	for y := range h {
		for x := range w {
			i := y*s.grey.Stride + x
			v := (float64(s.grey.Pix[i])-128)*1.9 + 128 + (s.r.Float64()-0.5)*70
			s.grey.Pix[i] = clamp(v)
		}
	}
	top := int(s.mm(3.5))
	for y := range top {
		for x := range w {
			s.add(x, y, -200*(1-float64(y)/float64(top))*(0.4+s.r.Float64()))
		}
	}
}

// edge is the shadow beside a sheet that lay not quite under the lid.
func (s *scan) edge() {
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	wide := s.mm(3)
	for y := range h {
		for x := w - int(wide) - 1; x < w; x++ {
			d := float64(w-x) / wide
			s.add(x, y, -150*sq(1-math.Min(d, 1)))
		}
	}
}

// specks is dust, and toner where it should not be.
func (s *scan) specks(n int) {
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	for range n {
		x, y, size := s.r.IntN(w), s.r.IntN(h), 1+s.r.IntN(3)*s.r.IntN(2)
		for dy := range size {
			for dx := range size {
				s.set(x+dx, y+dy, uint8(20+s.r.IntN(60)))
			}
		}
	}
}

// noise is that of the sensor.
func (s *scan) noise(sigma float64) {
	if sigma == 0 {
		return
	}
	for i, v := range s.grey.Pix {
		s.grey.Pix[i] = clamp(float64(v) + s.r.NormFloat64()*sigma)
	}
}

func (s *scan) at(x, y int) int {
	if !(image.Point{X: x, Y: y}).In(s.grey.Rect) {
		return -1
	}
	return y*s.grey.Stride + x
}

func (s *scan) add(x, y int, v float64) {
	if i := s.at(x, y); i >= 0 {
		s.grey.Pix[i] = clamp(float64(s.grey.Pix[i]) + v)
	}
}

func (s *scan) set(x, y int, v uint8) {
	if i := s.at(x, y); i >= 0 {
		s.grey.Pix[i] = v
	}
}

func clamp(v float64) uint8 { return uint8(math.Max(0, math.Min(255, v))) }

func sq(v float64) float64 { return v * v }
