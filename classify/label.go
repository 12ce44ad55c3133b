package classify

import (
	"maps"
	"slices"
	"strings"
)

// A slot is what a label on a form asks for.
type slot string

// Slots that are no field of their own: headings, and parts that are put
// together or bound to the address above them.
const (
	slotOld      slot = "heading old"
	slotNew      slot = "heading new"
	slotSelf     slot = "heading self"
	slotOther    slot = "other"
	slotFirst    slot = "first name"
	slotLast     slot = "last name"
	slotAddress  slot = "address"
	slotStreet   slot = "street"
	slotNumber   slot = "number"
	slotAddition slot = "addition"
	slotPostcode slot = "postcode"
	slotPlace    slot = "postcode and city"
	slotCity     slot = "city"
)

// labels gives the slot of every label we know, folded, without punctuation.
var labels = map[string]slot{
	"naam": "name", "uw naam": "name", "naam aanvrager": "name", "volledige naam": "name", "voor en achternaam": "name",
	"voornaam en achternaam": "name", "naam en voornamen": "name", "naam en voornaam": "name", "naam en voorletters": "name", "achternaam en voorletters": "name", "voorletters en achternaam": "name", "voorletters en naam": "name", "achternaam en voornaam": "name", "achternaam en voornamen": "name", "naam en initialen": "name", "naam melder": "name", "bewoner": "name", "naam bewoner": "name", "client": "name", "naam client": "name", "contactpersoon": "name", "naam organisator": "name", "organisator": "name", "huurder": "name", "naam huurder": "name", "naam indiener": "name", "naam ouder": "name", "naam afzender": "name", "afzender": "name", "ingevuld door": "name", "aanvrager naam": "name", "naam ondernemer": "name", "ondernemer": "name", "naam aangever": "name",
	"voornaam": slotFirst, "voornamen": slotFirst, "voornamen voluit": slotFirst, "voorletters": slotFirst, "achternaam": slotLast, "geslachtsnaam": slotLast,
	"bsn": "bsn", "burgerservicenummer": "bsn", "bsn nummer": "bsn", "burger service nummer": "bsn", "sofinummer": "bsn", "uw bsn": "bsn",
	"geboortedatum": "birth_date", "geb datum": "birth_date", "datum geboorte": "birth_date", "geboren": "birth_date", "geboren op": "birth_date", "uw geboortedatum": "birth_date",
	"telefoon": "phone", "telefoonnummer": "phone", "tel": "phone", "tel nr": "phone", "telefoonnr": "phone", "mobiel": "phone", "mobiel nummer": "phone", "telefoon overdag": "phone", "bereikbaar op": "phone", "bereikbaar op nummer": "phone", "bereikbaar onder nummer": "phone", "telefoon prive": "phone", "telefoon werk": "phone", "tel nummer": "phone", "mobielnummer": "phone", "gsm": "phone", "mobiele telefoon": "phone", "uw telefoonnummer": "phone",
	"e mail": "email", "email": "email", "e mailadres": "email", "emailadres": "email", "mail": "email",
	"oud adres": slotOld, "was": slotOld, "vorig woonadres": slotOld, "vorige woonadres": slotOld, "oude adres": slotOld, "huidig adres": slotOld, "huidige adres": slotOld, "vorig adres": slotOld, "vorige adres": slotOld, "adres oud": slotOld, "oude woonadres": slotOld, "oud woonadres": slotOld, "verhuist van": slotOld, "van adres": slotOld, "van": slotOld, "mijn oude adres": slotOld, "uw oude adres": slotOld, "uw huidige adres": slotOld, "ons oude adres": slotOld, "vertrekadres": slotOld, "oude situatie": slotOld, "huidig woonadres": slotOld, "huidige woning": slotOld, "huidige situatie": slotOld, "oude woning": slotOld, "vorige woning": slotOld, "waar woont u nu": slotOld, "waar woonde u": slotOld, "uw adres nu": slotOld,
	"nieuw adres": slotNew, "wordt": slotNew, "nieuw wordt": slotNew, "nieuwe adres": slotNew, "adres nieuw": slotNew, "toekomstig adres": slotNew, "nieuw woonadres": slotNew, "nieuwe woonadres": slotNew, "verhuist naar": slotNew, "naar adres": slotNew, "naar": slotNew, "mijn nieuwe adres": slotNew, "uw nieuwe adres": slotNew, "ons nieuwe adres": slotNew, "nieuwe situatie": slotNew, "nieuwe woning": slotNew, "waar gaat u wonen": slotNew, "waar gaat u naartoe": slotNew, "waar verhuist u naartoe": slotNew, "uw adres straks": slotNew,
	"oude straat": "old_street", "oude postcode": "old_postcode", "oude woonplaats": "old_city", "oud huisnummer": "old_number", "oude huisnummer": "old_number", "huidige straat": "old_street", "huidige postcode": "old_postcode", "huidige woonplaats": "old_city", "huidig huisnummer": "old_number",
	"nieuwe straat": "new_street", "nieuwe postcode": "new_postcode", "nieuwe woonplaats": "new_city", "nieuw huisnummer": "new_number", "nieuwe huisnummer": "new_number",
	"adres": slotAddress, "straat en huisnummer": slotAddress, "straat en nummer": slotAddress, "straatnaam en huisnummer": slotAddress, "straat huisnummer": slotAddress, "straat nr": slotAddress, "woonadres": slotAddress, "uw adres": slotAddress, "adres aanvrager": slotAddress, "bezoekadres": slotAddress, "vestigingsadres": slotAddress, "postadres": slotAddress, "correspondentieadres": slotAddress,
	"straat": slotStreet, "straatnaam": slotStreet, "huisnummer": slotNumber, "huisnr": slotNumber, "nummer": slotNumber, "huisnummer en toevoeging": slotNumber, "nr": slotNumber,
	"toevoeging": slotAddition, "huisletter": slotAddition, "huisletter of toevoeging": slotAddition, "huisnummertoevoeging": slotAddition,
	"postcode": slotPostcode, "postcode en woonplaats": slotPlace, "postcode woonplaats": slotPlace, "postcode plaats": slotPlace, "postcode en plaats": slotPlace, "woonplaats": slotCity, "plaats": slotCity, "plaatsnaam": slotCity,
	"verhuisdatum": "move_date", "datum van aankomst": "move_date", "datum aankomst": "move_date", "aankomstdatum": "move_date", "datum verhuizing": "move_date", "datum van verhuizing": "move_date", "datum van de verhuizing": "move_date", "datum van verhuizen": "move_date", "ingangsdatum": "move_date", "datum ingang": "move_date", "ingangsdatum verhuizing": "move_date", "per datum": "move_date", "per": "move_date", "met ingang van": "move_date", "verhuisd op": "move_date", "verhuist op": "move_date", "datum adreswijziging": "move_date", "wanneer verhuist u": "move_date", "wanneer gaat u verhuizen": "move_date", "vanaf welke dag": "move_date", "vanaf welke datum": "move_date", "per wanneer": "move_date", "wanneer gaat u er wonen": "move_date",
	"meeverhuizende personen": "co_movers", "meeverhuizers": "co_movers", "wie verhuizen er mee": "co_movers", "wie verhuist er mee": "co_movers", "medeverhuizers": "co_movers", "gezinsleden": "co_movers", "meeverhuizende gezinsleden": "co_movers", "overige personen": "co_movers", "verhuizen mee": "co_movers", "namen meeverhuizenden": "co_movers",
	"hoofdbewoner": "host", "naam hoofdbewoner": "host", "inwonend bij": "host", "bij wie gaat u wonen": "host",
	"iban": "iban", "rekeningnummer": "iban", "iban nummer": "iban", "bankrekeningnummer": "iban", "rekeningnummer iban": "iban", "bankrekening": "iban", "iban rekeningnummer": "iban",
	"ten name van": "iban_name", "tnv": "iban_name", "t n v": "iban_name", "naam rekeninghouder": "iban_name", "rekening op naam van": "iban_name", "op naam van": "iban_name",
	"kvk": "kvk", "kvk nummer": "kvk", "kvk nr": "kvk", "nummer kvk": "kvk", "nummer kamer van koophandel": "kvk", "kamer van koophandel": "kvk", "inschrijfnummer kvk": "kvk", "kvknummer": "kvk", "kvk inschrijfnummer": "kvk",
	"bedrijfsnaam": "company", "naam bedrijf": "company", "naam onderneming": "company", "handelsnaam": "company", "naam van uw bedrijf": "company", "naam van het bedrijf": "company", "bedrijf": "company", "onderneming": "company", "naam organisatie": "company", "organisatie": "company", "naam instelling": "company", "naam vereniging": "company", "naam stichting": "company", "stichting of vereniging": "company",
	"maand": "months", "maanden": "months", "aanvraagperiode": "months", "periode": "months", "voor welke maanden": "months", "gevraagde periode": "months", "voor de maanden": "months",
	"inkomen": "income", "netto inkomen": "income", "inkomen uit bedrijf": "income", "verwacht inkomen": "income", "inkomsten": "income", "inkomsten uit bedrijf": "income", "inkomen per maand": "income", "inkomen partner": slotOther, "inkomen partner per maand": slotOther, "inkomsten partner": slotOther, "verwacht inkomen per maand": "income", "netto inkomen per maand": "income", "verwachte winst": "income", "geschat inkomen": "income", "uw inkomen": "income",
	"lening": "loan", "bedrag lening": "loan", "gevraagde lening": "loan", "gewenst leenbedrag": "loan", "leenbedrag": "loan", "lening bedrijfskapitaal": "loan", "bedrijfskapitaal": "loan", "hoogte lening": "loan", "hoeveel wilt u lenen": "loan",
	"partner": "partner", "naam partner": "partner", "naam van uw partner": "partner", "uw partner": "partner", "partner naam": "partner", "naam van de partner": "partner", "naam en bsn van de partner": "partner", "naam en bsn partner": "partner", "naam en geboortedatum partner": "partner", "naam en voorletters partner": "partner", "gegevens van de partner": slotOther,
	"datum": "letter_date", "dagtekening": "letter_date", "datum brief": "letter_date",
	"kenmerk": "case_number", "ons kenmerk": "case_number", "uw kenmerk": "case_number", "zaaknummer": "case_number", "referentie": "case_number", "dossiernummer": "case_number", "betreft kenmerk": "case_number", "uw referentie": "case_number", "uw ref": "case_number", "onze referentie": "case_number",
	"factuurnummer": "invoice", "factuurnr": "invoice", "factuur nr": "invoice", "nummer factuur": "invoice", "notanummer": "invoice", "factuurdatum": "letter_date",
	"aanslagnummer": "assessment", "aanslagbiljetnummer": "assessment", "nummer aanslag": "assessment", "nummer van de aanslag": "assessment", "beschikkingsnummer": "assessment", "beschikkingnummer": "assessment", "nummer beschikking": "assessment", "vorderingsnummer": "assessment",
	"naheffingsnummer": "fine", "nummer naheffing": "fine", "nummer naheffingsaanslag": "fine", "naheffingsaanslagnummer": "fine", "bonnummer": "fine", "boetenummer": "fine", "nummer van de bon": "fine",
	"woz objectnummer": "woz", "objectnummer": "woz", "woz object": "woz", "objectnummer woz": "woz",
	"rsin": "rsin", "rsin nummer": "rsin", "fiscaal nummer": "rsin", "rsin fiscaal nummer": "rsin", "vestigingsnummer": "branch", "vestigingsnummer kvk": "branch",
	"kenteken": "plate", "kentekennummer": "plate",
	"bedrag": "amount", "gevraagd bedrag": "amount", "aangevraagd bedrag": "amount", "kosten": "amount", "totale kosten": "amount", "bedrag aanslag": "amount", "bedrag van de aanslag": "amount", "factuurbedrag": "amount", "totaal": "amount", "totaalbedrag": "amount", "totaal te betalen": "amount", "totaal incl btw": "amount", "te betalen": "amount", "te voldoen": "amount",
	"aanvrager": slotSelf, "persoonsgegevens": slotSelf, "uw gegevens": slotSelf, "gegevens aanvrager": slotSelf, "gegevens aangever": slotSelf, "gegevens partner": slotOther, "handtekening": slotOther, "ondertekening": slotOther, "onderwerp": slotOther, "betreft": slotOther, "geslacht": slotOther, "nationaliteit": slotOther, "burgerlijke staat": slotOther, "geboorteplaats": slotOther, "handtekening partner": slotOther, "geboortedatum partner": slotOther, "bsn partner": slotOther, "bsn van de partner": slotOther, "bsn van uw partner": slotOther, "hebt u een partner": slotOther, "heeft u een partner": slotOther, "inkomen van de partner": slotOther, "inkomen van uw partner": slotOther, "handtekening aanvrager": slotOther, "handtekening van de partner": slotOther, "datum ondertekening": "letter_date",
}

