package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// relateLock is the advisory lock under which pieces look for earlier ones: two
// letters that are routed at the same moment see each other, and are tied once.
// Routing takes milliseconds, so one lock for all is enough.
const relateLock = 7_305_081_915

// mostEarlier is how many earlier pieces are looked at.
const mostEarlier = 10

// Earlier returns the pieces that came before one and may have to do with it,
// newest first. Until the transaction ends no other piece is routed: what is
// decided here about two letters is decided in one order.
func (tx *Tx) Earlier(ctx context.Context, piece postkamer.Piece, l postkamer.Links) ([]postkamer.Earlier, error) {
	if _, err := tx.tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(relateLock)); err != nil {
		return nil, fmt.Errorf("look for earlier pieces: %w", err)
	}
	if l.References == nil {
		l.References = []string{}
	}
	rows, _ := tx.tx.Query(ctx, earlierSQL,
		piece.ID, l.References, l.BSN, bandsOf(l.Sketch), l.Sketch, l.Date, l.Since, mostEarlier, piece.ReceivedOn)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Earlier])
	if err != nil {
		return nil, fmt.Errorf("look for earlier pieces of piece %d: %w", piece.ID, err)
	}
	return list, nil
}

// earlierSQL finds candidates by reference, BSN, words and images, and says how
// each agrees. A reference may be as old as it likes; the rest must be recent. The
// newest are chosen first and each is then looked up by its index: PostgreSQL takes
// the candidates for many and would read whole tables, under the lock of routing.
const earlierSQL = `
	WITH mine AS (
		SELECT f.sha256, g.number
		FROM pages g JOIN files f ON f.id = g.file_id
		WHERE g.piece_id = $1 AND g.mark = ''
	), copied AS (
		SELECT g.piece_id
		FROM mine
		JOIN files f ON f.sha256 = mine.sha256
		JOIN pages g ON g.file_id = f.id AND g.number = mine.number AND g.mark = ''
		WHERE g.piece_id <> $1
		GROUP BY g.piece_id
		HAVING count(*) = (SELECT count(*) FROM mine)
	), found AS MATERIALIZED (
		SELECT id FROM pieces WHERE reference = ANY($2)
		UNION SELECT c.piece_id FROM fields b JOIN cases c ON c.id = b.case_id WHERE b.name = 'bsn' AND b.value = $3 AND $3 <> ''
		UNION SELECT piece_id FROM sketches WHERE bands && $4
		UNION SELECT piece_id FROM copied
	), newest AS MATERIALIZED (
		SELECT p.*
		FROM found CROSS JOIN LATERAL (
			SELECT id, reference, received_on, reference = ANY($2) AS named
			FROM pieces
			WHERE id = found.id AND id <> $1 AND (reference = ANY($2) OR received_on BETWEEN $7 AND $9)
			OFFSET 0) p
		WHERE EXISTS (SELECT 1 FROM cases WHERE piece_id = p.id)
		ORDER BY p.named DESC, p.received_on DESC, p.id DESC
		LIMIT $8
	)
	SELECT p.id,
		c.id,
		p.reference,
		c.case_type,
		c.queue,
		c.state = 'done',
		p.received_on,
		p.named,
		$3 <> '' AND coalesce(b.value = $3, false),
		$3 <> '' AND coalesce(b.value <> $3, false) AND b.state IN ('ok', 'repaired'),
		coalesce(d.same, false),
		p.id IN (SELECT piece_id FROM copied),
		EXISTS (SELECT 1 FROM relations w WHERE w.piece_id = p.id AND w.kind = 'withdraws'),
		coalesce((SELECT count(*) FROM unnest(s.sketch, $5::bigint[]) AS same (a, b) WHERE a = b)::double precision / 64, 0)
	FROM newest p
	CROSS JOIN LATERAL (SELECT id, case_type, queue, state FROM cases WHERE piece_id = p.id OFFSET 0) c
	LEFT JOIN LATERAL (SELECT value, state FROM fields WHERE case_id = c.id AND name = 'bsn' OFFSET 0) b ON true
	LEFT JOIN LATERAL (SELECT bool_or(value = $6 AND $6 <> '') AS same FROM fields WHERE case_id = c.id AND name IN ('move_date', 'letter_date')) d ON true
	LEFT JOIN LATERAL (SELECT sketch FROM sketches WHERE piece_id = p.id OFFSET 0) s ON true
	ORDER BY p.named DESC, p.received_on DESC, p.id DESC`

// bandSize is how many places of a sketch make a band. Of texts that share nine
// tenths of their runs of words 99 in 100 have one of the 8 bands in common, of
// those that share a half 3 in 100 do.
const bandSize = 8

// bandsOf returns a number for each band of a sketch.
func bandsOf(sketch []int64) []int64 {
	bands := []int64{}
	for at := 0; at+bandSize <= len(sketch); at += bandSize {
		h := fnv.New64a()
		_ = binary.Write(h, binary.LittleEndian, int64(at))
		_ = binary.Write(h, binary.LittleEndian, sketch[at:at+bandSize])
		bands = append(bands, int64(h.Sum64()))
	}
	return bands
}

