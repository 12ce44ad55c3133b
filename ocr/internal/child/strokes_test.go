package child

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"postkamer/ocr/internal/wire"
)

// inkOf returns the pixels of a 1 bit image.
func inkOf(p *pix) []bool {
	var ink []bool
	for _, v := range p.bits() {
		ink = append(ink, v == 1)
	}
	return ink
}

// opened is what a brick of wide*tall covers, by definition.
func opened(ink []bool, w, h, wide, tall int) []bool {
	out := make([]bool, w*h)
	for y := range h - tall + 1 {
		for x := range w - wide + 1 {
			full := true
			for i := range wide * tall {
				full = full && ink[(y+i/wide)*w+x+i%wide]
			}
			for i := range wide * tall {
				out[(y+i/wide)*w+x+i%wide] = out[(y+i/wide)*w+x+i%wide] || full
			}
		}
	}
	return out
}

// TestInkAgainstPlainArithmetic: whatever the size of the image, a threshold, a page
// twice as large and what a brick covers are what a person would write.
func TestInkAgainstPlainArithmetic(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {3, 3}, {31, 5}, {32, 9}, {33, 31}, {100, 70}, {130, 64}} {
		m := randomImage(size.X, size.Y)
		p := pixOf(m, 200)
		at := func(x, y int) int { return int(m.Pix[min(y, size.Y-1)*m.Stride+min(x, size.X-1)]) }
		thick := p.darker(200) // four in five pixels
		ink := inkOf(thick)
		for i, v := range m.Pix {
			if ink[i] != (v < 200) {
				t.Fatalf("%v: pixel %d of brightness %d is ink: %v", size, i, v, ink[i])
			}
		}
		for _, brick := range []image.Point{{1, 1}, {2, 1}, {1, 3}, {3, 2}, {7, 1}, {33, 1}} {
			name := fmt.Sprint(size, " brick ", brick)
			open := thick.opened(brick.X, brick.Y)
			want := opened(ink, size.X, size.Y, brick.X, brick.Y)
			for i, got := range inkOf(open) {
				if got != want[i] {
					t.Fatalf("%s: pixel %d is ink: %v", name, i, got)
				}
			}
			open.free()
		}
		twice := kept{pix: p}.twice()
		for i, got := range inkOf(twice) {
			x, y := i%(2*size.X), i/(2*size.X)
			sum, n := 0, (1+x%2)*(1+y%2)
			for k := range n {
				dx, dy := k%(1+x%2), k/(1+x%2)
				sum += at(x/2+dx, y/2+dy)
			}
			if got != (sum/n < inkLevel) {
				t.Fatalf("%v twice: pixel %d,%d is ink: %v", size, x, y, got)
			}
		}
		for _, p := range []*pix{p, thick, twice} {
			p.free()
		}
	}
}

// TestTesseractUsesOurFasterFunctions: it does, and what is read is the same to the last
// letter, box and confidence.
func TestTesseractUsesOurFasterFunctions(t *testing.T) {
	e, _ := engine(t)
	s := scalesOf(t, decoded(t, drawn(t, letterContent(2), "-gray")), wire.Steps{})
	defer s.free()
	readBy := func(ours bool) (words []readWord, lines, layers int) {
		leaveNetworkAlone(!ours)
		defer leaveNetworkAlone(false)
		lines, layers = linesPassedOn(), layersShortened()
		words, err := e.words(s.read, look{mode: 3})
		if err != nil || len(words) == 0 {
			t.Fatalf("%d words, %v", len(words), err)
		}
		return words, linesPassedOn() - lines, layersShortened() - layers
	}
	ours, lines, layers := readBy(true)
	theirs, _, none := readBy(false)
	if lines == 0 {
		t.Error("Tesseract still packs each line as a PNG: its library does not see faster.c")
	}
	if layers == 0 || none != 0 {
		t.Errorf("%d layers went the short way, %d when they must not: Tesseract's library does not see network.cc, or is not the one it knows", layers, none)
	}
	if !slices.Equal(ours, theirs) {
		t.Error("the short way reads otherwise than Tesseract itself")
	}
}
