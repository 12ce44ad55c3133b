package classify

import (
	"regexp"
	"strings"
	"unicode"

	"postkamer"
)

// Numbers that have no cue of their own word class but belong to a register or to
// an earlier piece of post.
var (
	ownReference  = regexp.MustCompile(`(?i)\b[A-Z5]{2} ?[-–—. ]?\s?[2Z][0O][0-9OIlSB]{2} ?[-–—. ]?\s?[0-9A-Z]{4} ?[-–—. ]?\s?[0-9A-Z]{2}\b`)
	registerForm  = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9./\-_]{3,24}`)
	twelveDigits  = regexp.MustCompile(`\b[0-9OoIlSB](?:[ .]?[0-9OoIlSB]){11}\b`)
	letterInDigit = regexp.MustCompile(`[0-9][OoIlS][0-9]|^[OoIl][0-9]{2}|[0-9]{2}[OoIl]$`)
)

// referencePrefixes begin the references that we give: to letters, moves, and
// applications for Tozo; other forms have other prefixes of two capitals.
var referencePrefixes = []string{"PS", "VH", "TZ", "ST", "BM", "BB"}

// registerCues say what a number is that follows within a few words.
var registerCues = []struct {
	word string // folded; at the beginning of a word
	name postkamer.FieldName
}{
	{"factuurnummer", postkamer.FieldInvoice}, {"factuurnr", postkamer.FieldInvoice}, {"factuur nr", postkamer.FieldInvoice}, {"notanummer", postkamer.FieldInvoice}, {"nummer factuur", postkamer.FieldInvoice}, {"factuur nummer", postkamer.FieldInvoice},
	{"aanslagnummer", postkamer.FieldAssessment}, {"aanslagbiljetnummer", postkamer.FieldAssessment}, {"aanslagbiljet", postkamer.FieldAssessment}, {"beschikkingsnummer", postkamer.FieldAssessment}, {"beschikkingnummer", postkamer.FieldAssessment}, {"vorderingsnummer", postkamer.FieldAssessment}, {"biljetnummer", postkamer.FieldAssessment}, {"aanslag met nummer", postkamer.FieldAssessment}, {"aanslag nummer", postkamer.FieldAssessment}, {"aanslag", postkamer.FieldAssessment},
	{"naheffingsaanslag", postkamer.FieldFine}, {"naheffingsnummer", postkamer.FieldFine}, {"naheffing", postkamer.FieldFine}, {"bonnummer", postkamer.FieldFine}, {"boetenummer", postkamer.FieldFine}, {"parkeerbon", postkamer.FieldFine},
	{"objectnummer", postkamer.FieldWOZ}, {"woz-object", postkamer.FieldWOZ}, {"woz object", postkamer.FieldWOZ},
	{"rsin", postkamer.FieldRSIN}, {"fiscaal nummer", postkamer.FieldRSIN}, {"vestigingsnummer", postkamer.FieldBranch}, {"vestigingsnr", postkamer.FieldBranch},
}

// registered finds our own references, and the numbers of registers, invoices,
// assessments and fines in the text.
func (s *searching) registered(l *leaf, folded string) {
	for _, m := range ownReference.FindAllStringIndex(l.text, -1) {
		if n, ok := checkReference(l.text[m[0]:m[1]]); ok {
			s.offer(l.at(postkamer.FieldReference, "", m[0], m[1], withCue).checked(n))
		}
	}
	for _, c := range registerCues {
		for from := 0; ; {
			i := firstWord(folded[from:], c.word)
			if i < 0 {
				break
			}
			from += i + len(c.word)
			s.follows(l, folded, c.name, from)
		}
	}
}

// checkReference returns one of our own references in its normal form, if its
// check character is right.
func checkReference(raw string) (number, bool) {
	fixed := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '.' || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return r
	}, strings.ToUpper(raw))
	value := postkamer.NormalReference(fixed)
	if value == "" {
		return number{}, false
	}
	for _, prefix := range referencePrefixes {
		if strings.HasPrefix(value, prefix) {
			return number{value: value, proven: true, fixed: strings.ReplaceAll(value, "-", "") != fixed}, true
		}
	}
	return number{}, false
}

// between is what may stand between a cue and its number.
var betweenCue = regexp.MustCompile(`^[a-z]{0,3}[ \t\n.:|\-]*(?:(?:met|nummer|nr|no|is|het|van|de|het|kenmerk|parkeerbelasting|nummer:)[ \t\n.:|]*){0,4}$`)

// follows offers the number that stands just behind byte from, where its cue ends.
func (s *searching) follows(l *leaf, folded string, name postkamer.FieldName, from int) {
	window := l.text[from:min(len(l.text), from+60)]
	for _, m := range registerForm.FindAllStringIndex(window, 3) {
		raw := strings.TrimRight(window[m[0]:m[1]], "./-_")
		if len(strings.Map(keepDigit, raw)) < 3 {
			continue
		}
		if betweenCue.MatchString(folded[from : from+m[0]]) {
			r := l.at(name, raw, from+m[0], from+m[0]+len(raw), withCue)
			r.past = max(r.past, r.first+1)
			s.offer(s.registerNumber(r, window[m[0]:]))
		}
		return
	}
}

// registerNumber fills in a number of a register as its field asks. raw begins
// with the number.
func (s *searching) registerNumber(r reading, raw string) reading {
	if r.name == postkamer.FieldAssessment && s.parking {
		r.name = postkamer.FieldFine
	}
	switch r.name {
	case postkamer.FieldRSIN:
		return r.number(bsnShape, leading(bsnShape, raw), func(raw string, _ float64) number { return checkRSIN(raw) })
	case postkamer.FieldBranch, postkamer.FieldWOZ:
		return r.number(twelveDigits, leading(twelveDigits, raw), func(raw string, _ float64) number { return checkTwelve(raw) })
	}
	if len(strings.Map(keepDigit, r.value)) < 4 || len(findDates(r.value, s.near)) > 0 {
		return reading{}
	}
	if letterInDigit.MatchString(r.value) {
		r.state, r.why = postkamer.FieldCheck, "Er staat een letter tussen de cijfers. Kijk het nummer na."
	}
	return r
}

// parkingFine says that an assessment is one for parking.
var parkingFine = regexp.MustCompile(`\b(?:naheffing[a-z]*|parkeerbelasting|parkeerbon|parkeerboete)\b`)

// leading returns the match of a pattern at the beginning of s, else its first word.
func leading(pattern *regexp.Regexp, s string) string {
	if m := pattern.FindStringIndex(s); m != nil && m[0] == 0 {
		return s[:m[1]]
	}
	first, _, _ := strings.Cut(s, " ")
	return strings.TrimSpace(first)
}

// checkRSIN judges what was read as an RSIN: like a BSN, nine digits that pass the
// eleven-test.
func checkRSIN(raw string) number {
	fixed, repaired := repairDigits(raw)
	rsin := postkamer.NormalBSN(fixed)
	if postkamer.ValidBSN(rsin) {
		return number{value: rsin, proven: true, fixed: repaired}
	}
	return number{value: rsin, state: postkamer.FieldWrong, why: "Dit is geen goed RSIN. Kijk de cijfers na."}
}

// checkTwelve judges a number of twelve digits without a check digit: a
// vestigingsnummer or the number of a WOZ object.
func checkTwelve(raw string) number {
	fixed, repaired := repairDigits(raw)
	value := strings.Map(keepDigit, fixed)
	switch {
	case len(value) != 12:
		return number{value: strings.TrimSpace(raw), state: postkamer.FieldWrong, why: "Dit nummer heeft 12 cijfers."}
	case repaired:
		return number{value: value, state: postkamer.FieldCheck, why: "Een letter is als cijfer gelezen. Kijk het nummer na."}
	}
	return number{value: value}
}
