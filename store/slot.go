package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// slotLock is the class of the advisory locks on the days of a calendar.
const slotLock = 73_050_024

// ByCitizen is who gave a time back, in slot_bookings and in the log, when it was
// the citizen.
const ByCitizen = "inwoner"

// takenAt counts the seats that are given out at the time of a slot ($2 to $3) of a
// kind ($1): each one that is at that time, in part too, for the calendar may have
// been changed since.
const takenAt = ` kind = $1 AND starts_at < $3 AND ends_at > $2 AND released_at IS NULL`

// movedTo finds the booking (o) that another (b) came in the place of: one transaction
// gives the one back and makes the other, so that both have its time.
const movedTo = ` o.piece_id = b.piece_id AND o.kind = b.kind AND o.released_at = b.booked_at`

// FreeSlots returns those of the slots that somebody can still have, with how many do.
func (s *Store) FreeSlots(ctx context.Context, slots []postkamer.Slot) ([]postkamer.Slot, error) {
	if len(slots) == 0 {
		return nil, nil
	}
	from, to := slots[0].From, slots[0].To
	for _, slot := range slots {
		if slot.To.After(to) {
			to = slot.To
		}
	}
	rows, _ := s.pool.Query(ctx, `
		SELECT starts_at, ends_at
		FROM slot_bookings
		WHERE`+takenAt, slots[0].Kind, from, to)
	taken, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (t postkamer.Slot, err error) {
		err = r.Scan(&t.From, &t.To)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("free times: %w", err)
	}
	var free []postkamer.Slot
	for _, slot := range slots {
		for _, t := range taken {
			if slot.Overlaps(t) {
				slot.Taken++
			}
		}
		if slot.Free() {
			free = append(free, slot)
		}
	}
	return free, nil
}

// BookSlot gives a piece a time. ErrFull: all places are taken. Until the transaction
// ends nobody else books on that day. Booking the same time for the same piece again
// changes nothing.
func (tx *Tx) BookSlot(ctx context.Context, piece postkamer.PieceID, slot postkamer.Slot) error {
	_, err := tx.bookSlot(ctx, piece, slot)
	return err
}

// bookSlot is BookSlot, and returns the number of the booking.
func (tx *Tx) bookSlot(ctx context.Context, piece postkamer.PieceID, slot postkamer.Slot) (id int64, err error) {
	if err := tx.lockDay(ctx, slot); err != nil {
		return 0, fmt.Errorf("book a time: %w", err)
	}
	id, err = tx.hasSlot(ctx, piece, slot)
	if id != 0 || err != nil {
		return id, err
	}
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO slot_bookings (kind, starts_at, ends_at, seat, piece_id)
		SELECT $1, $2, $3, min(n), $4
		FROM generate_series(1, $5::int) n
		WHERE n NOT IN (SELECT seat FROM slot_bookings WHERE`+takenAt+`)
		HAVING min(n) IS NOT NULL AND (SELECT count(*) FROM slot_bookings WHERE`+takenAt+`) < $5::int
		RETURNING id`,
		slot.Kind, slot.From, slot.To, piece, slot.Places).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = postkamer.ErrFull
	}
	if err != nil {
		return 0, fmt.Errorf("book a time for piece %d: %w", piece, err)
	}
	return id, tx.Event(ctx, postkamer.Event{Kind: postkamer.EventBooked, Actor: ByCitizen, PieceID: piece, Detail: slot.String()})
}

// hasSlot returns the booking of a time that a piece has already; 0: it has none, and
// ErrConflict: another one of its kind.
func (tx *Tx) hasSlot(ctx context.Context, piece postkamer.PieceID, slot postkamer.Slot) (id int64, err error) {
	var same bool
	err = tx.tx.QueryRow(ctx, `
		SELECT id, starts_at = $3 AND ends_at = $4
		FROM slot_bookings
		WHERE piece_id = $1 AND kind = $2 AND released_at IS NULL`, piece, slot.Kind, slot.From, slot.To).Scan(&id, &same)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, nil
	case err == nil && !same:
		err = postkamer.ErrConflict
	}
	if err != nil {
		return 0, fmt.Errorf("book a time for piece %d: %w", piece, err)
	}
	return id, nil
}

// lockDay makes bookings on the day of a slot wait for one another.
func (tx *Tx) lockDay(ctx context.Context, slot postkamer.Slot) error {
	day := int32(slot.Day().Unix() / (24 * 60 * 60)) // counted from 1970: fits for ever
	_, err := tx.tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, $2)`, int32(slotLock), day)
	return err
}

const bookingColumns = `
	SELECT b.id,
		b.kind,
		b.starts_at,
		b.ends_at,
		b.piece_id,
		coalesce(c.id, 0),
		p.reference,
		coalesce(c.case_type, ''),
		coalesce(c.queue, ''),
		coalesce((SELECT value FROM fields WHERE case_id = c.id AND name = 'name'), ''),
		coalesce((SELECT value FROM fields WHERE case_id = c.id AND name = 'phone'), ''),
		b.booked_at,
		b.came,
		b.version
	FROM slot_bookings b
	JOIN pieces p ON p.id = b.piece_id
	LEFT JOIN cases c ON c.piece_id = p.id`

