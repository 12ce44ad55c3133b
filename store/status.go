package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A CitizenStatus is how far the municipality is with a piece, for its citizen: no content,
// and not who works on it.
type CitizenStatus struct {
	ReceivedAt time.Time
	State      postkamer.CaseState // empty: it has no case yet
	DueOn      time.Time           // last day to decide; zero when no term runs
	WaitsUntil time.Time           // last day for what the citizen must do; zero unless the case waits
	WaitsFor   string              // Dutch, as it stands in the lists of staff
	Asked      WaitKind
	Promised   time.Time // when we phone; zero: no time was named
	DoneAt     time.Time
	Withdrawn  string // reference of the piece with which its citizen took it back; empty: nobody did
}

// WaitKind is what a case waits for.
type WaitKind string

// Kinds of waiting.
const (
	WaitsForThing  WaitKind = "thing"  // what CitizenStatus.WaitsFor says
	WaitsForLetter WaitKind = "letter" // what stands in a letter
	WaitsForCall   WaitKind = "call"   // the citizen phones
)

// CitizenStatus tells how far a piece is: of a case that goes on in another, how far that is.
func (s *Store) CitizenStatus(ctx context.Context, id postkamer.PieceID) (CitizenStatus, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT p.received_at,
			coalesce(c.state, ''),
			coalesce(c.due_on, `+never+`),
			coalesce(c.waits_until, `+never+`),
			coalesce(c.waits_for, ''),
			coalesce((SELECT promised_at FROM call_tasks WHERE case_id = c.id AND NOT done), `+never+`),
			coalesce(c.done_at, `+never+`),
			coalesce((SELECT reference FROM batches WHERE key = 'form:intrekken:' || p.id), '')
		FROM pieces p
		LEFT JOIN cases own ON own.piece_id = p.id
		LEFT JOIN cases c ON c.id = coalesce(own.attached_to, own.id)
		WHERE p.id = $1`, id)
	st, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (CitizenStatus, error) {
		var st CitizenStatus
		err := row.Scan(&st.ReceivedAt, &st.State, &st.DueOn, &st.WaitsUntil, &st.WaitsFor, &st.Promised, &st.DoneAt, &st.Withdrawn)
		return st, err
	})
	if err != nil {
		return st, fmt.Errorf("status of piece %d: %w", id, notFound(err))
	}
	switch st.WaitsFor {
	case "":
	case waitsForCall:
		st.Asked = WaitsForCall
	case waitsForLetter:
		st.Asked = WaitsForLetter
	default:
		st.Asked = WaitsForThing
	}
	return st, nil
}
