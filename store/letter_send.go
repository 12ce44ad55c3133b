package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Sending is a letter that the holder of a case sends, with what it does to the case.
type Sending struct {
	Key     string // of the page: two clicks are one letter
	Letter  postkamer.Letter
	Wait    *Wait                 // the case waits for the citizen
	Suspend *postkamer.Suspension // and its term stands still
	Extend  *postkamer.Extension  // or it has more time
	Mail    *postkamer.Mail       // takes the letter along, whose PDF is stored; nil: it is printed
}

// SendLetter sends a letter about a case that a person has, on the version of their page.
// On paper it can be taken back, see Undo. ErrConflict means that the case moved on.
func (s *Store) SendLetter(ctx context.Context, version int, by postkamer.Person, m Sending) (id postkamer.LetterID, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		send := func() (err error) {
			id, err = tx.sendLetter(ctx, version, by, m)
			return err
		}
		if m.Mail != nil {
			return send() // it may be with the mail server already
		}
		return tx.Undoable(ctx, m.Letter.CaseID, by, postkamer.EventLetter, send)
	})
	if err != nil {
		return 0, fmt.Errorf("send letter about case %d: %w", m.Letter.CaseID, err)
	}
	return id, nil
}

func (tx *Tx) sendLetter(ctx context.Context, version int, by postkamer.Person, m Sending) (postkamer.LetterID, error) {
	m.Letter.MadeBy = by.Name
	id, again, err := tx.AddLetter(ctx, m.Key, m.Letter)
	if err != nil || again {
		return id, err
	}
	if err := tx.holdsVersion(ctx, m.Letter.CaseID, version, by); err != nil {
		return 0, err
	}
	if m.Mail != nil { // first: a letter that is under way does what it says at once
		if err := tx.mailLetter(ctx, id, m, by.Name); err != nil {
			return 0, err
		}
	}
	if m.Suspend != nil {
		m.Suspend.CaseID, m.Suspend.LetterID, m.Suspend.By = m.Letter.CaseID, id, by.Name
		if _, err := tx.Suspend(ctx, *m.Suspend); err != nil {
			return 0, err
		}
	}
	if m.Extend != nil {
		m.Extend.CaseID, m.Extend.LetterID, m.Extend.By = m.Letter.CaseID, id, by.Name
		if err := tx.Extend(ctx, *m.Extend); err != nil {
			return 0, err
		}
	}
	if m.Wait == nil {
		return id, nil
	}
	return id, tx.WaitHeld(ctx, m.Letter.CaseID, version, by, *m.Wait)
}

// holdsVersion keeps the claim of a person on a case that is as their page shows it.
func (tx *Tx) holdsVersion(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person) error {
	if err := tx.keepClaim(ctx, id, by); err != nil {
		return err
	}
	return tx.one(ctx, `SELECT 1 FROM cases WHERE id = $1 AND version = $2`, id, version)
}

// mailLetter puts a letter in the outbox of mail.
func (tx *Tx) mailLetter(ctx context.Context, id postkamer.LetterID, m Sending, by string) error {
	m.Mail.CaseID, m.Mail.Kind, m.Mail.Key = m.Letter.CaseID, postkamer.MailLetter, "letter-"+m.Key
	mail, err := tx.AddMail(ctx, *m.Mail)
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE letters
		SET state = 'mailed', sha256 = $2, size = $3, mail_id = $4, sent_by = $5, sent_at = now(), code = ''
		WHERE id = $1`, id, m.Letter.SHA256, m.Letter.Size, mail, by)
	if err != nil {
		return fmt.Errorf("mail letter %d: %w", id, err)
	}
	return tx.caseEvent(ctx, m.Letter.CaseID, postkamer.EventLetterSent, by, "per mail")
}

// LetterOfKey returns the letter that was made on a page; ErrNotFound when none was.
func (s *Store) LetterOfKey(ctx context.Context, key string) (postkamer.Letter, error) {
	list, err := s.letters(ctx, ` WHERE l.key = $1`, key)
	if err != nil {
		return postkamer.Letter{}, err
	}
	if len(list) == 0 {
		return postkamer.Letter{}, postkamer.ErrNotFound
	}
	return list[0], nil
}

// WithdrawLetter takes back a letter that is not printed yet, with what it did: the term
// never stood still and was never extended, and a case that waits because of it comes
// back. ErrConflict means that it is in a print run or gone.
func (s *Store) WithdrawLetter(ctx context.Context, id postkamer.LetterID, why string, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		if err := tx.holdCasesOf(ctx, []postkamer.LetterID{id}); err != nil {
			return err
		}
		var about postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			UPDATE letters
			SET state = 'withdrawn', why_withdrawn = $2, code = ''
			WHERE id = $1 AND state = 'made' AND run_id IS NULL
			RETURNING case_id`, id, why).Scan(&about)
		if err != nil {
			return conflict(err)
		}
		if err := tx.caseEvent(ctx, about, postkamer.EventLetterBack, by.Name, why); err != nil {
			return err
		}
		return tx.unsend(ctx, id, about, by.Name)
	})
	if err != nil {
		return fmt.Errorf("withdraw letter %d: %w", id, err)
	}
	return nil
}

// whyWithdrawn is why a case comes back when its letter is taken back.
const whyWithdrawn = "De brief aan de inwoner is teruggehaald voordat hij werd geprint."

