package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

const boxColumns = `
	id,
	year,
	number,
	place,
	opened_at,
	opened_by,
	coalesce(closed_at, ` + never + `),
	closed_by,
	coalesce(keep_until, date '0001-01-01'),
	coalesce(proposed_at, ` + never + `),
	proposed_by,
	list_sha256,
	coalesce(approved_at, ` + never + `),
	approved_by,
	coalesce(destroyed_at, ` + never + `),
	destroyed_by,
	destroyed_in`

// boxFields are where boxColumns go.
func boxFields(b *postkamer.Box) []any {
	return []any{&b.ID, &b.Year, &b.Number, &b.Place, &b.OpenedAt, &b.OpenedBy, &b.ClosedAt, &b.ClosedBy, &b.KeepUntil,
		&b.ProposedAt, &b.ProposedBy, &b.ListSHA256, &b.ApprovedAt, &b.ApprovedBy, &b.DestroyedAt, &b.DestroyedBy, &b.DestroyedIn}
}

func scanBox(row pgx.CollectableRow) (postkamer.Box, error) {
	var b postkamer.Box
	err := row.Scan(boxFields(&b)...)
	return b, err
}

// boxOfToken returns the box that was opened with a token, or pgx.ErrNoRows.
func (tx *Tx) boxOfToken(ctx context.Context, token string) (postkamer.Box, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+boxColumns+` FROM boxes WHERE token = nullif($1, '')`, token)
	return pgx.CollectExactlyOneRow(rows, scanBox)
}

// OpenBox opens a new box with the next number of the year of day. The same token is the
// same box, an empty one is none; it returns ErrConflict when the same is opened at this
// very moment: try again.
func (tx *Tx) OpenBox(ctx context.Context, token, place, by string, day time.Time) (postkamer.Box, error) {
	there, err := tx.boxOfToken(ctx, token)
	if !errors.Is(err, pgx.ErrNoRows) {
		return there, err
	}
	year := postkamer.DayOf(day).Year()
	number, err := tx.nextNumber(ctx, "box", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return postkamer.Box{}, err
	}
	rows, _ := tx.tx.Query(ctx, `
		INSERT INTO boxes (year, number, place, opened_by, token)
		VALUES ($1, $2, $3, $4, nullif($5, ''))
		ON CONFLICT (token) DO NOTHING
		RETURNING `+boxColumns, year, number, place, by, token)
	b, err := pgx.CollectExactlyOneRow(rows, scanBox)
	if errors.Is(err, pgx.ErrNoRows) {
		err = postkamer.ErrConflict
	}
	if err != nil {
		return b, fmt.Errorf("open box: %w", err)
	}
	return b, tx.boxEvent(ctx, b.ID, postkamer.EventBoxOpened, by, place)
}

func (tx *Tx) boxEvent(ctx context.Context, id postkamer.BoxID, kind postkamer.EventKind, by, detail string) error {
	return tx.Event(ctx, postkamer.Event{Kind: kind, Actor: by, BoxID: id, Detail: detail})
}

// lockBox returns a box and keeps everybody else from changing it.
func (tx *Tx) lockBox(ctx context.Context, id postkamer.BoxID) (postkamer.Box, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+boxColumns+` FROM boxes WHERE id = $1 FOR NO KEY UPDATE`, id)
	b, err := pgx.CollectExactlyOneRow(rows, scanBox)
	if err != nil {
		return b, fmt.Errorf("box %d: %w", id, notFound(err))
	}
	return b, nil
}

// PutInBox puts the paper of a stack in an open box, behind what is in it, and returns
// its position there, from 1. A stack that is in that box already stays where it is.
// ErrConflict means that the box is closed, or the stack is in another box or not
// released yet.
func (tx *Tx) PutInBox(ctx context.Context, batch postkamer.BatchID, box postkamer.BoxID, by string) (int, error) {
	b, err := tx.LockBatch(ctx, batch)
	if err != nil {
		return 0, err
	}
	x, err := tx.lockBox(ctx, box)
	if err != nil {
		return 0, err
	}
	if b.BoxID == box {
		return b.BoxPosition, nil
	}
	if b.BoxID != 0 || b.State != postkamer.Split || b.Channel != postkamer.Scan || !x.ClosedAt.IsZero() {
		return 0, fmt.Errorf("put batch %d in box %d: %w", batch, box, postkamer.ErrConflict)
	}
	var position int
	err = tx.tx.QueryRow(ctx, `
		UPDATE batches
		SET box_id = $2, box_position = (SELECT coalesce(max(box_position), 0) + 1 FROM batches WHERE box_id = $2)
		WHERE id = $1
		RETURNING box_position`, batch, box).Scan(&position)
	if err != nil {
		return 0, fmt.Errorf("put batch %d in box %d: %w", batch, box, err)
	}
	event := postkamer.Event{Kind: postkamer.EventBoxed, Actor: by, BatchID: batch, BoxID: box,
		Detail: fmt.Sprintf("doos %d van %d, plek %d", x.Number, x.Year, position)}
	return position, tx.Event(ctx, event)
}

// CloseBox says that a box is full and until when its paper is kept at least.
// ErrConflict means that it is closed already.
func (tx *Tx) CloseBox(ctx context.Context, id postkamer.BoxID, keepUntil time.Time, by string) error {
	err := tx.one(ctx, `
		UPDATE boxes
		SET closed_at = now(), closed_by = $3, keep_until = $2
		WHERE id = $1 AND closed_at IS NULL`, id, keepUntil, by)
	if err != nil {
		return fmt.Errorf("close box %d: %w", id, err)
	}
	return tx.boxEvent(ctx, id, postkamer.EventBoxClosed, by, "bewaren tot "+keepUntil.Format(time.DateOnly))
}

