package classify

import (
	"cmp"
	"slices"
	"strings"

	"postkamer"
)

// mostLeaves is how many pages of a piece are searched for fields. What a
// citizen says of himself stands in the letter, not in the annex after it.
const mostLeaves = 12

// mostOnLeaf is how many words of a page are searched: twice as many as fit on one
// in small print. It bounds what a hostile file can cost.
const mostOnLeaf = 3000

// A sheet is the text of a piece in reading order, rebuilt from the places of
// the words: Tesseract reads a column of labels and a column of values one after
// the other, and then no value stands beside its label.
type sheet struct {
	leaves []*leaf
}

// A leaf is one page: its words row by row, from left to right. The text holds
// the same words, with a space between words, a tab where a wide gap is, and a
// line break between rows.
type leaf struct {
	index int    // in Text.Pages
	words []word // in reading order
	text  string
	rows  [][2]int // first and past-last word of every row
	own   string   // the text as the reading gave it

	headings map[int]bool // rows that are the heading of a section of a form
	labels   []anchor     // found once, by search
	other    []string     // of every row, whom it is about when not the sender; likewise
}

// A word is a word of a leaf with where it is in the text.
type word struct {
	postkamer.Word
	at  int  // byte where it begins in leaf.text
	row int  // place in leaf.rows
	gap bool // first of its row or after a wide gap
}

// end returns the byte just past the word.
func (w word) end() int { return w.at + len(w.Text) }

// newSheet rebuilds the text of all pages that could be read.
func newSheet(t postkamer.Text) *sheet {
	s := &sheet{}
	for i, p := range t.Pages {
		if !p.Failed {
			s.leaves = append(s.leaves, newLeaf(i, p))
		}
	}
	return s
}

// body returns the text to judge the kind by: as it was read, else from the words.
func (s *sheet) body() string {
	parts := make([]string, len(s.leaves))
	for i, l := range s.leaves {
		parts[i] = l.own
		if strings.TrimSpace(l.own) == "" {
			parts[i] = l.text
		}
	}
	return strings.Join(parts, "\n")
}

// letters returns the leaves that are searched for fields.
func (s *sheet) letters() []*leaf { return s.leaves[:min(mostLeaves, len(s.leaves))] }

// newLeaf rebuilds one page.
func newLeaf(index int, p postkamer.PageText) *leaf {
	words := slices.Clone(p.Words)
	if len(words) == 0 {
		words = bareWords(p.Body)
	}
	words = slices.DeleteFunc(words, func(w postkamer.Word) bool { return strings.TrimSpace(w.Text) == "" })
	words = words[:min(mostOnLeaf, len(words))]
	l := &leaf{index: index, own: p.Body}
	var text strings.Builder
	usual := usualHeight(words)
	for _, row := range rowsOf(words) {
		l.addRow(row, usual, &text)
	}
	l.text = text.String()
	l.headings = headings(l)
	return l
}

// usualHeight returns the median height of the words, 0 of none.
func usualHeight(words []postkamer.Word) int {
	if len(words) == 0 {
		return 0
	}
	heights := make([]int, len(words))
	for i, w := range words {
		heights[i] = w.H
	}
	slices.Sort(heights)
	return heights[len(heights)/2]
}

// addRow writes the words of a row behind what is there. usual is the height of
// most words of the page.
func (l *leaf) addRow(row []postkamer.Word, usual int, text *strings.Builder) {
	first := len(l.words)
	for i, w := range row {
		wide := i == 0 || isWide(row[i-1], w, usual)
		switch {
		case i == 0 && first > 0:
			text.WriteByte('\n')
		case i > 0 && wide:
			text.WriteByte('\t')
		case i > 0:
			text.WriteByte(' ')
		}
		w.Text = strings.Join(strings.Fields(w.Text), "")
		l.words = append(l.words, word{w, text.Len(), len(l.rows), wide})
		text.WriteString(w.Text)
	}
	l.rows = append(l.rows, [2]int{first, len(l.words)})
}

// bareWords makes words without a place from plain text: no OCR, so no doubt
// about the letters. A tab or a run of spaces is a wide gap, shown by X.
func bareWords(body string) []postkamer.Word {
	var words []postkamer.Word
	for n, line := range strings.Split(body, "\n") {
		line = strings.ReplaceAll(line, "\t", "    ")
		for at := 0; at < len(line); {
			rest := strings.TrimLeft(line[at:], " \r\f")
			at = len(line) - len(rest)
			text, _, _ := strings.Cut(rest, " ")
			text = strings.TrimRight(text, "\r\f")
			if text != "" {
				words = append(words, postkamer.Word{Text: text, X: at, Confidence: 1, Line: n})
			}
			at += max(1, len(text))
		}
	}
	return words
}

