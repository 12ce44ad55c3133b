package classify

import (
	"regexp"
	"slices"
	"strings"

	"postkamer"
)

// sideCues say which side of a move an address is on.
var sideCues = []cue{
	{"nieuw", "new"}, {"naar", "new"}, {"toekomstig", "new"}, {"wordt", "new"}, {"ga wonen", "new"}, {"gaan wonen", "new"}, {"komen wonen", "new"}, {"kom wonen", "new"}, {"te wonen", "new"}, {"gaan wonen op", "new"}, {"wonen aan", "new"}, {"wonen op", "new"}, {"wonen in", "new"}, {"inschrijven op", "new"}, {"in te schrijven", "new"}, {"vestig", "new"}, {"intrek", "new"}, {"trek in", "new"}, {"betrek", "new"}, {"sleutel", "new"}, {"sleutel van", "new"}, {"sleutels van", "new"}, {"maar op", "new"}, {"maar aan", "new"}, {"verhuisd naar", "new"},
	{"oud", "old"}, {"huidig", "old"}, {"vorig", "old"}, {"van", "old"}, {"vanaf", "old"}, {"vanuit", "old"}, {"uit", "old"}, {"verlaat", "old"}, {"verlaten", "old"}, {"vertrek", "old"}, {"woonde", "old"}, {"woonachtig", "old"}, {"wonende", "old"}, {"woon nu", "old"}, {"wonen nu", "old"}, {"woon ik nu", "old"}, {"nu op", "old"}, {"nu nog", "old"}, {"staan nu ingeschreven", "old"}, {"sta ingeschreven", "old"}, {"sta nu ingeschreven", "old"}, {"woon", "old"}, {"woonden", "old"},
	{"per post", "no"}, {"correspondentie", "no"},
}

// Names of the parts of an address on both sides.
var (
	oldParts = [4]postkamer.FieldName{postkamer.FieldOldStreet, postkamer.FieldOldNumber, postkamer.FieldOldPostcode, postkamer.FieldOldCity}
	ownParts = [4]postkamer.FieldName{postkamer.FieldStreet, postkamer.FieldNumber, postkamer.FieldPostcode, postkamer.FieldCity}
	newParts = [4]postkamer.FieldName{postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity}
)

// parts returns the field names of a side.
func (s side) parts() [4]postkamer.FieldName {
	switch s {
	case newSide:
		return newParts
	case ownSide:
		return ownParts
	}
	return oldParts
}

// addresses finds the addresses in the text of a leaf. The address of the sender
// at the top of a letter is the old one when nothing else is.
func (s *searching) addresses(l *leaf, folded string) {
	if s.kind != postkamer.Verhuizing {
		s.senderAddress(l, folded)
		return
	}
	anchors := l.labels
	var senders []address
	for _, a := range addresses(l) {
		if a.office || l.nearOffice(a) || l.isOther(a.street.first) {
			continue
		}
		if a.side = l.sideOf(a, anchors, folded); a.side == "" {
			senders = append(senders, a)
			continue
		}
		if a.side == oldSide && s.second(a) {
			a.side = newSide
			s.offerAddress(a, withoutCue)
			continue
		}
		s.offerAddress(a, withCue)
	}
	for _, a := range senders {
		if _, ok := s.best[postkamer.FieldOldNumber]; !ok && !s.same(newSide, a) && l.outside(a) {
			s.offerAddress(a, withoutCue+.1)
		}
	}
}

// second tells whether an address is the second that seems old while no new one
// is known: "ik woonde op A en woon nu op B".
func (s *searching) second(a address) bool {
	_, hasOld := s.best[postkamer.FieldOldNumber]
	_, hasNew := s.best[postkamer.FieldNewNumber]
	return hasOld && !hasNew && !s.same(oldSide, a)
}

// outside tells whether an address stands above the salutation or below the text,
// where a sender writes his own.
func (l *leaf) outside(a address) bool {
	row := l.words[a.street.first].row
	return row < min(8, len(l.rows)) || row >= len(l.rows)-6
}

// same tells whether an address is already known on a side.
func (s *searching) same(on side, a address) bool {
	names := on.parts()
	return s.best[names[0]].value == strings.Trim(a.street.value, ".,") && s.best[names[1]].value == a.number.value
}

// sideOf says on which side an address is: by the heading above it, by the label
// before it, else by the words before it; "" when nothing says so.
func (l *leaf) sideOf(a address, anchors []anchor, folded string) side {
	if on := l.introduced(a, folded); on != "" {
		return on
	}
	heading, headingRow := l.headingOver(a.street.first, anchors)
	start := l.words[a.street.first].at
	says, _ := before(folded, start, 70, sideCues)
	row := l.words[a.street.first].row
	if heading != "" && row-headingRow <= 3 {
		return heading
	}
	switch {
	case says == "new" || livingFrom.MatchString(folded[max(0, start-90):start]):
		return newSide
	case says == "old":
		return oldSide
	}
	return ""
}

