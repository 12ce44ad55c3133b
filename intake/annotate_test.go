package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// Sets of sheets in these tests: A and B are registered, E is in use elsewhere, the
// others nobody printed.
var testKnown = Known{
	Rules: postkamer.SheetRules{Patch: []string{"T"}},
	Sets:  map[string]postkamer.SetState{"AAAAAA": {}, "BBBBBB": {}, "EEEEEE": {Elsewhere: true}},
}

// stack makes the pages of one run of the scanner from words: . a page, b a blank,
// ? one that cannot be decoded, u a sheet that cannot be read, T a patch sheet,
// A3 and A3b front and back of sheet 3 of 5 of set A, x a rejected page; with a
// name behind a slash what a person made of it: ./separator, b/none, ./starts, and
// ./on where a person let the piece go on.
func stack(t *testing.T, words string) []postkamer.Page {
	var pages []postkamer.Page
	for i, word := range strings.Fields(words) {
		sign, decided, _ := strings.Cut(word, "/")
		p := postkamer.Page{ID: postkamer.PageID(i + 1), FileID: postkamer.FileID(i + 1), Position: i, State: postkamer.PagePrepared}
		switch sign[0] {
		case '.':
		case 'b':
			p.Blank = true
		case '?':
			p.State = postkamer.PageUnreadable
		case 'u':
			p.Barcodes = []postkamer.Barcode{{Kind: postkamer.SheetUnread, Value: postkamer.SheetUnreadMarks}}
		case 'T':
			p.Barcodes = []postkamer.Barcode{{Kind: "patch", Value: "2"}}
		case 'x':
			p.Mark, p.MarkedBy = postkamer.MarkRejected, "J. Smit"
		default:
			s := postkamer.Sheet{Set: strings.Repeat(sign[:1], 6), Of: 5, Back: strings.HasSuffix(sign, "b")}
			if _, err := fmt.Sscanf(sign[1:], "%d", &s.Number); err != nil {
				t.Fatalf("sign %s: %v", sign, err)
			}
			p.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: s.Value()}}
		}
		if decided != "" {
			p.LookedBy, p.LookedAt = "J. Smit", time.Unix(1, 0)
		}
		switch decided {
		case "starts":
			p.Starts, p.Fixed = true, []string{postkamer.FixStarts}
		case "on":
			p.Fixed = []string{postkamer.FixStarts}
		case "none":
			p.Fixed = []string{postkamer.FixMark}
		case "separator", "blank":
			p.Mark, p.MarkedBy, p.Fixed = postkamer.PageMark(decided), "J. Smit", []string{postkamer.FixMark}
		}
		pages = append(pages, p)
	}
	return pages
}

// outline writes annotated pages: pieces in brackets, with . for a page, b for one
// hidden as blank, s for a sheet, x for one that is away; and after a page what
// stops the stack.
func outline(pages []postkamer.Page) string {
	var out strings.Builder
	pieceOf := map[postkamer.PageID]int{}
	for i, piece := range Pieces(pages) {
		for _, p := range piece {
			pieceOf[p.ID] = i + 1
		}
	}
	in := 0
	for _, p := range pages {
		if in != 0 && pieceOf[p.ID] != in && p.Mark != postkamer.MarkRejected {
			out.WriteString("]")
			in = 0
		}
		if n := pieceOf[p.ID]; n != 0 && n != in {
			out.WriteString("[")
			in = n
		}
		out.WriteString(map[postkamer.PageMark]string{postkamer.MarkNone: ".", postkamer.MarkBlank: "b", postkamer.MarkSeparator: "s", postkamer.MarkRejected: "x"}[p.Mark])
		for _, f := range p.Findings {
			out.WriteString("{" + strings.ToLower(strings.TrimPrefix(string(f.Code), "SHEET_")) + f.Note + "}")
		}
	}
	if in != 0 {
		out.WriteString("]")
	}
	return out.String()
}

