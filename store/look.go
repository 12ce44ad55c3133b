package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"postkamer"
)

// Kinds of acts, as UndoLook names them.
const (
	ActGood    = "good"
	ActMark    = "mark"
	ActStarts  = "starts"
	ActTurn    = "turn"
	ActMove    = "move"
	ActKeep    = "keep"
	ActReplace = "replace"
	ActInsert  = "insert"
	ActLapsed  = "lapsed" // of UndoLook: nothing was taken back
)

// actWords are the kinds of acts in Dutch, for the log.
var actWords = map[string]string{
	ActGood: "goed", ActMark: "wat het is", ActStarts: "waar een brief begint", ActTurn: "draaien", ActMove: "verplaatsen",
	ActKeep: "papier bewaren", ActReplace: "opnieuw scannen", ActInsert: "invoegen",
}

// LookGood says that somebody looked at a page and it is good. Saying it again
// changes nothing. Like every act on a page it returns ErrConflict when the stack is
// released or stuck, or the page was replaced.
func (tx *Tx) LookGood(ctx context.Context, page postkamer.PageID, by postkamer.Person) error {
	return tx.act(ctx, page, ActGood, by, func(a *acting) error {
		if a.page.State == postkamer.PageWaiting {
			return postkamer.ErrConflict // there is nothing to see yet
		}
		a.lookedAt(a.index)
		a.says = "goed"
		return nil
	})
}

// marksInWords are the marks that a person may give.
var marksInWords = map[postkamer.PageMark]string{
	postkamer.MarkNone:      "gewone bladzijde",
	postkamer.MarkBlank:     "leeg",
	postkamer.MarkSeparator: "scheidingsblad",
	postkamer.MarkRejected:  "hoort er niet bij",
}

// LookMark gives a page a mark, or takes it away. The page counts as looked at.
func (tx *Tx) LookMark(ctx context.Context, page postkamer.PageID, mark postkamer.PageMark, by postkamer.Person) error {
	says, known := marksInWords[mark]
	if !known {
		return fmt.Errorf("mark page %d: no person marks a page %q", page, mark)
	}
	return tx.act(ctx, page, ActMark, by, func(a *acting) error {
		l := &a.now[a.index]
		if l.Mark == mark && a.page.IsFixed(postkamer.FixMark) {
			return nil
		}
		l.Mark, l.MarkedBy = mark, by.Name
		if mark == postkamer.MarkNone {
			l.MarkedBy = ""
		}
		l.fix(postkamer.FixMark)
		a.lookedAt(a.index)
		a.says = says
		return nil
	})
}

// LookStarts says whether a new piece begins at a page.
func (tx *Tx) LookStarts(ctx context.Context, page postkamer.PageID, starts bool, by postkamer.Person) error {
	return tx.act(ctx, page, ActStarts, by, func(a *acting) error {
		l := &a.now[a.index]
		if l.Starts == starts && a.page.IsFixed(postkamer.FixStarts) {
			return nil
		}
		l.Starts = starts
		l.fix(postkamer.FixStarts)
		a.says = "nieuw poststuk begint hier"
		if !starts {
			a.says = "hoort bij het poststuk ervoor"
		}
		return nil
	})
}

// LookTurn turns a page: it is to be shown turned by so many degrees clockwise from how
// its file shows it, 0, 90, 180 or 270. It is prepared again, and can be seen as it was
// until then. Asked twice, it is turned once.
func (tx *Tx) LookTurn(ctx context.Context, page postkamer.PageID, to int, by postkamer.Person) error {
	return tx.act(ctx, page, ActTurn, by, func(a *acting) error {
		if a.page.TurnNow() == to {
			return nil
		}
		l := &a.now[a.index]
		l.Turned, l.Turn = true, to
		a.says = "gedraaid"
		return nil
	})
}

// LookMove puts a page right behind another of its stack; 0 is at the front. When it
// was the first of a piece, the next page of that piece is the first now.
func (tx *Tx) LookMove(ctx context.Context, page, behind postkamer.PageID, by postkamer.Person) error {
	return tx.act(ctx, page, ActMove, by, func(a *acting) error {
		to := 0
		if behind != 0 {
			at := slices.IndexFunc(a.pages, func(p postkamer.Page) bool { return p.ID == behind })
			if at < 0 {
				return postkamer.ErrNotFound
			}
			to = at + 1
		}
		if to > a.index {
			to-- // it leaves its own place
		}
		if to == a.index {
			return nil
		}
		a.handStartOn()
		a.now[a.index].Position = to
		a.says = fmt.Sprintf("verplaatst naar plek %d", to+1)
		return nil
	})
}

