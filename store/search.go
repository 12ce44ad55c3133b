package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"postkamer"
)

// Bounds of a search. A word that is in half of all letters finds the newest
// MostHits of them, and says that there are more.
const (
	MostHits   = 500
	mostExact  = 200 // pieces of one person or address
	searchTime = 3 * time.Second
)

// A Sight is what somebody may see: the cases of some queues, those that they
// hold and those that were opened to them, or all.
type Sight struct {
	Person postkamer.PersonID
	All    bool
	Queues []postkamer.Queue
}

// within is true of cases c that are in sight: $1 person, $2 all, $3 queues.
const within = `($2 OR c.queue = ANY($3::text[]) OR c.claimed_by = $1
	OR EXISTS (SELECT 1 FROM grants g WHERE g.person_id = $1 AND g.case_id = c.id AND g.until > now()))`

// Found is what a search found: the pieces in sight, best first, and apart from
// those the ones that only an exact question may find.
type Found struct {
	Pieces    []postkamer.PieceID // in sight; at most MostHits
	More      bool                // there are more
	Outside   []postkamer.PieceID // in nobody's sight who asks; of these little may be shown
	Loose     bool                // nothing was found exactly: these hold words that begin so, or a name like it
	Near      bool                // no such reference; these differ in one character
	TooCommon bool                // the words are in every letter
	Apart     bool                // nothing has the words between quotation marks one after another; these have them all
	Checked   int                 // only so many of the newest with all words were looked at for that; 0: all
	Unranked  int                 // so many at the end are in order of date alone
}

// Search finds pieces. It returns ErrTooSlow when that takes more than three seconds.
func (s *Store) Search(ctx context.Context, q postkamer.Query, sight Sight) (Found, error) {
	var found Found
	err := s.inTime(ctx, func(b *bounded) (err error) {
		search := searching{bounded: b, query: q, sight: sight}
		found, err = search.find(ctx)
		return err
	})
	if err != nil {
		return Found{}, fmt.Errorf("search: %w", err)
	}
	return found, nil
}

// bounded is a transaction that only reads and takes no longer than it may.
type bounded struct {
	tx    pgx.Tx
	until time.Time
}

