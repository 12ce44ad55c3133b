package classify

import "regexp"

// sectionMark is what the heading of a section of a form begins with: "D." or "4)".
var sectionMark = regexp.MustCompile(`^([A-Z]|[1-9])[.)]$`)

// fewSections is how many headings in a row make a form: initials also look like
// a mark, but do not follow one another from row to row.
const fewSections = 3

// mostHeading is the number of words in a heading, with its mark.
const mostHeading = 7

// headings returns the rows that are headings of sections: "A. Aanvrager" to "D.
// Partner". Their marks follow one another, so that names with initials are none.
func headings(l *leaf) map[int]bool {
	found, run, last := map[int]bool{}, []int(nil), byte(0)
	keep := func() {
		for _, row := range run {
			found[row] = len(run) >= fewSections
		}
	}
	for row := range l.rows {
		mark, ok := l.mark(row)
		if !ok {
			continue
		}
		if mark != last+1 {
			keep()
			run = nil
		}
		run, last = append(run, row), mark
	}
	keep()
	return found
}

// mark returns the letter or digit that marks a row as a heading.
func (l *leaf) mark(row int) (byte, bool) {
	first, past := l.rows[row][0], l.rows[row][1]
	m := sectionMark.FindStringSubmatch(l.words[first].Text)
	if m == nil || past-first < 2 || past-first > mostHeading {
		return 0, false
	}
	return m[1][0], true
}
