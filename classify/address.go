package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// A side says which address of a move one is.
type side string

// Sides of a move.
const (
	oldSide side = "old"
	newSide side = "new"
	ownSide side = "own" // of the sender, in a letter that is about no move
)

// A part is a value with the words it was read from.
type part struct {
	value       string
	first, past int
}

// An address is what stands together on a leaf: a street with a number, and a
// postcode and a place after it or on the row below. Parts may be empty.
type address struct {
	leaf                           *leaf
	street, number, postcode, city part
	side                           side
	office                         bool // a PO box or the municipality itself
}

// Patterns of the parts of an address.
var (
	houseNumber  = regexp.MustCompile(`^([1-9][0-9]{0,4})(?:[-/ ]?([A-Za-z]{1,4}[0-9]{0,2}|[0-9]{1,4}|[0-9]-?hoog))?[,.;:)]*$`)
	additionForm = regexp.MustCompile(`^(?i:[a-h]|[k-t]|[v-z]|bis|hs|huis|zwart|rood|zw|rd|boven|beneden|achter|voor|i{1,3}|iv|[0-9]{1,2}-?hoog|-[0-9]{1,4}|-[a-z])[,.;]?$`)
	postcodeForm = regexp.MustCompile(`^\(?([1-9][0-9OoIlSB]{3})([A-Za-z]{2})[,.;)]{0,2}$`)
	fourDigits   = regexp.MustCompile(`^\(?([1-9][0-9OoIlSB]{3})$`)
	twoLetters   = regexp.MustCompile(`^[A-Z]{2}[,.;)]{0,2}$`)
	streetEnding = regexp.MustCompile(`(?:straat|str|laan|weg|plein|pad|hof|kade|singel|dijk|gracht|dreef|ring|steeg|park|plantsoen|baan|burg|veld|markt|wal|haven|erf|kamp|akker|oord|horst|lei|dwars|poort|boulevard|esplanade|allee|hoek|zoom|donk|meent|tuin|hage|brink|es|eind|einde|sloot|vaart|werf|straatje|straatweg|wijk|rede|waard|polder|bos|berg|heuvel|dal|brug|sluis|hofje|passage|rak|straot|kwartier)$`)
	placeWord    = regexp.MustCompile(`^(?:['‘’][st]|['‘’]s-[A-Z][\pL\-]+|[A-Z][\pL'’\-]+|aan|den|de|het|op|van|der|bij|en|a/d|\([A-Z]{1,2}\))[,.;:]?$`)
)

// joiners are small words within the name of a street.
var joiners = map[string]bool{"van": true, "de": true, "der": true, "den": true, "het": true, "'t": true, "'s": true, "ten": true, "ter": true, "te": true, "op": true, "en": true, "aan": true, "la": true, "du": true, "in": true, "bij": true}

// noStreets are words before a number that are no street.
var noStreets = map[string]bool{"postbus": true, "artikel": true, "bijlage": true, "tozo": true, "pagina": true, "bladzijde": true, "kamer": true, "nummer": true, "nr": true, "telefoon": true, "tel": true, "kvk": true, "bsn": true, "datum": true, "kenmerk": true, "factuur": true, "blad": true, "zaak": true, "dossier": true, "antwoordnummer": true, "lid": true, "week": true, "eur": true, "totaal": true, "mobiel": true, "leeftijd": true, "versie": true, "per": true, "op": true, "vanaf": true, "sinds": true, "aanslag": true, "object": true, "iban": true}

// addresses returns every address of a leaf, in reading order.
func addresses(l *leaf) []address {
	var found []address
	for i := range l.words {
		if !houseNumber.MatchString(l.words[i].Text) || i < endOfLast(found) {
			continue
		}
		if a, ok := addressAt(l, i); ok {
			found = append(found, a)
		}
	}
	return found
}

// endOfLast returns past the last word of the address found last.
func endOfLast(found []address) int {
	if len(found) == 0 {
		return 0
	}
	a := found[len(found)-1]
	return max(a.number.past, a.postcode.past, a.city.past)
}

// addressAt reads the address whose house number is word i. It is one when the
// street looks like a street or a postcode follows.
func addressAt(l *leaf, i int) (address, bool) {
	end := i
	if i > 0 && numberWord[fold(l.words[i-1].Text)] {
		end = i - 1
	}
	first := streetStart(l, end)
	if first == end {
		return address{}, false
	}
	a := address{leaf: l, street: part{l.raw(first, end), first, end}}
	last := fold(strings.Trim(l.words[end-1].Text, ".,"))
	a.office = last == "postbus" || last == "antwoordnummer"
	a.number = numberAt(l, i)
	a.readPlace()
	a.cityBefore()
	if next := a.number.past; next < len(l.words) && month(strings.Trim(l.words[next].Text, ".,")) != 0 {
		return address{}, false // "Per 26 maart"
	}
	if a.postcode.value == "" && (noStreets[last] || month(last) != 0 || !streetEnding.MatchString(last) && !a.announced()) {
		return address{}, false
	}
	return a, true
}

