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

// UploadChunk is how long the parts of a file are that comes in parts, in bytes; only the
// last is shorter. Over a line that breaks every minute that is still a step forward.
const UploadChunk = 512 << 10

// maxComing is how many files of one form may be on their way.
const maxComing = 40

// A Coming is a file that comes in parts.
type Coming struct {
	ID       string // made of the draft and of what the browser calls the file
	Question string
	Name     string
	Size     int64 // bytes of the whole
	Got      int64 // bytes that came
}

// chunk is how long the next part is.
func (c Coming) chunk() int64 { return min(UploadChunk, c.Size-c.Got) }

// BeginUpload notes that a file comes in parts, and returns how much of it came before.
// It returns ErrConflict for a draft that was sent, or another file under the same name
// of the browser; ErrTooMany when too many are on their way.
func (s *Store) BeginUpload(ctx context.Context, draft string, c Coming) (Coming, error) {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := lockDraft(ctx, tx, draft); err != nil {
			return err
		}
		var size int64
		err := tx.QueryRow(ctx, `SELECT size, got FROM draft_file_parts WHERE id = $1 AND draft_id = $2`, c.ID, draft).Scan(&size, &c.Got)
		switch {
		case err == nil && size != c.Size:
			return postkamer.ErrConflict
		case !errors.Is(err, pgx.ErrNoRows):
			return err
		}
		tag, err := tx.Exec(ctx, `
			INSERT INTO draft_file_parts (id, draft_id, question, name, size)
			SELECT $1, $2, $3, $4, $5
			WHERE (SELECT count(*) FROM draft_file_parts WHERE draft_id = $2) < $6`, c.ID, draft, c.Question, storable(c.Name), c.Size, maxComing)
		if err == nil && tag.RowsAffected() == 0 {
			err = ErrTooMany
		}
		return err
	})
	if err != nil {
		return c, fmt.Errorf("begin upload: %w", err)
	}
	return c, nil
}

// AddChunk keeps the next part of a file, which is durable when it returns nil. A part
// that came before changes nothing; c.Got says afterwards how much there is. A part that
// is not the next one, or not as long as it must be, is ErrConflict.
func (s *Store) AddChunk(ctx context.Context, draft string, c *Coming, offset int64, data []byte) error {
	if offset != c.Got || int64(len(data)) != c.chunk() {
		return fmt.Errorf("add part of upload: %w", postkamer.ErrConflict)
	}
	if err := s.putChunk(ctx, chunkKey(c.ID, offset), data); err != nil {
		return fmt.Errorf("add part of upload: %w", err)
	}
	_, err := s.pool.Exec(ctx, `UPDATE draft_file_parts SET got = $4 WHERE id = $1 AND draft_id = $2 AND got = $3`, c.ID, draft, offset, offset+int64(len(data)))
	if err != nil {
		return fmt.Errorf("add part of upload: %w", err)
	}
	c.Got += int64(len(data))
	return nil
}

// putChunk stores a part. One that is there already counts only with the same bytes:
// another file may have had the same name of the browser.
func (s *Store) putChunk(ctx context.Context, key string, data []byte) error {
	sum := sha256.Sum256(data)
	put := func() (bool, error) {
		return s.objects.put(ctx, key, bytes.NewReader(data), int64(len(data)), sum, "application/octet-stream")
	}
	created, err := put()
	if err == nil && (created || s.objects.sameHash(ctx, key, hex.EncodeToString(sum[:])) == nil) {
		return nil
	}
	if err := s.objects.client.RemoveObject(ctx, s.objects.bucket, key, minio.RemoveObjectOptions{}); err != nil {
		return storage(err)
	}
	_, err = put()
	return err
}

func chunkKey(id string, offset int64) string {
	return fmt.Sprintf("%s%s.%d", uploadsPrefix, id, offset)
}

// WriteUpload writes a file that came in whole, part by part.
func (s *Store) WriteUpload(ctx context.Context, c Coming, to io.Writer) error {
	for at := int64(0); at < c.Size; at += UploadChunk {
		data, err := s.objects.get(ctx, chunkKey(c.ID, at), UploadChunk)
		if err == nil {
			_, err = to.Write(data)
		}
		if err != nil {
			return fmt.Errorf("parts of upload: %w", err)
		}
	}
	return nil
}

// EndUpload forgets the parts of a file: it was kept, or refused.
func (s *Store) EndUpload(ctx context.Context, draft string, c Coming) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM draft_file_parts WHERE id = $1 AND draft_id = $2`, c.ID, draft); err != nil {
		return fmt.Errorf("end upload: %w", err)
	}
	for at := int64(0); at < c.Size; at += UploadChunk { // what fails is cleaned later
		_ = s.objects.client.RemoveObject(ctx, s.objects.bucket, chunkKey(c.ID, at), minio.RemoveObjectOptions{})
	}
	return nil
}
