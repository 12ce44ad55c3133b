package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Move is what a person says that a case is about, and where it must go.
type Move struct {
	Kind     postkamer.CaseType
	Queue    postkamer.Queue
	Term     postkamer.Term
	DueOn    time.Time // last day of Term, which runs for Kind; zero when none does
	Priority postkamer.Priority
	Reason   string
	Anew     *Anew // what is read for Kind; nil keeps the fields as they are
}

// Anew is what the machine reads in a piece for the kind that a person chose.
type Anew struct {
	Text   postkamer.Text // places of fields and doubts are on its pages
	Fields []postkamer.Field
	Doubts []postkamer.Doubt
}

// MoveCase gives a case another kind and queue; it lies there open for whoever
// takes the next. The doubt about its kind is settled by that, the term of the kind
// begins to run, and its fields are those of the kind: what a person looked at or
// typed stays. What was urgent stays so. The log keeps the kind as it was, so that
// the mistake can be learnt from.
func (s *Store) MoveCase(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, m Move) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventMoved, func() error { return tx.moveCase(ctx, id, version, by, m) })
	})
	if err != nil {
		return fmt.Errorf("move case %d: %w", id, err)
	}
	return nil
}

func (tx *Tx) moveCase(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, m Move) error {
	if err := tx.endClaim(ctx, id, version, by, postkamer.CaseOpen); err != nil {
		return err
	}
	was, err := tx.place(ctx, id, m)
	if err != nil {
		return err
	}
	if err := tx.settleCodes(ctx, id, by.Name, []postkamer.DoubtCode{postkamer.KindUnsure}); err != nil {
		return err
	}
	if m.Anew != nil && was != m.Kind {
		if err := tx.readAnew(ctx, id, by, *m.Anew); err != nil {
			return err
		}
	}
	return tx.caseEvent(ctx, id, postkamer.EventMoved, by.Name, fmt.Sprintf("%s, %s. %s", m.Kind, m.Queue, movedFrom(was, m)))
}

// place writes a move and returns the kind as it was.
func (tx *Tx) place(ctx context.Context, id postkamer.CaseID, m Move) (was postkamer.CaseType, err error) {
	var timed bool
	if err := tx.tx.QueryRow(ctx, `SELECT case_type, due_on IS NOT NULL FROM cases WHERE id = $1`, id).Scan(&was, &timed); err != nil {
		return "", err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE cases
		SET case_type = $2,
			queue = $3,
			probability = 1,
			priority = least(priority, $4)
		WHERE id = $1`, id, m.Kind, m.Queue, cmp.Or(m.Priority, postkamer.Normal))
	if err != nil || was == m.Kind && timed {
		return was, err
	}
	if err := tx.keepTerm(ctx, id, m.Term, m.DueOn); err != nil {
		return was, err
	}
	return was, tx.reckon(ctx, id)
}

// movedFrom says what a case was taken for, before the reason.
func movedFrom(was postkamer.CaseType, m Move) string {
	if was == m.Kind {
		return m.Reason
	}
	return "Was " + string(was) + ". " + m.Reason
}

// settleCodes settles the open doubts with one of the codes.
func (tx *Tx) settleCodes(ctx context.Context, id postkamer.CaseID, by string, codes []postkamer.DoubtCode) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE doubts
		SET settled_by = $2, settled_at = now()
		WHERE case_id = $1 AND code = ANY($3) AND settled_at IS NULL`, id, by, codes)
	return err
}

// readAnew replaces what the machine read for another kind. Fields that a person
// looked at, changed or added stay, after those of the kind.
func (tx *Tx) readAnew(ctx context.Context, id postkamer.CaseID, by postkamer.Person, anew Anew) error {
	_, err := tx.tx.Exec(ctx, `
		DELETE FROM fields
		WHERE case_id = $1 AND seen_by = '' AND value = read_value`, id)
	if err != nil {
		return err
	}
	rows, _ := tx.tx.Query(ctx, `SELECT name FROM fields WHERE case_id = $1 ORDER BY position`, id)
	kept, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.FieldName])
	if err != nil {
		return err
	}
	var all pgx.Batch
	for i, f := range anew.Fields {
		if !slices.Contains(kept, f.Name) {
			queueField(&all, id, i, anew.Text, f)
		}
	}
	if err := tx.send(ctx, &all); err != nil {
		return err
	}
	if err := tx.orderFields(ctx, id, anew.Fields); err != nil {
		return err
	}
	return tx.doubtAnew(ctx, id, by, anew)
}

// orderFields puts fields in the order of a kind; others follow as they stood.
func (tx *Tx) orderFields(ctx context.Context, id postkamer.CaseID, fields []postkamer.Field) error {
	order := make([]string, len(fields))
	for i, f := range fields {
		order[i] = string(f.Name)
	}
	_, err := tx.tx.Exec(ctx, `
		UPDATE fields f
		SET position = placed.at - 1
		FROM (
			SELECT name, row_number() OVER (ORDER BY array_position($2::text[], name) NULLS LAST, position, name) AS at
			FROM fields
			WHERE case_id = $1
		) placed
		WHERE f.case_id = $1 AND f.name = placed.name`, id, order)
	return err
}

// doubtAnew settles the open doubts of the decision that the kind does not have, and
// adds those that it has besides. What came after the decision, such as a telephone
// number that was wrong, stays.
func (tx *Tx) doubtAnew(ctx context.Context, id postkamer.CaseID, by postkamer.Person, anew Anew) error {
	codes := make([]postkamer.DoubtCode, len(anew.Doubts))
	for i, d := range anew.Doubts {
		codes[i] = d.Code
	}
	_, err := tx.tx.Exec(ctx, `
		UPDATE doubts
		SET settled_by = $2, settled_at = now()
		WHERE case_id = $1 AND settled_at IS NULL AND code <> ALL($3) AND code IN (
			SELECT one ->> 'code'
			FROM (SELECT verdict FROM decisions WHERE piece_id = (SELECT piece_id FROM cases WHERE id = $1) ORDER BY id DESC LIMIT 1) d,
				jsonb_array_elements(nullif(d.verdict -> 'doubts', 'null')) one)`, id, by.Name, codes)
	if err != nil {
		return err
	}
	rows, _ := tx.tx.Query(ctx, `SELECT code FROM doubts WHERE case_id = $1`, id)
	have, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.DoubtCode])
	if err != nil {
		return err
	}
	fresh := slices.DeleteFunc(slices.Clone(anew.Doubts), func(d postkamer.Doubt) bool { return slices.Contains(have, d.Code) })
	return tx.addDoubts(ctx, id, anew.Text, fresh)
}
