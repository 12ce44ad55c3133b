package child

import (
	"bytes"
	"image"
	"slices"
)

// Dark patches of a page, in millimetres. A coloured bar with white letters is lost
// when the paper is made even: its colour becomes paper, and so do its letters. A table
// on which a page was photographed is taken for the blackest ink, and the letters stay
// grey.
const (
	patchAround = 20.0 // how far the paper around is looked for
	patchStroke = 1.2  // what is narrower is a letter or a ruled line
	patchWide   = 8.0
	patchHigh   = 2.5
	patchGap    = 10.0 // of a word in it, across; half of that down
	patchFull   = 0.3  // share of its box: less is a frame or a drawing
	patchBlack  = 0.45 // share of the paper's brightness below which the edge is no paper
	patchRim    = 0.5  // of soft edge
	tileDark    = 0.4  // share of a tile that is dark, so that it is worth a look
	mostPatches = 100
)

// patchShares are how much darker than the paper around a patch is, in the order in
// which patches are looked for: a bar that lies in a shadow is to be told from it.
var patchShares = [...]float64{0.62, 0.45, lightestPatch}

const lightestPatch = 0.28

// A patch is a dark part of a page, in pixels at blankDPI.
type patch struct {
	image.Rectangle
	mask   []bool // of the rectangle, row by row: belongs to it, letters in it included
	pixels int    // of its ground
	ground uint8  // brightness of its ground
	paper  uint8  // brightness of the paper around
	edge   bool   // touches the edge of the page
	fate   int
}

// patches returns the dark parts of a page for which something is to be done.
func (p paper) patches() []patch {
	around := p.around()
	if !around.worth(around.darks(p.gray.Rect, lightestPatch)) {
		return nil // as most letters
	}
	var found []patch
	done := make([]bool, len(p.gray.Pix))
	for _, share := range patchShares {
		dark := around.darks(p.gray.Rect, share)
		for i := range dark {
			if done[i] {
				dark[i] = 0
			}
		}
		if !around.worth(dark) {
			continue
		}
		for _, a := range around.patchesOf(dark) {
			if len(found) < mostPatches {
				found = append(found, a)
				a.tick(done, p.gray.Stride)
			}
		}
	}
	return found
}

// patchesOf returns the patches of the dark pixels that are not to be kept as they are.
func (p paper) patchesOf(dark []uint8) []patch {
	solid, err := solidOf(dark, p.gray.Rect, mm(patchStroke))
	if err != nil {
		return nil
	}
	const seen, taken = 2, 3
	var found []patch
	for i, on := range solid {
		if on != 1 {
			continue
		}
		s := labelled(solid, p.gray.Rect.Dx(), i, seen)
		if s.Dx() < mm(patchWide) || s.Dy() < mm(patchHigh) {
			continue
		}
		labelled(solid, p.gray.Rect.Dx(), i, taken)
		a := p.patch(s, solid, taken)
		labelled(solid, p.gray.Rect.Dx(), i, seen)
		if a.fate = p.fateOf(a); a.fate != patchKept {
			found = append(found, a)
		}
	}
	return found
}

// tick marks the pixels of a in rows of stride.
func (a patch) tick(done []bool, stride int) {
	for i, in := range a.mask {
		if in {
			done[(a.Min.Y+i/a.Dx())*stride+a.Min.X+i%a.Dx()] = true
		}
	}
}

// around returns p with the brightness of the paper around each tile instead of that
// of the tile itself.
func (p paper) around() paper {
	reach, down := mm(patchAround)/tile, len(p.levels)/max(1, p.across)
	rows, levels := make([]uint8, len(p.levels)), make([]uint8, len(p.levels))
	for i := range rows {
		x, row := i%p.across, p.levels[i-i%p.across:][:p.across]
		rows[i] = slices.Max(row[max(0, x-reach):min(p.across, x+reach+1)])
	}
	for i := range levels {
		for y := max(0, i/p.across-reach); y < min(down, i/p.across+reach+1); y++ {
			levels[i] = max(levels[i], rows[y*p.across+i%p.across])
		}
	}
	return paper{gray: p.gray, across: p.across, levels: levels}
}

// worth tells whether two tiles in a row are dark for a good part, as in no line of
// letters of usual size.
func (p paper) worth(dark []uint8) bool {
	one := []byte{1}
	for top := 0; top < p.gray.Rect.Dy(); top += tile {
		run := 0
		for left := 0; left < p.gray.Rect.Dx(); left += tile {
			r := image.Rect(left, top, left+tile, top+tile).Intersect(p.gray.Rect)
			n := 0
			for y := r.Min.Y; y < r.Max.Y; y++ {
				n += bytes.Count(dark[y*p.gray.Stride:][r.Min.X:r.Max.X], one)
			}
			if run++; float64(n) < tileDark*float64(r.Dx()*r.Dy()) {
				run = 0
			}
			if run == 2 {
				return true
			}
		}
	}
	return false
}

// solidOf returns of a mask of 0 and 1 what a square of ones can cover.
func solidOf(mask []uint8, r image.Rectangle, side int) ([]uint8, error) {
	m := image.NewGray(r)
	for i, on := range mask {
		m.Pix[i] = 255 * (1 - on)
	}
	g := pixOf(m, blankDPI)
	defer g.free()
	b := g.darker(128)
	defer b.free()
	o := b.opened(side, side)
	defer o.free()
	if o.c == nil {
		return nil, errNoMemory
	}
	return o.bits(), nil
}

