package classify

import (
	"regexp"
	"strings"
	"unicode"
)

// accents gives the plain letter for the accented ones that Dutch texts have.
var accents = map[rune]rune{
	'à': 'a', 'á': 'a', 'â': 'a', 'ã': 'a', 'ä': 'a', 'å': 'a', 'ç': 'c',
	'è': 'e', 'é': 'e', 'ê': 'e', 'ë': 'e', 'ì': 'i', 'í': 'i', 'î': 'i', 'ï': 'i',
	'ñ': 'n', 'ò': 'o', 'ó': 'o', 'ô': 'o', 'õ': 'o', 'ö': 'o', 'ù': 'u', 'ú': 'u', 'û': 'u', 'ü': 'u',
	'ý': 'y', 'ÿ': 'y', 'ĳ': 'y', '’': '\'', '‘': '\'', '`': '\'',
}

// foldRune returns the small letter without accent. One rune stays one rune, so
// that places in folded text are places in the text.
func foldRune(r rune) rune {
	r = unicode.ToLower(r)
	if plain, ok := accents[r]; ok {
		return plain
	}
	return r
}

// fold returns s in small letters without accents.
func fold(s string) string { return strings.Map(foldRune, s) }

// maxWords is how much of a piece is weighed. A letter says what it wants in
// its first pages; this also bounds the time that a hostile file can cost.
const maxWords = 800

// maxLetters cuts off words that are not words: lines of dots, broken codes.
const maxLetters = 30

// subject finds the line of a letter that says what it is about.
var subject = regexp.MustCompile(`(?im)^[ \t]*(?:onderwerp|betreft|betr\.?|subject|re)[ \t]*:[ \t]*(.{3,150})$`)

// subjectTimes is how many more times the words of the subject are weighed.
const subjectTimes = 2

// weighed returns the words of a text as they are weighed: those of its subject
// count more than once.
func weighed(text string) []string {
	words := tokens(text)
	if m := subject.FindStringSubmatch(text); m != nil {
		for range subjectTimes {
			words = append(words, tokens(m[1])...)
		}
	}
	return words
}

// tokens returns the folded words of a text, at most maxWords. Every digit
// becomes 0: that there is a number tells something, which number does not.
func tokens(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	for i, w := range words {
		words[i] = shorten(strings.Map(foldDigit, w))
	}
	return words
}

// foldDigit folds a rune and makes every digit a zero.
func foldDigit(r rune) rune {
	if unicode.IsDigit(r) {
		return '0'
	}
	return foldRune(r)
}

// shorten cuts a word to maxLetters runes.
func shorten(w string) string {
	if len(w) <= maxLetters {
		return w
	}
	if r := []rune(w); len(r) > maxLetters {
		return string(r[:maxLetters])
	}
	return w
}
