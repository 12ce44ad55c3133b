package paper

import (
	"strconv"

	"postkamer"
	"postkamer/intake/internal/drawing"
)

// An answer is the right half of a question: what is filled in.
type answer struct {
	height float64
	draw   func(c *drawing.Canvas, y float64) []postkamer.FormZone
}

// ask is one question: its number and label on the left, the answer on the right.
func (s *setter) ask(a Ask) strip {
	switch a.Kind {
	case Table:
		return s.table(a)
	case Note:
		return s.note(a)
	}
	label := s.paragraph(a.Label, s.Regular, labelSize, labelStep, drawing.Black, fields-labels-4)
	hint := s.paragraph(a.Hint, s.Regular, hintSize, hintStep, drawing.Subtle, fields-labels-4)
	said := s.answer(a)
	height := max(label.height()+hint.height()+1.2, said.height) + rowSpace
	return strip{height: height, keep: a.Keep, draw: func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		s.number(c, a.Number, left, y+1.6)
		label.draw(c, labels, y+1.6)
		hint.draw(c, labels, y+2+label.height())
		return said.draw(c, y)
	}}
}

// number writes the number of a question beside the first line of its label.
func (s *setter) number(c *drawing.Canvas, n int, x, y float64) {
	if n > 0 {
		c.Text(s.Bold, labelSize, s.accent, x, y+labelStep*.74, strconv.Itoa(n))
	}
}

// note is a small heading between questions.
func (s *setter) note(a Ask) strip {
	label := s.paragraph(a.Label, s.Bold, labelSize, labelStep, drawing.Black, right-labels)
	return strip{height: label.height() + 2.4, keep: true, draw: func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		label.draw(c, labels, y+1)
		return nil
	}}
}

func (s *setter) answer(a Ask) answer {
	switch a.Kind {
	case Comb:
		return s.comb(a)
	case Ticks:
		return s.ticks(a)
	case Signature:
		return s.open(a, postkamer.ZoneSignature, 84, 22)
	case Lines:
		return s.lines(a)
	}
	return s.open(a, a.Zone, right-fields, lineHeight)
}

// zone begins the zone of a question.
func (a Ask) zone(kind postkamer.ZoneKind, x, y, w, h float64) postkamer.FormZone {
	return postkamer.FormZone{Question: a.Name, Label: a.Label.Text, Field: a.Field, Kind: kind, Allowed: a.Allowed, X: x, Y: y, W: w, H: h}
}

// open is a box to write or sign in.
func (s *setter) open(a Ask, kind postkamer.ZoneKind, w, h float64) answer {
	return answer{h, func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		c.Frame(drawing.Boxed, .6, fields, y, w, h)
		return []postkamer.FormZone{a.zone(kind, fields, y, w, h)}
	}}
}

// lines is a box with lines to write on.
func (s *setter) lines(a Ask) answer {
	h := float64(a.Rows) * lineHeight
	return answer{h, func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		for i := 1; i < a.Rows; i++ {
			c.Rule(drawing.Faint, .5, fields, y+float64(i)*lineHeight, right, y+float64(i)*lineHeight)
		}
		c.Frame(drawing.Boxed, .6, fields, y, right-fields, h)
		zone := a.zone(a.Zone, fields, y, right-fields, h)
		zone.Lines = a.Rows
		return []postkamer.FormZone{zone}
	}}
}

// comb is cells for one character each, with what stands between and below them.
func (s *setter) comb(a Ask) answer {
	h := cellHeight
	if len(a.Below) > 0 {
		h += hintStep
	}
	return answer{h, func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		return []postkamer.FormZone{s.cells(c, a, fields, y, cellWidth)}
	}}
}

// cells draws a comb and returns its zone.
func (s *setter) cells(c *drawing.Canvas, a Ask, x, y, cell float64) postkamer.FormZone {
	zone := a.zone(a.Zone, x, y, 0, cellHeight)
	zone.Comb, zone.Cell, zone.Gap = a.Cells, cell, groupGap
	for i, n := range a.Cells {
		w := float64(n) * cell
		for j := 1; j < n; j++ {
			c.Rule(drawing.Boxed, .4, x+float64(j)*cell, y, x+float64(j)*cell, y+cellHeight)
		}
		c.Frame(drawing.Boxed, .6, x, y, w, cellHeight)
		if i < len(a.Below) {
			c.Text(s.Regular, 7, drawing.Subtle, x, y+cellHeight+2.9, a.Below[i])
		}
		x += w
		if i < len(a.Between) {
			c.Text(s.Bold, 11, drawing.Black, x+(groupGap-s.Bold.Width(a.Between[i], 11))/2, y+cellHeight-1, a.Between[i])
		}
		x += groupGap
	}
	zone.W = x - groupGap - zone.X
	return zone
}
