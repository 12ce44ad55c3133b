package web

import (
	"fmt"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
)

// A lookStack is a stack with its pages in order, as the operator looks at them.
type lookStack struct {
	Batch    postkamer.Batch
	Pages    []postkamer.Page // that were not replaced
	replaced []postkamer.Page
	run      *scanner.Progress        // how far the scanner is; nil: none works on it
	piece    map[postkamer.PageID]int // which piece a page is in or would be in, from 1; 0: none
	begins   map[postkamer.PageID]bool
}

// newLookStack takes all pages of a stack in order.
func newLookStack(b postkamer.Batch, pages []postkamer.Page) lookStack {
	st := lookStack{Batch: b, piece: map[postkamer.PageID]int{}, begins: map[postkamer.PageID]bool{}}
	for _, p := range pages {
		if p.Mark == postkamer.MarkReplaced {
			st.replaced = append(st.replaced, p)
			continue
		}
		st.Pages = append(st.Pages, p)
	}
	for i, piece := range intake.Pieces(pages) {
		st.begins[piece[0].ID] = true
		for _, p := range piece {
			st.piece[p.ID] = i + 1
		}
	}
	return st
}

// now returns the page that stands in the place of a page: itself, or what replaced it.
func (st lookStack) now(id postkamer.PageID) postkamer.PageID {
	for _, p := range st.replaced {
		if p.ID == id && p.ReplacedBy != 0 {
			return st.now(p.ReplacedBy)
		}
	}
	return id
}

// sheets is how many sheets of paper the pages are.
func (st lookStack) sheets() (n int) {
	seen := map[int]bool{}
	for _, p := range st.Pages {
		if p.Sheet == 0 || !seen[p.Sheet] {
			n++
		}
		seen[p.Sheet] = true
	}
	return n
}

// pieces is in how many pieces the pages divide.
func (st lookStack) pieces() int { return len(st.begins) }

// at returns the place of a page in the order, from 0, or -1.
func (st lookStack) at(id postkamer.PageID) int {
	for i, p := range st.Pages {
		if p.ID == id {
			return i
		}
	}
	return -1
}

// next returns the first page behind place at that needs eyes, then the first of
// all: 0 when no page does. The page at that place itself does not count.
func (st lookStack) next(at int) postkamer.PageID {
	for i := range st.Pages {
		p := st.Pages[(at+1+i)%len(st.Pages)]
		if p.NeedsEyes() && (at+1+i)%len(st.Pages) != at {
			return p.ID
		}
	}
	return 0
}

// unlooked is how many pages still need eyes.
func (st lookStack) unlooked() (n int) {
	for _, p := range st.Pages {
		if p.NeedsEyes() {
			n++
		}
	}
	return n
}

// name is what a page is called, with a capital.
func (st lookStack) name(p postkamer.Page) string { return upperFirst(p.Name()) }

// short is the name under a small picture.
func (st lookStack) short(p postkamer.Page) string {
	switch {
	case p.Sheet == 0:
		return fmt.Sprint(p.Position + 1)
	case p.Back:
		return fmt.Sprintf("%da", p.Sheet)
	}
	return fmt.Sprint(p.Sheet)
}

// notes are the words for what a person should look at, and for what the page is.
func notes(p postkamer.Page) (notes []string) {
	if p.NeedsEyes() {
		for _, f := range p.Findings {
			if f.Code.Eyes() {
				notes = append(notes, f.Word())
			}
		}
	}
	return notes
}

// A frame is one page in the strip.
type frame struct {
	Link    string // empty while nothing can be done with it
	Thumb   string // address of the small picture; empty while there is none
	Piece   string // brief 3, where one begins
	Label   string // all there is to say, for who does not see the picture
	Short   string
	Sign    string
	Current bool
	Begins  bool
	Notes   bool
	Away    bool // in no piece, or hidden
}

// frames makes the strip; current is 0 outside of looking.
func (st lookStack) frames(current postkamer.PageID) []frame {
	list := make([]frame, 0, len(st.Pages))
	for _, p := range st.Pages {
		f := frame{Short: st.short(p), Label: st.label(p), Current: p.ID == current, Begins: st.begins[p.ID], Notes: p.NeedsEyes(), Away: p.Mark != ""}
		f.Link = fmt.Sprintf("/stapel/%d/nakijken/%d", p.BatchID, p.ID)
		if f.Begins {
			f.Piece = fmt.Sprintf("Brief %d", st.piece[p.ID])
		}
		if p.View.Key != "" {
			f.Thumb = fmt.Sprintf("/stapel/%d/blad/%d/klein%s", p.BatchID, p.ID, turnQuery(p))
		}
		f.Sign = sign(p)
		list = append(list, f)
	}
	return list
}

// sign is the mark beside the number of a page; the label says the same in words.
func sign(p postkamer.Page) string {
	switch {
	case p.NeedsEyes():
		return "!"
	case p.Mark == postkamer.MarkSeparator:
		return "≡"
	case p.Mark != "":
		return "–"
	case !p.LookedAt.IsZero():
		return "✓"
	}
	return ""
}

// label says of a page what the picture and its frame show.
func (st lookStack) label(p postkamer.Page) string {
	text := st.name(p)
	if n := st.piece[p.ID]; n > 0 && st.begins[p.ID] {
		text += fmt.Sprintf(", begin van brief %d", n)
	} else if n > 0 {
		text += fmt.Sprintf(", brief %d", n)
	}
	switch {
	case p.Mark != "":
		text += ", " + markLabels[p.Mark]
	case p.State == postkamer.PageUnreadable:
		text += ", niet te openen"
	case p.State == postkamer.PageWaiting:
		text += ", in bewerking"
	}
	for i, note := range notes(p) {
		text += []string{", let op: ", ", "}[min(i, 1)] + note
	}
	if !p.LookedAt.IsZero() {
		text += ", nagekeken"
	}
	if p.KeepPaper != "" {
		text += ", papier bewaren"
	}
	return text
}

// moreTurn is how far the view must be turned besides, in degrees clockwise: a
// person asked for it and the view was not made again yet.
func moreTurn(p postkamer.Page) int {
	if !p.Turned {
		return 0
	}
	return ((p.Turn-p.View.Rotation)%360 + 360) % 360
}

// turnQuery is the part of an image's address that says how far to turn it.
func turnQuery(p postkamer.Page) string {
	if n := moreTurn(p); n != 0 {
		return fmt.Sprintf("?draai=%d", n)
	}
	return ""
}

// shownSize is the size of the image of a page once it is turned.
func shownSize(p postkamer.Page) (width, height int) {
	if moreTurn(p)%180 != 0 {
		return p.View.Height, p.View.Width
	}
	return p.View.Width, p.View.Height
}
