package store

import (
	"context"
	"fmt"
)

// IndexMissing makes the search rows of at most limit pieces that have none: those
// from before searching was there, and what was restored or copied in. It returns
// how many it made. Every later change is kept by the database itself.
func (s *Store) IndexMissing(ctx context.Context, limit int) (int, error) {
	tag, err := s.pool.Exec(ctx, `
		INSERT INTO search
		SELECT r.*
		FROM (
			SELECT p.id
			FROM pieces p
			WHERE NOT EXISTS (SELECT 1 FROM search WHERE piece_id = p.id)
			ORDER BY p.id DESC
			LIMIT $1
		) missing
		CROSS JOIN LATERAL search_row(missing.id) r
		ON CONFLICT DO NOTHING`, limit)
	if err != nil {
		return 0, fmt.Errorf("make search rows: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
