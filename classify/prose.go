package classify

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// Trust in values that stand in sentences, by what points to them.
const (
	withCue    = .9 // a word just before or after says what it is
	withoutCue = .7 // only its form says so
)

// numbers finds BSN, IBAN, KvK, phone, e-mail, kenmerk and plate in the text.
func (s *searching) numbers(l *leaf, folded string) {
	accounts := dutchIBAN.FindAllStringIndex(l.text, -1)
	for _, m := range bsnShape.FindAllStringIndex(withoutDates(l.text), -1) {
		if !within(m, accounts) && !l.isOtherAt(m[0]) {
			s.offer(s.bsn(l, folded, m))
		}
	}
	accounts = slices.DeleteFunc(accounts, func(m []int) bool { return l.ofSomebodyElse(folded, m[0]) })
	for _, m := range accounts {
		s.offer(l.at(postkamer.FieldIBAN, "", m[0], m[1], withCue).checked(checkIBAN(l.text[m[0]:m[1]])))
	}
	for _, m := range ibanShape.FindAllStringIndex(l.text, -1) {
		if n := checkIBAN(l.text[m[0]:m[1]]); n.proven && !l.ofSomebodyElse(folded, m[0]) {
			s.offer(l.at(postkamer.FieldIBAN, "", m[0], m[1], withCue).checked(n))
		}
	}
	s.companies(l, folded)
	for _, m := range emailShape.FindAllStringIndex(l.text, -1) {
		if l.ofSomebodyElse(folded, m[0]) || toOffice.MatchString(folded[max(0, m[0]-12):m[1]]) {
			continue
		}
		r := l.at(postkamer.FieldEmail, normalEmail(l.text[m[0]:m[1]]), m[0], m[1], withCue)
		if loneInitial.MatchString(l.text[max(0, m[0]-5):m[0]]) {
			r.state, r.why = postkamer.FieldCheck, whyCut
		}
		s.offer(r)
	}
	s.phones(l, folded, accounts)
	s.caseNumbers(l, folded)
	s.plates(l, folded)
}

// toOffice matches the mail address of the municipality, with what stands before it.
var toOffice = regexp.MustCompile(`\b(?:aan|to|cc)\s*:\s*<?[a-z0-9._%+\-]*$|(?:@|\.)gemeente|gemeente[a-z\-]*\.|^.{0,12}\b(?:aan|to|cc):`)

// plates finds number plates: behind a word for one or for a car, or in a letter
// about parking.
func (s *searching) plates(l *leaf, folded string) {
	for _, m := range plateShape.FindAllStringIndex(l.text, -1) {
		trust := withoutCue
		says, _ := before(folded, m[0], 45, []cue{{"kenteken", "plate"}, {"auto", "plate"}, {"voertuig", "plate"}, {"motor", "plate"}, {"bus", "plate"}, {"factuur", "no"}, {"kenmerk", "no"}, {"datum", "no"}, {"tel", "no"}})
		switch {
		case says == "no" || says == "" && s.kind != "parkeren":
			continue
		case says == "plate":
			trust = withCue
		}
		plate := l.text[m[0]:m[1]]
		if sideCode.MatchString(plateSigns.ReplaceAllString(plate, "9")) {
			s.offer(l.at(postkamer.FieldPlate, plate, m[0], m[1], trust))
		}
	}
}

// plateSigns are the digits of a plate, for sideCode.
var plateSigns = regexp.MustCompile(`[0-9]`)

// sideCode are the patterns in which Dutch plates are given out (RDW, sidecode 1 to
// 14), with a 9 for every digit.
var sideCode = regexp.MustCompile(`^(?:[A-Z]{2}-99-99|99-99-[A-Z]{2}|99-[A-Z]{2}-99|[A-Z]{2}-99-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-99|99-[A-Z]{2}-[A-Z]{2}|99-[A-Z]{3}-9|9-[A-Z]{3}-99|[A-Z]{2}-999-[A-Z]|[A-Z]-999-[A-Z]{2}|[A-Z]{3}-99-[A-Z]|[A-Z]-99-[A-Z]{3}|9-[A-Z]{2}-999|999-[A-Z]{2}-9)$`)

