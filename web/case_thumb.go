package web

import (
	"context"
	"net/http"

	"postkamer"
)

// caseThumb gives the small picture of a page of the case's piece. That somebody
// looked is logged before any byte of it is sent.
func (s *Server) caseThumb(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	number, err := numberIn(r, "page")
	if err != nil {
		return err
	}
	page, err := s.cfg.Store.PageOfPiece(r.Context(), c.PieceID, postkamer.PageID(number))
	if err != nil {
		return err
	}
	if page.View.Key == "" {
		return postkamer.ErrNotFound
	}
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	small, err := s.thumbs.get(r.Context(), page.View.Key+"0", func(ctx context.Context) ([]byte, error) {
		image, err := s.cfg.Store.View(ctx, page.View.Key)
		if err != nil {
			return nil, err
		}
		return shrink(image)
	})
	if err != nil {
		return err
	}
	return writeImage(w, small)
}