// unsend takes back what a letter did to its case.
func (tx *Tx) unsend(ctx context.Context, id postkamer.LetterID, about postkamer.CaseID, by string) error {
	var asked time.Time
	err := tx.tx.QueryRow(ctx, `SELECT asked_on FROM suspensions WHERE letter_id = $1 AND ended_on IS NULL`, id).Scan(&asked)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if err == nil {
		if _, err := tx.EndSuspension(ctx, about, postkamer.Stopped, asked, by); err != nil {
			return err
		}
	}
	tag, err := tx.tx.Exec(ctx, `DELETE FROM extensions WHERE letter_id = $1`, id)
	if err != nil {
		return err
	}
	if tag.RowsAffected() > 0 {
		if err := tx.reckon(ctx, about); err != nil {
			return err
		}
	}
	if waits, err := tx.waitsFor(ctx, id); err != nil || !waits {
		return err
	}
	return ignoreConflict(tx.Wake(ctx, about, whyWithdrawn, by))
}

// waitsFor tells whether what a case waits for was asked in a letter: the letter asks
// something, no later one does, and nothing else was agreed after it.
func (tx *Tx) waitsFor(ctx context.Context, id postkamer.LetterID) (waits bool, err error) {
	err = tx.tx.QueryRow(ctx, `
		SELECT l.answer_by IS NOT NULL
			AND NOT EXISTS (
				SELECT 1 FROM letters n
				WHERE n.case_id = l.case_id AND n.id > l.id AND n.answer_by IS NOT NULL AND n.state <> 'withdrawn')
			AND (c.waits_until = l.answer_by
				OR (SELECT count(*) FROM events e WHERE e.piece_id = c.piece_id AND e.kind = 'waiting' AND e.at >= l.made_at) <= 1)
		FROM letters l JOIN cases c ON c.id = l.case_id
		WHERE l.id = $1`, id).Scan(&waits)
	if err != nil {
		return false, fmt.Errorf("what letter %d is waited for: %w", id, err)
	}
	return waits, nil
}

// PrintMailed lets a letter of which the mail did not get through be printed after all.
// ErrConflict means that its mail is not lost, or that somebody did so before.
func (s *Store) PrintMailed(ctx context.Context, id postkamer.LetterID, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		if err := tx.holdCasesOf(ctx, []postkamer.LetterID{id}); err != nil {
			return err
		}
		var about postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			UPDATE letters
			SET state = 'made', way = 'paper', sha256 = '', size = 0, sent_by = '', sent_at = NULL
			WHERE id = $1 AND state = 'mailed' AND EXISTS (SELECT 1 FROM mails WHERE id = mail_id AND state NOT IN ('waiting', 'sent'))
			RETURNING case_id`, id).Scan(&about)
		if err != nil {
			return conflict(err)
		}
		if err := tx.onPaperInstead(ctx, id); err != nil {
			return err
		}
		if err := tx.redateNow(ctx, id, postkamer.DayOf(time.Now())); err != nil {
			return err
		}
		if err := tx.caseEvent(ctx, about, postkamer.EventLetterBack, by.Name, "de mail kwam niet aan: wordt geprint"); err != nil {
			return err
		}
		if err := tx.askAnew(ctx, id, about, by); err != nil {
			return err
		}
		return tx.reckon(ctx, about) // it does nothing until it went
	})
	if err != nil {
		return fmt.Errorf("print mailed letter %d: %w", id, err)
	}
	return nil
}

// onPaperInstead ends the mail of a letter that is printed after all, so that nobody has
// it tried again, and gives the letter another call-me code if it has one: the first was
// thrown away when it went into the mail.
func (tx *Tx) onPaperInstead(ctx context.Context, id postkamer.LetterID) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE mails
		SET state = 'settled', state_since = now()
		WHERE id = (SELECT mail_id FROM letters WHERE id = $1) AND state = 'failed'`, id)
	if err != nil {
		return err
	}
	code := postkamer.NewCallCode()
	_, err = tx.tx.Exec(ctx, `UPDATE letters SET code = $2, code_hash = keyed_hash($3) WHERE id = $1 AND code_hash <> ''`, id, code, postkamer.HashCallCode(code))
	return err
}

// waitsForLetter is what a case waits for whose question went on paper after all.
const waitsForLetter = "wat wij in de brief vragen"

// askAnew makes the term ready to stand still again for a letter that is printed after its mail
// was lost, and the case wait if this person has it, unless its last day has passed.
func (tx *Tx) askAnew(ctx context.Context, id postkamer.LetterID, about postkamer.CaseID, by postkamer.Person) error {
	var until time.Time
	var mine bool
	err := tx.tx.QueryRow(ctx, `
		SELECT l.answer_by, c.state = 'claimed' AND c.claimed_by = $2
		FROM letters l JOIN cases c ON c.id = l.case_id
		WHERE l.id = $1 AND l.answer_by > $3`, id, by.ID, postkamer.DayOf(time.Now())).Scan(&until, &mine)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE suspensions
		SET ended_on = NULL, how_ended = '', answer_by = greatest(answer_by, $3)
		WHERE letter_id = $1 AND how_ended = 'stopped' AND NOT EXISTS (SELECT 1 FROM suspensions WHERE case_id = $2 AND ended_on IS NULL)`, id, about, until)
	if err != nil {
		return fmt.Errorf("ask again by letter %d: %w", id, err)
	}
	if !mine {
		return nil
	}
	return tx.Wait(ctx, about, Wait{Until: until, For: waitsForLetter, By: by.Name})
}
