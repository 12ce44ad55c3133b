package letters

import (
	"fmt"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake/internal/drawing"
	"postkamer/ocr/pdfa"
)

// Where things stand on a page, in millimetres, and sizes of letters in points. The
// address stands where the window of an envelope is (left, C5/6 and EA5/6).
const (
	left      = 22.0
	right     = 188.0
	bottom    = 270.0
	againTop  = 28.0 // of a page after the first
	headTop   = 20.0
	returnTop = 46.0 // the line with our own address, above the window
	windowTop = 53.0
	factsTop  = 92.0
	firstTop  = 112.0

	bodySize  = 10.5
	headSize  = 11.0
	titleSize = 14.0
	smallSize = 8.0
	codeSize  = 26.0
	step      = 5.2 // mm from line to line of the body
	foldFirst = 99.0
	foldLast  = 198.0
)

// mostWindowLines is how many lines fit in the window.
const mostWindowLines = 6

// A block is a part of a letter that is never broken over two pages.
type block struct {
	height float64
	keep   bool // on one page with the next
	draw   func(c *drawing.Canvas, y float64)
}

// A maker lays letters out.
type maker struct {
	drawing.Faces
	town   postkamer.Municipality
	blocks []block
}

// PDF returns a letter as PDF/A-2b. The same letter gives the same bytes.
func PDF(town postkamer.Municipality, t postkamer.LetterText, code string) ([]byte, error) {
	t = Read(t)
	pages, faces, err := draw(town, t, code)
	if err != nil {
		return nil, err
	}
	about := pdfa.Document{Reference: t.Ours, Title: t.Title, Created: t.Date, Language: "nl-NL"}
	l := drawing.Lasting{Created: t.Date, Metadata: pdfa.Metadata(about), Colours: pdfa.SRGB()}
	return l.PDF(t.Title, faces, pages), nil
}

// A Sheet is one letter of a run.
type Sheet struct {
	Text postkamer.LetterText
	Code string
}

// Run returns letters as one PDF to print. For a printer that prints both sides every
// letter begins on a sheet of its own.
func Run(town postkamer.Municipality, letters []Sheet, bothSides bool) ([]byte, error) {
	faces, err := drawing.LoadFaces()
	if err != nil {
		return nil, err
	}
	var all []*drawing.Canvas
	for _, l := range letters {
		pages, _, err := draw(town, l.Text, l.Code)
		if err != nil {
			return nil, err
		}
		all = append(all, pages...)
		if bothSides && len(pages)%2 == 1 {
			all = append(all, &drawing.Canvas{Faces: faces})
		}
	}
	return drawing.PDF("Brieven om te printen", faces, all), nil
}

func draw(town postkamer.Municipality, t postkamer.LetterText, code string) ([]*drawing.Canvas, drawing.Faces, error) {
	faces, err := drawing.LoadFaces()
	if err != nil {
		return nil, faces, fmt.Errorf("draw letter: %w", err)
	}
	t = Read(t)
	m := &maker{Faces: faces, town: town}
	m.title(t.Title)
	m.text(t.Hello)
	for _, p := range t.Body {
		m.paragraph(p, code)
	}
	m.closing(t.Closing)
	return m.pages(t), faces, nil
}

func (m *maker) add(b block) { m.blocks = append(m.blocks, b) }

func (m *maker) title(title string) {
	lines := m.Bold.Broken(title, titleSize, right-left)
	m.add(block{height: float64(len(lines))*7 + 4, keep: true, draw: func(c *drawing.Canvas, y float64) {
		for i, line := range lines {
			c.Text(m.Bold, titleSize, drawing.Black, left, y+5+float64(i)*7, line)
		}
	}})
}

// paragraph is a heading, a point of a list, the code or plain text.
func (m *maker) paragraph(p, code string) {
	switch {
	case p == postkamer.CodeBlock:
		m.code(code)
	case strings.HasPrefix(p, "## "):
		m.heading(strings.TrimPrefix(p, "## "))
	case strings.HasPrefix(p, "- "):
		m.point(strings.TrimPrefix(p, "- "))
	default:
		m.text(p)
	}
}

func (m *maker) heading(text string) {
	lines := m.Bold.Broken(text, headSize, right-left)
	m.add(block{height: float64(len(lines))*step + 2.4, keep: true, draw: func(c *drawing.Canvas, y float64) {
		m.lines(c, m.Bold, headSize, left, y+2, lines)
	}})
}

func (m *maker) text(text string) {
	lines := m.Regular.Broken(text, bodySize, right-left)
	m.add(block{height: float64(len(lines))*step + 2.6, draw: func(c *drawing.Canvas, y float64) {
		m.lines(c, m.Regular, bodySize, left, y, lines)
	}})
}

