package intake

import (
	"maps"
	"slices"
	"strings"

	"postkamer"
)

// A memory keeps what was asked with the answers of last time, in words: one request
// asks for the pages, the first open one, the faults, the summary and the receipt, and
// all of them word the whole form. It belongs to one request and one goroutine.
type memory struct {
	form    *Form
	answers Answers
	tone    postkamer.Tone
	who     *postkamer.Identity

	pages []askedPage
	live  Answers

	shipped *memory // in the shipped words, where the municipality has its own
}

// Remembering returns the context for one request: what the functions of a form found
// for some answers they need not find again. The town, the day and what is free may not
// change in it, and the answers of a question are replaced, not written over.
func (c Context) Remembering() Context {
	c.memory = &memory{}
	return c
}

// asked returns the pages that apply, and the answers to what is asked on them:
// what was answered on a page that no longer applies does not count. Neither may be
// changed.
func (f *Form) asked(a Answers, c Context) ([]askedPage, Answers) {
	if c.memory == nil {
		return f.ask(a, c)
	}
	if m := c.memory; !m.holds(f, a, c) {
		*m = memory{form: f, answers: maps.Clone(a), tone: c.Tone, who: c.Identity, shipped: m.shipped}
		m.pages, m.live = f.ask(a, c)
	}
	return c.memory.pages, c.memory.live
}

// holds tells whether the memory is of this form with these answers.
func (m *memory) holds(f *Form, a Answers, c Context) bool {
	return m.form == f && m.tone == c.Tone && m.who == c.Identity && maps.EqualFunc(m.answers, a, slices.Equal[[]string])
}

// inShippedWords is the context for what is kept and decided with: in the words that are
// shipped, in Dutch.
func (c Context) inShippedWords() Context {
	if len(c.Town.Texts) > 0 {
		c.Town.Texts = nil
		c.memory = c.memory.inShippedWords()
	}
	if c.Tone == postkamer.English {
		c.Tone = c.Town.Tone.Citizen
	}
	return c
}

// inShippedWords is the memory for the same request in the shipped words.
func (m *memory) inShippedWords() *memory {
	if m == nil {
		return nil
	}
	if m.shipped == nil {
		m.shipped = &memory{}
	}
	return m.shipped
}

// fillBraces puts values for what stands in braces: pairs are {word} and value. It is a
// strings.Replacer without the making of one, which took longer than wording a form.
func fillBraces(text string, pairs []string) string {
	var said strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		said.WriteString(before)
		if !found {
			return said.String()
		}
		text = rest
		at := 0
		for at < len(pairs) && !strings.HasPrefix(rest, pairs[at][1:]) {
			at += 2
		}
		if at >= len(pairs) {
			said.WriteByte('{')
			continue
		}
		said.WriteString(pairs[at+1])
		text = rest[len(pairs[at])-1:]
	}
}
