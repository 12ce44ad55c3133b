package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// A value is what stands on a sheet and what a field should make of it.
type value struct{ written, normal string }

// same is a value that is written in its normal form.
func same(s string) value { return value{s, s} }

// A party is somebody on a sheet: the sender, or another whose numbers are not
// the sender's.
type party struct {
	rng    *rand.Rand
	day    time.Time // of the letter
	values map[string]value
}

// get returns the value of a slot, the same on the whole sheet; false when there
// is no such slot. form chooses how it is written: "words", "digits".
func (p *party) get(slot, form string) (value, bool) {
	key := slot + ":" + form
	if v, ok := p.values[key]; ok {
		return v, true
	}
	v, ok := p.make(slot, form)
	p.values[key] = v
	return v, ok
}

// once returns a raw value, the same however it is written.
func (p *party) once(key string, roll func() string) string {
	v, ok := p.values["raw "+key]
	if !ok {
		v = same(roll())
		p.values["raw "+key] = v
	}
	return v.normal
}

// make makes the value of a slot.
func (p *party) make(slot, form string) (value, bool) {
	if v, ok := p.makeNumber(slot, form); ok {
		return v, true
	}
	if v, ok := p.makeDate(slot, form); ok {
		return v, true
	}
	first := p.once("first", func() string { return pick(p.rng, firstNames) })
	last := p.once("last", func() string { return pick(p.rng, lastNames) })
	switch slot {
	case "name":
		if form == "initials" {
			return same(first[:1] + ". " + last), true
		}
		return same(first + " " + last), true
	case "first":
		return same(first), true
	case "iban_name":
		return same(first[:1] + ". " + last), true
	case "partner", "host":
		return same(p.once(slot, func() string { return pick(p.rng, firstNames) + " " + pick(p.rng, lastNames) })), true
	case "email":
		return same(strings.ToLower(first[:1]+"."+letters(last)) + "@" + pick(p.rng, []string{"post.example", "mail.example", "zakelijk.example"})), true
	case "company", "account":
		return same(p.once("company", func() string { return pick(p.rng, companies) })), true
	}
	return p.makeAddress(slot)
}

// letters keeps the letters a to z of s, in small.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// makeAddress makes a part of an address: street, old_street, new_street.
func (p *party) makeAddress(slot string) (value, bool) {
	side, part := "", slot
	for _, s := range []string{"old_", "new_"} {
		if rest, ok := strings.CutPrefix(slot, s); ok {
			side, part = s, rest
		}
	}
	town := pick(p.rng, towns)
	town.name = p.once(side+"town", func() string { return town.name })
	i := slices.IndexFunc(towns, func(t place) bool { return t.name == town.name })
	switch part {
	case "street":
		return same(pick(p.rng, streets)), true
	case "number":
		n := fmt.Sprint(1 + p.rng.IntN(240))
		if p.rng.IntN(4) > 0 {
			return same(n), true
		}
		letter := pick(p.rng, []string{"A", "b", "C"})
		return value{n + pick(p.rng, []string{letter, " " + letter}), n + " " + letter}, true
	case "postcode":
		const last = "ABCDEGHJKLMNPRTVWXZ"
		code := fmt.Sprintf("%s%02d", towns[i].prefix, p.rng.IntN(100))
		two := string(last[p.rng.IntN(len(last))]) + string(last[p.rng.IntN(len(last))])
		return value{code + pick(p.rng, []string{" ", "", " "}) + two, code + " " + two}, true
	case "city":
		return same(towns[i].name), true
	}
	return value{}, false
}

// makeDate makes a date; form is words, short, digits, iso, two or bare (no year).
func (p *party) makeDate(slot, form string) (value, bool) {
	days := map[string][2]int{"letter_date": {0, 0}, "move_date": {5, 25}, "birth_date": {-28000, -7500}, "date": {-40, -10}}
	between, ok := days[slot]
	if !ok {
		return value{}, false
	}
	raw := p.once(slot, func() string {
		return p.day.AddDate(0, 0, between[0]+p.rng.IntN(between[1]-between[0]+1)).Format(time.DateOnly)
	})
	t, _ := time.Parse(time.DateOnly, raw) // just written
	words := fmt.Sprintf("%d %s", t.Day(), months[t.Month()-1])
	switch form {
	case "short":
		return value{fmt.Sprintf("%d %s. %d", t.Day(), months[t.Month()-1][:3], t.Year()), raw}, true
	case "digits":
		return value{t.Format("02-01-2006"), raw}, true
	case "slash":
		return value{t.Format("2/1/2006"), raw}, true
	case "dots":
		return value{t.Format("02.01.2006"), raw}, true
	case "iso":
		return value{raw, raw}, true
	case "two":
		return value{t.Format("2-1-06"), raw}, true
	case "bare":
		return value{words, raw}, true
	}
	return value{fmt.Sprintf("%s %d", words, t.Year()), raw}, true
}

