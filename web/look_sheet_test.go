package web

import (
	"strings"
	"testing"
	"time"

	"postkamer"
)

// stackOfSigns makes a stack of signs: . a page that is fine, ! one that needs eyes,
// l one that was looked at, b a blank back, s a separator sheet, x a replaced page, ?
// one that waits. A page behind a | begins a piece.
func stackOfSigns(signs string) lookStack {
	var pages []postkamer.Page
	starts, sheet := true, 0
	for _, sign := range signs {
		if sign == '|' {
			starts = true
			continue
		}
		p := postkamer.Page{ID: postkamer.PageID(len(pages) + 1), BatchID: 7, State: postkamer.PagePrepared, Starts: starts, View: postkamer.View{Key: "k", Width: 100, Height: 200}}
		starts = false
		if sign != 'b' {
			sheet++
		}
		p.Sheet = sheet
		switch sign {
		case '!':
			p.Findings = []postkamer.Finding{postkamer.NewFinding(postkamer.FindingSkewed, ""), postkamer.NewFinding(postkamer.FindingColour, "")}
		case 'l':
			p.Findings = []postkamer.Finding{postkamer.NewFinding(postkamer.FindingSkewed, "")}
			p.LookedAt, p.LookedBy = time.Unix(1, 0), "Sevda"
		case 'b':
			p.Back, p.Mark, p.Starts = true, postkamer.MarkBlank, false
		case 's':
			p.Mark, p.Starts = postkamer.MarkSeparator, false
		case 'x':
			p.Mark, p.ReplacedBy = postkamer.MarkReplaced, p.ID+1
		case '?':
			p.State, p.View.Key = postkamer.PageWaiting, ""
		}
		pages = append(pages, p)
	}
	return newLookStack(postkamer.Batch{ID: 7, State: postkamer.Looking, Day: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Number: 3}, pages)
}

func TestOnlyPagesThatNeedEyesAreWalked(t *testing.T) {
	for _, c := range []struct {
		name, pages string
		from        int
		want        postkamer.PageID
	}{
		{"the first that needs eyes", "..!.!", -1, 3},
		{"the next one", "..!.!", 2, 5},
		{"then those before it", "..!.!", 4, 3},
		{"what was looked at is passed by", ".l.!", -1, 4},
		{"none is left", ".l..", -1, 0},
		{"the page itself is not the next", ".!..", 1, 0},
		{"no pages at all", "", -1, 0},
	} {
		if got := stackOfSigns(c.pages).next(c.from); got != c.want {
			t.Errorf("%s: page %d, want %d", c.name, got, c.want)
		}
	}
}

func TestWhereLookingGoesOn(t *testing.T) {
	st := stackOfSigns("!.")
	for _, c := range []struct {
		name  string
		state postkamer.BatchState
		at    int
		want  string
	}{
		{"to the page that needs eyes", postkamer.Looking, -1, "/stapel/7/nakijken/1"},
		{"to closing when none is left", postkamer.Looking, 0, "/stapel/7/afsluiten"},
		{"to the stack while pages still come in", postkamer.Scanning, 0, "/stapel/7"},
	} {
		st.Batch.State = c.state
		if got := st.onward(c.at); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

func TestEveryFrameSaysItAll(t *testing.T) {
	st := stackOfSigns("!bsb|lb?x.")
	st.Pages[0].KeepPaper = postkamer.KeepSeal
	var labels []string
	for _, f := range st.frames(3) {
		labels = append(labels, f.Label)
	}
	want := []string{
		"Blad 1, begin van brief 1, let op: scheef, papier bewaren",
		"Blad 1, achterkant, brief 1, leeg",
		"Blad 2, scheidingsblad",
		"Blad 2, achterkant, leeg",
		"Blad 3, begin van brief 2, nagekeken",
		"Blad 3, achterkant, brief 2, leeg",
		"Blad 4, brief 2, in bewerking",
		"Blad 6, brief 2",
	}
	if got := strings.Join(labels, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if f := st.frames(3)[2]; !f.Current || f.Sign != "≡" || !f.Away || f.Piece != "" {
		t.Errorf("the separator sheet: %+v", f)
	}
}

func TestReplacedPageIsFoundAsWhatReplacedIt(t *testing.T) {
	st := stackOfSigns(".xx!")
	if got := st.now(2); got != 4 || st.at(2) != -1 || len(st.Pages) != 2 {
		t.Errorf("page %d of %d", got, len(st.Pages))
	}
}

func TestSheetsAreCountedOnce(t *testing.T) {
	if st := stackOfSigns("!bsb.x"); st.sheets() != 3 || st.pieces() != 2 || st.unlooked() != 1 {
		t.Errorf("%d sheets, %d pieces, %d to look at", st.sheets(), st.pieces(), st.unlooked())
	}
}

func TestTurnIsShownBeforeThePageIsMadeAgain(t *testing.T) {
	for _, c := range []struct {
		name        string
		turned      bool
		turn, shown int
		query       string
		width       int
	}{
		{"nobody turned it", false, 0, 180, "", 100},
		{"a quarter more", true, 270, 180, "?draai=90", 200},
		{"back to how it was scanned", true, 0, 90, "?draai=270", 200},
		{"made again already", true, 90, 90, "", 100},
	} {
		p := postkamer.Page{Turned: c.turned, Turn: c.turn, View: postkamer.View{Width: 100, Height: 200, Rotation: c.shown}}
		if width, _ := shownSize(p); turnQuery(p) != c.query || width != c.width {
			t.Errorf("%s: %q, %d wide", c.name, turnQuery(p), width)
		}
	}
}

func TestSheetIsPutInBehindTheBack(t *testing.T) {
	st := stackOfSigns(".b..")
	if st.lastOfSheet(0) != 2 || st.lastOfSheet(1) != 2 || st.lastOfSheet(2) != 3 || st.lastOfSheet(3) != 4 {
		t.Errorf("behind pages %d, %d, %d", st.lastOfSheet(0), st.lastOfSheet(1), st.lastOfSheet(2))
	}
}
