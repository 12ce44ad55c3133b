// Package ctc reads a line of writing from what a network saw in each of its columns
// (connectionist temporal classification, Graves 2006), with what is known of the
// language and from several readings of the same line together.
package ctc

import (
	"math"
	"slices"
	"strings"
)

// Seen is a letter that the network saw in a column, 0 for none, and its share of 1.
type Seen struct {
	Letter rune
	Share  float64
}

// A Column is what was seen in one column of a line. What it does not have was seen
// hardly or not at all.
type Column []Seen

// A Reader reads lines in one language.
type Reader struct {
	// Follows returns the natural logarithm of how often a letter follows what stands
	// before it.
	Follows func(before []rune, letter rune) float64
	// Knows tells whether there is such a word.
	Knows func(word string) bool
}

// What counts how much, measured on 36 pages in three hands that differ from those of
// the bench. Halving or doubling one of them costs 0 to 5 % more errors.
const (
	ofLanguage  = 0.5 // of what the language says, next to what was seen
	ofEye       = 1.3 // of what all readings saw, in the end
	aLetter     = 1.0 // for each letter: the language alone would want as few as it can get
	unknownWord = 3.0 // against a word that is in no dictionary
	faint       = 0.001
)

// missed is the natural logarithm of how likely each letter is in a reading that has too
// few columns for the text: it saw half of the line, and decides nothing.
var missed = math.Log(faint)

// Read returns the text of a line that several readings of it and the language agree
// on most. Before is what stands before it, as the line above.
func (r *Reader) Read(readings [][]Column, before string) string {
	c := choice{reader: r, before: lastOf([]rune(before + " ")), scores: map[string]float64{}}
	var all []string
	for _, columns := range readings {
		if len(columns) == 0 {
			continue // it saw nothing at all
		}
		columns = wider(columns)
		c.readings = append(c.readings, columns)
		all = append(all, r.likely(columns, c.before)...)
	}
	slices.Sort(all)
	return c.best(slices.Compact(all))
}

// A choice is between the texts that a line may have.
type choice struct {
	reader   *Reader
	readings [][]Column
	before   context
	scores   map[string]float64 // of the texts that were asked for
}

// mostChanges bounds how often a line gets better by words of other texts.
const mostChanges = 20

// best returns the best of texts, with words in it of the others where that is better
// still: no single text is the best everywhere.
func (c *choice) best(texts []string) string {
	best := ""
	for _, text := range texts {
		if best == "" || c.score(text) > c.score(best) {
			best = text
		}
	}
	for range mostChanges {
		was := best
		for _, other := range texts {
			for _, mixed := range mixes(was, other) {
				if c.score(mixed) > c.score(best) {
					best = mixed
				}
			}
		}
		if best == was {
			break
		}
	}
	return best
}

// score tells how well a text fits what was seen and the language.
func (c *choice) score(text string) float64 {
	if s, ok := c.scores[text]; ok {
		return s
	}
	sum := 0.0
	letters := []rune(text)
	for _, columns := range c.readings {
		sum += max(likelihood(columns, letters), missed*float64(len(letters)))
	}
	s := ofEye*sum/float64(len(c.readings)) + c.reader.language(text, c.before)
	c.scores[text] = s
	return s
}

// language tells how well a text is Dutch.
func (r *Reader) language(text string, before context) float64 {
	sum := 0.0
	for _, letter := range text {
		sum += r.letter(before, letter)
		before = before.with(letter)
	}
	for word := range strings.FieldsSeq(text) {
		sum -= r.oddity(word)
	}
	return sum
}

// letter tells how well a letter goes on.
func (r *Reader) letter(before context, letter rune) float64 {
	return ofLanguage*r.Follows(before[:], letter) + aLetter
}

// Spelled returns columns in which text was seen, for a reading of which nothing else
// is known.
func Spelled(text string) []Column {
	var columns []Column
	for _, letter := range text {
		columns = append(columns, Column{{letter, 0.9}}, Column{{0, 0.9}})
	}
	return columns
}