// labelled sets the ones that hang together with that at from to id, in rows of wide.
func labelled(mask []uint8, wide, from int, id uint8) spot {
	s := spot{Rectangle: image.Rect(from%wide, from/wide, from%wide+1, from/wide+1)}
	was := mask[from]
	mask[from] = id
	for stack := []int{from}; len(stack) > 0; {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		x, y := i%wide, i/wide
		s.pixels++
		s.Min.X, s.Max.X = min(s.Min.X, x), max(s.Max.X, x+1)
		s.Min.Y, s.Max.Y = min(s.Min.Y, y), max(s.Max.Y, y+1)
		for ny := max(0, y-1); ny <= y+1 && ny*wide < len(mask); ny++ {
			for nx := max(0, x-1); nx <= x+1 && nx < wide; nx++ {
				if j := ny*wide + nx; mask[j] == was {
					mask[j] = id
					stack = append(stack, j)
				}
			}
		}
	}
	return s
}

// patch returns the patch of the pixels that have id in solid.
func (p paper) patch(s spot, solid []uint8, id uint8) patch {
	a := patch{Rectangle: s.Rectangle, mask: make([]bool, s.Dx()*s.Dy()), pixels: s.pixels}
	var levels histogram
	for y := a.Min.Y; y < a.Max.Y; y++ {
		for x := a.Min.X; x < a.Max.X; x++ {
			i := y*p.gray.Stride + x
			if solid[i] != id {
				continue
			}
			a.mask[(y-a.Min.Y)*a.Dx()+x-a.Min.X] = true
			levels[p.gray.Pix[i]]++
			a.paper = max(a.paper, p.levels[y/tile*p.across+x/tile])
		}
	}
	a.ground = uint8(levels.lowest(2))
	a.edge = a.Min.X == 0 || a.Min.Y == 0 || a.Max.X == p.gray.Rect.Dx() || a.Max.Y == p.gray.Rect.Dy()
	for y := range a.Dy() {
		bridged(a.mask[y*a.Dx():][:a.Dx()], 1, a.Dx(), mm(patchGap))
	}
	for x := range a.Dx() {
		bridged(a.mask[x:], a.Dx(), a.Dy(), mm(patchGap)/2)
	}
	return a
}

// bridged closes the gaps of up to most between the n values that are step apart.
func bridged(mask []bool, step, n, most int) {
	last := -1
	for i := range n {
		if !mask[i*step] {
			continue
		}
		if last >= 0 && i-last-1 <= most {
			for j := last + 1; j < i; j++ {
				mask[j*step] = true
			}
		}
		last = i
	}
}

// Letters in a patch.
const (
	fewLetters  = 3
	lightLetter = 0.4  // of the way from the ground to the paper
	darkLetter  = 0.6  // of the ground, and
	darkerThan  = 0.15 // of the paper less than it
)

// Pixels of a patch.
const (
	onGround = iota
	offPatch
	isLight
	isDark
	isCounted
)

// letters counts the spots in a patch of the size of a letter that are lighter or
// darker than its ground and have it all around.
func (p paper) letters(a patch) (light, dark int) {
	kinds := p.kinds(a)
	for i, kind := range kinds {
		if kind != isLight && kind != isDark {
			continue
		}
		s := labelled(kinds, a.Dx(), i, isCounted)
		if s.Dy() <= minLetter || s.Dy() > maxLetter || s.Dx() > 2*maxLetter || s.pixels < 6 || a.loose(s, kinds) {
			continue
		}
		if kind == isLight {
			light++
		} else {
			dark++
		}
	}
	return light, dark
}

// kinds returns what each pixel in the box of a is.
func (p paper) kinds(a patch) []uint8 {
	up := a.ground + uint8(lightLetter*float64(a.paper-min(a.paper, a.ground)))
	low := uint8(max(0, min(darkLetter*float64(a.ground), float64(a.ground)-darkerThan*float64(a.paper))))
	kinds := make([]uint8, len(a.mask))
	for i, in := range a.mask {
		switch v := p.gray.Pix[(a.Min.Y+i/a.Dx())*p.gray.Stride+a.Min.X+i%a.Dx()]; {
		case !in:
			kinds[i] = offPatch
		case v > up:
			kinds[i] = isLight
		case v < low:
			kinds[i] = isDark
		}
	}
	return kinds
}

// loose tells whether a spot lies at the rim of a: paper that looks in, not a letter.
func (a patch) loose(s spot, kinds []uint8) bool {
	r := s.Inset(-1)
	if !r.In(image.Rect(0, 0, a.Dx(), a.Dy())) {
		return true
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if bytes.IndexByte(kinds[y*a.Dx():][r.Min.X:r.Max.X], offPatch) >= 0 {
			return true
		}
	}
	return false
}

// What is to be done with a patch.
const (
	patchKept = iota
	patchInverted
	patchPainted
)

// fateOf tells what is to be done with a patch: white letters on it become black ones
// on paper, and a dark edge without letters becomes paper.
func (p paper) fateOf(a patch) int {
	light, dark := p.letters(a)
	full := float64(a.pixels) >= patchFull*float64(len(a.mask))
	switch {
	case light > dark && light >= fewLetters && full, light > dark && light >= 3*fewLetters && a.edge:
		return patchInverted
	case a.edge && dark < fewLetters && float64(a.ground) < patchBlack*float64(a.paper):
		return patchPainted
	}
	return patchKept
}
