package classify

import (
	"regexp"
	"slices"
	"strings"
)

// otherParty are words for somebody whose numbers are not the sender's.
var otherParty = regexp.MustCompile(`^(?:partners?|echtgeno[a-z]+|contactpersoon|gemachtigden?|machtiging|vertegenwoordiger|bewindvoerder|kind|kinderen|zoon|dochter|ouders?|verhuurder|verkoper|werkgever|huisarts|medebewoners?|hoofdbewoner|buurvrouw|buurman|getuigen?)$`)

// otherSection matches a heading of a form under which somebody else is described.
var otherSection = regexp.MustCompile(`\b(?:partner|echtgeno[a-z]+|contactpersoon|gemachtigde|vertegenwoordiger|bewindvoerder|kind(?:eren)?|ouders?|verhuurder|werkgever|huisarts|medebewoners?|hoofdbewoner|huisgenoten|huisgenoot|gezinsleden|gezinslid|familieleden|familielid|medeverhuizers?|meeverhuizers?|meeverhuizende [a-z]+|getuigen?)\b`)

// ownSection matches a heading that ends the part about somebody else.
var ownSection = regexp.MustCompile(`\b(?:uw gegevens|gegevens van u|uzelf|aanvrager|aanvraag|gevraagd|betaling|uitbetaling|betaalgegevens|bankgegevens|ondertekening|handtekening|verklaring|organisatie|organisator|onderneming|bedrijf|adres|woning|wonen|inkomen|vermogen|verhuizing|toelichting|bijlagen?|bezwaar|klacht|melding|aanslag|situatie|overige?)\b`)

// mostHeadingWords is the number of words in the heading of a section.
const mostHeadingWords = 9

// others returns, for every row of a leaf, whom it is about when that is not the
// sender: it stands under a heading such as "Gegevens van uw partner". A heading
// counts when a label follows it: a letter has short lines too.
func (l *leaf) others(all []anchor) []string {
	about := make([]string, len(l.rows))
	whom := ""
	for row := range l.rows {
		text, heads := l.headingText(row, all)
		heads = heads && row+1 < len(l.rows) && startsLabel(l.rows[row+1][0], all)
		switch {
		case !heads:
		case otherSection.MatchString(text):
			whom = otherSection.FindString(text)
		case ownSection.MatchString(text) || l.headings[row] || sectionStart.MatchString(text):
			whom = ""
		}
		about[row] = whom
	}
	for row := range l.alongRows(all) {
		about[row] = alongWhom
	}
	return about
}

// alongWhom is whom the rows of people who move along are about.
const alongWhom = "meeverhuizer"

// isOther tells whether word i is about somebody else than the sender.
func (l *leaf) isOther(i int) bool {
	return i < len(l.words) && l.other[l.words[i].row] != ""
}

// isOtherAt tells whether the text at a byte is about somebody else.
func (l *leaf) isOtherAt(at int) bool {
	first, _ := l.wordsIn(at, at+1)
	return l.isOther(first)
}

// sectionStart is a heading with a number or letter of its own.
var sectionStart = regexp.MustCompile(`^(?:[a-z]|[0-9]{1,2})[.)] `)

// headingText returns a row that can be a heading: a few words alone on it, that
// end no sentence, and no label with its value.
func (l *leaf) headingText(row int, all []anchor) (string, bool) {
	first, past := l.rows[row][0], l.rows[row][1]
	if past-first > mostHeadingWords || l.segmentEnd(first) != past {
		return "", false
	}
	text := l.raw(first, past)
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, ",") || text == strings.ToLower(text) {
		return "", false
	}
	i := slices.IndexFunc(all, func(a anchor) bool { return a.first >= first && a.first < past })
	if i >= 0 {
		if from, to := l.value(all[i], all); all[i].past < past || from < to && l.words[from].row <= row+1 && all[i].slot != slotOther {
			return "", false
		}
	}
	return fold(text), true
}

// ofOther tells whether the words after a label say that it asks for somebody
// else: "Telefoonnummer contactpersoon". It returns past those words.
func (l *leaf) ofOther(past, end int) (int, bool) {
	for i := past; i < min(past+4, end); i++ {
		word := strings.Trim(fold(l.words[i].Text), ".,:()")
		if otherParty.MatchString(word) {
			return i + 1, true
		}
		if !ofWords[word] {
			return past, false
		}
	}
	return past, false
}

// ofWords may stand between a label and whom it is about.
var ofWords = map[string]bool{"van": true, "de": true, "het": true, "uw": true, "mijn": true, "een": true, "en": true, "eventuele": true}
