package main

import (
	"strings"
	"unicode"
)

// A Score says how well pages were read. Scores add up.
type Score struct {
	Pages int `json:"pages"`
	// Each line of the truth against the part of the output that is most like it:
	// errors of reading, whatever the order of the lines.
	LineErrors int `json:"line_errors"`
	LineChars  int `json:"line_chars"`
	// The same without lines written by hand.
	TypedErrors int `json:"typed_errors"`
	TypedChars  int `json:"typed_chars"`
	// The whole text against the whole output: the order counts.
	TextErrors int `json:"text_errors"`
	TextChars  int `json:"text_chars"`
	// The same of pages without a line written by hand: handwriting, which no engine
	// reads, hides the order.
	TypedTextErrors int `json:"typed_text_errors"`
	TypedTextChars  int `json:"typed_text_chars"`

	WordErrors int `json:"word_errors"`
	Words      int `json:"words"`
	// Key values that were found without a mistake.
	Found      int `json:"found"`
	Keys       int `json:"keys"`
	TypedFound int `json:"typed_found"` // of those that are not written by hand
	TypedKeys  int `json:"typed_keys"`
	BoxedFound int `json:"boxed_found"` // of the typed ones, those with a box around each character
	BoxedKeys  int `json:"boxed_keys"`
}

// scorePage compares what an engine read with what stands on the page.
func scorePage(p Page, read string) Score {
	got, want := symbols(normal(read)), symbols(normal(p.Text()))
	s := Score{Pages: 1, TextChars: len(want), TextErrors: distance(want, got, false)}
	for _, line := range p.Lines {
		l := symbols(normal(line.Text))
		errors := distance(l, got, true)
		s.LineErrors += errors
		s.LineChars += len(l)
		if !p.Hand && !line.Hand {
			s.TypedErrors += errors
			s.TypedChars += len(l)
		}
	}
	if !p.handwritten() {
		s.TypedTextErrors, s.TypedTextChars = s.TextErrors, s.TextChars
	}
	wantWords, gotWords := wordNumbers(normal(p.Text()), normal(read))
	s.Words, s.WordErrors = len(wantWords), distance(wantWords, gotWords, false)
	for _, k := range p.Keys {
		hit := count(contains(read, k.Text))
		s.Keys++
		s.Found += hit
		if !p.Hand && !k.Hand {
			s.TypedKeys++
			s.TypedFound += hit
		}
		if k.Boxed {
			s.BoxedKeys++
			s.BoxedFound += hit
		}
	}
	return s
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// add adds other to s.
func (s *Score) add(other Score) {
	s.Pages += other.Pages
	s.LineErrors += other.LineErrors
	s.LineChars += other.LineChars
	s.TypedErrors += other.TypedErrors
	s.TypedChars += other.TypedChars
	s.TextErrors += other.TextErrors
	s.TextChars += other.TextChars
	s.TypedTextErrors += other.TypedTextErrors
	s.TypedTextChars += other.TypedTextChars
	s.WordErrors += other.WordErrors
	s.Words += other.Words
	s.Found += other.Found
	s.Keys += other.Keys
	s.TypedFound += other.TypedFound
	s.TypedKeys += other.TypedKeys
	s.BoxedFound += other.BoxedFound
	s.BoxedKeys += other.BoxedKeys
}

// alike are signs that no reader of a letter tells apart.
var alike = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "“", `"`, "”", `"`, "„", `"`, "–", "-", "—", "-")

// normal makes one space of each run of white space, and one sign of those that
// look alike.
func normal(text string) string {
	return strings.Join(strings.Fields(alike.Replace(text)), " ")
}

func symbols(text string) []int32 { return []int32(text) }

// wordNumbers gives each different word a number.
func wordNumbers(a, b string) (numbersA, numbersB []int32) {
	known := map[string]int32{}
	number := func(text string) []int32 {
		var numbers []int32
		for _, word := range strings.Fields(text) {
			if _, ok := known[word]; !ok {
				known[word] = int32(len(known))
			}
			numbers = append(numbers, known[word])
		}
		return numbers
	}
	return number(a), number(b)
}

// contains tells whether value stands in text without a mistake, by itself.
// White space does not count, because whoever uses a number leaves it out.
func contains(text, value string) bool {
	runes, wanted := []rune(alike.Replace(text)), []rune(strings.Join(strings.Fields(alike.Replace(value)), ""))
	for i := range runes {
		if i > 0 && joins(runes[i-1], wanted[0]) {
			continue
		}
		if end := matchAt(runes, i, wanted); end > 0 && (end == len(runes) || !joins(runes[end], wanted[len(wanted)-1])) {
			return true
		}
	}
	return false
}

// joins tells whether a letter or digit beside a value makes it another value.
func joins(beside, edge rune) bool {
	return (unicode.IsDigit(beside) || unicode.IsLetter(beside)) && (unicode.IsDigit(edge) || unicode.IsLetter(edge))
}

// matchAt returns where wanted ends when it begins at i, apart from white space.
func matchAt(runes []rune, i int, wanted []rune) int {
	for n := 0; i < len(runes); i++ {
		if n > 0 && unicode.IsSpace(runes[i]) {
			continue
		}
		if runes[i] != wanted[n] {
			return 0
		}
		if n++; n == len(wanted) {
			return i + 1
		}
	}
	return 0
}
