package workers

import (
	"cmp"
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
	if early, err := w.beforeItsCase(ctx, piece); err != nil || early {
		return cmp.Or(err, river.JobSnooze(routePause))
	}
	d, err := w.decide(ctx, piece)
	if err != nil {
		return err
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		decided, err := w.settle(ctx, tx, &d)
		if err != nil {
			return err
		}
		id, err := tx.Route(ctx, piece, d.text, decided)
		if err != nil {
			return err
		}
		if err := tx.TellInfected(ctx, piece.ID); err != nil {
			return err
		}
		if err := tx.AddSketch(ctx, piece.ID, d.links.Sketch); err != nil {
			return err
		}
		if err := relate(ctx, tx, piece, d.verdict, d.facts.Earlier); err != nil {
			return err
		}
		if at := classify.Encloses(d.facts, decided); at >= 0 {
			if _, err := tx.AttachCovered(ctx, id, d.facts.Earlier[at].CaseID, classify.Told(decided, piece.Reference)); err != nil {
				return err
			}
		}
		return w.keep(ctx, tx, d, id, decided)
	})
}

// A deciding is what is known of a piece and what follows from that.
type deciding struct {
	piece    postkamer.Piece
	text     postkamer.Text
	facts    classify.Facts
	verdict  postkamer.Verdict
	links    postkamer.Links
	checksum string // of the model
	policy   classify.Policy
}

// decide decides about a piece by itself, without what else there is.
func (w *steps) decide(ctx context.Context, piece postkamer.Piece) (deciding, error) {
	d := deciding{piece: piece}
	var err error
	if d.text, d.facts, err = FactsOf(ctx, w.store, piece); err != nil {
		return d, err
	}
	mind := w.mind.now()
	d.checksum, d.policy = mind.checksum, w.town.Now().Policy
	if d.facts.Addresses, err = w.store.FindAddresses(ctx, classify.Lookups(d.text, d.facts, mind.model, d.policy)); err != nil {
		return d, err
	}
	d.verdict = classify.Classify(d.text, d.facts, mind.model, d.policy)
	d.links = classify.LinksOf(d.text, d.facts, d.verdict)
	return d, nil
}

// settle decides with the earlier pieces that it has to do with, and with how far the
// program may go with its kind.
func (w *steps) settle(ctx context.Context, tx *store.Tx, d *deciding) (v postkamer.Verdict, err error) {
	if d.facts.Earlier, err = tx.Earlier(ctx, d.piece, d.links); err != nil {
		return v, err
	}
	rules := guard.Guard{Store: w.store, Policy: d.policy}
	return rules.Routed(ctx, tx, d.piece, d.text, d.facts, classify.WithEarlier(d.facts, d.verdict, d.policy))
}

// keep keeps what was decided, and on what grounds.
func (w *steps) keep(ctx context.Context, tx *store.Tx, d deciding, id postkamer.CaseID, decided postkamer.Verdict) error {
	off, err := tx.KindsOff(ctx, d.piece.Channel)
	if err != nil {
		return err
	}
	return tx.AddDecision(ctx, postkamer.Decision{PieceID: d.piece.ID, CaseID: id, Model: d.checksum, Policy: d.policy.Fingerprint(),
		Earlier: d.facts.Earlier, Inputs: &postkamer.Inputs{Addresses: d.facts.Addresses, CountsOn: d.facts.CountsOn, Off: off}, Verdict: decided})
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
	facts := classify.Facts{Channel: piece.Channel, Form: piece.Form, Answers: piece.Answers, ReceivedOn: piece.ReceivedOn, CountsOn: piece.CountsOn}
	text, err := st.Text(ctx, piece.ID)
	if err != nil {
		return text, facts, err
	}
	if facts.Flags, err = flags(ctx, st, piece); err != nil {
		return text, facts, err
	}
	return text, facts, cameWith(ctx, st, piece, &facts)
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
