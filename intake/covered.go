package intake

import (
	"context"
	"slices"

	"postkamer"
	"postkamer/store"
)

// CoverRule marks a cover sheet of ours: it cuts like a separator sheet, is no page of
// what lies under it, and says which case that belongs to.
const CoverRule = "begeleidend blad"

// coverOf returns the sheet of ours that a page is and that takes part.
func coverOf(p postkamer.Page) (postkamer.Cover, bool) {
	if isAway(p) {
		return postkamer.Cover{}, false
	}
	return postkamer.CoverOf(p.Barcodes)
}

// isCover tells whether a page has the code of a cover sheet.
func isCover(p postkamer.Page) bool {
	c, ok := coverOf(p)
	return ok && c.Kind == postkamer.CoverSheet
}

// isCoverSheet tells whether a page is a cover sheet that is no page of a piece.
func isCoverSheet(p postkamer.Page) bool {
	return isCover(p) && p.Mark == postkamer.MarkSeparator
}

// An envelope walks over the pages that came together.
type envelope struct {
	pages []postkamer.Page
	files []postkamer.FileID // nil: files do not part pages
}

func newEnvelope(pages []postkamer.Page, filePiece bool) envelope {
	e := envelope{pages: pages}
	if filePiece {
		e.files = filesOf(pages)
	}
	return e
}

// beside returns the first page that is for, from a page on in steps of +1 or -1, before
// the next sheet or file; -1 when there is none. met is the sheet that ended it, or -1.
func (e envelope) beside(from, step int, is func(int) bool) (found, met int) {
	for i := from + step; i >= 0 && i < len(e.pages); i += step {
		if isAway(e.pages[i]) {
			continue
		}
		if e.files != nil && e.files[i] != e.files[from] {
			return -1, -1
		}
		if e.pages[i].Mark == postkamer.MarkSeparator {
			return -1, i
		}
		if is(i) {
			return i, -1
		}
	}
	return -1, -1
}

// covers returns a page that a cover sheet is about: below it, or above it when it was
// laid under what it covers; -1 when it came alone. What has a sheet of its own upon it
// belongs to no sheet below it.
func (e envelope) covers(sheet int, is func(int) bool) int {
	if below, _ := e.beside(sheet, 1, is); below >= 0 {
		return below
	}
	above, _ := e.beside(sheet, -1, is)
	if above < 0 {
		return -1
	}
	if _, upon := e.beside(sheet, -1, func(int) bool { return false }); upon >= 0 && isCoverSheet(e.pages[upon]) {
		return -1
	}
	return above
}

// keepLoneCovers makes a cover sheet that came with nothing a page again: then somebody
// sees that it came, and that the rest is missing. A page that names another case than
// the pages before it begins a piece: two cases in one envelope are two pieces.
func keepLoneCovers(pages []postkamer.Page, filePiece bool) {
	e := newEnvelope(pages, filePiece)
	ordinary := func(i int) bool { return pages[i].Mark == postkamer.MarkNone }
	var lone []int
	for i := range pages {
		if pages[i].MarkedBy == CoverRule && e.covers(i, ordinary) < 0 {
			lone = append(lone, i)
		}
	}
	for _, i := range lone {
		pages[i].Mark, pages[i].MarkedBy = postkamer.MarkNone, ""
		pages[i] = readable(pages[i])
	}
	about := "" // which case the pages so far are of
	for i, p := range pages {
		c, ok := coverOf(p)
		switch {
		case p.Mark == postkamer.MarkSeparator:
			about = c.Reference
		case ok && about != "" && about != c.Reference && !p.IsFixed(postkamer.FixStarts):
			pages[i].Starts = true
			about = c.Reference
		case ok:
			about = c.Reference
		}
	}
}

// A Covering is a sheet of ours that ties a piece to a case.
type Covering struct {
	Piece int // index in the pieces
	Page  postkamer.PageID
	Cover postkamer.Cover
}

// Coverings returns which of the pieces that were made of the pages of a batch came with
// a sheet of ours, above, below or among their pages.
func Coverings(pages []postkamer.Page, pieces [][]postkamer.Page, filePiece bool) []Covering {
	in := map[postkamer.PageID]int{}
	for n, piece := range pieces {
		for _, p := range piece {
			in[p.ID] = n
		}
	}
	e := newEnvelope(pages, filePiece)
	inPiece := func(i int) bool { _, ok := in[pages[i].ID]; return ok }
	var list []Covering
	for i, p := range pages {
		c, ok := coverOf(p)
		if !ok {
			continue
		}
		if n, ok := in[p.ID]; ok {
			list = append(list, Covering{n, p.ID, c})
			continue
		}
		if at := e.covers(i, inPiece); isCoverSheet(p) && at >= 0 {
			list = append(list, Covering{in[pages[at].ID], p.ID, c})
		}
	}
	return list
}

// keepCoverings ties the pieces of a batch to the cases that its sheets name.
func keepCoverings(ctx context.Context, tx *store.Tx, batch postkamer.Batch, pages []postkamer.Page, made []drawnPiece) error {
	if !slices.ContainsFunc(pages, func(p postkamer.Page) bool { _, ok := coverOf(p); return ok }) {
		return nil
	}
	profile, err := profileOf(ctx, tx, batch)
	if err != nil {
		return err
	}
	for _, c := range Coverings(pages, Pieces(pages), profile.FilePiece) {
		if err := tx.AddCover(ctx, made[c.Piece].id, c.Cover.Reference, c.Page); err != nil {
			return err
		}
	}
	return nil
}
