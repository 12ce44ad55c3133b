package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

const pageColumns = `
	id,
	batch_id,
	file_id,
	coalesce(piece_id, 0),
	number,
	position,
	state,
	mark,
	marked_by,
	text_state,
	view_key,
	width,
	height,
	dpi,
	rotation,
	skew,
	page_width,
	page_height,
	bitonal_key,
	bitonal_width,
	bitonal_height,
	barcodes,
	blank,
	coalesce(profile_id, 0),
	sheet,
	back,
	grouped,
	starts,
	quality,
	findings,
	turn,
	turned,
	fixed,
	looked_by,
	coalesce(looked_at, ` + never + `),
	coalesce(replaces, 0),
	coalesce((SELECT max(later.id) FROM pages later WHERE later.replaces = pages.id AND later.mark <> 'rejected'), 0),
	coalesce(after_id, 0),
	keep_paper,
	keep_why,
	coalesce(back_at, ` + never + `),
	back_by,
	back_to,
	` + hiddenScan

func scanPage(row pgx.CollectableRow) (postkamer.Page, error) {
	var p postkamer.Page
	err := row.Scan(&p.ID, &p.BatchID, &p.FileID, &p.PieceID, &p.Number, &p.Position, &p.State,
		&p.Mark, &p.MarkedBy, &p.TextState, &p.View.Key, &p.View.Width, &p.View.Height, &p.View.DPI,
		&p.View.Rotation, &p.View.Skew, &p.View.PageWidth, &p.View.PageHeight,
		&p.Bitonal.Key, &p.Bitonal.Width, &p.Bitonal.Height, &p.Barcodes, &p.Blank, &p.ProfileID,
		&p.Sheet, &p.Back, &p.Grouped, &p.Starts, &p.Quality, &p.Findings, &p.Turn, &p.Turned, &p.Fixed, &p.LookedBy, &p.LookedAt,
		&p.Replaces, &p.ReplacedBy, &p.After, &p.KeepPaper, &p.KeepWhy, &p.BackAt, &p.BackBy, &p.BackTo, &p.Scan)
	if !p.Scan.Shown() {
		p.View.Key, p.Bitonal.Key = "", "" // nobody sees it
	}
	return p, err
}

// Page returns one page, or ErrNotFound.
func (s *Store) Page(ctx context.Context, id postkamer.PageID) (postkamer.Page, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+pageColumns+` FROM pages WHERE id = $1`, id)
	p, err := pgx.CollectExactlyOneRow(rows, scanPage)
	if err != nil {
		return p, fmt.Errorf("page %d: %w", id, notFound(err))
	}
	return p, nil
}

// BatchPages returns all pages of a batch in order, marked ones too.
func (s *Store) BatchPages(ctx context.Context, id postkamer.BatchID) ([]postkamer.Page, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+pageColumns+` FROM pages WHERE batch_id = $1 ORDER BY position`, id)
	pages, err := pgx.CollectRows(rows, scanPage)
	if err != nil {
		return nil, fmt.Errorf("pages of batch %d: %w", id, err)
	}
	return pages, nil
}

// PagePrepared keeps what the preparation of a page found and what that means by the
// limits of its profile; after the last page of a complete batch the batch is grouped.
// It returns ErrConflict when the page was prepared before, or turned
// since it was fetched: then there is another step for it.
func (tx *Tx) PagePrepared(ctx context.Context, p postkamer.Page, found postkamer.Prepared) error {
	if err := tx.holdBatch(ctx, p.BatchID); err != nil {
		return err
	}
	limits, err := tx.limits(ctx, p.ProfileID)
	if err != nil {
		return err
	}
	findings := limits.Findings(found.Quality)
	v := found.View
	err = tx.one(ctx, `
		UPDATE pages
		SET state = 'prepared',
			state_since = now(),
			view_key = $2,
			width = $3,
			height = $4,
			dpi = $5,
			rotation = $6,
			skew = $7,
			blank = $8,
			barcodes = $9,
			page_width = $10,
			page_height = $11,
			quality = $12,
			findings = $13,
			needs_eyes = $14,
			blocks = $15,
			grouped = false
		WHERE id = $1 AND state = 'waiting' AND turn = $16 AND turned = $17`,
		p.ID, v.Key, v.Width, v.Height, v.DPI, v.Rotation, v.Skew, found.Blank, storableCodes(found.Barcodes),
		v.PageWidth, v.PageHeight, found.Quality, storableFindings(findings), postkamer.Asks(findings), blocking(findings),
		p.Turn, p.Turned)
	if err != nil {
		return fmt.Errorf("keep preparation of page %d: %w", p.ID, err)
	}
	return tx.pageReady(ctx, p)
}

