package web

import (
	"fmt"
	"net/http"
	"strconv"

	"postkamer"
	"postkamer/store"
)

// newBatchRow says in words how a stack is doing.
func newBatchRow(line store.BatchLine) batchRow {
	row := batchRow{BatchLine: line, Link: fmt.Sprintf("/stapel/%d", line.ID)}
	row.Pages = pageAccount(line)
	switch {
	case line.State == postkamer.Stuck:
		row.Stuck, row.Status = true, "vastgelopen"
	case line.State == postkamer.Splitting && line.Pages == 0:
		row.Status = "wordt geopend"
	case line.State == postkamer.Splitting:
		row.Status = fmt.Sprintf("%s nog klaar te zetten", plural(line.PagesLeft, "bladzijde", "bladzijden"))
	case line.Routed < line.Pieces:
		row.Status = fmt.Sprintf("%d van %d stukken ingedeeld", line.Routed, line.Pieces)
	default:
		row.Status = fmt.Sprintf("klaar: %s ingedeeld", plural(line.Routed, "stuk", "stukken"))
	}
	return row
}

// pageAccount says where every page of a stack is: nothing is unaccounted for.
func pageAccount(line store.BatchLine) string {
	text := fmt.Sprintf("%s: %d in stukken", plural(line.Pages, "bladzijde", "bladzijden"), line.InPieces)
	for _, part := range []struct {
		n    int
		what string
	}{{line.Blank, "leeg"}, {line.Separators, "scheidingsblad"}, {line.Unreadable, "niet te openen"}, {line.PagesLeft, "in bewerking"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text
}

// batchDetailPage is one stack, page by page.
type batchDetailPage struct {
	Page
	Batch  postkamer.Batch
	Sheets []sheet
	Pieces []store.PieceResult
}

// A sheet is one page of a stack as the operator sees it.
type sheet struct {
	Number int // in the stack, from 1
	Image  string
	Width  int
	Height int
	Label  string // what it is, in words
	Hidden bool
}

func (s *Server) batchPage(w http.ResponseWriter, r *http.Request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	batch, err := s.cfg.Store.Batch(ctx, postkamer.BatchID(id))
	if err != nil {
		return err
	}
	if batch.Channel != postkamer.Scan {
		return postkamer.ErrNotFound
	}
	pages, err := s.cfg.Store.BatchPages(ctx, batch.ID)
	if err != nil {
		return err
	}
	pieces, err := s.cfg.Store.Results(ctx, batch.ID)
	if err != nil {
		return err
	}
	view := batchDetailPage{Page: s.page(r, "Stapel "+batch.Reference), Batch: batch, Sheets: sheets(pages), Pieces: pieces}
	return s.render(w, r, "stapel", http.StatusOK, view)
}

func sheets(pages []postkamer.Page) []sheet {
	pieces := map[postkamer.PieceID]int{}
	list := make([]sheet, 0, len(pages))
	for _, p := range pages {
		if p.PieceID != 0 && pieces[p.PieceID] == 0 {
			pieces[p.PieceID] = len(pieces) + 1
		}
		one := sheet{Number: p.Position + 1, Width: p.View.Width, Height: p.View.Height, Label: sheetLabel(p, pieces[p.PieceID]), Hidden: p.Mark != ""}
		if p.View.Key != "" {
			one.Image = fmt.Sprintf("/stapel/%d/blad/%d", p.BatchID, p.ID)
		}
		list = append(list, one)
	}
	return list
}

// markLabels are the marks in words.
var markLabels = map[postkamer.PageMark]string{
	postkamer.MarkSeparator: "scheidingsblad",
	postkamer.MarkBlank:     "leeg",
	postkamer.MarkRejected:  "afgekeurd",
	postkamer.MarkReplaced:  "vervangen",
}

func sheetLabel(p postkamer.Page, piece int) string {
	text := fmt.Sprintf("Bladzijde %d", p.Position+1)
	if piece > 0 {
		text += fmt.Sprintf(", stuk %d", piece)
	}
	switch {
	case p.Mark != "":
		text += ", " + markLabels[p.Mark]
	case p.State == postkamer.PageUnreadable:
		text += ", niet te openen"
	case p.State == postkamer.PageWaiting:
		text += ", in bewerking"
	case p.TextState == postkamer.TextFailed:
		text += ", niet gelezen"
	}
	return text
}

// batchImage gives the image of a page. That somebody looked is logged before
// any byte of it is sent.
func (s *Server) batchImage(w http.ResponseWriter, r *http.Request) error {
	batch, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	id, err := numberIn(r, "page")
	if err != nil {
		return err
	}
	page, err := s.cfg.Store.Page(r.Context(), postkamer.PageID(id))
	if err != nil {
		return err
	}
	if page.BatchID != postkamer.BatchID(batch) || page.View.Key == "" {
		return postkamer.ErrNotFound
	}
	seen := postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, BatchID: page.BatchID, PieceID: page.PieceID}
	if err := s.cfg.Store.LogView(r.Context(), seen); err != nil {
		return err
	}
	return s.sendImage(w, r, page)
}

// sendImage writes the image of a page. Browsers keep no copy.
func (s *Server) sendImage(w http.ResponseWriter, r *http.Request, page postkamer.Page) error {
	image, err := s.cfg.Store.View(r.Context(), page.View.Key)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(image)))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(image)
	return err
}

func (s *Server) retryBatch(w http.ResponseWriter, r *http.Request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	ctx, by := r.Context(), person(r).Name
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.RetryBatch(ctx, postkamer.BatchID(id), by)
	})
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "De stapel wordt opnieuw gesplitst.")
	http.Redirect(w, r, fmt.Sprintf("/stapel/%d", id), http.StatusSeeOther)
	return nil
}

// numberIn reads a number from the path; anything else is a page that does not exist.
func numberIn(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n <= 0 {
		return 0, postkamer.ErrNotFound
	}
	return n, nil
}
