package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"

	"postkamer"
)

// receiptsPrefix is that of the copies that citizens get of what they sent.
const receiptsPrefix = "receipts/"

// receiptWaits is true of a receipt r for which a worker has something to do.
const receiptWaits = `(r.state = 'waiting' OR r.way = 'letter' AND r.letter_id IS NULL AND r.unsent = ''
	AND EXISTS (SELECT 1 FROM cases WHERE piece_id = r.piece_id))`

// AddReceipt gives a new piece its receipt: the row, the mail when there is one, and the
// step that makes the copy. Mail is nil when the citizen gave no address. Call it in the
// transaction that adds the piece: there is no piece of a form without a receipt.
func (tx *Tx) AddReceipt(ctx context.Context, r postkamer.Receipt, mail *postkamer.Mail) error {
	key := receiptKey(r.PieceID)
	if mail != nil {
		m := *mail
		m.Kind, m.Key = postkamer.MailReceipt, key
		tx.mailLater(ctx, m)
	}
	tx.later(`
		INSERT INTO receipts (piece_id, way, words, mail_id)
		VALUES ($1, $2, $3, (SELECT id FROM mails WHERE key = $4))`, r.PieceID, r.Way, r.Words, key)
	return tx.Next(ctx, postkamer.MakeReceipt{PieceID: r.PieceID})
}

// receiptKey names the mail and the letter of the receipt of a piece.
func receiptKey(id postkamer.PieceID) string { return fmt.Sprintf("receipt-%d", id) }

// receiptByLetter lets a receipt go by letter of which the mail did not get through;
// false when the mail is of no receipt. The letter is made once the case is there.
func (tx *Tx) receiptByLetter(ctx context.Context, mail postkamer.MailID) (bool, error) {
	var id postkamer.PieceID
	err := tx.tx.QueryRow(ctx, `
		UPDATE receipts
		SET way = 'letter', mail_id = NULL, state_since = now()
		WHERE mail_id = $1
		RETURNING piece_id`, mail).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("receipt of mail %d by letter: %w", mail, err)
	}
	return true, tx.Next(ctx, postkamer.MakeReceipt{PieceID: id})
}

// receiptMeetsCase ties the receipt of a piece to its case, which was not there when it
// was made: a mail that does not arrive is told there, and a letter can be written.
func (tx *Tx) receiptMeetsCase(ctx context.Context, id postkamer.PieceID, about postkamer.CaseID) error {
	var way postkamer.ReceiptWay
	var mail postkamer.MailID
	err := tx.tx.QueryRow(ctx, `SELECT way, coalesce(mail_id, 0) FROM receipts WHERE piece_id = $1`, id).Scan(&way, &mail)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil // a letter, or a form of before
	case err != nil:
		return fmt.Errorf("receipt of piece %d: %w", id, err)
	case way == postkamer.ReceiptByLetter: // a mail that did not get through is told with the case
		if _, err := tx.tx.Exec(ctx, `UPDATE mails SET case_id = $2 WHERE key = $1 AND case_id IS NULL`, receiptKey(id), about); err != nil {
			return fmt.Errorf("mail of the receipt of piece %d: %w", id, err)
		}
		return tx.Next(ctx, postkamer.MakeReceipt{PieceID: id})
	case way != postkamer.ReceiptByMail:
		return nil
	}
	var state postkamer.MailState
	var why string
	if err := tx.tx.QueryRow(ctx, `UPDATE mails SET case_id = $2 WHERE id = $1 RETURNING state, why`, mail, about).Scan(&state, &why); err != nil {
		return fmt.Errorf("mail of the receipt of piece %d: %w", id, err)
	}
	if state == postkamer.MailFailed {
		return tx.AddDoubts(ctx, about, []postkamer.Doubt{{Code: postkamer.MailNotSent, Why: why}})
	}
	return nil
}

// Receipt returns the receipt of a piece, or ErrNotFound: a letter on paper has none.
func (s *Store) Receipt(ctx context.Context, id postkamer.PieceID) (postkamer.Receipt, error) {
	r := postkamer.Receipt{PieceID: id}
	err := s.pool.QueryRow(ctx, `
		SELECT p.reference,
			p.received_at,
			r.way,
			r.words,
			r.state,
			r.sha256,
			r.size,
			coalesce(m.state, ''),
			coalesce(m.why, ''),
			coalesce(m.sent_at, `+never+`),
			coalesce(l.id, 0),
			coalesce(l.state, ''),
			r.unsent
		FROM receipts r
		JOIN pieces p ON p.id = r.piece_id
		LEFT JOIN mails m ON m.key = 'receipt-' || r.piece_id
		LEFT JOIN letters l ON l.id = r.letter_id
		WHERE r.piece_id = $1`, id).Scan(&r.Reference, &r.Received, &r.Way, &r.Words, &r.State, &r.SHA256, &r.Size,
		&r.Mail, &r.MailWhy, &r.MailedAt, &r.LetterID, &r.Letter, &r.Unsent)
	if err != nil {
		return r, fmt.Errorf("receipt of piece %d: %w", id, notFound(err))
	}
	return r, nil
}

