package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// AddPiece stores a new piece of a batch with its pages and queues what comes
// next: reading for each page whose TextState is waiting, or routing when there
// is nothing to read. A letter whose reference is taken gets another one.
func (tx *Tx) AddPiece(ctx context.Context, p postkamer.Piece, position int) (postkamer.PieceID, error) {
	if len(p.Pages) == 0 && p.Form == "" {
		return 0, fmt.Errorf("add piece: %w", errNoPages)
	}
	left := 0
	for _, page := range p.Pages {
		if page.TextState == postkamer.TextWaiting {
			left++
		}
	}
	if err := tx.receivePiece(ctx, &p, position, left); err != nil {
		return 0, err
	}
	for i, page := range p.Pages {
		if err := tx.placePage(ctx, page, p.ID, i); err != nil {
			return 0, err
		}
	}
	if left > 0 {
		return p.ID, nil
	}
	if len(p.Pages) == 0 { // answers: there is nothing to copy
		return p.ID, tx.answersRead(ctx, p.ID)
	}
	return p.ID, tx.pieceRead(ctx, p.ID)
}

// receivePiece writes the row of a piece and that it was received.
func (tx *Tx) receivePiece(ctx context.Context, p *postkamer.Piece, position, pagesLeft int) error {
	if p.Answers == nil {
		p.Answers = []postkamer.Answer{}
	}
	if err := tx.insertPiece(ctx, p, position, pagesLeft); err != nil {
		return fmt.Errorf("add piece %d of batch %d: %w", position, p.BatchID, err)
	}
	tx.EventLater(postkamer.Event{Kind: postkamer.EventReceived, BatchID: p.BatchID, PieceID: p.ID})
	return nil
}

// insertPiece writes the row of a piece. Nobody has seen the reference of a letter
// yet, so a taken one is drawn anew; a form's was shown to the citizen.
func (tx *Tx) insertPiece(ctx context.Context, p *postkamer.Piece, position, pagesLeft int) error {
	for range referenceDraws {
		err := tx.tx.QueryRow(ctx, `
			INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left, form, answers)
			VALUES ($1, $2, $3, $4, 'received', $5, $6, $7, $8, $9)
			ON CONFLICT (reference) DO NOTHING
			RETURNING id`,
			p.BatchID, position, p.Reference, p.Channel, p.ReceivedOn, p.ReceivedAt, pagesLeft, p.Form, p.Answers,
		).Scan(&p.ID)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		prefix, _, _ := strings.Cut(p.Reference, "-")
		if p.Form != "" {
			break
		}
		p.Reference = postkamer.NewReference(prefix, p.ReceivedAt)
	}
	return errNoReference
}

// placePage puts a page in a piece (0: in none) with its mark, and queues its reading.
func (tx *Tx) placePage(ctx context.Context, p postkamer.Page, piece postkamer.PieceID, index int) error {
	err := tx.one(ctx, `
		UPDATE pages
		SET piece_id = nullif($2, 0), mark = $3, marked_by = $4, text_state = $5, text_since = now()
		WHERE id = $1`, p.ID, piece, p.Mark, p.MarkedBy, p.TextState)
	if err != nil {
		return fmt.Errorf("place page %d: %w", p.ID, err)
	}
	if p.TextState != postkamer.TextWaiting {
		return nil
	}
	return tx.nextPage(ctx, postkamer.ReadPage{PageID: p.ID}, index)
}

// MarkPage says why a page is in no piece.
func (tx *Tx) MarkPage(ctx context.Context, p postkamer.Page) error {
	return tx.placePage(ctx, p, 0, 0)
}

// pieceRead ends the reading of a piece and queues the decision and the copy.
func (tx *Tx) pieceRead(ctx context.Context, id postkamer.PieceID) error {
	if err := tx.needCopy(ctx, id); err != nil {
		return err
	}
	return tx.toDecide(ctx, id)
}

