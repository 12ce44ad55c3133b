package intake

import (
	"context"

	"postkamer"
	"postkamer/store"
)

// groupForm gives the pages of the files of a form to its piece, in the order in which
// they were added. Blank pages are hidden, but of every file one page is shown. Nothing
// cuts: what a citizen photographs is data.
func groupForm(ctx context.Context, tx *store.Tx, batch postkamer.Batch) error {
	pages, err := tx.BatchPages(ctx, batch.ID)
	if err != nil {
		return err
	}
	markBlanks(pages)
	for i, p := range pages {
		pages[i] = readable(p)
	}
	if err := tx.Annotate(ctx, pages); err != nil {
		return err
	}
	if err := tx.BatchSplit(ctx, batch.ID); err != nil {
		return err
	}
	return tx.FillPiece(ctx, batch.ID, pages)
}

// markBlanks marks blank pages, except those of files in which there is nothing else.
func markBlanks(pages []postkamer.Page) {
	inked := map[postkamer.FileID]bool{}
	for _, p := range pages {
		inked[p.FileID] = inked[p.FileID] || !p.Blank
	}
	for i, p := range pages {
		if p.Mark == postkamer.MarkNone && p.Blank && p.State == postkamer.PagePrepared && inked[p.FileID] {
			pages[i].Mark, pages[i].MarkedBy = postkamer.MarkBlank, BlankRule
		}
	}
}
