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
	barcodes`

func scanPage(row pgx.CollectableRow) (postkamer.Page, error) {
	var p postkamer.Page
	err := row.Scan(&p.ID, &p.BatchID, &p.FileID, &p.PieceID, &p.Number, &p.Position, &p.State,
		&p.Mark, &p.MarkedBy, &p.TextState, &p.View.Key, &p.View.Width, &p.View.Height, &p.View.DPI,
		&p.View.Rotation, &p.View.Skew, &p.View.PageWidth, &p.View.PageHeight,
		&p.Bitonal.Key, &p.Bitonal.Width, &p.Bitonal.Height, &p.Barcodes)
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

// BlankPages returns which pages of a batch the preparation saw as blank.
func (s *Store) BlankPages(ctx context.Context, id postkamer.BatchID) (map[postkamer.PageID]bool, error) {
	rows, _ := s.pool.Query(ctx, `SELECT id FROM pages WHERE batch_id = $1 AND blank`, id)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.PageID])
	if err != nil {
		return nil, fmt.Errorf("blank pages of batch %d: %w", id, err)
	}
	blank := make(map[postkamer.PageID]bool, len(ids))
	for _, id := range ids {
		blank[id] = true
	}
	return blank, nil
}

// PagePrepared keeps what the preparation of a page found; after the last page
// of a batch the batch is cut. It returns ErrConflict when the page was prepared
// before.
func (tx *Tx) PagePrepared(ctx context.Context, p postkamer.Page, found postkamer.Prepared) error {
	v := found.View
	err := tx.one(ctx, `
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
			page_height = $11
		WHERE id = $1 AND state = 'waiting'`,
		p.ID, v.Key, v.Width, v.Height, v.DPI, v.Rotation, v.Skew, found.Blank, storableCodes(found.Barcodes),
		v.PageWidth, v.PageHeight)
	if err != nil {
		return fmt.Errorf("keep preparation of page %d: %w", p.ID, err)
	}
	return tx.pageReady(ctx, p.BatchID)
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
	err := tx.one(ctx, `
		UPDATE pages
		SET state = 'unreadable', state_since = now()
		WHERE id = $1 AND state = 'waiting'`, p.ID)
	if err != nil {
		return fmt.Errorf("mark page %d unreadable: %w", p.ID, err)
	}
	return tx.pageReady(ctx, p.BatchID)
}

// pageReady counts a page down. The update locks the batch's row, so exactly one
// of its pages sees that none is left.
func (tx *Tx) pageReady(ctx context.Context, batch postkamer.BatchID) error {
	var left int
	err := tx.tx.QueryRow(ctx, `
		UPDATE batches
		SET pages_left = pages_left - 1, state_since = now()
		WHERE id = $1
		RETURNING pages_left`, batch).Scan(&left)
	if err != nil {
		return fmt.Errorf("count pages of batch %d: %w", batch, err)
	}
	if left > 0 {
		return nil
	}
	return tx.Next(ctx, postkamer.GroupPages{BatchID: batch})
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

func (tx *Tx) pageDone(ctx context.Context, piece postkamer.PieceID) error {
	var left int
	err := tx.tx.QueryRow(ctx, `
		UPDATE pieces
		SET pages_left = pages_left - 1
		WHERE id = $1
		RETURNING pages_left`, piece).Scan(&left)
	if err != nil {
		return fmt.Errorf("count pages of piece %d: %w", piece, err)
	}
	if left > 0 {
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
