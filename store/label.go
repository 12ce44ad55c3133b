package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Label is the kind that a person left a letter with when its case was closed.
type Label struct {
	PieceID   postkamer.PieceID
	Kind      postkamer.CaseType
	Corrected bool  // the program had decided something else
	Tried     int64 // number of the first model that learned from it, 0 for none
}

// addLabel keeps what the closing of a case teaches. Forms teach nothing: they say
// themselves what they are. Nor does what is still of no known kind, what the
// program never decided about, or a kind in doubt that nobody chose.
func (tx *Tx) addLabel(ctx context.Context, id postkamer.CaseID, by string) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO labels (piece_id, case_id, kind_before, kind, chosen_by, chosen_at, closed_by)
		SELECT p.id, c.id, d.kind, c.case_type, coalesce(m.actor, $2), coalesce(m.at, now()), $2
		FROM cases c
		JOIN pieces p ON p.id = c.piece_id
		JOIN LATERAL (SELECT kind FROM decisions WHERE piece_id = p.id ORDER BY id DESC LIMIT 1) d ON true
		LEFT JOIN LATERAL (`+lastMove+`) m ON true
		WHERE c.id = $1 AND p.channel = 'scan' AND c.case_type <> $3
			AND (m.actor IS NOT NULL OR NOT EXISTS (SELECT 1 FROM doubts WHERE case_id = c.id AND code = $4))
		ON CONFLICT (piece_id) DO NOTHING`, id, by, postkamer.UnknownCase, postkamer.KindUnsure)
	if err != nil {
		return fmt.Errorf("keep label of case %d: %w", id, err)
	}
	return nil
}

// lastMove is the last time that a person chose the kind of case c and did not take
// that back: what is taken back is always the last of its kind.
const lastMove = `
	SELECT actor, at
	FROM (
		SELECT id, kind, actor, at, lead(kind) OVER (ORDER BY id) AS next
		FROM events
		WHERE piece_id = c.piece_id AND case_id = c.id AND (kind = 'moved' OR kind = 'taken_back' AND detail = 'moved')
	) moves
	WHERE kind = 'moved' AND next IS DISTINCT FROM 'taken_back'
	ORDER BY id DESC
	LIMIT 1`

// trusted leaves out labels l of which a second person, who did not see what was
// decided, says another kind.
const trusted = `
	NOT EXISTS (SELECT 1 FROM samples s WHERE s.case_id = l.case_id AND s.judged_kind <> '' AND s.judged_kind <> l.kind)`

// Labels returns the newest labels, the oldest of them first.
func (s *Store) Labels(ctx context.Context, limit int) ([]Label, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT piece_id, kind, corrected, coalesce(tried, 0)
		FROM (SELECT * FROM labels l WHERE `+trusted+` ORDER BY closed_at DESC, piece_id DESC LIMIT $1) newest
		ORDER BY closed_at, piece_id`, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Label])
	if err != nil {
		return nil, fmt.Errorf("list labels: %w", err)
	}
	return list, nil
}

// A Learning is what there is to learn since the last time.
type Learning struct {
	Tries       int       // how often was learned, or tried to
	New         int       // labels that no model learned from
	Corrections int       // of New
	Oldest      time.Time // when the first of New came; zero without
	UnderWay    bool      // it is being learned, or will be in a moment
	Program     string    // with the texts of which program the last model was made, by the checksum of its model; "" for none
	Last        time.Time // when that was; zero for none
}

// Learning returns what there is to learn.
func (s *Store) Learning(ctx context.Context) (Learning, error) {
	var l Learning
	err := s.pool.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM models),
			count(*),
			count(*) FILTER (WHERE corrected),
			coalesce(min(closed_at), '0001-01-01'),
			EXISTS (SELECT 1 FROM river_job WHERE kind = $1 AND state IN ('available', 'running', 'retryable', 'scheduled')),
			coalesce((SELECT measures ->> 'program' FROM models ORDER BY id DESC LIMIT 1), ''),
			coalesce((SELECT max(made_at) FROM models), '0001-01-01')
		FROM labels l
		WHERE tried IS NULL AND `+trusted, postkamer.Learn{}.Kind()).Scan(&l.Tries, &l.New, &l.Corrections, &l.Oldest, &l.UnderWay, &l.Program, &l.Last)
	if err != nil {
		return l, fmt.Errorf("look what there is to learn: %w", err)
	}
	return l, nil
}

// A Correction is a label that differs from what was decided, with how its letter
// is phrased.
type Correction struct {
	Kind  postkamer.CaseType
	Print []byte // see AddPrint
	Tried bool   // a model learned from it
}

// Corrections returns the newest corrections, the newest first.
func (s *Store) Corrections(ctx context.Context, limit int) ([]Correction, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT l.kind, p.print, l.tried IS NOT NULL
		FROM labels l
		JOIN prints p ON p.piece_id = l.piece_id
		WHERE l.corrected AND `+trusted+`
		ORDER BY l.closed_at DESC, l.piece_id DESC
		LIMIT $1`, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Correction])
	if err != nil {
		return nil, fmt.Errorf("list corrections: %w", err)
	}
	return list, nil
}
