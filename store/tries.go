package store

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// A TryLimit is how often something may be tried: in a short time, and in a day, so
// that who is patient cannot try all there is either.
type TryLimit struct {
	Short int // tries in Within
	Day   int // tries in 24 hours
}

// TryWithin is the short time of a TryLimit: five tries in a quarter of an hour
// (forms.md), counted from the first.
const TryWithin = 15 * time.Minute

// A Guess is what somebody tries: a code, a reference, or all tries from one address.
type Guess struct {
	What  string // says of which kind Value is; the same value of another kind is another guess
	Value string // only a keyed hash of it is kept
	Limit TryLimit
}

// key is under which a guess is counted, once keyed_hash went over it: addresses and
// references can be guessed.
func (g Guess) key() string { return strconv.Quote(g.What) + " " + g.Value }

// Try counts a try and tells whether it may be judged: false when there were too many.
// It counts before anything is judged, so that a hundred tries at once are a hundred.
func (s *Store) Try(ctx context.Context, g Guess) (allowed bool, err error) {
	var short, day int
	err = s.pool.QueryRow(ctx, `
		INSERT INTO tries AS t (key, tried, day_tried)
		VALUES (keyed_hash($1), 1, 1)
		ON CONFLICT (key) DO UPDATE
		SET since = CASE WHEN t.since < now() - $2::interval THEN now() ELSE t.since END,
			tried = CASE WHEN t.since < now() - $2::interval THEN 1 ELSE least(t.tried, 1000000) + 1 END,
			day_since = CASE WHEN t.day_since < now() - interval '1 day' THEN now() ELSE t.day_since END,
			day_tried = CASE WHEN t.day_since < now() - interval '1 day' THEN 1 ELSE least(t.day_tried, 1000000) + 1 END
		RETURNING tried, day_tried`, g.key(), TryWithin).Scan(&short, &day)
	if err != nil {
		return false, fmt.Errorf("count a try: %w", err)
	}
	return short <= g.Limit.Short && day <= g.Limit.Day, nil
}

// TryRight takes back the try that turned out right: who knows the answer does not use
// up the tries of others at the same address.
func (s *Store) TryRight(ctx context.Context, g Guess) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE tries
		SET tried = greatest(tried - 1, 0), day_tried = greatest(day_tried - 1, 0)
		WHERE key = keyed_hash($1)`, g.key())
	if err != nil {
		return fmt.Errorf("take a try back: %w", err)
	}
	return nil
}

// ForgetTries removes what was counted longer than a day ago.
func (s *Store) ForgetTries(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM tries WHERE day_since < now() - interval '1 day' AND since < now() - $1::interval`, TryWithin); err != nil {
		return fmt.Errorf("forget tries: %w", err)
	}
	return nil
}
