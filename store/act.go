package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A look is all of a page that an act may change.
type look struct {
	Mark       postkamer.PageMark  `json:"mark"`
	MarkedBy   string              `json:"marked_by"`
	Starts     bool                `json:"starts"`
	Fixed      []string            `json:"fixed"`
	Turned     bool                `json:"turned"`
	Turn       int                 `json:"turn"`
	LookedBy   string              `json:"looked_by"`
	LookedByID postkamer.PersonID  `json:"looked_by_id"`
	LookedAt   *time.Time          `json:"looked_at"`
	KeepPaper  postkamer.KeepPaper `json:"keep_paper"`
	KeepWhy    string              `json:"keep_why"`
	Position   int                 `json:"position"`
}

// fix keeps rules from what a person set.
func (l *look) fix(what string) {
	if !slices.Contains(l.Fixed, what) {
		l.Fixed = append(slices.Clone(l.Fixed), what)
	}
}

// fields are the parts of a look by name.
type fields map[string]json.RawMessage

func (l look) fields() fields {
	var f fields
	data, err := json.Marshal(l)
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	if err != nil {
		panic(err) // a struct of our own
	}
	return f
}

// A change is what an act did to one page: only the fields that it changed.
type change struct {
	Page   postkamer.PageID `json:"page"`
	Before fields           `json:"before,omitempty"`
	After  fields           `json:"after,omitempty"`
	New    bool             `json:"new,omitempty"` // the page came in by the act: undone, it is rejected
}

// An act is one thing that somebody did.
type act struct {
	IDs     []int64 // in the database; two of a sheet with two sides
	Page    postkamer.PageID
	Kind    string
	Changes []change
	sheet   int // of Page
}

// acting is an act under way, with the stack locked.
type acting struct {
	*Tx
	batch postkamer.Batch
	by    postkamer.Person
	pages []postkamer.Page // in order, as they were
	old   []look           // of pages
	now   []look           // of pages, as they are to be
	page  postkamer.Page   // the one it is about
	index int              // of page
	says  string           // Dutch, what was done; empty: nothing
}

// openLook locks a stack in which a person may act.
func (tx *Tx) openLook(ctx context.Context, id postkamer.BatchID, by postkamer.Person) (*acting, error) {
	a, err := tx.lockLook(ctx, id, by)
	if err != nil {
		return nil, err
	}
	switch a.batch.State {
	case postkamer.Scanning, postkamer.Splitting, postkamer.Looking:
		return a, nil
	}
	return nil, fmt.Errorf("act in batch %d: %w", id, postkamer.ErrConflict)
}

func (tx *Tx) lockLook(ctx context.Context, id postkamer.BatchID, by postkamer.Person) (*acting, error) {
	a := &acting{Tx: tx, by: by}
	var err error
	if a.batch, err = tx.LockBatch(ctx, id); err != nil {
		return nil, err
	}
	if a.pages, err = tx.BatchPages(ctx, id); err != nil {
		return nil, err
	}
	rows, _ := tx.tx.Query(ctx, `
		SELECT mark, marked_by, starts, fixed, turned, turn, looked_by, coalesce(looked_by_id, 0), looked_at, keep_paper, keep_why, position
		FROM pages WHERE batch_id = $1 ORDER BY position`, id)
	if a.old, err = pgx.CollectRows(rows, pgx.RowToStructByPos[look]); err != nil {
		return nil, fmt.Errorf("act in batch %d: %w", id, err)
	}
	for i := range a.old {
		if at := a.old[i].LookedAt; at != nil {
			utc := at.UTC()
			a.old[i].LookedAt = &utc
		}
	}
	a.now = slices.Clone(a.old)
	return a, nil
}

// act does one thing to a page that can be taken back. What changes nothing is no act.
func (tx *Tx) act(ctx context.Context, id postkamer.PageID, kind string, by postkamer.Person, do func(*acting) error) error {
	page, err := tx.Page(ctx, id)
	if err != nil {
		return err
	}
	open := tx.openLook
	if kind == ActKeep {
		open = tx.withPaper
	}
	a, err := open(ctx, page.BatchID, by)
	if err != nil {
		return err
	}
	a.index = slices.IndexFunc(a.pages, func(p postkamer.Page) bool { return p.ID == id })
	a.page = a.pages[a.index] // as it is now that nobody else can change it
	if a.page.Mark == postkamer.MarkReplaced && kind != ActKeep {
		return fmt.Errorf("act on page %d: it was replaced: %w", id, postkamer.ErrConflict)
	}
	if err := do(a); err != nil {
		return fmt.Errorf("act on page %d: %w", id, err)
	}
	done := act{Page: id, Kind: kind, Changes: a.changes()}
	if len(done.Changes) == 0 {
		return nil
	}
	if err := a.write(ctx); err != nil {
		return err
	}
	event := postkamer.Event{Kind: postkamer.EventPageAct, Actor: by.Name, BatchID: page.BatchID, PieceID: a.page.PieceID, Detail: a.page.Name() + ": " + a.says}
	if err := tx.Event(ctx, event); err != nil {
		return err
	}
	return a.keep(ctx, done)
}