func TestAnnotate(t *testing.T) {
	for _, c := range []struct{ name, pages, want string }{
		{"every page a file of its own: only sheets cut", ". . A1 . b A2 .", "[..]s[.b]s[.]"},
		{"front and back with code are one sheet", "A1 A1b . A2b A2 .", "ss[.]ss[.]"},
		{"blank backs", "A1 b . b A2 b . b", "s[b.b]s[b.b]"},
		{"two sheets in a row make no empty piece", ". A1 A2 .", "[.]ss[.]"},
		{"two sheets with blank backs in a row neither", ". b A1 b A2 b . b", "[.b]sbs[b.b]"},
		{"a sheet that cannot be read cuts nothing and stops", "A1 . u . A3 .", "s[..{unread}.]s{gap(2)}[.]"},
		{"a number that was not seen stops", "A1 . . A3 .", "s[..]s{gap(2)}[.]"},
		{"so do several", "A1 . A5 .", "s[.]s{gap(2 tot en met 4)}[.]"},
		{"the first one was not seen", ". A2 .", "[.]s{gap(1)}[.]"},
		{"sheets in another order all cut: nothing is missing", "A1 . A3 . A2 . A4 .", "s[.]s[.]s[.]s[.]"},
		{"in another order, one missing", "A1 . A4 . A2 .", "s[.]s{gap(3)}[.]s[.]"},
		{"a sheet that came by twice", "A1 . A2 . A1 .", "s[.]s[.]s{twice(1 van set AAAAAA)}[.]"},
		{"twice right behind each other", "A1 A1 .", "ss{twice(1 van set AAAAAA)}[.]"},
		{"three sides are two sheets", "A1 A1b A1 .", "sss{twice(1 van set AAAAAA)}[.]"},
		{"the next set begins when the first is used up", "A1 . A2 . A3 . A4 . A5 . B1 .", "s[.]s[.]s[.]s[.]s[.]s[.]"},
		{"the next set begins too early", "A1 . B1 .", "s[.]s{gap(set AAAAAA stopt na 1 van 5)}[.]"},
		{"two sets mixed: each is complete", "A1 . B1 . A2 . B2 .", "s[.]s[.]s[.]s[.]"},
		{"a set in use elsewhere cuts nothing and stops", ". E1 .", "[..{foreign_set}.]"},
		{"a set that nobody printed neither", ". C1 .", "[..{unknown_set}.]"},
		{"a patch sheet by the rules of the profile", ". T .", "[.]s[.]"},
		{"a person says that it is a sheet", ". u/separator .", "[.]s{unread}[.]"},
		{"a person says that it is none", ". u/none .", "[..{unread}.]"},
		{"a person let a piece begin", ". . ./starts .", "[..][..]"},
		{"a person says that a page is not blank", ". A1 b/none A2 .", "[.]s[.]s[.]"},
		{"a blank in which a person let a piece begin", "A1 b b/starts", "sb[.]"},
		{"a piece of blanks is shown", "A1 . A2 b b", "s[.]sb[.]"},
		{"a person called all of it blank: no piece", "A1 . A2 b/blank b/blank", "s[.]sbb"},
		{"a rejected page takes no part", "A1 . x . A2 .", "s[.x.]s[.]"},
		{"a rejected page behind a sheet", "A1 x b", "sxb"},
		{"a page that cannot be decoded stays", "A1 ? A2 .", "s[.]s[.]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Annotate(stack(t, c.pages), testKnown)
			if got := outline(p.Pages); got != c.want {
				t.Errorf("%s: got %s, want %s", c.pages, got, c.want)
			}
			if got := len(Pieces(p.Pages)); got != p.Pieces {
				t.Errorf("%s: %d pieces proposed, %d made", c.pages, p.Pieces, got)
			}
			if again := Annotate(p.Pages, testKnown); outline(again.Pages) != outline(p.Pages) {
				t.Errorf("%s: the second time %s", c.pages, outline(again.Pages))
			}
			looked := strings.Contains(c.pages, "u/")
			if p.Blocks() != (strings.Contains(c.want, "{") && !looked) {
				t.Errorf("%s: blocks %v", c.pages, p.Blocks())
			}
		})
	}
}

