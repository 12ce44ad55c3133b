package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// AskRescan asks the operator to scan a page of a piece again. ErrConflict means that
// somebody asked already or that the paper is destroyed; ErrNotFound that the page is
// not shown in that piece.
func (tx *Tx) AskRescan(ctx context.Context, piece postkamer.PieceID, page postkamer.PageID, why string, by postkamer.Person) (postkamer.RescanID, error) {
	p, err := tx.Page(ctx, page)
	if err == nil && (p.PieceID != piece || p.Mark == postkamer.MarkReplaced) {
		err = postkamer.ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("ask rescan: %w", err)
	}
	if err := tx.paperIsThere(ctx, p.BatchID); err != nil {
		return 0, fmt.Errorf("ask rescan of page %d: %w", page, err)
	}
	var id postkamer.RescanID
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO rescans (piece_id, page_id, why, asked_by)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING
		RETURNING id`, piece, page, why, by.Name).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("ask rescan of page %d: %w", page, conflict(err))
	}
	return id, tx.pieceEvent(ctx, p, piece, postkamer.EventRescanAsked, by.Name, why)
}

// paperIsThere returns ErrConflict when the box of a stack may be destroyed or is, and
// keeps that from being decided until the transaction ends.
func (tx *Tx) paperIsThere(ctx context.Context, id postkamer.BatchID) error {
	var gone bool
	err := tx.tx.QueryRow(ctx, `
		SELECT approved_at IS NOT NULL FROM boxes
		WHERE id = (SELECT box_id FROM batches WHERE id = $1)
		FOR SHARE`, id).Scan(&gone)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // in no box yet
	}
	if err == nil && gone {
		err = postkamer.ErrConflict
	}
	return err
}

// pieceEvent logs something about a page of a piece, on its case too when it has one.
func (tx *Tx) pieceEvent(ctx context.Context, p postkamer.Page, piece postkamer.PieceID, kind postkamer.EventKind, by, detail string) error {
	var caseID postkamer.CaseID
	err := tx.tx.QueryRow(ctx, `SELECT coalesce((SELECT id FROM cases WHERE piece_id = $1), 0)`, piece).Scan(&caseID)
	if err != nil {
		return fmt.Errorf("case of piece %d: %w", piece, err)
	}
	text := p.Name()
	if detail != "" {
		text += ": " + detail
	}
	return tx.Event(ctx, postkamer.Event{Kind: kind, Actor: by, BatchID: p.BatchID, PieceID: piece, CaseID: caseID, Detail: text})
}

// RefuseRescan says that a page cannot be scanned again, and why. ErrConflict means
// that it was done or refused before.
func (tx *Tx) RefuseRescan(ctx context.Context, id postkamer.RescanID, why string, by postkamer.Person) error {
	var piece postkamer.PieceID
	var page postkamer.PageID
	err := tx.tx.QueryRow(ctx, `
		UPDATE rescans
		SET state = 'refused', done_by = $2, done_at = now(), answer = $3
		WHERE id = $1 AND state = 'open'
		RETURNING piece_id, page_id`, id, by.Name, why).Scan(&piece, &page)
	if err != nil {
		return fmt.Errorf("refuse rescan %d: %w", id, conflict(err))
	}
	p, err := tx.Page(ctx, page)
	if err != nil {
		return err
	}
	return tx.pieceEvent(ctx, p, piece, postkamer.EventRescanNo, by.Name, why)
}

// rescanReady puts a page that was scanned again after the release in its place, now
// that it is prepared: the old one is replaced, the new one is read, and the copy of
// the piece is made anew. When it cannot be opened the request is open again.
func (tx *Tx) rescanReady(ctx context.Context, id postkamer.PageID) error {
	p, err := tx.Page(ctx, id)
	if err != nil {
		return err
	}
	r, err := tx.rescanOf(ctx, p)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // nobody asked for it: it stays as it is
	}
	if err != nil {
		return fmt.Errorf("rescan of page %d: %w", id, err)
	}
	if p.State == postkamer.PageUnreadable {
		return tx.rescanFailed(ctx, r, p)
	}
	if r.NewPage != p.ID { // a further page of the same file
		return tx.joinPiece(ctx, p.ID, 0, r)
	}
	old := r.PageID
	if r.Why == postkamer.RescanMissing {
		old = 0 // that one was good: this comes behind it
	}
	if err := tx.joinPiece(ctx, p.ID, old, r); err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE rescans SET state = 'done', done_by = $2, done_at = now() WHERE id = $1`, r.ID, r.DoneBy)
	if err != nil {
		return fmt.Errorf("rescan %d is done: %w", r.ID, err)
	}
	return tx.pieceEvent(ctx, p, r.PieceID, postkamer.EventRescanned, r.DoneBy, "")
}