// Words of a sentence that an address follows on lines of its own.
var (
	introducesOld = regexp.MustCompile(`\b(?:was|waren|woonde|woonden|oude?|vorige?|eerst|eerder|tot|totdat|huidige?|verlaat|verlaten|nu nog|vertrek(?:ken)? (?:uit|van)|kom(?:en)? (?:uit|van)|vandaan)\b`)
	introducesNew = regexp.MustCompile(`\b(?:nieuwe?|wordt|worden|vanaf|per|met ingang|m\.?i\.?v\b|ingaande|straks|voortaan|ga|gaan|verhuis|verhuizen|verhuisd|naar|inschrijven|in te schrijven|betrek(?:ken)?|intrek(?:ken)?|hier|heen)\b`)
	introducesNo  = regexp.MustCompile(`\b(?:post|poststukken|correspondentie|sturen|stuur|antwoord|brief|brieven)\b`)
)

// introduced returns the side of an address on lines of its own as the sentence
// above it says, which ends in a colon: "vanaf 12 mei woon ik op het volgende
// adres:". The last word that says something counts.
func (l *leaf) introduced(a address, folded string) side {
	row := l.words[a.street.first].row
	if row == 0 || a.street.first != l.rows[row][0] || l.tooFar(l.rows[row-1][0], row) {
		return ""
	}
	last := l.words[l.rows[row-1][1]-1]
	if !strings.HasSuffix(last.Text, ":") {
		return ""
	}
	text := folded[l.sentenceFrom(folded, last.end()-1):last.end()]
	before, after := lastMatch(introducesOld, text), lastMatch(introducesNew, text)
	switch {
	case before == after || introducesNo.MatchString(text):
		return ""
	case before > after:
		return oldSide
	}
	return newSide
}

// livingFrom matches, at the end of what stands before an address, that somebody
// lives there from a day on: "per 1 mei woon ik op".
var livingFrom = regexp.MustCompile(`\b(?:per|vanaf|sinds|sins|m\.?i\.?v\.?|met ingang van)\b[^.;:]{1,30}(?:\. ?[0-9]{4} )?\bwo(?:on|nen)\b[^.;:]{0,25}$`)

// headingOver returns the side of the nearest heading above word i, or on its
// row before it. Of headings on one row the last that begins left of the word
// counts, so that two columns stay apart.
func (l *leaf) headingOver(i int, anchors []anchor) (side, int) {
	found, foundRow := side(""), -1
	for _, a := range anchors {
		if a.first >= i && l.words[a.first].row >= l.words[i].row {
			break
		}
		row := l.words[a.first].row
		switch {
		case a.slot == slotSelf || a.slot == slotOther && row != foundRow:
			found, foundRow = "", row
		case a.slot != slotOld && a.slot != slotNew:
		case row == foundRow && l.words[a.first].X > l.words[i].X+2*max(l.words[i].H, 3):
		case a.slot == slotOld:
			found, foundRow = oldSide, row
		default:
			found, foundRow = newSide, row
		}
	}
	return found, foundRow
}

// offices are words near the address of the municipality or another office.
var offices = []string{"gemeente", "stadhuis", "gemeentehuis", "stadskantoor", "college", "burgerzaken", "t.a.v", "afdeling", "postbus", "b.v", "bv", "stichting", "advocat", "incasso", "team", "heffingsambtenaar", "belastingen", "burgemeester", "wethouder", "parkeerservice", "loket", "crediteuren"}

// nearOffice tells whether the one or two rows above an address, in its own run of
// words, name an office.
func (l *leaf) nearOffice(a address) bool {
	row := l.words[a.street.first].row
	if !l.words[a.street.first].gap {
		// "Aan: Gemeente Oss, Raadhuislaan 2" on one row.
		before := fold(l.raw(l.rows[row][0], a.street.first))
		return len(before) < 60 && slices.ContainsFunc(offices, func(o string) bool { return firstWord(before, o) >= 0 })
	}
	for r := row - 1; r >= max(0, row-3) && !l.apart(r, r+1); r-- {
		for j := l.rows[r][0]; j < l.rows[r][1]; j++ {
			if !l.words[j].gap || !l.aligned(a.street.first, j) {
				continue
			}
			run := fold(l.raw(j, l.segmentEnd(j)))
			if len(run) < 60 && slices.ContainsFunc(offices, func(o string) bool { return firstWord(run, o) >= 0 }) {
				return true
			}
		}
	}
	return false
}

// apart tells whether there is a blank line between two rows.
func (l *leaf) apart(above, below int) bool {
	a, b := l.words[l.rows[above][0]], l.words[l.rows[below][0]]
	if a.W == 0 {
		return b.Line-a.Line > 1
	}
	return b.Y-(a.Y+a.H) > max(a.H, b.H)
}

