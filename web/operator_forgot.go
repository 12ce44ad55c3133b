package web

import (
	"context"
	"net/http"
	"slices"

	"postkamer"
	"postkamer/intake/scanner"
)

// isConnected tells whether the machine of a scanner is there. It says which stacks it
// has in the same breath, so that one it does not name is not there any more.
func (s *Server) isConnected(ctx context.Context, scannerID string) bool {
	return slices.ContainsFunc(s.scannerStates(ctx), func(sc scanner.State) bool { return sc.ID == scannerID && sc.Code != scanner.Offline })
}

// endWithWhatIsIn ends a stack of which the machine that scanned it knows nothing any
// more, such as after its disk was replaced: else it would stay open for ever. What may
// be missing shows when the sheets are counted.
func (s *Server) endWithWhatIsIn(r *http.Request, batch postkamer.Batch) error {
	pages, err := s.cfg.Store.BatchPages(r.Context(), batch.ID)
	if err != nil {
		return err
	}
	var parts []string
	for _, f := range batch.Files {
		loose := func(p postkamer.Page) bool { return p.FileID == f.ID && (p.Replaces != 0 || p.After != 0) }
		if f.Part != "" && !slices.ContainsFunc(pages, loose) {
			parts = append(parts, f.Part)
		}
	}
	if err := s.cfg.Desk.EndStack(r.Context(), batch.Key, parts); err != nil {
		return err
	}
	s.flash(r, FlashWarning, s.filled("De computer bij de scanner kent deze stapel niet meer. De stapel gaat verder met de {bladzijden}. Tel de bladen goed na.", "{bladzijden}", s.areInWords(len(pages))))
	return nil
}