// numberWord are words that may stand between street and number.
var numberWord = map[string]bool{"nummer": true, "nr": true, "nr.": true, "no.": true, "huisnummer": true}

// announced tells whether the words before the street say that an address comes.
func (a *address) announced() bool {
	at := a.leaf.words[a.street.first].at
	return announcing.MatchString(fold(a.leaf.text[max(0, at-40):at]))
}

// announcing matches the end of words that announce an address.
var announcing = regexp.MustCompile(`(?:adres|stek|huis|woning|wonen|verhui[a-z]*|woon|was|wordt)\b[^.;0-9]{0,25}$`)

// cityBefore reads "in Delft, Kerkstraat 1" when no place came after the number.
func (a *address) cityBefore() {
	l, at := a.leaf, a.street.first-1
	if a.city.value != "" || at < 1 || !strings.HasSuffix(l.words[at].Text, ",") || fold(l.words[at-1].Text) != "in" {
		return
	}
	a.city = cityAt(l, at, l.words[at].row)
}

// streetStart returns the first word of the street that ends before word i; i
// itself when there is none.
func streetStart(l *leaf, i int) int {
	start, row := i, l.words[i].row
	if l.brokenBefore(i) {
		row--
	}
	for j := i - 1; j >= 0 && i-j <= 6 && l.words[j].row == row && (!l.words[j+1].gap || l.words[j+1].row > row); j-- {
		text := l.words[j].Text
		if strings.ContainsAny(text[len(text)-1:], ",;:)") || !streetWord(text, j == i-1) {
			break
		}
		start = j
	}
	start = l.streetAbove(start, i)
	for start < i && (joiners[l.words[start].Text] && !strings.HasPrefix(l.words[start].Text, "'") || openers[l.words[start].Text] && start < i-1) {
		start++
	}
	return start
}

// streetBegins are words that begin the name of a street and nothing else that
// stands at the end of a line.
var streetBegins = map[string]bool{"Van": true, "De": true, "Den": true, "Ter": true, "Ten": true, "Oude": true, "Nieuwe": true, "Korte": true, "Lange": true, "Grote": true, "Kleine": true, "Burgemeester": true, "Prins": true, "Prinses": true, "Koningin": true, "Koning": true, "Graaf": true, "Sint": true, "St.": true, "Jan": true, "Johan": true, "Dr.": true, "Prof.": true, "Pastoor": true, "Burg.": true}

// streetAbove returns where the street really starts when a line ends in the middle
// of its name: "mijn nieuwe adres is Van" and "Speijkstraat 12" below it.
func (l *leaf) streetAbove(start, number int) int {
	row := l.words[start].row
	if start == number || start == 0 || start != l.rows[row][0] || row == 0 || l.apart(row-1, row) || l.rows[row-1][1]-l.rows[row-1][0] < 4 {
		return start
	}
	for start > l.rows[row-1][0] && streetBegins[l.words[start-1].Text] {
		start--
	}
	return start
}

// brokenBefore tells whether a line break stands between a street and the number
// at word i: the row above runs on to its end with the name of a street.
func (l *leaf) brokenBefore(i int) bool {
	row := l.words[i].row
	if i == 0 || l.words[i-1].row != row-1 || l.apart(row-1, row) || l.segmentEnd(l.rows[row-1][0]) != l.rows[row-1][1] {
		return false
	}
	return streetEnding.MatchString(fold(l.words[i-1].Text)) && l.rows[row-1][1]-l.rows[row-1][0] > 3
}

// openers begin a sentence or a line in a capital and are no part of a street.
var openers = map[string]bool{"Op": true, "Naar": true, "Aan": true, "In": true, "Uit": true, "Wij": true, "Ik": true, "Adres": true, "Vanaf": true, "Vanuit": true, "Dus": true, "Woonadres": true, "Straat": true}

// streetWord tells whether a word may be part of a street; the last one, just
// before the number, may also be in small letters when it ends like a street.
func streetWord(text string, last bool) bool {
	r := []rune(text)[0]
	capital := r >= 'A' && r <= 'Z' || r == 'É' || r == '\''
	if capital || joiners[text] {
		return true
	}
	if last {
		return streetEnding.MatchString(fold(text)) && len(text) > 4
	}
	return len(text) <= 3 && text[0] >= '1' && text[0] <= '9' && strings.ContainsAny(text, "ed")
}