// bsnCues say that a number is a BSN; that of somebody else, a phone or another
// register says that it is not.
var bsnCues = []cue{
	{"bsn", "bsn"}, {"burgerservicenummer", "bsn"}, {"burger service nummer", "bsn"}, {"sofinummer", "bsn"}, {"sofi", "bsn"},
	{"tel", "no"}, {"kvk", "no"}, {"iban", "no"}, {"rsin", "no"}, {"btw", "no"}, {"factuur", "no"},
	{"kenmerk", "no"}, {"mobiel", "no"}, {"rekening", "no"}, {"klant", "no"}, {"debiteur", "no"}, {"aanslag", "no"}, {"zaak", "no"},
	{"order", "no"}, {"ref", "no"}, {"bic", "no"},
}

// ofAnother matches what stands just before the number of somebody else.
var ofAnother = regexp.MustCompile(`\b(?:bsn|burgerservicenummer)\s+(?:van\s+)?(?:mijn\s+|uw\s+|de\s+)?(?:partner|man|vrouw|echtgeno[a-z]+|zoon|dochter|kind|kinderen|zus|broer)\b(?:[^.;]|\b[a-z]\.){0,26}$|\b(?:partner|man|vrouw|echtgeno[a-z]+|zoon|dochter|kind)\b[^.;:\n]{0,22}\b(?:bsn|burgerservicenummer)[ :\-]*(?:is )?$|\b(?:haar|zijn|hun|diens|wiens)\s+(?:bsn|burgerservicenummer)(?:\s+is)?[\s:\-]*$`)

// bsn judges a run of eight or nine digits.
func (s *searching) bsn(l *leaf, folded string, m []int) reading {
	raw := l.text[m[0]:m[1]]
	says, _ := before(folded, m[0], 32, bsnCues)
	if says == "bsn" {
		if ofAnother.MatchString(folded[max(0, m[0]-60):m[0]]) || l.ofAnotherInSentence(folded, m[0]) {
			return reading{}
		}
		r := l.at(postkamer.FieldBSN, "", m[0], m[1], withCue)
		return r.checked(checkBSN(raw, l.worst(r.first, r.past)))
	}
	if says == "no" || len(strings.Map(keepDigit, raw)) != 9 || !postkamer.ValidBSN(strings.Map(keepDigit, raw)) || inside(l.text, m) {
		return reading{}
	}
	r := l.at(postkamer.FieldBSN, strings.Map(keepDigit, raw), m[0], m[1], withoutCue)
	r.state, r.why = postkamer.FieldCheck, "Er staat niet bij dat dit het burgerservicenummer is."
	return r
}

// inside tells whether a number is a part of something longer.
func inside(text string, m []int) bool {
	return m[0] > 0 && strings.ContainsAny(text[m[0]-1:m[0]], "+-/.") || m[1] < len(text)-1 && strings.ContainsAny(text[m[1]:m[1]+1], "-/")
}

// within tells whether a match lies in one of some others.
func within(m []int, others [][]int) bool {
	return slices.ContainsFunc(others, func(o []int) bool { return o[0] <= m[0] && m[0] < o[1] })
}

// companies finds KvK numbers: with the word KvK before them or, less surely, in
// an application for Tozo after the name of the company.
func (s *searching) companies(l *leaf, folded string) {
	for _, m := range kvkShape.FindAllStringIndex(withoutDates(l.text), -1) {
		says, _ := before(folded, m[0], 35, []cue{{"kvk", "kvk"}, {"kamer van koophandel", "kvk"}, {"bedrijf", "name"}, {"onderneming", "name"}, {"zaak", "name"}, {"bsn", "no"}, {"kenmerk", "no"}, {"iban", "no"}})
		switch {
		case says == "kvk":
			s.offer(l.at(postkamer.FieldKvK, "", m[0], m[1], withCue).checked(checkKvK(l.text[m[0]:m[1]])))
		case says == "name" && s.kind == postkamer.Tozo && len(strings.Map(keepDigit, l.text[m[0]:m[1]])) == 8:
			s.offer(l.at(postkamer.FieldKvK, "", m[0], m[1], withoutCue).checked(checkKvK(l.text[m[0]:m[1]])))
		}
	}
	if m := inTheName.FindStringSubmatchIndex(l.text); m != nil {
		s.offer(l.at(postkamer.FieldIBANName, cleanName(l.text[m[2]:m[3]]), m[2], m[3], withCue).wholeName())
	}
}

