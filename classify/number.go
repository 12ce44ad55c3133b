package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// Patterns of numbers; letters that look like digits are let in and repaired.
var (
	bsnShape   = regexp.MustCompile(`\b[0-9OoIlSB](?:[ \n.\-]?[0-9OoIlSB]){7,8}\b`)
	ibanShape  = regexp.MustCompile(`\b[A-Z]{2} ?[0-9OoIlSBQDgq]{2}(?: ?[A-Z0-9a-z]{4}){2,6}(?: ?[A-Za-z0-9]{1,3})?\b`)
	dutchIBAN  = regexp.MustCompile(`\bN[L1I][ \n]?[0-9OoIlSBQDgq]{2}[ \n]?[A-Z08](?:[ \n]?[A-Z0158]){3}(?:[ .\n]?[0-9OoIlSBQDgq]){9,11}\b`)
	kvkShape   = regexp.MustCompile(`\b[0-9OoIlSB](?:[ .]?[0-9OoIlSB]){7}\b`)
	phoneShape = regexp.MustCompile(`(?:\+|\b00)[1-9][0-9]{0,2} ?[-–—.]? ?(?:\(0\) ?)?[0-9](?: ?[-–—.]? ?[0-9]){6,10}\b|\(?\b0[1-9][0-9]{0,3}\)?(?: ?[-–—./]? ?[0-9]){6,8}\b`)
	emailShape = regexp.MustCompile(`(?i)\b[a-z0-9._%+\-]+ ?@ ?[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}\b`)
	plateShape = regexp.MustCompile(`\b(?:[A-Z]{1,3}|[0-9]{1,3})-(?:[A-Z]{2,3}|[0-9]{2,3})-(?:[A-Z]{1,3}|[0-9]{1,3})\b`)
	moneyShape = regexp.MustCompile(`(?:€|\bEUR|\beuro)[ \t]?(-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{2}\b)?|-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{2}|,-)?|-?[0-9]+(?:[,.][0-9]{1,2}\b|,-)?)|\b([0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{2})?|[0-9]+(?:[,.][0-9]{2})?)(?:,-)?[ ](?:euro|EUR)\b`)
)

// withoutDates returns a text as long as the other in which the dates with a whole
// year have no digits: "30-06-1994" with a zero before it passes the eleven-test.
func withoutDates(text string) string {
	for _, pattern := range []*regexp.Regexp{wholeDate, isoDate} {
		text = pattern.ReplaceAllStringFunc(text, func(s string) string { return strings.Map(noDigit, s) })
	}
	return text
}

// wholeDate is a day, month and year in figures. The form alone decides: a date that
// the calendar has not is no number either.
var wholeDate = regexp.MustCompile(`\b[0-3]?[0-9] ?[-/. ] ?[01]?[0-9] ?[-/. ] ?(?:19|20)[0-9]{2}\b`)

// noDigit puts a letter that looks like none in the place of a digit, for strings.Map.
func noDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return 'x'
	}
	return r
}

// A number is a checked number: what it is after repair and how far it is to be
// believed.
type number struct {
	value  string
	proven bool // passes its checksum, at most with letters taken for digits
	fixed  bool // letters were taken for digits, or the other way round
	state  postkamer.FieldState
	why    string
}

// checkBSN judges what was read as a BSN. worst is the confidence of the worst
// word: only a badly read number gets a suggestion, because a number that is
// printed clearly was written wrong, not read wrong. Suggestions are right only
// about six times in ten, so the value stays as it was read.
func checkBSN(raw string, worst float64) number {
	fixed, repaired := repairDigits(raw)
	bsn := postkamer.NormalBSN(fixed)
	if postkamer.ValidBSN(bsn) {
		return number{value: bsn, proven: true, fixed: repaired}
	}
	if guess, ok := suggestBSN(bsn); ok && worst < .9 {
		return number{value: bsn, state: postkamer.FieldSuggested,
			why: "Dit is geen goed burgerservicenummer. Misschien is het " + guess + "."}
	}
	return number{value: bsn, state: postkamer.FieldWrong, why: "Dit is geen goed burgerservicenummer. Kijk de cijfers na."}
}