// inTime runs f with searchTime. Each question is planned anew: which of two words
// is the rare one makes all the difference.
func (s *Store) inTime(ctx context.Context, f func(*bounded) error) error {
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
				set_config('max_parallel_workers_per_gather', '0', true)`) // many search at once
		if err != nil {
			return err
		}
		return f(&bounded{tx: tx, until: time.Now().Add(searchTime)})
	})
	if stopped := (*pgconn.PgError)(nil); errors.As(err, &stopped) && stopped.Code == queryCanceled {
		return postkamer.ErrTooSlow
	}
	return err
}

// limit lets the next statement take what is left of the time.
func (b *bounded) limit(ctx context.Context) error {
	left := max(time.Until(b.until).Milliseconds(), 1)
	_, err := b.tx.Exec(ctx, fmt.Sprintf(`SET LOCAL statement_timeout = %d`, left))
	return err
}

// queryCanceled is PostgreSQL's code for a statement that took too long.
const queryCanceled = "57014"

// searching is one search under way.
type searching struct {
	*bounded
	query   postkamer.Query
	sight   Sight
	loose   bool // words may go on because nothing was found otherwise
	checked int  // pieces of which the text was looked at
}

func (s *searching) find(ctx context.Context) (Found, error) {
	q := s.query
	switch {
	case q.Reference != "":
		return s.exact(ctx, keysOf("i:", q.Reference))
	case q.BSN != "":
		return s.bsn(ctx)
	case q.Postcode != "":
		return s.exact(ctx, []string{"a:" + compactKey(q.Postcode) + q.Number})
	case q.Born != "":
		return s.person(ctx)
	case postkamer.LooksLikeReference(q.Text):
		return s.near(ctx)
	case q.Code != "":
		found, err := s.exactWithin(ctx, []string{"i:" + q.Code})
		if err != nil || len(found.Pieces) > 0 {
			return found, err
		}
	}
	return s.words(ctx)
}

// near finds what a mistyped reference may have been.
func (s *searching) near(ctx context.Context) (Found, error) {
	var keys []string
	for _, reference := range postkamer.NearReferences(s.query.Text) {
		keys = append(keys, keysOf("i:", reference)...)
	}
	found, err := s.exactWithin(ctx, keys)
	found.Near = true
	return found, err
}

func keysOf(kind, value string) []string { return []string{kind + compactKey(value)} }

// compactKey writes a value as search_code does.
func compactKey(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
			b = append(b, c)
		}
	}
	return string(b)
}

// pieces runs a query whose rows are a piece and whether it is in sight.
func (s *searching) pieces(ctx context.Context, sql string, args ...any) (found Found, err error) {
	if err := s.limit(ctx); err != nil {
		return found, err
	}
	rows, err := s.tx.Query(ctx, sql, args...)
	if err != nil {
		return found, err
	}
	var id postkamer.PieceID
	var seen bool
	_, err = pgx.ForEachRow(rows, []any{&id, &seen}, func() error {
		if seen {
			found.Pieces = append(found.Pieces, id)
		} else {
			found.Outside = append(found.Outside, id)
		}
		return nil
	})
	return found, err
}

// byKeys finds the newest pieces that have one of the keys ($4), of a kind and
// from a time.
const byKeys = `
	SELECT s.piece_id, coalesce(` + within + `, $2)
	FROM search s
	JOIN pieces p ON p.id = s.piece_id
	LEFT JOIN cases c ON c.piece_id = s.piece_id
	WHERE s.keys && $4::text[]
		AND ($5::text = '' OR c.case_type = $5)
		AND p.received_on BETWEEN coalesce($6::date, '-infinity') AND coalesce($7::date, 'infinity')`

const newestFirst = `
	ORDER BY s.piece_id + 0 DESC -- never along the primary key: what is rare would be far away
	LIMIT $8`

func (s *searching) exact(ctx context.Context, keys []string) (Found, error) {
	found, err := s.pieces(ctx, byKeys+newestFirst, s.keyArgs(keys)...)
	found.More = len(found.Pieces)+len(found.Outside) == mostExact
	return found, err
}

// exactWithin is for what names no person: only what is in sight counts.
func (s *searching) exactWithin(ctx context.Context, keys []string) (Found, error) {
	found, err := s.pieces(ctx, byKeys+` AND coalesce(`+within+`, $2)`+newestFirst, s.keyArgs(keys)...)
	found.More = len(found.Pieces) == mostExact
	return found, err
}

func (s *searching) keyArgs(keys []string) []any {
	q := s.query
	return []any{s.sight.Person, s.sight.All, s.sight.queues(), keys, q.Kind, dateOrNull(q.Since), dateOrNull(q.Until), mostExact}
}

func (s Sight) queues() []postkamer.Queue {
	if s.Queues == nil {
		return []postkamer.Queue{}
	}
	return s.Queues
}

// bsn finds by the keyed hash of a number: the number itself is in no index.
func (s *searching) bsn(ctx context.Context) (Found, error) {
	var hash string
	if err := s.tx.QueryRow(ctx, `SELECT search_hash($1)`, s.query.BSN).Scan(&hash); err != nil {
		return Found{}, err
	}
	return s.exact(ctx, []string{"h:" + hash})
}

// alike is how much of a word of a name must be the same (pg_trgm), with the same
// day of birth: Jildiz is Yildiz, and a letter that was misread does no harm.
const alike = 0.4

// person finds by day of birth and name: one word of the name that is not a
// particle must be in the piece, or much like it.
func (s *searching) person(ctx context.Context) (Found, error) {
	sql := byKeys + `
		AND EXISTS (
			SELECT 1 FROM regexp_split_to_table(search_plain($9), '[^[:alnum:]]+') part
			WHERE length(part) > 1 AND part <> ALL($10::text[]) AND strict_word_similarity(part, s.names) >= $11)` + newestFirst
	args := append(s.keyArgs([]string{"b:" + s.query.Born}), s.query.Text, particles, alike)
	found, err := s.pieces(ctx, sql, args...)
	found.More = len(found.Pieces)+len(found.Outside) == mostExact
	return found, err
}

// particles are in so many names that they say nothing.
var particles = []string{"de", "den", "der", "het", "van", "von", "ten", "ter", "te", "in", "op", "el", "al", "la", "le", "du", "da", "dos", "ben", "heer", "mevrouw", "mw", "dhr", "mevr"}