// offerAddress offers all parts of an address, or none when a better one is known:
// parts of two addresses must not be mixed.
func (s *searching) offerAddress(a address, trust float64) {
	names := a.side.parts()
	if a.side == "" {
		names = oldParts
	}
	if have, ok := s.best[names[1]]; ok && have.value != a.number.value && have.trust >= trust {
		return
	}
	for i, p := range []part{a.street, a.number, a.postcode, a.city} {
		if p.value != "" {
			s.offer(reading{name: names[i], value: strings.Trim(p.value, ",;("), leaf: a.leaf, first: p.first, past: p.past, trust: trust})
		}
	}
}

// addressPart offers what stands beside a label that is a part of an address,
// on the side of the heading above it.
func (s *searching) addressPart(l *leaf, a anchor, all []anchor, r reading) {
	on, _ := l.headingOver(a.first, all)
	switch a.slot {
	case slotOld:
		on = oldSide
	case slotNew:
		on = newSide
	}
	if s.kind != postkamer.Verhuizing {
		if on == newSide || a.slot == slotNew {
			return
		}
		on = ownSide
	}
	if on == "" {
		return
	}
	names, raw := on.parts(), l.raw(r.first, r.past)
	if _, label := labelExactly(labelText(l.words[r.first:r.past])); label {
		return // a row askew: the label of the next question
	}
	switch a.slot {
	case slotOld, slotNew, slotAddress:
		s.wholeAddress(l, r, on)
	case slotStreet:
		s.street(l, r, on)
	case slotNumber:
		if value, _ := postcodeWords(l, r.first); value != "" {
			return // a row askew: the answer to the next question
		}
		r.name = names[1]
		s.offer(r.shape(houseNumberForm, raw, strings.TrimSpace))
	case slotAddition:
		s.addition(names[1], r, raw)
	case slotPostcode, slotPlace:
		s.postcode(l, r, on)
	case slotCity:
		r.name, r.value = names[3], straight(strings.Trim(raw, " .,:"))
		s.offer(r)
	}
}

// wholeAddress offers the address that begins within the words of r.
func (s *searching) wholeAddress(l *leaf, r reading, on side) {
	for i := r.first; i < r.past; i++ {
		if !houseNumber.MatchString(l.words[i].Text) {
			continue
		}
		first := max(r.first, streetStart(l, i))
		if first == i {
			first = r.first
		}
		if first == i {
			return
		}
		a := address{leaf: l, street: part{l.raw(first, i), first, i}, side: on, number: numberAt(l, i)}
		a.readPlace()
		if next := a.number.past; a.city.value == "" && a.postcode.value == "" && next < r.past {
			a.city = cityAt(l, next, l.words[i].row)
		}
		s.offerAddress(a, besideLabel)
		return
	}
}

// street offers a street; a house number that was written behind it goes along.
func (s *searching) street(l *leaf, r reading, on side) {
	last := r.past - 1
	if last > r.first && houseNumber.MatchString(l.words[last].Text) || last > r.first+1 && houseNumber.MatchString(l.words[last-1].Text) {
		s.wholeAddress(l, r, on)
		return
	}
	r.name, r.value = on.parts()[0], strings.Trim(l.raw(r.first, r.past), " .,:")
	s.offer(r)
}

// addition puts a letter or addition behind the house number that was read.
func (s *searching) addition(name postkamer.FieldName, r reading, raw string) {
	have, ok := s.best[name]
	raw = strings.Trim(raw, " .,:-_")
	if !ok || raw == "" || len(raw) > 8 || strings.Contains(have.value, " ") || fold(raw) == "geen" || fold(raw) == "nvt" {
		return
	}
	have.value += " " + raw
	if have.leaf == r.leaf && r.first == have.past {
		have.past = r.past
	}
	s.best[name] = have
}

// postcode offers a postcode and the place behind it.
func (s *searching) postcode(l *leaf, r reading, on side) {
	value, past := postcodeWords(l, r.first)
	if value == "" {
		return
	}
	names := on.parts()
	s.offer(reading{name: names[2], value: value, leaf: l, first: r.first, past: past, trust: besideLabel})
	if city := placeName(l.raw(past, max(past, r.past))); city != "" {
		s.offer(reading{name: names[3], value: city, leaf: l, first: past, past: r.past, trust: besideLabel})
	}
}

// placeName takes marks and the label of a place off its name.
func placeName(s string) string {
	s = straight(strings.Trim(s, " .,:"))
	for _, label := range []string{"woonplaats ", "plaats ", "te "} {
		if len(s) > len(label) && strings.EqualFold(s[:len(label)], label) {
			return strings.Trim(s[len(label):], " .,:")
		}
	}
	return s
}
