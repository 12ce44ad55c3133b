package layout

// When a new paragraph begins.
const (
	paragraphGap = 1.35 // times the usual pitch of the text
	indent       = 1.0  // ems
	mostIndent   = 5.0  // ems; more is another column
)

// paragraphs marks the lines that begin a paragraph: more space above than
// between lines, or indented while the lines around are not.
func (p *page) paragraphs(lines []line) {
	usual := p.usualPitch(lines)
	for i := range lines {
		lines[i].first = i == 0 || lines[i].base()-lines[i-1].base() > paragraphGap*usual || p.indented(lines, i)
	}
}

func (l line) base() float64 { return l.runs[0].base }

func (l line) left() float64 { return float64(l.runs[0].left) }

// usualPitch returns the usual distance of the lines, that of the page when there
// are few. Rows of a form may stand wide: they are one paragraph all the same.
func (p *page) usualPitch(lines []line) float64 {
	var found []float64
	for i := 1; i < len(lines); i++ {
		if d := lines[i].base() - lines[i-1].base(); d > 0 && d <= 3.5*p.em {
			found = append(found, d)
		}
	}
	if len(found) < 3 {
		return p.pitch
	}
	return max(p.pitch, median(found))
}

// indented tells whether a line is the indented first one of a paragraph.
func (p *page) indented(lines []line, i int) bool {
	if i == 0 || i+1 >= len(lines) || len(lines[i].runs) > 1 {
		return false
	}
	before, in, after := lines[i-1].left(), lines[i].left(), lines[i+1].left()
	return in-before > indent*p.em && in-after > indent*p.em && in-after < mostIndent*p.em
}
