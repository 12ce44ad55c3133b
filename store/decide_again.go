package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// askAgain has a piece decided about once more: a page of it was scanned again.
func (tx *Tx) askAgain(ctx context.Context, id postkamer.PieceID) error {
	if _, err := tx.tx.Exec(ctx, `UPDATE pieces SET again_at = clock_timestamp(), again_why = '', swept = 0 WHERE id = $1`, id); err != nil {
		return fmt.Errorf("decide again about piece %d: %w", id, err)
	}
	return tx.Next(ctx, postkamer.DecideAgain{PieceID: id})
}

// ScannedAgain returns since when a piece is to be decided about once more; zero: it is
// not.
func (s *Store) ScannedAgain(ctx context.Context, id postkamer.PieceID) (at time.Time, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(again_at, `+never+`) FROM pieces WHERE id = $1`, id).Scan(&at)
	if err != nil {
		return at, fmt.Errorf("new scan of piece %d: %w", id, notFound(err))
	}
	return at, nil
}

// ScanSeen says that a piece was decided about with all that was scanned by then. It
// returns ErrConflict when more was scanned since: then there is another step for it.
func (tx *Tx) ScanSeen(ctx context.Context, id postkamer.PieceID, since time.Time) error {
	err := tx.one(ctx, `UPDATE pieces SET again_at = NULL WHERE id = $1 AND again_at = $2`, id, since)
	if err != nil {
		return fmt.Errorf("new scan of piece %d: %w", id, err)
	}
	return nil
}

// idle are what people do with a case without working on it.
var idle = []postkamer.EventKind{
	postkamer.EventViewed, postkamer.EventClaimed, postkamer.EventReleased,
	postkamer.EventRescanAsked, postkamer.EventRescanNo, postkamer.EventRescanned,
}

// Unworked locks a case and tells whether it is open and nobody has worked on it, and no
// later piece told it anything: that would be forgotten.
func (tx *Tx) Unworked(ctx context.Context, id postkamer.CaseID) (free bool, err error) {
	err = tx.tx.QueryRow(ctx, `SELECT state = 'open' FROM cases WHERE id = $1 FOR NO KEY UPDATE`, id).Scan(&free)
	if err != nil || !free {
		return false, err
	}
	err = tx.tx.QueryRow(ctx, `
		SELECT NOT EXISTS (SELECT 1 FROM events WHERE case_id = $1 AND actor <> $2 AND kind <> ALL($3))
			AND NOT EXISTS (SELECT 1 FROM fields WHERE case_id = $1 AND (seen_by <> '' OR value <> read_value))
			AND NOT EXISTS (SELECT 1 FROM doubts WHERE case_id = $1 AND settled_at IS NOT NULL)
			AND NOT EXISTS (SELECT 1 FROM relations r JOIN cases c ON c.piece_id = r.other_id WHERE c.id = $1)`, id, postkamer.Machine, idle).Scan(&free)
	if err != nil {
		return false, fmt.Errorf("look who worked on case %d: %w", id, err)
	}
	return free, nil
}

// Redecide puts another verdict in the place of the first: its kind, queue, term, doubts
// and fields. The caller holds the case and knows that nobody worked on it. What was
// urgent stays so.
func (tx *Tx) Redecide(ctx context.Context, id postkamer.CaseID, piece postkamer.Piece, text postkamer.Text, v postkamer.Verdict) error {
	state := postkamer.CaseOpen
	if v.Destination == postkamer.ToCaller {
		state = postkamer.CaseCalling
	}
	var was postkamer.CaseType
	err := tx.tx.QueryRow(ctx, `
		WITH was AS (SELECT case_type FROM cases WHERE id = $1),
			gone AS (DELETE FROM fields WHERE case_id = $1),
			settled AS (DELETE FROM doubts WHERE case_id = $1 AND code NOT IN ('MAIL_NOT_SENT', 'FILE_INFECTED'))
		UPDATE cases
		SET case_type = $2, probability = $3, destination = $4, queue = $5, state = $6, priority = least(priority, $7), version = version + 1
		WHERE id = $1
		RETURNING (SELECT case_type FROM was)`, id, v.CaseType, v.Probability, v.Destination, v.Queue, state, v.Priority).Scan(&was)
	if err != nil {
		return fmt.Errorf("decide again about case %d: %w", id, err)
	}
	if was != v.CaseType {
		if err := errors.Join(tx.keepTerm(ctx, id, v.Term, v.DueOn), tx.reckon(ctx, id)); err != nil {
			return err
		}
	}
	if err := errors.Join(tx.addDoubts(ctx, id, text, v.Doubts), tx.addFields(ctx, id, text, v.Fields)); err != nil {
		return err
	}
	// A language that is no longer in doubt asks for nobody who speaks it.
	if _, err := tx.tx.Exec(ctx, `UPDATE cases SET needs = needs_of(id, case_type) WHERE id = $1 AND needs <> needs_of(id, case_type)`, id); err != nil {
		return fmt.Errorf("needs of case %d: %w", id, err)
	}
	if state == postkamer.CaseCalling {
		if err := tx.AddCallTask(ctx, callTask(id, piece, v)); err != nil {
			return err
		}
	}
	return tx.caseEvent(ctx, id, postkamer.EventDecidedAgain, postkamer.Machine, "")
}

// whyNewScan is what who has the case reads.
const whyNewScan = "Deze bladzijde is opnieuw gescand nadat er aan de zaak was gewerkt. Kijk of de gegevens nog kloppen."

// TellOfScan tells who works on a case that a page of it was scanned again, with that page.
// What nobody looked at yet is as it reads now; the rest stays as people left it, shown
// where it stands now. Of a case that is done only the log tells.
func (tx *Tx) TellOfScan(ctx context.Context, id postkamer.CaseID, anew Anew) error {
	tag, err := tx.tx.Exec(ctx, `UPDATE cases SET version = version + 1 WHERE id = $1 AND state <> 'done'`, id)
	if err != nil {
		return fmt.Errorf("tell case %d of a new scan: %w", id, err)
	}
	if err := tx.placeAnew(ctx, id, anew); err != nil {
		return fmt.Errorf("places of case %d: %w", id, err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	if err := tx.readAnew(ctx, id, postkamer.Person{Name: postkamer.Machine}, anew); err != nil {
		return fmt.Errorf("read case %d anew: %w", id, err)
	}
	doubt := postkamer.Doubt{Code: postkamer.NewScan, Why: whyNewScan}
	doubt.Page, err = tx.newestPage(ctx, id, anew.Text)
	if err != nil {
		return err
	}
	if doubt.Page >= 0 {
		doubt.W, doubt.H = anew.Text.Pages[doubt.Page].Width, anew.Text.Pages[doubt.Page].Height
	}
	return tx.addDoubts(ctx, id, anew.Text, []postkamer.Doubt{doubt})
}

// placeAnew shows each value that stood on a page that was replaced where it stands now,
// or nowhere.
func (tx *Tx) placeAnew(ctx context.Context, id postkamer.CaseID, anew Anew) error {
	for _, f := range anew.Fields {
		_, err := tx.tx.Exec(ctx, `
			UPDATE fields
			SET page_id = nullif($3, 0), x = $4, y = $5, w = $6, h = $7
			WHERE case_id = $1 AND name = $2 AND page_id IS NULL`, id, f.Name, int64(pageID(anew.Text, f.Page)), f.X, f.Y, f.W, f.H)
		if err != nil {
			return err
		}
	}
	return nil
}

// newestPage returns which page of a text was scanned last of those that were scanned
// again, -1 when none is shown.
func (tx *Tx) newestPage(ctx context.Context, id postkamer.CaseID, text postkamer.Text) (int, error) {
	var page postkamer.PageID
	err := tx.tx.QueryRow(ctx, `
		SELECT r.new_page_id FROM rescans r JOIN cases c ON c.piece_id = r.piece_id
		WHERE c.id = $1 AND r.state = 'done'
		ORDER BY r.done_at DESC, r.id DESC
		LIMIT 1`, id).Scan(&page)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return -1, fmt.Errorf("newest page of case %d: %w", id, err)
	}
	for i, p := range text.Pages {
		if p.Page == page && p.Width > 0 {
			return i, nil
		}
	}
	return -1, nil
}

// ScanToPerson tells who has the case of a piece that a page was scanned again, when it
// could not be decided about once more.
func (tx *Tx) ScanToPerson(ctx context.Context, id postkamer.PieceID) error {
	var caseID postkamer.CaseID
	err := tx.tx.QueryRow(ctx, `
		WITH seen AS (UPDATE pieces SET again_at = NULL WHERE id = $1)
		SELECT id FROM cases WHERE piece_id = $1`, id).Scan(&caseID)
	if err != nil {
		return fmt.Errorf("case of piece %d: %w", id, notFound(err))
	}
	return tx.warn(ctx, caseID, postkamer.Doubt{Code: postkamer.NewScan, Why: whyNewScan})
}

// leavePage lets no value and no doubt of a case show a page that was replaced.
func (tx *Tx) leavePage(ctx context.Context, page postkamer.PageID) error {
	for _, table := range []string{"fields", "doubts"} { // our own names
		_, err := tx.tx.Exec(ctx, `UPDATE `+table+` SET page_id = NULL, x = 0, y = 0, w = 0, h = 0 WHERE page_id = $1`, page)
		if err != nil {
			return fmt.Errorf("let %s leave page %d: %w", table, page, err)
		}
	}
	return nil
}
