package workers

import (
	"context"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/classify"
	"postkamer/guard"
	"postkamer/store"
)

// routePiece decides what a piece is and opens its case.
type routePiece struct {
	river.WorkerDefaults[postkamer.RoutePiece]
	steps
}

// Work does the step.
func (w *routePiece) Work(ctx context.Context, job *river.Job[postkamer.RoutePiece]) error {
	piece, err := w.store.Piece(ctx, job.Args.PieceID)
	if err != nil {
		return err
	}
	if piece.Stage != postkamer.Read {
		return postkamer.ErrConflict
	}
	text, facts, err := FactsOf(ctx, w.store, piece)
	if err != nil {
		return err
	}
	mind, policy := w.mind.now(), w.town.Now().Policy
	if facts.Addresses, err = w.store.FindAddresses(ctx, classify.Lookups(text, facts, mind.model, policy)); err != nil {
		return err
	}
	verdict := classify.Classify(text, facts, mind.model, policy)
	links := classify.LinksOf(text, facts, verdict)
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		facts.Earlier, err = tx.Earlier(ctx, piece, links)
		if err != nil {
			return err
		}
		rules := guard.Guard{Store: w.store, Policy: policy}
		decided, err := rules.Routed(ctx, tx, piece, text, facts, classify.WithEarlier(facts, verdict, policy))
		if err != nil {
			return err
		}
		id, err := tx.Route(ctx, piece, text, decided)
		if err != nil {
			return err
		}
		if err := tx.AddSketch(ctx, piece.ID, links.Sketch); err != nil {
			return err
		}
		if err := relate(ctx, tx, piece, verdict, facts.Earlier); err != nil {
			return err
		}
		off, err := tx.KindsOff(ctx, piece.Channel)
		if err != nil {
			return err
		}
		return tx.AddDecision(ctx, postkamer.Decision{PieceID: piece.ID, CaseID: id, Model: mind.checksum, Policy: policy.Fingerprint(),
			Earlier: facts.Earlier, Inputs: &postkamer.Inputs{Addresses: facts.Addresses, Off: off}, Verdict: decided})
	})
}

// relate ties a piece to the earlier ones that it has to do with.
func relate(ctx context.Context, tx *store.Tx, piece postkamer.Piece, v postkamer.Verdict, earlier []postkamer.Earlier) error {
	notes := classify.Notes(v, earlier, piece.Reference)
	for i, kind := range classify.RelationsOf(v, earlier) {
		if kind == "" {
			continue
		}
		if err := tx.Relate(ctx, piece.ID, earlier[i], kind, notes[i]); err != nil {
			return err
		}
	}
	return nil
}

// FactsOf returns the text of a piece and what is known of it apart from that.
func FactsOf(ctx context.Context, st *store.Store, piece postkamer.Piece) (postkamer.Text, classify.Facts, error) {
	facts := classify.Facts{Channel: piece.Channel, Form: piece.Form, Answers: piece.Answers, ReceivedOn: piece.ReceivedOn}
	text, err := st.Text(ctx, piece.ID)
	if err != nil {
		return text, facts, err
	}
	facts.Flags, err = flags(ctx, st, piece)
	return text, facts, err
}

// flags returns what inspection noted about the files that a piece has pages of.
func flags(ctx context.Context, st *store.Store, piece postkamer.Piece) ([]string, error) {
	files, err := st.Files(ctx, piece.BatchID)
	if err != nil {
		return nil, err
	}
	with := map[postkamer.FileID]bool{}
	for _, page := range piece.Pages {
		with[page.FileID] = true
	}
	var flags []string
	for _, f := range files {
		if with[f.ID] {
			flags = append(flags, f.Flags...)
		}
	}
	return flags, nil
}