// LookKeep says that the paper of a page may never be replaced by its image, and
// why; the empty reason takes that back. It can be said as long as the paper is there,
// also of a released stack: ErrConflict means that it was destroyed or handed back.
func (tx *Tx) LookKeep(ctx context.Context, page postkamer.PageID, keep postkamer.KeepPaper, why string, by postkamer.Person) error {
	return tx.act(ctx, page, ActKeep, by, func(a *acting) error {
		if !a.page.BackAt.IsZero() {
			return postkamer.ErrConflict
		}
		l := &a.now[a.index]
		l.KeepPaper, l.KeepWhy = keep, why
		a.says = "papier bewaren"
		if keep == "" {
			l.KeepWhy = ""
			a.says = "papier hoeft niet bewaard"
		}
		return nil
	})
}

// UndoLook takes back the last thing that somebody did in a stack, and says which page
// and what kind of act it was. It is ActLapsed when somebody changed the same afterwards:
// then it stays as it is, and what was done before it can be taken back next. UndoLook
// returns ErrNotFound when there is nothing to take back, and ErrConflict when the stack
// is released.
func (tx *Tx) UndoLook(ctx context.Context, id postkamer.BatchID, by postkamer.Person) (postkamer.PageID, string, error) {
	a, err := tx.openLook(ctx, id, by)
	if err != nil {
		return 0, "", err
	}
	last, err := tx.lastAct(ctx, id, by)
	if err != nil {
		return 0, "", err
	}
	err = a.takeBack(last)
	if errors.Is(err, postkamer.ErrConflict) {
		return last.Page, ActLapsed, tx.lapse(ctx, last)
	}
	if err != nil {
		return 0, "", fmt.Errorf("undo in batch %d: %w", id, err)
	}
	if err := a.write(ctx); err != nil {
		return 0, "", err
	}
	if err := tx.undone(ctx, last); err != nil {
		return 0, "", fmt.Errorf("undo in batch %d: %w", id, err)
	}
	at := slices.IndexFunc(a.pages, func(p postkamer.Page) bool { return p.ID == last.Page })
	event := postkamer.Event{Kind: postkamer.EventUndone, Actor: by.Name, BatchID: id, Detail: a.pages[at].Name() + ": " + actWords[last.Kind]}
	return last.Page, last.Kind, tx.Event(ctx, event)
}

// lapse keeps that an act cannot be taken back any more.
func (tx *Tx) lapse(ctx context.Context, last act) error {
	if _, err := tx.tx.Exec(ctx, `UPDATE acts SET lapsed_at = now() WHERE id = ANY($1)`, last.IDs); err != nil {
		return fmt.Errorf("let an act on page %d stand: %w", last.Page, err)
	}
	return nil
}

// undone keeps that an act was taken back. A page that it had put in the place of another
// stands behind that one now, as one of its own.
func (tx *Tx) undone(ctx context.Context, last act) error {
	if _, err := tx.tx.Exec(ctx, `UPDATE acts SET undone_at = now() WHERE id = ANY($1)`, last.IDs); err != nil {
		return err
	}
	for _, c := range last.Changes {
		if !c.New {
			continue
		}
		_, err := tx.tx.Exec(ctx, `
			UPDATE pages SET after_id = coalesce(after_id, replaces), replaces = NULL WHERE id = $1`, c.Page)
		if err != nil {
			return err
		}
	}
	return nil
}

// lookedAt sets that the person who acts looked at the page at a place.
func (a *acting) lookedAt(index int) {
	l := &a.now[index]
	if l.LookedAt != nil {
		return
	}
	at := time.Now().UTC().Truncate(time.Microsecond) // as the database keeps it
	l.LookedBy, l.LookedByID, l.LookedAt = a.by.Name, a.by.ID, &at
}

// handStartOn lets the next page of a piece be its first.
func (a *acting) handStartOn() {
	if !a.page.Starts {
		return
	}
	a.now[a.index].Starts = false
	a.now[a.index].fix(postkamer.FixStarts)
	for i := a.index + 1; i < len(a.pages); i++ {
		switch p := a.pages[i]; {
		case !p.Kept():
			continue
		case !p.Starts && p.Mark != postkamer.MarkSeparator:
			a.now[i].Starts = true
			a.now[i].fix(postkamer.FixStarts)
		}
		return
	}
}
