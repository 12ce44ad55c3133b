package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"postkamer"
	"postkamer/store"
)

// casePage is one case: the image beside the fields, the doubts, and what may be
// done with it.
type casePage struct {
	Page
	Case     postkamer.Case
	Path     string // address of the case
	Kind     string
	Queue    string
	Who      string // the sender, as far as known
	Visit    string // when the sender comes; empty: no appointment
	Identity string // by what the sender proved who he is; empty for a letter
	Origin   string // brief of form, how many pages, when
	Term     term
	Mine     bool      // this person may change it
	Until    string    // when it goes back to its queue if nothing is done, when it is theirs
	MayTake  bool      // this person may take it
	Holder   string    // who has it, when that is somebody else; or where it is
	Call     string    // how the last call ended
	Agreed   string    // what was agreed then
	Called   string    // who phoned, and when
	CallKind FlashKind // how good that is
	Doubts   []doubtRow

	OpenDoubts int  // how many of Doubts nobody settled
	KindUnsure bool // nobody knows yet surely what it is: it must be chosen before the case is closed

	Related    []relationRow // pieces that this one has to do with
	Kinds      []kindChoice  // what it may be, likeliest first
	Choose     bool          // offer Kinds as a choice: nobody knows yet what it is
	Clues      []string      // words that spoke for the first of Kinds
	Ready      bool          // the program found it complete and without doubt, and its kind is shown so
	Sheets     []caseSheet
	Fields     []fieldRow
	Unsure     int
	Answers    []Item
	Text       []textPage
	Copy       *copyLink    // nil: a form without pages
	Receipt    *receiptRow  // nil: it came on paper
	Partner    *casePartner // nil: nobody else must sign
	Files      []caseFile
	Stand      standing     // who else looks, and what is new
	Notes      []store.Note // of colleagues, oldest first
	Note       Field        // to write another
	Extra      Choice       // which field to add
	ExtraValue Field
	Reopen     *Choice     // why it is opened again; nil: this person may not, or it is not done
	Bare       bool        // this person had the numbers of citizens shown
	Masked     bool        // somewhere outside the fields a number is masked
	Shared     bool        // an original also holds post of others and is not shown
	Events     []eventRow  // what happened
	Looks      []eventRow  // who looked
	Back       Choice      // why it is put back
	Rescan     *caseRescan // nil: there are no pages
	Clock      caseClock   // waiting, the term and letters
	Together   caseTogether
	MayDetach  bool // this person may take it apart from the case in which it goes on
	samePost
}

// A caseSheet is one page of the piece as it is shown.
type caseSheet struct {
	ID     postkamer.PageID
	Image  string // address; empty when the page could not be opened
	Anchor string
	Width  int // pixels of the view
	Height int
	Label  string
	Hidden string // why it is not shown, when it may not be yet, or never
	Boxes  []fieldBox
	Hits   []store.Spot // words that somebody came here by
}

// A textPage is what was read from one page.
type textPage struct {
	Number int
	Body   string
	Failed bool
}

