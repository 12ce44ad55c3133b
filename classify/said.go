package classify

import (
	"regexp"
	"strings"
)

// A said is a text in which signals are looked for, folded and split once for all of
// them. It is immutable but for runes.
type said struct {
	text      string
	plain     string // as plainWords makes it
	blurred   string // plain, blurred: with the same spaces
	runes     []rune // of blurred; made when first needed
	sentences []sentence
}

// A sentence is one of a said.
type sentence struct {
	read    string // as it was read, an empty line in its middle left out
	plain   string
	words   []string // of plain
	blurred []string // likewise
}

func newSaid(text string) *said {
	plain := plainWords(text)
	s := &said{text: text, plain: plain, blurred: blur.Replace(plain)}
	for _, read := range sentencesOf(text) {
		plain := plainWords(read)
		s.sentences = append(s.sentences, sentence{read, plain, strings.Fields(plain), strings.Fields(blur.Replace(plain))})
	}
	return s
}

// said returns a text of the piece, folded and split when it is first asked for.
func (c *piece) said(text string) *said {
	for _, s := range c.saids {
		if s.text == text {
			return s
		}
	}
	s := newSaid(text)
	c.saids = append(c.saids, s)
	return s
}

// sentenceMark ends a sentence: a mark with a blank behind it, or an empty line.
var sentenceMark = regexp.MustCompile(`[.?!;]\s+|\n\s*\n`)

// goesOn is an empty line that a reading put in the middle of a sentence.
var goesOn = regexp.MustCompile(`\n\s*\n\s*([a-z])`)

// sentencesOf returns the sentences of a text. An empty line in the middle of one
// does not end it.
func sentencesOf(text string) []string {
	return sentenceMark.Split(goesOn.ReplaceAllString(text, " $1"), -1)
}
