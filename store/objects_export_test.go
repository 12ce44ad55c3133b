package store

import (
	"bytes"
	"context"
)

// PutAs stores bytes under a key, saying that they have a hash.
func (s *Store) PutAs(ctx context.Context, key string, data []byte, sum [32]byte) error {
	_, err := s.objects.put(ctx, key, bytes.NewReader(data), int64(len(data)), sum, "application/octet-stream")
	return err
}