// mostLabelWords is the number of words in the longest label.
const mostLabelWords = 6

// leastAlike is how alike a misread label must be (measured: .76 finds worn
// labels without taking one for another).
const leastAlike = .76

// An anchor is a label that was found on a leaf, with the words it has.
type anchor struct {
	slot        slot
	first, past int
}

// anchors returns the labels of a leaf in reading order. A label begins a run of
// words: text in the middle of a sentence is not one, unless a colon ends it.
func (l *leaf) anchors() []anchor {
	var found []anchor
	for i := 0; i < len(l.words); i++ {
		if a, ok := l.anchorAt(i); ok {
			found = append(found, a)
			i = a.past - 1
		}
	}
	return found
}

// anchorAt reads the longest label that begins at word i.
func (l *leaf) anchorAt(i int) (anchor, bool) {
	for _, like := range []func(string) (slot, bool){labelExactly, labelLike} {
		if a, ok := l.anchorLike(i, like); ok {
			return a, true
		}
	}
	return anchor{}, false
}

// anchorLike reads the longest label that begins at word i, as like knows labels.
func (l *leaf) anchorLike(i int, like func(string) (slot, bool)) (anchor, bool) {
	end := l.segmentEnd(i)
	for past := min(end, i+mostLabelWords+2); past > i; past-- {
		colon := strings.HasSuffix(l.words[past-1].Text, ":") || past < len(l.words) && l.words[past].Text == ":"
		if !colon && !l.words[i].gap {
			continue
		}
		found, ok := like(labelText(l.words[i:past]))
		if beyond, other := l.ofOther(past, end); ok && other && found != slotOld && found != slotNew {
			return anchor{slotOther, i, beyond}, true
		}
		if weakLabels[labelText(l.words[i:past])] && !colon {
			continue
		}
		if ok && (colon || past == end || typed[found] || l.fits(found, past, end)) {
			return anchor{found, i, past}, true
		}
	}
	return anchor{}, false
}

