package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"postkamer"
	"postkamer/store"
)

// A doubtRow is one reason to look, in words, with what was read.
type doubtRow struct {
	ID      int64
	Label   string
	Why     string
	Quote   string    // the words it is about; empty when it is about what is not there
	Box     *fieldBox // their place on a page, when that is not the box of a field
	Field   string    // id of the field it is about, when that is on the page
	Settled string    // who settled it
	Settle  string    // where whoever has the case says that it is settled
}

// longestQuote is how many letters of what was read are shown beside a reason.
const longestQuote = 160

// doubtsOf are the doubts in the order of the verdict: the reason to phone comes
// first. Settled ones come last.
func doubtsOf(c postkamer.Case) []doubtRow {
	var open, settled []doubtRow
	for _, d := range c.Doubts {
		row := newDoubtRow(c, d)
		if d.SettledBy != "" {
			row.Box = nil
			settled = append(settled, row)
			continue
		}
		if d.Code != postkamer.KindUnsure { // settled by choosing it
			row.Settle = casePath(c.ID) + "/twijfel"
		}
		open = append(open, row)
	}
	return append(open, settled...)
}

func newDoubtRow(c postkamer.Case, d postkamer.CaseDoubt) doubtRow {
	row := doubtRow{ID: d.ID, Label: scriptOf(d.Code).Label, Why: d.Why, Settled: d.SettledBy}
	if i := slices.IndexFunc(c.Fields, func(f postkamer.CaseField) bool { return f.Name == d.Field }); i >= 0 {
		row.Field = fieldID(d.Field)
		if shownAt(c.Fields[i], d) {
			return row
		}
	}
	row.Quote, row.Box = shortQuote(d.Quote), doubtBox(d)
	return row
}

// shownAt tells whether a field shows what a doubt rests on: its own words at its own
// place. A sentence elsewhere that says something about the field is not that.
func shownAt(f postkamer.CaseField, d postkamer.CaseDoubt) bool {
	if doubtBox(d) != nil {
		return f.PageID == d.PageID && f.X == d.X && f.Y == d.Y && f.W == d.W && f.H == d.H
	}
	return d.Quote == "" || d.Quote == f.ReadText || d.Quote == f.ReadValue
}

// doubtBox is where a doubt shows; nil when it has no place.
func doubtBox(d postkamer.CaseDoubt) *fieldBox {
	if d.PageID == 0 || !d.Placed() {
		return nil
	}
	return &fieldBox{ID: fmt.Sprintf("twijfel-%d", d.ID), Page: d.PageID, Level: levelLook, X: d.X - 4, Y: d.Y - 4, W: d.W + 8, H: d.H + 8}
}

// shortQuote is what was read without the mark at its end: the sentence that quotes
// it has its own.
func shortQuote(quote string) string {
	quote = strings.TrimRight(quote, ".,;: ")
	if r := []rune(quote); len(r) > longestQuote {
		return string(r[:longestQuote]) + "…"
	}
	return quote
}

// addDoubts puts the doubts beside the pages, and their places on them.
func (p *casePage) addDoubts(c postkamer.Case) {
	p.Doubts = doubtsOf(c)
	for i := range p.Doubts {
		if !p.Mine {
			p.Doubts[i].Settle = ""
		}
	}
	for _, row := range p.Doubts {
		for i := range p.Sheets {
			if row.Box != nil && row.Box.Page == p.Sheets[i].ID {
				p.Sheets[i].Boxes = append(p.Sheets[i].Boxes, *row.Box)
			}
		}
	}
}

// A kindChoice is a kind that the piece may be, with the key that chooses it.
type kindChoice struct {
	Key    string
	Value  string
	Label  string
	Chance string // 84 %
}

// A relationRow is a piece that this one has to do with.
type relationRow struct {
	What string
	Kind string
	Link string
	postkamer.Relation
}

// relationWords say how another piece stands to this one: when it came before, and
// when it came after.
var relationWords = map[postkamer.RelationKind][2]string{
	postkamer.RelationBelongs:   {"Hoort bij", "Later kwam hierover"},
	postkamer.RelationDuplicate: {"Lijkt hetzelfde als", "Later kwam hetzelfde nog eens"},
	postkamer.RelationWithdraws: {"Trekt in", "Ingetrokken met"},
}

// addRelations adds the pieces that this one has to do with.
func (s *Server) addRelations(r *http.Request, page *casePage) error {
	list, err := s.cfg.Store.Relations(r.Context(), page.Case.PieceID)
	if err != nil {
		return err
	}
	for _, one := range list {
		words := relationWords[one.Kind]
		row := relationRow{What: words[0], Kind: s.kindLabel(one.CaseType), Link: casePath(one.CaseID), Relation: one}
		if one.Later {
			row.What = words[1]
		}
		if err := s.hideElsewhere(r, page.Case.ID, &row); err != nil {
			return err
		}
		page.Related = append(page.Related, row)
	}
	return nil
}

// addDecision adds why the program took the piece for what it did, and what else
// it may be. What a person sorted by hand has no decision.
func (s *Server) addDecision(r *http.Request, page *casePage) error {
	d, err := s.cfg.Store.Decision(r.Context(), page.Case.PieceID)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, clue := range d.Verdict.Clues {
		if !slices.Contains(page.Clues, clue.Text) {
			page.Clues = append(page.Clues, clue.Text)
		}
	}
	modes, err := s.cfg.Store.Modes(r.Context())
	if err != nil {
		return err
	}
	page.Ready = d.Verdict.Ready && d.Verdict.CaseType == page.Case.CaseType && slices.ContainsFunc(modes, func(m store.Standing) bool {
		return m.Kind == page.Case.CaseType && m.Channel == page.Case.Channel && m.Mode.Ready()
	})
	for i, k := range d.Verdict.Kinds {
		if _, known := s.town().Policy.Queues[k.CaseType]; known {
			page.Kinds = append(page.Kinds, kindChoice{Key: fmt.Sprint(i + 1), Value: string(k.CaseType), Label: s.kindLabel(k.CaseType), Chance: fmt.Sprintf("%.0f %%", 100*k.Probability)})
		}
	}
	page.Choose = page.Mine && (page.KindUnsure || page.Case.Queue == postkamer.Triage) && len(page.Kinds) > 1
	return nil
}
