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
func (t *tesseract) understood(places []place, left *budget) []readWord {
	learned := habits{}
	for i, p := range places {
		if t.knows(p.word.text) {
			learned.learn(p)
			continue
		}
		if text := t.meant(p.there, left); text != "" {
			places[i].word = guess(p.word, text)
			learned.learn(places[i])
		}
	}
	var words []readWord
	for _, p := range places {
		if !t.knows(p.word.text) {
			if text := t.meantBy(learned, p.word.text, left); text != "" {
				p.word = guess(p.word, text)
			}
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
func (t *tesseract) meantBy(learned habits, text string, left *budget) string {
	before, core, after := bare(text)
	votes := map[string]float64{}
	word := []rune(core)
	if len(word) < 3 || len(word) > mostLetters {
		return ""
	}
	for i, was := range word {
		for change, times := range learned {
			if change[0] != was || times < 2 {
				continue
			}
			if !left.look() {
				return ""
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
//
// A text is looked for once, however many readings have it.
func (t *tesseract) meant(there []readWord, left *budget) string {
	votes := map[string]float64{}
	nearTo := map[string]map[string]int{}
	for _, w := range there {
		before, core, after := bare(w.text)
		letters := []rune(core)
		if len(letters) < 4 || len(letters) > mostLetters || !unicode.IsLower(letters[0]) {
			continue
		}
		near, ok := nearTo[core]
		if !ok {
			near = t.nearWords([]rune(strings.ToLower(core)), min(3, len(letters)/3), left)
			nearTo[core] = near
		}
		for word, changes := range near {
			votes[before+word+after] += (w.confidence + 10) / float64(1+changes*changes)
		}
	}
	return clearWinner(votes)
}

// nearWords returns the words of the dictionary that are word with up to most of its
// letters taken for another, with how many were. More letters are only changed while
// that makes no more than wordLookups texts to look up.
func (t *tesseract) nearWords(word []rune, most int, left *budget) map[string]int {
	near := map[string]int{}
	looked := 0
	for changes := range most + 1 {
		texts := variants(word, changes)
		if looked += texts; looked > wordLookups || !left.lookUp(texts) {
			break
		}
		t.changed(word, 0, changes, func(text string) {
			if _, ok := near[text]; !ok {
				near[text] = changes
			}
		})
	}
	return near
}

// variants counts the texts that are word with exactly n letters taken for another.
func variants(word []rune, n int) int {
	ways := make([]int, n+1) // with so many letters changed, up to here
	ways[0] = 1
	for _, r := range word {
		others := len(lookalikes(r))
		for k := n; k > 0; k-- {
			ways[k] = min(wordLookups+1, ways[k]+ways[k-1]*others)
		}
	}
	return ways[n]
}

// changed finds the words of the dictionary that are word with exactly n of its
// letters from i on taken for another.
func (t *tesseract) changed(word []rune, i, n int, found func(string)) {
	if n == 0 {
		if text := string(word); t.knows(text) {
			found(text)
		}
		return
	}
	for ; i < len(word); i++ {
		was := word[i]
		for _, r := range lookalikes(was) {
			word[i] = r
			t.changed(word, i+1, n-1, found)
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
