package child

import (
	"strings"
	"unicode"
)

// guessed is the most confidence of a word that no reading has and the dictionary
// has: low enough that a caseworker looks at it.
const guessed = 50.0

// alikes are the letters that are taken for one another in handwriting, both ways.
var alikes = [...]string{"ag", "ao", "ad", "au", "tf", "tl", "fl", "er", "ec", "el", "ea", "cr", "nm", "nu", "nr", "uv", "hk", "hl", "bl", "ij", "il", "it", "oc", "od", "gq", "gy", "rv", "kl", "sS", "wm"}

// lookalikes returns the letters that r may be instead.
func lookalikes(r rune) []rune {
	var found []rune
	for _, pair := range alikes {
		switch p := []rune(pair); r {
		case p[0]:
			found = append(found, p[1])
		case p[1]:
			found = append(found, p[0])
		}
	}
	return found
}

// Habits are how often a writer's letter was read as another one: the first for the
// second.
type habits map[[2]rune]int

// understood returns the words of the places, those that are no word as the word of
// the dictionary that was meant. What was learned from long words then helps with
// short ones, which are near to too many others.
func (t *tesseract) understood(places []place) []readWord {
	learned := habits{}
	for i, p := range places {
		if text := t.meant(p.there); text != "" && !t.knows(p.word.text) {
			places[i].word = guess(p.word, text)
		}
		if t.knows(places[i].word.text) {
			learned.learn(places[i])
		}
	}
	var words []readWord
	for _, p := range places {
		if text := t.meantBy(learned, p.word.text); text != "" && !t.knows(p.word.text) {
			p.word = guess(p.word, text)
		}
		words = append(words, p.word)
	}
	return words
}

// guess returns w as another text.
func guess(w readWord, text string) readWord {
	w.text, w.confidence = text, min(w.confidence, guessed)
	return w
}

// learn counts how the readings of a place differ from the word that it is.
func (h habits) learn(p place) {
	is := []rune(p.word.text)
	for _, other := range p.there {
		read := []rune(other.text)
		if len(read) != len(is) {
			continue
		}
		for i := range is {
			if read[i] != is[i] {
				h[[2]rune{read[i], is[i]}]++
			}
		}
	}
}

// meantBy returns the one word of the dictionary that text is when one of its
// letters is changed as the writer's were elsewhere, "" when there is none or there
// are several.
func (t *tesseract) meantBy(learned habits, text string) string {
	before, core, after := bare(text)
	votes := map[string]float64{}
	word := []rune(core)
	if len(word) < 3 {
		return ""
	}
	for i, was := range word {
		for change, times := range learned {
			if change[0] != was || times < 2 {
				continue
			}
			word[i] = change[1]
			if t.knows(string(word)) {
				votes[before+string(word)+after] += float64(times)
			}
			word[i] = was
		}
	}
	return clearWinner(votes)
}

// meant returns the word of the dictionary that the readings of one place are nearest
// to, "" when there is none or there are several: no more than every third letter may
// be another one, and names and numbers stay what they are.
func (t *tesseract) meant(there []readWord) string {
	votes := map[string]float64{}
	for _, w := range there {
		before, core, after := bare(w.text)
		letters := []rune(core)
		if len(letters) < 4 || !unicode.IsLower(letters[0]) {
			continue
		}
		near := map[string]int{}
		t.nearWords([]rune(strings.ToLower(core)), 0, 0, min(3, len(letters)/3), near)
		for word, changes := range near {
			votes[before+word+after] += (w.confidence + 10) / float64(1+changes*changes)
		}
	}
	return clearWinner(votes)
}

// nearWords adds to near the words of the dictionary that are word with up to left
// more of its letters from i on taken for another, and how many were.
func (t *tesseract) nearWords(word []rune, i, changes, left int, near map[string]int) {
	if t.knows(string(word)) {
		if old, ok := near[string(word)]; !ok || changes < old {
			near[string(word)] = changes
		}
	}
	if left == 0 {
		return
	}
	for ; i < len(word); i++ {
		was := word[i]
		for _, r := range lookalikes(was) {
			word[i] = r
			t.nearWords(word, i+1, changes+1, left-1, near)
		}
		word[i] = was
	}
}

// bare returns the letters of a word and the signs before and after them; no letters
// when there is anything else among them.
func bare(word string) (before, core, after string) {
	core = strings.TrimLeftFunc(word, unicode.IsPunct)
	before = word[:len(word)-len(core)]
	trimmed := strings.TrimRightFunc(core, unicode.IsPunct)
	after = core[len(trimmed):]
	if strings.ContainsFunc(trimmed, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return "", "", ""
	}
	return before, trimmed, after
}

// clearWinner returns the text with at least a third more votes than any other.
func clearWinner(votes map[string]float64) string {
	best, most, second := "", 0.0, 0.0
	for text, n := range votes {
		switch {
		case n > most:
			best, most, second = text, n, most
		case n > second:
			second = n
		}
	}
	if most < second*4/3 || most == 0 {
		return ""
	}
	return best
}
