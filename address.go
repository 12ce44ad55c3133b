package postkamer

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// An Address (adres) is one line of the table that the municipality loads, with
// the columns of the BAG (basisregistratie adressen en gebouwen).
type Address struct {
	ID           string // nummeraanduiding: sixteen digits; may be empty
	Street       string // openbareruimte, as it is officially written
	Number       int
	Letter       string // huisletter
	Addition     string // huisnummertoevoeging
	Postcode     string // normal: 1234 AB
	City         string // woonplaats
	Municipality string // gemeente; may be empty
	Purpose      string // gebruiksdoel: "woonfunctie"; empty when the table does not say
}

// House returns the number as people write it: 14, 14 A, 14-2, 14 A-2.
func (a Address) House() string {
	text := strconv.Itoa(a.Number)
	if a.Letter != "" {
		text += " " + a.Letter
	}
	if a.Addition != "" {
		text += "-" + a.Addition
	}
	return text
}

// Home tells whether somebody may live there, as far as the table says.
func (a Address) Home() bool {
	return a.Purpose == "" || strings.Contains(strings.ToLower(a.Purpose), "woon")
}

// An AddressQuery is what was read of an address. Parts may be empty.
type AddressQuery struct {
	Name     string // which address of the piece it is, such as "new"
	Street   string
	Number   int    // without letter and addition
	Postcode string // normal, or empty
	City     string
}

// An AddressAnswer is what the table of addresses has for a query. It judges
// nothing: package classify does.
type AddressAnswer struct {
	Query      AddressQuery
	AtPostcode []Address // all addresses of the postcode, by number
	InStreets  []Address // in streets that look like the one that was read: at the number, or else the nearest numbers
	Covered    bool      // the table has the four digits of the postcode, or the place
}

// An AddressTable says what was loaded last.
type AddressTable struct {
	Addresses  int
	Streets    int
	NoPostcode int    // rows that were left out for want of one; known only right after loading
	File       string // base name of the file
	LoadedAt   time.Time
	By         string
}

// shortStreets are words of streets that people shorten.
var shortStreets = map[string]string{
	"str": "straat", "ln": "laan", "pln": "plein", "wg": "weg", "sngl": "singel", "kd": "kade", "dwarsstr": "dwarsstraat",
	"burg": "burgemeester", "dr": "dokter", "ds": "dominee", "gen": "generaal", "ir": "ingenieur", "jhr": "jonkheer", "kap": "kapelaan",
	"kon": "koningin", "mgr": "monseigneur", "mr": "meester", "past": "pastoor", "pr": "prins", "prof": "professor", "st": "sint",
	"d": "de", "h": "het", "t": "het", "v": "van", "vd": "vander", "o": "oude", "n": "nieuwe",
}

// accented gives the plain letters for those with an accent in Dutch street names.
var accented = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ç", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ñ", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y", "ĳ", "ij", "ß", "ss")

// AddressKey returns a street or a place as it is compared: small letters without
// accents, blanks and marks, shortened words in full. "Pr. Bernhardstr." and
// "Prins Bernhardstraat" have one key. It is not for people.
func AddressKey(name string) string {
	words := strings.FieldsFunc(accented.Replace(strings.ToLower(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if long, ok := shortStreets[w]; ok {
			words[i] = long
		} else if front, ok := strings.CutSuffix(w, "str"); ok && len(front) > 2 {
			words[i] = front + "straat"
		}
	}
	return strings.Join(words, "")
}

// HouseNumber cuts a house number as it was read in its digits and what stands
// behind them, in capitals and without marks: "14-a" is 14 and "A". The number is
// 0 when it does not begin with 1 to 5 digits.
func HouseNumber(s string) (number int, addition string) {
	s = strings.ToUpper(strings.TrimSpace(s))
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end == 0 || end > 5 {
		return 0, ""
	}
	number, _ = strconv.Atoi(s[:end])
	return number, AdditionKey(s[end:])
}

// AdditionKey returns a letter with an addition as it is compared: capitals and
// digits only.
func AdditionKey(s string) string { return strings.ToUpper(Bare(s)) }
