package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// tellVisit mails the citizen of a booking that was given back or moved: to the address
// of the receipt, in the transaction that changes the booking. False: no mail goes, for
// there is no address, or mail to it did not get through. A booking is told about once.
func (tx *Tx) tellVisit(ctx context.Context, b postkamer.Booking, m postkamer.Mail) (bool, error) {
	err := tx.tx.QueryRow(ctx, `SELECT to_address FROM mails WHERE key = $1 AND state IN ('waiting', 'sent')`, receiptKey(b.PieceID)).Scan(&m.To)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("mail address of piece %d: %w", b.PieceID, err)
	}
	m.Kind, m.Key, m.CaseID = postkamer.MailVisit, fmt.Sprintf("visit-%d", b.ID), b.CaseID
	_, err = tx.AddMail(ctx, m)
	return err == nil, err
}
