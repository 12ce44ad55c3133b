package intake

import (
	"postkamer"
)

// SeparatorRule and BlankRule are who marks pages when no person does.
const (
	SeparatorRule = "scheidingsblad"
	BlankRule     = "blanco bladzijde"
)

// Cut is how the pages of a batch divide: pieces in order, and the pages that
// are in none. Together they hold every page exactly once.
type Cut struct {
	Pieces [][]postkamer.Page
	Loose  []postkamer.Page // separator sheets and their blank backs, marked
}

// Group cuts the pages of a batch, in their order, into pieces. A separator
// sheet starts a new piece, and so does the next file; a file without
// separators is one piece. Blank pages stay in their piece but are marked and
// not read. Two sheets in a row, or a sheet with a blank back, make no empty
// piece. A file, or more between two sheets, that is only blank is still a piece:
// a person looks whether there is nothing on it.
func Group(pages []postkamer.Page, blank map[postkamer.PageID]bool) Cut {
	var cut Cut
	var current []postkamer.Page
	afterSheet := false
	flush := func() {
		cut.add(current, afterSheet)
		current = nil
	}
	for i, p := range pages {
		if i > 0 && p.FileID != pages[i-1].FileID {
			flush()
			afterSheet = false
		}
		if isSeparator(p) {
			flush()
			afterSheet = true
			cut.Loose = append(cut.Loose, marked(p, postkamer.MarkSeparator, SeparatorRule))
			continue
		}
		current = append(current, prepared(p, blank[p.ID]))
	}
	flush()
	return cut
}

// add closes a run of pages. When all of it is blank, the one right after a
// separator sheet is the back of that sheet and no piece.
func (c *Cut) add(run []postkamer.Page, afterSheet bool) {
	if afterSheet && len(run) > 0 && allBlank(run) {
		c.Loose = append(c.Loose, run[0])
		run = run[1:]
	}
	if len(run) == 0 {
		return
	}
	if allBlank(run) {
		run[0] = shown(run[0])
	}
	c.Pieces = append(c.Pieces, run)
}

// isSeparator tells whether a page carries one of our separator codes. Codes of
// others never cut anything.
func isSeparator(p postkamer.Page) bool {
	for _, code := range p.Barcodes {
		if _, ok := postkamer.ParseSeparator(code.Value); ok {
			return true
		}
	}
	return false
}

// prepared says what happens with a page of a piece: blank pages are marked,
// readable pages are read.
func prepared(p postkamer.Page, blank bool) postkamer.Page {
	if blank && p.State == postkamer.PagePrepared {
		return marked(p, postkamer.MarkBlank, BlankRule)
	}
	return shown(p)
}

// shown makes an ordinary page, which is read when it could be decoded.
func shown(p postkamer.Page) postkamer.Page {
	p.Mark, p.MarkedBy = postkamer.MarkNone, ""
	p.TextState = postkamer.TextNone
	if p.State == postkamer.PagePrepared {
		p.TextState = postkamer.TextWaiting
	}
	return p
}

func marked(p postkamer.Page, mark postkamer.PageMark, by string) postkamer.Page {
	p.Mark, p.MarkedBy, p.TextState = mark, by, postkamer.TextNone
	return p
}

func allBlank(pages []postkamer.Page) bool {
	for _, p := range pages {
		if p.Mark != postkamer.MarkBlank {
			return false
		}
	}
	return true
}
