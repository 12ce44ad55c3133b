// Package evidence writes the papers about the paper: the label of a box, the
// declaration of substitution (verklaring van vervanging), the list of what is to
// be destroyed, and the list of what goes back to its owner.
//
// The papers hold references, counts, dates, names of staff and check sums; no
// name of a citizen, no number and no word of a letter. The three that stay when
// the post itself is gone are PDF/A-2b. The same facts give the same bytes, so
// that a paper can be made again at any time and compared.
//
// The package is told the facts; it asks no database. Dates are shown as they are
// given: in the municipality's time.
package evidence

import (
	"fmt"
	"strings"
	"time"

	"postkamer/intake/internal/drawing"
	"postkamer/ocr/pdfa"
)

// Where things stand on a page, in millimetres, and sizes of letters in points.
const (
	left   = 20.0
	right  = 190.0
	top    = 22.0
	bottom = 272.0

	titleSize = 20.0
	headSize  = 12.5
	bodySize  = 9.5
	smallSize = 8.0
	bodyStep  = 4.5 // mm from line to line
	smallStep = 3.8
)

// A block is a part of a page from its left to its right edge. It is never broken
// over two pages.
type block struct {
	height float64
	keep   bool   // on one page with the next block
	head   *block // drawn again above it when it comes first on a page
	draw   func(c *drawing.Canvas, y float64)
}

// A sheaf is one paper in the making.
type sheaf struct {
	drawing.Faces
	title  string
	foot   string // stands at the foot of every page
	blocks []block
}

// newSheaf begins a paper with its title and whose it is.
func newSheaf(town, title, foot string) (*sheaf, error) {
	faces, err := drawing.LoadFaces()
	if err != nil {
		return nil, fmt.Errorf("begin %s: %w", title, err)
	}
	s := &sheaf{Faces: faces, title: title, foot: foot}
	lines := s.Bold.Broken(title, titleSize, right-left)
	s.add(block{height: 7 + float64(len(lines))*8 + 4, draw: func(c *drawing.Canvas, y float64) {
		c.Text(s.Bold, bodySize+.5, drawing.Subtle, left, y+3, town)
		for i, line := range lines {
			c.Text(s.Bold, titleSize, drawing.Black, left, y+12+float64(i)*8, line)
		}
	}})
	return s, nil
}

func (s *sheaf) add(b block) { s.blocks = append(s.blocks, b) }

// heading begins a part.
func (s *sheaf) heading(text string) {
	s.add(block{height: 12, keep: true, draw: func(c *drawing.Canvas, y float64) {
		c.Text(s.Bold, headSize, drawing.Black, left, y+8, text)
		c.Rule(drawing.Faint, .6, left, y+10, right, y+10)
	}})
}

// text writes a paragraph; an empty one is left out.
func (s *sheaf) text(text string) {
	if text == "" {
		return
	}
	lines := s.Regular.Broken(text, bodySize, right-left)
	s.add(block{height: float64(len(lines))*bodyStep + 2, draw: func(c *drawing.Canvas, y float64) {
		for i, line := range lines {
			c.Text(s.Regular, bodySize, drawing.Black, left, y+float64(i+1)*bodyStep-1, line)
		}
	}})
}

// A fact is one line of a list: what it is and what is so.
type fact struct{ key, value string }

// facts writes a list. A fact without a value is left out.
func (s *sheaf) facts(list ...fact) {
	const values = 72.0 // left edge of the values
	for _, f := range list {
		if f.value == "" {
			continue
		}
		keys := s.Regular.Broken(f.key, bodySize, values-left-4)
		lines := s.Bold.Broken(f.value, bodySize, right-values)
		high := float64(max(len(keys), len(lines)))*bodyStep + 1
		s.add(block{height: high, draw: func(c *drawing.Canvas, y float64) {
			s.lines(c, s.Regular, keys, left, y)
			s.lines(c, s.Bold, lines, values, y)
		}})
	}
	s.space(2)
}

