package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// CheckedPieces counts of how many pieces of a version of a profile all drawn pages
// were checked by a second person.
func (tx *Tx) CheckedPieces(ctx context.Context, profile postkamer.ProfileID) (n int, err error) {
	err = tx.tx.QueryRow(ctx, `
		SELECT count(*) FROM (
			SELECT piece_id FROM page_checks WHERE profile_id = $1 GROUP BY piece_id HAVING bool_and(judge IS NOT NULL)
		) checked`, profile).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count checks of profile %d: %w", profile, err)
	}
	return n, nil
}

// DrawPages puts the pages of a piece of a stack that is being released in the sample
// of the second person: those that are shown and those that are called blank.
func (tx *Tx) DrawPages(ctx context.Context, piece postkamer.PieceID, profile postkamer.ProfileID, lot float64) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO page_checks (page_id, piece_id, profile_id, lot, looked_by, released_by)
		SELECT g.id, g.piece_id, $2, $3, g.looked_by_id, b.released_by_id
		FROM pages g JOIN batches b ON b.id = g.batch_id
		WHERE g.piece_id = $1 AND g.mark IN ('', 'blank')
		ON CONFLICT DO NOTHING`, piece, profile, lot)
	if err != nil {
		return fmt.Errorf("draw piece %d: %w", piece, err)
	}
	return nil
}

// CheckID numbers a page in the sample.
type CheckID int64

// A PageCheck is a page that a second person looks at, without what was said before.
type PageCheck struct {
	ID          CheckID
	PageID      postkamer.PageID
	PieceID     postkamer.PieceID
	Reference   string
	BatchID     postkamer.BatchID
	Day         time.Time
	Number      int
	Position    int // of the page in the stack, from 0
	Sheet       int
	Back        bool
	Blank       bool // called blank: is there nothing on it?
	ProfileID   postkamer.ProfileID
	DrawnAt     time.Time
	BoxID       postkamer.BoxID
	BoxYear     int
	BoxNumber   int
	BoxPosition int
	JudgeName   string
	JudgedAt    time.Time
	Good        bool // once judged
	Why         string
}

const pageCheckColumns = `
	SELECT k.id, k.page_id, k.piece_id, p.reference, b.id, b.day, b.number, g.position, g.sheet, g.back, g.mark = 'blank',
		k.profile_id, k.drawn_at, coalesce(x.id, 0), coalesce(x.year, 0), coalesce(x.number, 0), coalesce(b.box_position, 0),
		k.judge_name, coalesce(k.judged_at, ` + never + `), coalesce(k.good, false), k.why
	FROM page_checks k
	JOIN pages g ON g.id = k.page_id
	JOIN pieces p ON p.id = k.piece_id
	JOIN batches b ON b.id = g.batch_id
	LEFT JOIN boxes x ON x.id = b.box_id`

// another is true of a page of the sample ($1 and $2 are a person's number and name) of
// which they decided nothing: they were not the first to look at it, did not release its
// stack, and neither set anything on the page since nor scanned it again. Who a person is
// that scanned is known by name only.
const another = `(
	k.looked_by IS DISTINCT FROM $1 AND k.released_by IS DISTINCT FROM $1
	AND NOT EXISTS (SELECT 1 FROM acts a
		WHERE a.batch_id = g.batch_id AND a.page_id = g.id AND a.undone_at IS NULL AND a.kind <> 'keep'
			AND coalesce(a.by_id = $1, a.by_name = $2))
	AND NOT EXISTS (SELECT 1 FROM rescans r WHERE r.piece_id = k.piece_id AND r.new_page_id = g.id AND r.scanned_by = $2))`

// OpenChecks returns the pages that somebody may check, the oldest first: nothing that
// they looked at, decided on or released themselves.
func (s *Store) OpenChecks(ctx context.Context, by postkamer.Person, limit int) ([]PageCheck, error) {
	return s.pageChecks(ctx, `
		WHERE k.judge IS NULL AND `+another+`
		ORDER BY k.drawn_at, k.id
		LIMIT $3`, by.ID, by.Name, limit)
}

// BatchChecks returns the sample of one stack in the order of its pages.
func (s *Store) BatchChecks(ctx context.Context, id postkamer.BatchID) ([]PageCheck, error) {
	return s.pageChecks(ctx, ` WHERE g.batch_id = $1 ORDER BY g.position`, id)
}

// Check returns one page of the sample, or ErrNotFound.
func (s *Store) Check(ctx context.Context, id CheckID) (PageCheck, error) {
	list, err := s.pageChecks(ctx, ` WHERE k.id = $1`, id)
	if err != nil {
		return PageCheck{}, err
	}
	if len(list) == 0 {
		return PageCheck{}, fmt.Errorf("check %d: %w", id, postkamer.ErrNotFound)
	}
	return list[0], nil
}

func (s *Store) pageChecks(ctx context.Context, where string, args ...any) ([]PageCheck, error) {
	rows, _ := s.pool.Query(ctx, pageCheckColumns+where, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[PageCheck])
	if err != nil {
		return nil, fmt.Errorf("pages to check: %w", err)
	}
	return list, nil
}

// JudgePage keeps what a second person found of a page; why is needed when it is not
// good, and then the operator is asked to scan it again. ErrConflict means that it was
// judged before; ErrForbidden that the person decided something of it or released it.
func (tx *Tx) JudgePage(ctx context.Context, id CheckID, by postkamer.Person, good bool, why string) error {
	var page postkamer.PageID
	var piece postkamer.PieceID
	var own, judged bool
	err := tx.tx.QueryRow(ctx, `
		SELECT k.page_id, k.piece_id, k.judge IS NOT NULL, NOT `+another+`
		FROM page_checks k JOIN pages g ON g.id = k.page_id
		WHERE k.id = $3
		FOR UPDATE OF k`, by.ID, by.Name, id).Scan(&page, &piece, &judged, &own)
	switch {
	case err != nil:
		return fmt.Errorf("judge page: %w", notFound(err))
	case own:
		return fmt.Errorf("judge own page %d: %w", page, postkamer.ErrForbidden)
	case judged:
		return fmt.Errorf("judge page %d: %w", page, postkamer.ErrConflict)
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE page_checks
		SET judge = $2, judge_name = $3, judged_at = now(), good = $4, why = $5
		WHERE id = $1`, id, by.ID, by.Name, good, why)
	if err != nil {
		return fmt.Errorf("judge page %d: %w", page, err)
	}
	return tx.pageJudged(ctx, page, piece, by, good, why)
}

