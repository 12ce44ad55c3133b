package postkamer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// good is what a good scan of a letter measures.
func good(change func(q *postkamer.Quality)) postkamer.Quality {
	q := postkamer.Quality{Measured: true, Edge: .18, Contrast: .9, Paper: .97, DPI: 300, Width: 210, Height: 297}
	if change != nil {
		change(&q)
	}
	return q
}

func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name string
		q    postkamer.Quality
		want string
	}{
		{"a good page has none", good(nil), ""},
		{"a page that nobody measured has none", postkamer.Quality{Edge: 2, DPI: 10}, ""},
		{"wide edges are blurred", good(func(q *postkamer.Quality) { q.Edge = .8 }), "BLURRED"},
		{"too little ink to tell is not blurred", good(func(q *postkamer.Quality) { q.Edge, q.Contrast = 0, 0 }), ""},
		{"faint ink on grey paper", good(func(q *postkamer.Quality) { q.Contrast, q.Paper = .15, .85 }), "LOW_CONTRAST"},
		{"faint ink on paper that is all white", good(func(q *postkamer.Quality) { q.Contrast, q.Paper = .15, 1 }), "TOO_LIGHT"},
		{"dark paper", good(func(q *postkamer.Quality) { q.Paper = .3 }), "TOO_DARK"},
		{"half a page that is black", good(func(q *postkamer.Quality) { q.Black = .5 }), "TOO_DARK"},
		{"askew beyond what is straightened", good(func(q *postkamer.Quality) { q.Skew = -9 }), "SKEWED"},
		{"askew and straightened is only said", good(func(q *postkamer.Quality) { q.Skew = 3 }), "(STRAIGHTENED)"},
		{"letters on two sides", good(func(q *postkamer.Quality) { q.Cut = postkamer.Sides{Top: 9, Left: 4, Right: 1} }), "CUT_OFF bovenaan en links"},
		{"a folded corner", good(func(q *postkamer.Quality) { q.Fold, q.FoldAt = 20, postkamer.TopRight }), "FOLDED rechtsboven"},
		{"sides and corners are those of the upright page", good(func(q *postkamer.Quality) {
			q.Rotation, q.Cut, q.Fold, q.FoldAt = 90, postkamer.Sides{Left: 9, Bottom: 9}, 20, postkamer.BottomLeft
		}), "CUT_OFF bovenaan en links, FOLDED linksboven, (UPSIDE_DOWN)"},
		{"coarse", good(func(q *postkamer.Quality) { q.DPI = 100 }), "LOW_RESOLUTION"},
		{"drawn text has no resolution", good(func(q *postkamer.Quality) { q.DPI = 0 }), ""},
		{"turned and in colour are only said", good(func(q *postkamer.Quality) { q.Rotation, q.Colour = 180, .1 }), "(UPSIDE_DOWN), (COLOUR)"},
		{"a blank page is not faint", good(func(q *postkamer.Quality) { q.Blank, q.Edge, q.Contrast = true, .9, .1 }), ""},
	} {
		if got := said(postkamer.DefaultLimits().Findings(c.q)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// said writes findings down; those that are only said in brackets.
func said(found []postkamer.Finding) string {
	var list []string
	for _, f := range found {
		s := strings.TrimSpace(string(f.Code) + " " + f.Note)
		if !f.Code.Eyes() {
			s = "(" + s + ")"
		}
		list = append(list, s)
	}
	return strings.Join(list, ", ")
}

func TestLimitOfZeroIsOff(t *testing.T) {
	bad := postkamer.Quality{Measured: true, Edge: 5, Contrast: .01, Paper: .1, Black: 1, Skew: 19, Cut: postkamer.Sides{Top: 99}, Fold: 70, DPI: 10, Colour: 1}
	if got := said((postkamer.Limits{}).Findings(bad)); got != "" {
		t.Errorf("found %q", got)
	}
	pages := []postkamer.StackPage{{Quality: bad}, {Quality: bad}, {Quality: good(func(q *postkamer.Quality) { q.Height = 900 })}}
	for i, found := range (postkamer.Limits{}).SeriesFindings(pages) {
		if len(found) > 0 {
			t.Errorf("page %d: %v", i, found)
		}
	}
}

func TestSeriesFindings(t *testing.T) {
	tall := func(mm float64) postkamer.StackPage {
		return postkamer.StackPage{Quality: good(func(q *postkamer.Quality) { q.Height = mm })}
	}
	blank := postkamer.StackPage{Quality: good(func(q *postkamer.Quality) { q.Blank = true })}
	back := blank
	back.Back = true
	sheet := tall(400)
	sheet.Sheet = true
	away := tall(400)
	away.Away = true
	numbered := func(n int) postkamer.StackPage { return postkamer.StackPage{Quality: good(nil), Printed: n} }
	limits := postkamer.DefaultLimits()
	for _, c := range []struct {
		name   string
		pages  []postkamer.StackPage
		limits postkamer.Limits
		want   string
	}{
		{"pages of one length", []postkamer.StackPage{tall(297), tall(296), tall(298.5)}, limits, ""},
		{"two sheets behind each other", []postkamer.StackPage{tall(297), tall(296), tall(344), tall(297)}, limits, "2 DOUBLE_FEED"},
		{"a sheet of A3 among A4", []postkamer.StackPage{tall(297), tall(297), tall(421), tall(297)}, limits, ""},
		{"short paper is none", []postkamer.StackPage{tall(297), tall(297), tall(210), tall(148)}, limits, ""},
		{"two A5 behind each other in a stack of A5", []postkamer.StackPage{tall(210), tall(210), tall(259), tall(210)}, limits, "2 DOUBLE_FEED"},
		{"the profile knows its paper", []postkamer.StackPage{tall(350)}, postkamer.Limits{Longer: 10, PageHeight: 297}, "0 DOUBLE_FEED"},
		{"nobody knows the paper of two pages", []postkamer.StackPage{tall(297), tall(340)}, limits, ""},
		{"separator sheets and replaced pages are left out", []postkamer.StackPage{tall(297), tall(297), tall(297), sheet, away}, limits, ""},
		{"a number of the series is missing", []postkamer.StackPage{numbered(7), numbered(8), numbered(10)}, limits, "2 DOUBLE_FEED"},
		{"pages without a number say nothing", []postkamer.StackPage{numbered(7), numbered(0), numbered(8), numbered(9)}, limits, ""},
		{"an empty front", []postkamer.StackPage{tall(297), back, blank, tall(297)}, limits, "2 BLANK_FRONT"},
	} {
		var got []string
		for i, found := range c.limits.SeriesFindings(c.pages) {
			for _, f := range found {
				got = append(got, fmt.Sprint(i, " ", f.Code))
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

// TestFindingTexts: every code has a sentence, a word and what to do, and no sentence has
// a figure in it or a place left open.
func TestFindingTexts(t *testing.T) {
	codes := []postkamer.FindingCode{
		postkamer.FindingBlurred, postkamer.FindingLowContrast, postkamer.FindingTooDark, postkamer.FindingTooLight, postkamer.FindingSkewed,
		postkamer.FindingCutOff, postkamer.FindingFolded, postkamer.FindingLowResolution, postkamer.FindingUpsideDown, postkamer.FindingStraightened,
		postkamer.FindingColour, postkamer.FindingUnreadable, postkamer.FindingDoubleFeed, postkamer.FindingDuplicate, postkamer.FindingBlankFront,
		postkamer.FindingSheetUnread, postkamer.FindingSheetGap, postkamer.FindingSheetForeignSet, postkamer.FindingSheetUnknownSet, postkamer.FindingSheetTwice, postkamer.FindingCountDiffers,
	}
	blocking := []postkamer.FindingCode{
		postkamer.FindingUnreadable, postkamer.FindingSheetUnread, postkamer.FindingSheetGap, postkamer.FindingSheetForeignSet,
		postkamer.FindingSheetUnknownSet, postkamer.FindingSheetTwice, postkamer.FindingCountDiffers,
	}
	for _, code := range codes {
		f := postkamer.NewFinding(code, "")
		if text := f.Says() + f.Do(); f.Says() == "" || f.Do() == "" || f.Word() == "" || strings.Contains(text, "{}") || strings.ContainsAny(text, "0123456789") {
			t.Errorf("%s: %q %q %q", code, f.Says(), f.Word(), f.Do())
		}
		if f.Blocks != slices.Contains(blocking, code) {
			t.Errorf("%s: blocks %v", code, f.Blocks)
		}
		if f.Blocks && !code.Eyes() {
			t.Errorf("%s blocks and asks nobody to look", code)
		}
	}
}

// printOf is the print of a page whose cells change returns.
func printOf(change func(x, y int) float64) postkamer.ImagePrint {
	var ink []float64
	for y := range postkamer.PrintDown {
		for x := range postkamer.PrintAcross {
			ink = append(ink, change(x, y))
		}
	}
	return postkamer.NewImagePrint(ink)
}

func TestLikeness(t *testing.T) {
	same := postkamer.DefaultLimits().Same
	form := func(x, y int) float64 { return .02 + .1*float64((x*7+y*3)%11)/11 }
	page := printOf(form)
	noisy := printOf(func(x, y int) float64 { return form(x, y) * (1 + .1*float64((x+y)%3-1)) })
	filled := printOf(func(x, y int) float64 {
		if x > 15 && x < 24 && y == 20 {
			return .05 + .1*float64(x%3)
		}
		if y >= 20 && y < 24 && x >= 16 && x < 20 {
			return 0
		}
		return form(x, y)
	})
	other := printOf(func(x, y int) float64 { return .02 + .1*float64((x*5+y*9)%13)/13*float64(y%3) })
	for _, c := range []struct {
		name string
		a, b postkamer.ImagePrint
		same bool
	}{
		{"a page is like itself", page, page, true},
		{"and like another scan of it", page, noisy, true},
		{"one form with other answers is another page", page, filled, false},
		{"another layout is another page", page, other, false},
		{"no ink is like nothing", printOf(func(int, int) float64 { return 0 }), printOf(func(int, int) float64 { return 0 }), false},
		{"no print is like nothing", "", "", false},
		{"nor is what is no print", "<script>", "<script>", false},
	} {
		if got := c.a.Likeness(c.b); (got >= same) != c.same || got != c.b.Likeness(c.a) {
			t.Errorf("%s: %.3f", c.name, got)
		}
	}
	if page.Valid() != true || postkamer.ImagePrint("x").Valid() || !postkamer.ImagePrint("").Valid() {
		t.Error("what is a print")
	}
}

func TestTwins(t *testing.T) {
	with := func(p postkamer.ImagePrint) postkamer.StackPage {
		return postkamer.StackPage{Quality: good(func(q *postkamer.Quality) { q.Print = p })}
	}
	a := with(printOf(func(x, y int) float64 { return .2 * float64((x*7+y*3)%11) / 11 }))
	b := with(printOf(func(x, y int) float64 { return .2 * float64((x*3+y*8)%7) / 7 }))
	sheet, blank, away := a, a, a
	sheet.Sheet, blank.Quality.Blank, blank.Back, away.Away = true, true, true, true
	a.Shown = 4
	named := a
	named.Name = "blad 2, achterkant"
	for _, c := range []struct {
		name  string
		pages []postkamer.StackPage
		want  string
	}{
		{"the later one says which it is like", []postkamer.StackPage{b, a, b, a}, "2 een andere bladzijde, 3 bladzijde 4"},
		{"by its name on the screen when it has one", []postkamer.StackPage{named, a}, "1 blad 2, achterkant"},
		{"separator sheets are all alike", []postkamer.StackPage{sheet, sheet}, ""},
		{"so are blank backs", []postkamer.StackPage{blank, blank}, ""},
		{"a replaced page is like its successor, and that is right", []postkamer.StackPage{away, a}, ""},
	} {
		var got []string
		for i, found := range postkamer.DefaultLimits().SeriesFindings(c.pages) {
			for _, f := range found {
				got = append(got, fmt.Sprint(i, " ", f.Note))
			}
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}