// casePageOf gathers everything about a case. The caller has logged the view.
func (s *Server) casePageOf(r *http.Request, c postkamer.Case) (casePage, error) {
	ctx, who := r.Context(), person(r)
	title := s.kindLabel(c.CaseType)
	if hasOpenDoubt(c, postkamer.KindUnsure) {
		title = "Soort"
	}
	page := casePage{Page: s.page(r, title+" nakijken, "+c.Reference), Case: c, Path: casePath(c.ID), Kind: s.kindLabel(c.CaseType), Queue: s.queueLabel(c.Queue)}
	page.Scripts = []string{"zaak.js"}
	page.Term, page.Back = s.termOf(c.DueOn), backReasons(page.Page)
	page.Mine, page.Bare, page.Until = holds(who, c), s.showsBSN(r, c.ID), s.until(c.ClaimUntil)
	page.MayTake = c.State == postkamer.CaseOpen && who.Is(postkamer.Caseworker) && worksQueue(who, c.Queue)
	page.Holder = s.holderOf(c, who)
	page.Who = valueOf(c.Fields, postkamer.FieldFullName)
	piece, err := s.cfg.Store.Piece(ctx, c.PieceID)
	if err != nil {
		return page, err
	}
	page.Origin = s.originOf(piece)
	if err := s.addIdentity(r, &page, piece); err != nil {
		return page, err
	}
	page.Answers = answersOf(piece.Answers)
	page.Sheets = caseSheets(piece, fmt.Sprintf("/zaak/%d/blad/", c.ID))
	page.addFields(c)
	page.addDoubts(c)
	page.KindUnsure, page.OpenDoubts = hasOpenDoubt(c, postkamer.KindUnsure), openDoubts(c)
	if err := s.addRelations(r, &page); err != nil {
		return page, err
	}
	if err := s.addDecision(r, &page); err != nil {
		return page, err
	}
	if err := s.addText(r, &page); err != nil {
		return page, err
	}
	if err := s.addCopy(r, &page); err != nil {
		return page, err
	}
	if err := s.addFiles(r, &page, piece); err != nil {
		return page, err
	}
	if err := s.addRescans(r, &page); err != nil {
		return page, err
	}
	if err := s.addLastCall(r, &page); err != nil {
		return page, err
	}
	if page.Events, err = s.timeline(r, c.PieceID); err != nil {
		return page, err
	}
	if err := s.addSame(r, &page); err != nil {
		return page, err
	}
	page.splitLooks()
	page.hideNumbers()
	return page, s.addDesk(r, &page)
}

// addDesk adds what is there to work with: notes, who else looks, another field, and
// the way back for a finished case.
func (s *Server) addDesk(r *http.Request, page *casePage) error {
	page.addExtraField(r.PostForm, nil)
	page.MayDetach = page.Case.AttachedTo != 0 && person(r).Is(postkamer.Caseworker) && maySee(person(r), page.Case)
	if page.Case.State == postkamer.CaseDone && page.Case.AttachedTo == 0 && person(r).Is(postkamer.TeamLead) {
		choice := reopenChoice("")
		page.Reopen = &choice
	}
	for _, add := range []func(*http.Request, *casePage) error{s.addNotes, s.addClock, s.addTogether, s.addReceipt, s.addVisit, s.addPartner} {
		if err := add(r, page); err != nil {
			return err
		}
	}
	return s.addStand(r, page)
}

// hideNumbers masks the numbers of citizens in all that was read or filled in, but
// for the fields, which were masked before.
func (p *casePage) hideNumbers() {
	if p.Bare {
		return
	}
	known := bsnsOf(p.Case.Fields)
	hide := func(text string) string {
		hidden := hideBSNs(text, known...)
		p.Masked = p.Masked || hidden != text
		return hidden
	}
	for i := range p.Text {
		p.Text[i].Body = hide(p.Text[i].Body)
	}
	for i := range p.Answers {
		p.Answers[i].Value = hide(p.Answers[i].Value)
	}
	for i := range p.Doubts {
		p.Doubts[i].Why, p.Doubts[i].Quote = hide(p.Doubts[i].Why), hide(p.Doubts[i].Quote)
	}
	for i := range p.Clues {
		p.Clues[i] = hide(p.Clues[i])
	}
	for i := range p.Events {
		p.Events[i].What = hideBSNs(p.Events[i].What, known...)
	}
	p.Agreed = hide(p.Agreed)
}

// openDoubts counts the doubts that nobody settled.
func openDoubts(c postkamer.Case) (n int) {
	for _, d := range c.Doubts {
		if d.SettledBy == "" {
			n++
		}
	}
	return n
}

