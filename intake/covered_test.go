package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// Two cases, and a sheet for each.
var coverRefs = map[rune]string{'A': "TZ-2026-7K3M-", 'B': "VH-2026-M3K7-"}

func refOf(t *testing.T, sign rune) string {
	t.Helper()
	for _, check := range "0123456789ABCDEFGHJKMNPQRSTVWXY" {
		for _, last := range "0123456789ABCDEFGHJKMNPQRSTVWXY" {
			if r := postkamer.NormalReference(coverRefs[sign] + string(last) + string(check)); r != "" {
				return r
			}
		}
	}
	t.Fatal("no reference")
	return ""
}

// withCovers makes pages of signs: A and B are cover sheets of two cases, a and b pages
// that the partner signs, . a page, - a blank, s a separator sheet.
func withCovers(t *testing.T, signs string) []postkamer.Page {
	t.Helper()
	var pages []postkamer.Page
	for file, word := range strings.Fields(signs) {
		for _, sign := range word {
			p := postkamer.Page{ID: postkamer.PageID(len(pages) + 1), FileID: postkamer.FileID(file + 1), Position: len(pages), State: postkamer.PagePrepared}
			kind := map[rune]postkamer.CoverKind{'A': postkamer.CoverSheet, 'B': postkamer.CoverSheet, 'a': postkamer.CoverSign, 'b': postkamer.CoverSign}[sign]
			switch {
			case kind != "":
				c := postkamer.Cover{Reference: refOf(t, []rune(strings.ToUpper(string(sign)))[0]), Kind: kind}
				p.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: c.Value()}, {Kind: "qr", Value: c.Value()}}
			case sign == 's':
				p.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: postkamer.SeparatorValue("W3M7")}}
			case sign == '-':
				p.Blank = true
			}
			pages = append(pages, p)
		}
	}
	return pages
}

func TestCoverSheetsTieWhatTheyCameWith(t *testing.T) {
	for _, c := range []struct{ name, pages, want string }{
		{"a sheet upon two pages", "A..", "[2 3]A"},
		{"the sheet is no page of the letter", "sA.s.", "[3]A [5]"},
		{"its blank back is not either", "A-.-", "[2 3 4]A"},
		{"two cases in one envelope are two pieces", "sA.B..", "[3]A [5 6]B"},
		{"a sheet at the bottom", "s..As.", "[2 3]A [6]"},
		{"a sheet at the bottom of the last", "s..A", "[2 3]A"},
		{"a sheet at the bottom covers nothing that has its own", "sA.B", "[3]A [4]B"},
		{"a sheet that came alone is a page that somebody sees", "s.sAs.", "[2] [4]A [6]"},
		{"also with its blank back", "sA-s.", "[2 3]A [5]"},
		{"a letter before the next separator stays as it is", ".sA.", "[1] [4]A"},
		{"the page of the partner is a page", "s.a.", "[2 3 4]A"},
		{"behind evidence of the same case it is one piece", "A.a", "[2 3]A,A"},
		{"of another case it begins a piece", "A.b.", "[2]A [3 4]B"},
		{"a sheet in another file covers nothing here", "A ..", "[1]A [2 3]"},
		{"the sheet is the first page of a file", ".. A.", "[1 2] [4]A"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pages := withCovers(t, c.pages)
			for range 2 { // what came in between may have it done again
				pages = Annotate(pages, Known{FilePiece: true}).Pages
			}
			pieces := Pieces(pages)
			ties := make([][]string, len(pieces))
			for _, tie := range Coverings(pages, pieces, true) {
				sign := "A"
				if tie.Cover.Reference == refOf(t, 'B') {
					sign = "B"
				}
				ties[tie.Piece] = append(ties[tie.Piece], sign)
			}
			var got []string
			for i, piece := range pieces {
				var ids []postkamer.PageID
				for _, p := range piece {
					ids = append(ids, p.ID)
				}
				got = append(got, fmt.Sprint(ids)+strings.Join(ties[i], ","))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s gives %s, want %s", c.pages, strings.Join(got, " "), c.want)
			}
		})
	}
}

func TestPersonMayLetACoverSheetBeAPage(t *testing.T) {
	pages := withCovers(t, "A.")
	pages[0].Fixed = []string{postkamer.FixMark}
	pages = Annotate(pages, Known{}).Pages
	if pages[0].Mark != postkamer.MarkNone || len(Pieces(pages)) != 1 || !slices.ContainsFunc(Coverings(pages, Pieces(pages), false), func(c Covering) bool { return c.Page == 1 }) {
		t.Errorf("%+v", pages[0])
	}
}
