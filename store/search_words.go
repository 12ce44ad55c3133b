package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// windows are the months back from today in which words are looked for one after
// another until there are enough: a word that is in every letter is found among
// the newest, without going through all of them.
var windows = [...]struct{ from, to int }{{-1, 0}, {1, 3}, {4, 11}, {12, 23}, {24, 47}, {48, 95}}

// wordsSQL finds the newest pieces in sight with all words ($4), of a kind and a time,
// in one look-up: the words, the queues and the months are in the same index.
// The condition on the column %[1]s; words that end in sight of nobody are not counted.
const wordsSQL = `
	SELECT s.piece_id, true
	FROM search s
	WHERE s.%[1]s @@ $1::text::tsquery
		AND ($2::text[] IS NULL OR s.keys && $2)
		AND ($3::text[] IS NULL OR s.keys && $3)
		AND ($4::text[] IS NULL OR s.keys && $4)
		AND ($5::date IS NULL OR (SELECT received_on FROM pieces WHERE id = s.piece_id) >= $5)
		AND ($6::date IS NULL OR (SELECT received_on FROM pieces WHERE id = s.piece_id) <= $6)
	ORDER BY s.piece_id + 0 DESC
	LIMIT $7`

// words finds pieces by their words: first those that have all of them in their
// fields, then by text; each the newest first.
func (s *searching) words(ctx context.Context) (Found, error) {
	found, err := s.allWords(ctx, s.query.Beginning)
	if err != nil || len(found.Pieces) > 0 || found.TooCommon || s.query.Beginning {
		return found, err
	}
	s.loose = true
	found, err = s.allWords(ctx, true)
	found.Loose = true
	return found, err
}

func (s *searching) allWords(ctx context.Context, beginning bool) (Found, error) {
	facts, words, err := s.parse(ctx, beginning)
	if err != nil || facts == "" {
		return Found{TooCommon: err == nil}, err
	}
	found, err := s.newest(ctx, "facts", facts)
	if err != nil || found.More || words == "" {
		return found, err
	}
	text, err := s.newest(ctx, "words", words)
	if err != nil {
		return found, err
	}
	for _, id := range text.Pieces {
		if !slices.Contains(found.Pieces, id) {
			found.Pieces = append(found.Pieces, id)
		}
	}
	found.More = text.More || len(found.Pieces) > MostHits
	found.Pieces = found.Pieces[:min(len(found.Pieces), MostHits)]
	return found, nil
}

// parse makes the words into a question of names and values and one of Dutch
// words; either is "" when nothing is left of it.
func (s *searching) parse(ctx context.Context, beginning bool) (facts, words string, err error) {
	err = s.tx.QueryRow(ctx, `
		SELECT search_query('postkamer_names', $1, $2)::text, search_query('postkamer', $1, $2)::text`,
		s.query.Text, beginning).Scan(&facts, &words)
	return facts, words, err
}

// newest goes through the windows until there are more than enough.
func (s *searching) newest(ctx context.Context, column, question string) (found Found, err error) {
	held, err := s.held(ctx, column, question)
	if err != nil {
		return held, err
	}
	first := 0
	if s.loose {
		first = len(windows) // nothing was found exactly: there is not much
	}
	for i := first; i <= len(windows); i++ {
		part, err := s.window(ctx, column, question, monthsOf(i, time.Now()))
		if err != nil {
			return found, err
		}
		for _, id := range part.Pieces {
			if !slices.Contains(found.Pieces, id) {
				found.Pieces = append(found.Pieces, id)
			}
		}
		if len(found.Pieces) > MostHits {
			break
		}
	}
	for _, id := range held.Pieces {
		if !slices.Contains(found.Pieces, id) {
			found.Pieces = append(found.Pieces, id)
		}
	}
	if found.More = len(found.Pieces) > MostHits; found.More {
		found.Pieces = found.Pieces[:MostHits]
	}
	return found, nil
}

// window looks in some months; nil is ever.
func (s *searching) window(ctx context.Context, column, question string, months []string) (Found, error) {
	q := s.query
	var queues, kind []string
	if !s.sight.All {
		queues = make([]string, 0, len(s.sight.Queues))
		for _, queue := range s.sight.Queues {
			queues = append(queues, "q:"+string(queue))
		}
	}
	if q.Kind != "" {
		kind = []string{"k:" + string(q.Kind)}
	}
	return s.pieces(ctx, fmt.Sprintf(wordsSQL, column), question, queues, months, kind, dateOrNull(q.Since), dateOrNull(q.Until), MostHits+1)
}

// monthsOf are the keys of the months of a window; nil after the last one.
func monthsOf(i int, now time.Time) []string {
	if i == len(windows) {
		return nil
	}
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	months := []string{}
	for n := windows[i].from; n <= windows[i].to; n++ {
		months = append(months, first.AddDate(0, -n, 0).Format("m:2006-01"))
	}
	return months
}

// held finds among what somebody may see besides their queues.
func (s *searching) held(ctx context.Context, column, question string) (Found, error) {
	if s.sight.All {
		return Found{}, nil
	}
	q := s.query
	return s.pieces(ctx, fmt.Sprintf(`
		SELECT s.piece_id, true
		FROM (
			SELECT id FROM cases WHERE claimed_by = $1 AND state = 'claimed'
			UNION
			SELECT case_id FROM grants WHERE person_id = $1 AND until > now()
		) mine
		JOIN cases c ON c.id = mine.id
		JOIN pieces p ON p.id = c.piece_id
		JOIN search s ON s.piece_id = c.piece_id
		WHERE s.%s @@ $2::text::tsquery
			AND ($3::text = '' OR c.case_type = $3)
			AND p.received_on BETWEEN coalesce($4::date, '-infinity') AND coalesce($5::date, 'infinity')`, column),
		s.sight.Person, question, q.Kind, dateOrNull(q.Since), dateOrNull(q.Until))
}