// withPaper locks a stack whose paper is still there.
func (tx *Tx) withPaper(ctx context.Context, id postkamer.BatchID, by postkamer.Person) (*acting, error) {
	a, err := tx.lockLook(ctx, id, by)
	if err != nil {
		return nil, err
	}
	if err := tx.paperIsThere(ctx, id); err != nil {
		return nil, fmt.Errorf("paper of batch %d: %w", id, err)
	}
	return a, nil
}

// changes are the fields that differ from how they were.
func (a *acting) changes() []change {
	var list []change
	for i, p := range a.pages {
		if reflect.DeepEqual(a.now[i], a.old[i]) {
			continue
		}
		before, after := a.old[i].fields(), a.now[i].fields()
		for name := range before {
			if bytes.Equal(before[name], after[name]) {
				delete(before, name)
				delete(after, name)
			}
		}
		if len(before) > 0 {
			list = append(list, change{Page: p.ID, Before: before, After: after})
		}
	}
	return list
}

// write brings the pages into the state that they are to have.
func (a *acting) write(ctx context.Context) error {
	for i, p := range a.pages {
		l := a.now[i]
		if reflect.DeepEqual(l, a.old[i]) {
			continue
		}
		if l.Position != a.old[i].Position {
			if err := a.move(ctx, p.ID, a.old[i].Position, l.Position); err != nil {
				return err
			}
		}
		_, err := a.tx.Exec(ctx, `
			UPDATE pages
			SET mark = $2, marked_by = $3, starts = $4, fixed = $5, turned = $6, turn = $7, looked_by = $8,
				looked_by_id = nullif($9, 0), looked_at = $10, keep_paper = $11, keep_why = $12
			WHERE id = $1`,
			p.ID, l.Mark, l.MarkedBy, l.Starts, l.Fixed, l.Turned, l.Turn, l.LookedBy, int64(l.LookedByID), l.LookedAt, l.KeepPaper, l.KeepWhy)
		if err != nil {
			return fmt.Errorf("act on page %d: %w", p.ID, err)
		}
		if l.Turned != a.old[i].Turned || l.Turn != a.old[i].Turn {
			if err := a.prepareAgain(ctx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// move puts a page at another place; those between make way.
func (tx *Tx) move(ctx context.Context, id postkamer.PageID, from, to int) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE pages
		SET position = CASE
			WHEN id = $1 THEN $3
			WHEN $2 < $3 AND position > $2 AND position <= $3 THEN position - 1
			WHEN $2 > $3 AND position >= $3 AND position < $2 THEN position + 1
			ELSE position END
		WHERE batch_id = (SELECT batch_id FROM pages WHERE id = $1)
			AND position BETWEEN least($2::int, $3::int) AND greatest($2::int, $3::int)`, id, from, to)
	if err != nil {
		return fmt.Errorf("move page %d: %w", id, err)
	}
	return nil
}

// prepareAgain has a page prepared as it is turned now. The step sees whether it was
// turned once more meanwhile.
func (a *acting) prepareAgain(ctx context.Context, p postkamer.Page) error {
	_, err := a.tx.Exec(ctx, `
		WITH again AS (
			UPDATE pages
			SET state = 'waiting', state_since = now(), swept = 0
			WHERE id = $1 AND state <> 'waiting'
			RETURNING batch_id
		)
		UPDATE batches SET pages_left = pages_left + 1 FROM again WHERE batches.id = again.batch_id`, p.ID)
	if err != nil {
		return fmt.Errorf("prepare page %d again: %w", p.ID, err)
	}
	return a.nextPage(ctx, postkamer.PreparePage{PageID: p.ID}, 0)
}

// keep keeps an act, to be taken back.
func (a *acting) keep(ctx context.Context, done act) error {
	return a.insertAct(ctx, a.batch.ID, a.by, done)
}

func (tx *Tx) insertAct(ctx context.Context, batch postkamer.BatchID, by postkamer.Person, done act) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO acts (batch_id, page_id, kind, by_id, by_name, changes)
		VALUES ($1, $2, $3, nullif($4, 0), $5, $6)`, batch, done.Page, done.Kind, int64(by.ID), actor(by.Name), done.Changes)
	if err != nil {
		return fmt.Errorf("keep act on page %d: %w", done.Page, err)
	}
	return nil
}

// keepAct lets a page that was put in or took the place of another be taken back.
func (l *placer) keepAct(ctx context.Context, done act) error {
	return l.insertAct(ctx, l.batch.ID, postkamer.Person{Name: l.part.By}, done)
}

// actOfPart is what a part did to a stack.
func actOfPart(l *placer, added []postkamer.PageID) act {
	done := act{Page: added[0], Kind: ActInsert}
	for _, id := range added {
		done.Changes = append(done.Changes, change{Page: id, New: true})
	}
	if old := l.old; old != nil {
		done.Kind = ActReplace
		was := look{Mark: old.Mark, MarkedBy: old.MarkedBy, Starts: old.Starts}.fields()
		is := look{Mark: postkamer.MarkReplaced, MarkedBy: actor(l.part.By)}.fields()
		c := change{Page: old.ID, Before: fields{}, After: fields{}}
		for _, name := range []string{"mark", "marked_by", "starts"} {
			c.Before[name], c.After[name] = was[name], is[name]
		}
		done.Changes = append(done.Changes, c)
	}
	return done
}

// lastAct returns the last act of a person in a stack that can still be taken back. Both
// sides of a sheet that was put in are one act.
func (tx *Tx) lastAct(ctx context.Context, id postkamer.BatchID, by postkamer.Person) (act, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT a.id, a.page_id, a.kind, a.changes, p.sheet
		FROM acts a JOIN pages p ON p.id = a.page_id
		WHERE a.batch_id = $1 AND a.by_name = $2 AND coalesce(a.by_id, $3) = $3 AND a.undone_at IS NULL AND a.lapsed_at IS NULL
		ORDER BY a.id DESC
		LIMIT 2`, id, by.Name, int64(by.ID))
	acts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (act, error) {
		var a act
		var one int64
		err := row.Scan(&one, &a.Page, &a.Kind, &a.Changes, &a.sheet)
		a.IDs = []int64{one}
		return a, err
	})
	switch {
	case err != nil:
		return act{}, fmt.Errorf("last act in batch %d: %w", id, err)
	case len(acts) == 0:
		return act{}, fmt.Errorf("last act in batch %d: %w", id, postkamer.ErrNotFound)
	case len(acts) == 2 && acts[0].isOtherSide(acts[1]):
		return acts[0].with(acts[1]), nil
	}
	return acts[0], nil
}

// isOtherSide tells whether two acts put in both sides of one sheet of paper.
func (a act) isOtherSide(front act) bool {
	putIn := a.Kind == ActInsert || a.Kind == ActReplace
	return putIn && a.Kind == front.Kind && a.sheet > 0 && a.sheet == front.sheet
}

// with makes one act of both sides of a sheet; it is about the front.
func (a act) with(front act) act {
	front.IDs = append(front.IDs, a.IDs...)
	front.Changes = slices.Concat(a.Changes, front.Changes)
	return front
}

// takeBack sets what an act changed to what it was, when it still is what the act
// made of it.
func (a *acting) takeBack(last act) error {
	for _, c := range last.Changes {
		at := slices.IndexFunc(a.pages, func(p postkamer.Page) bool { return p.ID == c.Page })
		if at < 0 {
			return postkamer.ErrConflict
		}
		if c.New && a.pages[at].Mark == postkamer.MarkReplaced {
			return postkamer.ErrConflict // scanned once more since
		}
		if c.New {
			a.now[at].Mark, a.now[at].MarkedBy, a.now[at].Starts = postkamer.MarkRejected, a.by.Name, false
			a.lookedAt(at)
			continue
		}
		is := a.now[at].fields()
		for name, after := range c.After {
			if !same(is[name], after) {
				return postkamer.ErrConflict
			}
			is[name] = c.Before[name]
		}
		data, err := json.Marshal(is)
		if err != nil {
			return err
		}
		a.now[at] = look{}
		if err := json.Unmarshal(data, &a.now[at]); err != nil {
			return err
		}
	}
	return nil
}

// same tells whether two values are equal, however the database wrote them.
func same(a, b json.RawMessage) bool {
	var x, y bytes.Buffer
	if json.Compact(&x, a) != nil || json.Compact(&y, b) != nil {
		return false
	}
	return bytes.Equal(x.Bytes(), y.Bytes())
}