// storableFindings never is null.
func storableFindings(list []postkamer.Finding) []postkamer.Finding {
	if list == nil {
		return []postkamer.Finding{}
	}
	return list
}

// blocking tells whether a stack waits for a look at a page with these findings.
func blocking(list []postkamer.Finding) bool {
	return slices.ContainsFunc(list, func(f postkamer.Finding) bool { return f.Blocks && f.Code.Eyes() })
}

// storable leaves out the one character that PostgreSQL cannot keep: NUL, which
// a binary code or the text layer of a broken PDF may hold.
func storable(s string) string { return strings.ReplaceAll(s, "\x00", "") }

func storableCodes(codes []postkamer.Barcode) []postkamer.Barcode {
	kept := make([]postkamer.Barcode, len(codes))
	for i, c := range codes {
		kept[i] = postkamer.Barcode{Kind: storable(c.Kind), Value: storable(c.Value)}
	}
	return kept
}

func storableText(t postkamer.PageText) postkamer.PageText {
	t.Body = storable(t.Body)
	t.Words = slices.Clone(t.Words)
	for i := range t.Words {
		t.Words[i].Text = storable(t.Words[i].Text)
	}
	return t
}

// PageUnreadable says that a page cannot be decoded. It stays in its place, and
// a person gets the piece it belongs to.
func (tx *Tx) PageUnreadable(ctx context.Context, p postkamer.Page) error {
	if err := tx.holdBatch(ctx, p.BatchID); err != nil {
		return err
	}
	findings := []postkamer.Finding{postkamer.NewFinding(postkamer.FindingUnreadable, "")}
	err := tx.one(ctx, `
		UPDATE pages
		SET state = 'unreadable', state_since = now(), findings = $2, needs_eyes = true, blocks = $3
		WHERE id = $1 AND state = 'waiting'`, p.ID, findings, blocking(findings))
	if err != nil {
		return fmt.Errorf("mark page %d unreadable: %w", p.ID, err)
	}
	return tx.pageReady(ctx, p)
}

// holdBatch locks the row of a batch, as every act on a stack does before it touches a
// page.
func (tx *Tx) holdBatch(ctx context.Context, id postkamer.BatchID) error {
	_, err := tx.tx.Exec(ctx, `SELECT 1 FROM batches WHERE id = $1 FOR NO KEY UPDATE`, id)
	if err != nil {
		return fmt.Errorf("hold batch %d: %w", id, err)
	}
	return nil
}

// pageReady counts a page down. The row of the batch is locked, so exactly one
// of its pages sees that none is left. While the stack is open, nothing follows. A
// page that was scanned again after the release is not counted: it takes its place.
func (tx *Tx) pageReady(ctx context.Context, p postkamer.Page) error {
	var left int
	var state postkamer.BatchState
	err := tx.tx.QueryRow(ctx, `
		UPDATE batches
		SET pages_left = CASE WHEN state = 'split' THEN pages_left ELSE pages_left - 1 END, state_since = now()
		WHERE id = $1
		RETURNING coalesce(pages_left, 0), state`, p.BatchID).Scan(&left, &state)
	if err != nil {
		return fmt.Errorf("count pages of batch %d: %w", p.BatchID, err)
	}
	switch {
	case state == postkamer.Split:
		return tx.rescanReady(ctx, p.ID)
	case left > 0, state == postkamer.Scanning:
		return nil
	}
	return tx.Next(ctx, postkamer.GroupPages{BatchID: p.BatchID})
}

