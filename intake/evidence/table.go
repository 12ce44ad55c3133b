package evidence

import "postkamer/intake/internal/drawing"

// A column of a table.
type column struct {
	title   string
	width   float64 // millimetres
	numeric bool    // to the right
	small   bool    // check sums
}

// cellGap is the white between two columns.
const cellGap = 3.0

// table writes rows under columns; the head stands again on every page.
func (s *sheaf) table(columns []column, rows [][]string) {
	titles := make([]string, len(columns))
	for i, col := range columns {
		titles[i] = col.title
	}
	head := s.row(columns, titles, true)
	first := head
	first.keep = true
	s.add(first)
	for _, cells := range rows {
		row := s.row(columns, cells, false)
		row.head = &head
		s.add(row)
	}
	s.space(3)
}

// row is one line of a table. Words that do not fit go on below.
func (s *sheaf) row(columns []column, cells []string, head bool) block {
	face := s.Regular
	if head {
		face = s.Bold
	}
	broken := make([][]string, len(columns))
	most := 1
	for i, col := range columns {
		broken[i] = face.Broken(cells[i], col.size(), col.width-cellGap)
		most = max(most, len(broken[i]))
	}
	high := float64(most)*smallStep + 2.2
	return block{height: high, draw: func(c *drawing.Canvas, y float64) {
		x := left
		for i, col := range columns {
			for j, line := range broken[i] {
				at := x
				if col.numeric {
					at = x + col.width - cellGap - face.Width(line, col.size())
				}
				c.Text(face, col.size(), drawing.Black, at, y+float64(j+1)*smallStep-.3, line)
			}
			x += col.width
		}
		c.Rule(drawing.Faint, .4, left, y+high-.6, right, y+high-.6)
	}}
}

func (c column) size() float64 {
	if c.small {
		return 7
	}
	return smallSize + .5
}
