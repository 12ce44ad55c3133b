package classify

import (
	"regexp"
	"slices"
	"strings"
)

// Values of other people than the sender stand in three ways: in the rows of a
// table, in the rows of a list, and in a sentence that is about somebody.

// Words at the head of a column of people. Two kinds on one row make a table.
var columnHeads = []*regexp.Regexp{
	regexp.MustCompile(`\b(?:naam|namen|voornaam|voornamen|achternaam|voorletters|wie|persoon|personen)\b`),
	regexp.MustCompile(`\b(?:geboren|geboortedatum|geboortedata|geb\.? ?datum|geb\.)`),
	regexp.MustCompile(`\b(?:bsn|burgerservice[a-z]*)\b`),
}

// comeAlongHead matches a heading over people who move along or belong to the
// household of the sender.
var comeAlongHead = regexp.MustCompile(`\b(?:mee|meeverhui[a-z]*|mede[a-z]*|gezin|gezinsleden|gezinslid|kind|kinderen|huisgenoten|overige personen|andere personen|personen hieronder|bijschrijven)\b`)

// listMark is what the rows of a list begin with.
var listMark = regexp.MustCompile(`^(?:[-*•–—+»]|[0-9]{1,2}[.)]|[a-z]\))$`)

// mostColumnHeads is the number of words on the row at the head of a table.
const mostColumnHeads = 12

// headReach is how many rows over a table or list its heading may stand.
const headReach = 4

// alongRows returns the rows of a leaf that give one person each in a table or a
// list, with the row at the head of the table. One row is the sender's own unless
// a heading says otherwise: labels may stand above their answers. Of more rows
// that with the name which stands alone somewhere else on the leaf is the sender's.
func (l *leaf) alongRows(all []anchor) map[int]bool {
	along := map[int]bool{}
	for row := 0; row < len(l.rows); row++ {
		from := row
		if l.headsTable(row) {
			from = row + 1
		}
		past := from
		for past < len(l.rows) && l.isPersonRow(past, all) && (past == row || !l.tooFar(l.rows[past-1][0], past)) {
			past++
		}
		if past == from || past == from+1 && !l.announcesOthers(row) {
			continue
		}
		for r := row; r < past; r++ {
			along[r] = true
		}
		row = past - 1
	}
	for row := range along {
		if l.signedElsewhere(row, along) {
			delete(along, row)
		}
	}
	return along
}

// headsTable tells whether a row has the labels of columns with people below it.
func (l *leaf) headsTable(row int) bool {
	text := fold(l.raw(l.rows[row][0], l.rows[row][1]))
	if l.rows[row][1]-l.rows[row][0] > mostColumnHeads || strings.ContainsAny(text, ":0123456789") {
		return false
	}
	kinds := 0
	for _, head := range columnHeads {
		if head.MatchString(text) {
			kinds++
		}
	}
	return kinds >= 2
}

// isPersonRow tells whether a row names somebody and then gives a date or a number
// of nine digits, without a label at its beginning.
func (l *leaf) isPersonRow(row int, all []anchor) bool {
	first, past := l.rows[row][0], l.rows[row][1]
	if listMark.MatchString(l.words[first].Text) && past-first > 1 {
		first++
	}
	if startsLabel(first, all) || strings.HasSuffix(l.words[first].Text, ":") || !l.personName(first, past) {
		return false
	}
	text := l.raw(first, past)
	return bsnShape.MatchString(text) || numericDate.MatchString(text) || isoDate.MatchString(text) || hasWrittenDate(text)
}

// hasWrittenDate tells whether a text has a day with a month in letters and a year.
func hasWrittenDate(text string) bool {
	m := writtenDate.FindStringSubmatch(text)
	return m != nil && m[3] != "" && month(m[2]) != 0
}

