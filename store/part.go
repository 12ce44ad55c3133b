package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Part is a file that is added to a stack whose rows are there: a page from the
// scanner while the stack is open, one that takes the place of another, or one that
// is put in between.
type Part struct {
	Batch    postkamer.BatchID
	File     postkamer.File // with its Part key and its bytes stored
	Profile  postkamer.ProfileID
	Replaces postkamer.PageID // 0: none
	After    postkamer.PageID // 0: none
	// When the scanner took both sides of the sheet Sides is 2, and Side says whether
	// this is the front, 1, or the back, 2. Else both are 0.
	Side, Sides int
	By          string

	unknown bool // nobody here knows the profile that made it
}

// AddPart adds the pages of a part and queues their preparation. It tells whether the
// same part was there before: then nothing is added. ErrConflict means other bytes
// under the same key, or that the stack takes no such page any more; ErrNotFound that
// there is no such stack, or no such page in it. A page is never refused for its
// place: where another took it already, it comes behind that one.
func (tx *Tx) AddPart(ctx context.Context, p Part) (again bool, err error) {
	b, err := tx.LockBatch(ctx, p.Batch)
	if err != nil {
		return false, err
	}
	if again, err = tx.partThere(ctx, p); again || err != nil {
		return again, err
	}
	if b.Channel != postkamer.Scan {
		return false, fmt.Errorf("add to batch %d: %w", b.ID, postkamer.ErrNotFound)
	}
	if p, err = tx.knownProfile(ctx, p); err != nil {
		return false, err
	}
	place := placer{Tx: tx, batch: b, part: p}
	if place.pages, err = tx.BatchPages(ctx, b.ID); err != nil {
		return false, err
	}
	if err := place.find(ctx); err != nil {
		return false, fmt.Errorf("add to batch %d: %w", b.ID, err)
	}
	return false, place.add(ctx)
}

// knownProfile lets a page come in of which the profile is not known here, as after an
// older database was put back: it is kept without one, and a person says whether that
// will do.
func (tx *Tx) knownProfile(ctx context.Context, p Part) (Part, error) {
	if p.Profile == 0 {
		return p, nil
	}
	_, err := tx.Profile(ctx, p.Profile)
	if !errors.Is(err, postkamer.ErrNotFound) {
		return p, err
	}
	p.Profile, p.unknown = 0, true
	m := postkamer.Mishap{BatchID: p.Batch, Part: p.File.Part, Kind: postkamer.MishapProfile, Why: postkamer.MishapProfile.Words()}
	return p, tx.AddMishap(ctx, m, 0, p.By)
}

// partThere tells whether a part was added before.
func (tx *Tx) partThere(ctx context.Context, p Part) (bool, error) {
	var sha string
	err := tx.tx.QueryRow(ctx, `SELECT sha256 FROM files WHERE batch_id = $1 AND part = $2`, p.Batch, p.File.Part).Scan(&sha)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("part of batch %d: %w", p.Batch, err)
	case sha != p.File.SHA256:
		return false, fmt.Errorf("other bytes under a part of batch %d: %w", p.Batch, postkamer.ErrConflict)
	}
	return true, nil
}

// A placer finds where the pages of a part go, and puts them there.
type placer struct {
	*Tx
	batch  postkamer.Batch
	part   Part
	pages  []postkamer.Page // of the batch, in order
	at     int              // place of the first new page
	page   newPage          // what the first new page is like
	old    *postkamer.Page  // the page that it takes the place of
	rescan postkamer.RescanID
}

// find settles where the part goes and whether the stack still takes it.
func (l *placer) find(ctx context.Context) (err error) {
	l.at = len(l.pages)
	l.page = newPage{batch: l.batch.ID, profile: l.part.Profile}
	if l.page.profile == 0 && !l.part.unknown {
		l.page.profile = l.batch.ProfileID
	}
	switch {
	case l.part.Replaces != 0:
		return l.findReplaced(ctx)
	case l.part.After != 0:
		return l.findBehind()
	case l.batch.State != postkamer.Scanning:
		return postkamer.ErrConflict
	}
	return nil
}

