package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// besideLabel is how far a value is trusted that stands beside its label.
const besideLabel = .95

// labelled reads what stands beside or below the labels of a leaf.
func (s *searching) labelled(l *leaf, folded string) {
	all := l.labels
	var firstName, lastName reading
	for _, a := range all {
		first, past := l.value(a, all)
		if first >= past {
			continue
		}
		if whom := l.other[l.words[a.first].row]; whom != "" && a.slot != "partner" && a.slot != "letter_date" {
			if whom == "partner" && a.slot == "name" {
				s.offer(typedValue(postkamer.FieldPartner, reading{leaf: l, first: first, past: past, trust: besideLabel}, s))
			}
			continue
		}
		if (a.slot == "phone" || a.slot == "email") && l.inOffice(l.words[a.first].at) {
			continue
		}
		if ofPerson[a.slot] && l.inSentence(a) && l.ofAnotherInSentence(folded, l.words[a.first].at) {
			continue
		}
		r := reading{leaf: l, first: first, past: past, trust: besideLabel}
		switch a.slot {
		case slotFirst:
			firstName = orFirst(firstName, r)
		case slotLast:
			lastName = orFirst(lastName, r)
		case slotOld, slotNew, slotAddress, slotStreet, slotNumber, slotAddition, slotPostcode, slotPlace, slotCity:
			s.addressPart(l, a, all, r)
		case "letter_date":
			s.offer(typedValue(s.dateUnder(l, a, all), r, s))
		default:
			s.offer(typedValue(postkamer.FieldName(a.slot), r, s))
		}
	}
	s.offer(joinNames(firstName, lastName))
}

// dateUnder says what the label "datum" asks for: the date of the move when it
// stands just below a new address, else that of the letter.
func (s *searching) dateUnder(l *leaf, a anchor, all []anchor) postkamer.FieldName {
	on, row := l.headingOver(a.first, all)
	if _, known := s.best[postkamer.FieldMoveDate]; s.kind == postkamer.Verhuizing && on == newSide && l.words[a.first].row-row <= 2 && !known {
		return postkamer.FieldMoveDate
	}
	return postkamer.FieldLetterDate
}

// orFirst keeps the first of two readings that has words.
func orFirst(have, r reading) reading {
	if have.past > have.first {
		return have
	}
	return r
}

// joinNames makes one name of first names and last name that stand apart.
func joinNames(first, last reading) reading {
	if last.past == last.first {
		return reading{}
	}
	r := last
	r.name, r.value = postkamer.FieldFullName, cleanName(last.leaf.raw(last.first, last.past))
	if first.past > first.first && first.leaf == last.leaf {
		r.value = strings.TrimSpace(cleanName(first.leaf.raw(first.first, first.past)) + " " + r.value)
		if first.past <= last.first && last.first-first.past <= 3 {
			r.first = first.first
		}
	}
	return r
}

