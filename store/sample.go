package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// Why a case is in the sample.
const (
	SampleDrawn   = "drawn"   // by lot
	SampleFilled  = "filled"  // to have enough of the kind in a week
	SampleSibling = "sibling" // like one that was wrong
)

// A Passage is a ready case that went through on what the program decided.
type Passage struct {
	Ending
	Opened bool
	By     postkamer.Person
	Lot    float64 // 0..1, of the draw
}

// SampleKey returns the key of the draw.
func (tx *Tx) SampleKey(ctx context.Context) ([]byte, error) {
	var key []byte
	if err := tx.tx.QueryRow(ctx, `SELECT key FROM sample_key`).Scan(&key); err != nil {
		return nil, fmt.Errorf("key of the sample: %w", err)
	}
	return key, nil
}

// SampleCount returns what the share of the sample depends on: how many of a kind
// were judged and how many of those were wrong, since outcomes count, and how
// many went through in the last week.
func (tx *Tx) SampleCount(ctx context.Context, s Standing) (judged, wrong, week int, err error) {
	err = tx.tx.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE s.judge IS NOT NULL AND s.judged_at >= $3),
			count(*) FILTER (WHERE NOT s.stood AND s.judged_at >= $3),
			count(*) FILTER (WHERE p.at > now() - interval '7 days')
		FROM passages p LEFT JOIN samples s ON s.case_id = p.case_id
		WHERE p.kind = $1 AND p.channel = $2`, s.Kind, s.Channel, s.CountsFrom).Scan(&judged, &wrong, &week)
	if err != nil {
		err = fmt.Errorf("count the sample of %s: %w", s.Kind, err)
	}
	return judged, wrong, week, err
}

// AddPassage keeps that a case went through, and puts it in the sample when drawn. Of
// a case that was opened again after a second person judged it, the first one stays.
func (tx *Tx) AddPassage(ctx context.Context, p Passage, drawn bool) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO passages (case_id, kind, channel, family, opened, approved_by, lot)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (case_id) DO NOTHING`,
		p.CaseID, p.Kind, p.Channel, p.Family, p.Opened, p.By.ID, p.Lot)
	if err == nil && drawn {
		_, err = tx.tx.Exec(ctx, `
			INSERT INTO samples (case_id, reason, approved_by)
			VALUES ($1, $2, $3)
			ON CONFLICT DO NOTHING`, p.CaseID, SampleDrawn, p.By.ID)
	}
	if err != nil {
		return fmt.Errorf("keep passage of case %d: %w", p.CaseID, err)
	}
	return nil
}

// FillSamples adds cases that went through in a week that has passed, those with
// the lowest lots, until there are n of each kind and channel, and returns how
// many it added. Doing it again adds nothing.
func (s *Store) FillSamples(ctx context.Context, from, to time.Time, n int) (int, error) {
	tag, err := s.pool.Exec(ctx, `
		INSERT INTO samples (case_id, reason, approved_by)
		SELECT case_id, $4, approved_by
		FROM (
			SELECT p.case_id,
				p.approved_by,
				s.case_id IS NOT NULL AS sampled,
				row_number() OVER (PARTITION BY p.kind, p.channel ORDER BY s.case_id IS NULL, p.lot) AS rank
			FROM passages p LEFT JOIN samples s ON s.case_id = p.case_id
			WHERE p.at >= $1 AND p.at < $2
		) ranked
		WHERE rank <= $3 AND NOT sampled
		ON CONFLICT DO NOTHING`, from, to, n, SampleFilled)
	if err != nil {
		return 0, fmt.Errorf("fill the sample: %w", err)
	}
	return int(tag.RowsAffected()), nil
}

// A Sample is a case that a second person must look at, without what was decided.
type Sample struct {
	CaseID     postkamer.CaseID
	PieceID    postkamer.PieceID
	Reference  string
	Channel    postkamer.Channel
	Queue      postkamer.Queue
	Reason     string
	ReceivedOn time.Time
	DrawnAt    time.Time
	ApprovedBy postkamer.PersonID
	Judged     bool
	Stood      bool // once judged
}

const sampleColumns = `
	SELECT s.case_id, c.piece_id, p.reference, p.channel, c.queue, s.reason, p.received_on, s.drawn_at, s.approved_by, s.judge IS NOT NULL, coalesce(s.stood, false)
	FROM samples s
	JOIN cases c ON c.id = s.case_id
	JOIN pieces p ON p.id = c.piece_id`

// OpenSamples returns what somebody may judge, the oldest first: of their queues
// and approved by another.
func (s *Store) OpenSamples(ctx context.Context, p postkamer.Person, limit int) ([]Sample, error) {
	rows, _ := s.pool.Query(ctx, sampleColumns+`
		WHERE s.judge IS NULL AND s.approved_by <> $2 AND `+onTheirQueues+`
		ORDER BY s.drawn_at, s.case_id
		LIMIT $3`, queuesOf(p), p.ID, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Sample])
	if err != nil {
		return nil, fmt.Errorf("list the sample: %w", err)
	}
	return list, nil
}

// Sample returns one case of the sample, or ErrNotFound.
func (s *Store) Sample(ctx context.Context, id postkamer.CaseID) (Sample, error) {
	rows, _ := s.pool.Query(ctx, sampleColumns+` WHERE s.case_id = $1`, id)
	one, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Sample])
	if err != nil {
		return one, fmt.Errorf("sample of case %d: %w", id, notFound(err))
	}
	return one, nil
}

// WrongSamples returns what second persons found wrong of a kind, the newest first.
func (s *Store) WrongSamples(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel, limit int) ([]Sample, error) {
	rows, _ := s.pool.Query(ctx, sampleColumns+`
		JOIN passages g ON g.case_id = s.case_id
		WHERE NOT s.stood AND g.kind = $1 AND g.channel = $2
		ORDER BY s.judged_at DESC
		LIMIT $3`, kind, channel, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Sample])
	if err != nil {
		return nil, fmt.Errorf("list what was wrong: %w", err)
	}
	return list, nil
}

// JudgeSample keeps what a second person found, and logs it. ErrConflict means
// that somebody did so before, or that it is their own.
func (tx *Tx) JudgeSample(ctx context.Context, id postkamer.CaseID, by postkamer.Person, kind postkamer.CaseType, stood bool) error {
	err := tx.one(ctx, `
		UPDATE samples
		SET judge = $2, judged_at = now(), judged_kind = $3, stood = $4
		WHERE case_id = $1 AND judge IS NULL AND approved_by <> $2`, id, by.ID, kind, stood)
	if err != nil {
		return fmt.Errorf("judge case %d: %w", id, err)
	}
	found := "klopt"
	if !stood {
		found = "klopt niet"
	}
	return tx.caseEvent(ctx, id, postkamer.EventSampled, by.Name, found)
}

// SampleSiblings puts all of a family that went through unopened in the sample,
// and returns how many were not in it yet.
func (tx *Tx) SampleSiblings(ctx context.Context, family postkamer.PieceID) (int, error) {
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO samples (case_id, reason, approved_by)
		SELECT case_id, $2, approved_by
		FROM passages
		WHERE family = $1 AND NOT opened
		ON CONFLICT DO NOTHING`, family, SampleSibling)
	if err != nil {
		return 0, fmt.Errorf("sample the family of piece %d: %w", family, err)
	}
	return int(tag.RowsAffected()), nil
}
