package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// mailsMeetCase ties the mails about a piece that went before it had a case to that case:
// the code for a partner, and the first appointment. One that did not get through is told
// there, for then a person must phone. That of its receipt is for receiptMeetsCase.
func (tx *Tx) mailsMeetCase(ctx context.Context, id postkamer.PieceID, about postkamer.CaseID) error {
	rows, _ := tx.tx.Query(ctx, `
		UPDATE mails
		SET case_id = $2
		WHERE case_id IS NULL AND key IN (
			SELECT 'sign-' || piece_id || '-' || to_char(sent_on, 'YYYY-MM-DD') FROM signatures WHERE piece_id = $1
			UNION ALL
			SELECT 'visit-made-' || id FROM slot_bookings WHERE piece_id = $1 AND released_at IS NULL)
		RETURNING kind, state, why`, id, about)
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (m postkamer.Mail, err error) {
		err = r.Scan(&m.Kind, &m.State, &m.Why)
		return m, err
	})
	if err != nil {
		return fmt.Errorf("mails about piece %d: %w", id, err)
	}
	for _, m := range list {
		if m.State != postkamer.MailFailed {
			continue
		}
		if err := tx.AddDoubts(ctx, about, []postkamer.Doubt{{Code: postkamer.MailNotSent, Why: unsentWhy(m.Kind, m.Why)}}); err != nil {
			return err
		}
	}
	return nil
}

// unsentWhy says on a case which mail did not get through, when that is none of a letter.
func unsentWhy(kind postkamer.MailKind, why string) string {
	switch kind {
	case postkamer.MailSign:
		return "De code voor de partner kwam niet aan. " + why
	case postkamer.MailVisit:
		return "Het bericht over de afspraak kwam niet aan. " + why
	}
	return why
}
