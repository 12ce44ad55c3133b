package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A FieldInput is what a person made of a field.
type FieldInput struct {
	Name  postkamer.FieldName
	Value string
	Seen  bool // looked at and found right, even if the value did not change
}

// SaveFields keeps what the holder of a case made of its fields, and keeps the
// claim alive. What the machine read stays beside it. ErrConflict means that the
// case is not this person's any more.
func (s *Store) SaveFields(ctx context.Context, id postkamer.CaseID, by postkamer.Person, inputs []FieldInput) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		if err := tx.keepClaim(ctx, id, by); err != nil {
			return err
		}
		return tx.Undoable(ctx, id, by, postkamer.EventChanged, func() error { return tx.saveFields(ctx, id, by, inputs) })
	})
	if err != nil {
		return fmt.Errorf("save fields of case %d: %w", id, err)
	}
	return nil
}

// saveFields writes the fields that changed or were seen for the first time.
func (tx *Tx) saveFields(ctx context.Context, id postkamer.CaseID, by postkamer.Person, inputs []FieldInput) error {
	changed := 0
	for _, in := range inputs {
		tag, err := tx.tx.Exec(ctx, `
			UPDATE fields
			SET value = $3,
				seen_by = CASE WHEN $4 OR value <> $3 THEN $5 ELSE seen_by END,
				seen_at = CASE WHEN $4 OR value <> $3 THEN now() ELSE seen_at END
			WHERE case_id = $1 AND name = $2 AND (value <> $3 OR $4 AND seen_by = '')`,
			id, in.Name, in.Value, in.Seen, by.Name)
		if err != nil {
			return fmt.Errorf("field %s: %w", in.Name, err)
		}
		changed += int(tag.RowsAffected())
	}
	if changed == 0 {
		return nil
	}
	return tx.caseEvent(ctx, id, postkamer.EventChanged, by.Name, fmt.Sprintf("%d velden", changed))
}

// Approve ends a case. It does not while fields that must be seen (postkamer.MustBeSeen)
// have not been looked at: those are returned as unseen. What else must be done in
// the same transaction comes with it. ErrKindUnsure means that a person must choose
// its kind first: then a term may run that the program did not see.
func (s *Store) Approve(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, also ...func(*Tx) error) (unseen []postkamer.FieldName, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventApproved, func() error {
			if unseen, err = tx.approve(ctx, id, version, by); err != nil {
				return err
			}
			for _, do := range also {
				if err := do(tx); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if len(unseen) > 0 {
		return unseen, nil
	}
	if err != nil {
		return nil, fmt.Errorf("approve case %d: %w", id, err)
	}
	return nil, nil
}

func (tx *Tx) approve(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person) (unseen []postkamer.FieldName, err error) {
	if err := tx.endClaim(ctx, id, version, by, postkamer.CaseDone); err != nil {
		return nil, err
	}
	if err := tx.kindChosen(ctx, id); err != nil {
		return nil, err
	}
	rows, _ := tx.tx.Query(ctx, `
		SELECT name
		FROM fields
		WHERE case_id = $1 AND state = ANY($2) AND seen_by = ''
		ORDER BY position`, id, postkamer.MustBeSeen)
	if unseen, err = pgx.CollectRows(rows, pgx.RowTo[postkamer.FieldName]); err != nil {
		return nil, err
	}
	if len(unseen) > 0 {
		return unseen, errUnseen // rolls the approval back
	}
	if err := tx.settleDoubts(ctx, id, by.Name); err != nil {
		return nil, err
	}
	if err := tx.addLabel(ctx, id, by.Name); err != nil {
		return nil, err
	}
	if err := tx.recallAtEnd(ctx, id, by.Name); err != nil {
		return nil, err
	}
	return nil, tx.caseEvent(ctx, id, postkamer.EventApproved, by.Name, "")
}

// kindChosen returns ErrKindUnsure while the doubt about the kind of a case is open.
func (tx *Tx) kindChosen(ctx context.Context, id postkamer.CaseID) error {
	var open bool
	err := tx.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM doubts WHERE case_id = $1 AND code = $2 AND settled_at IS NULL)`, id, postkamer.KindUnsure).Scan(&open)
	if err == nil && open {
		err = postkamer.ErrKindUnsure
	}
	return err
}

// errUnseen ends the transaction of an approval that may not be.
var errUnseen = fmt.Errorf("fields have not been looked at")

// endClaim moves a case that a person has to another state. Version is that of
// the page on which the person decided.
func (tx *Tx) endClaim(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, to postkamer.CaseState) error {
	return tx.one(ctx, `
		UPDATE cases
		SET state = $4,
			version = version + 1,
			claimed_by = NULL,
			claimed_at = NULL,
			claim_until = NULL,
			owner_id = CASE WHEN $4 = 'calling' THEN $3::bigint END,
			done_at = CASE WHEN $4 = 'done' THEN now() END,
			done_by = CASE WHEN $4 = 'done' THEN $5 ELSE '' END
		WHERE id = $1 AND version = $2 AND state = 'claimed' AND claimed_by = $3`,
		id, version, by.ID, to, by.Name)
}

func (tx *Tx) settleDoubts(ctx context.Context, id postkamer.CaseID, by string) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE doubts
		SET settled_by = $2, settled_at = now()
		WHERE case_id = $1 AND settled_at IS NULL`, id, by)
	return err
}

// A HandOver is what a caseworker asks a colleague to find out by telephone.
type HandOver struct {
	Reason   postkamer.DoubtCode
	Question string // what we need to know
	Note     string
	Phone    string
	Part     postkamer.DayPart // when the citizen likes to be phoned
}

// HandToCaller gives a case to whoever phones; it comes back to who handed it over.
func (s *Store) HandToCaller(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, h HandOver) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventHandedOver, func() error { return tx.handToCaller(ctx, id, version, by, h) })
	})
	if err != nil {
		return fmt.Errorf("hand case %d to a caller: %w", id, err)
	}
	return nil
}

func (tx *Tx) handToCaller(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, h HandOver) error {
	if err := tx.endClaim(ctx, id, version, by, postkamer.CaseCalling); err != nil {
		return err
	}
	task := postkamer.CallTask{
		CaseID: id, Reason: h.Reason, Question: h.Question, Phone: h.Phone, HandedByID: by.ID, HandedBy: by.Name, HandedNote: h.Note, Part: h.Part,
	}
	err := tx.tx.QueryRow(ctx, `
		SELECT c.priority,
			coalesce((SELECT why FROM doubts WHERE case_id = c.id AND code = $2 AND settled_at IS NULL ORDER BY id LIMIT 1), $3)
		FROM cases c
		WHERE c.id = $1`, id, h.Reason, h.Question).Scan(&task.Priority, &task.Why)
	if err != nil {
		return err
	}
	if err := tx.AddCallTask(ctx, task); err != nil {
		return err
	}
	return tx.caseEvent(ctx, id, postkamer.EventHandedOver, by.Name, "")
}
