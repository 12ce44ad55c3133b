package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Hit is one piece that was found, as it is listed. Of a piece that is not in
// sight only the first part is filled: that it is there, where, and how far.
type Hit struct {
	PieceID    postkamer.PieceID
	CaseID     postkamer.CaseID // 0: nobody knows yet what it is
	InSight    bool
	Reference  string
	ReceivedOn time.Time
	Queue      postkamer.Queue
	State      postkamer.CaseState
	DoneAt     time.Time // zero: not done
	Outcome    string    // of the last telephone call; empty when nobody phoned
	CalledAt   time.Time
	CalledBy   string // name of the colleague

	CaseType postkamer.CaseType
	Channel  postkamer.Channel
	Who      string // name of the sender as it stands
	Holder   string // name of the colleague who has it
	Snippet  string // where the words are, those between HitBegin and HitEnd; may be empty
}

// Marks around the words of a snippet that were looked for. They cannot be in a text.
const (
	HitBegin = "\x02"
	HitEnd   = "\x03"
)

// headline is how a snippet is cut.
const headline = `E'StartSel="\x02", StopSel="\x03", MaxWords=24, MinWords=10, ShortWord=2'`

// hitsSQL tells what may be shown of pieces, in the order that is given.
const hitsSQL = `
	SELECT p.id,
		coalesce(c.id, 0),
		seen.it,
		p.reference,
		p.received_on,
		coalesce(c.queue, ''),
		coalesce(c.state, ''),
		coalesce(c.done_at, '0001-01-01'),
		coalesce(last.outcome, ''),
		coalesce(last.at, '0001-01-01'),
		coalesce(last.by_name, ''),
		CASE WHEN seen.it THEN coalesce(c.case_type, '') ELSE '' END,
		CASE WHEN seen.it THEN p.channel ELSE '' END,
		CASE WHEN seen.it THEN coalesce((SELECT value FROM fields WHERE case_id = c.id AND name = 'name'), '') ELSE '' END,
		CASE WHEN seen.it THEN coalesce(who.name, '') ELSE '' END,
		CASE WHEN seen.it AND $5 <> '' THEN coalesce(ts_headline('postkamer', body.said, ($5 || ' | ' || replace(replace($5, 'f''', 'v'''), 's''', 'z'''))::tsquery, ` + headline + `), '') ELSE '' END
	FROM unnest($4::bigint[]) WITH ORDINALITY wanted (id, place)
	JOIN pieces p ON p.id = wanted.id
	LEFT JOIN cases c ON c.piece_id = p.id
	CROSS JOIN LATERAL (SELECT coalesce(` + within + `, $2) AS it) seen
	LEFT JOIN people who ON who.id = c.claimed_by
	LEFT JOIN LATERAL (
		SELECT a.outcome, a.at, a.by_name
		FROM call_attempts a JOIN call_tasks t ON t.id = a.task_id
		WHERE t.case_id = c.id
		ORDER BY a.id DESC
		LIMIT 1
	) last ON true
	LEFT JOIN LATERAL (
		SELECT left(coalesce(
			(SELECT string_agg(text ->> 'text', ' ' ORDER BY position) FROM pages WHERE piece_id = p.id AND mark = ''),
			(SELECT string_agg(a ->> 'value', ' ') FROM jsonb_array_elements(p.answers) a)), 20000) AS said
		WHERE seen.it AND $5 <> ''
	) body ON true
	ORDER BY wanted.place`

// Hits returns what may be shown of pieces, in their order, with a snippet around
// the words of the query.
func (s *Store) Hits(ctx context.Context, ids []postkamer.PieceID, q postkamer.Query, sight Sight) ([]Hit, error) {
	var hits []Hit
	err := s.inTime(ctx, func(b *bounded) error {
		search := searching{bounded: b, query: q, sight: sight}
		question, err := search.snippetWords(ctx)
		if err != nil {
			return err
		}
		if err := b.limit(ctx); err != nil {
			return err
		}
		rows, _ := b.tx.Query(ctx, hitsSQL, sight.Person, sight.All, sight.queues(), ids, question)
		hits, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Hit])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("show what was found: %w", err)
	}
	return hits, nil
}

// anyWord is a question that each of the words answers; "" without words.
func (s *searching) anyWord(ctx context.Context) (question string, err error) {
	text := s.query.Text
	if s.query.Postcode != "" {
		text = s.query.Postcode
	}
	if text == "" {
		return "", nil
	}
	err = s.tx.QueryRow(ctx, `SELECT replace(search_query('postkamer', $1, $2)::text, ' & ', ' | ')`, text, s.query.Beginning).Scan(&question)
	return question, err
}

// snippetWords is the question by which a snippet is cut: the words between quotation
// marks one after another, or else any of the words.
func (s *searching) snippetWords(ctx context.Context) (question string, err error) {
	if s.query.Phrases != "" {
		err = s.tx.QueryRow(ctx, `
			SELECT coalesce(string_agg(nullif(phraseto_tsquery('postkamer', search_text(phrase))::text, ''), ' | '), '')
			FROM regexp_split_to_table($1, E'\\n') phrase`, s.query.Phrases).Scan(&question)
	}
	if err != nil || question != "" {
		return question, err
	}
	return s.anyWord(ctx)
}

// A Spot is a word on the view of a page, in pixels.
type Spot struct {
	PageID     postkamer.PageID
	X, Y, W, H int
}

// mostSpots bounds how many words are lit on the pages of one piece.
const mostSpots = 400

// Spots returns where on the pages of a piece the words of a search are.
func (s *Store) Spots(ctx context.Context, id postkamer.PieceID, q postkamer.Query) ([]Spot, error) {
	var spots []Spot
	err := s.inTime(ctx, func(b *bounded) error {
		search := searching{bounded: b, query: q}
		question, err := search.anyWord(ctx)
		if err != nil || question == "" {
			return err
		}
		rows, _ := b.tx.Query(ctx, `
			SELECT p.id, w.x, w.y, w.w, w.h
			FROM pages p
			CROSS JOIN LATERAL jsonb_to_recordset(CASE jsonb_typeof(p.text -> 'words') WHEN 'array' THEN p.text -> 'words' ELSE '[]' END) w (text text, x int, y int, w int, h int)
			WHERE p.piece_id = $1
				AND p.mark = ''
				AND search_words(w.text) @@ $2::text::tsquery
			ORDER BY p.position
			LIMIT $3`, id, question, mostSpots)
		spots, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Spot])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("places of words on piece %d: %w", id, err)
	}
	return spots, nil
}