// typedValue fills in the value of the words beside a label, as its field asks;
// an empty value when they are nothing of the kind.
func typedValue(name postkamer.FieldName, r reading, s *searching) reading {
	r.name = name
	raw := r.leaf.raw(r.first, r.past)
	switch name {
	case postkamer.FieldBSN:
		return r.number(bsnShape, raw, func(raw string, worst float64) number { return checkBSN(raw, worst) })
	case postkamer.FieldIBAN:
		return r.iban(raw)
	case postkamer.FieldKvK:
		return r.number(kvkShape, raw, func(raw string, _ float64) number { return checkKvK(raw) })
	case postkamer.FieldBirthDate, postkamer.FieldMoveDate, postkamer.FieldLetterDate:
		return r.date(raw, s)
	case postkamer.FieldPhone:
		return r.phoneIn(raw)
	case postkamer.FieldEmail:
		return r.emailIn(raw)
	case postkamer.FieldPlate:
		return r.shape(plateShape, raw, func(s string) string { return s })
	case postkamer.FieldAmount, postkamer.FieldIncome, postkamer.FieldLoan:
		m := bareMoney.FindStringIndex(raw)
		if m == nil {
			return reading{}
		}
		return r.shape(bareMoney, raw, amount).onlyMoney(raw[m[1]:])
	case postkamer.FieldFullName, postkamer.FieldIBANName, postkamer.FieldPartner, postkamer.FieldHost:
		r.value = leadingName(raw)
		r.past = min(r.past, r.first+strings.Count(r.value, " ")+2)
		return r.wholeName()
	case postkamer.FieldMonths:
		r.value = months(raw, s.near)
		return r
	case postkamer.FieldCaseNumber:
		return r.kenmerkIn(raw).unlessOwn().clearSigns()
	case postkamer.FieldRSIN, postkamer.FieldBranch, postkamer.FieldWOZ, postkamer.FieldInvoice, postkamer.FieldAssessment, postkamer.FieldFine:
		return s.registerIn(r, raw)
	case postkamer.FieldCoMovers, postkamer.FieldCompany:
		if instruction.MatchString(fold(raw)) {
			return reading{}
		}
		r.value = strings.Trim(bracketed.ReplaceAllString(raw, ""), " .:-_,")
		return r
	case postkamer.FieldOldStreet, postkamer.FieldNewStreet, postkamer.FieldOldCity, postkamer.FieldNewCity:
		r.value = strings.Trim(raw, " .,:")
		return r
	case postkamer.FieldOldPostcode, postkamer.FieldNewPostcode:
		value, past := postcodeWords(r.leaf, r.first)
		r.value, r.past = value, past
		return r
	case postkamer.FieldOldNumber, postkamer.FieldNewNumber:
		return r.shape(houseNumberForm, raw, strings.TrimSpace)
	}
	return reading{}
}

// registerIn narrows a reading to the number of a register in raw.
func (s *searching) registerIn(r reading, raw string) reading {
	m := registerForm.FindStringIndex(raw)
	if m == nil {
		return reading{}
	}
	from := r
	r = r.narrow(raw, m[0], m[1])
	if r.first != from.first {
		return reading{} // words before the number: it is about something else
	}
	r.value = strings.TrimRight(raw[m[0]:m[1]], "./-_")
	return s.registerNumber(r, raw[m[0]:])
}

// unlessOwn makes a reference of a case number that is one of our own.
func (r reading) unlessOwn() reading {
	if n, ok := checkReference(r.value); ok {
		r.name = postkamer.FieldReference
		return r.checked(n)
	}
	if len(strings.Map(keepDigit, r.value)) < 3 {
		return reading{}
	}
	return r
}

// leadingName returns the name that a text begins with: up to a comma, a digit or
// the end of a sentence. "Vries, J. de" is turned round. A question of the form
// and "niet van toepassing" are no name.
func leadingName(raw string) string {
	raw = strings.TrimLeft(raw, " :.-_|")
	if strings.Contains(raw, "?") || nobodyNamed.MatchString(fold(raw)) {
		return ""
	}
	if i := strings.IndexAny(raw, ";(0123456789|"); i >= 0 {
		raw = raw[:i]
	}
	if m := lastFirst.FindStringSubmatch(raw); m != nil {
		return cleanName(strings.Join([]string{m[2], m[3], m[1]}, " "))
	}
	if i := strings.IndexByte(raw, ','); i > 0 {
		raw = raw[:i]
	}
	if i := sentenceEnd.FindStringIndex(raw); i != nil {
		raw = raw[:i[0]+2]
	}
	return cleanName(raw)
}

// lastFirst matches a last name with the initials behind it, as forms ask: "Groen,
// S.A.", "Vries, J. de".
var lastFirst = regexp.MustCompile(`^([\pL'’\-]+(?: [\pL'’\-]+){0,3}) ?, ?((?:[A-Z]\. ?)+|[A-Z]{1,3}\b)((?: ?(?:van|de|der|den|het|'t|ten|ter|el|al|von|du|la))*) *$`)

// nobodyNamed matches what people write in a box for a name that they have not.
var nobodyNamed = regexp.MustCompile(`^(?:nee|geen|niet|nvt|n\.v\.t\.?|n v t|niemand|onbekend|ja)\b`)

// instruction matches what a form tells to do below a question.
var instruction = regexp.MustCompile(`^[^a-z]*(?:kruis (?:aan|uw)|aankruisen|omcirkel|vul (?:in|hier|alle)|invullen|s\.?v\.?p\b|doorhalen|zie (?:de )?toelichting)`)