// numberAt reads the house number at word i with the addition after it.
func numberAt(l *leaf, i int) part {
	m := houseNumber.FindStringSubmatch(l.words[i].Text)
	value := strings.TrimSpace(m[1] + " " + m[2])
	closed := strings.ContainsAny(l.words[i].Text, ",.;:)")
	next := i + 1
	if closed || m[2] != "" || next >= len(l.words) || l.words[next].row != l.words[i].row || l.words[next].gap {
		return part{value, i, i + 1}
	}
	if !additionForm.MatchString(l.words[next].Text) {
		return part{value, i, i + 1}
	}
	addition := strings.Trim(l.words[next].Text, ",.;-")
	return part{value + " " + addition, i, i + 2}
}

// readPlace reads postcode and place after the number, or on the row below it.
func (a *address) readPlace() {
	l := a.leaf
	next := a.number.past
	for next < len(l.words) && next < a.number.past+2 && (fold(l.words[next].Text) == "te" || fold(l.words[next].Text) == "in") {
		next++
	}
	if a.postcodeAt(next) {
		return
	}
	if a.cityOnly(next) {
		a.postcodeBehind()
		return
	}
	if first, past := l.under(a.street.first); first < past && a.postcodeAt(first) {
		return
	}
}

// postcodeBehind reads a postcode that stands behind the place: "te Oss (5341 AB)".
func (a *address) postcodeBehind() {
	i := a.city.past
	for i < min(len(a.leaf.words), a.city.past+2) && fold(strings.Trim(a.leaf.words[i].Text, ":,")) == "postcode" {
		i++
	}
	if value, past := postcodeWords(a.leaf, i); value != "" && a.leaf.words[i].row-a.leaf.words[i-1].row <= 1 {
		a.postcode = part{value, i, past}
	}
}

// postcodeAt reads a postcode that begins at word i, and the place after it.
func (a *address) postcodeAt(i int) bool {
	l := a.leaf
	postcode, past := postcodeWords(l, i)
	if postcode == "" {
		return false
	}
	a.postcode = part{postcode, i, past}
	a.city = cityAt(l, past, l.words[past-1].row)
	return true
}

// postcodeWords returns the normal postcode at word i and past its last word; ""
// when there is none.
func postcodeWords(l *leaf, i int) (string, int) {
	if i >= len(l.words) {
		return "", i
	}
	if m := postcodeForm.FindStringSubmatch(l.words[i].Text); m != nil {
		fixed, _ := repairDigits(m[1])
		return postkamer.NormalPostcode(fixed + m[2]), i + 1
	}
	if i+1 < len(l.words) && fourDigits.MatchString(l.words[i].Text) && twoLetters.MatchString(l.words[i+1].Text) && l.words[i+1].row-l.words[i].row <= 1 {
		fixed, _ := repairDigits(strings.TrimLeft(l.words[i].Text, "("))
		return postkamer.NormalPostcode(fixed + strings.TrimRight(l.words[i+1].Text, ",.;)")), i + 2
	}
	return "", i
}

// cityOnly reads "in Delft" or ", Delft" after the number.
func (a *address) cityOnly(i int) bool {
	l := a.leaf
	comma := strings.HasSuffix(l.words[a.number.past-1].Text, ",")
	if i == a.number.past && !comma {
		return false
	}
	row := l.words[a.number.past-1].row
	if i > a.number.past && i < len(l.words) && l.words[i-1].row == row && l.words[i].row == row+1 && !l.apart(row, row+1) {
		row++ // the line ends behind "in"
	}
	if comma && i < len(l.words) && l.words[i].row == row+1 && !l.tooFar(i-1, row+1) {
		row++
	}
	a.city = cityAt(l, i, row)
	return a.city.value != ""
}

// cityAt reads the name of a place from word i on, within its row or run.
func cityAt(l *leaf, i, row int) part {
	if i < len(l.words) && strings.HasSuffix(l.words[max(0, i-1)].Text, ".") {
		return part{}
	}
	past := i
	for past < len(l.words) && past < i+5 && l.words[past].row == row && !l.words[past].gap && placeWord.MatchString(l.words[past].Text) {
		past++
		if strings.ContainsAny(l.words[past-1].Text, ",.;:") {
			break
		}
	}
	for past > i && joiners[l.words[past-1].Text] {
		past--
	}
	if past == i || l.words[i].Text != "'s" && joiners[l.words[i].Text] {
		return part{}
	}
	return part{straight(strings.TrimRight(l.raw(i, past), ",.;:")), i, past}
}

// straight makes the apostrophes of a name plain ones.
func straight(s string) string {
	return strings.NewReplacer("‘", "'", "’", "'", "`", "'").Replace(s)
}
