package store

import (
	"context"
	"errors"
	"fmt"

	"postkamer"
)

// Why a case cannot go on in another.
var (
	// ErrDone says that the other case is finished: a team leader can open it again.
	ErrDone = errors.New("the other case is finished")
	// ErrChain says that one of both goes on in another case already, or has cases that
	// go on in it.
	ErrChain = errors.New("attached already")
)

// whyAttached is what the holder of the other case reads.
const whyAttached = "Er is een stuk bij gekomen: %s. Kijk of dat iets verandert."

// Attach lets a case that a person has go on in another: it is done, and its piece is
// shown there. The other case gets a doubt that says so, comes back when it waits for
// the citizen, and its term runs again. Both keep their own piece: see Detach.
func (s *Store) Attach(ctx context.Context, id postkamer.CaseID, version int, to postkamer.CaseID, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		if err := tx.lockBoth(ctx, id, to); err != nil {
			return err
		}
		if err := tx.mayAttach(ctx, id, to); err != nil {
			return err
		}
		if err := tx.endClaim(ctx, id, version, by, postkamer.CaseDone); err != nil {
			return err
		}
		if err := tx.settleDoubts(ctx, id, by.Name); err != nil {
			return err
		}
		return tx.attach(ctx, id, to, by.Name)
	})
	if err != nil {
		return fmt.Errorf("attach case %d to %d: %w", id, to, err)
	}
	return nil
}

// lockBoth locks two cases in one order, so that two people cannot hold each other up.
func (tx *Tx) lockBoth(ctx context.Context, a, b postkamer.CaseID) error {
	tag, err := tx.tx.Exec(ctx, `SELECT 1 FROM cases WHERE id IN ($1, $2) ORDER BY id FOR UPDATE`, a, b)
	if err != nil {
		return err
	}
	if tag.RowsAffected() != 2 {
		return postkamer.ErrNotFound
	}
	return nil
}

func (tx *Tx) mayAttach(ctx context.Context, id, to postkamer.CaseID) error {
	var done, chain bool
	err := tx.tx.QueryRow(ctx, `
		SELECT o.state = 'done',
			o.attached_to IS NOT NULL OR EXISTS (SELECT 1 FROM cases WHERE attached_to = $1)
		FROM cases o
		WHERE o.id = $2`, id, to).Scan(&done, &chain)
	switch {
	case err != nil:
		return err
	case chain:
		return ErrChain
	case done:
		return ErrDone
	}
	return nil
}