func (s *sheaf) lines(c *drawing.Canvas, f *drawing.Face, lines []string, x, y float64) {
	for i, line := range lines {
		c.Text(f, bodySize, drawing.Black, x, y+float64(i+1)*bodyStep-1, line)
	}
}

func (s *sheaf) space(mm float64) {
	s.add(block{height: mm, draw: func(*drawing.Canvas, float64) {}})
}

// A Signer is somebody who signs a paper. Without a name there is room for one.
type Signer struct {
	Role string // scanmedewerker
	Name string
	On   time.Time // when they did it in the program; zero: not there
}

// signatures leaves room to sign, two side by side.
func (s *sheaf) signatures(list []Signer) {
	const wide, high = 80.0, 34.0
	for i := 0; i < len(list); i += 2 {
		pair := list[i:min(i+2, len(list))]
		s.add(block{height: high + 4, draw: func(c *drawing.Canvas, y float64) {
			for j, signer := range pair {
				s.signature(c, signer, left+float64(j)*(wide+10), y, wide, high)
			}
		}})
	}
}

func (s *sheaf) signature(c *drawing.Canvas, signer Signer, x, y, wide, high float64) {
	c.Frame(drawing.Boxed, .6, x, y, wide, high)
	c.Text(s.Bold, bodySize, drawing.Black, x+3, y+5.5, signer.Role)
	name := signer.Name
	if !signer.On.IsZero() {
		name += ", " + day(signer.On)
	}
	c.Text(s.Regular, bodySize, drawing.Black, x+3, y+10.5, name)
	c.Rule(drawing.Faint, .5, x+3, y+high-7, x+wide-3, y+high-7)
	c.Text(s.Regular, smallSize, drawing.Subtle, x+3, y+high-3, "Naam, datum en handtekening")
}

// pages draws the blocks on as many pages as they need.
func (s *sheaf) pages() []*drawing.Canvas {
	pages := []*drawing.Canvas{{Faces: s.Faces}}
	y := top
	for i, b := range s.blocks {
		if y+s.together(i) > bottom && y > top {
			pages = append(pages, &drawing.Canvas{Faces: s.Faces})
			y = top
			if b.head != nil {
				b.head.draw(pages[len(pages)-1], y)
				y += b.head.height
			}
		}
		b.draw(pages[len(pages)-1], y)
		y += b.height
	}
	for i, c := range pages {
		s.footer(c, i+1, len(pages))
	}
	return pages
}

// together is the height of a block with what must stay on one page with it.
func (s *sheaf) together(i int) float64 {
	high := s.blocks[i].height
	for s.blocks[i].keep && i+1 < len(s.blocks) {
		i++
		high += s.blocks[i].height
	}
	return high
}

func (s *sheaf) footer(c *drawing.Canvas, page, of int) {
	c.Rule(drawing.Faint, .5, left, 279, right, 279)
	c.Text(s.Regular, smallSize, drawing.Subtle, left, 284, s.foot)
	which := fmt.Sprintf("Bladzijde %d van %d", page, of)
	c.Text(s.Regular, smallSize, drawing.Subtle, right-s.Regular.Width(which, smallSize), 284, which)
}

// lasting returns the paper as PDF/A-2b.
func (s *sheaf) lasting(reference string, on time.Time) []byte {
	about := pdfa.Document{Reference: reference, Title: s.title, Created: on, Language: "nl-NL"}
	l := drawing.Lasting{Created: on, Metadata: pdfa.Metadata(about), Colours: pdfa.SRGB()}
	return l.PDF(s.title, s.Faces, s.pages())
}

// months are the Dutch names of the months.
var months = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// day writes 22 november 2026; nothing for the zero time.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// count writes 1 stapel, 2 stapels.
func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// short writes 22-11-2026, for tables.
func short(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("02-01-2006")
}

// listed joins words as people do: a, b en c.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " en " + words[len(words)-1]
}
