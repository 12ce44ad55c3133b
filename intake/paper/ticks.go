package paper

import (
	"postkamer"
	"postkamer/intake/internal/drawing"
)

// An option is one answer to tick, measured.
type option struct {
	Option
	label, hint paragraph
}

func (o option) height() float64 {
	return max(tickStep, o.label.height()+o.hint.height()+1.6)
}

// ticks is boxes to cross with their answers: side by side in columns when these
// are short, else one below the other.
func (s *setter) ticks(a Ask) answer {
	most := right - fields - tickSide - 2.5
	var options []option
	widest, plain := 0.0, true
	for _, o := range a.Options {
		s.raws = append(s.raws, o.Value, o.Label.Raw)
		measured := option{o, s.paragraph(o.Label, s.Regular, labelSize, labelStep, drawing.Black, most), s.paragraph(o.Hint, s.Regular, hintSize, hintStep, drawing.Subtle, most)}
		options = append(options, measured)
		plain = plain && measured.hint.room == 0 && measured.label.room == 1
		for _, text := range append([]string{o.Label.Text}, o.Label.Also...) {
			widest = max(widest, s.Regular.Width(text, labelSize))
		}
	}
	columns := 1
	if wide := widest + tickSide + 5; plain && wide*2 < right-fields {
		columns = min(int((right-fields)/wide), 4)
	}
	return s.grid(a, options, columns)
}

// grid sets options in columns, down first.
func (s *setter) grid(a Ask, options []option, columns int) answer {
	rows := (len(options) + columns - 1) / columns
	heights := make([]float64, rows)
	total := 0.0
	for i, o := range options {
		heights[i%rows] = max(heights[i%rows], o.height())
	}
	for _, h := range heights {
		total += h
	}
	wide := (right - fields) / float64(columns)
	return answer{total, func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		var zones []postkamer.FormZone
		at := y
		for i, o := range options {
			if i%rows == 0 {
				at = y
			}
			zones = append(zones, s.tick(c, a, o, fields+float64(i/rows)*wide, at))
			at += heights[i%rows]
		}
		return zones
	}}
}

// tick draws a box with its answer and returns its zone.
func (s *setter) tick(c *drawing.Canvas, a Ask, o option, x, y float64) postkamer.FormZone {
	c.Frame(drawing.Boxed, .8, x, y+1, tickSide, tickSide)
	o.label.draw(c, x+tickSide+2.5, y+1.4)
	o.hint.draw(c, x+tickSide+2.5, y+1.6+o.label.height())
	zone := a.zone(postkamer.ZoneTick, x, y+1, tickSide, tickSide)
	zone.Option, zone.Says, zone.Many = o.Value, o.Says, a.Many
	return zone
}
