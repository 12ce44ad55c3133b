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
