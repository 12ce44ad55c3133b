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

// lettersPrefix is that of letters as they went out.
const lettersPrefix = "letters/"

// AddLetter keeps a letter about a case; on paper it waits for the printer. A key is
// one letter: for a key that is there already its letter is returned and again is true.
func (tx *Tx) AddLetter(ctx context.Context, key string, l postkamer.Letter) (id postkamer.LetterID, again bool, err error) {
	hash := ""
	if l.Code != "" {
		hash = postkamer.HashCallCode(l.Code)
	}
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO letters (case_id, key, template, way, state, text, answer_by, code, code_hash, made_by)
		VALUES ($1, $2, $3, $4, 'made', $5, $6, $7, coalesce(keyed_hash(nullif($8, '')), ''), $9)
		ON CONFLICT (key) DO NOTHING
		RETURNING id`,
		l.CaseID, key, l.Template, l.Way, l.Text, dateOrNull(l.AnswerBy), l.Code, hash, l.MadeBy).Scan(&id)
	if err == nil {
		return id, false, tx.caseEvent(ctx, l.CaseID, postkamer.EventLetter, l.MadeBy, l.Template)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		err = tx.tx.QueryRow(ctx, `SELECT id FROM letters WHERE key = $1`, key).Scan(&id)
	}
	if err != nil {
		return 0, false, fmt.Errorf("add letter to case %d: %w", l.CaseID, err)
	}
	return id, true, nil
}

// PutLetter stores the PDF of a letter under the hash of its bytes, before the letter
// goes out. Its key is what a mail takes along.
func (s *Store) PutLetter(ctx context.Context, pdf []byte) (sum, key string, err error) {
	hash := sha256.Sum256(pdf)
	sum = hex.EncodeToString(hash[:])
	key = addressed(lettersPrefix, sum)
	if _, err := s.objects.put(ctx, key, bytes.NewReader(pdf), int64(len(pdf)), hash, "application/pdf"); err != nil {
		return "", "", fmt.Errorf("store letter: %w", err)
	}
	return sum, key, nil
}

// OpenLetter returns the PDF of a letter as it went out.
func (s *Store) OpenLetter(ctx context.Context, l postkamer.Letter) (io.ReadCloser, error) {
	if l.SHA256 == "" {
		return nil, fmt.Errorf("letter %d: %w", l.ID, postkamer.ErrNotFound)
	}
	obj, err := s.objects.client.GetObject(ctx, s.objects.bucket, addressed(lettersPrefix, l.SHA256), minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("letter %d: %w", l.ID, storage(err))
	}
	if _, err := obj.Stat(); err != nil { // nothing has been asked for until now
		_ = obj.Close()
		return nil, fmt.Errorf("letter %d: %w", l.ID, storage(err))
	}
	return obj, nil
}

const letterColumns = `
	SELECT l.id,
		l.case_id,
		p.reference,
		l.template,
		l.way,
		l.state,
		l.text,
		coalesce(l.answer_by, '0001-01-01'),
		l.code,
		l.sha256,
		l.size,
		coalesce(l.run_id, 0),
		coalesce((SELECT state FROM mails WHERE id = l.mail_id), ''),
		l.made_by,
		l.made_at,
		l.sent_by,
		coalesce(l.sent_at, '0001-01-01'),
		l.why_withdrawn
	FROM letters l
	JOIN cases c ON c.id = l.case_id
	JOIN pieces p ON p.id = c.piece_id`

func (s *Store) letters(ctx context.Context, sql string, args ...any) ([]postkamer.Letter, error) {
	rows, _ := s.pool.Query(ctx, letterColumns+sql, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Letter])
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	return list, nil
}

// Letter returns one letter, or ErrNotFound.
func (s *Store) Letter(ctx context.Context, id postkamer.LetterID) (postkamer.Letter, error) {
	list, err := s.letters(ctx, ` WHERE l.id = $1`, id)
	if err != nil {
		return postkamer.Letter{}, err
	}
	if len(list) == 0 {
		return postkamer.Letter{}, fmt.Errorf("letter %d: %w", id, postkamer.ErrNotFound)
	}
	return list[0], nil
}

// LettersOf returns the letters about a case, the newest first.
func (s *Store) LettersOf(ctx context.Context, id postkamer.CaseID) ([]postkamer.Letter, error) {
	return s.letters(ctx, ` WHERE l.case_id = $1 ORDER BY l.id DESC`, id)
}

// LetterOfCode returns the letter with a call-me code, or ErrNotFound.
func (s *Store) LetterOfCode(ctx context.Context, code string) (postkamer.Letter, error) {
	if postkamer.NormalCallCode(code) == "" {
		return postkamer.Letter{}, postkamer.ErrNotFound
	}
	list, err := s.letters(ctx, ` WHERE l.code_hash = keyed_hash($1) AND l.state <> 'withdrawn'`, postkamer.HashCallCode(code))
	if err != nil {
		return postkamer.Letter{}, err
	}
	if len(list) == 0 {
		return postkamer.Letter{}, postkamer.ErrNotFound
	}
	return list[0], nil
}