// weakLabels also begin a street or a sentence: "Van Speijkstraat". They need a
// colon.
var weakLabels = map[string]bool{"van": true, "was": true, "wordt": true, "naar": true, "per": true}

// typed are the slots whose value has a form of its own, so that a label needs
// neither a colon nor a gap after it.
var typed = map[slot]bool{"bsn": true, "birth_date": true, "phone": true, "email": true, "iban": true, "kvk": true, "plate": true, "move_date": true, "rsin": true, "branch": true, "woz": true, "invoice": true, "fine": true, "assessment": true, slotPostcode: true, slotPlace: true, slotNumber: true}

// fits tells whether the words from first to past are what a slot without a form
// of its own asks for, so that its label needs no colon: "naam Jan Jansen".
func (l *leaf) fits(s slot, first, past int) bool {
	raw, n := l.raw(first, past), past-first
	switch s {
	case "name", "partner", "host", "iban_name", slotLast, slotFirst:
		return (onlyName.MatchString(raw) || lastFirst.MatchString(raw)) && n <= 6
	case slotOld, slotNew, slotAddress, slotStreet:
		return n <= 9 && slices.ContainsFunc(l.words[first:past], func(w word) bool { return houseNumber.MatchString(w.Text) })
	case "months":
		return monthWord.MatchString(l.words[first].Text)
	case "income", "loan", "amount":
		return n <= 4 && bareMoney.MatchString(raw)
	case slotCity:
		return n <= 3 && placeWord.MatchString(l.words[first].Text)
	case "company":
		return n <= 6
	}
	return false
}

