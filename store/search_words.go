package store

import (
	"context"
	"fmt"
	"time"

	"postkamer"
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

// words finds pieces by their words, best first; see rank. When nothing has them one
// after another they are found apart, and then also as the beginnings of words.
func (s *searching) words(ctx context.Context) (Found, error) {
	found, err := s.allWords(ctx, s.query.Beginning)
	if err != nil || len(found.Pieces) > 0 || found.TooCommon {
		return found, err
	}
	if s.query.Phrases != "" {
		s.query.Phrases = ""
		seen := found.Checked
		found, err = s.words(ctx)
		found.Apart, found.Checked = true, seen
		return found, err
	}
	if s.query.Beginning {
		return found, nil
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
	if err != nil {
		return found, err
	}
	first := len(found.Pieces)
	if !found.More && words != "" {
		text, err := s.newest(ctx, "words", words)
		if err != nil {
			return found, err
		}
		found.Pieces = inFacts(found.Pieces, text.Pieces)
		found.More = text.More || len(found.Pieces) > MostHits
		found.Pieces = found.Pieces[:min(len(found.Pieces), MostHits)]
	}
	if s.query.Phrases != "" && s.checked >= MostChecked {
		found.Checked, found.More = s.checked, false
	}
	return found, s.rank(ctx, &found, first, words)
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
	known := map[postkamer.PieceID]bool{}
	first := 0
	if s.loose {
		first = len(windows) // nothing was found exactly: there is not much
	}
	for i := first; i <= len(windows) && len(found.Pieces) <= MostHits && s.room() > 0; i++ {
		part, err := s.window(ctx, column, question, monthsOf(i, time.Now()))
		if err != nil {
			return found, err
		}
		if err := s.take(ctx, &found, part.Pieces, known); err != nil {
			return found, err
		}
	}
	if err := s.take(ctx, &found, held.Pieces, known); err != nil {
		return found, err
	}
	if found.More = len(found.Pieces) > MostHits; found.More {
		found.Pieces = found.Pieces[:MostHits]
	}
	return found, nil
}

// take adds pieces that are not known yet; of words between quotation marks those
// that have them so.
func (s *searching) take(ctx context.Context, found *Found, ids []postkamer.PieceID, known map[postkamer.PieceID]bool) error {
	var fresh []postkamer.PieceID
	for _, id := range ids {
		if !known[id] {
			known[id] = true
			fresh = append(fresh, id)
		}
	}
	if s.query.Phrases != "" && len(fresh) > 0 {
		held, err := s.phrased(ctx, fresh)
		if err != nil {
			return err
		}
		fresh = held.Pieces
	}
	found.Pieces = append(found.Pieces, fresh...)
	return nil
}

// room is how many pieces may still be looked at.
func (s *searching) room() int {
	if s.query.Phrases == "" {
		return MostHits + 1
	}
	return MostChecked - s.checked
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
	return s.pieces(ctx, fmt.Sprintf(wordsSQL, column), question, queues, months, kind, dateOrNull(q.Since), dateOrNull(q.Until), s.room())
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
