package child

/*
#include "shim.h"
*/
import "C"

import (
	"image"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// A crop of a zone has this resolution, whatever the page has.
const (
	cropDPI   = 200
	cropPerMM = cropDPI / 25.4
)

// Of the places of a form, in millimetres: how far the printed lines may lie from
// where they should, how thick they are with their blur, and the inside of a tick box.
const (
	mostShift = 1.2
	lineRoom  = .55
	tickRoom  = .75
)

// leastFrames is the share of the zones whose printed frames must be seen where they
// should be: below it the page is another, however well the marks fit.
const leastFrames = .6

// leastDark is the dark share of a cell or a line above which something stands there.
const leastDark = .012

// faintDark is the dark share of a cell from which it is not surely empty. Dust on a
// page with 3,000 specks gives .001, and seldom .004.
const faintDark = .006

// A formPage is a page that was recognised as a form.
type formPage struct {
	m   *image.Gray
	at  sheetMap
	t   *tesseract
	set []postkamer.FormZone

	feet, sizes []float64 // of the characters of combs that were measured by themselves
}

// form finds the corner marks of a printed form and reads its zones q.Zones. A page
// that it is not has no answer, which is no error.
func form(data []byte, q wire.Request, t *tesseract) (wire.Answer, error) {
	p, err := keptPage(data, q)
	if err != nil {
		return wire.Answer{}, err
	}
	defer p.free()
	m, err := p.image()
	if err != nil {
		return wire.Answer{}, err
	}
	at, ok := register(p.marks(m), p.dpi)
	if !ok {
		return wire.Answer{}, nil
	}
	f := &formPage{m: m, at: at, t: t, set: q.Zones}
	shifts, seen := f.shifts()
	if float64(seen) < leastFrames*float64(len(q.Zones)) {
		return wire.Answer{}, nil
	}
	var a wire.Answer
	for i, z := range q.Zones {
		filled, err := f.read(shifts[i].moved(z))
		if err != nil {
			return wire.Answer{}, err
		}
		filled.Box = f.box(z, q.View)
		a.Filled = append(a.Filled, filled)
	}
	for i, z := range q.Zones {
		if len(z.Comb) > 0 && a.Filled[i].Text != "" && a.Filled[i].Uneven == 0 {
			a.Filled[i].Uneven = f.unlike(shifts[i].moved(z))
		}
	}
	return a, nil
}

// box returns the place of a zone on the view.
func (f *formPage) box(z postkamer.FormZone, view postkamer.View) wire.Box {
	toX, toY := float64(view.Width)/float64(f.m.Rect.Dx()), float64(view.Height)/float64(f.m.Rect.Dy())
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range [4][2]float64{{z.X, z.Y}, {z.X + z.W, z.Y}, {z.X, z.Y + z.H}, {z.X + z.W, z.Y + z.H}} {
		x, y := f.at.at(c[0], c[1])
		left, right, top, bottom = min(left, x*toX), max(right, x*toX), min(top, y*toY), max(bottom, y*toY)
	}
	clip := func(v float64, most int) int { return int(math.Round(min(float64(most), max(0, v)))) }
	b := wire.Box{X: clip(left, view.Width), Y: clip(top, view.Height)}
	b.W, b.H = clip(right, view.Width)-b.X, clip(bottom, view.Height)-b.Y
	return b
}

// grey returns the brightness of a place of the form, between the pixels; white
// outside of the page.
func (f *formPage) grey(x, y float64) float64 {
	px, py := f.at.at(x, y)
	px, py = px-.5, py-.5
	x0, y0 := int(math.Floor(px)), int(math.Floor(py))
	if x0 < 0 || y0 < 0 || x0+1 >= f.m.Rect.Dx() || y0+1 >= f.m.Rect.Dy() {
		return 255
	}
	fx, fy := px-float64(x0), py-float64(y0)
	row := f.m.Pix[y0*f.m.Stride+x0:]
	below := f.m.Pix[(y0+1)*f.m.Stride+x0:]
	return (float64(row[0])*(1-fx)+float64(row[1])*fx)*(1-fy) + (float64(below[0])*(1-fx)+float64(below[1])*fx)*fy
}

// crop returns a part of the form, upright, at cropDPI.
func (f *formPage) crop(x, y, w, h float64) *image.Gray {
	c := image.NewGray(image.Rect(0, 0, max(1, int(w*cropPerMM)), max(1, int(h*cropPerMM))))
	for row := range c.Rect.Dy() {
		for col := range c.Rect.Dx() {
			c.Pix[row*c.Stride+col] = uint8(f.grey(x+(float64(col)+.5)/cropPerMM, y+(float64(row)+.5)/cropPerMM))
		}
	}
	return c
}

// read reads one zone.
func (f *formPage) read(z postkamer.FormZone) (wire.Filled, error) {
	switch {
	case z.Kind == postkamer.ZoneTick:
		return wire.Filled{Ink: ink(f.crop(z.X+tickRoom, z.Y+tickRoom, z.W-2*tickRoom, z.H-2*tickRoom))}, nil
	case len(z.Comb) > 0:
		return f.comb(z)
	}
	inside := f.crop(z.X+lineRoom, z.Y+lineRoom, z.W-2*lineRoom, z.H-2*lineRoom)
	filled := wire.Filled{Ink: ink(inside)}
	if z.Kind == postkamer.ZoneSignature || filled.Ink < leastDark/4 {
		return filled, nil
	}
	mode := C.TessPageSegMode(C.PSM_SINGLE_LINE)
	if z.Lines > 1 {
		mode = C.PSM_SINGLE_BLOCK
	}
	var err error
	line := unspecked(inside)
	if filled.Text, filled.Sure, err = f.words(line, mode, z.Allowed, " "); err != nil || z.Lines > 1 {
		return filled, err
	}
	filled.Again, _, err = f.wordsAt(smaller, line, mode, z.Allowed, " ")
	return filled, err
}

// smaller is the scale at which a line is read once more. Where the page as a whole says
// something else, mostly one letter of a name on a fax, these two decide.
const smaller = 0.75

// words reads a crop. Words are joined with glue.
func (f *formPage) words(m *image.Gray, mode C.TessPageSegMode, allowed, glue string) (string, float64, error) {
	return f.wordsAt(1, m, mode, allowed, glue)
}

// wordsAt reads a crop at a scale.
func (f *formPage) wordsAt(scale float64, m *image.Gray, mode C.TessPageSegMode, allowed, glue string) (string, float64, error) {
	p := pixOf(bordered(m, zoneBorder), cropDPI)
	if p.c == nil {
		return "", 0, errNoMemory
	}
	defer p.free()
	if scale != 1 {
		p.become(C.scale_by(p.c, C.float(scale), C.float(scale)))
	}
	found, err := f.t.words(p, look{mode: mode, whitelist: allowed})
	if err != nil {
		return "", 0, err
	}
	var texts []string
	sure := 1.0
	for _, w := range found {
		if text := printable(w.text); text != "" {
			texts = append(texts, text)
			sure = min(sure, w.confidence/100)
		}
	}
	if len(texts) == 0 {
		sure = 0
	}
	return strings.Join(texts, glue), max(0, sure), nil
}

// comb reads cells for one character each. The characters are set side by side
// without the lines between them and read as one line; then once more from the last
// to the first and wider apart, which has other neighbours and other mistakes. A
// reading that has more or fewer characters than there are cells with ink is none.
func (f *formPage) comb(z postkamer.FormZone) (wire.Filled, error) {
	filled := wire.Filled{Sure: 1}
	for _, g := range f.cells(z) {
		filled.Ink = max(filled.Ink, g.ink)
		first, second, sure, err := f.twice(g)
		if err != nil {
			return wire.Filled{}, err
		}
		filled.Text, filled.Again = filled.Text+g.inCells(first), filled.Again+g.inCells(second)
		filled.Sure = min(filled.Sure, sure)
	}
	if strings.TrimSpace(filled.Text) == "" {
		return wire.Filled{Ink: filled.Ink}, nil
	}
	filled.Uneven = f.uneven(z)
	return filled, nil
}

// twice reads the characters of a group in two ways; a question mark stands for each
// character of a reading that is none.
func (f *formPage) twice(g group) (first, second string, sure float64, err error) {
	if len(g.marks) == 0 {
		return "", "", 1, nil
	}
	first, sure, err = f.words(aligned(g.marks, narrow), C.PSM_SINGLE_LINE, g.allowed, "")
	if err != nil {
		return "", "", 0, err
	}
	back := slices.Clone(g.marks)
	slices.Reverse(back)
	second, _, err = f.words(aligned(back, wide), C.PSM_SINGLE_LINE, g.allowed, "")
	if err != nil {
		return "", "", 0, err
	}
	second = backwards(second)
	for _, again := range []func(group) (string, float64, error){f.inARow, f.oneByOne} {
		if g.fits(first) && g.fits(second) {
			break
		}
		read, readSure, err := again(g)
		switch {
		case err != nil:
			return "", "", 0, err
		case !g.fits(read):
		case !g.fits(first):
			first, sure = read, readSure
		default:
			second = read
		}
	}
	return g.orUnread(first), g.orUnread(second), sure, nil
}

// fits tells whether a reading has a character for each mark.
func (g group) fits(read string) bool { return utf8.RuneCountInString(read) == len(g.marks) }

// orUnread returns a reading that fits, or question marks.
func (g group) orUnread(read string) string {
	if g.fits(read) {
		return read
	}
	return strings.Repeat("?", len(g.marks))
}

// inARow reads the characters without the line finder. Of many equal ones in a row it
// sees one too many; without it there are other mistakes.
func (f *formPage) inARow(g group) (string, float64, error) {
	return f.words(aligned(g.marks, middling), C.PSM_RAW_LINE, g.allowed, "")
}

// oneByOne reads each character by itself, for those of which every row has one too
// many. It knows no neighbours, so it comes last.
func (f *formPage) oneByOne(g group) (read string, sure float64, err error) {
	sure = 1
	for _, m := range g.marks {
		char, charSure, err := f.words(bordered(m, narrow), C.PSM_SINGLE_CHAR, g.allowed, "")
		if err != nil {
			return "", 0, err
		}
		if utf8.RuneCountInString(char) != 1 {
			return "", 0, nil
		}
		read, sure = read+char, min(sure, charSure)
	}
	return read, sure, nil
}

// backwards turns a text round, by characters.
func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}
