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
	if form.Get("doe") == "naar" {
		place, err := strconv.Atoi(form.Get("naar"))
		if err != nil || place < 1 || place > len(st.Pages) {
			return lookDo{}, []FieldError{{"naar", fmt.Sprintf("Vul een plaats in van 1 tot en met %d", len(st.Pages))}}
		}
		return st.moveTo(at, place-1), nil
	}
	switch form.Get("doe") {
	case "goed":
		return lookDo{do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
			return tx.LookGood(ctx, page, who)
		}}, nil
	case "draai":
		return turnPage(), nil
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
	case "eerder":
		return st.moveTo(at, max(at-1, 0)), nil
	case "later":
		return st.moveTo(at, min(at+1, len(st.Pages)-1)), nil
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

func turnPage() lookDo {
	return lookDo{stays: true, do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
		return tx.LookTurn(ctx, page, who)
	}}
}

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
	return lookDo{stays: true, do: func(ctx context.Context, tx *store.Tx, page postkamer.PageID, who postkamer.Person) error {
		return tx.LookMove(ctx, page, after, who)
	}}
}