// inTheName finds on whose name an account stands.
var inTheName = regexp.MustCompile(`(?:t\.?n\.?v\.?|ten[ \n]name[ \n]van|op[ \n]naam[ \n]van)[ :\n]+(?:(?:de[ \n]heer|mevrouw|dhr\.?|mevr?\.?)[ \n])?(` + wrappedName + `)`)

// phones finds numbers that can be phoned; that of the municipality is not one.
func (s *searching) phones(l *leaf, folded string, accounts [][]int) {
	for _, m := range phoneShape.FindAllStringIndex(l.text, -1) {
		if within(m, accounts) || l.ofSomebodyElse(folded, m[0]) {
			continue
		}
		phone := postkamer.NormalPhone(l.text[m[0]:m[1]])
		says, _ := before(folded, m[0], 30, []cue{{"tel", "tel"}, {"mobiel", "tel"}, {"bel", "tel"}, {"06", "tel"}, {"bereik", "tel"}, {"fax", "no"}, {"iban", "no"}, {"kvk", "no"}, {"rekening", "no"}, {"bsn", "no"}, {"factuur", "no"}})
		switch {
		case phone == "" || says == "no" || !postkamer.Callable(phone):
		case cutPhone(phone, l.text[m[1]:]):
			r := l.at(postkamer.FieldPhone, phone, m[0], m[1], withCue)
			r.state, r.why = postkamer.FieldCheck, whyCut
			s.offer(r)
		case says == "tel" || strings.HasPrefix(phone, "06"):
			s.offer(l.at(postkamer.FieldPhone, phone, m[0], m[1], withCue))
		default:
			s.offer(l.at(postkamer.FieldPhone, phone, m[0], m[1], withCue-.06))
		}
	}
}

// caseNumbers finds what follows the word kenmerk and the like.
func (s *searching) caseNumbers(l *leaf, folded string) {
	for _, word := range []string{"uw kenmerk", "uw referentie", "uw ref", "kenmerk", "zaaknummer", "dossiernummer", "dossier", "zaak met nummer", "referentie", "ons kenmerk"} {
		i := firstWord(folded, word)
		if i < 0 {
			continue
		}
		from := i + len(word)
		m := caseNumberForm.FindStringIndex(l.text[from:min(len(l.text), from+40)])
		if m == nil || len(strings.Map(keepDigit, l.text[from+m[0]:from+m[1]])) < 3 || m[0] > 6 {
			continue
		}
		value, torn := mended(l.text[from+m[0]:from+m[1]], l.text[from+m[1]:])
		if _, own := checkReference(value); own {
			continue
		}
		trust := withCue - .05
		if strings.HasPrefix(word, "uw ") {
			trust = besideLabel // our own number of the matter, before that of the writer
		}
		r := l.at(postkamer.FieldCaseNumber, value, from+m[0], from+m[1], trust)
		if torn {
			r.state, r.why = postkamer.FieldCheck, whyCut
		}
		s.offer(r.clearSigns())
	}
}

