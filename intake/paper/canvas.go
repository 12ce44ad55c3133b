package paper

import (
	"bytes"
	"fmt"

	"postkamer"
)

// Sizes of the paper.
const (
	pageWidth  = postkamer.PaperWidth
	pageHeight = postkamer.PaperHeight
	mmPerPoint = 25.4 / 72
)

// A colour has its parts from 0 to 255.
type colour [3]uint8

// Colours that do not depend on the municipality. The boxes are dark enough to
// outlive a photocopier and light enough to be told from ink.
var (
	black  = colour{0, 0, 0}
	subtle = colour{70, 80, 90}
	boxed  = colour{96, 112, 126}
	faint  = colour{200, 206, 212}
)

// A canvas collects what is drawn on a page, in the language of PDF. It takes
// millimetres from the top left corner.
type canvas struct {
	bytes.Buffer
	faces
	said []string // all that was written
}

func pt(mm float64) float64 { return mm / mmPerPoint }

// up turns a distance from the top into one from the bottom, in points.
func up(mm float64) float64 { return pt(pageHeight - mm) }

func (c *canvas) fill(k colour) {
	fmt.Fprintf(c, "%.3f %.3f %.3f rg\n", float64(k[0])/255, float64(k[1])/255, float64(k[2])/255)
}

func (c *canvas) stroke(k colour, points float64) {
	fmt.Fprintf(c, "%.3f %.3f %.3f RG %.2f w\n", float64(k[0])/255, float64(k[1])/255, float64(k[2])/255, points)
}

// text writes s with the left end of its base line at x, y.
func (c *canvas) text(f *face, size float64, k colour, x, y float64, s string) {
	if s == "" {
		return
	}
	c.said = append(c.said, s)
	name := "F1"
	if f == c.bold {
		name = "F2"
	}
	c.fill(k)
	fmt.Fprintf(c, "BT /%s %.2f Tf %.2f %.2f Td <%x> Tj ET\n", name, size, pt(x), up(y), encoded(s))
}

// block fills a rectangle.
func (c *canvas) block(k colour, x, y, w, h float64) {
	c.fill(k)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f re f\n", pt(x), up(y+h), pt(w), pt(h))
}

// frame draws the outline of a rectangle.
func (c *canvas) frame(k colour, points, x, y, w, h float64) {
	c.stroke(k, points)
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f re S\n", pt(x), up(y+h), pt(w), pt(h))
}

// rule draws a line.
func (c *canvas) rule(k colour, points, x1, y1, x2, y2 float64) {
	c.stroke(k, points)
	fmt.Fprintf(c, "%.2f %.2f m %.2f %.2f l S\n", pt(x1), up(y1), pt(x2), up(y2))
}
