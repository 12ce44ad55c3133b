package child

/*
#include "columns.h"
*/
import "C"

import (
	"slices"

	"postkamer/ocr/internal/ctc"
)

// mostSeen is how many letters are kept of what was seen in the columns of one word: a
// word by hand has 100, a whole line that is read as one word 2,000.
const mostSeen = 8192

// columnsAt returns what was seen in the columns of the word at which results stands.
// What is more than fits, or not told by this Tesseract, is columns of its text.
func (t *tesseract) columnsAt(results *C.TessResultIterator, text string) []ctc.Column {
	if t.seen == nil {
		t.seen = make([]C.column_letter, mostSeen)
	}
	n := int(C.word_columns(results, &t.seen[0], mostSeen))
	if n <= 0 {
		return ctc.Spelled(text)
	}
	var columns []ctc.Column
	for _, s := range t.seen[:n] {
		for int(s.column) >= len(columns) {
			columns = append(columns, nil)
		}
		columns[s.column] = append(columns[s.column], ctc.Seen{Letter: rune(s.letter), Share: float64(s.share)})
	}
	return columns
}

// A handWord is a word of a line of writing, with what was seen.
type handWord struct {
	readWord
	columns []ctc.Column
}

// A handReading is one reading of a line of writing.
type handReading struct {
	words   []handWord
	columns []ctc.Column
	begin   []int // the first column of each word
}

// A space between two words of Tesseract's has no column of its own when a digit stands
// beside it: one is put there, unless it was seen around.
const (
	surelySpace = 0.95
	seenSpace   = 0.1
	nearEnd     = 4 // columns
)

// lined puts the columns of words one after another.
func lined(words []handWord) handReading {
	r := handReading{words: words}
	for i, w := range words {
		if i > 0 && !hasSpace(words[i-1].columns, w.columns) {
			r.columns = append(r.columns, ctc.Column{{Letter: ' ', Share: surelySpace}, {Share: 1 - surelySpace}})
		}
		r.begin = append(r.begin, len(r.columns))
		r.columns = append(r.columns, w.columns...)
	}
	return r
}

// hasSpace tells whether a space was seen where one word ends and the next begins.
func hasSpace(before, after []ctc.Column) bool {
	near := slices.Concat(before[max(0, len(before)-nearEnd):], after[:min(len(after), nearEnd)])
	return slices.ContainsFunc(near, func(c ctc.Column) bool {
		return slices.ContainsFunc(c, func(s ctc.Seen) bool { return s.Letter == ' ' && s.Share > seenSpace })
	})
}

// across returns where on the page column i lies, in pixels from the left.
func (r handReading) across(i int) int {
	word, found := slices.BinarySearch(r.begin, i)
	if !found {
		word = max(0, word-1)
	}
	w := r.words[word]
	part := min(len(w.columns), i-r.begin[word])
	return w.box.Min.X + w.box.Dx()*part/max(1, len(w.columns))
}