// rescanOf returns the request with whose file a page came in; DoneBy is who scanned.
func (tx *Tx) rescanOf(ctx context.Context, p postkamer.Page) (r postkamer.Rescan, err error) {
	err = tx.tx.QueryRow(ctx, `
		SELECT r.id, r.piece_id, r.page_id, r.why, r.new_page_id, r.scanned_by
		FROM rescans r JOIN pages n ON n.id = r.new_page_id
		WHERE n.file_id = $1`, p.FileID).Scan(&r.ID, &r.PieceID, &r.PageID, &r.Why, &r.NewPage, &r.DoneBy)
	return r, err
}

// whyRescanFailed is what the operator reads on a request that is open again.
const whyRescanFailed = "De nieuwe scan kon niet worden geopend. Scan het blad nog een keer."

// rescanFailed opens a request again of which the new page cannot be opened.
func (tx *Tx) rescanFailed(ctx context.Context, r postkamer.Rescan, p postkamer.Page) error {
	_, err := tx.tx.Exec(ctx, `UPDATE pages SET mark = 'rejected', marked_by = $2 WHERE id = $1`, p.ID, postkamer.Machine)
	if err == nil && r.NewPage == p.ID {
		_, err = tx.tx.Exec(ctx, `
			UPDATE rescans SET state = 'open', new_page_id = NULL, scanned_by = '', answer = $2 WHERE id = $1`, r.ID, whyRescanFailed)
	}
	if err != nil {
		return fmt.Errorf("rescan %d failed: %w", r.ID, err)
	}
	return nil
}

