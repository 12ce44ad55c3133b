package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"postkamer"
	"postkamer/store"
)

func (s *Server) lookRoutes() {
	s.staff("GET /stapel/{id}/nakijken", s.lookFirst, postkamer.Operator)
	s.staff("GET /stapel/{id}/nakijken/{page}", s.lookAt, postkamer.Operator)
	s.staff("POST /stapel/{id}/nakijken/{page}", s.lookAct, postkamer.Operator)
	s.staff("GET /stapel/{id}/nakijken/{page}/opnieuw", s.rescanPage, postkamer.Operator)
	s.staff("POST /stapel/{id}/nakijken/{page}/opnieuw", s.rescan, postkamer.Operator)
	s.staff("POST /stapel/{id}/nakijken/{page}/opnieuw/bestand", s.rescanFile, postkamer.Operator).allow(uploadLimit, uploadPatient)
	s.staff("GET /stapel/{id}/nakijken/{page}/invoegen", s.rescanPage, postkamer.Operator)
	s.staff("POST /stapel/{id}/nakijken/{page}/invoegen", s.rescan, postkamer.Operator)
	s.staff("POST /stapel/{id}/nakijken/{page}/invoegen/bestand", s.rescanFile, postkamer.Operator).allow(uploadLimit, uploadPatient)
}

// scannedBatch reads a stack of paper of the address.
func (s *Server) scannedBatch(r *http.Request) (postkamer.Batch, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return postkamer.Batch{}, err
	}
	batch, err := s.cfg.Store.Batch(r.Context(), postkamer.BatchID(id))
	if err == nil && batch.Channel != postkamer.Scan {
		err = postkamer.ErrNotFound
	}
	return batch, err
}

// batchForm reads what was posted, and the stack of the address without its pages.
func (s *Server) batchForm(r *http.Request) (form url.Values, b postkamer.Batch, err error) {
	if form, err = postForm(r); err != nil {
		return nil, b, err
	}
	b, err = s.scannedBatch(r)
	return form, b, err
}

// lookStack reads the stack of the address with its pages, and how far the scanner is with
// it. That is asked before the pages are read: what has come since then is shown too, and
// of what has not come the page knows that it must look again.
func (s *Server) lookStack(r *http.Request) (lookStack, error) {
	batch, err := s.scannedBatch(r)
	if err != nil {
		return lookStack{}, err
	}
	run := s.progress(r.Context(), batch.Key)
	if run == nil && batch.State == postkamer.Scanning { // a machine forgets a stack that ended: just now, maybe
		if batch, err = s.scannedBatch(r); err != nil {
			return lookStack{}, err
		}
	}
	pages, err := s.cfg.Store.BatchPages(r.Context(), batch.ID)
	if err != nil {
		return lookStack{}, err
	}
	st := newLookStack(batch, pages)
	st.run = run
	return st, nil
}

// profileOf returns the version of the profile that made a stack; of one from before
// there were profiles, nothing.
func (s *Server) profileOf(ctx context.Context, b postkamer.Batch) (postkamer.Profile, error) {
	if b.ProfileID == 0 {
		return postkamer.Profile{}, nil
	}
	return s.cfg.Store.Profile(ctx, b.ProfileID)
}

// open tells whether pages of the stack may be judged and changed.
func (st lookStack) open() bool {
	return st.Batch.State == postkamer.Looking || st.Batch.State == postkamer.Scanning || st.Batch.State == postkamer.Splitting
}

// path is the address of the stack, of looking at it, or of closing it.
func (st lookStack) path(more string) string { return fmt.Sprintf("/stapel/%d%s", st.Batch.ID, more) }

// lookFirst leads to the first page that needs eyes; when there is none, to what
// comes next: closing, or waiting for the scanner.
func (s *Server) lookFirst(w http.ResponseWriter, r *http.Request) error {
	st, err := s.lookStack(r)
	if err != nil {
		return err
	}
	http.Redirect(w, r, st.onward(-1), http.StatusSeeOther)
	return nil
}

// onward is where looking goes on behind the page at this place.
func (st lookStack) onward(at int) string {
	next := st.next(at)
	switch {
	case next != 0:
		return st.path(fmt.Sprintf("/nakijken/%d", next))
	case st.Batch.State == postkamer.Looking:
		return st.path("/afsluiten")
	}
	return st.path("")
}

// pageIn finds the page of the address in the stack. One that was replaced is
// found as the page that took its place.
func (s *Server) pageIn(r *http.Request, st lookStack) (at int, err error) {
	id, err := numberIn(r, "page")
	if err != nil {
		return 0, err
	}
	if at = st.at(st.now(postkamer.PageID(id))); at < 0 {
		return 0, postkamer.ErrNotFound
	}
	return at, nil
}

