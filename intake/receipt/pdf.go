package receipt

import (
	"fmt"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake/internal/drawing"
	"postkamer/ocr/pdfa"
)

// A Copy is what a citizen sent and what we said to that.
type Copy struct {
	Town      string
	Reference string
	Received  time.Time // in the municipality's time
	Words     postkamer.ReceiptWords
	Lines     []Line
	Files     []File
	Sum       string // SHA-256 of the original of the answers; empty: there is none
}

// A Line is one question with the answer as it was given.
type Line struct{ Question, Answer string }

// A File is one that came along, with the name that the citizen gave it.
type File struct {
	Name   string
	Size   int64
	SHA256 string
}

// Where things stand on a page, in millimetres, and sizes of letters in points.
const (
	left   = 20.0
	right  = 190.0
	top    = 20.0
	bottom = 274.0
	values = 88.0 // left edge of the answers

	titleSize = 18.0
	markSize  = 16.0
	headSize  = 12.0
	bodySize  = 10.0
	smallSize = 8.0
	bodyStep  = 4.9 // mm from line to line
	smallStep = 3.8
)

// A block is a part of a page that is never broken over two.
type block struct {
	height float64
	keep   bool // on one page with the next
	draw   func(c *drawing.Canvas, y float64)
}

// A maker lays a copy out.
type maker struct {
	drawing.Faces
	copy   Copy
	blocks []block
	lacks  bool // some letter could not be printed as it is
}

// PDF returns the copy as PDF/A-2b. The same copy gives the same bytes.
func (c Copy) PDF() ([]byte, error) {
	faces, err := drawing.LoadFaces()
	if err != nil {
		return nil, fmt.Errorf("draw receipt: %w", err)
	}
	m := &maker{Faces: faces, copy: c}
	m.head()
	m.next()
	m.lines()
	m.files()
	m.proof()
	title := "Ontvangstbevestiging " + c.Reference
	about := pdfa.Document{Reference: c.Reference, Title: title, Created: c.Received, Language: "nl-NL"}
	l := drawing.Lasting{Created: c.Received, Metadata: pdfa.Metadata(about), Colours: pdfa.SRGB()}
	return l.PDF(title, faces, m.pages()), nil
}

func (m *maker) add(b block) { m.blocks = append(m.blocks, b) }

// say picks the words of the tone in which the citizen is spoken to.
func (m *maker) say(text string) string { return m.copy.Words.Tone.Say(text) }

// head says what this is, with the reference and the time.
func (m *maker) head() {
	m.add(block{height: 8, keep: true, draw: func(c *drawing.Canvas, y float64) {
		c.Text(m.Bold, bodySize, drawing.Subtle, left, y+3, m.copy.Town)
	}})
	m.large(titleSize, m.copy.Words.Title)
	m.paragraph(m.say("Wij hebben ontvangen wat {je stuurde|u stuurde}. Bewaar deze kopie."))
	m.add(block{height: 14, draw: func(c *drawing.Canvas, y float64) {
		c.Frame(drawing.Boxed, .8, left, y, right-left, 12)
		c.Text(m.Regular, bodySize, drawing.Black, left+4, y+7.6, m.say("{Je|Uw} kenmerk"))
		c.Text(m.Bold, markSize, drawing.Black, left+36, y+8.2, m.copy.Reference)
		at := left + 36 + m.Bold.Width(m.copy.Reference, markSize) + 6
		c.Text(m.Regular, smallSize, drawing.Subtle, at, y+7.6, m.say("Zo {lees je|leest u} het voor: ")+postkamer.Spelled(m.copy.Reference))
	}})
	m.fact("Ontvangen op", fmt.Sprintf("%s om %d.%02d uur", day(m.copy.Received), m.copy.Received.Hour(), m.copy.Received.Minute()))
}

// next says what happens now, what is missing, until when and whom to ask.
func (m *maker) next() {
	w := m.copy.Words
	if len(w.Next) > 0 || !w.Due.IsZero() {
		m.heading("Wat gebeurt er nu?")
	}
	for _, text := range w.Next {
		m.point(text)
	}
	if !w.Due.IsZero() {
		m.point(m.say("{Je hoort|U hoort} uiterlijk op ") + day(w.Due) + " van ons.")
	}
	if len(w.Missing) > 0 {
		m.heading("Dit hebben wij nog nodig")
		for _, what := range w.Missing {
			m.point(what)
		}
		if !w.Until.IsZero() {
			m.paragraph("Stuur dit uiterlijk op " + day(w.Until) + ".")
		}
	}
	if w.Contact != "" {
		m.heading(m.say("{Heb je|Hebt u} een vraag?"))
		m.paragraph("Bel " + w.Contact + m.say(". Noem dan {je|uw} kenmerk."))
	}
}

// lines are the answers.
func (m *maker) lines() {
	if len(m.copy.Lines) == 0 {
		return
	}
	m.heading(m.say("Dit {heb je|hebt u} ingevuld"))
	for _, l := range m.copy.Lines {
		m.fact(l.Question, l.Answer)
	}
}

