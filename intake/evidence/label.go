package evidence

import (
	"fmt"
	"time"

	"postkamer/intake/internal/drawing"
)

// A Label is what is stuck on a box: one A4, to be read from two metres.
type Label struct {
	Town      string
	Number    string // of the box, in large figures: 12
	Year      int    // in which it was opened: boxes are numbered by year
	Code      string // what the codes say, with its check character
	Place     string // where the box stands; may be empty
	Opened    time.Time
	Closed    time.Time // zero: still open
	KeepUntil time.Time // zero: not known before the box is closed
	Stacks    []LabelStack
}

// A LabelStack is one stack in the box, in the order in which they lie.
type LabelStack struct {
	Position int
	Name     string // stapel 3 van 22 november 2026
	Sheets   int
	Pieces   int
}

// mostStacks is how many stacks a label names; the others are on the page of the box.
const mostStacks = 24

// PDF returns the label.
func (l Label) PDF() ([]byte, error) {
	faces, err := drawing.LoadFaces()
	if err != nil {
		return nil, fmt.Errorf("label of box %s: %w", l.Number, err)
	}
	c := &drawing.Canvas{Faces: faces}
	c.Text(c.Regular, 12, drawing.Subtle, left, 22, l.Town)
	c.Text(c.Bold, 30, drawing.Black, left, 36, "Doos")
	c.Text(c.Bold, 18, drawing.Black, left+36, 36, fmt.Sprintf("van %d", l.Year))
	size := 130.0
	for c.Bold.Width(l.Number, size) > 105 {
		size--
	}
	c.Text(c.Bold, size, drawing.Black, left, 82, l.Number)
	if err := c.QR(l.Code, right-50, 30, 50); err != nil {
		return nil, fmt.Errorf("label of box %s: %w", l.Number, err)
	}
	if err := c.Code128(l.Code, left+8, 97, 110, 20); err != nil {
		return nil, fmt.Errorf("label of box %s: %w", l.Number, err)
	}
	c.Text(c.Regular, 11, drawing.Black, left+8, 123, l.Code)
	l.until(c)
	l.stacks(c)
	return drawing.PDF("Doos "+l.Number, faces, []*drawing.Canvas{c}), nil
}

// until says how long the paper must stay.
func (l Label) until(c *drawing.Canvas) {
	says, date := "Bewaren tot en met", day(l.KeepUntil)
	if l.KeepUntil.IsZero() {
		says, date = "Nog open", "bewaren"
	}
	c.Text(c.Regular, 14, drawing.Black, left, 140, says)
	c.Text(c.Bold, 26, drawing.Black, left, 151, date)
	c.Text(c.Regular, 11, drawing.Black, left, 159, "Niet weggooien: eerst moet een tweede persoon dat goedkeuren.")
	filled := "Gevuld vanaf " + day(l.Opened)
	if !l.Closed.IsZero() {
		filled += " tot en met " + day(l.Closed)
	}
	c.Text(c.Regular, 11, drawing.Black, left, 166, filled)
	if l.Place != "" {
		c.Text(c.Regular, 11, drawing.Black, left, 173, "Plaats: "+l.Place)
	}
}

// stacks lists what is in the box, in two columns.
func (l Label) stacks(c *drawing.Canvas) {
	const from, step, wide = 192.0, 6.4, 88.0
	c.Text(c.Bold, 12, drawing.Black, left, from-8, count(len(l.Stacks), "stapel in deze doos", "stapels in deze doos"))
	shown := l.Stacks[:min(len(l.Stacks), mostStacks)]
	rows := (max(len(shown), 2) + 1) / 2
	for i, st := range shown {
		x, y := left+float64(i/rows)*wide, from+float64(i%rows)*step
		c.Text(c.Bold, 9.5, drawing.Black, x, y, fmt.Sprintf("%d.", st.Position))
		c.Text(c.Regular, 9.5, drawing.Black, x+8, y, fmt.Sprintf("%s: %s", st.Name, count(st.Pieces, "stuk", "stukken")))
	}
	if rest := len(l.Stacks) - len(shown); rest > 0 {
		c.Text(c.Regular, 9.5, drawing.Black, left, from+float64(rows)*step, "En nog "+count(rest, "stapel", "stapels")+".")
	}
}
