package classify

import "strings"

// findersOf prepares phrases.
func findersOf(phrases []string) []*finder {
	list := make([]*finder, len(phrases))
	for i, p := range phrases {
		list[i] = newFinder(blur.Replace(p))
	}
	return list
}

// findPhrase returns the words of a text in which one of the phrases was found, a
// few letters wrong in long ones; the first of the list wins.
func findPhrase(t *said, phrases []*finder) (string, bool) {
	for _, f := range phrases {
		if words, ok := f.findIn(t); ok {
			return words, true
		}
	}
	return "", false
}

// findIn returns the words of a text in which the phrase was found.
func (f *finder) findIn(t *said) (string, bool) {
	if !f.mayBeIn(t.blurred) {
		return "", false
	}
	if t.runes == nil {
		t.runes = []rune(t.blurred)
	}
	end, errors := f.find(t.runes)
	start := end - f.runes
	if end < 0 || !wordStarts(t.runes, start, errors) {
		return "", false
	}
	return wordsBetween(t.plain, t.runes, start, end), true
}

// wordsBetween returns the words of a text of which a part was found in a copy
// with the same spaces: start and end are runes of the copy.
func wordsBetween(text string, copied []rune, start, end int) string {
	spaces := func(upTo int) (n int) {
		for _, r := range copied[:max(0, min(upTo, len(copied)))] {
			if r == ' ' {
				n++
			}
		}
		return n
	}
	words := strings.Split(text, " ")
	first := spaces(start + 1) // a letter that the scan added or lost must not cost a word
	past := spaces(end-1) + 1
	first = min(first, len(words)-1)
	return strings.Join(words[first:max(first+1, min(past, len(words)))], " ")
}

// blur makes letters the same that a scan cannot tell apart.
var blur = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l", "5", "s")

// wordStarts tells whether a word begins at place i or, with errors, near it.
func wordStarts(text []rune, i, errors int) bool {
	for at := i - errors; at <= i+errors; at++ {
		if at <= 0 || at <= len(text) && text[at-1] == ' ' {
			return true
		}
	}
	return false
}