// labelText folds the words of a label: letters only, one space between, and
// nothing that stands in brackets. A colon before the last word ends a label.
func labelText(words []word) string {
	var parts []string
	for i, w := range words {
		if i < len(words)-1 && strings.HasSuffix(w.Text, ":") {
			return ""
		}
		if strings.ContainsAny(w.Text, "0123456789") {
			if i == 0 && len(w.Text) <= 3 && len(words) > 1 {
				continue // "3. Nieuwe adres"
			}
			return ""
		}
		if strings.HasPrefix(w.Text, "(") || strings.HasSuffix(w.Text, ")") {
			continue
		}
		if i == 0 && len(words) > 1 && sectionMark.MatchString(w.Text) {
			continue // "B. Nieuwe adres"
		}
		parts = append(parts, strings.FieldsFunc(fold(w.Text), func(r rune) bool { return r < 'a' || r > 'z' })...)
	}
	return strings.Join(parts, " ")
}

// labelExactly returns the slot of a label that was read without a mistake.
func labelExactly(text string) (slot, bool) {
	s, ok := labels[text]
	return s, ok
}

// labelLike returns the slot of the label that text is most like. What ends in an
// initial has the first word of its value behind it.
func labelLike(text string) (slot, bool) {
	if i := strings.LastIndexByte(text, ' '); i > 0 && len(text)-i <= 2 {
		return "", false
	}
	if len(text) < 6 || strings.Count(text, " ") >= mostLabelWords {
		return "", false
	}
	best, most, set := "", 0.0, lettersOf(text)
	for _, known := range longLabels {
		longest := max(len(known.text), len(text))
		limit := int(float64(longest)*(1-leastAlike) + 1e-9) // further is not like it
		if len(known.text)*4 < len(text)*3 || len(text)*4 < len(known.text)*3 || set.leastApart(known.letters) > limit {
			continue
		}
		if like := 1 - float64(distance(known.text, text, limit))/float64(longest); like > most {
			best, most = known.text, like
		}
	}
	return labels[best], most >= leastAlike
}

