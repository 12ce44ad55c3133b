package paper

import (
	"postkamer"
	"postkamer/intake/internal/drawing"
)

// Widths of a table: the cells are a little narrower than elsewhere.
const (
	tableCell  = 4.9
	tableLabel = 32.0
	tableGap   = 7.0
	tableStep  = cellHeight + 1.8
)

// table is rows of combs under columns with a number each.
func (s *setter) table(a Ask) strip {
	wide := 0.0
	heads := make([]paragraph, len(a.Columns))
	high := 0.0
	for i, col := range a.Columns {
		s.raws = append(s.raws, col.Label.Raw)
		wide = max(wide, combWidth(col.Cells, tableCell))
		heads[i] = s.paragraph(col.Label, s.Regular, hintSize, hintStep, drawing.Black, wide)
		high = max(high, heads[i].height())
	}
	head := labelStep + high + 2
	return strip{height: head + float64(len(a.Items))*tableStep + rowSpace, draw: func(c *drawing.Canvas, y float64) []postkamer.FormZone {
		var zones []postkamer.FormZone
		for i := range heads {
			x := left + tableLabel + float64(i)*(wide+tableGap)
			s.number(c, a.Columns[i].Number, x, y)
			heads[i].draw(c, x, y+labelStep)
		}
		for row, item := range a.Items {
			zones = append(zones, s.row(c, a, item, y+head+float64(row)*tableStep, wide)...)
		}
		return zones
	}}
}

// row draws one row of a table.
func (s *setter) row(c *drawing.Canvas, a Ask, item Item, y, wide float64) []postkamer.FormZone {
	c.Text(s.Regular, labelSize, drawing.Black, left, y+cellHeight-2.5, item.Label)
	var zones []postkamer.FormZone
	for i, col := range a.Columns {
		if item.Names[i] == "" {
			continue
		}
		cell := Ask{Name: item.Names[i], Label: Words{Text: item.Label + ": " + col.Label.Text}, Field: col.Field, Zone: postkamer.ZoneAmount, Allowed: a.Allowed, Cells: col.Cells, Between: []string{","}}
		zones = append(zones, s.cells(c, cell, left+tableLabel+float64(i)*(wide+tableGap), y, tableCell))
	}
	return zones
}

// combWidth returns how wide a comb is.
func combWidth(groups []int, cell float64) float64 {
	w := float64(len(groups)-1) * groupGap
	for _, n := range groups {
		w += float64(n) * cell
	}
	return w
}
