package child

import "image"

// An evening is what is to be done with the dark patches of a page: for each pixel at
// blankDPI 0, or the number of a patch, even when it is to be inverted.
type evening struct {
	*pix
	patches []patch
}

// evening returns what to do with the patches of s, looked for once.
func (s *scales) evening() *evening {
	if !s.looked {
		s.looked, s.evenings = true, s.newEvening()
	}
	return s.evenings
}

// newEvening returns what to do with the patches of s; nil when there is nothing to be
// done. It lies as the page lies in its file.
func (s *scales) newEvening() *evening {
	if s.small.dpi != blankDPI {
		return nil
	}
	e := evening{}
	codes := image.NewGray(s.paper.gray.Rect)
	for _, a := range s.paper.patches() {
		e.patches = append(e.patches, a)
		a.mark(codes, uint8(2*len(e.patches)))
	}
	if len(e.patches) == 0 {
		return nil
	}
	e.pix = pixOf(codes, blankDPI)
	return &e
}

// mark writes to codes what happens to the pixels of a: code where it is inverted,
// one less where it is painted, as its soft edge always is.
func (a patch) mark(codes *image.Gray, code uint8) {
	rim := mm(patchRim)
	inner := a.grown(-rim)
	outer := a.grown(rim)
	area := a.Inset(-rim)
	for i := range outer {
		x, y := area.Min.X+i%area.Dx(), area.Min.Y+i/area.Dx()
		if !outer[i] || !image.Pt(x, y).In(codes.Rect) {
			continue
		}
		codes.Pix[y*codes.Stride+x] = code - 1
		if inner[i] && a.fate == patchInverted {
			codes.Pix[y*codes.Stride+x] = code
		}
	}
}

// grown returns the mask of a with by pixels more on each side, or less, in a
// rectangle that is patchRim wider on each side.
func (a patch) grown(by int) []bool {
	rim := mm(patchRim)
	wide := a.Dx() + 2*rim
	out := make([]bool, wide*(a.Dy()+2*rim))
	for i, in := range a.mask {
		out[(i/a.Dx()+rim)*wide+i%a.Dx()+rim] = in
	}
	on := by > 0
	for range max(by, -by) {
		out = spread(out, wide, on)
	}
	return out
}

// spread returns mask with each pixel set to value that has one of value beside it.
func spread(mask []bool, wide int, value bool) []bool {
	out := make([]bool, len(mask))
	copy(out, mask)
	for i, v := range mask {
		if v != value {
			continue
		}
		for _, j := range [...]int{i - wide - 1, i - wide, i - wide + 1, i - 1, i + 1, i + wide - 1, i + wide, i + wide + 1} {
			if j >= 0 && j < len(mask) {
				out[j] = value
			}
		}
	}
	return out
}

// even makes the patches of the page p at readDPI paper: black letters on white instead
// of white ones on dark. It was turned clockwise by turn degrees.
func (s *scales) even(p *pix, turn int) {
	e := s.evening()
	if e == nil {
		return
	}
	s.evened = true
	turned := e.derived(nil, e.dpi)
	defer turned.free()
	turned.turn(turn)
	codes, err := turned.image()
	if err != nil {
		return
	}
	m, err := p.image()
	if err != nil {
		return
	}
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:m.Rect.Dx()]
		e.evenRow(row, codes.Pix[y*codes.Rect.Dy()/m.Rect.Dy()*codes.Stride:][:codes.Rect.Dx()])
	}
	q := pixOf(m, p.dpi)
	if q.c != nil {
		p.become(q.c)
	}
}

// evenRow does that for one row of pixels, of which the codes lie at a lower resolution.
func (e *evening) evenRow(row, codes []uint8) {
	wide, n := len(row), len(codes)
	for i, c := range codes {
		if c == 0 {
			continue
		}
		for x := (i*wide + n - 1) / n; x < wide && x < ((i+1)*wide+n-1)/n; x++ {
			row[x] = e.patches[(c-1)/2].evened(row[x], c%2 == 0)
		}
	}
}

// evened returns the brightness that v in a patch becomes.
func (a patch) evened(v uint8, inverted bool) uint8 {
	if !inverted {
		return a.paper
	}
	ground, paper := int(a.ground), int(a.paper)
	if paper <= ground {
		return a.paper
	}
	return uint8(max(0, min(paper, paper-(int(v)-ground)*paper/(paper-ground))))
}
