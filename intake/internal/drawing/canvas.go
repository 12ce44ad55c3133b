// Package drawing puts text, lines and codes on pages of A4 and writes them as a
// PDF: the printed forms, and the papers that stay when the post itself is gone.
package drawing

import (
	"bytes"
	"fmt"
	"strings"

	"postkamer"
)

// Sizes of the paper, in millimetres.
const (
	Width      = postkamer.PaperWidth
	Height     = postkamer.PaperHeight
	mmPerPoint = 25.4 / 72
)

// A Colour has its parts from 0 to 255.
type Colour [3]uint8

// Colours that do not depend on the municipality. The boxes are dark enough to
// outlive a photocopier and light enough to be told from ink.
var (
	Black  = Colour{0, 0, 0}
	Subtle = Colour{70, 80, 90}
	Boxed  = Colour{96, 112, 126}
	Faint  = Colour{200, 206, 212}
)

// A Canvas collects what is drawn on a page, in the language of PDF. It takes
// millimetres from the top left corner.
type Canvas struct {
	bytes.Buffer
	Faces
	Said []string // all that was written

	wide [2]map[uint16]glyph // letters outside Windows-1252, of the regular and the bold face
}

// pt turns millimetres into points.
func pt(mm float64) float64 { return mm / mmPerPoint }

// up turns a distance from the top into one from the bottom, in points.
func up(mm float64) float64 { return pt(Height - mm) }

// Fill sets the colour of what is filled, letters too.
func (c *Canvas) Fill(k Colour) {
	fmt.Fprintf(c, "%.3f %.3f %.3f rg\n", float64(k[0])/255, float64(k[1])/255, float64(k[2])/255)
}

// Stroke sets colour and width of lines.
func (c *Canvas) Stroke(k Colour, points float64) {
	fmt.Fprintf(c, "%.3f %.3f %.3f RG %.2f w\n", float64(k[0])/255, float64(k[1])/255, float64(k[2])/255, points)
}

// Text writes s with the left end of its base line at x, y.
func (c *Canvas) Text(f *Face, size float64, k Colour, x, y float64, s string) {
	if s == "" {
		return
	}
	c.Said = append(c.Said, s)
	weight := 0
	if f == c.Bold {
		weight = 1
	}
	c.Fill(k)
	for _, part := range f.runs(s) {
		fmt.Fprintf(c, "BT /%s %.2f Tf %.2f %.2f Td <%s> Tj ET\n", c.typeface(part, weight), size, pt(x), up(y), part.codes())
		x += float64(f.wide(part)) / 1000 * size * mmPerPoint
	}
}

// typeface is the name of the font of a run, and notes the letters that it needs.
func (c *Canvas) typeface(part run, weight int) string {
	if len(part.glyphs) == 0 {
		return [2]string{"F1", "F2"}[weight]
	}
	if c.wide[weight] == nil {
		c.wide[weight] = map[uint16]glyph{}
	}
	for _, g := range part.glyphs {
		c.wide[weight][g.number] = g
	}
	return [2]string{"W1", "W2"}[weight]
}

// codes are the letters of a run in hexadecimal.
func (r run) codes() string {
	var b strings.Builder
	for _, g := range r.glyphs {
		fmt.Fprintf(&b, "%04X", g.number)
	}
	return fmt.Sprintf("%x", r.plain) + b.String()
}

// Block fills a rectangle.
func (c *Canvas) Block(k Colour, x, y, w, h float64) {
	c.Fill(k)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f re f\n", pt(x), up(y+h), pt(w), pt(h))
}

// Frame draws the outline of a rectangle.
func (c *Canvas) Frame(k Colour, points, x, y, w, h float64) {
	c.Stroke(k, points)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f re S\n", pt(x), up(y+h), pt(w), pt(h))
}

// Rule draws a line.
func (c *Canvas) Rule(k Colour, points, x1, y1, x2, y2 float64) {
	c.Stroke(k, points)
	fmt.Fprintf(c, "%.2f %.2f m %.2f %.2f l S\n", pt(x1), up(y1), pt(x2), up(y2))
}
