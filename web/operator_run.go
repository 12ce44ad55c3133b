package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"postkamer"
	"postkamer/intake/scanner"
)

// A scanRun is how far the scanner is with a stack that is still open.
type scanRun struct {
	Path    string
	Running bool
	Waiting bool // pages are still on their way to here
	Ended   bool // the operator said that this was all
	Count   string
	Words   string // what to do next
	Problem string // what broke off, with what to do
}

// addRun adds how far the scanner is; a stack that is complete has none.
func (s *Server) addRun(page *stackPage, st lookStack) {
	if st.Batch.State != postkamer.Scanning {
		return
	}
	run := &scanRun{Path: st.path(""), Count: s.areInWords(len(st.Pages))}
	waiting := 0
	if p := st.run; p != nil {
		waiting = p.Waiting
		run.Running, run.Ended, run.Problem, run.Waiting = p.Running, p.Ended, p.Problem, waiting > 0
		run.Count = s.areInWords(max(p.Scanned, len(st.Pages)))
	}
	switch {
	case run.Running:
		run.Words = "De scanner is bezig."
		page.Renew = "1"
	case run.Ended:
		run.Words = "De laatste bladzijden worden opgeslagen."
		if waiting > 0 {
			run.Words = s.filled("Nog {bladzijden} op te slaan. Wat al gescand is, staat veilig op de computer bij de scanner.", "{bladzijden}", s.counted(waiting, "bladzijde", "bladzijden"))
		}
		page.Renew = "1"
	case run.Problem != "":
		run.Words = ""
	default:
		run.Words = page.Say("Nog meer papier? Leg het in de scanner en druk op de spatiebalk. Was dit alles? Druk op Enter.")
	}
	page.Scan = run
}

// areInWords says how many pages are in by now.
func (s *Server) areInWords(n int) string {
	return s.counted(n, "bladzijde binnen", "bladzijden binnen")
}

// progress is how far a scanner is with a stack; nil when none works on it.
func (s *Server) progress(ctx context.Context, key string) *scanner.Progress {
	if s.cfg.Stations == nil {
		return nil
	}
	if p, known := s.cfg.Stations.Progress(ctx, key); known {
		return &p
	}
	return nil
}

// scanOn goes on with an open stack: more paper, stop after this sheet, or all is in.
func (s *Server) scanOn(w http.ResponseWriter, r *http.Request) error {
	form, batch, err := s.batchForm(r)
	if err != nil {
		return err
	}
	if batch.State != postkamer.Scanning {
		http.Redirect(w, r, fmt.Sprintf("/stapel/%d", batch.ID), http.StatusSeeOther)
		return nil
	}
	switch form.Get("doe") {
	case "verder":
		err = s.scanMore(r, batch)
	case "stop":
		err = s.stopScan(r, batch)
	case "klaar":
		err = s.endScan(r, batch)
	default:
		err = fmt.Errorf("%w: no such act", errMalformed)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/stapel/%d", batch.ID), http.StatusSeeOther)
	return nil
}

// scanMore lets the scanner of the stack go on, with the profile of the stack.
func (s *Server) scanMore(r *http.Request, batch postkamer.Batch) error {
	profile, err := s.cfg.Store.Profile(r.Context(), batch.ProfileID)
	if err != nil {
		return err
	}
	s.startScan(r, scanner.Order{Scanner: batch.Device, Stack: batch.Key, Settings: profile.Settings, Profile: profile.ID, By: person(r).Name})
	return nil
}

// stopScan has the scanner stop after the sheet that is in it.
func (s *Server) stopScan(r *http.Request, batch postkamer.Batch) error {
	if s.cfg.Stations == nil {
		return nil
	}
	err := s.cfg.Stations.Stop(r.Context(), batch.Key)
	if errors.Is(err, postkamer.ErrNotFound) { // nothing runs
		return nil
	}
	return s.scannerSays(r, err)
}

// endScan says that all of the stack is in. The machine of the scanner passes that on
// once it has sent every page; a stack of which no page was scanned is ended here.
func (s *Server) endScan(r *http.Request, batch postkamer.Batch) error {
	err := fmt.Errorf("no scanners: %w", postkamer.ErrNotFound)
	if s.cfg.Stations != nil {
		err = s.cfg.Stations.End(r.Context(), batch.Key)
	}
	switch {
	case errors.Is(err, postkamer.ErrNotFound) && len(batch.Files) == 0:
		return s.cfg.Desk.EndStack(r.Context(), batch.Key, nil)
	case errors.Is(err, postkamer.ErrNotFound) && s.isConnected(r.Context(), batch.Device):
		return s.endWithWhatIsIn(r, batch)
	case errors.Is(err, postkamer.ErrNotFound):
		s.flash(r, FlashWarning, "De computer bij de scanner van deze stapel is nog niet verbonden. Wacht tot die computer aanstaat en kies dan opnieuw Klaar. Wat gescand is, is bewaard.")
		return nil
	}
	return s.scannerSays(r, err)
}

// scannerSays shows what a scanner refuses on the next page.
func (s *Server) scannerSays(r *http.Request, err error) error {
	if refused := (*scanner.Refused)(nil); errors.As(err, &refused) {
		s.flash(r, FlashWarning, refused.Words)
		return nil
	}
	return err
}