func (m *maker) point(text string) {
	lines := m.Regular.Broken(text, bodySize, right-left-6)
	m.add(block{height: float64(len(lines))*step + 1, draw: func(c *drawing.Canvas, y float64) {
		c.Text(m.Regular, bodySize, drawing.Black, left+1, y+step-1, "•")
		m.lines(c, m.Regular, bodySize, left+6, y, lines)
	}})
}

// code writes the call-me code so large that it can be read over the telephone.
func (m *maker) code(code string) {
	if code == "" {
		code = "••• ••• •••"
	}
	code = strings.ReplaceAll(code, "-", "  ")
	m.add(block{height: 22, draw: func(c *drawing.Canvas, y float64) {
		wide := m.Bold.Width(code, codeSize) + 16
		c.Frame(drawing.Boxed, 1, left, y+1, wide, 16)
		c.Text(m.Bold, codeSize, drawing.Black, left+8, y+12.4, code)
	}})
}

func (m *maker) closing(lines []string) {
	m.add(block{height: float64(len(lines))*step + 6, draw: func(c *drawing.Canvas, y float64) {
		m.lines(c, m.Regular, bodySize, left, y+4, lines)
	}})
}

func (m *maker) lines(c *drawing.Canvas, f *drawing.Face, size, x, y float64, lines []string) {
	for i, line := range lines {
		c.Text(f, size, drawing.Black, x, y+float64(i+1)*step-1, line)
	}
}

// pages draws the blocks on as many pages as they need.
func (m *maker) pages(t postkamer.LetterText) []*drawing.Canvas {
	first := &drawing.Canvas{Faces: m.Faces}
	m.head(first, t)
	pages, y := []*drawing.Canvas{first}, firstTop
	for i, b := range m.blocks {
		if y+m.together(i) > bottom {
			next := &drawing.Canvas{Faces: m.Faces}
			next.Text(m.Regular, smallSize, drawing.Subtle, left, headTop, m.town.Name+" · "+t.Ours+" · "+Day(t.Date))
			pages, y = append(pages, next), againTop
		}
		b.draw(pages[len(pages)-1], y)
		y += b.height
	}
	for i, c := range pages {
		m.foot(c, i+1, len(pages))
	}
	return pages
}

// together is the height of a block with what must stay on one page with it.
func (m *maker) together(i int) float64 {
	high := m.blocks[i].height
	for m.blocks[i].keep && i+1 < len(m.blocks) {
		i++
		high += m.blocks[i].height
	}
	return high
}

// head draws what stands above the text of the first page.
func (m *maker) head(c *drawing.Canvas, t postkamer.LetterText) {
	c.Text(m.Bold, titleSize, drawing.Black, left, headTop+2, m.town.Name)
	c.Text(m.Regular, smallSize-1, drawing.Subtle, left, returnTop, "Retouradres: "+strings.Join(append([]string{m.town.Name}, m.town.Address...), ", "))
	for i, line := range t.To[:min(len(t.To), mostWindowLines)] {
		c.Text(m.Regular, bodySize, drawing.Black, left, windowTop+float64(i)*step, line)
	}
	facts := [][2]string{{"Datum", Day(t.Date)}, {"Ons kenmerk", t.Ours}, {"Uw kenmerk", t.Theirs}, {"Telefoon", m.town.Phone}}
	x := left
	for _, f := range facts {
		if f[1] == "" {
			continue
		}
		c.Text(m.Regular, smallSize, drawing.Subtle, x, factsTop, f[0])
		c.Text(m.Regular, bodySize-1, drawing.Black, x, factsTop+4.6, f[1])
		x += max(42, m.Regular.Width(f[1], bodySize-1)+6)
	}
	for _, y := range []float64{foldFirst, foldLast} {
		c.Rule(drawing.Faint, .4, 4, y, 8, y)
	}
}

func (m *maker) foot(c *drawing.Canvas, page, of int) {
	if of < 2 {
		return
	}
	which := fmt.Sprintf("Bladzijde %d van %d", page, of)
	c.Text(m.Regular, smallSize, drawing.Subtle, right-m.Regular.Width(which, smallSize), 284, which)
}

// Example is a letter about a made-up case, to look at the words of a template.
func (t Template) Example(town postkamer.Municipality, topic string, today time.Time) (postkamer.LetterText, error) {
	f := Facts{Town: town, To: []string{"Zoë de Groot", "Lindelaan 12", "2512 EB VOORBEELDSTAD"}, Name: "Zoë de Groot", Topic: topic, Ours: "PK-2026-7K3M-QC",
		Received: today.AddDate(0, 0, -9), Today: today, AnswerBy: town.Terms.TwoWorkingDays(today, town.Terms.AnswerDays), Due: town.Terms.WorkingDay(today.AddDate(0, 0, 42)), Signed: "T. de Boer", Code: "7K3-MQ9-XV4", Blanks: map[string]string{}}
	for _, b := range t.Blanks {
		if b.Required {
			f.Blanks[b.Name] = "Hier staat wat de behandelaar invult."
		}
	}
	return t.Fill(f)
}
