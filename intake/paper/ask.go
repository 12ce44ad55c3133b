package paper

import (
	"strconv"

	"postkamer"
)

// An answer is the right half of a question: what is filled in.
type answer struct {
	height float64
	draw   func(c *canvas, y float64) []postkamer.FormZone
}

// ask is one question: its number and label on the left, the answer on the right.
func (s *setter) ask(a Ask) strip {
	switch a.Kind {
	case Table:
		return s.table(a)
	case Note:
		return s.note(a)
	}
	label := s.paragraph(a.Label, s.regular, labelSize, labelStep, black, fields-labels-4)
	hint := s.paragraph(a.Hint, s.regular, hintSize, hintStep, subtle, fields-labels-4)
	said := s.answer(a)
	height := max(label.height()+hint.height()+1.2, said.height) + rowSpace
	return strip{height: height, keep: a.Keep, draw: func(c *canvas, y float64) []postkamer.FormZone {
		s.number(c, a.Number, left, y+1.6)
		label.draw(c, labels, y+1.6)
		hint.draw(c, labels, y+2+label.height())
		return said.draw(c, y)
	}}
}

// number writes the number of a question beside the first line of its label.
func (s *setter) number(c *canvas, n int, x, y float64) {
	if n > 0 {
		c.text(s.bold, labelSize, s.accent, x, y+labelStep*.74, strconv.Itoa(n))
	}
}

// note is a small heading between questions.
func (s *setter) note(a Ask) strip {
	label := s.paragraph(a.Label, s.bold, labelSize, labelStep, black, right-labels)
	return strip{height: label.height() + 2.4, keep: true, draw: func(c *canvas, y float64) []postkamer.FormZone {
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
	return answer{h, func(c *canvas, y float64) []postkamer.FormZone {
		c.frame(boxed, .6, fields, y, w, h)
		return []postkamer.FormZone{a.zone(kind, fields, y, w, h)}
	}}
}

// lines is a box with lines to write on.
func (s *setter) lines(a Ask) answer {
	h := float64(a.Rows) * lineHeight
	return answer{h, func(c *canvas, y float64) []postkamer.FormZone {
		for i := 1; i < a.Rows; i++ {
			c.rule(faint, .5, fields, y+float64(i)*lineHeight, right, y+float64(i)*lineHeight)
		}
		c.frame(boxed, .6, fields, y, right-fields, h)
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
	return answer{h, func(c *canvas, y float64) []postkamer.FormZone {
		return []postkamer.FormZone{s.cells(c, a, fields, y, cellWidth)}
	}}
}

// cells draws a comb and returns its zone.
func (s *setter) cells(c *canvas, a Ask, x, y, cell float64) postkamer.FormZone {
	zone := a.zone(a.Zone, x, y, 0, cellHeight)
	zone.Comb, zone.Cell, zone.Gap = a.Cells, cell, groupGap
	for i, n := range a.Cells {
		w := float64(n) * cell
		for j := 1; j < n; j++ {
			c.rule(boxed, .4, x+float64(j)*cell, y, x+float64(j)*cell, y+cellHeight)
		}
		c.frame(boxed, .6, x, y, w, cellHeight)
		if i < len(a.Below) {
			c.text(s.regular, 7, subtle, x, y+cellHeight+2.9, a.Below[i])
		}
		x += w
		if i < len(a.Between) {
			c.text(s.bold, 11, black, x+(groupGap-s.bold.width(a.Between[i], 11))/2, y+cellHeight-1, a.Between[i])
		}
		x += groupGap
	}
	zone.W = x - groupGap - zone.X
	return zone
}