// personForm is a name at the beginning of a row of a table or list.
var personForm = regexp.MustCompile(`^(?:(?:van|de|der|den|el|al|ten|ter|het|'t)[ ])*` + nameWord + `(?:[ ,]+(?:van|de|der|den|el|al|ten|ter|het|'t|` + nameWord + `))*(?:[ ,;:(\-–—]|$)`)

// personName tells whether the words from first on begin with the name of somebody.
func (l *leaf) personName(first, past int) bool {
	text := l.raw(first, past)
	m := personForm.FindString(text)
	return m != "" && !notName(strings.Trim(m, " ,;:(-–—")) && !openers[l.words[first].Text] && (joiners[l.words[first].Text] || !sentenceOpeners[fold(l.words[first].Text)])
}

// sentenceOpeners begin a sentence with a capital and are no name.
var sentenceOpeners = map[string]bool{"mijn": true, "onze": true, "ons": true, "wij": true, "we": true, "ik": true, "zij": true, "hij": true, "het": true, "de": true, "een": true, "met": true, "op": true, "per": true, "bsn": true, "geboren": true, "geb": true, "datum": true, "hierbij": true, "graag": true, "vanaf": true, "sinds": true, "burgerservicenummer": true, "als": true, "dit": true, "deze": true, "tel": true}

// announcesOthers tells whether a row or one of the few above it is a heading over
// people who move along.
func (l *leaf) announcesOthers(row int) bool {
	for r := row; r >= max(0, row-headReach); r-- {
		text := fold(l.raw(l.rows[r][0], l.rows[r][1]))
		if comeAlongHead.MatchString(text) && len(strings.Map(keepDigit, text)) < 4 || otherSection.MatchString(text) && strings.HasSuffix(text, ":") {
			return true
		}
	}
	return false
}

// signedElsewhere tells whether the name of a row stands alone on another row, as
// a sender writes his.
func (l *leaf) signedElsewhere(row int, along map[int]bool) bool {
	first, past := l.rows[row][0], l.rows[row][1]
	if listMark.MatchString(l.words[first].Text) {
		first++
	}
	name := nameParts(personForm.FindString(l.raw(first, past)))
	if len(name) < 2 {
		return false
	}
	for r := range l.rows {
		text := l.raw(l.rows[r][0], l.segmentEnd(l.rows[r][0]))
		if !along[r] && onlyName.MatchString(text) && slices.Equal(nameParts(cleanName(text)), name) {
			return true
		}
	}
	return false
}

// nameParts returns the folded words of a name, sorted, so that the last name may
// stand first.
func nameParts(name string) []string {
	parts := strings.FieldsFunc(fold(name), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == ';' || r == ':' || r == '(' })
	slices.Sort(parts)
	return parts
}

// kin are words for somebody near to the sender, as they stand in "mijn vrouw".
const kin = `partner|man|vrouw|echtgeno[a-z]+|zoons?|zoontje|dochters?|dochtertje|kind|kinderen|kindje|baby|moeder|vader|ouders?|zus|zusje|broer|broertje|oma|opa|schoon[a-z]+|vriend|vriendin|buurvrouw|buurman|huisgenoot|verloofde|tante|oom|nicht|neef|bewindvoerder|mentor`

// Who a sentence is about: the last of these words before a value says it.
var (
	aboutElse = regexp.MustCompile(`\b(?:mijn|m'n|onze|ons|zijn|haar|de|een|jongste|oudste|kleine) (?:(?:oude|jongste|oudste|kleine|lieve|nieuwe|bejaarde|zieke|eerste|tweede|enige) )?(?:` + kin + `)\b|\b(?:zij|ze|hij|hem|diens|wiens)\b|\bhaar (?:op)?(?:bellen|bereiken|mailen)\b|\b(?:haar|zijn|hun) (?:bsn|burgerservice[a-z]*|geboortedatum|geboortedag|telefoon[a-z]*|nummer|mobiel[a-z]*|e-?mail[a-z]*|rekening[a-z]*)|\b(?:vorige|vroegere|eerdere) (?:bewoner|bewoonster|huurder|eigenaar|eigenaresse)\b`)
	aboutSelf = regexp.MustCompile(`\b(?:ik|mij|me|wij|we|ondergetekende|ikzelf|mezelf|zelf)\b|\b(?:mijn|m'n) (?:eigen )?(?:bsn|burgerservice[a-z]*|sofi[a-z]*|geboorte[a-z]*|naam|telefoon[a-z]*|tel|mobiel[a-z]*|nummer|e-?mail[a-z]*|mail[a-z]*|rekening[a-z]*|iban|gegevens|adres|nieuwe|oude)\b|\b(?:onze|ons) (?:bsn|burgerservice[a-z]*|telefoon[a-z]*|nummer|rekening[a-z]*|e-?mail[a-z]*|mail[a-z]*|nieuwe|oude)\b`)
)

