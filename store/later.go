package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// AddPromises keeps what a citizen said to send later with a form, and makes the code
// with which that may be sent.
func (tx *Tx) AddPromises(ctx context.Context, id postkamer.PieceID, list []postkamer.Promise) (code string, err error) {
	for _, p := range list {
		_, err := tx.tx.Exec(ctx, `
			INSERT INTO promises (piece_id, name, label, until)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (piece_id, name) DO NOTHING`, id, p.Name, p.Label, p.Until)
		if err != nil {
			return "", fmt.Errorf("promises of piece %d: %w", id, err)
		}
	}
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO later_codes (piece_id, code)
		VALUES ($1, $2)
		ON CONFLICT (piece_id) DO UPDATE SET code = later_codes.code
		RETURNING code`, id, postkamer.LaterCode.New()).Scan(&code)
	if err != nil {
		return "", fmt.Errorf("code to send more for piece %d: %w", id, err)
	}
	return code, nil
}

// Promises returns what a citizen said to send later, in the order of the names.
func (s *Store) Promises(ctx context.Context, id postkamer.PieceID) ([]postkamer.Promise, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT name, label, until, coalesce(came_at, '0001-01-01')
		FROM promises
		WHERE piece_id = $1
		ORDER BY name`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Promise])
	if err != nil {
		return nil, fmt.Errorf("promises of piece %d: %w", id, err)
	}
	return list, nil
}

// LaterCodeOf returns the code with which more may be sent for a piece; empty: none.
func (s *Store) LaterCodeOf(ctx context.Context, id postkamer.PieceID) (code string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce((SELECT code FROM later_codes WHERE piece_id = $1), '')`, id).Scan(&code)
	if err != nil {
		return "", fmt.Errorf("code to send more for piece %d: %w", id, err)
	}
	return code, nil
}

// PieceOfLaterCode returns the piece for which more may be sent with a code, or
// ErrNotFound.
func (s *Store) PieceOfLaterCode(ctx context.Context, code string) (id postkamer.PieceID, err error) {
	err = s.pool.QueryRow(ctx, `SELECT piece_id FROM later_codes WHERE code = $1`, postkamer.LaterCode.Normal(code)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("code to send more: %w", notFound(err))
	}
	return id, nil
}

// PromisesCame keeps that a piece was sent for what was promised. What came first stays: a
// question may be answered once more.
func (tx *Tx) PromisesCame(ctx context.Context, id postkamer.PieceID, names []string, came postkamer.PieceID) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE promises
		SET came_id = $3, came_at = now()
		WHERE piece_id = $1 AND name = ANY($2) AND came_at IS NULL`, id, names, came)
	if err != nil {
		return fmt.Errorf("what came for piece %d: %w", id, err)
	}
	return nil
}

// SentLater returns the reference under which the very same files were sent before to a
// case, for a piece with this id and reference: an answer that got lost has people send
// again. It is empty when one of the files is new there, or when a question of these is
// still open. Until the transaction ends nobody else sends something for that piece.
func (tx *Tx) SentLater(ctx context.Context, id postkamer.PieceID, reference, form string, questions, shas []string) (before string, err error) {
	if _, err := tx.tx.Exec(ctx, `SELECT 1 FROM pieces WHERE id = $1 FOR NO KEY UPDATE`, id); err != nil {
		return "", fmt.Errorf("sent before for piece %d: %w", id, err)
	}
	err = tx.tx.QueryRow(ctx, `
		SELECT coalesce((
			SELECT p.reference
			FROM covers v JOIN pieces p ON p.id = v.piece_id
			WHERE v.reference = $2 AND v.page_id IS NULL AND p.form = $3
				AND NOT EXISTS (SELECT 1 FROM promises WHERE piece_id = $1 AND name = ANY($4) AND came_at IS NULL)
				AND NOT EXISTS (SELECT FROM unnest($5::text[]) AS sent (sha) WHERE sha NOT IN (SELECT sha256 FROM files WHERE batch_id = p.batch_id))
			ORDER BY p.id
			LIMIT 1), '')`, id, reference, form, questions, shas).Scan(&before)
	if err != nil {
		return "", fmt.Errorf("sent before for piece %d: %w", id, err)
	}
	return before, nil
}