// digitTwins are digits that are read for one another.
var digitTwins = map[byte]string{'0': "86", '1': "74", '2': "7", '3': "8", '4': "19", '5': "6", '6': "508", '7': "12", '8': "0369", '9': "48"}

// suggestBSN returns the one valid number that differs in a digit that is often
// misread; false when there is none or more than one.
func suggestBSN(bsn string) (string, bool) {
	if len(bsn) != 9 {
		return "", false
	}
	found := ""
	for i := range len(bsn) {
		for _, twin := range digitTwins[bsn[i]] {
			try := bsn[:i] + string(twin) + bsn[i+1:]
			if !postkamer.ValidBSN(try) {
				continue
			}
			if found != "" {
				return "", false
			}
			found = try
		}
	}
	return found, found != ""
}

// checkIBAN judges what was read as an IBAN: capitals, and in a Dutch one digits
// where digits belong and letters where the bank's letters belong.
func checkIBAN(raw string) number {
	iban := postkamer.NormalIBAN(raw)
	for _, try := range []string{iban, repairIBAN(iban)} {
		if postkamer.ValidIBAN(try) {
			return number{value: try, proven: true, fixed: try != iban}
		}
	}
	return number{value: iban, state: postkamer.FieldWrong, why: "Dit rekeningnummer klopt niet. Kijk de cijfers en letters na."}
}

// repairIBAN turns look-alikes in an IBAN back: of a Dutch one all, of another one
// letters that stand for digits. What comes of it must still pass.
func repairIBAN(s string) string {
	if len(s) > 4 && len(s) != 18 && s[0] != 'N' {
		end, _ := repairDigits(s[2:]) // most countries have digits only
		return s[:2] + end
	}
	if len(s) != 18 || s[0] != 'N' {
		return s
	}
	nine := strings.NewReplacer("G", "9") // a small g, before it was made a capital
	start, _ := repairDigits(nine.Replace(s[2:4]))
	end, _ := repairDigits(nine.Replace(s[8:]))
	bank := strings.NewReplacer("0", "O", "1", "I", "5", "S", "8", "B").Replace(s[4:8])
	return "NL" + start + bank + end
}

// checkKvK judges what was read as a KvK number: eight digits, no checksum.
func checkKvK(raw string) number {
	fixed, repaired := repairDigits(raw)
	kvk := strings.Map(keepDigit, fixed)
	if !postkamer.ValidKvK(kvk) {
		return number{value: strings.TrimSpace(raw), state: postkamer.FieldWrong, why: "Een KvK-nummer heeft 8 cijfers."}
	}
	if repaired {
		return number{value: kvk, state: postkamer.FieldCheck, why: "Een letter is als cijfer gelezen. Kijk het nummer na."}
	}
	return number{value: kvk}
}

// keepDigit drops what is no digit, for strings.Map.
func keepDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// englishMoney is an amount as English software writes it: 1,250.00.
var englishMoney = regexp.MustCompile(`^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{2})?$`)

// amount returns an amount in euros with a point, such as 1250.00; "" when s is
// none. A point or comma before three digits stands between thousands, a last one
// before two between euros and cents.
func amount(s string) string {
	s = strings.TrimSpace(strings.NewReplacer("€", "", "EUR", "", "euro", "", " ", "", "\t", "", "–", "-", "—", "-").Replace(s))
	s = strings.TrimSuffix(strings.TrimRight(s, "-="), ",")
	if englishMoney.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	whole, cents, comma := strings.Cut(s, ",")
	if i := strings.LastIndex(whole, "."); !comma && i >= 0 && len(whole)-i-1 != 3 {
		whole, cents = whole[:i], whole[i+1:]
	}
	whole = strings.ReplaceAll(whole, ".", "")
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || strings.Map(keepDigit, digits) != digits || len(cents) > 2 || strings.Map(keepDigit, cents) != cents {
		return ""
	}
	return whole + "." + (cents + "00")[:2]
}
