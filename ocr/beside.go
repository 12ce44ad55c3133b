package ocr

import (
	"image"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"postkamer"
)

// foreignShare is the share of the words of a line above which all of the line is
// taken for written, also the words in it that are printed elsewhere.
const foreignShare = .5

// beside returns the words of a page of a form that stand in no zone and are not
// printed on it: what somebody wrote in the margin. Of a layout without words none.
func beside(text postkamer.PageText, layout postkamer.Layout) []postkamer.Word {
	if len(layout.Words) == 0 {
		return nil
	}
	printed := make([]string, len(layout.Words))
	for i, w := range layout.Words {
		printed[i] = unaccented(w)
	}
	var found, line []postkamer.Word
	for _, w := range text.Words {
		if inZone(w, text.Form.Zones) || withBox(w, text.Form.Zones, printed) {
			continue
		}
		if len(line) > 0 && (line[0].Line != w.Line || columns(line[len(line)-1], w)) {
			found = append(found, foreign(line, printed)...)
			line = nil
		}
		line = append(line, w)
	}
	return append(found, foreign(line, printed)...)
}

// columns tells whether two words of a line stand so far from one another that they are
// of two columns: what is read wrongly in one says nothing about the other.
func columns(left, right postkamer.Word) bool {
	const far = 3 // times as high as the words
	return right.X-left.X-left.W > far*max(left.H, right.H)
}

// inZone tells whether the middle of a word lies in a zone.
func inZone(w postkamer.Word, zones []postkamer.FilledZone) bool {
	x, y := w.X+w.W/2, w.Y+w.H/2
	return slices.ContainsFunc(zones, func(z postkamer.FilledZone) bool {
		return x >= z.BoxX && x < z.BoxX+z.BoxW && y >= z.BoxY && y < z.BoxY+z.BoxH
	})
}

// withBox tells whether a word is a box to tick with the printed answer beside it, read
// as one: "LJJa". Its frame is read as two or three letters.
func withBox(w postkamer.Word, zones []postkamer.FilledZone, printed []string) bool {
	word := strings.TrimFunc(unaccented(w.Text), func(r rune) bool { return !unicode.IsLetter(r) })
	answers := func(p string) bool {
		return len(p) > 1 && strings.HasSuffix(word, p) && len(word)-len(p) <= mostFrame
	}
	box := image.Rect(w.X, w.Y, w.X+w.W, w.Y+w.H)
	return slices.ContainsFunc(printed, answers) && slices.ContainsFunc(zones, func(z postkamer.FilledZone) bool {
		return z.Kind == postkamer.ZoneTick && box.Overlaps(image.Rect(z.BoxX, z.BoxY, z.BoxX+z.BoxW, z.BoxY+z.BoxH))
	})
}

// mostFrame is how many letters the frame of a box is read as at most.
const mostFrame = 3

// foreign returns the words of a line that are not printed, or all of them when they
// are many.
func foreign(line []postkamer.Word, printed []string) []postkamer.Word {
	var strange []postkamer.Word
	whole := 0
	for _, w := range line {
		letters := strings.FieldsFunc(unaccented(w.Text), func(r rune) bool { return !unicode.IsLetter(r) })
		long := slices.DeleteFunc(letters, func(s string) bool { return len(s) < 3 })
		if len(long) == 0 {
			continue
		}
		whole++
		unsure := w.Confidence < surelyOne
		if slices.ContainsFunc(long, func(s string) bool { return !isPrinted(s, printed) && (!unsure || !isBlurred(s, printed)) }) {
			strange = append(strange, w)
		}
	}
	if whole > 1 && float64(len(strange)) > foreignShare*float64(whole) {
		return line
	}
	return strange
}

// unaccented returns small letters without accents: of a speck above a letter a reader
// makes an accent, "Tôzo".
func unaccented(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(word))
}

// isPrinted tells whether a word, with a wrong letter in every four, is one of a
// list, or a part of one that was torn, or several of them that were read as one.
func isPrinted(word string, printed []string) bool {
	if strings.Contains(word, "y") && slices.Contains(printed, strings.ReplaceAll(word, "y", "ij")) {
		return true // which look the same on faint print
	}
	return isJoined(word, printed, mostJoined) || slices.ContainsFunc(printed, func(p string) bool {
		return p == word || len(word) > 3 && strokes.Replace(word) == strokes.Replace(p) || len(word) > 3 && strings.Contains(p, word) || len(word) == 3 && (strings.HasPrefix(p, word) || strings.HasSuffix(p, word)) || len(word) > 3 && apart(word, p, len(word)/4) <= len(word)/4
	})
}

// strokes writes pairs of letters as the one that has the same strokes: on a fax
// "januari" is read as "januan".
var strokes = strings.NewReplacer("ri", "n", "rn", "m", "cl", "d", "vv", "w")

// mostJoined is how many words are read as one at most, where a reader missed the
// space between them: "Wiltueen", "Wieisditvanu".
const mostJoined = 8

// surelyOne is the confidence from which a word is not two whose space was misread.
const surelyOne = .8

// isBlurred tells whether a word is two of a list without the space, with one wrong
// letter beside it: "Wiers" of "Wie is". The first has three letters or more.
func isBlurred(word string, printed []string) bool {
	for _, first := range printed {
		n := len(first)
		if n < 3 || len(word) < n+2 || word[:n-1] != first[:n-1] {
			continue
		}
		if slices.ContainsFunc(printed, func(second string) bool {
			return len(second) == len(word)-n && word[n+1:] == second[1:] && (word[n-1] == first[n-1] || word[n] == second[0])
		}) {
			return true
		}
	}
	return false
}

// isJoined tells whether a word is at most so many of a list, one behind the other. Of
// single letters only "u" is a word.
func isJoined(word string, printed []string, most int) bool {
	if word == "" {
		return true
	}
	return most > 0 && slices.ContainsFunc(printed, func(p string) bool {
		return (len(p) > 1 || p == "u") && strings.HasPrefix(word, p) && isJoined(word[len(p):], printed, most-1)
	})
}

// apart returns how many letters have to be changed, put in or left out to make b of
// a; most+1 when it is more.
func apart(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(before+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
