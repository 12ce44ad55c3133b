package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// GroupBatch proposes how the pages of a complete batch divide into pieces, and
// releases the batch at once when nobody has to look. It returns the pages that are
// not going to be read. Of a stack that is being looked at it says anew what its pages
// are, because some came in between; what people decided stays. It returns
// ErrConflict when a page is still being prepared, or the batch is released already.
func GroupBatch(ctx context.Context, tx *store.Tx, id postkamer.BatchID) ([]postkamer.Page, error) {
	batch, err := tx.LockBatch(ctx, id)
	if err != nil {
		return nil, err
	}
	splitting := batch.State == postkamer.Splitting
	if batch.PagesLeft > 0 || !splitting && batch.State != postkamer.Looking {
		return nil, fmt.Errorf("group batch %d: %w", id, postkamer.ErrConflict)
	}
	if batch.Channel == postkamer.Form {
		return nil, groupForm(ctx, tx, batch)
	}
	pages, err := annotated(ctx, tx, batch)
	if err != nil {
		return nil, err
	}
	if err := tx.Annotate(ctx, pages); err != nil {
		return nil, err
	}
	switch {
	case !splitting:
		return nil, nil
	case mustLook(batch, pages):
		return nil, tx.Propose(ctx, id)
	}
	if err := tx.BatchSplit(ctx, id); err != nil {
		return nil, err
	}
	return makePieces(ctx, tx, batch, pages)
}

// annotated says of the pages of a batch what they are.
func annotated(ctx context.Context, tx *store.Tx, batch postkamer.Batch) ([]postkamer.Page, error) {
	before, err := tx.BatchPages(ctx, batch.ID)
	if err != nil {
		return nil, err
	}
	profile, err := profileOf(ctx, tx, batch)
	if err != nil {
		return nil, err
	}
	sets, err := tx.BindSheets(ctx, batch.ID, SheetSets(before))
	if err != nil {
		return nil, err
	}
	pages := Annotate(before, Known{FilePiece: profile.FilePiece, Rules: profile.Sheets, Sets: sets}).Pages
	addSeriesFindings(pages, profile)
	for i, p := range before {
		keepDecisions(&pages[i], p)
	}
	return pages, nil
}

// profileOf returns the profile of a batch; of one from before there were profiles,
// that of an import.
func profileOf(ctx context.Context, tx *store.Tx, batch postkamer.Batch) (postkamer.Profile, error) {
	if batch.ProfileID == 0 {
		return postkamer.Profile{FilePiece: true, Limits: postkamer.DefaultLimits()}, nil
	}
	return tx.Profile(ctx, batch.ProfileID)
}

// keepDecisions lets stand what a person set on a page, and asks for another look when
// something was found since that stops the stack.
func keepDecisions(p *postkamer.Page, before postkamer.Page) {
	if before.IsFixed(postkamer.FixStarts) {
		p.Starts = before.Starts
	}
	if before.IsFixed(postkamer.FixMark) {
		p.Mark, p.MarkedBy = before.Mark, before.MarkedBy
	}
	for _, f := range p.Findings {
		known := slices.ContainsFunc(before.Findings, func(b postkamer.Finding) bool { return b.Code == f.Code })
		if f.Blocks && !known {
			p.LookedBy, p.LookedAt = "", time.Time{}
		}
	}
}

// seriesCodes are the findings that only the other pages of a stack show.
var seriesCodes = []postkamer.FindingCode{postkamer.FindingDoubleFeed, postkamer.FindingDuplicate, postkamer.FindingBlankFront}

