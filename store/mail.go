package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// AddMail puts a mail in the outbox and queues its sending: it goes when the
// transaction commits. A mail with the same key is that mail, which stays as it is.
// The address, subject and text are looked at when it is sent: what the mail server
// refuses is a person's work.
func (tx *Tx) AddMail(ctx context.Context, m postkamer.Mail) (postkamer.MailID, error) {
	var id postkamer.MailID
	err := tx.tx.QueryRow(ctx, insertMail, mailRow(m)...).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = tx.tx.QueryRow(ctx, `SELECT id FROM mails WHERE key = $1`, m.Key).Scan(&id)
		return id, err
	}
	if err != nil {
		return 0, fmt.Errorf("put mail in the outbox: %w", err)
	}
	return id, tx.Next(ctx, postkamer.SendMail{MailID: id})
}

// mailLater is AddMail at the end of the transaction, for who does not need the number.
func (tx *Tx) mailLater(ctx context.Context, m postkamer.Mail) {
	tx.later(insertMail, mailRow(m)...).QueryRow(func(row pgx.Row) error {
		var id postkamer.MailID
		err := row.Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // it is there
		}
		if err != nil {
			return fmt.Errorf("put mail in the outbox: %w", err)
		}
		return tx.Next(ctx, postkamer.SendMail{MailID: id})
	})
}

// insertMail writes a mailRow, and returns its id when it is new.
const insertMail = `
	INSERT INTO mails (key, kind, to_address, subject, body, case_id, person_id, file_key, file_name, not_after)
	VALUES ($1, $2, $3, $4, $5, nullif($6, 0), nullif($7, 0), $8, $9, $10)
	ON CONFLICT (key) DO NOTHING
	RETURNING id`

func mailRow(m postkamer.Mail) []any {
	return []any{m.Key, m.Kind, m.To, m.Subject, m.Body, int64(m.CaseID), int64(m.PersonID), m.FileKey, m.FileName, dateOrNull(m.NotAfter)}
}

const mailColumns = `
	SELECT id,
		key,
		kind,
		to_address,
		subject,
		body,
		coalesce(case_id, 0),
		coalesce(person_id, 0),
		file_key,
		file_name,
		coalesce(not_after, '0001-01-01'),
		state,
		tries,
		why,
		created_at,
		coalesce(sent_at, '0001-01-01')
	FROM mails`

// Mail returns one mail, or ErrNotFound.
func (s *Store) Mail(ctx context.Context, id postkamer.MailID) (postkamer.Mail, error) {
	rows, _ := s.pool.Query(ctx, mailColumns+` WHERE id = $1`, id)
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[postkamer.Mail])
	if err != nil {
		return m, fmt.Errorf("mail %d: %w", id, notFound(err))
	}
	return m, nil
}

// OpenMails returns the mails that wait or that did not go, the latter first.
func (s *Store) OpenMails(ctx context.Context, limit int) ([]postkamer.Mail, error) {
	rows, _ := s.pool.Query(ctx, mailColumns+` WHERE state IN ('waiting', 'failed') ORDER BY state = 'waiting', id LIMIT $1`, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Mail])
	if err != nil {
		return nil, fmt.Errorf("list mails: %w", err)
	}
	return list, nil
}

// MailCounts is how the outbox is doing.
type MailCounts struct {
	Waiting int
	Failed  int
	Oldest  time.Time // of those that wait; zero when none does
}

