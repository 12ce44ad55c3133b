package child

import (
	"image"
	"math"
	"slices"
	"strings"

	"postkamer"
)

// A group is cells of a comb in which the same characters may stand.
type group struct {
	marks   []*image.Gray // what stands in the cells that are not empty
	empty   []bool        // of each cell
	faint   []bool        // of each cell: empty, but for ink that may be a character
	allowed string
	ink     float64 // of the darkest cell
}

const (
	digitSigns  = "0123456789"
	letterSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// groupSigns are the characters of the groups of a comb where they differ from one
// group to the next: an IBAN is NL, two digits, four letters, ten digits.
func groupSigns(z postkamer.FormZone) []string {
	switch z.Kind {
	case postkamer.ZonePostcode:
		return []string{digitSigns, letterSigns}
	case postkamer.ZoneIBAN:
		return []string{z.Allowed, letterSigns, digitSigns, digitSigns, digitSigns}
	}
	return nil
}

// cells cuts the cells of a comb out. Groups with the same characters are one.
func (f *formPage) cells(z postkamer.FormZone) []group {
	signs := groupSigns(z)
	var groups []group
	lefts := z.Cells()
	for i, n := range z.Comb {
		allowed := z.Allowed
		if i < len(signs) {
			allowed = signs[i]
		}
		if len(groups) == 0 || groups[len(groups)-1].allowed != allowed {
			groups = append(groups, group{allowed: allowed})
		}
		g := &groups[len(groups)-1]
		for _, x := range lefts[:n] {
			cell := f.crop(x+lineRoom, z.Y+lineRoom, z.Cell-2*lineRoom, z.H-2*lineRoom)
			dark := ink(cell)
			g.ink = max(g.ink, dark)
			g.empty = append(g.empty, dark < leastDark)
			g.faint = append(g.faint, dark >= faintDark && dark < leastDark)
			if dark >= leastDark {
				g.marks = append(g.marks, trimmed(cell))
			}
		}
		lefts = lefts[n:]
	}
	return groups
}

// inCells puts what was read in the cells: a space for each empty one, and a question
// mark for one with so little ink that it was not read.
func (g group) inCells(read string) string {
	var all strings.Builder
	chars := []rune(read)
	for i, empty := range g.empty {
		switch {
		case g.faint[i], !empty && len(chars) == 0:
			all.WriteByte('?')
		case empty:
			all.WriteByte(' ')
		default:
			all.WriteRune(chars[0])
			chars = chars[1:]
		}
	}
	return all.String()
}

// ink returns the share of dark pixels.
func ink(m *image.Gray) float64 { return darkShare(m, m.Rect) }

// trimmed cuts the empty columns off a cell, but for a little.
func trimmed(m *image.Gray) *image.Gray {
	first, last := m.Rect.Dx(), 0
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if m.Pix[y*m.Stride+x] < markLevel {
				first, last = min(first, x), max(last, x)
			}
		}
	}
	if first > last {
		return m
	}
	const room = 2
	return copied(m, image.Rect(max(0, first-room), 0, min(m.Rect.Dx(), last+1+room), m.Rect.Dy()))
}

// copied returns a part of m with its own corner at 0, 0.
func copied(m *image.Gray, r image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		copy(out.Pix[y*out.Stride:], m.Pix[(r.Min.Y+y)*m.Stride+r.Min.X:][:r.Dx()])
	}
	return out
}

// bordered returns m in a white border.
func bordered(m *image.Gray, border int) *image.Gray {
	out := white(m.Rect.Dx()+2*border, m.Rect.Dy()+2*border)
	for y := range m.Rect.Dy() {
		copy(out.Pix[(y+border)*out.Stride+border:], m.Pix[y*m.Stride:][:m.Rect.Dx()])
	}
	return out
}

// white returns an empty image.
func white(w, h int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, w, h))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	return out
}

// Spaces between characters that are set side by side, in pixels.
const (
	narrow   = 4 // as in a printed word
	middling = 8
	wide     = 12
)

// aligned sets characters side by side on one line.
func aligned(marks []*image.Gray, space int) *image.Gray {
	wide, high := 0, 0
	for _, m := range marks {
		wide, high = wide+m.Rect.Dx()+space, max(high, m.Rect.Dy())
	}
	out := white(wide, high)
	x := 0
	for _, m := range marks {
		for y := range m.Rect.Dy() {
			copy(out.Pix[y*out.Stride+x:], m.Pix[y*m.Stride:][:m.Rect.Dx()])
		}
		x += m.Rect.Dx() + space
	}
	return out
}

// perfectly is what is said of a comb without any unevenness, in millimetres: 0 says
// that there is too little to tell.
const perfectly = .01

// uneven returns how unevenly the characters of a comb stand and how much their sizes
// differ, in millimetres: the larger of the two. Digits of a
// printer stand on one line and are equally tall, those of a hand are not. It is 0 of
// fewer than three characters; see unlike.
func (f *formPage) uneven(z postkamer.FormZone) float64 {
	feet, sizes := f.standing(z)
	if len(feet) < 3 {
		return 0
	}
	f.feet, f.sizes = append(f.feet, feet...), append(f.sizes, sizes...)
	return max(perfectly, max(deviation(feet), deviation(sizes))/cropPerMM)
}

// standing returns of each character of a comb where it stands in its cell and how
// tall it is, in pixels of a crop.
func (f *formPage) standing(z postkamer.FormZone) (feet, sizes []float64) {
	for _, x := range z.Cells() {
		cell := f.crop(x+lineRoom, z.Y+lineRoom, z.Cell-2*lineRoom, z.H-2*lineRoom)
		if ink(cell) < leastDark {
			continue
		}
		if top, foot, ok := reach(cell); ok {
			feet, sizes = append(feet, foot), append(sizes, foot-top)
		}
	}
	return feet, sizes
}

// leastOthers is how many characters of other combs tell how those of a page stand.
const leastOthers = 6

// unlike returns how far the few characters of a comb stand off the line of those of
// the other combs of the page, or differ from them in size, in millimetres: one
// that was put right by pen in a form that was typed. Letters are not all equally
// tall: of them only the line counts. It is 0 when the page has too few others.
func (f *formPage) unlike(z postkamer.FormZone) float64 {
	if len(f.feet) < leastOthers {
		return 0
	}
	feet, sizes := f.standing(z)
	worst := farthest(feet, median(f.feet))
	if z.Kind == postkamer.ZoneDigits {
		worst = max(worst, farthest(sizes, median(f.sizes)))
	}
	return max(perfectly, worst/cropPerMM)
}

// farthest returns how far from a value the values lie at most.
func farthest(list []float64, from float64) float64 {
	most := 0.0
	for _, v := range list {
		most = max(most, math.Abs(v-from))
	}
	return most
}

// median returns the middle one of a list in order.
func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// reach returns the first and the last row of a cell with ink, as rows with more than
// dust in them.
func reach(m *image.Gray) (top, foot float64, ok bool) {
	top = -1
	for y := range m.Rect.Dy() {
		dark := 0
		for _, v := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			if v < markLevel {
				dark++
			}
		}
		if dark < 2 {
			continue
		}
		if top < 0 {
			top = float64(y)
		}
		foot = float64(y)
	}
	return top, foot, top >= 0
}

// deviation returns how far from the middle one of a list three in four of it stay: a
// speck or the rest of a line in one cell does not count.
func deviation(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	middle := sorted[len(sorted)/2]
	for i, v := range sorted {
		sorted[i] = math.Abs(v - middle)
	}
	slices.Sort(sorted)
	return sorted[(len(sorted)-1)*3/4]
}