// isOpen tells whether the stack still takes pages in between.
func (l *placer) isOpen() bool {
	switch l.batch.State {
	case postkamer.Scanning, postkamer.Splitting, postkamer.Looking:
		return true
	}
	return false
}

// findBehind puts the part behind a page, and behind what was put there before.
func (l *placer) findBehind() error {
	at := l.index(l.part.After)
	if at < 0 {
		return postkamer.ErrNotFound
	}
	if !l.isOpen() {
		return postkamer.ErrConflict
	}
	l.page.after = l.part.After
	for at++; at < len(l.pages) && (l.pages[at].After == l.part.After || l.isSuccessor(at)); at++ {
	}
	l.at = at
	l.page.sheet = l.newSheet()
	if before := l.pages[at-1]; l.part.Side == 2 && before.After == l.part.After && !before.Back {
		l.page.sheet, l.page.back = before.Sheet, true
	}
	return nil
}

// isSuccessor tells whether the page at a place took that of the one before it.
func (l *placer) isSuccessor(at int) bool { return l.pages[at].Replaces == l.pages[at-1].ID }

// findReplaced finds the page that the part takes the place of. Of a released stack
// somebody must have asked for that.
func (l *placer) findReplaced(ctx context.Context) error {
	at := l.index(l.part.Replaces)
	if at < 0 {
		return postkamer.ErrNotFound
	}
	if l.batch.State == postkamer.Split {
		if missing, err := l.findMissing(ctx, at); missing || err != nil {
			return err
		}
		return l.findAsked(ctx, l.side(at))
	}
	at = l.side(at)
	if !l.isOpen() {
		return postkamer.ErrConflict
	}
	if old := l.pages[at]; old.ReplacedBy == 0 && old.Mark != postkamer.MarkReplaced {
		l.old = &old
		l.page.replaces, l.page.sheet, l.page.back = old.ID, old.Sheet, old.Back
		l.page.starts, l.page.fixed = old.Starts, only(old.Fixed, postkamer.FixStarts)
		l.at = at + 1
		return nil
	}
	l.page.after = l.lastSuccessor(at)
	l.at = l.index(l.page.after) + 1
	l.page.sheet, l.page.back = l.pages[at].Sheet, l.pages[at].Back
	return nil
}

// findMissing takes up the request for what is missing behind a page of a released
// stack, and tells whether there is one. It comes behind the sheet of that page, and
// takes the place of none; its back comes with a request of its own.
func (l *placer) findMissing(ctx context.Context, at int) (bool, error) {
	var r postkamer.Rescan
	err := l.tx.QueryRow(ctx, `
		SELECT id, why, state, coalesce(new_page_id, 0) FROM rescans
		WHERE page_id = $1 AND state <> 'refused'
		ORDER BY id DESC
		LIMIT 1
		FOR UPDATE`, l.pages[at].ID).Scan(&r.ID, &r.Why, &r.State, &r.NewPage)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && r.Why != postkamer.RescanMissing {
		return false, nil
	}
	front := l.index(r.NewPage)
	switch {
	case err != nil:
		return false, fmt.Errorf("request for what is missing: %w", err)
	case r.State == postkamer.RescanOpen:
		for at+1 < len(l.pages) && l.pages[at].Sheet != 0 && l.pages[at+1].Sheet == l.pages[at].Sheet {
			at++
		}
		l.rescan, l.page.sheet = r.ID, l.newSheet()
	case l.part.Side == 2 && front >= 0:
		at = front
		l.page.sheet, l.page.back = l.pages[front].Sheet, true
		err = l.tx.QueryRow(ctx, `
			INSERT INTO rescans (piece_id, page_id, why, asked_by)
			SELECT piece_id, new_page_id, why, asked_by FROM rescans WHERE id = $1
			RETURNING id`, r.ID).Scan(&l.rescan)
	default:
		return false, nil
	}
	l.page.after, l.at = l.pages[at].ID, at+1
	return true, err
}