func TestSheetsOfOthersAreOff(t *testing.T) {
	p := Annotate(stack(t, ". T ."), Known{})
	if got := outline(p.Pages); got != "[...]" || p.Blocks() {
		t.Errorf("a patch sheet cuts without a rule: %s", got)
	}
}

func TestMergedOverAFile(t *testing.T) {
	p := Annotate(stack(t, ". . ./on ."), Known{FilePiece: true})
	if got := outline(p.Pages); got != "[.][..][.]" || p.Pieces != 3 {
		t.Errorf("%s, %d pieces", got, p.Pieces)
	}
}

func TestReplacedPageKeepsItsFile(t *testing.T) {
	pages := stack(t, ". . .")
	for i := range pages {
		pages[i].FileID = 1
	}
	again := postkamer.Page{ID: 9, FileID: 2, State: postkamer.PagePrepared, Replaces: 2}
	behind := postkamer.Page{ID: 10, FileID: 3, State: postkamer.PagePrepared, After: 9}
	pages[1].Mark, pages[1].MarkedBy = postkamer.MarkReplaced, "J. Smit"
	pages = slices.Insert(pages, 2, again, behind)
	p := Annotate(pages, Known{FilePiece: true})
	pieces := Pieces(p.Pages)
	if len(pieces) != 1 || len(pieces[0]) != 4 {
		t.Fatalf("pieces %v", pieces)
	}
	// Pages that stand behind one another, as no database has them, end all the same.
	pages[2].Replaces, pages[3].After, pages[2].After = 0, 9, 10
	Annotate(pages, Known{FilePiece: true})
}

// When a piece began with a page that went away, the next begins it.
func TestPiecesHandOverTheirStart(t *testing.T) {
	for _, c := range []struct{ name, pages, want string }{
		{"rejected", ". x/starts . .", "[.x][..]"},
		{"rejected, with a sheet behind it", ". x/starts A1 .", "[.x]s[.]"},
	} {
		if got := outline(Annotate(stack(t, c.pages), testKnown).Pages); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	pages := stack(t, ". . ./starts .")
	pages[1].Replaces = 3 // scanned again, but it stands before it
	pages[2].Mark, pages[2].ReplacedBy = postkamer.MarkReplaced, 2
	if got := Pieces(pages); len(got) != 2 || got[1][0].ID != 2 {
		t.Errorf("pieces %v", got)
	}
}

func TestSheetSets(t *testing.T) {
	if got := SheetSets(stack(t, ". A1 C1 A2 u E1 .")); !slices.Equal(got, []string{"AAAAAA", "CCCCCC", "EEEEEE"}) {
		t.Errorf("sets %v", got)
	}
}

// TestPiecesKeepEveryPage tries every stack of up to five pages in which a person has
// marked some: a page is in one piece, in order, or has a mark; and pieces follow
// from the pages alone.
func TestPiecesKeepEveryPage(t *testing.T) {
	var try func(words string)
	try = func(words string) {
		p := Annotate(stack(t, words), testKnown)
		seen := map[postkamer.PageID]bool{}
		at := -1
		for _, piece := range Pieces(p.Pages) {
			shown := false
			for _, page := range piece {
				if seen[page.ID] || page.Position <= at {
					t.Fatalf("%s: page %d is there twice or out of order", words, page.ID)
				}
				seen[page.ID], at = true, page.Position
				shown = shown || page.Mark == postkamer.MarkNone
			}
			if !shown {
				t.Fatalf("%s: a piece with nothing to see", words)
			}
		}
		for _, page := range p.Pages {
			if !seen[page.ID] && page.Mark == postkamer.MarkNone {
				t.Fatalf("%s: page %d has no mark and is in no piece", words, page.ID)
			}
		}
		if len(strings.Fields(words)) < 5 {
			for _, next := range []string{".", "b", "A1", "u", "b/blank", "./starts", "x"} {
				try(words + " " + next)
			}
		}
	}
	try("")
}