// valueOf returns the value of a field as it stands, "" when it is not there.
func valueOf(fields []postkamer.CaseField, name postkamer.FieldName) string {
	i := slices.IndexFunc(fields, func(f postkamer.CaseField) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return fields[i].Value
}

// holderOf says who has a case that is not this person's.
func (s *Server) holderOf(c postkamer.Case, who postkamer.Person) string {
	switch {
	case c.State == postkamer.CaseDone && c.AttachedTo == 0:
		return "Deze zaak is afgerond op " + dutchDate(c.DoneAt.In(s.zone)) + "."
	case c.AttachedTo != 0, c.State == postkamer.CaseWaiting:
		return "" // said apart, see addClock
	case c.State == postkamer.CaseCalling:
		return "Deze zaak wacht op een telefoontje."
	case c.State == postkamer.CaseClaimed && c.ClaimedBy != who.ID:
		return c.ClaimedName + " heeft deze zaak. {Je kunt|U kunt} meekijken, maar niets veranderen."
	case c.State == postkamer.CaseOpen:
		return "Niemand heeft deze zaak nog gepakt. {Je kunt|U kunt} alleen kijken."
	}
	return ""
}

func (s *Server) originOf(p postkamer.Piece) string {
	text := channelLabels[p.Channel]
	if shown := len(shownPages(p)); shown > 0 {
		text += ", " + s.counted(shown, "bladzijde", "bladzijden")
	}
	return text + ", " + s.filled("ontvangen op {dag}", "{dag}", dutchDate(p.ReceivedOn))
}

// shownPages are the pages of a piece that are not blank or replaced.
func shownPages(p postkamer.Piece) []postkamer.Page {
	return slices.DeleteFunc(slices.Clone(p.Pages), func(page postkamer.Page) bool { return page.Mark != postkamer.MarkNone })
}

// caseSheets are the pages to show; images are at prefix and the page's number.
func caseSheets(p postkamer.Piece, prefix string) []caseSheet {
	pages := shownPages(p)
	sheets := make([]caseSheet, len(pages))
	for i, page := range pages {
		sheets[i] = caseSheet{Hidden: hiddenWords[page.Scan], ID: page.ID, Anchor: fmt.Sprintf("blad-%d", i+1), Width: page.View.Width, Height: page.View.Height, Label: fmt.Sprintf("Bladzijde %d van %d", i+1, len(pages))}
		if page.View.Key != "" {
			sheets[i].Image = fmt.Sprintf("%s%d", prefix, page.ID)
		}
	}
	return sheets
}

// answersOf are the answers of a form; what the form notes for us alone is left out.
func answersOf(answers []postkamer.Answer) []Item {
	var items []Item
	for _, a := range answers {
		if a.Name != noteOfForm {
			items = append(items, Item{Key: a.Label, Value: shownValue(postkamer.FieldName(a.Field), a.Value)})
		}
	}
	return items
}

// noteOfForm is the answer in which a form says what it is not sure of; it comes
// back as a doubt.
const noteOfForm = "_doubt"

// addFields puts the fields beside the pages, and their places on them.
func (p *casePage) addFields(c postkamer.Case) {
	for _, f := range c.Fields {
		row := newFieldRow(f, c.Channel == postkamer.Form)
		if p.Bare {
			row = bareFieldRow(f, c.Channel == postkamer.Form)
		}
		row.Show = p.Path + "/toon"
		row.cut(p.Sheets)
		if row.Level != levelRight {
			p.Unsure++
		}
		for i := range p.Sheets {
			if row.Box != nil && row.Box.Page == p.Sheets[i].ID {
				p.Sheets[i].Boxes = append(p.Sheets[i].Boxes, *row.Box)
			}
		}
		p.Fields = append(p.Fields, row)
	}
}

// addText adds the text that was read, for screen readers and for copying.
func (s *Server) addText(r *http.Request, page *casePage) error {
	if len(page.Sheets) == 0 {
		return nil
	}
	text, err := s.cfg.Store.Text(r.Context(), page.Case.PieceID)
	if err != nil {
		return err
	}
	for i, t := range text.Pages {
		page.Text = append(page.Text, textPage{Number: i + 1, Body: strings.TrimSpace(t.Body), Failed: t.Failed})
	}
	return nil
}

// addLastCall adds how the last call about the case ended: for who asked for it, and
// for who is asked by the citizen whether somebody phoned.
func (s *Server) addLastCall(r *http.Request, page *casePage) error {
	calls, err := s.cfg.Store.CallsOfCase(r.Context(), page.Case.ID)
	if err != nil || len(calls) == 0 || len(calls[0].Attempts) == 0 {
		return err
	}
	last := calls[0].Attempts[len(calls[0].Attempts)-1]
	page.CallKind = FlashWarning
	if last.Outcome == postkamer.Solved {
		page.CallKind = FlashOK
	}
	page.Call, page.Agreed = outcomeLabel(last.Outcome), last.Note
	page.Called = last.By + ", " + dutchDate(last.At.In(s.zone)) + ", " + dutchClock(last.At.In(s.zone)) + " uur"
	return nil
}