// A longLabel is a label that may be misread.
type longLabel struct {
	text    string
	letters letterSet
}

// longLabels are all that may, sorted, so that ties fall the same way always.
var longLabels = labelsFrom(6)

// labelsFrom returns the labels of so many letters and more.
func labelsFrom(letters int) []longLabel {
	var list []longLabel
	for _, text := range slices.Sorted(maps.Keys(labels)) {
		if len(text) >= letters {
			list = append(list, longLabel{text, lettersOf(text)})
		}
	}
	return list
}

// value returns the words that answer anchor a: right of it up to the next label
// or the end of its row; below it when there is nothing beside it.
func (l *leaf) value(a anchor, all []anchor) (first, past int) {
	row := l.words[a.first].row
	limit := l.rows[row][1]
	for _, other := range all {
		if other.first >= a.past && other.first < limit {
			limit = other.first
		}
	}
	first = l.skipFiller(a.past, limit)
	if first < limit {
		return first, limit
	}
	first, past = l.under(a.first)
	if first < past && startsLabel(first, all) {
		return 0, 0
	}
	return l.skipFiller(first, past), past
}

// skipFiller passes colons, dots and lines to write on.
func (l *leaf) skipFiller(first, past int) int {
	for first < past && strings.Trim(l.words[first].Text, ":._-…|") == "" {
		first++
	}
	return first
}

// startsLabel tells whether a label begins at word i.
func startsLabel(i int, all []anchor) bool {
	return slices.ContainsFunc(all, func(a anchor) bool { return a.first == i })
}
