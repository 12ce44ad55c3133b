// Package layout puts the words of a page in the order in which a person reads
// them. Tesseract and poppler give blocks; a form of labels beside values is two
// blocks to them, so that no value stands beside its label, and a table is torn
// into its columns. What stands side by side is read
//
//   - row by row, from left to right, when it is a form or a table;
//   - block by block, left one first, when it is running text in columns, when
//     addresses stand beside one another, or when the lines of both sides have
//     nothing to do with one another, as a note in the margin.
//
// The rules look at places and at a few outward marks of the text: how lines
// begin and end, colons, postcodes. They know no language. All lengths are in
// pixels of the view and are judged by the usual height of a word, so that the
// resolution does not matter. The same words always give the same order.
package layout

import (
	"slices"

	"postkamer/ocr/internal/wire"
)

// Bounds on the work for one page; beyond them words keep the order in which
// they came. A full page in the smallest print has 3,000 words.
const (
	mostWords = 6000
	mostDepth = 12      // of blocks within blocks
	mostWork  = 200_000 // runs looked at to find columns; a full page takes up to 5,000
	mostEdges = 40      // places where a column may begin
)

// Order returns the words in reading order with their lines and paragraphs
// numbered anew, both from 0 and without gaps. It changes neither the words nor
// their places. Only printed lines that were read as signs are left out. Words on
// their side come last.
func Order(words []wire.Word) []wire.Word {
	if len(words) == 0 || len(words) > mostWords {
		return slices.Clone(words)
	}
	p := newPage(words)
	upright, upended := p.sorted(words)
	var lines []line
	say := func(l line) { lines = append(lines, l) }
	p.read(p.runs(upright), 0, say)
	for _, r := range p.runs(upended) {
		say(line{runs: []run{r}, first: true})
	}
	return numbered(lines)
}

// sorted parts the words that stand upright from those on their side, and leaves
// out printed lines.
func (p *page) sorted(words []wire.Word) (upright, upended []wire.Word) {
	for _, w := range words {
		switch {
		case p.isRule(w):
		case p.isUpended(w):
			upended = append(upended, w)
		default:
			upright = append(upright, w)
		}
	}
	return upright, upended
}

// A line is a line of the new order.
type line struct {
	runs  []run
	first bool // begins a paragraph
}

// numbered returns the words of the lines, numbered.
func numbered(lines []line) []wire.Word {
	var found []wire.Word
	paragraph := -1
	for n, l := range lines {
		if l.first || n == 0 {
			paragraph++
		}
		for _, r := range l.runs {
			for _, w := range r.words {
				w.Line, w.Paragraph = n, paragraph
				found = append(found, w)
			}
		}
	}
	return found
}

// A page is what is known of a page as a whole.
type page struct {
	em    float64 // usual height of a word, the measure for all lengths
	drop  float64 // how far letters like g and p reach below the line, in shares of em; 0 for boxes of a font
	pitch float64 // usual distance of two lines of one text
	slope slope   // of the lines
	work  int     // runs that were looked at to find columns
}

// read says the lines of some runs in reading order.
func (p *page) read(runs []run, depth int, say func(line)) {
	if len(runs) == 0 {
		return
	}
	z, ok := p.columns(runs)
	if !ok || depth >= mostDepth {
		p.readRows(runs, say)
		return
	}
	for _, part := range [][]run{z.above, z.left, z.right, z.below} {
		p.read(part, depth+1, say)
	}
}