// answersRead ends the reading of a piece that was only just added and has no pages: it
// can wait for the end of the transaction.
func (tx *Tx) answersRead(ctx context.Context, id postkamer.PieceID) error {
	tx.later(advancePiece, id, postkamer.Received, postkamer.Read).Exec(changedOne)
	tx.EventLater(postkamer.Event{Kind: postkamer.EventRead, PieceID: id})
	return tx.Next(ctx, postkamer.RoutePiece{PieceID: id})
}

// toDecide ends the reading of a piece and queues the decision.
func (tx *Tx) toDecide(ctx context.Context, id postkamer.PieceID) error {
	if err := tx.Advance(ctx, id, postkamer.Received, postkamer.Read); err != nil {
		return err
	}
	return tx.Next(ctx, postkamer.RoutePiece{PieceID: id})
}

// Advance moves a piece from one stage to the next: the fence that lets a step
// run twice. It returns ErrConflict when the piece is no longer at from.
func (tx *Tx) Advance(ctx context.Context, id postkamer.PieceID, from, to postkamer.Stage) error {
	if !from.MayBecome(to) {
		return fmt.Errorf("advance piece %d: %s never becomes %s", id, from, to)
	}
	err := tx.flush(ctx) // of a form, its stage may be among what waits
	if err == nil {
		err = tx.one(ctx, advancePiece, id, from, to)
	}
	if err != nil {
		return fmt.Errorf("advance piece %d to %s: %w", id, to, err)
	}
	kind := postkamer.EventRead
	if to == postkamer.Routed {
		kind = postkamer.EventRouted
	}
	tx.EventLater(postkamer.Event{Kind: kind, PieceID: id})
	return nil
}

const advancePiece = `
	UPDATE pieces
	SET stage = $3, version = version + 1, stage_since = now()
	WHERE id = $1 AND stage = $2`

const pieceColumns = `
	id,
	batch_id,
	reference,
	channel,
	stage,
	version,
	received_on,
	received_at,
	coalesce(counts_on, '0001-01-01'),
	pages_left,
	form,
	answers`

func scanPiece(row pgx.CollectableRow) (postkamer.Piece, error) {
	var p postkamer.Piece
	err := row.Scan(&p.ID, &p.BatchID, &p.Reference, &p.Channel, &p.Stage, &p.Version,
		&p.ReceivedOn, &p.ReceivedAt, &p.CountsOn, &p.PagesLeft, &p.Form, &p.Answers)
	return p, err
}

// Piece returns one piece with all its pages, blank ones too, or ErrNotFound.
func (s *Store) Piece(ctx context.Context, id postkamer.PieceID) (postkamer.Piece, error) {
	return s.piece(ctx, `SELECT `+pieceColumns+` FROM pieces WHERE id = $1`, id)
}

// PieceByReference returns the piece with a reference, or ErrNotFound.
func (s *Store) PieceByReference(ctx context.Context, reference string) (postkamer.Piece, error) {
	return s.piece(ctx, `SELECT `+pieceColumns+` FROM pieces WHERE reference = $1`, reference)
}

func (s *Store) piece(ctx context.Context, sql string, arg any) (postkamer.Piece, error) {
	rows, _ := s.pool.Query(ctx, sql, arg)
	p, err := pgx.CollectExactlyOneRow(rows, scanPiece)
	if err != nil {
		return p, fmt.Errorf("piece: %w", notFound(err))
	}
	pages, _ := s.pool.Query(ctx, `SELECT `+pageColumns+` FROM pages WHERE piece_id = $1 ORDER BY position`, p.ID)
	if p.Pages, err = pgx.CollectRows(pages, scanPage); err != nil {
		return p, fmt.Errorf("pages of piece %d: %w", p.ID, err)
	}
	return p, nil
}

// BatchPieces returns the pieces of a batch in order, without their pages.
func (s *Store) BatchPieces(ctx context.Context, id postkamer.BatchID) ([]postkamer.Piece, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+pieceColumns+` FROM pieces WHERE batch_id = $1 ORDER BY position`, id)
	pieces, err := pgx.CollectRows(rows, scanPiece)
	if err != nil {
		return nil, fmt.Errorf("pieces of batch %d: %w", id, err)
	}
	return pieces, nil
}
