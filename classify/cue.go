package classify

import (
	"cmp"
	"slices"
	"strings"
)

// inOrder sorts dates by where they stand.
func inOrder(dates []date) []date {
	slices.SortStableFunc(dates, func(a, b date) int { return cmp.Compare(a.start, b.start) })
	return dates
}

// A cue is a word or words near a value that say what it is.
type cue struct {
	text string // folded; matched at the beginning of a word
	says string
}

// before returns what the cue says that stands nearest before byte at, no more
// than reach bytes away and not beyond a blank between sentences about other
// things. Of cues that end at the same place the longest counts.
func before(folded string, at, reach int, cues []cue) (says string, gap int) {
	window := folded[max(0, at-reach):at]
	best, size := -1, 0
	for _, c := range cues {
		i := lastWord(window, c.text)
		if i < 0 {
			continue
		}
		if end := i + len(c.text); end > best || end == best && len(c.text) > size {
			best, size, says = end, len(c.text), c.says
		}
	}
	return says, len(window) - best
}

// after returns what the cue says that stands nearest after byte at.
func after(folded string, at, reach int, cues []cue) (says string, gap int) {
	window := folded[at:min(len(folded), at+reach)]
	best := len(window)
	for _, c := range cues {
		if i := firstWord(window, c.text); i >= 0 && i < best {
			best, says = i, c.says
		}
	}
	return says, best
}

// lastWord returns the last place in s where a word begins with text, -1 for none.
func lastWord(s, text string) int {
	for end := len(s); ; {
		i := strings.LastIndex(s[:end], text)
		if i <= 0 || !letterAt(s, i-1) {
			return i
		}
		end = i + len(text) - 1
	}
}

// firstWord returns the first place in s where a word begins with text.
func firstWord(s, text string) int {
	for from := 0; ; {
		i := strings.Index(s[from:], text)
		if i < 0 {
			return -1
		}
		if i += from; i == 0 || !letterAt(s, i-1) {
			return i
		}
		from = i + 1
	}
}

// letterAt tells whether byte i of s belongs to a word.
func letterAt(s string, i int) bool {
	c := s[i]
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80
}