// sentenceReach is how many bytes back a sentence is looked at.
const sentenceReach = 220

// ofAnotherInSentence tells whether the value at a byte stands in a sentence that
// is then about somebody else than the sender: "mijn vrouw Anna, geboren op".
func (l *leaf) ofAnotherInSentence(folded string, at int) bool {
	text := folded[l.sentenceFrom(folded, at):at]
	other, self := lastMatch(aboutElse, text), lastMatch(aboutSelf, text)
	return other >= 0 && other > self
}

// lastMatch returns where the last match of a pattern begins, -1 for none.
func lastMatch(pattern *regexp.Regexp, text string) int {
	all := pattern.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}

// sentenceStop ends a sentence: a mark behind a word that is no abbreviation.
var sentenceStop = regexp.MustCompile(`([a-z0-9)]+)[.?!;]\s+`)

// abbreviations end in a stop within a sentence.
var abbreviations = map[string]bool{"geb": true, "tel": true, "nr": true, "dhr": true, "mevr": true, "mw": true, "mr": true, "drs": true, "dr": true, "ir": true, "prof": true, "mob": true, "burg": true, "st": true, "bsn": true, "d": true, "fam": true, "resp": true, "evt": true}

// sentenceFrom returns where the sentence begins that byte at is in: behind the
// last mark, and not above a row at which the text breaks off.
func (l *leaf) sentenceFrom(folded string, at int) int {
	first, _ := l.wordsIn(at, at+1)
	if first >= len(l.words) {
		return at
	}
	row := l.words[first].row
	for row > 0 && l.runsOn(row-1) {
		row--
	}
	from := max(l.words[l.rows[row][0]].at, at-sentenceReach)
	start := from
	for _, m := range sentenceStop.FindAllStringSubmatchIndex(folded[from:at], -1) {
		if word := folded[from+m[2] : from+m[3]]; len(word) > 1 && !abbreviations[word] {
			start = from + m[1]
		}
	}
	return start
}

// runsOn tells whether the text of a row goes on in the row below it: a line of
// prose, not a label with its value and not the last one before a blank.
func (l *leaf) runsOn(row int) bool {
	first, past := l.rows[row][0], l.rows[row][1]
	if row+1 >= len(l.rows) || l.apart(row, row+1) || past-first < 4 || l.segmentEnd(first) != past {
		return false
	}
	return !strings.HasSuffix(l.words[past-1].Text, ":") && !slices.ContainsFunc(l.labels, func(a anchor) bool {
		return a.first == first && a.past < past && strings.HasSuffix(l.words[a.past-1].Text, ":")
	})
}

// ofPerson are the slots for what a person has.
var ofPerson = map[slot]bool{"bsn": true, "birth_date": true, "phone": true, "email": true, "iban": true}

// inSentence tells whether what looks like a label stands in the middle of a
// sentence: at the beginning of a line that goes on from the one above it.
func (l *leaf) inSentence(a anchor) bool {
	row := l.words[a.first].row
	return row > 0 && a.first == l.rows[row][0] && !strings.HasSuffix(l.words[a.past-1].Text, ":") && l.runsOn(row-1)
}
