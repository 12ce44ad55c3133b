package intake

import (
	"postkamer"
)

// Pieces returns the pages of each piece of a batch, whose pages have been annotated
// and looked at. It goes by the order of the pages, by Starts and Mark, and by nothing
// else: the same pages make the same pieces. TextState says which pages are to be read.
//
// Every piece has a page to see: when only the rule called all of its pages blank,
// the first of these is shown, and a person looks whether there is nothing on it.
//
// Pages in no piece have a mark: separator sheets, their blank backs, replaced and
// rejected pages, and a run that a person called blank to the last page. When a piece
// began with a page that is away now, it begins with the next.
func Pieces(pages []postkamer.Page) [][]postkamer.Page {
	all := make([]postkamer.Page, len(pages))
	for i, p := range pages {
		all[i] = readable(p)
	}
	handOver(all)
	var pieces [][]postkamer.Page
	for _, run := range cut(all, false) {
		if !isShown(all, run) {
			continue
		}
		piece := make([]postkamer.Page, len(run))
		for i, at := range run {
			piece[i] = all[at]
		}
		pieces = append(pieces, piece)
	}
	return pieces
}

// handOver lets the start of a page that is away pass to the page that took its place,
// or to the next that is there.
func handOver(pages []postkamer.Page) {
	starts := false
	taken := map[postkamer.PageID]bool{}
	for _, p := range pages {
		if p.Mark == postkamer.MarkReplaced && p.Starts {
			taken[p.ReplacedBy] = true
		}
	}
	for i, p := range pages {
		if isAway(p) {
			gone := p.Mark != postkamer.MarkReplaced || p.ReplacedBy == 0
			starts = starts || p.Starts && gone
			continue
		}
		pages[i].Starts = p.Starts || starts || taken[p.ID]
		starts = false
	}
}

// A run is the pages between two cuts, by their place in the batch.
type run struct {
	pages      []int
	afterSheet bool
}

// cut returns the places of the pages of each piece, without the blank back of the
// sheet before it. A piece may be one in which there is nothing to see.
func cut(pages []postkamer.Page, filePiece bool) [][]int {
	var pieces [][]int
	for _, r := range runs(pages, filePiece) {
		if r.hasBack(pages) {
			r.pages = r.pages[1:]
		}
		if len(r.pages) > 0 {
			pieces = append(pieces, r.pages)
		}
	}
	return pieces
}

// runs divides the pages. A sheet ends a run and is in none, as are pages that are
// away; the next file begins one when files do, and so does a page with Starts.
func runs(pages []postkamer.Page, filePiece bool) []run {
	var all []run
	current := run{}
	next := func(afterSheet bool) {
		if len(current.pages) > 0 {
			all = append(all, current)
		}
		current = run{afterSheet: afterSheet}
	}
	files := filesOf(pages)
	file := postkamer.FileID(0)
	for i, p := range pages {
		if isAway(p) {
			continue
		}
		merged := p.IsFixed(postkamer.FixStarts) && !p.Starts // a person let it go on
		if filePiece && files[i] != file && !merged {
			next(false)
		}
		file = files[i]
		switch {
		case p.Mark == postkamer.MarkSeparator:
			next(true)
			continue
		case p.Starts && len(current.pages) > 0:
			next(false)
		}
		current.pages = append(current.pages, i)
	}
	next(false)
	return all
}

// filesOf returns the file of each page. A page that replaced another, or was put in
// behind it, came as a file of its own but belongs to the file of that page.
func filesOf(pages []postkamer.Page) []postkamer.FileID {
	at := make(map[postkamer.PageID]int, len(pages))
	for i, p := range pages {
		at[p.ID] = i
	}
	files := make([]postkamer.FileID, len(pages))
	for i, p := range pages {
		for range pages { // a page cannot stand behind more others than there are
			before, ok := at[max(p.Replaces, p.After)]
			if !ok {
				break
			}
			p = pages[before]
		}
		files[i] = p.FileID
	}
	return files
}

// hasBack tells whether the run begins with the back of the sheet before it: all of
// the run is blank, and nobody let a piece begin there.
func (r run) hasBack(pages []postkamer.Page) bool {
	return r.afterSheet && !pages[r.pages[0]].Starts && allBlank(pages, r.pages)
}

// isShown tells whether there is a page to see in a run, and makes one when only the
// rule saw none. A run that a person called blank to the last page has none.
func isShown(pages []postkamer.Page, run []int) bool {
	if !allBlank(pages, run) {
		return true
	}
	for _, i := range run {
		if pages[i].MarkedBy == BlankRule {
			pages[i].Mark, pages[i].MarkedBy = postkamer.MarkNone, ""
			pages[i] = readable(pages[i])
			return true
		}
	}
	return false
}

func allBlank(pages []postkamer.Page, run []int) bool {
	for _, i := range run {
		if pages[i].Mark != postkamer.MarkBlank {
			return false
		}
	}
	return true
}
