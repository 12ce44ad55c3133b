package store

import (
	"context"

	"postkamer"
)

// MostRanked is how many of the newest pieces that have the words in their text are
// put in order of how well they fit. To look at the text of one costs up to a
// millisecond: thousands would take seconds (docs/search.md).
const MostRanked = 50

// body is what piece s is searched by, as text: its fields, its pages and its answers,
// with a bar between what does not belong together.
const body = `
	CROSS JOIN LATERAL (
		SELECT left(concat_ws(' | ',
			(SELECT string_agg(f.value, ' | ') FROM cases c JOIN fields f ON f.case_id = c.id WHERE c.piece_id = s.piece_id AND f.name <> 'bsn'),
			(SELECT string_agg(g.text ->> 'text', ' | ' ORDER BY g.position) FROM pages g WHERE g.piece_id = s.piece_id AND g.mark = ''),
			(SELECT string_agg(a ->> 'value', ' | ') FROM pieces p, jsonb_array_elements(p.answers) a WHERE p.id = s.piece_id)), 20000) AS said
	) body`

// rankSQL puts pieces ($1) in order: first those of somebody who is called exactly what
// was typed ($2), then those that have the words in their fields (the first $3), then
// by how well the text fits ($4, of the next $5), then the newest. Pieces that fit
// about as well are the newest first: ts_rank is rounded to hundredths.
const rankSQL = `
	SELECT s.piece_id, true
	FROM unnest($1::bigint[]) WITH ORDINALITY wanted (id, place)
	JOIN search s ON s.piece_id = wanted.id
	LEFT JOIN LATERAL (
		SELECT round(ts_rank(search_hard(to_tsvector('postkamer', search_text(body.said))::text)::tsvector, $4::text::tsquery, 1)::numeric, 2) AS fit
		FROM (SELECT 1) one` + body + `
		WHERE wanted.place > $3 AND wanted.place <= $3 + $5
	) text ON true
	ORDER BY strpos(s.names, '|' || search_plain($2) || '|') > 0 DESC,
		wanted.place <= $3 DESC,
		text.fit DESC NULLS LAST,
		wanted.place`

// rank puts what words found in order; facts is how many of them have the words in
// their fields. Found.Ranked tells of how many the text was looked at.
func (s *searching) rank(ctx context.Context, found *Found, facts int, words string) error {
	if len(found.Pieces) < 2 {
		return nil
	}
	ranked, err := s.pieces(ctx, rankSQL, found.Pieces, s.query.Text, facts, words, MostRanked)
	if err != nil {
		return err
	}
	found.Pieces = ranked.Pieces
	found.Unranked = max(0, len(found.Pieces)-facts-MostRanked)
	return nil
}

// inFacts puts the pieces that have the words in their fields before the others, and
// counts them.
func inFacts(facts, text []postkamer.PieceID) []postkamer.PieceID {
	list := append(make([]postkamer.PieceID, 0, len(facts)+len(text)), facts...)
	known := make(map[postkamer.PieceID]bool, len(facts))
	for _, id := range facts {
		known[id] = true
	}
	for _, id := range text {
		if !known[id] {
			list = append(list, id)
		}
	}
	return list
}
