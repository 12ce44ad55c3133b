package main

import (
	"slices"

	"postkamer"
)

// A verdict is what a reader made of a page.
type verdict string

// Verdicts. Of a sheet, read and stopped are right: nothing is merged. Of
// an ordinary page, nothing is right, a stop costs a look, and a split is wrong.
const (
	outRead    verdict = "read"    // the sheet it is
	outStopped verdict = "stopped" // a person looks
	outSilent  verdict = "silent"  // taken for an ordinary or a blank page
	outWrong   verdict = "wrong"   // taken for another sheet
)

// ours tells what Prepare made of the page, as grouping takes it.
func (t sheetTrial) ours() verdict {
	if t.err != nil {
		return outStopped // a page that cannot be decoded stops a stack too
	}
	if postkamer.LooksLikeSheet(t.found.Barcodes) {
		return outStopped
	}
	sheet, ok := postkamer.SheetOf(t.found.Barcodes)
	return t.judge(sheet, ok)
}

// byZbar tells what zbar alone made of the page: it can read or not.
func (t sheetTrial) byZbar() verdict {
	var codes []postkamer.Barcode
	for _, c := range t.zbar {
		codes = append(codes, postkamer.Barcode{Kind: c.Kind, Value: c.Value})
	}
	sheet, ok := postkamer.SheetOf(codes)
	return t.judge(sheet, ok)
}

func (t sheetTrial) judge(sheet postkamer.Sheet, ok bool) verdict {
	switch {
	case !ok:
		return outSilent
	case sheet == t.truth:
		return outRead
	}
	return outWrong
}

// isRight tells whether nothing went wrong with the page.
func (t sheetTrial) isRight() bool {
	if t.truth == (postkamer.Sheet{}) {
		return t.ours() == outSilent
	}
	return t.ours() == outRead
}

// A sheetCount is what became of the pages of one kind.
type sheetCount struct {
	Kind    string  `json:"kind"`
	Pages   int     `json:"pages"`
	Read    int     `json:"read"`
	Stopped int     `json:"stopped"`
	Silent  int     `json:"silent"`
	Wrong   int     `json:"wrong"`
	Zbar    int     `json:"zbar"`       // read by zbar
	Odd     int     `json:"zbar_wrong"` // read wrongly by zbar
	Either  int     `json:"either"`     // read by one or the other
	CPU     float64 `json:"zbar_cpu"`   // seconds
}

func (c *sheetCount) add(t sheetTrial) {
	ours, other := t.ours(), t.byZbar()
	c.Pages++
	c.Read += count(ours == outRead)
	c.Stopped += count(ours == outStopped)
	c.Silent += count(ours == outSilent)
	c.Wrong += count(ours == outWrong)
	c.Zbar += count(other == outRead)
	c.Odd += count(other == outWrong)
	c.Either += count(ours == outRead || other == outRead)
	c.CPU += t.cpu
}

// sum adds the counts of another part.
func (c *sheetCount) sum(o sheetCount) {
	c.Pages += o.Pages
	c.Read += o.Read
	c.Stopped += o.Stopped
	c.Silent += o.Silent
	c.Wrong += o.Wrong
	c.Zbar += o.Zbar
	c.Odd += o.Odd
	c.Either += o.Either
	c.CPU += o.CPU
}

// added adds the counts of another part, kind by kind; either may be empty.
func added(a, b []sheetCount) []sheetCount {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	for i := range a {
		a[i].sum(b[i])
	}
	return a
}

// counted sums up trials by their kinds, in the order of names, and all together.
func counted(trials []sheetTrial, names []string) (kinds []sheetCount, total sheetCount) {
	kinds = make([]sheetCount, len(names))
	total.Kind = "all"
	for i, name := range names {
		kinds[i].Kind = name
	}
	for _, t := range trials {
		kinds[slices.Index(names, t.kind)].add(t)
		total.add(t)
	}
	return kinds, total
}
