package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// UndoID numbers something that can be taken back.
type UndoID int64

// ErrTooLate says that something was done too long ago to take it back.
var ErrTooLate = errors.New("too late to take back")

// undoFor is how long something can be taken back: 30 seconds on the page, and five
// for the way there and back.
const undoFor = `interval '35 seconds'`

// forgetUndos is when what could be taken back is thrown away: its rows hold values.
const forgetUndos = `interval '10 minutes'`

// Undoable does something to a case, and keeps how the rows were that it changed, so
// that this person can take it back (Store.Undo). Kind is the event that do logs. The
// case is locked first. What changes nothing cannot be taken back.
func (tx *Tx) Undoable(ctx context.Context, id postkamer.CaseID, by postkamer.Person, kind postkamer.EventKind, do func() error) error {
	_, err := tx.undoable(ctx, id, by, kind, do)
	return err
}

// undoable is Undoable that says how the act is called; 0 when nothing changed.
func (tx *Tx) undoable(ctx context.Context, id postkamer.CaseID, by postkamer.Person, kind postkamer.EventKind, do func() error) (undo UndoID, err error) {
	if _, err := tx.tx.Exec(ctx, `SELECT 1 FROM cases WHERE id = $1 FOR UPDATE`, id); err != nil {
		return 0, fmt.Errorf("hold case %d: %w", id, err)
	}
	before, err := tx.rowsOf(ctx, id)
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	after, err := tx.rowsOf(ctx, id)
	if err != nil {
		return 0, err
	}
	changes := changesOf(before, after)
	if len(changes) == 0 {
		return 0, nil
	}
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO undos (case_id, by_id, kind, version, changes)
		SELECT id, $2, $3, version, $4
		FROM cases
		WHERE id = $1
		RETURNING id`, id, by.ID, kind, changes).Scan(&undo)
	if err != nil {
		return 0, fmt.Errorf("keep how case %d was: %w", id, err)
	}
	return undo, nil
}

// LastUndo returns what this person did last to a case, when it can still be taken
// back; 0 when there is nothing.
func (s *Store) LastUndo(ctx context.Context, id postkamer.CaseID, by postkamer.Person) (UndoID, error) {
	var undo UndoID
	err := s.pool.QueryRow(ctx, `
		SELECT coalesce(max(u.id), 0)
		FROM undos u JOIN cases c ON c.id = u.case_id AND c.version = u.version
		WHERE u.case_id = $1 AND u.by_id = $2 AND u.undone_at IS NULL AND u.at > now() - `+undoFor, id, by.ID).Scan(&undo)
	if err != nil {
		return 0, fmt.Errorf("last act on case %d: %w", id, err)
	}
	return undo, nil
}

// An Undone is what was taken back.
type Undone struct {
	CaseID    postkamer.CaseID
	Reference string
	Kind      postkamer.EventKind
	version   int
	changes   []rowChange
	late      bool
	done      bool
}

// Undo takes back what this person did. The rows become as they were, but the case
// gets a new version and the log keeps both. Doing it again changes nothing.
// ErrTooLate: it is too long ago. ErrConflict: something followed. ErrNotFound:
// there is nothing like it of this person.
func (s *Store) Undo(ctx context.Context, id UndoID, by postkamer.Person) (Undone, error) {
	var u Undone
	err := s.InTx(ctx, func(tx *Tx) (err error) {
		if u, err = tx.undoOf(ctx, id, by); err != nil || u.done {
			return err
		}
		if u.late {
			return ErrTooLate
		}
		return tx.takeBack(ctx, id, u, by)
	})
	if err != nil {
		return u, fmt.Errorf("take back act %d: %w", id, followed(err))
	}
	return u, nil
}

// undoOf returns what is to be taken back, with its case locked.
func (tx *Tx) undoOf(ctx context.Context, id UndoID, by postkamer.Person) (u Undone, err error) {
	err = tx.tx.QueryRow(ctx, `
		SELECT u.case_id, p.reference, u.kind, u.version, u.changes, u.at <= now() - `+undoFor+`, u.undone_at IS NOT NULL
		FROM undos u
		JOIN cases c ON c.id = u.case_id
		JOIN pieces p ON p.id = c.piece_id
		WHERE u.id = $1 AND u.by_id = $2
		FOR UPDATE OF c, u`, id, by.ID).Scan(&u.CaseID, &u.Reference, &u.Kind, &u.version, &u.changes, &u.late, &u.done)
	return u, notFound(err)
}

// absorb makes an act that somebody just did part of one that they did before it in the
// same breath: one button takes both back.
func (tx *Tx) absorb(ctx context.Context, id, first UndoID, by postkamer.Person) error {
	if id == 0 || first == 0 {
		return nil
	}
	_, err := tx.tx.Exec(ctx, `
		WITH part AS (
			SELECT id, changes FROM undos WHERE id = $2 AND by_id = $3 AND undone_at IS NULL
		), emptied AS (
			UPDATE undos SET undone_at = now(), changes = '[]' WHERE id IN (SELECT id FROM part)
		)
		UPDATE undos u
		SET changes = part.changes || u.changes
		FROM part
		WHERE u.id = $1`, id, first, by.ID)
	if err != nil {
		return fmt.Errorf("make act %d part of %d: %w", first, id, err)
	}
	return nil
}

// takeBack puts rows back. An act that did not change the case itself, as a corrected
// field, is in nobody's way while the case is not done: only its own rows count. Any
// other was followed by whatever gave the case another version.
func (tx *Tx) takeBack(ctx context.Context, id UndoID, u Undone, by postkamer.Person) error {
	moved := slices.ContainsFunc(u.changes, func(c rowChange) bool { return c.Table == "cases" })
	err := tx.one(ctx, `SELECT 1 FROM cases WHERE id = $1 AND (version = $2 OR NOT $3 AND state <> 'done')`, u.CaseID, u.version, moved)
	if err != nil {
		return err
	}
	is, err := tx.rowsOf(ctx, u.CaseID)
	if err != nil {
		return err
	}
	if err := tx.restore(ctx, u, is); err != nil {
		return err
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE undos SET undone_at = now(), changes = '[]' WHERE id = $1`, id); err != nil {
		return err
	}
	return tx.caseEvent(ctx, u.CaseID, postkamer.EventTakenBack, by.Name, string(u.Kind))
}