// PutReceipt stores the copy of a receipt under the hash of its bytes.
func (s *Store) PutReceipt(ctx context.Context, pdf []byte) (sum string, err error) {
	hash := sha256.Sum256(pdf)
	sum = hex.EncodeToString(hash[:])
	if _, err := s.objects.put(ctx, addressed(receiptsPrefix, sum), bytes.NewReader(pdf), int64(len(pdf)), hash, "application/pdf"); err != nil {
		return "", fmt.Errorf("store receipt: %w", err)
	}
	return sum, nil
}

// OpenReceipt returns the copy as it was made, or ErrNotFound when it is not yet.
func (s *Store) OpenReceipt(ctx context.Context, r postkamer.Receipt) (io.ReadCloser, error) {
	if r.SHA256 == "" {
		return nil, fmt.Errorf("receipt of piece %d: %w", r.PieceID, postkamer.ErrNotFound)
	}
	obj, err := s.objects.client.GetObject(ctx, s.objects.bucket, addressed(receiptsPrefix, r.SHA256), minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("receipt of piece %d: %w", r.PieceID, storage(err))
	}
	if _, err := obj.Stat(); err != nil { // nothing has been asked for until now
		_ = obj.Close()
		return nil, fmt.Errorf("receipt of piece %d: %w", r.PieceID, storage(err))
	}
	return obj, nil
}

// ReceiptMade says that the copy is in the object store. The first copy stays.
func (tx *Tx) ReceiptMade(ctx context.Context, id postkamer.PieceID, sum string, size int64) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE receipts
		SET state = 'made', state_since = now(), sha256 = $2, size = $3
		WHERE piece_id = $1 AND state <> 'made'`, id, sum, size)
	if err != nil {
		return fmt.Errorf("keep receipt of piece %d: %w", id, err)
	}
	return nil
}

// whyNoReceipt is what a person reads when the letter of a receipt could not be made.
const whyNoReceipt = "De ontvangstbevestiging per brief kon niet worden gemaakt. Stuur die zelf, of bel de inwoner."

// ReceiptFailed ends a step that cannot be done. The copy is made when somebody asks for
// it; that a letter was not written a person sees on the case.
func (tx *Tx) ReceiptFailed(ctx context.Context, id postkamer.PieceID) error {
	_, err := tx.tx.Exec(ctx, `UPDATE receipts SET state = 'failed', state_since = now() WHERE piece_id = $1 AND state = 'waiting'`, id)
	if err != nil {
		return fmt.Errorf("end receipt of piece %d: %w", id, err)
	}
	var about postkamer.CaseID
	err = tx.tx.QueryRow(ctx, `
		SELECT c.id
		FROM receipts r JOIN cases c ON c.piece_id = r.piece_id
		WHERE r.piece_id = $1 AND r.way = 'letter' AND r.letter_id IS NULL AND r.unsent = ''`, id).Scan(&about)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("case of the receipt of piece %d: %w", id, err)
	}
	return tx.ReceiptUnsent(ctx, id, about, whyNoReceipt)
}

// ReceiptUnsent says why no letter could be written, on the case as well.
func (tx *Tx) ReceiptUnsent(ctx context.Context, id postkamer.PieceID, about postkamer.CaseID, why string) error {
	err := tx.one(ctx, `UPDATE receipts SET unsent = $2 WHERE piece_id = $1 AND way = 'letter' AND letter_id IS NULL AND unsent = ''`, id, why)
	if err != nil {
		return ignoreConflict(err)
	}
	return tx.warn(ctx, about, postkamer.Doubt{Code: postkamer.MailNotSent, Why: why})
}

// ReceiptLetter puts the letter of a receipt with those that wait for the printer. A
// receipt has one.
func (tx *Tx) ReceiptLetter(ctx context.Context, id postkamer.PieceID, l postkamer.Letter) error {
	letter, _, err := tx.AddLetter(ctx, receiptKey(id), l)
	if err != nil {
		return err
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE receipts SET letter_id = $2 WHERE piece_id = $1`, id, letter); err != nil {
		return fmt.Errorf("letter of the receipt of piece %d: %w", id, err)
	}
	return nil
}
