package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A SignatureAsk is the partner who must sign a form.
type SignatureAsk struct {
	Born    time.Time // as the form says; the partner must know it too
	Contact string    // e-mail address or telephone number; empty on paper
	Way     postkamer.SignatureWay
}

// AskSignature keeps that the partner whom a form names must sign it.
func (tx *Tx) AskSignature(ctx context.Context, id postkamer.PieceID, ask SignatureAsk) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO signatures (piece_id, born, contact, way)
		VALUES ($1, $2, $3, $4)`, id, ask.Born, ask.Contact, ask.Way)
	if err != nil {
		return fmt.Errorf("ask signature for piece %d: %w", id, err)
	}
	return nil
}

// NewSignCode makes the code with which the partner signs, in the place of the one
// before, and returns it with the address or number that the partner gets it at. It is
// kept as a hash only. ErrConflict means that the partner answered, or that a code was
// made today already.
func (tx *Tx) NewSignCode(ctx context.Context, id postkamer.PieceID, today time.Time) (code, contact string, err error) {
	code = postkamer.SignCode.New()
	err = tx.tx.QueryRow(ctx, `
		UPDATE signatures
		SET code_hash = keyed_hash($2), expires_at = now() + $3 * interval '1 day', sent_on = $4
		WHERE piece_id = $1 AND state = 'asked' AND (sent_on IS NULL OR sent_on < $4)
		RETURNING contact`, id, postkamer.SignCode.Hash(code), postkamer.SignatureDays, today).Scan(&contact)
	if err != nil {
		return "", "", fmt.Errorf("code for the partner of piece %d: %w", id, conflict(err))
	}
	return code, contact, nil
}

// MailSignCode makes a code and mails it to the partner. ErrConflict is as for NewSignCode,
// or there is no mail address.
func (tx *Tx) MailSignCode(ctx context.Context, id postkamer.PieceID, today time.Time, write func(code string) postkamer.Mail) error {
	code, contact, err := tx.NewSignCode(ctx, id, today)
	if err != nil {
		return err
	}
	m := write(code)
	m.Kind, m.Key, m.To = postkamer.MailSign, fmt.Sprintf("sign-%d-%s", id, today.Format(time.DateOnly)), contact
	if m.CaseID, err = tx.caseOfPiece(ctx, id); err != nil {
		return err
	}
	if _, err := tx.AddMail(ctx, m); err != nil {
		return err
	}
	return tx.partnerEvent(ctx, id, postkamer.EventSignAsked, "code gemaild aan de partner")
}

// ReadOutSignCode makes a code that a colleague reads out to the partner. ErrConflict is
// as for NewSignCode.
func (tx *Tx) ReadOutSignCode(ctx context.Context, c postkamer.Case, by postkamer.Person) (code string, err error) {
	if code, _, err = tx.NewSignCode(ctx, c.PieceID, postkamer.DayOf(time.Now())); err != nil {
		return "", err
	}
	return code, tx.caseEvent(ctx, c.ID, postkamer.EventSignAsked, by.Name, "code voorgelezen")
}

// caseOfPiece returns the case of a piece; 0: it has none yet.
func (tx *Tx) caseOfPiece(ctx context.Context, id postkamer.PieceID) (about postkamer.CaseID, err error) {
	err = tx.tx.QueryRow(ctx, `SELECT coalesce((SELECT id FROM cases WHERE piece_id = $1), 0)`, id).Scan(&about)
	return about, err
}

// partnerEvent logs what no person of ours did, with the case of the piece when there is one.
func (tx *Tx) partnerEvent(ctx context.Context, id postkamer.PieceID, kind postkamer.EventKind, detail string) error {
	about, err := tx.caseOfPiece(ctx, id)
	if err != nil {
		return err
	}
	return tx.Event(ctx, postkamer.Event{Kind: kind, Actor: postkamer.Machine, PieceID: id, CaseID: about, Detail: detail})
}

const signatureColumns = `
	SELECT s.piece_id,
		p.reference,
		p.form,
		s.way,
		s.state,
		s.code_hash <> '',
		coalesce(s.expires_at, '0001-01-01'),
		coalesce(s.sent_on, '0001-01-01'),
		coalesce(s.answered_at, '0001-01-01')
	FROM signatures s JOIN pieces p ON p.id = s.piece_id`

func (s *Store) signature(ctx context.Context, where string, args ...any) (postkamer.Signature, error) {
	rows, _ := s.pool.Query(ctx, signatureColumns+where, args...)
	one, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[postkamer.Signature])
	if err != nil {
		return one, fmt.Errorf("signature: %w", notFound(err))
	}
	return one, nil
}

// Signature returns the signature that a form asks of the partner, or ErrNotFound.
func (s *Store) Signature(ctx context.Context, id postkamer.PieceID) (postkamer.Signature, error) {
	return s.signature(ctx, ` WHERE s.piece_id = $1`, id)
}

// SignatureOfCode returns the signature that a code is for, when the partner knows the
// birth date too, or ErrNotFound: an unknown code and a wrong date are the same. Whether
// the code holds still is for the caller to say.
func (s *Store) SignatureOfCode(ctx context.Context, code string, born time.Time) (postkamer.Signature, error) {
	if postkamer.SignCode.Normal(code) == "" {
		return postkamer.Signature{}, postkamer.ErrNotFound
	}
	return s.signature(ctx, ` WHERE s.code_hash = keyed_hash($1) AND s.born = $2`, postkamer.SignCode.Hash(code), born)
}

// Sign keeps what the partner said, and uses the code up: signed, or not. The form is then
// decided about once more. ErrConflict means that the code does not hold any more: it was
// used, another was made, or it is too old.
func (tx *Tx) Sign(ctx context.Context, id postkamer.PieceID, code string, agreed bool) error {
	state, kind, detail := postkamer.SignatureSigned, postkamer.EventSigned, "de partner tekende met een eigen code"
	if !agreed {
		state, kind, detail = postkamer.SignatureRefused, postkamer.EventSignNo, "de partner tekent niet"
	}
	err := tx.one(ctx, `
		UPDATE signatures
		SET state = $3, code_hash = '', expires_at = NULL, answered_at = now()
		WHERE piece_id = $1 AND code_hash = keyed_hash($2) AND state = 'asked' AND expires_at > now()`, id, postkamer.SignCode.Hash(code), state)
	if err != nil {
		return fmt.Errorf("sign piece %d: %w", id, err)
	}
	if err := tx.partnerEvent(ctx, id, kind, detail); err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE pieces
		SET again_why = CASE WHEN again_at IS NULL THEN 'signed' ELSE again_why END, again_at = clock_timestamp(), swept = 0
		WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("decide again about piece %d: %w", id, err)
	}
	return tx.Next(ctx, postkamer.DecideAgain{PieceID: id})
}

// AgainForScan tells whether a page of a piece was scanned again since it was decided
// about, and not only signed by the partner.
func (tx *Tx) AgainForScan(ctx context.Context, id postkamer.PieceID) (scanned bool, err error) {
	err = tx.tx.QueryRow(ctx, `SELECT again_why = '' FROM pieces WHERE id = $1`, id).Scan(&scanned)
	if err != nil {
		return false, fmt.Errorf("why piece %d is decided about again: %w", id, notFound(err))
	}
	return scanned, nil
}

// Why a case comes back, and who settled what is settled by a signature.
const (
	bySigner    = "de partner, met een eigen code"
	whySigned   = "De partner heeft getekend."
	WhyUnsigned = "De partner tekent niet. Bel de inwoner en de partner, en beslis dan pas."
)

// SignatureCame tells the case of a form what the partner said: signed settles that
// doubt, and calls off a call that nobody began about nothing else. A partner who does not
// sign is a doubt that a person settles. A case that waits comes back.
func (tx *Tx) SignatureCame(ctx context.Context, id postkamer.CaseID, piece postkamer.PieceID) error {
	var state postkamer.SignatureState
	err := tx.tx.QueryRow(ctx, `SELECT state FROM signatures WHERE piece_id = $1`, piece).Scan(&state)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && state == postkamer.SignatureAsked {
		return nil
	}
	if err != nil {
		return fmt.Errorf("signature of piece %d: %w", piece, err)
	}
	why := whySigned
	if state == postkamer.SignatureRefused {
		why = WhyUnsigned
		err = tx.unsigned(ctx, id)
	} else {
		err = tx.settleSigned(ctx, id)
	}
	if err != nil {
		return fmt.Errorf("tell case %d of a signature: %w", id, err)
	}
	return ignoreConflict(tx.wake(ctx, id, why, "het antwoord van de partner kwam", postkamer.Machine))
}

// unsigned gives a case the doubt that the partner does not sign, once.
func (tx *Tx) unsigned(ctx context.Context, id postkamer.CaseID) error {
	var told bool
	err := tx.tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM doubts WHERE case_id = $1 AND code = $2)`, id, postkamer.PartnerRefuses).Scan(&told)
	if err != nil || told {
		return err
	}
	return tx.warn(ctx, id, postkamer.Doubt{Code: postkamer.PartnerRefuses, Why: WhyUnsigned, Stop: true})
}

