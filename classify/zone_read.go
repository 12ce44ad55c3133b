package classify

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// A zoneReading is what was filled in for one question.
type zoneReading struct {
	zone  placedZone // where to look; the first zone of the question
	value string     // as a case keeps it; empty: nothing was filled in
	text  string     // as it was read
	state postkamer.FieldState
	why   string // why state is not ok
	sure  float64
}

// Why a value of a printed form is looked at.
const (
	whyByHand    = "Met de hand geschreven. Vergelijk met het papier."
	whyFewSigns  = "Te weinig tekens om te zien of dit is getypt. Vergelijk met het papier."
	whyTwoReads  = "Twee keer gelezen, met verschillende uitkomst. Vergelijk met het papier."
	whyTickFaint = "Het is niet zeker of dit hokje is aangekruist."
	whyTicksTwo  = "Er is meer dan 1 hokje aangekruist."
	whyNoValue   = "Hier staat iets, maar het is niet te lezen."
	whyBlackened = "Dit hokje is helemaal zwart. Kijk of het is gekozen of doorgehaald."
	whyGap       = "Er is een vakje leeg tussen de andere. Kijk of er een teken mist."
	whyLetters   = "Een letter is als cijfer gelezen. Vergelijk met het papier."
	whyRepaired  = "Letters die op cijfers lijken, zijn verbeterd. Het controlecijfer klopt."
	whyZero      = "Hier staat 0. Vergelijk met het papier."
)

// read reads the answer to a question.
func (p *paperwork) read(name string) zoneReading {
	zones := p.asked[name]
	z := zones[0]
	switch z.Kind {
	case postkamer.ZoneTick:
		return readTicks(zones)
	case postkamer.ZoneSignature:
		r := zoneReading{zone: z, state: postkamer.FieldOK, sure: 1}
		if z.Ink >= signedInk {
			r.value = "Getekend"
		}
		return r
	}
	r := readValue(z)
	if p.hand && strings.Trim(r.value, "? ") == "" {
		r.value = "" // an empty input beside the paper is quicker than one to clear first
	}
	if r.value != "" && (p.hand || z.Uneven > mostUneven) && r.state.Sure() {
		r.state, r.why = postkamer.FieldCheck, whyByHand
	}
	if r.value != "" && len(z.Comb) > 0 && z.Uneven == 0 && r.state.Sure() {
		r.state, r.why = postkamer.FieldCheck, whyFewSigns
	}
	return r
}

// readTicks returns which boxes of a question are ticked.
func readTicks(zones []placedZone) zoneReading {
	r := zoneReading{zone: zones[0], state: postkamer.FieldOK, sure: 1}
	var says []string
	var black *placedZone
	for i, z := range zones {
		switch {
		case z.Ink < untickedInk:
			continue
		case z.Ink > blackenedInk && len(zones) > 1:
			black = &zones[i]
			continue
		case z.Ink < tickedInk:
			r.zone, r.state, r.why = z, postkamer.FieldCheck, whyTickFaint
			continue
		}
		if len(says) == 0 && r.state == postkamer.FieldOK {
			r.zone = z
		}
		says = append(says, z.Says)
	}
	if len(says) > 1 && !zones[0].Many {
		r.state, r.why = postkamer.FieldConflicting, whyTicksTwo
	}
	if black != nil && len(says) == 0 { // who takes a cross back puts another
		r.zone, r.state, r.why = *black, postkamer.FieldCheck, whyBlackened
	}
	r.value = strings.Join(says, ", ")
	r.text = r.value
	return r
}

// readValue reads what was written in a zone. It is sure when two readings agree or
// a check digit proves it.
func readValue(z placedZone) zoneReading {
	r := zoneReading{zone: z, text: strings.TrimSpace(z.Value), state: postkamer.FieldOK, sure: z.Sure}
	first, again, whole := z.plain(z.Value), z.plain(z.Again), z.plain(z.Whole)
	if first == "" && again == "" {
		if strings.TrimSpace(z.Value) != "" {
			r.value, r.state, r.why = r.text, postkamer.FieldCheck, whyNoValue
		}
		return r
	}
	if passes := z.passes(); passes != nil {
		if len(whole) != len(first) {
			whole = "" // not all of it, or more
		}
		return r.proved(passes, first, again, whole)
	}
	r.value = first
	if first == "" {
		r.value = again
	}
	switch {
	case first == "" || first != again && first != whole:
		r.state, r.why = postkamer.FieldCheck, whyTwoReads
	case z.gap():
		r.state, r.why = postkamer.FieldCheck, whyGap
	case r.value == "0" && z.Kind == postkamer.ZoneDigits:
		r.state, r.why = postkamer.FieldCheck, whyZero
	}
	return r
}

// gap tells whether a cell is empty where a character may have been lost: between
// two that are filled, of a date behind a digit, of an amount before the cents.
func (z placedZone) gap() bool {
	cells := 0
	for _, n := range z.Comb {
		cells += n
	}
	if len(z.Value) != cells { // of letters that are no single bytes, or of no comb
		return false
	}
	switch {
	case cells == 0:
		return false
	case z.Kind == postkamer.ZoneDate:
		return strings.ContainsAny(z.Value[1:2]+z.Value[3:], " ")
	}
	return strings.Contains(strings.TrimSpace(z.Value), " ")
}