// files are those that came along.
func (m *maker) files() {
	if len(m.copy.Files) == 0 {
		return
	}
	m.heading(m.say("Deze bestanden {heb je|hebt u} gestuurd"))
	for _, f := range m.copy.Files {
		m.fact(f.Name, size(f.Size))
		m.small("Controlegetal: " + f.SHA256)
	}
}

// proof says how to see that nothing was changed, and what could not be printed.
func (m *maker) proof() {
	if m.copy.Sum != "" {
		m.heading("Is dit een echte kopie?")
		m.small("Wij bewaren wat " + m.say("{je hebt|u hebt}") + " gestuurd precies zoals het binnenkwam. Het controlegetal (SHA-256) daarvan is:")
		m.small(m.copy.Sum)
	}
	if m.lacks {
		m.small("Sommige tekens kunnen wij niet op papier zetten. Daar staat een vraagteken of een gewone letter. Wij bewaren ze wel precies.")
	}
}

func (m *maker) heading(text string) {
	m.add(block{height: 10.5, keep: true, draw: func(c *drawing.Canvas, y float64) {
		c.Text(m.Bold, headSize, drawing.Black, left, y+7.5, text)
		c.Rule(drawing.Faint, .5, left, y+9, right, y+9)
	}})
}

func (m *maker) large(size float64, text string) {
	lines := m.broken(m.Bold, text, size, right-left)
	m.add(block{height: float64(len(lines))*7.5 + 2, keep: true, draw: func(c *drawing.Canvas, y float64) {
		for i, line := range lines {
			c.Text(m.Bold, size, drawing.Black, left, y+6+float64(i)*7.5, line)
		}
	}})
}

func (m *maker) paragraph(text string) {
	lines := m.broken(m.Regular, text, bodySize, right-left)
	m.add(block{height: float64(len(lines))*bodyStep + 1.6, draw: func(c *drawing.Canvas, y float64) {
		write(c, m.Regular, bodySize, bodyStep, left, y, lines)
	}})
}

func (m *maker) small(text string) {
	lines := m.broken(m.Regular, text, smallSize, right-left)
	m.add(block{height: float64(len(lines))*smallStep + .8, draw: func(c *drawing.Canvas, y float64) {
		write(c, m.Regular, smallSize, smallStep, left, y, lines)
	}})
}

func (m *maker) point(text string) {
	lines := m.broken(m.Regular, text, bodySize, right-left-5)
	m.add(block{height: float64(len(lines))*bodyStep + .5, draw: func(c *drawing.Canvas, y float64) {
		c.Text(m.Regular, bodySize, drawing.Black, left+1, y+bodyStep-1, "•")
		write(c, m.Regular, bodySize, bodyStep, left+5, y, lines)
	}})
}

// rowLines is how many lines of one answer stay together: a long one runs on over the
// edge of a page.
const rowLines = 30

// fact writes what was asked beside what was answered.
func (m *maker) fact(key, value string) {
	keys := m.broken(m.Regular, key, bodySize, values-left-4)
	lines := m.broken(m.Bold, value, bodySize, right-values)
	for {
		k, v := keys[:min(len(keys), rowLines)], lines[:min(len(lines), rowLines)]
		m.add(block{height: float64(max(len(k), len(v)))*bodyStep + .9, draw: func(c *drawing.Canvas, y float64) {
			write(c, m.Regular, bodySize, bodyStep, left, y, k)
			write(c, m.Bold, bodySize, bodyStep, values, y, v)
		}})
		keys, lines = keys[len(k):], lines[len(v):]
		if len(keys) == 0 && len(lines) == 0 {
			return
		}
	}
}

// broken returns the lines of a text, which keeps the lines that it has.
func (m *maker) broken(f *drawing.Face, text string, size, most float64) []string {
	m.lacks = m.lacks || f.Lacks(text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, f.Fitted(line, size, most)...)
	}
	return lines
}

func write(c *drawing.Canvas, f *drawing.Face, size, step, x, y float64, lines []string) {
	for i, line := range lines {
		c.Text(f, size, drawing.Black, x, y+float64(i+1)*step-1, line)
	}
}

// pages draws the blocks on as many pages as they need.
func (m *maker) pages() []*drawing.Canvas {
	pages := []*drawing.Canvas{{Faces: m.Faces}}
	y := top
	for i, b := range m.blocks {
		if y+m.together(i) > bottom && y > top {
			pages, y = append(pages, &drawing.Canvas{Faces: m.Faces}), top
		}
		b.draw(pages[len(pages)-1], y)
		y += b.height
	}
	foot := "Ontvangstbevestiging " + m.copy.Reference + " · " + m.copy.Town
	for i, c := range pages {
		c.Text(m.Regular, smallSize, drawing.Subtle, left, 285, foot)
		which := fmt.Sprintf("Bladzijde %d van %d", i+1, len(pages))
		c.Text(m.Regular, smallSize, drawing.Subtle, right-m.Regular.Width(which, smallSize), 285, which)
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

// months are the Dutch names of the months.
var months = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// day writes 22 november 2026.
func day(t time.Time) string { return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year()) }

// size writes 38 kB or 2,4 MB.
func size(bytes int64) string {
	if bytes < 1_000_000 {
		return fmt.Sprintf("%d kB", max(1, bytes/1000))
	}
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(bytes)/1e6), ".", ",", 1)
}