// addSeriesFindings says of every page what the others of the stack show. It can be
// done again.
func addSeriesFindings(pages []postkamer.Page, profile postkamer.Profile) {
	stack := make([]postkamer.StackPage, len(pages))
	shown := 0
	for i, p := range pages {
		if p.Mark != postkamer.MarkReplaced {
			shown++
		}
		// Without front and back known, the even pages of a file are taken for backs.
		back := p.Back || !profile.Settings.Duplex && p.Number%2 == 0
		stack[i] = postkamer.StackPage{Quality: p.Quality, Name: p.Name(), Shown: shown, Sheet: p.Mark == postkamer.MarkSeparator || looksLikeSheet(p), Back: back, Away: !p.Kept()}
	}
	for i, found := range profile.Limits.SeriesFindings(stack) {
		kept := slices.DeleteFunc(slices.Clone(pages[i].Findings), func(f postkamer.Finding) bool { return slices.Contains(seriesCodes, f.Code) })
		pages[i].Findings = append(kept, found...)
	}
}

// looksLikeSheet tells whether a page is probably a separator sheet that did not cut: its
// two sides are alike, and so are all such sheets.
func looksLikeSheet(p postkamer.Page) bool {
	return slices.ContainsFunc(p.Findings, func(f postkamer.Finding) bool {
		switch f.Code {
		case postkamer.FindingSheetUnread, postkamer.FindingSheetForeignSet, postkamer.FindingSheetUnknownSet:
			return true
		}
		return false
	})
}

// mustLook tells whether a person must look before a batch is released.
func mustLook(batch postkamer.Batch, pages []postkamer.Page) bool {
	if batch.Attended || batch.Mishaps > 0 || Found(batch, pages).Differs() && batch.CountWhy == "" {
		return true
	}
	return slices.ContainsFunc(pages, postkamer.Page.Blocks)
}

// Found compares what was counted by hand of a batch with its pages: the sheets of
// paper, separator sheets too, and the pieces that they make.
func Found(batch postkamer.Batch, pages []postkamer.Page) postkamer.CountDifference {
	sheets := map[int]bool{}
	loose := 0
	for _, p := range pages {
		switch {
		case p.Mark == postkamer.MarkReplaced:
		case p.Sheet > 0:
			sheets[p.Sheet] = true
		default:
			loose++
		}
	}
	return postkamer.CountDifference{
		SheetsCounted: batch.SheetsCounted, SheetsFound: len(sheets) + loose,
		PiecesCounted: batch.PiecesCounted, PiecesFound: len(Pieces(pages)),
	}
}

// Readiness says what is in the way of releasing a batch with these pages; nil when
// nothing is.
func Readiness(batch postkamer.Batch, pages []postkamer.Page) *postkamer.NotReady {
	not := &postkamer.NotReady{Preparing: batch.PagesLeft, Counts: Found(batch, pages), Mishaps: batch.Mishaps}
	for _, p := range pages {
		if p.NeedsEyes() {
			not.Unlooked = append(not.Unlooked, p.ID)
		}
		if p.State != postkamer.PageWaiting && !p.Grouped && p.Kept() {
			not.Preparing++ // its step is under way
		}
	}
	not.Differs = not.Counts.Differs() && batch.CountWhy == ""
	if not.Preparing == 0 && len(not.Unlooked) == 0 && !not.Differs && not.Mishaps == 0 {
		return nil
	}
	return not
}

// Release lets the operator release a stack: the pieces are made of its pages as they
// stand now, and reading begins. It returns a *postkamer.NotReady when something is in
// the way, and ErrConflict when the stack is not being looked at: it is released
// already, or its last pages are not grouped yet.
func Release(ctx context.Context, tx *store.Tx, id postkamer.BatchID, by postkamer.Person) error {
	batch, err := tx.LockBatch(ctx, id)
	if err != nil {
		return err
	}
	if batch.State != postkamer.Looking {
		return fmt.Errorf("release batch %d: %w", id, postkamer.ErrConflict)
	}
	pages, err := tx.BatchPages(ctx, id)
	if err != nil {
		return err
	}
	if not := Readiness(batch, pages); not != nil {
		return fmt.Errorf("release batch %d: %w", id, not)
	}
	if err := tx.ReleaseBatch(ctx, id, by); err != nil {
		return err
	}
	_, err = makePieces(ctx, tx, batch, pages)
	return err
}

