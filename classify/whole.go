package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// Values that a reading broke off have the form of whole ones. What stands around
// them shows it; then somebody must look.

// whyCut says that something is lost.
const whyCut = "Er is misschien een stuk weggevallen. Kijk het na op het papier."

// dotlessEmail is an e-mail address whose domain has lost its dot.
var dotlessEmail = regexp.MustCompile(`(?i)\b[a-z0-9._%+\-]+ ?@ ?[a-z0-9\-]{4,}`)

// loneInitial matches the end of what stands before an address that was torn
// behind an initial: "l. dewit@".
var loneInitial = regexp.MustCompile(`(?:^|[\s:<(])[a-z][ ]?[.,_\-][ ]$`)

// emailIn narrows a reading to the e-mail address in raw.
func (r reading) emailIn(raw string) reading {
	m := emailShape.FindStringIndex(raw)
	if m == nil {
		if m = dotlessEmail.FindStringIndex(raw); m == nil {
			return reading{}
		}
		r = r.narrow(raw, m[0], m[1])
		r.value, r.state, r.why = normalEmail(raw[m[0]:m[1]]), postkamer.FieldCheck, "In dit e-mailadres ontbreekt een punt. Kijk het na op het papier."
		return r
	}
	whole := r
	r = whole.narrow(raw, m[0], m[1])
	r.value = normalEmail(raw[m[0]:m[1]])
	if loneInitial.MatchString(raw[:m[0]]) {
		r.state, r.why = postkamer.FieldCheck, whyCut
	}
	return r
}

// moreDigits matches the rest of a number behind a blank or the end of a line.
var moreDigits = regexp.MustCompile(`^[ \t\n.\-]{1,3}[0-9]{1,4}(?:[^0-9]|$)`)

// cutPhone tells whether a foreign number may go on behind it: of a Dutch one the
// length is known.
func cutPhone(phone, behind string) bool {
	return strings.HasPrefix(phone, "+") && !strings.HasPrefix(phone, "+31") && moreDigits.MatchString(behind)
}

// phoneIn narrows a reading to the telephone number in raw.
func (r reading) phoneIn(raw string) reading {
	whole := r
	r = whole.shape(phoneShape, raw, postkamer.NormalPhone)
	if m := phoneShape.FindStringIndex(raw); m != nil && cutPhone(r.value, raw[m[1]:]) {
		r.state, r.why = postkamer.FieldCheck, whyCut
	}
	return r
}

// tornTail is the rest of a kenmerk behind a stroke and a blank.
var tornTail = regexp.MustCompile(`^[ \t]([A-Z]{1,4}|[0-9]{1,6})\b`)

// mended returns a kenmerk with the rest that a blank tore off behind a stroke, and
// whether something was torn. behind is what stands after the match.
func mended(match, behind string) (string, bool) {
	if !strings.HasSuffix(match, "/") && !strings.HasSuffix(match, "-") {
		return strings.TrimRight(match, "./-_"), false
	}
	if m := tornTail.FindStringSubmatch(behind); m != nil {
		return match + m[1], true
	}
	return strings.TrimRight(match, "./-_"), true
}

// kenmerkIn narrows a reading to the kenmerk in raw.
func (r reading) kenmerkIn(raw string) reading {
	m := caseNumberForm.FindStringIndex(raw)
	if m == nil {
		return reading{}
	}
	value, torn := mended(raw[m[0]:m[1]], raw[m[1]:])
	r = r.narrow(raw, m[0], m[1])
	if r.value = value; torn {
		r.state, r.why = postkamer.FieldCheck, whyCut
	}
	return r
}

// unfinished matches a name that ends in an initial or in a word that stands before
// a last name: "J.", "J. de".
var unfinished = regexp.MustCompile(`(?:^|[ .])(?:[A-Z]\.|van|de|der|den|het|'t|ten|ter)$`)

// wholeName makes a name that stops before the last name one to look at.
func (r reading) wholeName() reading {
	if unfinished.MatchString(r.value) && r.state == "" {
		r.state, r.why = postkamer.FieldCheck, whyCut
	}
	return r
}

// moreMoney matches what stands behind an amount when others follow it: ", EUR 0".
var moreMoney = regexp.MustCompile(`^(?:,-)?[ \t]*(?:euro|eur)?[ \t]*(?:,|;|/|\+|en\b)[ \t\n]*(?:(?:€|euro?)[ \t\n]?[0-9]|[0-9.,]*[0-9] ?(?:euro|eur)\b|[0-9.,]*[0-9][ \t]*(?:$|\n|[,;]))`)

// onlyMoney makes the first of several incomes one to look at: which counts, and for
// which month, is not in the number. behind is what follows it.
func (r reading) onlyMoney(behind string) reading {
	if r.name == postkamer.FieldIncome && moreMoney.MatchString(fold(behind)) {
		r.state, r.why = postkamer.FieldCheck, "Er staan meer bedragen achter elkaar. Kijk welk bedrag per maand geldt."
	}
	return r
}

// likeDigits matches a part of a kenmerk in which a letter may be a digit, or the
// other way round: "W1", "O817".
var likeDigits = regexp.MustCompile(`(?:^|[./\-_])(?:[A-Za-z]{1,3}[01]|[01][A-Za-z]{1,3}|[OoIl][0-9]{2,})(?:$|[./\-_])`)

// clearSigns makes a kenmerk that was read from an image one to look at when one of
// its signs can be a letter as well as a digit: it has no check digit.
func (r reading) clearSigns() reading {
	if r.leaf == nil {
		return r // nothing was read
	}
	fromImage := r.leaf.worst(r.first, r.past) < 1
	if r.name == postkamer.FieldCaseNumber && r.state == "" && fromImage && (likeDigits.MatchString(r.value) || letterInDigit.MatchString(r.value)) {
		r.state, r.why = postkamer.FieldCheck, "Een letter kan een cijfer zijn, of andersom. Kijk het na op het papier."
	}
	return r
}