// Cues for what a date is. The nearest counts; "no" is a date about something else.
var (
	dateCues = []cue{
		{"geboren", "birth"}, {"geboortedatum", "birth"}, {"geb.", "birth"}, {"geb ", "birth"},
		{"verhuis", "move"}, {"verhuiz", "move"}, {"met ingang van", "move"}, {"m.i.v.", "move"}, {"miv", "move"}, {"ingangsdatum", "move"}, {"ingaande", "move"},
		{"per", "move"}, {"vanaf", "move"}, {"sleutel", "move"}, {"gaan wonen", "move"}, {"ga wonen", "move"}, {"wonen", "move"}, {"woon", "move"}, {"intrek", "move"}, {"trek", "move"}, {"opgenomen", "move"}, {"vertrek", "move"},
		{"maar op", "move"}, {"maar per", "move"}, {"niet op", "no"}, {"niet per", "no"}, {"opgezegd", "no"}, {"opgezegd per", "no"}, {"woning is per", "no"}, {"huur per", "no"}, {"huur is per", "no"},
		{"brief van", "no"}, {"besluit van", "no"}, {"beschikking van", "no"}, {"d.d.", "no"}, {"getekend", "no"}, {"contract", "no"}, {"telefonisch", "no"}, {"gesproken", "no"}, {"getrouwd", "no"}, {"gedagtekend", "letter"}, {"datum", "letter"}, {"dagtekening", "letter"}, {"afgegeven", "no"}, {"geldig", "no"}, {"e-mail van", "no"},
	}
	moveAfter = []cue{{"samenwon", "move"}, {"vertrok", "move"}, {"kom", "move"}, {"op kamers", "move"}, {"verhuis", "move"}, {"verhuiz", "move"}, {"ga ik", "move"}, {"gaan wij", "move"}, {"gaan we", "move"}, {"wonen", "move"}, {"woon", "move"}, {"trek", "move"}, {"vertrek", "move"}, {"sleutel", "move"}, {"geboren", "birth"}, {"opgezegd", "no"}}
)

// dates finds the dates of a leaf and says what each is.
func (s *searching) dates(l *leaf, folded string) {
	for _, d := range findDates(l.text, s.near) {
		if l.isOtherAt(d.start) {
			continue
		}
		raw := l.text[d.start:d.end]
		switch says, trust := s.dateIs(l, folded, d); says {
		case "birth":
			if d = s.aged(d); !d.noYear { // nobody is born in the year that is filled in
				s.offer(l.at(postkamer.FieldBirthDate, "", d.start, d.end, trust).dated(d, raw))
			}
		case "move":
			s.offer(l.at(postkamer.FieldMoveDate, "", d.start, d.end, trust).dated(d, raw))
		case "letter":
			s.offer(l.at(postkamer.FieldLetterDate, "", d.start, d.end, trust).dated(d, raw))
		}
	}
}

// dateIs says what a date is: "birth", "move", "letter" or "".
func (s *searching) dateIs(l *leaf, folded string, d date) (string, float64) {
	says, gap := before(folded, d.start, 45, dateCues)
	if heading(l, d) && !d.noYear && !s.before(d, 3) && (says == "" || gap > 25) {
		return "letter", withCue
	}
	if says == "letter" && gap <= 3 {
		return says, withCue // "Datum: 3 mei 2020"
	}
	behind := aboutLine.ReplaceAllString(folded[d.end:min(len(folded), d.end+40)], "\n")
	if later, distance := after(behind, 0, 40, moveAfter); later != "" && (says == "" || says == "letter" || distance < gap) {
		says, gap = later, distance
	}
	past := 3
	if gap <= 15 {
		past = 15
	}
	old := s.before(d, past)
	switch {
	case says == "birth" && (bornElse.MatchString(folded[max(0, d.start-90):d.start]) || l.ofAnotherInSentence(folded, d.start)):
		return "", 0
	case says == "birth":
		return says, withCue
	case says == "move" && s.kind == postkamer.Verhuizing && !old && gap <= 25:
		return says, withCue
	case says == "move" && s.kind == postkamer.Verhuizing && !old:
		return says, withoutCue + .1
	case says == "letter" && gap <= letterReach:
		return says, withCue
	}
	return "", 0
}

// letterReach is how far the date of a letter may stand behind the word for it:
// "Datum brief: ". Farther on it is the date of something: "Datum van aankomst".
const letterReach = 12