// attach ties a case that is done to the one in which it goes on.
func (tx *Tx) attach(ctx context.Context, id, to postkamer.CaseID, by string) error {
	var reference, other string
	var piece postkamer.PieceID
	err := tx.tx.QueryRow(ctx, `
		UPDATE cases c
		SET attached_to = $2, queue = o.queue, queue_before = c.queue
		FROM cases o JOIN pieces op ON op.id = o.piece_id, pieces p
		WHERE c.id = $1 AND o.id = $2 AND p.id = c.piece_id
		RETURNING p.id, p.reference, op.reference`, id, to).Scan(&piece, &reference, &other)
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO relations (piece_id, other_id, kind)
		SELECT greatest(a.piece_id, b.piece_id), least(a.piece_id, b.piece_id), 'belongs'
		FROM cases a, cases b
		WHERE a.id = $1 AND b.id = $2
		ON CONFLICT DO NOTHING`, id, to)
	if err != nil {
		return err
	}
	if err := tx.caseEvent(ctx, id, postkamer.EventAttached, by, "hoort bij "+other); err != nil {
		return err
	}
	if err := tx.caseEvent(ctx, to, postkamer.EventAttached, by, reference+" hoort hierbij"); err != nil {
		return err
	}
	doubt := postkamer.Doubt{Code: postkamer.BelongsTo, Why: fmt.Sprintf(whyAttached, reference)}
	if err := tx.warn(ctx, to, doubt); err != nil {
		return err
	}
	return tx.answerCame(ctx, to, piece)
}

// Detach takes a case apart from the one in which it went on, and gives it to this
// person, in the queue and with the doubts that it had. The doubt about it goes, unless
// somebody settled it. ErrConflict means that it goes on in no other case, or that its
// pages are there: see Join.
func (s *Store) Detach(ctx context.Context, id postkamer.CaseID, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var to postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `SELECT attached_to FROM cases WHERE id = $1 AND attached_to IS NOT NULL`, id).Scan(&to)
		if err != nil {
			return conflict(err)
		}
		if err := tx.lockBoth(ctx, id, to); err != nil {
			return err
		}
		_, err = tx.tx.Exec(ctx, `
			UPDATE doubts d
			SET settled_by = '', settled_at = NULL
			FROM cases c
			WHERE c.id = $1 AND d.case_id = c.id AND d.settled_at = c.done_at`, id)
		if err != nil {
			return err
		}
		err = tx.one(ctx, `
			UPDATE cases
			SET attached_to = NULL,
				queue = coalesce(nullif(queue_before, ''), queue),
				queue_before = '',
				state = 'claimed',
				claimed_by = $2,
				claimed_at = now(),
				claim_until = now() + `+claimHours+`,
				done_at = NULL,
				done_by = '',
				version = version + 1
			WHERE id = $1 AND attached_to = $3
				AND NOT EXISTS (SELECT 1 FROM cuts k WHERE k.new_id = cases.piece_id AND k.undone_at IS NOT NULL)`, id, by.ID, to)
		if err != nil {
			return err
		}
		return tx.detached(ctx, id, to, by.Name)
	})
	if err != nil {
		return fmt.Errorf("detach case %d: %w", id, err)
	}
	return nil
}

// detached tells both cases.
func (tx *Tx) detached(ctx context.Context, id, to postkamer.CaseID, by string) error {
	var reference, other string
	err := tx.tx.QueryRow(ctx, `
		SELECT p.reference, o.reference
		FROM cases c JOIN pieces p ON p.id = c.piece_id, cases d JOIN pieces o ON o.id = d.piece_id
		WHERE c.id = $1 AND d.id = $2`, id, to).Scan(&reference, &other)
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE doubts
		SET settled_by = $3, settled_at = now()
		WHERE case_id = $1 AND code = $4 AND why = $2 AND settled_at IS NULL`, to, fmt.Sprintf(whyAttached, reference), by, postkamer.BelongsTo)
	if err != nil {
		return err
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE cases SET version = version + 1 WHERE id = $1 AND state <> 'done'`, to); err != nil {
		return err
	}
	if err := tx.caseEvent(ctx, id, postkamer.EventDetached, by, "hoort niet bij "+other); err != nil {
		return err
	}
	return tx.caseEvent(ctx, to, postkamer.EventDetached, by, reference+" hoort hier niet bij")
}

// An Attached case goes on in another, or its piece was cut off another.
type Attached struct {
	CaseID    postkamer.CaseID // 0: not routed yet
	Reference string
	CaseType  postkamer.CaseType
	State     postkamer.CaseState
	Pages     int
	MayJoin   bool // of a cut: nothing was done with it yet
}

// AttachedTo returns the cases that go on in one, oldest first.
func (s *Store) AttachedTo(ctx context.Context, id postkamer.CaseID) ([]Attached, error) {
	return s.attached(ctx, `
		SELECT c.id, p.reference, c.case_type, c.state, (SELECT count(*) FROM pages WHERE piece_id = p.id AND mark = ''), false
		FROM cases c JOIN pieces p ON p.id = c.piece_id
		WHERE c.attached_to = $1 AND NOT EXISTS (SELECT 1 FROM cuts WHERE new_id = p.id AND undone_at IS NOT NULL)
		ORDER BY c.id`, id)
}
