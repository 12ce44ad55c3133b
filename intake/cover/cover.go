// Package cover prints the sheets that tie paper to a case: the cover sheet
// (begeleidend blad) that a citizen lays upon evidence that comes by post, and the page
// that a partner signs. Both carry the reference of the case as QR code, twice, because
// a fold, a stamp or a staple takes one corner.
//
// The package is told the facts; it asks no database. The same facts give the same bytes.
package cover

import (
	"fmt"
	"time"

	"postkamer"
	"postkamer/intake/internal/drawing"
)

// Where things stand on a page, in millimetres, and sizes of letters in points. A code of
// 42 mm has modules of more than a millimetre: six dots and more at 150 dpi.
const (
	left     = 20.0
	right    = 190.0
	qrSide   = 42.0
	qrTop    = 18.0
	qrLow    = 235.0 // top edge of the lower code
	textTop  = 74.0
	bottom   = 228.0 // above the lower code
	bodySize = 11.5
	bodyStep = 5.6
	headSize = 14.0
	tickSide = 4.5
)

// A Sheet is the cover sheet of one case.
type Sheet struct {
	Town      postkamer.Municipality
	Tone      postkamer.Tone
	Reference string
	Missing   []string  // what may be enclosed, in words of both tones; may be empty
	Until     time.Time // day before which it must be here; zero: none
}

// PDF returns the sheet: one page of A4, to print at its own size.
func (s Sheet) PDF() ([]byte, error) {
	p, err := newPage(s.Town, s.Tone, postkamer.Cover{Reference: s.Reference, Kind: postkamer.CoverSheet})
	if err != nil {
		return nil, err
	}
	p.title("Begeleidend blad")
	p.text("Leg dit blad boven op {je|uw} papieren. Stuur kopieën, geen originelen.")
	if len(s.Missing) > 0 {
		p.head("Dit stuur ik mee")
		p.ticks(s.Missing)
	}
	if !s.Until.IsZero() {
		p.head("Stuur het voor " + inWords(s.Until) + " naar:")
	} else {
		p.head("Stuur het naar:")
	}
	p.address()
	p.text("Schrijf niets op dit blad. Het blad zelf bewaren wij niet bij {je|uw} zaak.")
	p.text("{Heb je|Hebt u} ook papieren voor een andere zaak? Leg daar een eigen blad op.")
	p.help()
	return p.pdf("Begeleidend blad")
}

// A Line is something that was declared, as it stands on the page of the partner.
type Line struct{ Label, Value string }

// A Signing is the page that a partner signs on paper.
type Signing struct {
	Town      postkamer.Municipality
	Tone      postkamer.Tone
	Reference string
	Form      string // title of the form
	Applicant string
	Declared  []Line // what the form says about the partner
}

// PDF returns the page: one A4, to print at its own size.
func (s Signing) PDF() ([]byte, error) {
	p, err := newPage(s.Town, s.Tone, postkamer.Cover{Reference: s.Reference, Kind: postkamer.CoverSign})
	if err != nil {
		return nil, err
	}
	p.title("Handtekening van de partner")
	p.text("Dit blad hoort bij het formulier ‘" + s.Form + "’ van " + s.Applicant + ".")
	p.head("Dit staat er over {jou|u} in")
	for _, l := range s.Declared {
		p.fact(l.Label, l.Value)
	}
	p.head("Teken alleen als dit klopt en {je|u} het ermee eens bent")
	p.signature()
	p.text("{Klopt het niet, of wil je|Klopt het niet, of wilt u} niet tekenen? Bel ons dan.")
	p.address()
	p.help()
	return p.pdf("Handtekening van de partner")
}

// months are the Dutch names of the months.
var months = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

