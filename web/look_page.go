package web

import (
	"fmt"
	"net/http"

	"postkamer"
)

// lookPage is one page of a stack, large, with what was found and what to do.
type lookPage struct {
	Page
	Path      string // of the stack
	Here      string
	Heading   string
	Stack     string // stapel 3 van 22 november
	Counter   string
	Left      string
	Announce  string
	Sheet     lookSheet
	Findings  []findingLine
	Judged    string
	Open      bool
	Closed    string // why nothing can be changed
	GoodLabel string
	NewLabel  string
	Previous  string
	Next      string
	Ahead     string // the image of the page that comes next
	Plain     string // the same page as it was scanned, or back
	AsScanned bool
	Scanning  string // what the scanner does with a sheet that is scanned again
	Large     bool   // as wide as there is room, instead of the whole page
	Close     string
	Keeps     []Option
	Keys      []Option
	Frames    []frame
	Turn      int    // degrees clockwise that the page is to stand after one more turn
	Earlier   string // the page to stand behind one place earlier
	Later     string
	Renew     string // seconds after which to look for what is still being made
}

// A lookSheet is the page itself.
type lookSheet struct {
	Name     string
	Label    string
	Image    string
	Width    int
	Height   int
	Waiting  bool
	Starts   bool
	Blank    bool
	Rejected bool
	Keep     string
}

// A findingLine is one finding in words.
type findingLine struct {
	Sign  string
	Says  string
	Do    string
	Class string
}

// lookAt shows one page.
func (s *Server) lookAt(w http.ResponseWriter, r *http.Request) error {
	st, at, err := s.stackPage(r)
	if err != nil {
		return err
	}
	if err := s.logStrip(r, st); err != nil {
		return err
	}
	return s.render(w, r, "nakijken", http.StatusOK, s.lookPage(r, st, at))
}

// logStrip notes that somebody saw the stack as a strip. A page that renews itself
// shows nothing new.
func (s *Server) logStrip(r *http.Request, st lookStack) error {
	if r.URL.Query().Has("stil") {
		return nil
	}
	return s.cfg.Store.LogView(r.Context(), postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, BatchID: st.Batch.ID})
}

func (s *Server) lookPage(r *http.Request, st lookStack, at int) lookPage {
	p := st.Pages[at]
	page := lookPage{Page: s.page(r, ""), Path: st.path(""), Stack: st.title(), Open: st.open(), Keeps: keepOptions(), Keys: lookKeys(),
		AsScanned: r.URL.Query().Get("beeld") == "gescand", Large: r.URL.Query().Has("groot")}
	page.Scripts = []string{"scan.js"}
	page.Here = st.path(fmt.Sprintf("/nakijken/%d", p.ID))
	page.Sheet = st.sheet(p)
	page.Heading = page.Sheet.Name + " nakijken"
	page.Title = page.Heading + ", " + st.title()
	page.Counter = fmt.Sprintf("%d van %d", at+1, len(st.Pages))
	page.addLeft(st, at)
	page.addFindings(p)
	page.addWays(st, at)
	page.addPlain(p)
	page.Turn, page.Earlier, page.Later = (p.TurnNow()+90)%360, st.behindEarlier(at), st.behindLater(at)
	page.Frames = st.frames(p.ID)
	if st.preparing() > 0 {
		page.Renew = "2"
	}
	page.addScanning(st)
	return page
}

// addScanning says how it goes with a sheet that is being scanned again or put in.
func (page *lookPage) addScanning(st lookStack) {
	p := st.run
	switch {
	case p == nil || st.Batch.State == postkamer.Scanning:
	case p.Running || p.Waiting > 0:
		page.Scanning, page.Renew = "De scanner is bezig. Het nieuwe beeld verschijnt vanzelf.", "1"
	case p.Problem != "":
		page.Scanning = p.Problem
	}
}

// addLeft says how much is still to be looked at.
func (page *lookPage) addLeft(st lookStack, at int) {
	left := st.unlooked()
	page.Left = "alles is nagekeken"
	if left > 0 {
		page.Left = "nog " + plural(left, "bladzijde", "bladzijden") + " na te kijken"
	}
	page.Announce = fmt.Sprintf("%s van %d. %s.", page.Sheet.Name, len(st.Pages), page.Left)
	page.GoodLabel = "Goed, volgende"
	if next := st.next(at); next == 0 && st.Batch.State == postkamer.Looking {
		page.GoodLabel = "Goed, naar afsluiten"
	} else if next == 0 {
		page.GoodLabel = "Goed"
	}
	page.NewLabel = "Nieuwe brief begint hier"
	if probablySheet(st.Pages[at]) {
		page.NewLabel = "Dit is een scheidingsblad"
		page.GoodLabel = "Gewoon blad, volgende"
		page.Sheet.Starts = false // N says that it is a sheet, also where a letter would begin
	}
	if !page.Open {
		page.Closed = "Deze stapel is vrijgegeven. De bladzijden kunnen niet meer veranderen."
	}
}

