package web

import (
	"io"
	"net/http"
	"strconv"

	"postkamer"
	"postkamer/store"
)

// copyWords say what a caseworker reads about a searchable copy that is not there.
var copyWords = map[postkamer.CopyState]string{
	postkamer.CopyWaiting: "De doorzoekbare pdf wordt gemaakt.",
	postkamer.CopyFailed:  "Een doorzoekbare pdf van dit poststuk maken is niet gelukt. De bladzijden zelf zijn er wel.",
}

// A copyLink leads to the searchable copy of a piece, or says why there is none.
type copyLink struct {
	Path  string // empty: not there, see Why
	Size  string
	Why   string
	Again string // where to ask for it once more; empty: no need
}

// addCopy adds the searchable copy; a form without pages has none.
func (s *Server) addCopy(r *http.Request, page *casePage) error {
	c, err := s.cfg.Store.Copy(r.Context(), page.Case.PieceID)
	if err != nil || c.State == postkamer.CopyNone {
		return err
	}
	page.Copy = &copyLink{Why: copyWords[c.State]}
	if c.State == postkamer.CopyMade {
		page.Copy.Path, page.Copy.Size = page.Path+"/pdf", dutchSize(c.Size)
	}
	if c.State == postkamer.CopyFailed {
		page.Copy.Again = page.Path + "/pdf"
	}
	return nil
}

// copyAgain sets a copy that failed going once more: the disk may have been full.
func (s *Server) copyAgain(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.CopyAgain(ctx, c.PieceID) })
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ De doorzoekbare pdf wordt opnieuw gemaakt.")
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// caseCopy gives the searchable copy as a download. That somebody took it is
// logged before any byte of it is sent.
func (s *Server) caseCopy(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	made, err := s.cfg.Store.Copy(r.Context(), c.PieceID)
	if err != nil {
		return err
	}
	copied, err := s.cfg.Store.OpenCopy(r.Context(), made)
	if err != nil {
		return err
	}
	defer copied.Close()
	taken := postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, PieceID: c.PieceID, CaseID: c.ID, Detail: "doorzoekbare pdf"}
	if err := s.cfg.Store.Log(r.Context(), taken); err != nil {
		return err
	}
	download(w, c.Reference+".pdf", "application/pdf", made.Size)
	if _, err := io.Copy(w, copied); err != nil {
		visiting(r).err = err // the answer has begun: nothing more to show
	}
	return nil
}

// download sets the headers of a file that no browser may open as part of our site.
func download(w http.ResponseWriter, name, contentType string, size int64) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", attachment(name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
}
