package intake

import (
	"fmt"
	"strings"
	"testing"

	"postkamer"
)

// sheets makes pages of signs, a file per word: . a page, s a separator sheet,
// b a blank, ? unreadable, f a page with a code of somebody else, S a separator
// sheet that looks blank.
func sheets(signs string) (pages []postkamer.Page, blank map[postkamer.PageID]bool) {
	blank = map[postkamer.PageID]bool{}
	for file, word := range strings.Fields(signs) {
		for _, sign := range word {
			p := postkamer.Page{ID: postkamer.PageID(len(pages) + 1), FileID: postkamer.FileID(file + 1),
				Position: len(pages), State: postkamer.PagePrepared}
			switch sign {
			case 's', 'S':
				p.Barcodes = []postkamer.Barcode{{Kind: "code39", Value: "PATCHT"}, {Kind: "qr", Value: postkamer.SeparatorValue("W3M7")}}
			case 'f':
				p.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: "PKSEP1:W3M70"}, {Kind: "code128", Value: "https://example.nl"}, {Kind: "patch", Value: "T"}, {Kind: "code39", Value: "PATCHT"}}
			case '?':
				p.State = postkamer.PageUnreadable
			}
			blank[p.ID] = sign == 'b' || sign == 'S'
			pages = append(pages, p)
		}
	}
	return pages, blank
}

// A division is how the pages of a batch divide: pieces in order, and the pages that
// are in none. Together they hold every page exactly once.
type division struct {
	Pieces [][]postkamer.Page
	Loose  []postkamer.Page // separator sheets and their blank backs, marked
}

// group cuts the pages of a batch that no person looks at, in their order, into
// pieces: each file begins one.
func group(pages []postkamer.Page, blank map[postkamer.PageID]bool) division {
	for i := range pages {
		pages[i].Blank = blank[pages[i].ID]
	}
	annotated := Annotate(pages, Known{FilePiece: true}).Pages
	c := division{Pieces: Pieces(annotated)}
	in := map[postkamer.PageID]bool{}
	for _, piece := range c.Pieces {
		for _, p := range piece {
			in[p.ID] = true
		}
	}
	for _, p := range annotated {
		if !in[p.ID] {
			c.Loose = append(c.Loose, p)
		}
	}
	return c
}

// said writes a cut: pieces in brackets with a sign per page (r is read, b is
// hidden as blank, ? neither), and loose pages after a bar.
func said(cut division) string {
	var out strings.Builder
	sign := func(p postkamer.Page) string {
		switch {
		case p.Mark == postkamer.MarkBlank && p.MarkedBy == BlankRule && p.TextState == postkamer.TextNone:
			return "b"
		case p.Mark == postkamer.MarkSeparator && p.MarkedBy == SeparatorRule && p.TextState == postkamer.TextNone:
			return "s"
		case p.Mark == postkamer.MarkNone && p.MarkedBy == "" && p.TextState == postkamer.TextWaiting:
			return "r"
		case p.Mark == postkamer.MarkNone && p.MarkedBy == "" && p.TextState == postkamer.TextNone:
			return "?"
		}
		return fmt.Sprintf("%+v", p)
	}
	for _, piece := range cut.Pieces {
		out.WriteString("[")
		for _, p := range piece {
			out.WriteString(sign(p))
		}
		out.WriteString("]")
	}
	if len(cut.Loose) > 0 {
		out.WriteString("|")
	}
	for _, p := range cut.Loose {
		out.WriteString(sign(p))
	}
	return out.String()
}

func TestGroup(t *testing.T) {
	for _, c := range []struct{ name, pages, want string }{
		{"nothing", "", ""},
		{"one page is one piece", ".", "[r]"},
		{"a file without sheets is one piece", "...", "[rrr]"},
		{"a sheet cuts", "..s.", "[rr][r]|s"},
		{"a sheet in front makes no empty piece", "s..s.", "[rr][r]|ss"},
		{"a sheet at the end makes no empty piece", ".s", "[r]|s"},
		{"two sheets in a row make no empty piece", ".ss.", "[r][r]|ss"},
		{"only sheets make no piece", "sss", "|sss"},
		{"the back of a sheet is no piece", ".bsb.bsb", "[rb][brb]|ssb"},
		{"two-sided sheets in a row", "sbsb.", "[br]|sbs"},
		{"a coded back is a sheet too", ".ss.", "[r][r]|ss"},
		{"a sheet that looks blank still cuts", ".S.", "[r][r]|s"},
		{"blanks inside are hidden and stay in their place", ".b.bb", "[rbrbb]"},
		{"a blank in front stays in its piece", "b.", "[br]"},
		{"a file of only blanks is a piece: a person looks", "bbb", "[rbb]"},
		{"one blank file is a piece", "b", "[r]"},
		{"more than the back of a sheet is a piece: a person looks", ".sbbb", "[r][rb]|sb"},
		{"more than the back between two sheets is a piece", "sbbs.", "[r][r]|sbs"},
		{"every file is a piece of its own", ". .. .", "[r][rr][r]"},
		{"a sheet at the end of a file does not reach the next", ".s b.", "[r][br]|s"},
		{"nor do blanks of the next file belong to it", ".s bb", "[r][rb]|s"},
		{"sheets in several files", ".s. s.", "[r][r][r]|ss"},
		{"codes of others cut nothing", "..f.", "[rrrr]"},
		{"an unreadable page stays in its piece and is not read", ".?.", "[r?r]"},
		{"an unreadable page is a piece", "?", "[?]"},
		{"an unreadable page after a sheet is a piece", "s?", "[?]|s"},
		{"an unreadable page with blanks is a piece", "s?b", "[?b]|s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pages, blank := sheets(c.pages)
			if got := said(group(pages, blank)); got != c.want {
				t.Errorf("%s: got %s, want %s", c.pages, got, c.want)
			}
		})
	}
}

// TestGroupKeepsEveryPageOnce tries every stack of up to six sheets.
func TestGroupKeepsEveryPageOnce(t *testing.T) {
	var try func(signs string)
	try = func(signs string) {
		pages, blank := sheets(signs)
		cut := group(pages, blank)
		seen := map[postkamer.PageID]int{}
		at := -1
		for _, piece := range cut.Pieces {
			shown := false
			for _, p := range piece {
				seen[p.ID]++
				shown = shown || p.Mark == postkamer.MarkNone
				if p.Position <= at || p.FileID != piece[0].FileID {
					t.Fatalf("%s: a page is out of order in %s", signs, said(cut))
				}
				at = p.Position
			}
			if !shown {
				t.Fatalf("%s: a piece with nothing to see in %s", signs, said(cut))
			}
		}
		for _, p := range cut.Loose {
			seen[p.ID]++
			if p.Mark == postkamer.MarkNone {
				t.Fatalf("%s: a page in no piece without a mark in %s", signs, said(cut))
			}
		}
		for _, p := range pages {
			if seen[p.ID] != 1 {
				t.Fatalf("%s: page %d is there %d times in %s", signs, p.ID, seen[p.ID], said(cut))
			}
		}
		if len(signs) < 6 {
			for _, next := range ".sb? " {
				try(signs + string(next))
			}
		}
	}
	try("")
}