// aboutLine is the line of a letter that says what it is about, to the end.
var aboutLine = regexp.MustCompile(`(?s)\n(?:onderwerp|betreft|betr\.|subject)\b[^\n]*.*$`)

// bornElse matches the end of what stands before the birth date of somebody else.
var bornElse = regexp.MustCompile(`\b(?:zij|ze|hij|moeder|vader|zoon|zoontje|dochter|dochtertje|kind|kinderen|partner|man|vrouw|echtgeno[a-z]+|broer|zus|client|cliente)\b[^.;]{0,60}\bgeb(?:oren|oortedatum|\.)[^.;0-9]{0,12}$`)

// before tells whether a date lies more than so many years back.
func (s *searching) before(d date, years int) bool {
	return !d.at.IsZero() && !s.near.IsZero() && d.at.Year() < s.near.Year()-years
}

// heading tells whether a date stands alone at the top or, as in "Delft, 3 mei
// 2020", after one or two words.
func heading(l *leaf, d date) bool {
	first, past := l.wordsIn(d.start, d.end)
	if first >= past {
		return false
	}
	row := l.rows[l.words[first].row]
	return first-row[0] <= 3 && row[1]-past <= 1 && (first == row[0] || l.words[first].gap || strings.HasSuffix(l.words[first-1].Text, ","))
}

// aged puts a birth date with a short year in the past.
func (s *searching) aged(d date) date {
	limit := s.near
	if limit.IsZero() {
		limit = time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if d.shortYear && d.at.After(limit) {
		d.at = d.at.AddDate(-100, 0, 0)
	}
	return d
}

// loanWords speak of a loan for a company.
var loanWords = regexp.MustCompile(`lening|bedrijfskapitaal|krediet`)

// noIncome matches that somebody earns nothing.
var noIncome = regexp.MustCompile(`\b(?:inkomen|inkomsten|netto-inkomen|omzet)\b[^.;0-9\n]{0,30}\b(?:nihil|nul|weg|niets|niks)\b|\b(?:geen|nul|zonder)\b(?: enkele?| enig)? (?:inkomen|inkomsten|omzet)\b|\bgeen cent binnen\b`)

// money finds amounts and says what each is.
func (s *searching) money(l *leaf, folded string) {
	cues := []cue{
		{"totaal", "amount"}, {"bedrag", "amount"}, {"te betalen", "amount"}, {"te voldoen", "amount"}, {"naheffing", "amount"}, {"boete", "amount"}, {"aanslag", "amount"}, {"rekening", "amount"}, {"samen", "amount"}, {"kosten", "amount"}, {"subsidie", "amount"}, {"factuur", "amount"}, {"bon", "amount"}, {"waarde", "no"}, {"korting", "no"}, {"per maand", "no"},
		{"inkom", "income"}, {"verdien", "income"}, {"winst", "income"}, {"salaris", "income"}, {"inkomen partner", "no"}, {"inkomsten partner", "no"}, {"lening", "loan"}, {"lenen", "loan"}, {"bedrijfskapitaal", "loan"}, {"krediet", "loan"},
		{"huur", "no"}, {"subtotaal", "no"}, {"btw", "no"}, {"saldo", "no"}, {"premie", "no"},
	}
	names := map[string]postkamer.FieldName{"amount": postkamer.FieldAmount, "income": postkamer.FieldIncome, "loan": postkamer.FieldLoan}
	for _, m := range moneyShape.FindAllStringIndex(l.text, -1) {
		says, _ := before(folded, m[0], 60, cues)
		if says == "amount" && s.kind == postkamer.Tozo && loanWords.MatchString(folded[max(0, m[0]-160):m[0]]) {
			says = "loan"
		}
		if name, ok := names[says]; ok {
			s.offer(l.at(name, amount(l.text[m[0]:m[1]]), m[0], m[1], withCue-.05).onlyMoney(l.text[m[1]:]))
		}
	}
	if m := noIncome.FindStringIndex(folded); m != nil && s.kind == postkamer.Tozo {
		s.offer(l.at(postkamer.FieldIncome, "0.00", m[0], m[1], withoutCue))
	}
}