// makeNumber makes a number.
func (p *party) makeNumber(slot, form string) (value, bool) {
	year := p.day.Year()
	switch slot {
	case "bsn":
		return p.bsn(), true
	case "iban":
		return p.iban(form), true
	case "rsin":
		return same(p.once("rsin", func() string { return newBSN(p.rng, "00") })), true
	case "kvk":
		return same(p.once("kvk", func() string { return "0" + number(p.rng, 7) })), true
	case "branch":
		return same("0000" + number(p.rng, 8)), true
	case "phone":
		return p.phone(form), true
	case "plate":
		return same(pick(p.rng, []string{"A", "E", "O"}) + pick(p.rng, []string{"B", "K", "R"}) + "-" + number(p.rng, 3) + "-" + pick(p.rng, []string{"D", "X", "T"})), true
	case "amount", "income", "loan":
		return p.money(form), true
	case "reference":
		return same(p.once("reference", func() string { return p.reference() })), true
	case "case_number":
		return same(pick(p.rng, []string{fmt.Sprintf("Z%d-%s", year, number(p.rng, 6)), fmt.Sprintf("%d/%s/JW", year, number(p.rng, 5)), "BJZ-" + number(p.rng, 6), fmt.Sprintf("%d.%s", year, number(p.rng, 5))})), true
	case "invoice":
		return same(pick(p.rng, []string{fmt.Sprintf("%d%s", year, number(p.rng, 4)), fmt.Sprintf("F%d-%s", year, number(p.rng, 3)), "VF-" + number(p.rng, 5)})), true
	case "fine":
		return same(pick(p.rng, []string{"8" + number(p.rng, 9), fmt.Sprintf("NH%d-%s", year, number(p.rng, 6))})), true
	case "woz":
		return same("0" + number(p.rng, 11)), true
	case "assessment":
		return same(pick(p.rng, []string{"4" + number(p.rng, 8) + "." + fmt.Sprint(year), "7" + number(p.rng, 9)})), true
	case "months":
		m := int(p.day.Month()) - 1
		return value{months[m] + " " + fmt.Sprint(year), months[m] + " " + fmt.Sprint(year)}, true
	}
	return value{}, false
}

// reference is one of ours, with its check character.
func (p *party) reference() string {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXY"
	code := fmt.Sprintf("%s-%d-", pick(p.rng, []string{"PS", "VH", "TZ"}), p.day.Year())
	for i := range 5 {
		code += string(alphabet[p.rng.IntN(len(alphabet))])
		if i == 3 {
			code += "-"
		}
	}
	for _, check := range alphabet {
		if s := code + string(check); postkamer.NormalReference(s) == s {
			return s
		}
	}
	return ""
}

// bsn begins with 999 and is written in one of three ways.
func (p *party) bsn() value {
	s := p.once("bsn", func() string { return newBSN(p.rng, "999") })
	return value{pick(p.rng, []string{s, s, s[:4] + "." + s[4:6] + "." + s[6:], s[:3] + " " + s[3:6] + " " + s[6:]}), s}
}

// newBSN returns nine digits that pass the eleven-test.
func newBSN(rng *rand.Rand, begin string) string {
	for {
		if s := begin + number(rng, 9-len(begin)); postkamer.ValidBSN(s) {
			return s
		}
	}
}

// iban is Dutch, or Belgian or German for the form "foreign".
func (p *party) iban(form string) value {
	s := p.once("iban", func() string {
		if form == "foreign" {
			country := pick(p.rng, []string{"BE", "DE"})
			return ibanOf(country, number(p.rng, map[string]int{"BE": 12, "DE": 18}[country]))
		}
		return ibanOf("NL", pick(p.rng, []string{"ABNA", "INGB", "RABO", "SNSB", "TRIO", "ASNB"})+"0"+number(p.rng, 9))
	})
	if p.rng.IntN(3) == 0 {
		return same(s)
	}
	var groups []string
	for rest := s; rest != ""; {
		n := min(4, len(rest))
		groups, rest = append(groups, rest[:n]), rest[n:]
	}
	return value{strings.Join(groups, " "), s}
}

// ibanOf puts the check digits before an account.
func ibanOf(country, account string) string {
	return country + postkamer.IBANCheck(country, account) + account
}

// phone writes a number that is not issued.
func (p *party) phone(form string) value {
	if form == "foreign" {
		n := number(p.rng, 8)
		return value{"+32 4" + n[:2] + " " + n[2:4] + " " + n[4:6] + " " + n[6:], "+324" + n}
	}
	if form == "fixed" {
		n := "0" + number(p.rng, 6)
		return value{"020-" + n, "020" + n}
	}
	n := "0" + number(p.rng, 7)
	return value{pick(p.rng, []string{"06-" + n, "06 " + n[:4] + " " + n[4:], "06" + n, "+31 6 " + n[:4] + " " + n[4:], "0031 6 " + n}), "06" + n}
}

// money writes an amount as Dutch people do, or as English software for "english".
func (p *party) money(form string) value {
	cents := pick(p.rng, []int{0, 0, 50, 95})
	euro := 40 + p.rng.IntN(4000)
	normal := fmt.Sprintf("%d.%02d", euro, cents)
	thousands := fmt.Sprint(euro)
	point := pick(p.rng, []string{".", ""})
	if form == "english" {
		point = ","
	}
	if euro >= 1000 {
		thousands = fmt.Sprintf("%d%s%03d", euro/1000, point, euro%1000)
	}
	switch {
	case form == "english":
		return value{fmt.Sprintf("€ %s.%02d", thousands, cents), normal}
	case cents == 0:
		return value{"€ " + thousands + pick(p.rng, []string{",-", ",00", ",--"}), normal}
	}
	return value{fmt.Sprintf("€ %s,%02d", thousands, cents), normal}
}

// pick returns one of the options.
func pick[T any](rng *rand.Rand, options []T) T { return options[rng.IntN(len(options))] }

// number returns decimal digits.
func number(rng *rand.Rand, digits int) string {
	var b strings.Builder
	for range digits {
		b.WriteByte(byte('0' + rng.IntN(10)))
	}
	return b.String()
}