// addFindings says what was found, what needs eyes first.
func (page *lookPage) addFindings(p postkamer.Page) {
	for _, eyes := range []bool{true, false} {
		for _, f := range p.Findings {
			if f.Code.Eyes() == eyes {
				page.Findings = append(page.Findings, page.finding(f))
			}
		}
	}
	if text := markFindings[p.Mark]; text != "" {
		page.Findings = append(page.Findings, findingLine{Sign: "·", Says: text})
	}
	if len(page.Findings) == 0 && p.State == postkamer.PagePrepared {
		page.Findings = []findingLine{{Sign: "✓", Says: "Scherp, recht en goed te lezen."}}
	}
	if !p.LookedAt.IsZero() {
		page.Judged = "Nagekeken door " + p.LookedBy + "."
	}
}

func (page *lookPage) finding(f postkamer.Finding) findingLine {
	line := findingLine{Sign: "·", Says: page.Say(f.Says()), Do: page.Say(f.Do())}
	switch {
	case f.Blocks:
		line.Sign, line.Class = "!!", "pk-bevind--stop"
	case f.Code.Eyes():
		line.Sign, line.Class = "!", "pk-bevind--let"
	}
	return line
}

// markFindings say what a page is that is not shown as part of a piece.
var markFindings = map[postkamer.PageMark]string{
	postkamer.MarkSeparator: "Dit is een scheidingsblad. Na dit blad begint een nieuwe brief.",
	postkamer.MarkBlank:     "Deze bladzijde is leeg. Hij blijft bewaard, maar wordt niet getoond.",
	postkamer.MarkRejected:  "Deze bladzijde is afgekeurd. Hij blijft bewaard, maar telt niet mee.",
}

// addWays adds where one can go from here.
func (page *lookPage) addWays(st lookStack, at int) {
	if at > 0 {
		page.Previous = st.path(fmt.Sprintf("/nakijken/%d", st.Pages[at-1].ID))
	}
	if at < len(st.Pages)-1 {
		page.Next = st.path(fmt.Sprintf("/nakijken/%d", st.Pages[at+1].ID))
	}
	if st.Batch.State == postkamer.Looking {
		page.Close = st.path("/afsluiten")
	}
	if next := st.at(st.next(at)); next >= 0 && st.Pages[next].View.Key != "" {
		page.Ahead = st.image(st.Pages[next])
	}
}

// addPlain adds the way to the page as it was scanned, and back.
func (page *lookPage) addPlain(p postkamer.Page) {
	switch {
	case p.State != postkamer.PagePrepared:
	case page.AsScanned:
		page.Plain = page.Here
		page.Sheet.Image = fmt.Sprintf("/stapel/%d/blad/%d?beeld=gescand", p.BatchID, p.ID)
		page.Sheet.Width, page.Sheet.Height = 0, 0
	default:
		page.Plain = page.Here + "?beeld=gescand"
	}
}

func (st lookStack) sheet(p postkamer.Page) lookSheet {
	sh := lookSheet{Name: st.name(p), Label: st.label(p), Waiting: p.State == postkamer.PageWaiting, Starts: st.begins[p.ID],
		Blank: p.Mark == postkamer.MarkBlank, Rejected: p.Mark == postkamer.MarkRejected, Keep: keepLabels[p.KeepPaper]}
	if p.View.Key != "" {
		sh.Image = st.image(p)
		sh.Width, sh.Height = shownSize(p)
	}
	return sh
}

// image is the address of the image of a page, turned as a person asked.
func (st lookStack) image(p postkamer.Page) string {
	return fmt.Sprintf("/stapel/%d/blad/%d%s", p.BatchID, p.ID, turnQuery(p))
}

// preparing is how many pages are still being made ready.
func (st lookStack) preparing() (n int) {
	for _, p := range st.Pages {
		if p.State == postkamer.PageWaiting {
			n++
		}
	}
	return n
}

// title is what a stack is called: stapel 3 van 22 november.
func (st lookStack) title() string { return batchTitle(st.Batch) }

// batchTitle is what people call a stack.
func batchTitle(b postkamer.Batch) string { return stackName(b.Day, b.Number) }

// lookKeys are all keys of the page, for who asks.
func lookKeys() []Option {
	return []Option{
		{Key: "Spatie", Label: "goed, volgende bladzijde die om aandacht vraagt"},
		{Key: "R", Label: "dit blad opnieuw scannen; het nieuwe beeld komt op dezelfde plaats"},
		{Key: "I", Label: "een blad invoegen achter dit blad"},
		{Key: "D", Label: "een kwartslag draaien"},
		{Key: "N", Label: "hier begint een nieuwe brief, of juist niet"},
		{Key: "L", Label: "dit blad is leeg, of juist niet"},
		{Key: "A", Label: "afkeuren: dit blad telt niet mee"},
		{Key: "P", Label: "het papier bewaren, en waarom"},
		{Key: "V", Label: "verplaatsen"},
		{Key: "Backspace", Label: "een bladzijde terug"},
		{Key: "→", Label: "een bladzijde verder, zonder oordeel"},
		{Key: "Z", Label: "ongedaan maken"},
		{Key: "+", Label: "het beeld groter, of weer de hele bladzijde"},
		{Key: "?", Label: "deze lijst"},
	}
}