// bracketed is what follows the name of a company: a number, a remark in brackets.
var bracketed = regexp.MustCompile(`[,(] ?\(?[0-9].*$`)

// sentenceEnd is a stop after a word that is longer than initials.
var sentenceEnd = regexp.MustCompile(`[a-z]{2}\.( |$)`)

// Forms of values beside a label.
var (
	bareMoney       = regexp.MustCompile(`-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{2})?|-?[0-9]+(?:[.,][0-9]{1,2})?`)
	caseNumberForm  = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9./\-_]{3,24}`)
	houseNumberForm = regexp.MustCompile(`^[1-9][0-9]{0,4}(?:[ \-]?[A-Za-z0-9]{1,5})?`)
)

// normalEmail returns an address in small letters without spaces.
func normalEmail(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }

// shape narrows a reading to the first match of a pattern and normalises it.
func (r reading) shape(pattern *regexp.Regexp, raw string, normal func(string) string) reading {
	m := pattern.FindStringIndex(raw)
	if m == nil {
		return reading{}
	}
	r = r.narrow(raw, m[0], m[1])
	r.value = normal(raw[m[0]:m[1]])
	return r
}

// narrow keeps only the words that bytes start to end of raw touch, where raw is
// the words with one space between.
func (r reading) narrow(raw string, start, end int) reading {
	r.past = r.first + strings.Count(raw[:end], " ") + 1
	r.first += strings.Count(raw[:start], " ")
	r.past = max(r.past, r.first+1)
	return r
}

// number narrows a reading to the first match of a pattern and checks it.
func (r reading) number(pattern *regexp.Regexp, raw string, check func(string, float64) number) reading {
	m := pattern.FindStringIndex(withoutDates(raw))
	if m == nil {
		return r.unreadable(raw)
	}
	r = r.narrow(raw, m[0], m[1])
	return r.checked(check(raw[m[0]:m[1]], r.leaf.worst(r.first, r.past)))
}

// unreadable is a labelled number that is none: wrong when digits were written,
// nothing when the box was empty.
func (r reading) unreadable(raw string) reading {
	if len(strings.Map(keepDigit, withoutDates(raw))) < 4 {
		return reading{}
	}
	r.value, r.state, r.why = strings.TrimSpace(raw), postkamer.FieldWrong, "Dit nummer heeft niet het goede aantal cijfers."
	return r
}

// checked takes over what a check says.
func (r reading) checked(n number) reading {
	r.value, r.proven, r.repaired, r.state, r.why = n.value, n.proven, n.fixed, n.state, n.why
	if n.proven {
		r.trust = 1
	}
	return r
}

// iban narrows a reading to an account number.
func (r reading) iban(raw string) reading {
	for _, pattern := range []*regexp.Regexp{dutchIBAN, ibanShape} {
		if m := pattern.FindStringIndex(raw); m != nil {
			return r.narrow(raw, m[0], m[1]).checked(checkIBAN(raw[m[0]:m[1]]))
		}
	}
	return r.unreadable(raw)
}

// date narrows a reading to the first date in it.
func (r reading) date(raw string, s *searching) reading {
	found := findDates(raw, s.near)
	if len(found) == 0 || r.name == postkamer.FieldBirthDate && found[0].noYear {
		return reading{} // nobody is born in the year that would be filled in
	}
	d := found[0]
	return r.narrow(raw, d.start, d.end).dated(d, raw[d.start:d.end])
}

// dated fills in a date; one that the calendar has not is wrong.
func (r reading) dated(d date, raw string) reading {
	if d.at.IsZero() {
		r.value, r.state, r.why = strings.Join(strings.Fields(raw), " "), postkamer.FieldWrong, "Deze datum bestaat niet."
		return r
	}
	r.value = d.at.Format("2006-01-02")
	switch {
	case d.noYear && !d.near:
		r.trust *= .9
	case d.repaired:
		r.state, r.why = postkamer.FieldCheck, "Een letter is als cijfer gelezen. Kijk de datum na."
	}
	return r
}