// proved takes the reading that passes its check digit, as it was read or with letters
// taken for the digits that they look like. Two that pass and differ prove nothing, and
// one that passes is looked at when another, as complete, differs in more than that.
func (r zoneReading) proved(passes func(string) bool, readings ...string) zoneReading {
	for _, value := range readings {
		if value != "" && !passes(value) {
			value = r.zone.mended(passes, value)
		}
		switch {
		case value == "":
		case r.value == "":
			r.value = value
		case r.value != value:
			r.state, r.why = postkamer.FieldConflicting, whyTwoReads
		}
	}
	if r.value == "" {
		return r.unproved(readings)
	}
	if r.state == postkamer.FieldOK {
		r.state, r.why = r.compared(readings)
	}
	return r
}

// compared holds a number that passes its check digit against all readings. Letters
// that had to be taken for digits are put right by modulo 97 alone, but by the
// eleven-test, which one in eleven numbers passes, only with a second reading.
func (r zoneReading) compared(readings []string) (postkamer.FieldState, string) {
	same, other := 0, 0
	for _, value := range readings {
		switch {
		case len(value) != len(r.value):
		case value == r.value:
			same++
		case looksLike(value, r.value):
			other++
		default:
			return postkamer.FieldCheck, whyTwoReads
		}
	}
	switch {
	case other == 0:
		return postkamer.FieldOK, ""
	case same+other < 2 && r.zone.Kind != postkamer.ZoneIBAN:
		return postkamer.FieldCheck, whyLetters
	}
	return postkamer.FieldRepaired, whyRepaired
}

// unproved takes a reading of which no check digit says that it is right.
func (r zoneReading) unproved(readings []string) zoneReading {
	r.value, r.state, r.why = r.text, postkamer.FieldCheck, whyTwoReads
	for i, value := range readings {
		switch {
		case value == "":
		case slices.Contains(readings[:i], value): // read twice: it is the number that is wrong
			r.value, r.state, r.why = value, postkamer.FieldOK, ""
			return r
		case r.value == r.text:
			r.value = value
		}
	}
	return r
}

// passes returns the check digit of the number in a zone, nil when it has none.
func (z placedZone) passes() func(string) bool {
	switch {
	case z.Field == postkamer.FieldBSN:
		return postkamer.ValidBSN
	case z.Kind == postkamer.ZoneIBAN:
		return postkamer.ValidIBAN
	}
	return nil
}

// plain writes a reading as a case keeps it, so that two can be compared; "" when it
// is incomplete or cannot be what is asked for.
func (z placedZone) plain(s string) string {
	if len(z.Comb) == 0 {
		return strings.Join(strings.Fields(s), " ")
	}
	if strings.ContainsRune(s, '?') {
		return ""
	}
	switch z.Kind {
	case postkamer.ZoneDate:
		return plainDate(s)
	case postkamer.ZoneAmount:
		return z.plainAmount(s)
	case postkamer.ZonePostcode:
		return postkamer.NormalPostcode(s)
	}
	s = strings.ReplaceAll(s, " ", "")
	switch {
	case z.Allowed != "" && strings.Trim(s, z.Allowed) != "":
		return ""
	case z.Field == postkamer.FieldPhone && s != "":
		return postkamer.NormalPhone(s)
	case z.Field == postkamer.FieldBSN || z.Field == postkamer.FieldKvK:
		if s != "" && len(s) != z.Comb[0] {
			return ""
		}
	case z.Kind == postkamer.ZoneDigits && s != "":
		return cmp.Or(strings.TrimLeft(s, "0"), "0")
	}
	return s
}

// plainDate reads the eight cells of a date; empty cells before a digit are zeros.
func plainDate(s string) string {
	if len(s) != 8 {
		s = strings.ReplaceAll(s, " ", "")
	}
	if len(s) != 8 {
		return ""
	}
	number := func(s string) int {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return 0
		}
		return n
	}
	day, month, year := number(s[:2]), number(s[2:4]), number(s[4:])
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if at.Day() != day || int(at.Month()) != month || year < 1880 || year > 2200 {
		return ""
	}
	return at.Format(time.DateOnly)
}

// plainAmount reads euros and cents: 850.50. Empty cents are none.
func (z placedZone) plainAmount(s string) string {
	euros, cents := s, ""
	if len(z.Comb) == 2 {
		if len(s) != z.Comb[0]+z.Comb[1] {
			euros, cents, _ = strings.Cut(strings.ReplaceAll(s, " ", ""), ",")
		} else {
			euros, cents = s[:z.Comb[0]], s[z.Comb[0]:]
		}
	}
	euros, cents = strings.TrimSpace(euros), strings.TrimSpace(cents)
	if euros == "" || strings.Trim(euros+cents, digits) != "" || len(cents) == 1 {
		return ""
	}
	if cents == "" {
		cents = "00"
	}
	if trimmed := strings.TrimLeft(euros, "0"); trimmed != "" {
		euros = trimmed
	} else {
		euros = "0"
	}
	return euros + "." + cents
}
