package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"

	"postkamer"
)

// uploadsPrefix begins the keys of what citizens added to forms that are not sent.
const uploadsPrefix = "uploads/"

// Why a file cannot be added to a form.
var (
	// ErrTooMany says that the question has as many files as it may.
	ErrTooMany = errors.New("too many files for one question")
	// ErrTooMuch says that the files of the form together are too large.
	ErrTooMuch = errors.New("too many bytes for one form")
)

// AddUpload adds the file at path to a draft that is open; u says what it is, with its
// hash. The bytes are durable when it returns nil. The same file at the same question
// is there already: again. Of most, 0 is no limit. It returns ErrTooMany, ErrTooMuch, ErrInfected,
// ErrConflict when the draft was sent, and ErrNotFound when it is gone.
func (s *Store) AddUpload(ctx context.Context, draft string, u postkamer.Upload, path string, most int) (again bool, err error) {
	if err := s.putUpload(ctx, u, path); err != nil {
		return false, err
	}
	err = s.InTx(ctx, func(tx *Tx) error {
		if again, err = addUpload(ctx, tx.tx, draft, u, most); err != nil {
			return err
		}
		return tx.needScan(ctx, u.SHA256, u.Scan)
	})
	if again || err != nil {
		s.dropUploads(ctx, u.ID)
	}
	if err != nil {
		return false, fmt.Errorf("add file to draft: %w", err)
	}
	return again, nil
}

// putUpload stores the bytes of a file that is not sent yet.
func (s *Store) putUpload(ctx context.Context, u postkamer.Upload, path string) error {
	sum, err := hex.DecodeString(u.SHA256)
	if err != nil || len(sum) != 32 {
		return fmt.Errorf("store upload: no hash")
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("store upload: %w", err)
	}
	defer f.Close()
	if _, err := s.objects.put(ctx, uploadsPrefix+u.ID, f, u.Size, [32]byte(sum), "application/octet-stream"); err != nil {
		return fmt.Errorf("store upload: %w", err)
	}
	return nil
}

// addUpload writes the row. The draft is locked, so that two at the same moment cannot
// both be the last that fits, and none comes in after the form was sent.
func addUpload(ctx context.Context, tx pgx.Tx, draft string, u postkamer.Upload, most int) (again bool, err error) {
	if err := lockDraft(ctx, tx, draft); err != nil {
		return false, err
	}
	there, err := uploads(ctx, tx, draft)
	if err != nil {
		return false, err
	}
	count, size := 0, u.Size
	for _, other := range there {
		size += other.Size
		if other.Question != u.Question {
			continue
		}
		if other.SHA256 == u.SHA256 {
			return true, nil
		}
		count++
	}
	switch {
	case most > 0 && count >= most:
		return false, ErrTooMany
	case size > postkamer.MaxUploads:
		return false, ErrTooMuch
	}
	if u.Flags == nil {
		u.Flags = []string{}
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO draft_files (id, draft_id, question, name, sha256, size, kind, pages, flags)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		u.ID, draft, u.Question, storable(u.Name), u.SHA256, u.Size, u.Kind, u.Pages, u.Flags)
	return false, err
}

// lockDraft holds a draft that is open.
func lockDraft(ctx context.Context, tx pgx.Tx, draft string) error {
	var open bool
	err := tx.QueryRow(ctx, `SELECT reference = '' FROM drafts WHERE id = $1 FOR UPDATE`, draft).Scan(&open)
	switch {
	case err != nil:
		return notFound(err)
	case !open:
		return postkamer.ErrConflict
	}
	return nil
}

// uploads returns the files of a draft in the order in which they came.
func uploads(ctx context.Context, q querier, draft string) ([]postkamer.Upload, error) {
	rows, _ := q.Query(ctx, `
		SELECT f.id, f.question, f.name, f.sha256, f.size, f.kind, f.pages, f.flags, f.added_at, f.sent, coalesce(s.state, '') AS scan
		FROM draft_files f LEFT JOIN scans s ON s.sha256 = f.sha256
		WHERE f.draft_id = $1
		ORDER BY f.added_at, f.id`, draft)
	return pgx.CollectRows(rows, pgx.RowToStructByName[postkamer.Upload])
}

// Uploads returns the files of a draft in the order in which they came.
func (s *Store) Uploads(ctx context.Context, draft string) ([]postkamer.Upload, error) {
	list, err := uploads(ctx, s.pool, draft)
	if err != nil {
		return nil, fmt.Errorf("files of draft: %w", err)
	}
	return list, nil
}