// pageJudged logs a judgement and asks for the page again when it is not good.
func (tx *Tx) pageJudged(ctx context.Context, page postkamer.PageID, piece postkamer.PieceID, by postkamer.Person, good bool, why string) error {
	p, err := tx.Page(ctx, page)
	if err != nil {
		return err
	}
	says := "goed"
	if !good {
		says = "niet goed: " + why
	}
	if err := tx.pieceEvent(ctx, p, piece, postkamer.EventPageChecked, by.Name, says); err != nil || good {
		return err
	}
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO rescans (piece_id, page_id, why, asked_by)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, piece, page, why, by.Name)
	if err != nil {
		return fmt.Errorf("ask rescan of page %d: %w", page, err)
	}
	if tag.RowsAffected() == 0 {
		return nil // a caseworker asked already
	}
	return tx.pieceEvent(ctx, p, piece, postkamer.EventRescanAsked, by.Name, why)
}

// UnjudgePage takes back what this person found of a page a moment ago, with the new scan
// that they asked for by it. ErrNotFound: they found nothing of it. ErrTooLate: it is too
// long ago. ErrConflict: the page was scanned again, or its paper may be destroyed.
func (tx *Tx) UnjudgePage(ctx context.Context, id CheckID, by postkamer.Person) error {
	var page postkamer.PageID
	var piece postkamer.PieceID
	var late, followed bool
	err := tx.tx.QueryRow(ctx, `
		SELECT k.page_id, k.piece_id, k.judged_at <= now() - `+undoFor+`,
			EXISTS (SELECT 1 FROM rescans r WHERE r.page_id = k.page_id AND r.asked_at = k.judged_at AND r.state <> 'open')
		FROM page_checks k
		WHERE k.id = $1 AND k.judge = $2
		FOR UPDATE`, id, by.ID).Scan(&page, &piece, &late, &followed)
	switch {
	case err != nil:
		return fmt.Errorf("take back judgement %d: %w", id, notFound(err))
	case late:
		return fmt.Errorf("take back judgement %d: %w", id, ErrTooLate)
	case followed:
		return fmt.Errorf("take back judgement %d: %w", id, postkamer.ErrConflict)
	}
	return tx.unjudge(ctx, id, page, piece, by)
}

// unjudge puts a page back in the sample. The scan that was asked for has the time of the
// judgement: they are of one transaction. One that a caseworker asked stays.
func (tx *Tx) unjudge(ctx context.Context, id CheckID, page postkamer.PageID, piece postkamer.PieceID, by postkamer.Person) error {
	p, err := tx.Page(ctx, page)
	if err == nil {
		err = tx.paperIsThere(ctx, p.BatchID)
	}
	if err != nil {
		return fmt.Errorf("take back judgement of page %d: %w", page, err)
	}
	_, err = tx.tx.Exec(ctx, `
		WITH asked AS (
			DELETE FROM rescans r
			USING page_checks k
			WHERE k.id = $1 AND r.page_id = k.page_id AND r.asked_at = k.judged_at AND r.state = 'open'
		)
		UPDATE page_checks
		SET judge = NULL, judge_name = '', judged_at = NULL, good = NULL, why = ''
		WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("take back judgement of page %d: %w", page, err)
	}
	return tx.pieceEvent(ctx, p, piece, postkamer.EventPageChecked, by.Name, "oordeel ongedaan gemaakt")
}

// ProfileFigures is what a version of a profile did.
type ProfileFigures struct {
	ProfileID postkamer.ProfileID
	Batches   int
	Pages     int
	Drawn     int // pages in the sample
	Good      int // of Drawn
	NotGood   int // of Drawn
	Open      int // of Drawn
}

// ProfileFigures counts for each version that was ever used.
func (s *Store) ProfileFigures(ctx context.Context) ([]ProfileFigures, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT p.id,
			(SELECT count(*) FROM batches WHERE profile_id = p.id),
			(SELECT count(*) FROM pages WHERE profile_id = p.id),
			count(k.id),
			count(*) FILTER (WHERE k.good),
			count(*) FILTER (WHERE NOT k.good),
			count(k.id) FILTER (WHERE k.judge IS NULL)
		FROM profiles p LEFT JOIN page_checks k ON k.profile_id = p.id
		GROUP BY p.id
		ORDER BY p.id DESC`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ProfileFigures])
	if err != nil {
		return nil, fmt.Errorf("figures of profiles: %w", err)
	}
	return list, nil
}