// AddSketch keeps how the words of a piece run; one without a sketch is not found
// by its words.
func (tx *Tx) AddSketch(ctx context.Context, id postkamer.PieceID, sketch []int64) error {
	if len(sketch) != postkamer.SketchSize {
		return nil
	}
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO sketches (piece_id, sketch, bands)
		VALUES ($1, $2, $3)
		ON CONFLICT (piece_id) DO NOTHING`, id, sketch, bandsOf(sketch))
	if err != nil {
		return fmt.Errorf("keep sketch of piece %d: %w", id, err)
	}
	return nil
}

// Relate ties a piece to an earlier one, and gives the earlier case the doubt if
// there is one. A withdrawal stops that case: it comes first in its queue as well.
// What somebody is deciding about a case that gets a doubt is not accepted any more.
func (tx *Tx) Relate(ctx context.Context, id postkamer.PieceID, e postkamer.Earlier, kind postkamer.RelationKind, doubt postkamer.Doubt) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO relations (piece_id, other_id, kind)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, id, e.PieceID, kind)
	if err != nil {
		return fmt.Errorf("relate piece %d to %d: %w", id, e.PieceID, err)
	}
	switch {
	case kind == postkamer.RelationWithdraws:
		err = tx.stop(ctx, e.CaseID, doubt)
	case doubt.Code != "":
		err = tx.warn(ctx, e.CaseID, doubt)
	}
	if err == nil && kind != postkamer.RelationDuplicate {
		err = tx.answerCame(ctx, e.CaseID, id)
	}
	if err != nil {
		return fmt.Errorf("tell case %d of piece %d: %w", e.CaseID, id, err)
	}
	return nil
}

// warn adds a doubt to a case that is not done, which goes on as it was.
func (tx *Tx) warn(ctx context.Context, id postkamer.CaseID, doubt postkamer.Doubt) error {
	tag, err := tx.tx.Exec(ctx, `UPDATE cases SET version = version + 1 WHERE id = $1 AND state <> 'done'`, id)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	return tx.AddDoubts(ctx, id, []postkamer.Doubt{doubt})
}

// stop holds up a case that is not done until a person has looked. A call that
// nobody has begun is not made, unless it must be made today or was promised: that
// is phoned whatever else is taken back. A case that somebody has stays with them.
func (tx *Tx) stop(ctx context.Context, id postkamer.CaseID, doubt postkamer.Doubt) error {
	tag, err := tx.tx.Exec(ctx, `
		WITH called_off AS (
			UPDATE call_tasks
			SET done = true, done_at = now(), version = version + 1
			WHERE case_id = $1 AND NOT done AND claimed_by IS NULL AND promised_at IS NULL AND priority <> $5 AND reason NOT IN ($3, $4)
			RETURNING case_id
		)
		UPDATE cases c
		SET version = version + 1,
			priority = least(priority, $2),
			returned_at = now(),
			state = CASE WHEN state = 'calling' AND EXISTS (SELECT 1 FROM called_off) THEN 'open' ELSE state END,
			owner_id = CASE WHEN state = 'calling' AND EXISTS (SELECT 1 FROM called_off) THEN NULL ELSE owner_id END
		WHERE id = $1 AND state <> 'done'`, id, postkamer.TermNear, postkamer.Urgent, postkamer.NoMoneyForFood, postkamer.SameDay)
	if err != nil || tag.RowsAffected() == 0 {
		return err // done: there is nothing left to stop
	}
	if err := tx.AddDoubts(ctx, id, []postkamer.Doubt{doubt}); err != nil {
		return err
	}
	return tx.caseEvent(ctx, id, postkamer.EventStopped, "", "")
}

// Relations returns the pieces that have to do with one, earlier and later,
// newest first.
func (s *Store) Relations(ctx context.Context, id postkamer.PieceID) ([]postkamer.Relation, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT r.kind, p.id, c.id, p.reference, c.case_type, c.state, r.other_id = $1, coalesce(theirs.value <> own.value, false)
		FROM relations r
		JOIN pieces p ON p.id = CASE WHEN r.other_id = $1 THEN r.piece_id ELSE r.other_id END
		JOIN cases c ON c.piece_id = p.id
		LEFT JOIN fields theirs ON theirs.case_id = c.id AND theirs.name = 'bsn' AND theirs.value <> '' AND (theirs.state IN ('ok', 'repaired') OR theirs.seen_by <> '')
		LEFT JOIN fields own ON own.case_id = (SELECT id FROM cases WHERE piece_id = $1) AND own.name = 'bsn' AND own.value <> '' AND (own.state IN ('ok', 'repaired') OR own.seen_by <> '')
		WHERE r.piece_id = $1 OR r.other_id = $1
		ORDER BY p.id DESC`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Relation])
	if err != nil {
		return nil, fmt.Errorf("relations of piece %d: %w", id, err)
	}
	return list, nil
}