func scanBooking(row pgx.CollectableRow) (b postkamer.Booking, err error) {
	err = row.Scan(&b.ID, &b.Slot.Kind, &b.Slot.From, &b.Slot.To, &b.PieceID, &b.CaseID, &b.Reference, &b.CaseType, &b.Queue,
		&b.Who, &b.Phone, &b.BookedAt, &b.Came, &b.Version)
	return b, err
}

// Bookings returns who has a time of a kind that begins between two moments, in order.
func (s *Store) Bookings(ctx context.Context, kind postkamer.SlotKind, from, to time.Time) ([]postkamer.Booking, error) {
	rows, _ := s.pool.Query(ctx, bookingColumns+`
		WHERE b.kind = $1 AND b.starts_at >= $2 AND b.starts_at < $3 AND b.released_at IS NULL
		ORDER BY b.starts_at, b.seat`, kind, from, to)
	list, err := pgx.CollectRows(rows, scanBooking)
	if err != nil {
		return nil, fmt.Errorf("list bookings: %w", err)
	}
	return list, nil
}

// BookingOf returns the time of a kind that a piece has, or ErrNotFound.
func (s *Store) BookingOf(ctx context.Context, piece postkamer.PieceID, kind postkamer.SlotKind) (postkamer.Booking, error) {
	rows, _ := s.pool.Query(ctx, bookingColumns+` WHERE b.piece_id = $1 AND b.kind = $2 AND b.released_at IS NULL`, piece, kind)
	b, err := pgx.CollectExactlyOneRow(rows, scanBooking)
	if err != nil {
		return b, fmt.Errorf("time of piece %d: %w", piece, notFound(err))
	}
	return b, nil
}

// ReleaseSlot gives a time back, so that another can have it. Version is that of the
// page. By is a colleague, or ByCitizen. Doing it again changes nothing; ErrConflict
// means that it was moved meanwhile. The mail tells the citizen, see tellVisit; told is
// false when no mail goes.
func (s *Store) ReleaseSlot(ctx context.Context, b postkamer.Booking, by string, mail postkamer.Mail) (told bool, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		if err := tx.releaseSlot(ctx, b, by); err != nil {
			return err
		}
		told, err = tx.tellVisit(ctx, offKey(b.ID), b, mail)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("give booking %d back: %w", b.ID, err)
	}
	return told, nil
}

// releaseSlot gives a time back, once.
func (tx *Tx) releaseSlot(ctx context.Context, b postkamer.Booking, by string) error {
	var released bool
	err := tx.tx.QueryRow(ctx, `SELECT released_at IS NOT NULL FROM slot_bookings WHERE id = $1 FOR UPDATE`, b.ID).Scan(&released)
	if err != nil || released {
		return notFound(err)
	}
	err = tx.one(ctx, `
		UPDATE slot_bookings
		SET released_at = now(), released_by = $3, came = '', version = version + 1
		WHERE id = $1 AND version = $2`, b.ID, b.Version, by)
	if err != nil {
		return err
	}
	return tx.slotEvent(ctx, b, postkamer.EventUnbooked, by)
}

// slotEvent logs what became of a booking, on its case when there is one.
func (tx *Tx) slotEvent(ctx context.Context, b postkamer.Booking, kind postkamer.EventKind, by string) error {
	return tx.Event(ctx, postkamer.Event{Kind: kind, Actor: by, PieceID: b.PieceID, CaseID: b.CaseID, Detail: b.Slot.String()})
}

// MoveSlot gives a piece another time in the place of one that it has. ErrFull: the new
// one is taken, and the old one stays. Moving to the time that it has changes nothing.
// The mail tells the citizen, see tellVisit; told is false when no mail goes, or went.
func (s *Store) MoveSlot(ctx context.Context, b postkamer.Booking, to postkamer.Slot, by string, mail postkamer.Mail) (told bool, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		id, now, err := tx.bookingNow(ctx, b)
		if err != nil {
			return err
		}
		if now.From.Equal(to.From) && now.To.Equal(to.To) {
			told, err = toldVisit(ctx, tx.tx, id)
			return err
		}
		if err := tx.releaseSlot(ctx, b, by); err != nil {
			return err
		}
		if err := tx.BookSlot(ctx, b.PieceID, to); err != nil {
			return err
		}
		told, err = tx.tellVisit(ctx, offKey(b.ID), b, mail)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("move booking %d: %w", b.ID, err)
	}
	return told, nil
}