// settleSigned settles the doubt about the signature.
func (tx *Tx) settleSigned(ctx context.Context, id postkamer.CaseID) error {
	tag, err := tx.tx.Exec(ctx, `
		UPDATE doubts
		SET settled_by = $2, settled_at = now()
		WHERE case_id = $1 AND code = $3 AND settled_at IS NULL`, id, bySigner, postkamer.PartnerSignature)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		WITH called_off AS (
			UPDATE call_tasks
			SET done = true, done_at = now(), version = version + 1
			WHERE case_id = $1 AND NOT done AND claimed_by IS NULL AND promised_at IS NULL AND reason = $2
				AND NOT EXISTS (SELECT 1 FROM doubts WHERE case_id = $1 AND settled_at IS NULL)
			RETURNING case_id
		)
		UPDATE cases
		SET version = version + 1,
			returned_at = CASE WHEN state = 'calling' AND EXISTS (SELECT 1 FROM called_off) THEN now() ELSE returned_at END,
			owner_id = CASE WHEN state = 'calling' AND EXISTS (SELECT 1 FROM called_off) THEN NULL ELSE owner_id END,
			state = CASE WHEN state = 'calling' AND EXISTS (SELECT 1 FROM called_off) THEN 'open' ELSE state END
		WHERE id = $1 AND state <> 'done'`, id, postkamer.PartnerSignature)
	return err
}
