package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"postkamer"
	"postkamer/store"
)

// markLabels are the marks in words.
var markLabels = map[postkamer.PageMark]string{
	postkamer.MarkSeparator: "scheidingsblad",
	postkamer.MarkBlank:     "leeg",
	postkamer.MarkRejected:  "afgekeurd",
	postkamer.MarkReplaced:  "vervangen",
}

// stackPage is one stack: its account, its pages, and the ways on.
type stackPage struct {
	Page
	Batch    postkamer.Batch
	Path     string
	Heading  string
	Facts    string
	Scan     *scanRun
	Account  []tile
	Ways     []way
	Busy     string // what is being done, while there is nothing to do
	Announce string
	Done     bool // said at once
	Renew    string
	Mishaps  []string // what went wrong with pages, and what became of them
	Pieces   []store.PieceResult
	Frames   []frame
	Replaced []lookSheet
}

// FileOf is the file that a piece came in with, as its sender called it; what comes from a
// scanner has names for machines only.
func (page stackPage) FileOf(p store.PieceResult) string {
	if page.Batch.Source == postkamer.SourceScanner {
		return ""
	}
	return p.File
}

// A tile is one figure of the account.
type tile struct {
	Label string
	Value string
	Note  string
	Mind  bool
}

func (s *Server) batchPage(w http.ResponseWriter, r *http.Request) error {
	st, err := s.lookStack(r)
	if err != nil {
		return err
	}
	if err := s.logStrip(r, st); err != nil {
		return err
	}
	page := stackPage{Page: s.page(r, upperFirst(st.title())), Batch: st.Batch, Path: st.path(""), Heading: upperFirst(st.title()), Frames: st.frames(0), Account: st.account()}
	page.Scripts = []string{"scan.js"}
	page.Facts = s.batchFacts(st.Batch)
	page.Ways = st.ways()
	s.addRun(&page, st)
	page.addBusy(st)
	if err := s.addMishaps(r.Context(), &page, st); err != nil {
		return err
	}
	for _, p := range st.replaced {
		page.Replaced = append(page.Replaced, st.sheet(p))
	}
	if err := s.addPieces(r.Context(), &page); err != nil {
		return err
	}
	return s.render(w, r, "stapel", http.StatusOK, page)
}

// addPieces adds the pieces, which are there once the stack is released.
func (s *Server) addPieces(ctx context.Context, page *stackPage) (err error) {
	if page.Batch.State == postkamer.Split {
		page.Pieces, err = s.cfg.Store.Results(ctx, page.Batch.ID)
	}
	return err
}

// batchFacts says where, when and by whom a stack came in.
func (s *Server) batchFacts(b postkamer.Batch) string {
	text := s.filled("{kenmerk}, van {bron}. Ingenomen {dag}, {tijd} uur, door {wie}.", "{kenmerk}", b.Reference, "{bron}", whence(b),
		"{dag}", dutchDate(b.ReceivedAt.In(s.zone)), "{tijd}", dutchClock(b.ReceivedAt.In(s.zone)), "{wie}", byWords(b.By))
	if b.OtherDay() {
		text += " Ontvangen op " + dutchDate(b.ReceivedOn)
		if b.ReceivedWhy != "" {
			text += ": " + b.ReceivedWhy
		}
		text += "."
	}
	if b.CountWhy != "" {
		text += " Verschil in aantal: " + b.CountWhy
	}
	if !b.ReleasedAt.IsZero() && b.ReleasedBy != postkamer.Machine {
		text += " Vrijgegeven door " + b.ReleasedBy + "."
	}
	return text
}

// whence is where a stack comes from: de post, de balie, bestanden.
func whence(b postkamer.Batch) string {
	if b.Source == postkamer.SourceScanner {
		return "de " + originLabels[b.Origin]
	}
	return sourceLabels[b.Source]
}

// account is where every page of the stack is.
func (st lookStack) account() []tile {
	count := map[postkamer.PageMark]int{}
	unreadable := 0
	for _, p := range st.Pages {
		count[p.Mark]++
		if p.State == postkamer.PageUnreadable {
			unreadable++
		}
	}
	tiles := []tile{{Label: "Bladen", Value: fmt.Sprint(st.sheets())}, {Label: "Bladzijden", Value: fmt.Sprint(len(st.Pages))}, {Label: "Brieven", Value: fmt.Sprint(st.pieces())}}
	if st.Batch.State == postkamer.Looking {
		tiles = append(tiles, tile{Label: "Na te kijken", Value: fmt.Sprint(st.unlooked()), Mind: st.unlooked() > 0})
	}
	for _, part := range []struct {
		label string
		n     int
	}{{"Leeg", count[postkamer.MarkBlank]}, {"Scheidingsblad", count[postkamer.MarkSeparator]}, {"Afgekeurd", count[postkamer.MarkRejected]},
		{"Vervangen", len(st.replaced)}, {"Niet te openen", unreadable}, {"In bewerking", st.preparing()}} {
		if part.n > 0 {
			tiles = append(tiles, tile{Label: part.label, Value: fmt.Sprint(part.n)})
		}
	}
	return tiles
}

