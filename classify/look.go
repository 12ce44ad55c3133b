package classify

import (
	"image"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"postkamer"
)

// A glance is a second look at a place of a page where a number was read that is
// none, or does not pass its check digits. Read again with only the characters that
// it may have, it often does: an S in a burgerservicenummer was a 5.
type glance struct {
	name       postkamer.FieldName
	allowed    string // the characters that may stand there
	x, y, w, h int    // on the view of the page
	words      []int  // of the page's words
	proven     string // the number, if its check digits have proved a repair of the first reading
}

// Characters of the numbers that are looked at twice.
const (
	digits   = "0123456789"
	capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

var lookedAtTwice = map[postkamer.FieldName]string{
	postkamer.FieldBSN:        digits,
	postkamer.FieldIBAN:       capitals + digits,
	postkamer.FieldLetterDate: digits,
}

// glancesAt returns the places of a page that are worth a second look.
func glancesAt(page postkamer.PageText) []glance {
	c := &piece{kind: postkamer.UnknownCase, sheet: newSheet(postkamer.Text{Pages: []postkamer.PageText{page}})}
	found := search(c)
	looks := days(page)
	for _, name := range []postkamer.FieldName{postkamer.FieldBSN, postkamer.FieldIBAN} {
		if r, ok := found[name]; ok {
			looks = append(looks, numberLook(page, r)...)
		}
	}
	return looks
}

// numberLook returns a look at a number that does not stand on the page as it is.
func numberLook(page postkamer.PageText, r reading) []glance {
	look := glance{name: r.name, allowed: lookedAtTwice[r.name], words: wordsOf(page, r)}
	if r.proven {
		look.proven = r.value
	}
	if bare(r.leaf.raw(r.first, r.past)) == look.proven {
		return nil
	}
	var ok bool
	if look.x, look.y, look.w, look.h, ok = box(r.leaf.words[r.first:r.past]); !ok || len(look.words) == 0 {
		return nil
	}
	return []glance{look}
}

// bare returns the letters and digits of s.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, s)
}

// isMark tells whether r is no letter or digit.
func isMark(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// days returns the days of written dates that are no numbers: O9 november. What
// could be an ordinary word ("is mei") is let alone.
func days(page postkamer.PageText) []glance {
	var looks []glance
	for i := 1; i < len(page.Words); i++ {
		day, next := page.Words[i-1], page.Words[i]
		if day.Line != next.Line || day.W == 0 || !slices.Contains(monthNames, strings.ToLower(next.Text)) {
			continue
		}
		if fixed, repaired := repairDigits(day.Text); repaired && isDay(fixed) && strings.ContainsAny(day.Text, digits) {
			looks = append(looks, glance{name: postkamer.FieldLetterDate, allowed: digits,
				x: day.X, y: day.Y, w: day.W, h: day.H, words: []int{i - 1}})
		}
	}
	return looks
}

// isDay tells whether s can be the day of a month.
func isDay(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && len(s) <= 2 && n >= 1 && n <= 31
}

// mostLooks is how many places of a page are read again: a letter has a few, a page
// made to keep us busy has thousands.
const mostLooks = 8

// SecondLook has the numbers of a page that are none, or do not pass their check
// digits, read again, and returns the page with those that then do. again reads
// one line in a zone, in pixels of the page's view, of nothing but the characters
// of allowed.
func SecondLook(page postkamer.PageText, again func(zone image.Rectangle, allowed string) ([]postkamer.Word, error)) postkamer.PageText {
	looks := glancesAt(page)
	looks = looks[:min(mostLooks, len(looks))]
	// From the last words to the first, so that the places of the others stay.
	slices.SortFunc(looks, func(a, b glance) int { return b.words[0] - a.words[0] })
	for i, look := range looks {
		if i > 0 && look.words[len(look.words)-1] >= looks[i-1].words[0] {
			continue // two looks at the same words
		}
		zone := image.Rect(look.x, look.y, look.x+look.w, look.y+look.h).Inset(-look.h / 4)
		words, err := again(zone, look.allowed)
		if err != nil {
			words = nil // the first reading stands
		}
		page, _ = look.settle(page, words)
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

// settle puts what the second look read in the place of the first reading, if
// that passes; else what the check digits proved; else the page stays as it is.
func (l glance) settle(page postkamer.PageText, again []postkamer.Word) (postkamer.PageText, bool) {
	value, sure := "", 1.0
	for _, w := range again {
		value += w.Text
		sure = min(sure, w.Confidence)
	}
	value, ok := l.passes(value)
	if !ok && l.proven != "" {
		value, ok, sure = l.proven, true, l.confidence(page)
	}
	if !ok {
		return page, false
	}
	return l.replace(page, value, sure)
}

// confidence returns that of the worst word of the first reading.
func (l glance) confidence(page postkamer.PageText) float64 {
	worst := 1.0
	for _, i := range l.words {
		worst = min(worst, page.Words[i].Confidence)
	}
	return worst
}

// passes returns the number in its normal form, if it is a right one.
func (l glance) passes(value string) (string, bool) {
	switch l.name {
	case postkamer.FieldBSN:
		value = postkamer.NormalBSN(value)
		return value, postkamer.ValidBSN(value)
	case postkamer.FieldIBAN:
		value = postkamer.NormalIBAN(value)
		return value, postkamer.ValidIBAN(value)
	case postkamer.FieldLetterDate:
		return value, isDay(value)
	}
	return "", false
}

// replace makes one word of the words of the look. A page whose text is not that
// of its words stays as it is.
func (l glance) replace(page postkamer.PageText, value string, sure float64) (postkamer.PageText, bool) {
	// Brackets and the end of the sentence stay.
	start, end := page.Words[l.words[0]].Text, page.Words[l.words[len(l.words)-1]].Text
	value = start[:len(start)-len(strings.TrimLeftFunc(start, isMark))] + value + end[len(strings.TrimRightFunc(end, isMark)):]
	body, ok := l.rewritten(page, value)
	if !ok {
		return page, false
	}
	words := slices.Clone(page.Words)
	one := &words[l.words[0]]
	one.Text, one.Confidence = value, sure
	one.X, one.Y, one.W, one.H = l.x, l.y, l.w, l.h
	for _, at := range slices.Backward(l.words[1:]) {
		words = slices.Delete(words, at, at+1)
	}
	page.Words, page.Body = words, body
	return page, true
}

// rewritten returns the body of a page with value in the place of the look's first
// word and without its others.
func (l glance) rewritten(page postkamer.PageText, value string) (string, bool) {
	var out strings.Builder
	rest := page.Body
	for i, w := range page.Words {
		at := strings.Index(rest, w.Text)
		if at < 0 || strings.TrimSpace(rest[:at]) != "" {
			return "", false
		}
		gap := rest[:at]
		rest = rest[at+len(w.Text):]
		switch {
		case i == l.words[0]:
			out.WriteString(gap + value)
		case !slices.Contains(l.words, i):
			out.WriteString(gap + w.Text)
		}
	}
	return out.String() + rest, true
}
