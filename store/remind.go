package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Reminder is what staff are told about calls that wait too long. Subject and Body
// are the same for everybody and hold nothing personal.
type Reminder struct {
	Now     time.Time
	Norm    time.Duration // of hours on working days
	Subject string
	Body    func(late int) string
	office  postkamer.Office
}

// Remind puts one mail for the day in the outbox of everybody who can make a late call,
// and of the team leaders, once a day. Who has no address is told on the page only. It
// returns how many calls are late; 0 when it was done before.
func (s *Store) Remind(ctx context.Context, r Reminder) (late int, err error) {
	r.office = s.office()
	open, err := s.calls(ctx, `WHERE NOT t.done`)
	if err != nil {
		return 0, err
	}
	desks, err := s.Desks(ctx, r.Now)
	if err != nil {
		return 0, err
	}
	err = s.InTx(ctx, func(tx *Tx) error {
		late = postkamer.CountOverdue(open, r.Now, r.Norm, s.office()).Overdue
		tag, err := tx.tx.Exec(ctx, `INSERT INTO reminders (day, overdue, mailed) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`, postkamer.DayOf(r.Now), late)
		if err != nil || tag.RowsAffected() == 0 {
			late = 0
			return err
		}
		return tx.remindAll(ctx, r, open, desks)
	})
	if err != nil {
		return 0, fmt.Errorf("remind of late calls: %w", err)
	}
	return late, nil
}

func (tx *Tx) remindAll(ctx context.Context, r Reminder, open []postkamer.CallTask, desks []postkamer.Desk) error {
	addresses, err := tx.addresses(ctx)
	if err != nil {
		return err
	}
	mailed := 0
	for _, d := range desks {
		n := lateFor(d, open, r)
		if n == 0 || addresses[d.ID] == "" {
			continue
		}
		day := postkamer.DayOf(r.Now)
		_, err := tx.AddMail(ctx, postkamer.Mail{
			Key: fmt.Sprintf("reminder %s person %d", day.Format(time.DateOnly), d.ID), Kind: postkamer.MailReminder, To: addresses[d.ID],
			Subject: r.Subject, Body: r.Body(n), PersonID: d.ID, NotAfter: endOfDay(r.Now),
		})
		if err != nil {
			return err
		}
		mailed++
	}
	_, err = tx.tx.Exec(ctx, `UPDATE reminders SET mailed = $2 WHERE day = $1`, postkamer.DayOf(r.Now), mailed)
	return err
}

// endOfDay is when a reminder is of no use any more.
func endOfDay(now time.Time) time.Time {
	y, m, d := now.In(postkamer.Zone()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, postkamer.Zone())
}

// lateFor counts the late calls that somebody can make today; a team leader counts all.
func lateFor(d postkamer.Desk, open []postkamer.CallTask, r Reminder) (n int) {
	if d.Away {
		return 0
	}
	for _, t := range open {
		theirs := len(d.Queues) == 0
		for _, q := range d.Queues {
			theirs = theirs || q == t.Queue
		}
		may := d.Is(postkamer.Caller) && (theirs || t.Receiver == d.ID)
		if (may || d.Is(postkamer.TeamLead)) && t.LateAt(r.Norm, r.office).Before(r.Now) {
			n++
		}
	}
	return n
}

// addresses returns the mail addresses of staff who logged in lately.
func (tx *Tx) addresses(ctx context.Context) (map[postkamer.PersonID]string, error) {
	rows, err := tx.tx.Query(ctx, `SELECT id, email FROM people WHERE email LIKE '%_@_%' AND seen_at > now() - interval '60 days'`)
	if err != nil {
		return nil, err
	}
	list := map[postkamer.PersonID]string{}
	var id postkamer.PersonID
	var email string
	_, err = pgx.ForEachRow(rows, []any{&id, &email}, func() error { list[id] = email; return nil })
	return list, err
}
