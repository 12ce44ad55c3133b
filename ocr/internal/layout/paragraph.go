package layout

// When a new paragraph begins.
const (
	paragraphGap = 1.35 // times the usual pitch of the text
	indent       = 1.0  // ems
)

// breaks tells of each row whether it begins a paragraph: more space above than
// between lines, or indented while the lines around it are not.
func (p *page) breaks(rows []row) []bool {
	found := make([]bool, len(rows))
	usual := p.usualPitch(rows)
	for i := range rows {
		found[i] = i == 0 || rows[i].base-rows[i-1].base > paragraphGap*usual || p.indented(rows, i)
	}
	return found
}

// usualPitch returns the usual distance of the rows, that of the page when there
// are few. Rows of a form may stand wide: they are one paragraph all the same.
func (p *page) usualPitch(rows []row) float64 {
	var found []float64
	for i := 1; i < len(rows); i++ {
		if d := rows[i].base - rows[i-1].base; d <= 3.5*p.em {
			found = append(found, d)
		}
	}
	if len(found) < 3 {
		return p.pitch
	}
	return max(p.pitch, median(found))
}

// indented tells whether a row is the indented first line of a paragraph.
func (p *page) indented(rows []row, i int) bool {
	if i+1 >= len(rows) || i == 0 {
		return false
	}
	in := indent * p.em
	left := float64(rows[i].left())
	around := left-float64(rows[i-1].left()) > in && left-float64(rows[i+1].left()) > in
	return around && left-float64(rows[i+1].left()) < 5*p.em && len(rows[i].runs) == 1 &&
		float64(rows[i-1].right()) < float64(rows[i].right())+40*p.em
}
