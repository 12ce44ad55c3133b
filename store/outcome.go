package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// An Ending is a case beside the last decision about it.
type Ending struct {
	CaseID        postkamer.CaseID
	Reference     string
	Kind          postkamer.CaseType // as the program decided
	Channel       postkamer.Channel
	Family        postkamer.PieceID
	Ready         bool // as the program decided
	KindChanged   bool
	FieldsChanged int // values that were read and are others now
}

// Stood tells whether nobody had to change the kind or a value that was read.
func (e Ending) Stood() bool { return !e.KindChanged && e.FieldsChanged == 0 }

// Ending compares a case with what was decided about it, or returns ErrNotFound:
// what a person had to sort by hand was never decided.
func (tx *Tx) Ending(ctx context.Context, id postkamer.CaseID) (Ending, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT c.id,
			p.reference,
			d.kind,
			p.channel,
			coalesce((SELECT family FROM prints WHERE piece_id = p.id), p.id),
			d.ready,
			c.case_type <> d.kind,
			(SELECT count(*) FROM fields WHERE case_id = c.id AND read_value <> '' AND value <> read_value)
		FROM cases c
		JOIN pieces p ON p.id = c.piece_id
		JOIN LATERAL (SELECT kind, ready FROM decisions WHERE piece_id = p.id ORDER BY id DESC LIMIT 1) d ON true
		WHERE c.id = $1`, id)
	e, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Ending])
	if err != nil {
		return e, fmt.Errorf("ending of case %d: %w", id, notFound(err))
	}
	return e, nil
}

// Who judged an outcome.
const (
	ByPerson = "person" // who settled the case with its page open
	BySample = "sample" // a second person, who did not see what was decided
)

// AddOutcome keeps what became of a decision. ErrConflict means that it was kept
// before.
func (tx *Tx) AddOutcome(ctx context.Context, e Ending, mode postkamer.Mode, judged string, by postkamer.Person) error {
	err := tx.one(ctx, `
		INSERT INTO outcomes (case_id, kind, channel, family, ready, mode, kind_changed, fields_changed, judged, by_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (case_id, judged) DO NOTHING`,
		e.CaseID, e.Kind, e.Channel, e.Family, e.Ready, mode, e.KindChanged, e.FieldsChanged, judged, by.ID)
	if err != nil {
		return fmt.Errorf("keep outcome of case %d: %w", e.CaseID, err)
	}
	return nil
}

// A Judged is what became of a decision that was ready, by all who judged it.
type Judged struct {
	Kind    postkamer.CaseType
	Channel postkamer.Channel
	Family  postkamer.PieceID
	Stood   bool // nobody found it wrong
}

// judgedSQL is one line for each case: one judge who finds it wrong is enough.
const judgedSQL = `
	SELECT o.kind, o.channel, o.family, bool_and(o.stood)
	FROM outcomes o
	LEFT JOIN modes m ON m.kind = o.kind AND m.channel = o.channel
	WHERE o.ready AND o.at >= coalesce(m.counts_from, '-infinity')`

// Judged returns what became of ready decisions of a kind that count.
func (tx *Tx) Judged(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel) ([]Judged, error) {
	rows, _ := tx.tx.Query(ctx, judgedSQL+` AND o.kind = $1 AND o.channel = $2
		GROUP BY o.case_id, o.kind, o.channel, o.family`, kind, channel)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Judged])
	if err != nil {
		return nil, fmt.Errorf("outcomes of %s: %w", kind, err)
	}
	return list, nil
}

// AllJudged returns the same of every kind.
func (s *Store) AllJudged(ctx context.Context) ([]Judged, error) {
	rows, _ := s.pool.Query(ctx, judgedSQL+` GROUP BY o.case_id, o.kind, o.channel, o.family`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Judged])
	if err != nil {
		return nil, fmt.Errorf("outcomes: %w", err)
	}
	return list, nil
}

// A KindFigure counts what happened to a kind of a channel.
type KindFigure struct {
	Kind          postkamer.CaseType
	Channel       postkamer.Channel
	Decided       int // pieces
	Ready         int // of Decided
	Settled       int // by a person, with the page open, of which the kind was believed
	KindChanged   int // of Settled
	FieldsChanged int // of Settled: a value that was read was changed
	Unopened      int // approved without opening
	Drawn         int // in the sample
	Waiting       int // of Drawn: not judged yet
	Overdue       int // of Waiting: so long that nothing goes through unopened
	Wrong         int // of Drawn
}

// KindFigures counts every kind since a moment.
func (s *Store) KindFigures(ctx context.Context, since time.Time) ([]KindFigure, error) {
	rows, _ := s.pool.Query(ctx, `
		WITH counted AS (
			SELECT d.kind, p.channel, 1 AS decided, d.ready::int AS ready, 0 AS settled, 0 AS kinds, 0 AS fields, 0 AS unopened, 0 AS drawn, 0 AS waiting, 0 AS overdue, 0 AS wrong
			FROM decisions d JOIN pieces p ON p.id = d.piece_id
			WHERE d.at >= $1 AND d.id = (SELECT max(id) FROM decisions WHERE piece_id = d.piece_id)
			UNION ALL
			SELECT o.kind, o.channel, 0, 0, 1, o.kind_changed::int, (o.fields_changed > 0)::int, 0, 0, 0, 0, 0
			FROM outcomes o
			JOIN cases c ON c.id = o.case_id
			JOIN LATERAL (SELECT verdict -> 'sure' AS sure FROM decisions WHERE piece_id = c.piece_id ORDER BY id DESC LIMIT 1) d ON d.sure = 'true'
			WHERE o.at >= $1 AND o.judged = 'person'
			UNION ALL
			SELECT g.kind, g.channel, 0, 0, 0, 0, 0, (NOT g.opened)::int, (s.case_id IS NOT NULL)::int,
				(s.case_id IS NOT NULL AND s.judge IS NULL)::int,
				(s.judge IS NULL AND s.drawn_at < now() - `+sampleDays+`)::int, (s.stood IS false)::int
			FROM passages g LEFT JOIN samples s ON s.case_id = g.case_id
			WHERE g.at >= $1
		)
		SELECT kind, channel, sum(decided), sum(ready), sum(settled), sum(kinds), sum(fields), sum(unopened), sum(drawn), sum(waiting), coalesce(sum(overdue), 0), sum(wrong)
		FROM counted
		GROUP BY kind, channel`, since)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[KindFigure])
	if err != nil {
		return nil, fmt.Errorf("count kinds: %w", err)
	}
	return list, nil
}

// A Chances is how sure the program was of the letters of a kind, before and of late.
type Chances struct {
	Kind         postkamer.CaseType
	Before, Late []float64 // probabilities
}

// Chances returns how sure the program was of scanned letters from a moment on,
// in two parts: before late and after it. A form says itself what it is.
func (s *Store) Chances(ctx context.Context, from, late time.Time) ([]Chances, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT d.kind,
			coalesce(array_agg(d.probability) FILTER (WHERE d.at < $2), '{}'),
			coalesce(array_agg(d.probability) FILTER (WHERE d.at >= $2), '{}')
		FROM decisions d JOIN pieces p ON p.id = d.piece_id
		WHERE d.at >= $1 AND p.channel = 'scan'
		GROUP BY d.kind`, from, late)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Chances])
	if err != nil {
		return nil, fmt.Errorf("chances: %w", err)
	}
	return list, nil
}