// findAsked takes up the request of a caseworker for a page of a released stack.
func (l *placer) findAsked(ctx context.Context, at int) error {
	old := l.pages[at]
	err := l.tx.QueryRow(ctx, `SELECT id FROM rescans WHERE page_id = $1 AND state = 'open' FOR UPDATE`, old.ID).Scan(&l.rescan)
	if errors.Is(err, pgx.ErrNoRows) && l.part.Sides == 2 {
		err = l.askOtherSide(ctx, old)
	}
	if err != nil {
		return conflict(err)
	}
	l.page.after, l.page.sheet, l.page.back = old.ID, old.Sheet, old.Back
	l.at = at + 1
	return nil
}

// askOtherSide asks for the side of a sheet that comes along when the other side was
// asked for.
func (l *placer) askOtherSide(ctx context.Context, p postkamer.Page) error {
	return l.tx.QueryRow(ctx, `
		INSERT INTO rescans (piece_id, page_id, why, asked_by)
		SELECT coalesce(nullif($2, 0), r.piece_id), $1, r.why, r.asked_by
		FROM rescans r JOIN pages o ON o.id = r.page_id
		WHERE o.batch_id = $3 AND o.sheet = $4 AND o.id <> $1 AND r.state <> 'refused'
		ORDER BY r.id DESC
		LIMIT 1
		RETURNING id`, p.ID, int64(p.PieceID), l.batch.ID, p.Sheet).Scan(&l.rescan)
}

// side returns the page of the same sheet that a side of a rescan is of.
func (l *placer) side(at int) int {
	asked := l.pages[at]
	if l.part.Sides != 2 || asked.Sheet == 0 {
		return at
	}
	for i, p := range l.pages {
		if p.Sheet == asked.Sheet && p.Back == (l.part.Side == 2) && p.Mark != postkamer.MarkReplaced {
			return i
		}
	}
	return at
}

// lastSuccessor returns the page that stands now where a page stood.
func (l *placer) lastSuccessor(at int) postkamer.PageID {
	last := l.pages[at].ID
	for i := at + 1; i < len(l.pages); i++ {
		if p := l.pages[i]; p.Replaces == last || p.After == last {
			last = p.ID
		}
	}
	return last
}

func (l *placer) index(id postkamer.PageID) int {
	for i, p := range l.pages {
		if p.ID == id {
			return i
		}
	}
	return -1
}

// newSheet returns the number of the next sheet of paper of the stack.
func (l *placer) newSheet() int {
	last := 0
	for _, p := range l.pages {
		last = max(last, p.Sheet)
	}
	return last + 1
}

// nextPaper says which side of which sheet the next page from the scanner is. When the
// scanner says the side, that counts: after a sheet that got stuck half-way, or a side
// that was refused, what follows must not change sides.
func (l *placer) nextPaper(duplex bool) (sheet int, back bool) {
	said := l.part.Sides == 2
	if said && l.part.Side == 1 || !said && !duplex {
		return l.newSheet(), false
	}
	if last := l.lastScanned(); last.ID != 0 && !last.Back {
		return last.Sheet, true
	}
	return l.newSheet(), said
}

// lastScanned returns the page that came in last of those that were not put in between,
// wherever somebody moved it; the zero Page when there is none.
func (l *placer) lastScanned() (last postkamer.Page) {
	for _, p := range l.pages {
		if p.Replaces == 0 && p.After == 0 && p.ID > last.ID {
			last = p
		}
	}
	return last
}

// only returns what of list is one.
func only(list []string, one string) []string {
	for _, s := range list {
		if s == one {
			return []string{one}
		}
	}
	return nil
}
