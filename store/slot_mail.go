package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// madeKey names the mail that tells of a booking, and offKey the one that it was given
// back, also for another.
func madeKey(id int64) string { return fmt.Sprintf("visit-made-%d", id) }

func offKey(id int64) string { return fmt.Sprintf("visit-%d", id) }

// MakeVisit gives a piece a first time, chosen afterwards and not on its form. ErrFull and
// ErrConflict are as of BookSlot. The mail tells the citizen, see tellVisit; told is false
// when no mail goes. Doing it again changes nothing, and tells the same.
func (s *Store) MakeVisit(ctx context.Context, b postkamer.Booking, mail postkamer.Mail) (told bool, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		id, err := tx.bookSlot(ctx, b.PieceID, b.Slot)
		if err != nil {
			return err
		}
		told, err = tx.tellVisit(ctx, madeKey(id), b, mail)
		return err
	})
	return told, err
}

// VisitTold tells whether a mail about a booking as it is now went to its citizen, or goes.
func (s *Store) VisitTold(ctx context.Context, id int64) (bool, error) {
	return toldVisit(ctx, s.pool, id)
}

// toldVisit is VisitTold, in a transaction or outside one.
func toldVisit(ctx context.Context, db rower, id int64) (told bool, err error) {
	err = db.QueryRow(ctx, `
		SELECT EXISTS (
			SELECT
			FROM mails
			WHERE state IN ('waiting', 'sent')
				AND key IN (SELECT $2 UNION ALL SELECT 'visit-' || o.id FROM slot_bookings b JOIN slot_bookings o ON`+movedTo+` WHERE b.id = $1))`,
		id, madeKey(id)).Scan(&told)
	if err != nil {
		return false, fmt.Errorf("mail of booking %d: %w", id, err)
	}
	return told, nil
}

// tellVisit mails the citizen about a booking that was made, moved or given back: to the
// address of the receipt, in the transaction that does it. False: no mail goes, for there
// is no address, or mail to it did not get through. A booking is told about once.
func (tx *Tx) tellVisit(ctx context.Context, key string, b postkamer.Booking, m postkamer.Mail) (bool, error) {
	err := tx.tx.QueryRow(ctx, `SELECT to_address FROM mails WHERE key = $1 AND state IN ('waiting', 'sent')`, receiptKey(b.PieceID)).Scan(&m.To)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("mail address of piece %d: %w", b.PieceID, err)
	}
	m.Kind, m.Key, m.CaseID = postkamer.MailVisit, key, b.CaseID
	_, err = tx.AddMail(ctx, m)
	return err == nil, err
}
