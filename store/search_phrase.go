package store

import (
	"context"
	"strings"
	"unicode"

	"postkamer"
)

// MostChecked is how many of the newest pieces with all words are looked at for words
// that follow one another: the index does not know where in a letter a word is.
const MostChecked = 500

// holdingSQL keeps of pieces ($1) those whose text has every pattern ($2).
const holdingSQL = `
	WITH patterns AS MATERIALIZED (SELECT search_plain(pattern) AS pattern FROM unnest($2::text[]) pattern)
	SELECT s.piece_id, true
	FROM unnest($1::bigint[]) WITH ORDINALITY s (piece_id, place)` + body + `
	CROSS JOIN LATERAL (SELECT search_plain(body.said) AS said) plain
	WHERE NOT EXISTS (SELECT 1 FROM patterns WHERE plain.said !~ pattern)
	ORDER BY s.place`

// phrased keeps the pieces in which the words between quotation marks follow one another.
func (s *searching) phrased(ctx context.Context, ids []postkamer.PieceID) (Found, error) {
	s.checked += len(ids)
	return s.pieces(ctx, holdingSQL, ids, phrasePatterns(s.query.Phrases))
}

// phrasePatterns are the regular expressions of rows of words, small letters. Between
// two words there may be any mark or a new line, but not the bar of body. A last
// word with a star may go on.
func phrasePatterns(phrases string) []string {
	var patterns []string
	for row := range strings.Lines(phrases) {
		words := strings.FieldsFunc(row, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
		if len(words) == 0 {
			continue
		}
		pattern := `(^|[^[:alnum:]])` + strings.Join(words, `[^[:alnum:]|]+`)
		if !strings.HasSuffix(strings.TrimSpace(row), "*") {
			pattern += `([^[:alnum:]]|$)`
		}
		patterns = append(patterns, pattern)
	}
	return patterns
}