// ways are what can be done with the stack.
func (st lookStack) ways() []way {
	switch {
	case st.Batch.State == postkamer.Split && st.Batch.Mishaps > 0:
		return []way{{Path: st.path("/afsluiten"), Label: "Zeggen wat er is gebeurd", Key: " ", Shown: "Spatie", Main: true}}
	case st.Batch.State == postkamer.Looking && st.unlooked() > 0:
		return []way{{Path: st.path("/nakijken"), Label: "Nakijken", Key: " ", Shown: "Spatie", Main: true}}
	case st.Batch.State == postkamer.Looking:
		return []way{{Path: st.path("/afsluiten"), Label: "Afsluiten", Key: " ", Shown: "Spatie", Main: true}}
	case st.Batch.State == postkamer.Split && st.Batch.Attended && st.Batch.ClosedAt.IsZero():
		return []way{{Path: st.path("/afsluiten"), Label: "Papier opbergen", Key: " ", Shown: "Spatie", Main: true}}
	}
	return nil
}

// addBusy says what goes on by itself, and has the page renewed until it is done.
func (page *stackPage) addBusy(st lookStack) {
	switch st.Batch.State {
	case postkamer.Splitting:
		page.Busy, page.Renew = "De bladzijden worden klaargezet.", "2"
		if n := st.preparing(); n > 0 {
			page.Busy = page.Filled("De bladzijden worden klaargezet: nog {n} van {alle}.", "{n}", dutchNumber(n), "{alle}", dutchNumber(len(st.Pages)))
		}
		page.Announce = page.Busy
	case postkamer.Scanning:
		page.Announce = page.Counted(len(st.Pages), "bladzijde binnen", "bladzijden binnen")
		if page.Renew == "" && (st.preparing() > 0 || page.Scan != nil && page.Scan.Waiting) {
			page.Renew = "2" // the paper is through, its pages are not all in and ready
		}
	case postkamer.Looking:
		page.Announce, page.Done = "De stapel is klaar om na te kijken.", true
	}
}

// batchImage gives the image of a page. That somebody looked is logged before
// any byte of it is sent.
func (s *Server) batchImage(w http.ResponseWriter, r *http.Request) error {
	page, err := s.pageOfBatch(r)
	if err != nil {
		return err
	}
	seen := postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, BatchID: page.BatchID, PieceID: page.PieceID}
	if err := s.cfg.Store.LogView(r.Context(), seen); err != nil {
		return err
	}
	if r.URL.Query().Get("beeld") == "gescand" {
		return s.plainImage(w, r, page)
	}
	if page.View.Key == "" {
		return postkamer.ErrNotFound
	}
	degrees, err := turnAsked(r)
	if err != nil {
		return err
	}
	if degrees == 0 {
		return s.sendImage(w, r, page)
	}
	image, err := s.cfg.Store.View(r.Context(), page.View.Key)
	if err != nil {
		return err
	}
	if image, err = turnImage(image, degrees); err != nil {
		return err
	}
	return writeImage(w, image)
}

// pageOfBatch reads the page of the address, which must be of the stack there.
func (s *Server) pageOfBatch(r *http.Request) (postkamer.Page, error) {
	batch, err := numberIn(r, "id")
	if err != nil {
		return postkamer.Page{}, err
	}
	id, err := numberIn(r, "page")
	if err != nil {
		return postkamer.Page{}, err
	}
	page, err := s.cfg.Store.Page(r.Context(), postkamer.PageID(id))
	if err == nil && page.BatchID != postkamer.BatchID(batch) {
		err = postkamer.ErrNotFound
	}
	return page, err
}

// batchThumb gives the small picture of a page. Whoever opened the strip is logged
// with the page that holds it.
func (s *Server) batchThumb(w http.ResponseWriter, r *http.Request) error {
	page, err := s.pageOfBatch(r)
	if err != nil {
		return err
	}
	degrees, err := turnAsked(r)
	if err == nil && page.View.Key == "" {
		err = postkamer.ErrNotFound
	}
	if err != nil {
		return err
	}
	small, err := s.thumbs.get(r.Context(), fmt.Sprint(page.View.Key, degrees), func(ctx context.Context) ([]byte, error) {
		image, err := s.cfg.Store.View(ctx, page.View.Key)
		if err != nil {
			return nil, err
		}
		if image, err = shrink(image); err != nil || degrees == 0 {
			return image, err
		}
		return turnImage(image, degrees)
	})
	if err != nil {
		return err
	}
	return writeImage(w, small)
}

// plainImage gives the page as it was scanned: not turned, not straightened.
func (s *Server) plainImage(w http.ResponseWriter, r *http.Request, page postkamer.Page) error {
	if s.cfg.Plain == nil {
		return postkamer.ErrNotFound
	}
	image, err := s.cfg.Plain(r.Context(), page)
	if err != nil {
		return err
	}
	return writeImage(w, image)
}

// sendImage writes the image of a page.
func (s *Server) sendImage(w http.ResponseWriter, r *http.Request, page postkamer.Page) error {
	image, err := s.cfg.Store.View(r.Context(), page.View.Key)
	if err != nil {
		return err
	}
	return writeImage(w, image)
}

// writeImage sends a JPEG. Browsers keep no copy.
func writeImage(w http.ResponseWriter, image []byte) error {
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.Itoa(len(image)))
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(image)
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
