package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Same is another piece of the same person, and how that is known.
type Same struct {
	PieceID postkamer.PieceID
	By      SameBy
}

// SameBy says how two pieces are known to be of one person.
type SameBy string

// How a person is recognised, the surest first.
const (
	SameBSN     SameBy = "bsn"
	SameBirth   SameBy = "birth"   // name and day of birth
	SameAddress SameBy = "address" // name and address
)

// mostAtAddress bounds how many pieces from one address are compared by name: a
// home for the elderly sends thousands.
const mostAtAddress = 300

// sameSQL finds the pieces that share a BSN, a day of birth or an address with
// piece $1 and, but for the BSN, have a name like its name.
const sameSQL = `
	WITH mine AS (SELECT piece_id, keys, names FROM search WHERE piece_id = $1),
	shared AS (
		SELECT o.piece_id, o.names, 'bsn' AS how
		FROM mine, search o
		WHERE o.keys && ARRAY(SELECT key FROM unnest(mine.keys) key WHERE key LIKE 'h:%') AND o.piece_id <> $1
		UNION ALL
		(SELECT o.piece_id, o.names, CASE WHEN o.keys && ARRAY(SELECT key FROM unnest(mine.keys) key WHERE key LIKE 'b:%') THEN 'birth' ELSE 'address' END
		FROM mine, search o
		WHERE o.keys && ARRAY(SELECT key FROM unnest(mine.keys) key WHERE key LIKE 'b:%' OR key LIKE 'a:%') AND o.piece_id <> $1
		ORDER BY o.piece_id + 0 DESC
		LIMIT $3)
	)
	SELECT DISTINCT ON (s.piece_id) s.piece_id, s.how
	FROM shared s, mine
	WHERE s.how = 'bsn' OR mine.names <> '' AND similarity(s.names, mine.names) >= $4
	ORDER BY s.piece_id DESC, s.how = 'bsn' DESC, s.how = 'birth' DESC
	LIMIT $2`

// likeName is how much of two names must be the same when there is more that says
// that it is one person.
const likeName = 0.5

// SamePerson returns other pieces of the person who sent a piece, the newest
// first. Whether somebody may see them is for Hits.
func (s *Store) SamePerson(ctx context.Context, id postkamer.PieceID, limit int) ([]Same, error) {
	var same []Same
	err := s.inTime(ctx, func(b *bounded) error {
		if err := b.limit(ctx); err != nil {
			return err
		}
		rows, _ := b.tx.Query(ctx, sameSQL, id, limit, mostAtAddress, likeName)
		var err error
		same, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Same])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("pieces of the sender of piece %d: %w", id, err)
	}
	return same, nil
}