// Close closes a stack that was released: what was counted by hand is what was found,
// or somebody said why not. It returns a *postkamer.NotReady when not, or when nobody
// counted the sheets of a stack that a person looks at, and ErrConflict when it is not
// released or closed already.
func Close(ctx context.Context, tx *store.Tx, id postkamer.BatchID, by postkamer.Person) error {
	batch, err := tx.LockBatch(ctx, id)
	if err != nil {
		return err
	}
	pages, err := tx.BatchPages(ctx, id)
	if err != nil {
		return err
	}
	not := &postkamer.NotReady{Counts: Found(batch, pages), Mishaps: batch.Mishaps, Uncounted: batch.Attended && batch.SheetsCounted == 0 && len(pages) > 0}
	not.Differs = not.Counts.Differs() && batch.CountWhy == ""
	if not.Differs || not.Uncounted || not.Mishaps > 0 {
		return fmt.Errorf("close batch %d: %w", id, not)
	}
	return tx.CloseBatch(ctx, id, by.Name)
}

// makePieces makes the pieces of a batch that was just released, and draws the sample
// of the second person. It returns the pages that nobody reads.
func makePieces(ctx context.Context, tx *store.Tx, batch postkamer.Batch, pages []postkamer.Page) ([]postkamer.Page, error) {
	in := map[postkamer.PageID]bool{}
	var made []drawnPiece
	for i, run := range Pieces(pages) {
		piece := postkamer.Piece{
			BatchID:    batch.ID,
			Reference:  postkamer.NewReference("PS", time.Now()),
			Channel:    batch.Channel,
			ReceivedOn: batch.ReceivedOn,
			ReceivedAt: batch.ReceivedAt,
			Pages:      run,
		}
		id, err := tx.AddPiece(ctx, piece, i)
		if err != nil {
			return nil, err
		}
		made = append(made, drawnPiece{id: id, name: fmt.Sprintf("%s/%d", batch.Reference, i)})
		for _, p := range run {
			in[p.ID] = true
		}
	}
	if err := keepCoverings(ctx, tx, batch, pages, made); err != nil {
		return nil, err
	}
	var loose []postkamer.Page
	for _, p := range pages {
		if in[p.ID] {
			continue
		}
		if p.Mark == postkamer.MarkNone {
			return nil, errLost
		}
		p.TextState = postkamer.TextNone
		if err := tx.MarkPage(ctx, p); err != nil {
			return nil, err
		}
		loose = append(loose, p)
	}
	return loose, drawSample(ctx, tx, batch, made)
}

// errLost is a bug: a page would be in no piece and nobody said why.
var errLost = errors.New("a page without a mark is in no piece")

// A drawnPiece is a piece in the draw.
type drawnPiece struct {
	id   postkamer.PieceID
	name string // the draw goes by it: the reference of the stack and the place in it
	lot  float64
}

// drawSample puts the pieces of a stack in the sample of the second person: all of
// them while few of this version of the profile were checked, then the share of the
// profile by lot, and always one.
func drawSample(ctx context.Context, tx *store.Tx, batch postkamer.Batch, pieces []drawnPiece) error {
	profile, err := profileOf(ctx, tx, batch)
	if err != nil || profile.Sample == 0 || len(pieces) == 0 {
		return err
	}
	key, err := tx.SampleKey(ctx)
	if err != nil {
		return err
	}
	checked, err := tx.CheckedPieces(ctx, profile.ID)
	if err != nil {
		return err
	}
	share := float64(profile.Sample) / 100
	if checked < profile.SampleFirst {
		share = 1
	}
	lowest := 1.0
	for i := range pieces {
		pieces[i].lot = classify.Lot(key, pieces[i].name)
		lowest = min(lowest, pieces[i].lot)
	}
	for _, p := range pieces {
		if p.lot >= share && p.lot > lowest {
			continue
		}
		if err := tx.DrawPages(ctx, p.id, profile.ID, p.lot); err != nil {
			return err
		}
	}
	return nil
}
