package classify

import (
	"image"
	"slices"
	"strings"

	"postkamer"
)

// A Look is a place on a page where a number with a check digit was read that
// does not pass. Read again with only the characters that it may have, it often
// does: an S in a burgerservicenummer was a 5.
type Look struct {
	Name       postkamer.FieldName
	Allowed    string // the characters that may stand there
	X, Y, W, H int    // on the view of the page
	words      []int  // of the page's words
}

// Characters of the numbers that are looked at twice, with what people put
// between them.
const (
	digits   = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

var lookedAtTwice = map[postkamer.FieldName]string{
	postkamer.FieldBSN:  digits,
	postkamer.FieldIBAN: capitals + digits,
}

// Looks returns the places of a page that are worth a second look.
func Looks(page postkamer.PageText) []Look {
	c := &piece{kind: postkamer.UnknownCase, sheet: newSheet(postkamer.Text{Pages: []postkamer.PageText{page}})}
	found := search(c)
	var looks []Look
	for _, name := range []postkamer.FieldName{postkamer.FieldBSN, postkamer.FieldIBAN} {
		r, ok := found[name]
		if !ok || r.proven {
			continue
		}
		look := Look{Name: name, Allowed: lookedAtTwice[name], words: wordsOf(page, r)}
		if look.X, look.Y, look.W, look.H, ok = box(r.leaf.words[r.first:r.past]); ok && len(look.words) > 0 {
			looks = append(looks, look)
		}
	}
	return looks
}

// SecondLook has the numbers of a page that do not pass their check digits read
// again, and returns the page with those that then do. again reads one line in a
// zone, in pixels of the page's view, of nothing but the characters of allowed.
func SecondLook(page postkamer.PageText, again func(zone image.Rectangle, allowed string) ([]postkamer.Word, error)) postkamer.PageText {
	for _, look := range Looks(page) {
		zone := image.Rect(look.X, look.Y, look.X+look.W, look.Y+look.H).Inset(-look.H / 4)
		words, err := again(zone, look.Allowed)
		if err != nil {
			return page // the first reading stands
		}
		// The look's words are numbered as on the page it was taken from.
		if settled, ok := look.Settle(page, words); ok {
			return SecondLook(settled, again)
		}
	}
	return page
}

// wordsOf returns which of the page's words a reading is made of.
func wordsOf(page postkamer.PageText, r reading) []int {
	var at []int
	for _, w := range r.leaf.words[r.first:r.past] {
		if i := slices.Index(page.Words, w.Word); i >= 0 {
			at = append(at, i)
		}
	}
	slices.Sort(at)
	return at
}

// Settle puts what the second look read in the place of the first reading, if
// that passes its check digits; else the page stays as it is.
func (l Look) Settle(page postkamer.PageText, again []postkamer.Word) (postkamer.PageText, bool) {
	value, sure := "", 1.0
	for _, w := range again {
		value += w.Text
		sure = min(sure, w.Confidence)
	}
	value, ok := l.passes(value)
	if !ok {
		return page, false
	}
	return l.replace(page, value, sure), true
}

// passes returns the number in its normal form, if it is a right one.
func (l Look) passes(value string) (string, bool) {
	switch l.Name {
	case postkamer.FieldBSN:
		value = postkamer.NormalBSN(value)
		return value, postkamer.ValidBSN(value)
	case postkamer.FieldIBAN:
		value = postkamer.NormalIBAN(value)
		return value, postkamer.ValidIBAN(value)
	}
	return "", false
}

// replace makes one word of the words of the look.
func (l Look) replace(page postkamer.PageText, value string, sure float64) postkamer.PageText {
	var first []string
	for _, i := range l.words {
		first = append(first, page.Words[i].Text)
	}
	words := slices.Clone(page.Words)
	one := &words[l.words[0]]
	one.Text, one.Confidence = value, sure
	one.X, one.Y, one.W, one.H = l.X, l.Y, l.W, l.H
	for _, at := range slices.Backward(l.words[1:]) {
		words = slices.Delete(words, at, at+1)
	}
	page.Words = words
	page.Body = strings.Replace(page.Body, strings.Join(first, " "), value, 1)
	return page
}
