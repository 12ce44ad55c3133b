package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"

	"postkamer"
)

// needCopy asks for the searchable copy of a piece that has pages to show.
func (tx *Tx) needCopy(ctx context.Context, id postkamer.PieceID) error {
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO copies (piece_id)
		SELECT $1::bigint
		WHERE EXISTS (SELECT 1 FROM pages WHERE piece_id = $1 AND mark = '')
		ON CONFLICT (piece_id) DO NOTHING`, id)
	if err != nil {
		return fmt.Errorf("ask for copy of piece %d: %w", id, err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	return tx.Next(ctx, postkamer.MakeCopy{PieceID: id})
}

// Copy returns how far the copy of a piece is; its state is CopyNone when the
// piece has none.
func (s *Store) Copy(ctx context.Context, id postkamer.PieceID) (postkamer.Copy, error) {
	c := postkamer.Copy{PieceID: id}
	err := s.pool.QueryRow(ctx, `SELECT state, sha256, size FROM copies WHERE piece_id = $1`, id).
		Scan(&c.State, &c.SHA256, &c.Size)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return c, fmt.Errorf("copy of piece %d: %w", id, err)
	}
	return c, nil
}

// CopyFile returns an empty file to write a copy in, on the local disk and
// without a name: it is gone when it is closed.
func (s *Store) CopyFile() (*os.File, error) {
	if err := os.MkdirAll(s.cache.dir, 0o700); err != nil { // our folder may have been tidied up
		return nil, fmt.Errorf("make room for a copy: %w", err)
	}
	f, err := os.CreateTemp(s.cache.dir, "copy-*")
	if err != nil {
		return nil, fmt.Errorf("make room for a copy: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("make room for a copy: %w", err)
	}
	return f, nil
}

// PutCopy stores the copy in f under the hash of its bytes.
func (s *Store) PutCopy(ctx context.Context, id postkamer.PieceID, f io.ReadSeeker) (postkamer.Copy, error) {
	c := postkamer.Copy{PieceID: id, State: postkamer.CopyMade}
	size, sum, err := hashed(f)
	if err != nil {
		return c, fmt.Errorf("store copy of piece %d: %w", id, err)
	}
	c.SHA256, c.Size = hex.EncodeToString(sum[:]), size
	if _, err := s.objects.put(ctx, addressed(copiesPrefix, c.SHA256), f, size, sum, "application/pdf"); err != nil {
		return c, fmt.Errorf("store copy of piece %d: %w", id, err)
	}
	return c, nil
}

// hashed reads f from its beginning and rewinds it.
func hashed(f io.ReadSeeker) (size int64, sum [32]byte, err error) {
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return 0, sum, err
	}
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return 0, sum, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return size, [32]byte(h.Sum(nil)), err
}

// OpenCopy returns the bytes of a copy that was made.
func (s *Store) OpenCopy(ctx context.Context, c postkamer.Copy) (io.ReadCloser, error) {
	if c.State != postkamer.CopyMade {
		return nil, fmt.Errorf("copy of piece %d: %w", c.PieceID, postkamer.ErrNotFound)
	}
	obj, err := s.objects.client.GetObject(ctx, s.objects.bucket, addressed(copiesPrefix, c.SHA256), minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("copy of piece %d: %w", c.PieceID, storage(err))
	}
	if _, err := obj.Stat(); err != nil { // nothing has been asked for until now
		_ = obj.Close()
		return nil, fmt.Errorf("copy of piece %d: %w", c.PieceID, storage(err))
	}
	return obj, nil
}

// CopyMade says that the copy is in the object store. It returns ErrConflict when
// another attempt said so before. When the piece changed meanwhile, the copy is made
// once more instead.
func (tx *Tx) CopyMade(ctx context.Context, c postkamer.Copy) error {
	if again, err := tx.copyOnceMore(ctx, c.PieceID); err != nil || again {
		return err
	}
	err := tx.one(ctx, `
		UPDATE copies
		SET state = 'made', state_since = now(), sha256 = $2, size = $3
		WHERE piece_id = $1 AND state = 'waiting'`, c.PieceID, c.SHA256, c.Size)
	if err != nil {
		return fmt.Errorf("keep copy of piece %d: %w", c.PieceID, err)
	}
	return nil
}

// copyOnceMore queues a copy again that went out of date while it was being made, and
// tells whether it did.
func (tx *Tx) copyOnceMore(ctx context.Context, id postkamer.PieceID) (bool, error) {
	tag, err := tx.tx.Exec(ctx, `
		UPDATE copies
		SET again = false, state_since = now()
		WHERE piece_id = $1 AND state = 'waiting' AND again`, id)
	if err != nil {
		return false, fmt.Errorf("make copy of piece %d once more: %w", id, err)
	}
	if tag.RowsAffected() == 0 {
		return false, nil
	}
	return true, tx.Next(ctx, postkamer.MakeCopy{PieceID: id})
}

// copyAnew asks for the copy of a piece whose pages changed.
func (tx *Tx) copyAnew(ctx context.Context, id postkamer.PieceID) error {
	var under bool
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO copies (piece_id) VALUES ($1)
		ON CONFLICT (piece_id) DO UPDATE
		SET again = copies.state = 'waiting', state = 'waiting', state_since = now(), sha256 = '', size = 0, swept = 0
		RETURNING again`, id).Scan(&under)
	if err != nil {
		return fmt.Errorf("ask for another copy of piece %d: %w", id, err)
	}
	if under {
		return nil // whoever makes it sees that it must be made once more
	}
	return tx.Next(ctx, postkamer.MakeCopy{PieceID: id})
}

// CopyFailed says that no copy can be made. The piece itself is not touched by
// that: its pages and its original are there.
func (tx *Tx) CopyFailed(ctx context.Context, id postkamer.PieceID) error {
	if again, err := tx.copyOnceMore(ctx, id); err != nil || again {
		return err
	}
	err := tx.one(ctx, `
		UPDATE copies
		SET state = 'failed', state_since = now()
		WHERE piece_id = $1 AND state = 'waiting'`, id)
	if err != nil {
		return fmt.Errorf("give up copy of piece %d: %w", id, err)
	}
	return nil
}

// CopyAgain sets the copy of a piece going again after it failed, for instance
// because the disk was full. ErrConflict means that it did not fail, or that
// somebody else asked first.
func (tx *Tx) CopyAgain(ctx context.Context, id postkamer.PieceID) error {
	err := tx.one(ctx, `
		UPDATE copies
		SET state = 'waiting', state_since = now(), swept = 0
		WHERE piece_id = $1 AND state = 'failed'`, id)
	if err != nil {
		return fmt.Errorf("make copy of piece %d again: %w", id, err)
	}
	return tx.Next(ctx, postkamer.MakeCopy{PieceID: id})
}