// ProposeDestruction keeps the list of what is to be destroyed, whatever it holds, and
// returns its SHA-256 in hex. ErrConflict means that the box is open, or proposed
// already.
func (tx *Tx) ProposeDestruction(ctx context.Context, id postkamer.BoxID, list string, by postkamer.Person) (string, error) {
	sum := sha256.Sum256([]byte(list))
	sha := hex.EncodeToString(sum[:])
	err := tx.one(ctx, `
		UPDATE boxes
		SET proposed_at = now(), proposed_by = $2, proposed_by_id = $3, list_sha256 = $4
		WHERE id = $1 AND closed_at IS NOT NULL AND proposed_at IS NULL`, id, by.Name, by.ID, sha)
	if err != nil {
		return "", fmt.Errorf("propose to destroy box %d: %w", id, err)
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO destruction_lists (sha256, box_id, content, proposed_by)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, sha, id, list, by.Name)
	if err != nil {
		return "", fmt.Errorf("keep the list of box %d: %w", id, err)
	}
	return sha, tx.boxEvent(ctx, id, postkamer.EventDestroyAsk, by.Name, "lijst "+sha)
}

// WithdrawDestruction takes a proposal back, and its approval, as long as the paper is
// there. ErrConflict means that there is none.
func (tx *Tx) WithdrawDestruction(ctx context.Context, id postkamer.BoxID, why string, by postkamer.Person) error {
	err := tx.one(ctx, `
		UPDATE boxes
		SET proposed_at = NULL, proposed_by = '', proposed_by_id = NULL, list_sha256 = '',
			approved_at = NULL, approved_by = '', approved_by_id = NULL
		WHERE id = $1 AND proposed_at IS NOT NULL AND destroyed_at IS NULL`, id)
	if err != nil {
		return fmt.Errorf("withdraw the destruction of box %d: %w", id, err)
	}
	return tx.boxEvent(ctx, id, postkamer.EventDestroyNo, by.Name, why)
}

// ApproveDestruction lets the paper of a box be destroyed, by another person than who
// proposed it: ErrForbidden when it is the same. ErrConflict means that the list is
// not the one that was proposed, the time to keep it is not over on day, or something
// in the box is still waited for.
func (tx *Tx) ApproveDestruction(ctx context.Context, id postkamer.BoxID, listSHA256 string, day time.Time, by postkamer.Person) error {
	x, err := tx.lockBox(ctx, id)
	if err != nil {
		return err
	}
	var proposer postkamer.PersonID
	if err := tx.tx.QueryRow(ctx, `SELECT coalesce(proposed_by_id, 0) FROM boxes WHERE id = $1`, id).Scan(&proposer); err != nil {
		return fmt.Errorf("box %d: %w", id, err)
	}
	if proposer == by.ID {
		return fmt.Errorf("approve own destruction of box %d: %w", id, postkamer.ErrForbidden)
	}
	if x.ListSHA256 == "" || x.ListSHA256 != listSHA256 || !x.ApprovedAt.IsZero() {
		return fmt.Errorf("approve destruction of box %d: %w", id, postkamer.ErrConflict)
	}
	if err := tx.mayGo(ctx, x, day); err != nil {
		return fmt.Errorf("approve destruction of box %d: %w", id, err)
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE boxes SET approved_at = now(), approved_by = $2, approved_by_id = $3 WHERE id = $1`, id, by.Name, by.ID)
	if err != nil {
		return fmt.Errorf("approve destruction of box %d: %w", id, err)
	}
	return tx.boxEvent(ctx, id, postkamer.EventDestroyYes, by.Name, "lijst "+listSHA256)
}

// mayGo returns ErrConflict when the paper of a box may not be destroyed.
func (tx *Tx) mayGo(ctx context.Context, x postkamer.Box, day time.Time) error {
	figures, err := tx.boxFigures(ctx, x.ID)
	if err != nil {
		return err
	}
	if x.ClosedAt.IsZero() || !x.KeepUntil.Before(postkamer.DayOf(day)) || !figures.Balanced() {
		return postkamer.ErrConflict
	}
	return nil
}

// MarkDestroyed says that the paper of a box is gone, and how that was done. It looks
// once more whether that might be: ErrConflict when not, or not approved.
func (tx *Tx) MarkDestroyed(ctx context.Context, id postkamer.BoxID, how string, day time.Time, by postkamer.Person) error {
	x, err := tx.lockBox(ctx, id)
	if err != nil {
		return err
	}
	if x.ApprovedAt.IsZero() || !x.DestroyedAt.IsZero() {
		return fmt.Errorf("destroy box %d: %w", id, postkamer.ErrConflict)
	}
	if err := tx.mayGo(ctx, x, day); err != nil {
		return fmt.Errorf("destroy box %d: %w", id, err)
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE boxes SET destroyed_at = now(), destroyed_by = $2, destroyed_in = $3 WHERE id = $1`, id, by.Name, how)
	if err != nil {
		return fmt.Errorf("destroy box %d: %w", id, err)
	}
	return tx.boxEvent(ctx, id, postkamer.EventDestroyed, by.Name, how)
}