func inWords(t time.Time) string {
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// A page is a sheet in the making.
type page struct {
	*drawing.Canvas
	town postkamer.Municipality
	tone postkamer.Tone
	y    float64
	full bool // something did not fit
}

// newPage draws what both sheets have: whose it is, the reference and the codes.
func newPage(town postkamer.Municipality, tone postkamer.Tone, c postkamer.Cover) (*page, error) {
	if _, ok := postkamer.ParseCover(c.Value()); !ok {
		return nil, fmt.Errorf("print cover sheet: %q is no reference", c.Reference)
	}
	faces, err := drawing.LoadFaces()
	if err != nil {
		return nil, fmt.Errorf("print cover sheet: %w", err)
	}
	p := &page{Canvas: &drawing.Canvas{Faces: faces}, town: town, tone: tone, y: textTop}
	for _, at := range [][2]float64{{right - qrSide, qrTop}, {left, qrLow}} {
		if err := p.QR(c.Value(), at[0], at[1], qrSide); err != nil {
			return nil, fmt.Errorf("print cover sheet: %w", err)
		}
	}
	p.Text(p.Bold, bodySize, drawing.Subtle, left, 24, town.Name)
	p.Text(p.Regular, bodySize, drawing.Black, left, 52, "Kenmerk")
	p.Text(p.Bold, 22, drawing.Black, left, 61, c.Reference)
	p.Text(p.Regular, 9, drawing.Subtle, left+qrSide+6, qrLow+qrSide-8, "Vouw niet door de zwart-witte codes.")
	p.Text(p.Regular, 9, drawing.Subtle, left+qrSide+6, qrLow+qrSide-3, "Daarmee weet de computer bij welke zaak dit hoort.")
	return p, nil
}

func (p *page) title(text string) { p.Text(p.Bold, 22, drawing.Black, left, 38, text) }

// say writes lines of one face and moves down.
func (p *page) say(f *drawing.Face, size, step float64, text string) {
	for _, line := range f.Broken(p.tone.Say(text), size, right-left) {
		if p.y+step > bottom {
			p.full = true
			return
		}
		p.y += step
		p.Text(f, size, drawing.Black, left, p.y, line)
	}
}

func (p *page) head(text string) {
	p.y += 4
	p.say(p.Bold, headSize, 6.4, text)
}

func (p *page) text(text string) {
	p.y += 1.5
	p.say(p.Regular, bodySize, bodyStep, text)
}

// fact writes what is known and its value on a line, or on two.
func (p *page) fact(label, value string) {
	p.y += .8
	p.say(p.Regular, bodySize, bodyStep, label+": "+value)
}

// ticks lists things with a box before each.
func (p *page) ticks(list []string) {
	for _, text := range list {
		lines := p.Regular.Broken(p.tone.Say(text), bodySize, right-left-9)
		if p.y+float64(len(lines))*bodyStep > bottom-95 { // the address must fit below
			p.text("En wat {je|u} verder nog meestuurt.")
			return
		}
		p.y += 1.2
		p.Frame(drawing.Boxed, .8, left, p.y+bodyStep-tickSide+.4, tickSide, tickSide)
		for _, line := range lines {
			p.y += bodyStep
			p.Text(p.Regular, bodySize, drawing.Black, left+9, p.y, line)
		}
	}
}

// address says where the paper goes.
func (p *page) address() {
	p.y += 1
	for _, line := range append([]string{p.town.Name}, p.town.Address...) {
		p.say(p.Bold, bodySize, bodyStep, line)
	}
}

// signature leaves room for a date, a place and a signature.
func (p *page) signature() {
	const wide, high = 110.0, 32.0
	p.y += 3
	p.Frame(drawing.Boxed, .8, left, p.y, wide, high)
	p.Text(p.Regular, 9, drawing.Subtle, left+3, p.y+5, "Handtekening van de partner")
	p.Frame(drawing.Boxed, .8, left+wide+6, p.y, right-left-wide-6, high)
	p.Text(p.Regular, 9, drawing.Subtle, left+wide+9, p.y+5, "Datum")
	p.y += high + 2
}

func (p *page) help() {
	p.text("{Kom je|Komt u} er niet uit? Bel " + p.town.Phone + ". Wij helpen {je|u} graag.")
}

// pdf returns the page as a PDF with a title.
func (p *page) pdf(title string) ([]byte, error) {
	if p.full {
		return nil, fmt.Errorf("print %s: it does not fit on one page", title)
	}
	return drawing.PDF(title, p.Faces, []*drawing.Canvas{p.Canvas}), nil
}