// followed turns a row that others refer to by now into ErrConflict: something followed.
func followed(err error) error {
	var refused interface{ SQLState() string }
	if errors.As(err, &refused) && refused.SQLState() == foreignKey {
		return postkamer.ErrConflict
	}
	return err
}

// foreignKey is the SQLSTATE of foreign_key_violation.
const foreignKey = "23503"

// ForgetUndos throws away what can no longer be taken back, and who was looking at a
// case a while ago.
func (s *Store) ForgetUndos(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM undos WHERE at < now() - `+forgetUndos)
	if err == nil {
		_, err = s.pool.Exec(ctx, `DELETE FROM case_viewers WHERE seen_at < now() - `+forgetUndos)
	}
	if err != nil {
		return fmt.Errorf("forget what can no longer be taken back: %w", err)
	}
	return nil
}

// A row is one row of a table as it stands, by column.
type row map[string]json.RawMessage

// A rowChange is what an act did to one row: only the columns that it changed. A row
// that came has no Before, one that went no After.
type rowChange struct {
	Table  string `json:"table"`
	Key    string `json:"key"`
	Before row    `json:"before,omitempty"`
	After  row    `json:"after,omitempty"`
}

// rowsOf returns all rows of a case that an act may change, by table and key.
func (tx *Tx) rowsOf(ctx context.Context, id postkamer.CaseID) (map[rowKey]row, error) {
	rows, _ := tx.tx.Query(ctx, undoRows, id)
	all := map[rowKey]row{}
	_, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (rowKey, error) {
		var key rowKey
		var one row
		err := r.Scan(&key.table, &key.key, &one)
		all[key] = one
		return key, err
	})
	if err != nil {
		return nil, fmt.Errorf("rows of case %d: %w", id, err)
	}
	return all, nil
}