// stackPage reads the stack of the address with its pages, and the place of its page.
func (s *Server) stackPage(r *http.Request) (st lookStack, at int, err error) {
	if st, err = s.lookStack(r); err != nil {
		return st, 0, err
	}
	at, err = s.pageIn(r, st)
	return st, at, err
}

// stackForm reads what was posted, and the stack of the address.
func (s *Server) stackForm(r *http.Request) (form url.Values, st lookStack, err error) {
	if form, err = postForm(r); err != nil {
		return nil, st, err
	}
	st, err = s.lookStack(r)
	return form, st, err
}

// lookAct does what one key asks, and leads to the next page that needs eyes.
func (s *Server) lookAct(w http.ResponseWriter, r *http.Request) error {
	form, st, err := s.stackForm(r)
	if err != nil {
		return err
	}
	at, err := s.pageIn(r, st)
	if err != nil {
		return err
	}
	if form.Get("doe") == "ongedaan" {
		return s.lookUndo(w, r, st, at)
	}
	act, wrong := st.actOf(at, form)
	if len(wrong) > 0 {
		return s.lookRefused(w, r, st, at, wrong)
	}
	if act.do == nil {
		return fmt.Errorf("%w: no such act", errMalformed)
	}
	ctx := r.Context()
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return act.do(ctx, tx, st.Pages[at].ID, person(r)) })
	if errors.Is(err, postkamer.ErrConflict) {
		return s.lookTooLate(w, r, st.Batch.ID, st.Pages[at].ID)
	}
	if err != nil {
		return err
	}
	if act.stays {
		http.Redirect(w, r, st.path(fmt.Sprintf("/nakijken/%d", st.Pages[at].ID)), http.StatusSeeOther)
		return nil
	}
	st.Pages[at].LookedAt = s.cfg.Now() // this one was just judged
	http.Redirect(w, r, st.onward(at), http.StatusSeeOther)
	return nil
}

// lookTooLate says why nothing was changed: the page is still being made ready, or
// the stack was released meanwhile.
func (s *Server) lookTooLate(w http.ResponseWriter, r *http.Request, id postkamer.BatchID, page postkamer.PageID) error {
	batch, err := s.cfg.Store.Batch(r.Context(), id)
	if err != nil {
		return err
	}
	st := lookStack{Batch: batch}
	if st.open() {
		s.flash(r, FlashWarning, "Dit ging net niet: dit blad wordt nog klaargezet, of een collega heeft er iets aan veranderd. Probeer het zo nog een keer.")
		http.Redirect(w, r, st.path(fmt.Sprintf("/nakijken/%d", page)), http.StatusSeeOther)
		return nil
	}
	s.flash(r, FlashWarning, "Deze stapel is al vrijgegeven. Er is niets veranderd. Klopt er iets niet? Vraag dan bij de zaak om opnieuw te scannen.")
	http.Redirect(w, r, st.path(""), http.StatusSeeOther)
	return nil
}

// lookRefused shows the page again with what is wrong.
func (s *Server) lookRefused(w http.ResponseWriter, r *http.Request, st lookStack, at int, wrong []FieldError) error {
	page := s.lookPage(r, st, at)
	page.Errors = wrong
	return s.render(w, r, "nakijken", http.StatusUnprocessableEntity, page)
}

// lookUndo takes back the last thing this person did in the stack and shows that page.
func (s *Server) lookUndo(w http.ResponseWriter, r *http.Request, st lookStack, at int) error {
	var page postkamer.PageID
	var kind string
	ctx := r.Context()
	err := s.cfg.Store.InTx(ctx, func(tx *store.Tx) (err error) {
		page, kind, err = tx.UndoLook(ctx, st.Batch.ID, person(r))
		return err
	})
	switch {
	case errors.Is(err, postkamer.ErrNotFound):
		s.flash(r, FlashInfo, "Er is niets meer om ongedaan te maken.")
		page = st.Pages[at].ID
	case errors.Is(err, postkamer.ErrConflict):
		return s.lookTooLate(w, r, st.Batch.ID, st.Pages[at].ID)
	case err != nil:
		return err
	case kind == store.ActLapsed:
		s.flash(r, FlashWarning, "Dit kan niet meer ongedaan worden gemaakt: een collega heeft dit blad daarna veranderd. Druk nog eens op Z voor wat daarvoor kwam.")
	default:
		s.flash(r, FlashOK, "Ongedaan gemaakt.")
	}
	http.Redirect(w, r, st.path(fmt.Sprintf("/nakijken/%d", page)), http.StatusSeeOther)
	return nil
}
