package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"postkamer"
)

// uploadRest is how long bytes may lie without a row: longer than any request that
// stores them first and writes the row then.
const uploadRest = 2 * time.Hour

// uploadsPerLook bounds how many objects are looked up in the database at once.
const uploadsPerLook = 500

// dropUploads removes the bytes of files that no draft has any more. What fails here is
// found by CleanUploads.
func (s *Store) dropUploads(ctx context.Context, ids ...string) {
	for _, id := range ids {
		_ = s.objects.client.RemoveObject(ctx, s.objects.bucket, uploadsPrefix+id, minio.RemoveObjectOptions{})
	}
}

// DropUploads removes the bytes that were kept for a draft, once they are originals.
func (s *Store) DropUploads(ctx context.Context, sent []postkamer.Upload) {
	s.dropUploads(ctx, uploadIDs(sent)...)
}

// CleanUploads removes the bytes of files that were taken away, sent, or of which the
// draft is gone, and tells how many. Bytes without a row are left alone for a while:
// their row may be on its way.
func (s *Store) CleanUploads(ctx context.Context, now time.Time) (cleaned int, err error) {
	ctx, cancel := context.WithCancel(ctx) // ends the listing
	defer cancel()
	var old []string
	for obj := range s.objects.client.ListObjects(ctx, s.objects.bucket, minio.ListObjectsOptions{Prefix: uploadsPrefix, Recursive: true}) {
		if obj.Err != nil {
			return cleaned, fmt.Errorf("clean uploads: %w", storage(obj.Err))
		}
		if now.Sub(obj.LastModified) > uploadRest {
			old = append(old, obj.Key)
		}
		if len(old) < uploadsPerLook {
			continue
		}
		n, err := s.cleanOf(ctx, old)
		cleaned, old = cleaned+n, old[:0]
		if err != nil {
			return cleaned, err
		}
	}
	n, err := s.cleanOf(ctx, old)
	return cleaned + n, err
}

// cleanOf removes those of the keys that no draft needs.
func (s *Store) cleanOf(ctx context.Context, keys []string) (int, error) {
	if len(keys) == 0 {
		return 0, nil
	}
	ids := make([]string, len(keys))
	for i, key := range keys {
		ids[i], _, _ = strings.Cut(strings.TrimPrefix(key, uploadsPrefix), ".")
	}
	needed := map[string]bool{}
	rows, err := s.pool.Query(ctx, `
		SELECT id FROM draft_files WHERE id = ANY($1) AND NOT sent
		UNION ALL
		SELECT id FROM draft_file_parts WHERE id = ANY($1)`, ids)
	if err != nil {
		return 0, fmt.Errorf("clean uploads: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return 0, fmt.Errorf("clean uploads: %w", err)
		}
		needed[id] = true
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("clean uploads: %w", err)
	}
	cleaned := 0
	for i, key := range keys {
		if needed[ids[i]] {
			continue
		}
		if err := s.objects.client.RemoveObject(ctx, s.objects.bucket, key, minio.RemoveObjectOptions{}); err != nil {
			return cleaned, fmt.Errorf("clean uploads: %w", storage(err))
		}
		cleaned++
	}
	return cleaned, nil
}
