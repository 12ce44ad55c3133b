package intake

import (
	"fmt"
	"slices"

	"postkamer"
)

// A passing is a numbered sheet as it came by, front and back as one.
type passing struct {
	page  int // place of its first side in the batch
	sheet postkamer.Sheet
}

// addSequenceFindings adds what the numbers of the sheets that cut say: a number that
// is nowhere in the batch is a sheet that was not seen, and two letters may lie
// together there. Sheets that only lie in another order cut all the same. A sheet
// that came by twice says that pages may have been scanned twice.
func addSequenceFindings(pages []postkamer.Page) {
	all := passings(pages)
	before := "" // the set before, when another begins
	seen := map[string][]int{}
	for _, p := range all {
		seen[p.sheet.Set] = append(seen[p.sheet.Set], p.sheet.Number)
	}
	met := map[postkamer.Sheet]bool{}
	last := map[string]postkamer.Sheet{} // the highest of each set so far
	for _, p := range all {
		set := p.sheet.Set
		side := postkamer.Sheet{Set: set, Number: p.sheet.Number}
		_, begun := last[set]
		switch {
		case met[side]:
			add(pages, p.page, postkamer.FindingSheetTwice, fmt.Sprintf("(%d van set %s)", side.Number, set))
		case missing(seen[set], side.Number) != "":
			add(pages, p.page, postkamer.FindingSheetGap, missing(seen[set], side.Number))
		case !begun && before != "" && endsEarly(seen[before], last[before]):
			add(pages, p.page, postkamer.FindingSheetGap, fmt.Sprintf("(set %s stopt na %d van %d)", before, last[before].Number, last[before].Of))
		}
		met[side] = true
		if p.sheet.Number >= last[set].Number {
			last[set] = p.sheet
		}
		before = set
	}
}

// passings returns the numbered sheets that cut, in order. The front and the back of
// one sheet follow each other.
func passings(pages []postkamer.Page) []passing {
	var all []passing
	behind := -1 // place of the side of a sheet that was the page before
	for i, p := range pages {
		if isAway(p) {
			continue
		}
		sheet, ok := postkamer.SheetOf(p.Barcodes)
		if !ok || sheet.Number == 0 || p.Mark != postkamer.MarkSeparator {
			behind = -1
			continue
		}
		if behind >= 0 && all[behind].sheet == otherSide(sheet) {
			behind = -1 // a third side is another sheet
			continue
		}
		all = append(all, passing{i, sheet})
		behind = len(all) - 1
	}
	return all
}

func otherSide(s postkamer.Sheet) postkamer.Sheet {
	s.Back = !s.Back
	return s
}

// missing returns, in words, the numbers right below number that are not among those
// seen; empty when the one before it is.
func missing(seen []int, number int) string {
	from := 1
	for _, n := range seen {
		if n < number {
			from = max(from, n+1)
		}
	}
	switch from {
	case number:
		return ""
	case number - 1:
		return fmt.Sprintf("(%d)", from)
	}
	return fmt.Sprintf("(%d tot en met %d)", from, number-1)
}

// endsEarly tells whether a set was not used up when another took its place.
func endsEarly(seen []int, last postkamer.Sheet) bool {
	return slices.Max(seen) == last.Number && last.Number < last.Of
}

func add(pages []postkamer.Page, at int, code postkamer.FindingCode, note string) {
	pages[at].Findings = append(pages[at].Findings, postkamer.NewFinding(code, note))
}
