package ocr

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// When words are those of a language, and two readings of a line the same.
const (
	minJudged   = 10  // words that are enough to tell
	minLanguage = 0.8 // share of the words that can be spoken
	minSame     = 0.6 // of the characters of a line; Tesseract itself gets 0.95 and more
)

// isLanguage tells whether words can be spoken. A font without a table of its
// characters often gives each letter as another one, some places on in the
// alphabet: then half of the words are without a vowel. Words of other scripts
// than ours, with digits, in capitals or too short are not judged.
func isLanguage(words []wire.Word) bool {
	judged, spoken := 0, 0
	for _, w := range words {
		letters := strings.TrimFunc(w.Text, func(r rune) bool { return !unicode.IsLetter(r) })
		if len([]rune(letters)) < 3 || strings.ToUpper(letters) == letters || strings.ContainsFunc(letters, unicode.IsDigit) || !unicode.Is(unicode.Latin, []rune(letters)[0]) {
			continue
		}
		judged++
		if strings.ContainsAny(strings.ToLower(letters), vowels) {
			spoken++
		}
	}
	return judged < minJudged || float64(spoken) >= minLanguage*float64(judged)
}

// vowels of the languages that reach a Dutch town hall.
const vowels = "aeiouyáàâäãåąæéèêëęíìîïıóòôöõøœúùûüý"

// A sampleLine is a line of a text layer that is to be read as well.
type sampleLine struct {
	box  wire.Box // on the view
	text string
}

// sampleLines returns the longest line of the upper and that of the lower half of
// the lines with letters that Tesseract's Dutch data knows.
func sampleLines(words []wire.Word, view postkamer.View) []sampleLine {
	var lines []sampleLine
	for i := 0; i < len(words); {
		j := i
		for j < len(words) && words[j].Line == words[i].Line {
			j++
		}
		if l := lineOf(words[i:j]); isSample(l, view) {
			lines = append(lines, l)
		}
		i = j
	}
	half := (len(lines) + 1) / 2
	var samples []sampleLine
	for _, part := range [][]sampleLine{lines[:half], lines[half:]} {
		if len(part) > 0 {
			samples = append(samples, slices.MaxFunc(part, func(a, b sampleLine) int { return cmp.Compare(len(a.text), len(b.text)) }))
		}
	}
	return samples
}

// lineOf joins words to a line.
func lineOf(words []wire.Word) sampleLine {
	l := sampleLine{box: words[0].Box}
	var texts []string
	for _, w := range words {
		right, bottom := max(l.box.X+l.box.W, w.X+w.W), max(l.box.Y+l.box.H, w.Y+w.H)
		l.box.X, l.box.Y = min(l.box.X, w.X), min(l.box.Y, w.Y)
		l.box.W, l.box.H = right-l.box.X, bottom-l.box.Y
		texts = append(texts, w.Text)
	}
	l.text = strings.Join(texts, " ")
	return l
}

// isSample tells whether a line can be compared: enough letters of ours.
func isSample(l sampleLine, view postkamer.View) bool {
	letters := 0
	for _, r := range l.text {
		if unicode.Is(unicode.Latin, r) || unicode.IsDigit(r) {
			letters++
		}
	}
	return letters >= 8 && letters*2 >= len([]rune(l.text)) && l.box.H < view.DPI
}

// sameLines compares lines with how they were read, nil when nobody could read
// them. Each must be the same: other text may stand in one half of a page only.
func sameLines(lines []sampleLine, read []string) bool {
	if read == nil || len(lines) == 0 {
		return true
	}
	if len(read) != len(lines) {
		return false
	}
	for i, l := range lines {
		if likeness(l.text, read[i]) < minSame {
			return false
		}
	}
	return true
}

// likeness is the share of the letters and digits of two texts that are the same,
// in the same order, whatever their case.
func likeness(a, b string) float64 {
	x, y := plain(a), plain(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	before, now := make([]int, len(y)+1), make([]int, len(y)+1)
	for i := range x {
		for j := range y {
			now[j+1] = max(before[j+1], now[j])
			if x[i] == y[j] {
				now[j+1] = max(now[j+1], before[j]+1)
			}
		}
		before, now = now, before
	}
	return float64(before[len(y)]) / float64(max(len(x), len(y)))
}

// plain returns the letters and digits of s in small letters, at most 400.
func plain(s string) []rune {
	var kept []rune
	for _, r := range strings.ToLower(s) {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && len(kept) < 400 {
			kept = append(kept, r)
		}
	}
	return kept
}