// joinPiece puts a new page in the piece of a request, in the place of old unless that
// is 0, and has it read. The piece stays at its stage; only a piece that is being read
// waits for the new page too.
func (tx *Tx) joinPiece(ctx context.Context, page, old postkamer.PageID, r postkamer.Rescan) error {
	waits := 1
	if old != 0 { // the page before the piece, as reading does
		was, err := tx.leavePlace(ctx, old, page, r.DoneBy)
		if err != nil {
			return err
		}
		if was == postkamer.TextWaiting {
			waits = 0 // one comes for the other
		}
	}
	var stage postkamer.Stage
	if err := tx.tx.QueryRow(ctx, `SELECT stage FROM pieces WHERE id = $1 FOR NO KEY UPDATE`, r.PieceID).Scan(&stage); err != nil {
		return fmt.Errorf("piece %d: %w", r.PieceID, err)
	}
	_, err := tx.tx.Exec(ctx, `
		UPDATE pages n
		SET piece_id = $2,
			replaces = nullif($3, 0),
			after_id = CASE WHEN $3 = 0 THEN n.after_id END,
			text_state = 'waiting',
			text_since = now(),
			looked_by = $4,
			looked_at = now(),
			starts = coalesce(o.starts, false),
			keep_paper = coalesce(o.keep_paper, ''),
			keep_why = coalesce(o.keep_why, '')
		FROM (SELECT 1) one LEFT JOIN pages o ON o.id = $3
		WHERE n.id = $1`, page, r.PieceID, int64(old), actor(r.DoneBy))
	if err != nil {
		return fmt.Errorf("put page %d in piece %d: %w", page, r.PieceID, err)
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE pages SET starts = false WHERE id = $1`, int64(old)); err != nil {
		return fmt.Errorf("replace page %d: %w", old, err)
	}
	if stage == postkamer.Received {
		if _, err := tx.tx.Exec(ctx, `UPDATE pieces SET pages_left = pages_left + $2 WHERE id = $1`, r.PieceID, waits); err != nil {
			return fmt.Errorf("piece %d waits: %w", r.PieceID, err)
		}
	}
	return tx.nextPage(ctx, postkamer.ReadPage{PageID: page}, 0)
}

// leavePlace takes the old page of a released piece out of it. It is kept, and so is
// what was read of it. It returns how far its reading was.
func (tx *Tx) leavePlace(ctx context.Context, old, page postkamer.PageID, by string) (was postkamer.TextState, err error) {
	err = tx.tx.QueryRow(ctx, `
		UPDATE pages p
		SET mark = 'replaced', marked_by = $2, text_state = CASE WHEN p.text_state = 'waiting' THEN 'none' ELSE p.text_state END
		FROM pages o
		WHERE p.id = $1 AND o.id = p.id
		RETURNING o.text_state`, old, actor(by)).Scan(&was)
	if err != nil {
		return was, fmt.Errorf("replace page %d: %w", old, err)
	}
	return was, errors.Join(tx.leavePage(ctx, old), tx.checkAgain(ctx, old, page))
}

// checkAgain gives a new page the second person's check of the old one: what was to
// be checked is checked on the new page, and what was judged is judged anew, for the
// old judgement says nothing of this image.
func (tx *Tx) checkAgain(ctx context.Context, old, page postkamer.PageID) error {
	moved, err := tx.tx.Exec(ctx, `UPDATE page_checks SET page_id = $2 WHERE page_id = $1 AND judge IS NULL`, old, page)
	if err == nil && moved.RowsAffected() == 0 {
		_, err = tx.tx.Exec(ctx, `
			INSERT INTO page_checks (page_id, piece_id, profile_id, lot, looked_by, released_by)
			SELECT n.id, k.piece_id, coalesce(n.profile_id, k.profile_id), k.lot, k.looked_by, k.released_by
			FROM page_checks k, pages n
			WHERE k.page_id = $1 AND n.id = $2`, old, page)
	}
	if err != nil {
		return fmt.Errorf("check of page %d: %w", old, err)
	}
	return nil
}

// A RescanLine is a request with where the paper is.
type RescanLine struct {
	postkamer.Rescan
	Reference    string // of the piece
	CaseID       postkamer.CaseID
	BatchID      postkamer.BatchID
	Day          time.Time // of the stack
	Number       int       // of the stack
	PagePosition int       // in the stack, from 0
	Sheet        int       // in the stack, from 1; 0: not known
	Back         bool
	BoxID        postkamer.BoxID // 0: in no box
	BoxYear      int
	BoxNumber    int
	BoxPosition  int
}

const rescanColumns = `
	SELECT r.id, r.piece_id, r.page_id, r.why, r.asked_by, r.asked_at, r.state, r.done_by, coalesce(r.done_at, ` + never + `), r.answer, coalesce(r.new_page_id, 0),
		p.reference, coalesce(c.id, 0), b.id, b.day, b.number, g.position, g.sheet, g.back,
		coalesce(x.id, 0), coalesce(x.year, 0), coalesce(x.number, 0), coalesce(b.box_position, 0)
	FROM rescans r
	JOIN pieces p ON p.id = r.piece_id
	JOIN pages g ON g.id = r.page_id
	JOIN batches b ON b.id = g.batch_id
	LEFT JOIN cases c ON c.piece_id = p.id
	LEFT JOIN boxes x ON x.id = b.box_id`

func scanRescan(row pgx.CollectableRow) (RescanLine, error) {
	var l RescanLine
	err := row.Scan(&l.ID, &l.PieceID, &l.PageID, &l.Why, &l.AskedBy, &l.AskedAt, &l.State, &l.DoneBy, &l.DoneAt, &l.Answer, &l.NewPage,
		&l.Reference, &l.CaseID, &l.BatchID, &l.Day, &l.Number, &l.PagePosition, &l.Sheet, &l.Back,
		&l.BoxID, &l.BoxYear, &l.BoxNumber, &l.BoxPosition)
	return l, err
}

// OpenRescans returns what the operator is asked to scan again, the oldest first;
// those of which the new page is being prepared too.
func (s *Store) OpenRescans(ctx context.Context) ([]RescanLine, error) {
	return s.rescans(ctx, ` WHERE r.state IN ('open', 'scanned') ORDER BY r.id`)
}

// RescansOfPiece returns what was ever asked of a piece, the newest first.
func (s *Store) RescansOfPiece(ctx context.Context, id postkamer.PieceID) ([]RescanLine, error) {
	return s.rescans(ctx, ` WHERE r.piece_id = $1 ORDER BY r.id DESC`, id)
}

// Rescan returns one request, or ErrNotFound.
func (s *Store) Rescan(ctx context.Context, id postkamer.RescanID) (RescanLine, error) {
	list, err := s.rescans(ctx, ` WHERE r.id = $1`, id)
	if err != nil {
		return RescanLine{}, err
	}
	if len(list) == 0 {
		return RescanLine{}, fmt.Errorf("rescan %d: %w", id, postkamer.ErrNotFound)
	}
	return list[0], nil
}

func (s *Store) rescans(ctx context.Context, where string, args ...any) ([]RescanLine, error) {
	rows, _ := s.pool.Query(ctx, rescanColumns+where, args...)
	list, err := pgx.CollectRows(rows, scanRescan)
	if err != nil {
		return nil, fmt.Errorf("rescans: %w", err)
	}
	return list, nil
}
