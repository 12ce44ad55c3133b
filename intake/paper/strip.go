package paper

import (
	"postkamer"
	"postkamer/intake/internal/drawing"
)

// Where things stand on a page, in millimetres.
const (
	left   = 20.0
	right  = 190.0
	labels = 28.0 // left edge of the labels, right of the numbers
	fields = 86.0 // left edge of what is filled in
	top    = 41.0 // of the first question on a page
	bottom = 274.0

	labelSize = 9.5 // points
	hintSize  = 8.0
	labelStep = 4.3 // mm from line to line
	hintStep  = 3.7

	cellWidth  = 5.2
	cellHeight = 7.6
	groupGap   = 2.6
	lineHeight = 8.4 // of a line to write on
	tickSide   = 4.2
	tickStep   = 6.6
	rowSpace   = 3.4 // between two questions
)

// A strip is a part of a page from its left to its right edge.
type strip struct {
	height float64
	keep   bool // on one page with what follows
	draw   func(c *drawing.Canvas, y float64) []postkamer.FormZone
}

// A setter lays a form out.
type setter struct {
	drawing.Faces
	form   Form
	accent drawing.Colour
	raws   []string // the texts that the version hangs on
	said   []string // all texts that are broken into lines, in every tone
}

// linesOf breaks a text and returns how many lines it may need in other words.
func (s *setter) linesOf(w Words, f *drawing.Face, size, most float64) (lines []string, room int) {
	s.said = append(append(s.said, w.Text), w.Also...)
	lines = f.Broken(w.Text, size, most)
	room = len(lines)
	for _, other := range w.Also {
		room = max(room, len(f.Broken(other, size, most)))
	}
	return lines, room
}

// A paragraph is lines of one size, ready to be drawn.
type paragraph struct {
	face   *drawing.Face
	size   float64
	step   float64
	colour drawing.Colour
	lines  []string
	room   int
}

func (p paragraph) height() float64 { return float64(p.room) * p.step }

// draw writes the lines below y.
func (p paragraph) draw(c *drawing.Canvas, x, y float64) {
	for i, line := range p.lines {
		c.Text(p.face, p.size, p.colour, x, y+float64(i+1)*p.step-p.step*.26, line)
	}
}

func (s *setter) paragraph(w Words, f *drawing.Face, size, step float64, k drawing.Colour, most float64) paragraph {
	lines, room := s.linesOf(w, f, size, most)
	return paragraph{f, size, step, k, lines, room}
}

// strips returns the whole form from top to bottom, without what stands on every
// page.
func (s *setter) strips() []strip {
	all := []strip{s.introduction()}
	for _, part := range s.form.Parts {
		all = append(all, s.heading(part))
		for _, ask := range part.Asks {
			s.raws = append(s.raws, ask.Name, ask.Label.Raw)
			all = append(all, s.ask(ask))
		}
	}
	return all
}

// introduction says how the form is filled in and where it goes.
func (s *setter) introduction() strip {
	var lines []paragraph
	height := 4.0
	for _, w := range s.form.Intro {
		p := s.paragraph(w, s.Regular, labelSize, labelStep, drawing.Black, right-left-10)
		lines = append(lines, p)
		height += p.height() + 1.1
	}
	return strip{height: height + 3, draw: func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		at := y + 2
		for _, p := range lines {
			p.draw(c, left+5, at)
			at += float64(len(p.lines))*p.step + 1.1
		}
		c.Block(s.accent, left, y, 1.2, at-y+.8)
		return nil
	}}
}

// heading is the title of a part with its rule and what is said under it.
func (s *setter) heading(part Part) strip {
	title := s.paragraph(part.Heading, s.Bold, 12.5, 5.4, s.accent, right-left)
	height := 4 + title.height() + 2.6
	var lines []paragraph
	for _, w := range part.Intro {
		p := s.paragraph(w, s.Regular, hintSize+.5, hintStep+.2, drawing.Subtle, right-left)
		lines = append(lines, p)
		height += p.height()
	}
	if len(lines) > 0 {
		height += 1.6
	}
	return strip{height: height, keep: true, draw: func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		title.draw(c, left, y+4)
		at := y + 4 + title.height() + .4
		c.Block(s.accent, left, at, right-left, .5)
		at += 2
		for _, p := range lines {
			p.draw(c, left, at)
			at += p.height()
		}
		return nil
	}}
}