// MailCounts counts what is in the outbox.
func (s *Store) MailCounts(ctx context.Context) (c MailCounts, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state = 'waiting'),
			count(*) FILTER (WHERE state = 'failed'),
			coalesce(min(created_at) FILTER (WHERE state = 'waiting'), '0001-01-01')
		FROM mails
		WHERE state IN ('waiting', 'failed')`).Scan(&c.Waiting, &c.Failed, &c.Oldest)
	if err != nil {
		return c, fmt.Errorf("count mails: %w", err)
	}
	return c, nil
}

// MailFile returns the bytes that go with a mail.
func (s *Store) MailFile(ctx context.Context, m postkamer.Mail) ([]byte, error) {
	return s.View(ctx, m.FileKey)
}

// MailDelayed keeps why a mail did not go yet.
func (tx *Tx) MailDelayed(ctx context.Context, id postkamer.MailID, why string) error {
	return tx.one(ctx, `UPDATE mails SET tries = tries + 1, why = $2 WHERE id = $1 AND state = 'waiting'`, id, why)
}

// MailSent keeps that the mail server has taken a mail over.
func (tx *Tx) MailSent(ctx context.Context, id postkamer.MailID) error {
	return tx.mailEnds(ctx, id, postkamer.MailSent, "")
}

// MailDropped keeps that a mail came too late to be of use.
func (tx *Tx) MailDropped(ctx context.Context, id postkamer.MailID) error {
	return tx.mailEnds(ctx, id, postkamer.MailDropped, "Dit bericht kwam te laat om nog nut te hebben.")
}

// MailFailed gives a mail that cannot be sent to a person: it is in the list of
// mails, and its case gets a doubt that says so. A receipt goes by letter instead, and
// becomes a person's only when there is no address for that.
func (tx *Tx) MailFailed(ctx context.Context, id postkamer.MailID, why string) error {
	instead, err := tx.receiptByLetter(ctx, id)
	if err != nil {
		return err
	}
	if instead {
		return tx.mailEnds(ctx, id, postkamer.MailSettled, why)
	}
	return tx.mailEnds(ctx, id, postkamer.MailFailed, why)
}

// mailEnds moves a mail from waiting. ErrConflict means that it does not wait.
func (tx *Tx) mailEnds(ctx context.Context, id postkamer.MailID, to postkamer.MailState, why string) error {
	var about postkamer.CaseID
	var kind postkamer.MailKind
	err := tx.tx.QueryRow(ctx, `
		UPDATE mails
		SET state = $2, state_since = now(), why = $3, tries = tries + 1, sent_at = CASE WHEN $2 = 'sent' THEN now() END
		WHERE id = $1 AND state = 'waiting'
		RETURNING coalesce(case_id, 0), kind`, id, to, why).Scan(&about, &kind)
	if err != nil {
		return conflict(err)
	}
	if about == 0 {
		return nil
	}
	if err := tx.caseEvent(ctx, about, postkamer.EventMail, "", mailWords[to]); err != nil {
		return err
	}
	if to != postkamer.MailFailed {
		return nil
	}
	if err := tx.AddDoubts(ctx, about, []postkamer.Doubt{{Code: postkamer.MailNotSent, Why: unsentWhy(kind, why)}}); err != nil {
		return err
	}
	return tx.askedInVain(ctx, id, about)
}

// askedInVain puts a case back that waits for the answer to a mail that did not go: the
// citizen was never asked.
func (tx *Tx) askedInVain(ctx context.Context, id postkamer.MailID, about postkamer.CaseID) error {
	var letter postkamer.LetterID
	var still bool
	err := tx.tx.QueryRow(ctx, `
		SELECT l.id, EXISTS (SELECT 1 FROM suspensions WHERE letter_id = l.id AND ended_on IS NULL)
		FROM letters l
		WHERE l.mail_id = $1 AND l.answer_by IS NOT NULL`, id).Scan(&letter, &still)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // it asks nothing
	}
	if err != nil {
		return err
	}
	if still {
		if _, err := tx.EndSuspension(ctx, about, postkamer.Stopped, postkamer.DayOf(time.Now()), postkamer.Machine); err != nil {
			return err
		}
	}
	if waits, err := tx.waitsFor(ctx, letter); err != nil || !waits {
		return err
	}
	return ignoreConflict(tx.wake(ctx, about, whyMailLost, "de mail kwam niet aan", postkamer.Machine))
}

// mailWords says in the log what became of a mail.
var mailWords = map[postkamer.MailState]string{
	postkamer.MailSent:    "verstuurd",
	postkamer.MailFailed:  "niet verstuurd",
	postkamer.MailDropped: "niet verstuurd, het kwam te laat",
	postkamer.MailSettled: "niet verstuurd, op een andere manier geregeld",
}

// SendAgain has a mail tried again that could not be sent.
func (s *Store) SendAgain(ctx context.Context, id postkamer.MailID, by postkamer.Person) error {
	return s.reviveMail(ctx, id, by, postkamer.MailWaiting)
}

// SettleMail ends a mail that could not be sent: a person did something else.
func (s *Store) SettleMail(ctx context.Context, id postkamer.MailID, by postkamer.Person) error {
	return s.reviveMail(ctx, id, by, postkamer.MailSettled)
}

func (s *Store) reviveMail(ctx context.Context, id postkamer.MailID, by postkamer.Person, to postkamer.MailState) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var about postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			UPDATE mails
			SET state = $2, state_since = now(), created_at = CASE WHEN $2 = 'waiting' THEN now() ELSE created_at END
			WHERE id = $1 AND state = 'failed'
			RETURNING coalesce(case_id, 0)`, id, to).Scan(&about)
		if err != nil {
			return conflict(err)
		}
		detail := "opnieuw geprobeerd"
		if to == postkamer.MailSettled {
			detail = mailWords[to]
		}
		if err := tx.mailLog(ctx, about, by, detail); err != nil || to == postkamer.MailSettled {
			return err
		}
		return tx.Next(ctx, postkamer.SendMail{MailID: id})
	})
	if err != nil {
		return fmt.Errorf("mail %d: %w", id, err)
	}
	return nil
}

func (tx *Tx) mailLog(ctx context.Context, about postkamer.CaseID, by postkamer.Person, detail string) error {
	if about == 0 {
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventMailed, Actor: by.Name, Detail: detail})
	}
	return tx.caseEvent(ctx, about, postkamer.EventMailed, by.Name, detail)
}