// PageRead keeps the text of a page and its image in black and white; after the last page of a piece the piece is
// routed. It returns ErrConflict when the page was read before.
func (tx *Tx) PageRead(ctx context.Context, p postkamer.Page, found postkamer.Reading) error {
	found.Text.Page = p.ID
	b := found.Bitonal
	err := tx.one(ctx, `
		UPDATE pages
		SET text_state = 'read',
			text = $2,
			text_since = now(),
			bitonal_key = $3,
			bitonal_width = $4,
			bitonal_height = $5
		WHERE id = $1 AND text_state = 'waiting'`, p.ID, storableText(found.Text), b.Key, b.Width, b.Height)
	if err != nil {
		return fmt.Errorf("keep text of page %d: %w", p.ID, err)
	}
	return tx.pageDone(ctx, p.PieceID)
}

// PageNotRead says that no attempt to read a page is left: a person reads it.
func (tx *Tx) PageNotRead(ctx context.Context, p postkamer.Page) error {
	err := tx.one(ctx, `
		UPDATE pages
		SET text_state = 'failed', text_since = now()
		WHERE id = $1 AND text_state = 'waiting'`, p.ID)
	if err != nil {
		return fmt.Errorf("give up reading page %d: %w", p.ID, err)
	}
	return tx.pageDone(ctx, p.PieceID)
}

// pageDone counts a page of a piece down; after the last the piece is read. A page
// that was scanned again after that gives the piece another copy, and has it decided
// about once more: what people worked on stays with them.
func (tx *Tx) pageDone(ctx context.Context, piece postkamer.PieceID) error {
	var left int
	var stage postkamer.Stage
	err := tx.tx.QueryRow(ctx, `
		UPDATE pieces
		SET pages_left = CASE WHEN stage = 'received' THEN pages_left - 1 ELSE 0 END
		WHERE id = $1
		RETURNING pages_left, stage`, piece).Scan(&left, &stage)
	switch {
	case err != nil:
		return fmt.Errorf("count pages of piece %d: %w", piece, err)
	case stage != postkamer.Received:
		return errors.Join(tx.copyAnew(ctx, piece), tx.askAgain(ctx, piece))
	case left > 0:
		return nil
	}
	return tx.pieceRead(ctx, piece)
}

// Text returns what was read of a piece: its shown pages in order. A page that
// could not be read is there with Failed set.
func (s *Store) Text(ctx context.Context, id postkamer.PieceID) (postkamer.Text, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT id, number, width, height, rotation, skew, text
		FROM pages
		WHERE piece_id = $1 AND mark = ''
		ORDER BY position`, id)
	pages, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (postkamer.PageText, error) {
		var t postkamer.PageText
		var read *postkamer.PageText
		err := row.Scan(&t.Page, &t.Number, &t.Width, &t.Height, &t.Rotation, &t.Skew, &read)
		if err == nil && read != nil {
			return *read, nil
		}
		t.Failed = true
		return t, err
	})
	if err != nil {
		return postkamer.Text{}, fmt.Errorf("text of piece %d: %w", id, err)
	}
	return postkamer.Text{Pages: pages}, nil
}

// PageOfPiece returns a page for viewing together with its piece, or ErrNotFound.
func (s *Store) PageOfPiece(ctx context.Context, piece postkamer.PieceID, page postkamer.PageID) (postkamer.Page, error) {
	p, err := s.Page(ctx, page)
	if err != nil {
		return p, err
	}
	if p.PieceID != piece {
		return p, fmt.Errorf("page %d of piece %d: %w", page, piece, postkamer.ErrNotFound)
	}
	return p, nil
}

// errNoPages is a bug: a piece without pages and without answers.
var errNoPages = errors.New("a piece needs pages or answers")