// bookingNow returns the time of its kind that the piece of a booking has, locked;
// ErrConflict when it has none any more.
func (tx *Tx) bookingNow(ctx context.Context, b postkamer.Booking) (id int64, now postkamer.Slot, err error) {
	err = tx.tx.QueryRow(ctx, `
		SELECT id, starts_at, ends_at
		FROM slot_bookings
		WHERE piece_id = $1 AND kind = $2 AND released_at IS NULL
		FOR UPDATE`, b.PieceID, b.Slot.Kind).Scan(&id, &now.From, &now.To)
	return id, now, conflict(err)
}

// MarkCame keeps whether somebody came. Saying the same again changes nothing.
func (s *Store) MarkCame(ctx context.Context, id int64, came postkamer.Attendance, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var b postkamer.Booking
		err := tx.tx.QueryRow(ctx, `
			UPDATE slot_bookings b
			SET came = $2, version = version + 1
			WHERE id = $1 AND came <> $2 AND released_at IS NULL
			RETURNING b.piece_id, coalesce((SELECT c.id FROM cases c WHERE c.piece_id = b.piece_id), 0), b.kind, b.starts_at, b.ends_at`,
			id, came).Scan(&b.PieceID, &b.CaseID, &b.Slot.Kind, &b.Slot.From, &b.Slot.To)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.slotEvent(ctx, b, attendanceEvents[came], by.Name)
	})
	if err != nil {
		return fmt.Errorf("attendance of booking %d: %w", id, err)
	}
	return nil
}

// attendanceEvents say in the log whether somebody came.
var attendanceEvents = map[postkamer.Attendance]postkamer.EventKind{
	postkamer.Attended: postkamer.EventCame, postkamer.Absent: postkamer.EventAbsent, postkamer.NotYet: postkamer.EventNotYet,
}

// promiseCall gives the call about a case the time that the citizen was promised.
func (tx *Tx) promiseCall(ctx context.Context, id postkamer.CaseID) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE call_tasks t
		SET not_before = b.starts_at, promised_at = b.starts_at, promised_until = b.ends_at
		FROM cases c JOIN slot_bookings b ON b.piece_id = c.piece_id
		WHERE c.id = $1 AND t.case_id = c.id AND NOT t.done AND b.kind = $2 AND b.released_at IS NULL`, id, postkamer.CallSlot)
	if err != nil {
		return fmt.Errorf("promise the call about case %d: %w", id, err)
	}
	return nil
}

// slotRules are the parts of the promise about times that citizens chose.
var slotRules = []struct{ name, sql string }{
	{"a place at a time is given out once", `
		SELECT 'booking ' || b.id, 'has the place of booking ' || o.id
		FROM slot_bookings b
		JOIN slot_bookings o ON o.kind = b.kind AND o.seat = b.seat AND o.id < b.id AND o.starts_at < b.ends_at AND b.starts_at < o.ends_at
		WHERE b.released_at IS NULL AND o.released_at IS NULL`},
	{"who was promised a call is on the list, or was", `
		SELECT 'booking ' || b.id, 'piece ' || b.piece_id || ' has a case without a call'
		FROM slot_bookings b JOIN cases c ON c.piece_id = b.piece_id
		WHERE b.kind = 'bel' AND b.released_at IS NULL AND NOT EXISTS (SELECT 1 FROM call_tasks WHERE case_id = c.id)`},
	{"who gave an appointment back and has a mail address that works was told", `
		SELECT 'booking ' || b.id, 'was given back and piece ' || b.piece_id || ' got no mail'
		FROM slot_bookings b JOIN mails r ON r.key = 'receipt-' || b.piece_id
		WHERE b.kind = 'afspraak' AND r.state = 'sent' AND r.sent_at <= b.released_at
			AND b.released_at >= (SELECT min(created_at) FROM mails WHERE kind = 'visit')
			AND NOT EXISTS (SELECT 1 FROM mails WHERE key = 'visit-' || b.id)`},
	{"who made an appointment afterwards and has a mail address that works was told", `
		SELECT 'booking ' || b.id, 'was made and piece ' || b.piece_id || ' got no mail'
		FROM slot_bookings b JOIN mails r ON r.key = 'receipt-' || b.piece_id
		WHERE b.kind = 'afspraak' AND b.released_at IS NULL AND r.state = 'sent' AND r.sent_at <= b.booked_at
			AND b.booked_at >= (SELECT min(created_at) FROM mails WHERE key LIKE 'visit-made-%')
			AND NOT EXISTS (SELECT 1 FROM mails WHERE key = 'visit-made-' || b.id)
			AND NOT EXISTS (SELECT 1 FROM slot_bookings o WHERE` + movedTo + `)`},
	{"a mail about an appointment is of one that was made or given back, and goes to its citizen", `
		SELECT 'mail ' || m.id, 'tells that an appointment is off that still stands, or goes to another'
		FROM mails m
		WHERE m.kind = 'visit' AND NOT EXISTS (
			SELECT 1
			FROM slot_bookings b JOIN mails r ON r.key = 'receipt-' || b.piece_id
			WHERE (m.key = 'visit-made-' || b.id OR m.key = 'visit-' || b.id AND b.released_at IS NOT NULL) AND r.to_address = m.to_address)`},
}
