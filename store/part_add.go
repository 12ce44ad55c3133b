package store

import (
	"context"
	"fmt"

	"postkamer"
)

// add writes the file and the pages of a part.
func (l *placer) add(ctx context.Context) error {
	if err := l.addFileAt(ctx); err != nil {
		return err
	}
	n := l.part.File.Pages
	if err := l.shift(ctx, l.batch.ID, l.at, n); err != nil {
		return err
	}
	if l.old != nil {
		if err := l.markReplaced(ctx); err != nil {
			return err
		}
	}
	var added []postkamer.PageID
	for number := 1; number <= n; number++ {
		id, err := l.addOne(ctx, number)
		if err != nil {
			return err
		}
		added = append(added, id)
	}
	if err := l.counted(ctx, n); err != nil {
		return err
	}
	return l.told(ctx, added)
}

func (l *placer) addFileAt(ctx context.Context) error {
	err := l.tx.QueryRow(ctx, `SELECT coalesce(max(position) + 1, 0) FROM files WHERE batch_id = $1`, l.batch.ID).Scan(&l.part.File.Position)
	if err != nil {
		return fmt.Errorf("place of a file in batch %d: %w", l.batch.ID, err)
	}
	if err := l.addFile(ctx, l.batch.ID, &l.part.File); err != nil {
		return err
	}
	l.page.file = l.part.File.ID
	return nil
}

// addOne writes the number-th page of the part; those after the first follow it.
func (l *placer) addOne(ctx context.Context, number int) (postkamer.PageID, error) {
	p := l.page
	p.number, p.position = number, l.at+number-1
	if p.replaces == 0 && p.after == 0 {
		duplex, err := l.isDuplex(ctx)
		if err != nil {
			return 0, err
		}
		p.sheet, p.back = l.nextPaper(duplex)
	}
	id, err := l.addPage(ctx, p)
	if err != nil {
		return 0, err
	}
	if err := l.keepsPaper(ctx, p.replaces, id); err != nil {
		return 0, err
	}
	if p.replaces != 0 || p.after != 0 { // what follows is put in behind it
		l.page.replaces, l.page.after, l.page.starts, l.page.fixed = 0, id, false, nil
		l.page.sheet, l.page.back = l.newSheet()+number-1, false
		return id, nil
	}
	l.pages = append(l.pages, postkamer.Page{ID: id, Sheet: p.sheet, Back: p.back})
	return id, nil
}

// keepsPaper lets the new page of a sheet say what the old one said of its paper.
func (l *placer) keepsPaper(ctx context.Context, old, id postkamer.PageID) error {
	_, err := l.tx.Exec(ctx, `
		UPDATE pages n
		SET keep_paper = o.keep_paper, keep_why = o.keep_why
		FROM pages o
		WHERE o.id = $1 AND n.id = $2 AND o.keep_paper <> ''`, int64(old), id)
	if err != nil {
		return fmt.Errorf("paper of page %d: %w", id, err)
	}
	return nil
}

// isDuplex tells whether the pages of the part come front, back, front, back.
func (l *placer) isDuplex(ctx context.Context) (bool, error) {
	if l.page.profile == 0 {
		return false, nil
	}
	profile, err := l.Profile(ctx, l.page.profile)
	return profile.Settings.Duplex, err
}

// shift makes room for n pages at a place of a batch.
func (tx *Tx) shift(ctx context.Context, id postkamer.BatchID, at, n int) error {
	_, err := tx.tx.Exec(ctx, `UPDATE pages SET position = position + $3 WHERE batch_id = $1 AND position >= $2`, id, at, n)
	if err != nil {
		return fmt.Errorf("make room in batch %d: %w", id, err)
	}
	return nil
}

// markReplaced takes the old page out of the stack; it is kept.
func (l *placer) markReplaced(ctx context.Context) error {
	_, err := l.tx.Exec(ctx, `
		UPDATE pages
		SET mark = 'replaced', marked_by = $2, starts = false
		WHERE id = $1`, l.old.ID, actor(l.part.By))
	if err != nil {
		return fmt.Errorf("replace page %d: %w", l.old.ID, err)
	}
	return nil
}

// counted adds the new pages to those that are being prepared. Those of a released
// stack are not counted: its row says that it is done.
func (l *placer) counted(ctx context.Context, n int) error {
	_, err := l.tx.Exec(ctx, `
		UPDATE batches
		SET pages_left = CASE WHEN state = 'split' THEN pages_left ELSE coalesce(pages_left, 0) + $2 END,
			state_since = now(),
			idle_at = NULL
		WHERE id = $1`, l.batch.ID, n)
	if err != nil {
		return fmt.Errorf("count pages of batch %d: %w", l.batch.ID, err)
	}
	return nil
}

// told logs what was put in between, and lets the operator take it back.
func (l *placer) told(ctx context.Context, added []postkamer.PageID) error {
	event := postkamer.Event{Actor: l.part.By, BatchID: l.batch.ID, Detail: postkamer.PageName(l.page.sheet, l.page.back, l.at)}
	switch {
	case l.rescan != 0:
		_, err := l.tx.Exec(ctx, `UPDATE rescans SET state = 'scanned', new_page_id = $2, scanned_by = $3, answer = '' WHERE id = $1`, l.rescan, added[0], actor(l.part.By))
		if err != nil {
			return fmt.Errorf("rescan %d: %w", l.rescan, err)
		}
		return nil // told when the page is in its place
	case l.old != nil:
		event.Kind, event.Detail = postkamer.EventReplaced, l.old.Name()
	case l.page.after != 0:
		event.Kind = postkamer.EventInserted
	default:
		return nil
	}
	if err := l.Event(ctx, event); err != nil {
		return err
	}
	return l.keepAct(ctx, actOfPart(l, added))
}

// actor is who did it; nobody is the mail-room itself.
func actor(by string) string {
	if by == "" {
		return postkamer.Machine
	}
	return by
}
