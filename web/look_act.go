package web

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"postkamer"
	"postkamer/store"
)

// A lookDo is what one key does to a page.
type lookDo struct {
	do    func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error
	stays bool // the page stays on the screen: its judgement is still to come
}

// actOf returns what the operator asks to do with the page at a place, or what is
// wrong with the question; do is nil when there is no such act.
func (st lookStack) actOf(at int, form url.Values) (lookDo, []FieldError) {
	if why := postkamer.KeepPaper(form.Get("bewaar")); keepLabels[why] != "" || form.Has("bewaar") && why == "" {
		return keepPaper(why), nil
	}
	if form.Has("achter") { // a click on one place earlier or later
		return behind(form.Get("achter")), nil
	}
	if form.Get("doe") == "naar" {
		place, err := strconv.Atoi(form.Get("naar"))
		if err != nil || place < 1 || place > len(st.Pages) {
			return lookDo{}, []FieldError{{"naar", fmt.Sprintf("Vul een plaats in van 1 tot en met %d", len(st.Pages))}}
		}
		return st.moveTo(at, place-1), nil
	}
	if to := form.Get("draai"); to != "" {
		return turnPage(to), nil
	}
	switch form.Get("doe") {
	case "goed":
		return lookDo{do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
			return tx.LookGood(ctx, page, who)
		}}, nil
	case "nieuw":
		return st.begin(at), nil
	case "vervolg":
		return starts(false), nil
	case "leeg":
		return mark(postkamer.MarkBlank), nil
	case "afkeuren":
		return mark(postkamer.MarkRejected), nil
	case "gewoon":
		return mark(postkamer.MarkNone), nil
	}
	return lookDo{}, nil
}

// mark says what the page is. A page that is shown again stays on the screen.
func mark(m postkamer.PageMark) lookDo {
	return lookDo{stays: m == postkamer.MarkNone, do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
		return tx.LookMark(ctx, page, m, who)
	}}
}

// begin lets a new piece begin. A page that is probably a sheet becomes one: it cuts
// and is in no piece itself.
func (st lookStack) begin(at int) lookDo {
	if probablySheet(st.Pages[at]) {
		return mark(postkamer.MarkSeparator)
	}
	return starts(true)
}

// starts says whether a piece begins at the page. The page stays on the screen, to be
// found good.
func starts(yes bool) lookDo {
	return lookDo{stays: true, do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
		return tx.LookStarts(ctx, page, yes, who)
	}}
}

// sheetCodes are the findings of a page that is a separator sheet, or looks like one.
var sheetCodes = map[postkamer.FindingCode]bool{
	postkamer.FindingSheetUnread:     true,
	postkamer.FindingSheetForeignSet: true,
	postkamer.FindingSheetUnknownSet: true,
}

// probablySheet tells whether the page waits for a person to say that it is a sheet.
func probablySheet(p postkamer.Page) bool {
	for _, f := range p.Findings {
		if sheetCodes[f.Code] && p.Mark != postkamer.MarkSeparator {
			return true
		}
	}
	return false
}

// turnPage turns the page so many degrees, as the page that was on the screen said: a
// second click turns no further.
func turnPage(text string) lookDo {
	to, known := turns[text]
	if !known {
		return lookDo{}
	}
	return lookDo{stays: true, do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
		return tx.LookTurn(ctx, page, to, who)
	}}
}

// turns are the ways that a page can stand, in degrees clockwise.
var turns = map[string]int{"0": 0, "90": 90, "180": 180, "270": 270}

// keepLabels are the reasons to keep paper, as they are shown.
var keepLabels = map[postkamer.KeepPaper]string{
	postkamer.KeepSeal:     "er zit een zegel of stempel op",
	postkamer.KeepReturn:   "het moet terug naar de afzender",
	postkamer.KeepHistoric: "het is van waarde om te bewaren",
}

// keepOptions are the reasons to keep paper, with the key of each.
func keepOptions() []Option {
	return []Option{
		{Value: string(postkamer.KeepSeal), Key: "1", Label: "Zegel of stempel"},
		{Value: string(postkamer.KeepReturn), Key: "2", Label: "Moet terug naar de afzender"},
		{Value: string(postkamer.KeepHistoric), Key: "3", Label: "Van waarde om te bewaren"},
		{Value: "", Key: "4", Label: "Toch niet bewaren"},
	}
}

func keepPaper(why postkamer.KeepPaper) lookDo {
	return lookDo{stays: true, do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
		return tx.LookKeep(ctx, page, why, keepLabels[why], who)
	}}
}

// moveTo puts the page at another place, from 0.
func (st lookStack) moveTo(at, to int) lookDo {
	var after postkamer.PageID // 0: in front of all
	switch {
	case to > at:
		after = st.Pages[to].ID
	case to > 0 && to < at:
		after = st.Pages[to-1].ID
	case to == at && at > 0:
		after = st.Pages[at-1].ID
	}
	return moveBehind(after)
}

// behind puts the page behind one that the screen named, so that a second click moves it
// no further; 0 is in front of all.
func behind(text string) lookDo {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 0 {
		return lookDo{}
	}
	return moveBehind(postkamer.PageID(id))
}

func moveBehind(id postkamer.PageID) lookDo {
	return lookDo{stays: true, do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
		return tx.LookMove(ctx, page, id, who)
	}}
}

// behindEarlier and behindLater name the page behind which a page stands once it is moved
// one place: 0 is the front. At the end of the stack there is no later place.
func (st lookStack) behindEarlier(at int) string {
	if at < 2 {
		return "0"
	}
	return fmt.Sprint(st.Pages[at-2].ID)
}

func (st lookStack) behindLater(at int) string {
	return fmt.Sprint(st.Pages[min(at+1, len(st.Pages)-1)].ID)
}