// isWide tells whether between two words of a row there is more than a space. A
// word like "mevrouw" is low: its own height says too little of the letters' size.
func isWide(a, b postkamer.Word, usual int) bool {
	if a.W == 0 {
		return b.X-a.X-len(a.Text) >= 3
	}
	return 2*(b.X-a.X-a.W) > 3*max(min(a.H, b.H), usual, 8)
}

// rowsOf groups words that stand beside one another, top to bottom, and sorts
// each group from left to right. Words without a place keep their lines.
func rowsOf(words []postkamer.Word) [][]postkamer.Word {
	if !placed(words) {
		return linesOf(words)
	}
	slices.SortStableFunc(words, func(a, b postkamer.Word) int {
		return cmp.Or(cmp.Compare(2*a.Y+a.H, 2*b.Y+b.H), cmp.Compare(a.X, b.X))
	})
	var rows [][]postkamer.Word
	for _, w := range words {
		if r := rowFor(rows, w); r >= 0 {
			rows[r] = append(rows[r], w)
			continue
		}
		rows = append(rows, []postkamer.Word{w})
	}
	for _, row := range rows {
		slices.SortStableFunc(row, func(a, b postkamer.Word) int { return cmp.Compare(a.X, b.X) })
	}
	return rows
}

// rowFor returns which of the last rows a word stands in, -1 for none: its
// middle lies within the row's tallest word, or the other way round.
func rowFor(rows [][]postkamer.Word, w postkamer.Word) int {
	for r := len(rows) - 1; r >= max(0, len(rows)-3); r-- {
		tall := rows[r][0]
		for _, other := range rows[r] {
			if other.H > tall.H && other.H < 3*w.H {
				tall = other
			}
		}
		if beside(tall, w) {
			return r
		}
	}
	return -1
}

// beside tells whether two words overlap in height by more than half of the
// lower one.
func beside(a, b postkamer.Word) bool {
	overlap := min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	return 2*overlap > min(a.H, b.H)
}

// placed tells whether the words have places at all.
func placed(words []postkamer.Word) bool {
	for _, w := range words {
		if w.W > 0 && w.H > 0 {
			return true
		}
	}
	return false
}

// linesOf groups words by their line number, in the order they came.
func linesOf(words []postkamer.Word) [][]postkamer.Word {
	var rows [][]postkamer.Word
	for i, w := range words {
		if i == 0 || w.Line != words[i-1].Line {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], w)
	}
	return rows
}

// wordsIn returns the words that the bytes from start to end of the text touch.
func (l *leaf) wordsIn(start, end int) (first, past int) {
	first, _ = slices.BinarySearchFunc(l.words, start, func(w word, at int) int { return cmp.Compare(w.end(), at+1) })
	past, _ = slices.BinarySearchFunc(l.words, end, func(w word, at int) int { return cmp.Compare(w.at, at) })
	return first, max(first, past)
}

// segmentEnd returns past the last word of the run that word i is in: to the end
// of the row or the next wide gap.
func (l *leaf) segmentEnd(i int) int {
	past := l.rows[l.words[i].row][1]
	for j := i + 1; j < past; j++ {
		if l.words[j].gap {
			return j
		}
	}
	return past
}

// under returns the run of words on the row below that begins at about the same
// place from the left as word i; first equals past when there is none.
func (l *leaf) under(i int) (first, past int) {
	row := l.words[i].row + 1
	if row >= len(l.rows) || l.tooFar(i, row) {
		return 0, 0
	}
	for j := l.rows[row][0]; j < l.rows[row][1]; j++ {
		if l.words[j].gap && l.aligned(i, j) {
			return j, l.segmentEnd(j)
		}
	}
	return 0, 0
}

// aligned tells whether two words begin at about the same place from the left.
func (l *leaf) aligned(i, j int) bool {
	a, b := l.words[i], l.words[j]
	slack := 6
	if a.W > 0 {
		slack = 3 * max(a.H, b.H, 8)
	}
	return max(a.X-b.X, b.X-a.X) <= slack
}

// tooFar tells whether a row lies too low to belong under word i: a blank space
// of more than two rows.
func (l *leaf) tooFar(i, row int) bool {
	below := l.words[l.rows[row][0]]
	if l.words[i].W == 0 {
		return below.Line-l.words[i].Line > 2
	}
	return below.Y-(l.words[i].Y+l.words[i].H) > 3*max(l.words[i].H, 8)
}