// RemoveUpload takes a file out of a draft that is open, and its bytes away. One that
// is not there any more is no error; ErrConflict says that the form was sent.
func (s *Store) RemoveUpload(ctx context.Context, draft, id string) (removed postkamer.Upload, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockDraft(ctx, tx, draft); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			DELETE FROM draft_files
			WHERE draft_id = $1 AND id = $2
			RETURNING id, question, name`, draft, id).Scan(&removed.ID, &removed.Question, &removed.Name)
	})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return postkamer.Upload{}, nil
	case err != nil:
		return postkamer.Upload{}, fmt.Errorf("remove file of draft: %w", err)
	}
	s.dropUploads(ctx, id)
	return removed, nil
}

// KeepUpload makes an original of a file that was added to a form. Its bytes are
// durable under their hash when it returns nil; doing it again changes nothing. It returns
// ErrUploadsChanged when the bytes are not there any more.
func (s *Store) KeepUpload(ctx context.Context, u postkamer.Upload) error {
	key := addressed(originalsPrefix, u.SHA256)
	_, err := s.objects.client.StatObject(ctx, s.objects.bucket, key, minio.StatObjectOptions{})
	switch {
	case err == nil:
		err = s.objects.sameHash(ctx, key, u.SHA256)
	case minio.ToErrorResponse(err).StatusCode == 404:
		err = s.objects.copyUpload(ctx, u, key)
		if minio.ToErrorResponse(err).StatusCode == 404 { // another page of the same person took it away
			return fmt.Errorf("keep original %s: %w: %w", u.SHA256[:8], ErrUploadsChanged, err)
		}
	}
	if err != nil {
		return fmt.Errorf("keep original %s: %w", u.SHA256[:8], storage(err))
	}
	return nil
}

// copyUpload copies within the object store, which says of which bytes it made a copy.
func (o *objects) copyUpload(ctx context.Context, u postkamer.Upload, key string) error {
	src := minio.CopySrcOptions{Bucket: o.bucket, Object: uploadsPrefix + u.ID}
	if _, err := o.client.CopyObject(ctx, minio.CopyDestOptions{Bucket: o.bucket, Object: key}, src); err != nil {
		return err
	}
	info, err := o.client.StatObject(ctx, o.bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return err
	}
	if info.Size != u.Size {
		return fmt.Errorf("the copy has %d bytes instead of %d", info.Size, u.Size)
	}
	return nil
}

// sendUploads says that the files with these numbers were sent with the form, and takes
// the others out of the draft. The draft is locked by SendDraft. It returns
// ErrUploadsChanged when the draft does not hold exactly seen any more: another page of
// the same person added one, or took one away.
func (tx *Tx) sendUploads(ctx context.Context, draft string, seen, sent []postkamer.Upload) error {
	now, err := uploads(ctx, tx.tx, draft)
	if err != nil {
		return fmt.Errorf("send files: %w", err)
	}
	if !slices.Equal(uploadIDs(now), uploadIDs(seen)) {
		return fmt.Errorf("send files: %w", ErrUploadsChanged)
	}
	if len(now) == 0 {
		return nil
	}
	ids := uploadIDs(sent)
	_, err = tx.tx.Exec(ctx, `UPDATE draft_files SET sent = true WHERE draft_id = $1 AND id = ANY($2)`, draft, ids)
	if err == nil {
		_, err = tx.tx.Exec(ctx, `DELETE FROM draft_files WHERE draft_id = $1 AND NOT sent`, draft)
	}
	if err != nil {
		return fmt.Errorf("send files: %w", err)
	}
	return nil
}

// noUploads refuses, at the end of the transaction, a form to which a file was added that it
// did not see: ErrUploadsChanged. The draft is locked by SendDraft.
func (tx *Tx) noUploads(draft string) {
	tx.later(`SELECT EXISTS (SELECT 1 FROM draft_files WHERE draft_id = $1)`, draft).QueryRow(func(row pgx.Row) error {
		var some bool
		err := row.Scan(&some)
		if err == nil && some {
			err = ErrUploadsChanged
		}
		if err != nil {
			return fmt.Errorf("send no files: %w", err)
		}
		return nil
	})
}

// ErrUploadsChanged says that the files of a form changed while it was being sent.
var ErrUploadsChanged = errors.New("the files of the form changed meanwhile")

func uploadIDs(list []postkamer.Upload) []string {
	ids := make([]string, len(list))
	for i, u := range list {
		ids[i] = u.ID
	}
	return ids
}
