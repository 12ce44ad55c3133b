package child

import (
	"image"
	"strings"
	"unicode/utf8"

	"postkamer/ocr/internal/ctc"
)

// guessed is the most confidence of a word that no reading has at its place: low enough
// that a caseworker looks at it.
const guessed = 50.0

// placed returns the words of a text with their places in the surest reading, and with the
// confidence that the readings have in them.
func (t *tesseract) placed(text string, readings []handReading) []readWord {
	r := t.surest(readings)
	at := ctc.Places(r.columns, []rune(text))
	if len(at) == 0 {
		return withoutColumns(r.words)
	}
	var words []readWord
	from := 0
	for part := range strings.SplitSeq(text, " ") {
		to := from + utf8.RuneCountInString(part)
		w := readWord{text: part, box: r.box(r.edge(at, from), r.edge(at, to))}
		w.confidence = confidenceIn(w, readings)
		if words = append(words, w); w.box.Empty() || printable(part) == "" {
			words = words[:len(words)-1]
		}
		from = to + 1
	}
	return words
}

// surest returns the reading of which the words are surest.
func (t *tesseract) surest(readings []handReading) handReading {
	best, most := 0, -1.0
	for i, r := range readings {
		if mean, _ := meanOf(withoutColumns(r.words), t.weight); mean > most {
			best, most = i, mean
		}
	}
	return readings[best]
}

func withoutColumns(words []handWord) []readWord {
	var all []readWord
	for _, w := range words {
		all = append(all, w.readWord)
	}
	return all
}

// edge returns where on the page letter i begins: halfway from the one before it, or at
// the end of the line.
func (r handReading) edge(at []int, i int) int {
	switch i {
	case 0:
		return r.words[0].box.Min.X
	case len(at):
		return r.words[len(r.words)-1].box.Max.X
	}
	return (r.across(at[i-1]) + r.across(at[i])) / 2
}

// box returns the place from left to right, as high as the words that are there.
func (r handReading) box(left, right int) image.Rectangle {
	var there image.Rectangle
	for _, w := range r.words {
		if w.box.Min.X < right && left < w.box.Max.X {
			there = there.Union(w.box)
		}
	}
	return image.Rect(left, there.Min.Y, right, there.Max.Y)
}

// confidenceIn is the most that a reading has in the same word at the same place, and
// no more than guessed when none has it.
func confidenceIn(w readWord, readings []handReading) float64 {
	same, other := 0.0, 0.0
	for _, r := range readings {
		for _, there := range r.words {
			switch {
			case there.text == w.text && samePlace(there.box, w.box):
				same = max(same, there.confidence)
			case there.box.Overlaps(w.box):
				other = max(other, there.confidence)
			}
		}
	}
	return max(same, min(guessed, other))
}
