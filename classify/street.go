package classify

import (
	"maps"
	"slices"
	"strings"

	"postkamer"
)

// addressOutcomes are what the table of addresses may say of an address, in the
// words of a scheme's rules. Without a table, or where it does not reach, it says
// nothing and none of them holds.
var addressOutcomes = []string{
	"found",          // there is one, exactly as it was read
	"not_for_living", // it was found, but nobody may live there
	"street",         // the street was read with a few letters wrong
	"other_street",   // the postcode belongs to another street
	"postcode",       // street, number and place are right, the postcode is not
	"number",         // the street is there, the number is not
	"choice",         // there are several homes at the number
	"nowhere",        // nothing that looks like it
}

// An addressJudgement is what the table says of one address of the piece.
type addressJudgement struct {
	outcome string
	at      postkamer.Address // that is meant, when there is one
	choices []string          // Dutch, what it may be: house numbers, or whole addresses
}

// Lookups says which addresses of a piece must be looked up before it can be
// judged: the answers go in Facts.Addresses. It is none for most kinds.
func Lookups(text postkamer.Text, facts Facts, m *Model, p Policy) []postkamer.AddressQuery {
	c := &piece{text: text, facts: facts, policy: p, sheet: newSheet(text)}
	c.place(m)
	if s := c.scheme(); s == nil || len(s.addresses) == 0 {
		return nil
	}
	c.fields = readFields(c)
	return c.lookups()
}

// lookups returns what is asked about the addresses of the scheme, by name.
func (c *piece) lookups() []postkamer.AddressQuery {
	s := c.scheme()
	if s == nil {
		return nil
	}
	var list []postkamer.AddressQuery
	for _, name := range slices.Sorted(maps.Keys(s.addresses)) {
		if q := c.query(name, s.addresses[name]); q.Number > 0 && (q.Postcode != "" || q.Street != "") {
			list = append(list, q)
		}
	}
	return list
}

// query returns what was read of an address.
func (c *piece) query(name string, f addressFields) postkamer.AddressQuery {
	number, _ := postkamer.HouseNumber(c.field(f.number).Value)
	return postkamer.AddressQuery{
		Name:     name,
		Street:   c.field(f.street).Value,
		Number:   number,
		Postcode: postkamer.NormalPostcode(c.field(f.postcode).Value),
		City:     c.field(f.city).Value,
	}
}

// readAddressCheck reads a check of what the table of addresses says.
func readAddressCheck(r *schemeReader, line int, words []string) (check, []string) {
	if len(words) != 2 || !slices.Contains(addressOutcomes, words[1]) {
		return r.misread(line, "address")
	}
	name, outcome := words[0], words[1]
	if _, ok := r.scheme.addresses[name]; !ok {
		r.refuse(line, "there is no address %q: add it under addresses", name)
		return nil, nil
	}
	return func(v *judging) bool {
		j := v.piece.judgeAddress(name)
		v.words["choices"], v.words["street"], v.words["address"] = inChoice(j.choices), j.at.Street, whole(j.at)
		v.words["postcode"] = j.at.Postcode
		return j.outcome == outcome
	}, []string{"choices", "street", "address", "postcode"}
}

// whole writes an address on one line.
func whole(a postkamer.Address) string {
	return a.Street + " " + a.House() + ", " + a.Postcode + " " + a.City
}

// inChoice writes "14 A, 14 B of 14 C".
func inChoice(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " of " + list[len(list)-1]
}

// judgeAddress says what the table of addresses has for an address of the piece.
// Without an answer for what was read it says nothing.
func (c *piece) judgeAddress(name string) addressJudgement {
	s := c.scheme()
	f := s.addresses[name]
	q := c.query(name, f)
	for _, answer := range c.facts.Addresses {
		if answer.Query == q && q.Number > 0 {
			_, addition := postkamer.HouseNumber(c.field(f.number).Value)
			return judged(answer, addition)
		}
	}
	return addressJudgement{}
}

// judged holds what was read against the answer of the table: the postcode first,
// because a postcode with a number is one address; then the street.
func judged(a postkamer.AddressAnswer, addition string) addressJudgement {
	if len(a.AtPostcode) > 0 {
		return byPostcode(a, addition)
	}
	j := byStreet(a, addition)
	switch {
	case j.outcome == "" && a.Covered:
		return addressJudgement{outcome: "nowhere"}
	case j.outcome == "found" && a.Query.Postcode != "":
		j.outcome = "postcode"
	}
	return j
}

// byPostcode judges an address of which the postcode is in the table.
func byPostcode(a postkamer.AddressAnswer, addition string) addressJudgement {
	q, key := a.Query, postkamer.AddressKey(a.Query.Street)
	here := slices.DeleteFunc(slices.Clone(a.AtPostcode), func(at postkamer.Address) bool { return at.Number != q.Number })
	near := closest(key, a.AtPostcode)
	elsewhere := byStreet(a, addition)
	switch {
	case key != "" && near.street == "" && elsewhere.outcome == "found":
		elsewhere.outcome = "postcode"
		return elsewhere
	case len(here) == 0:
		return addressJudgement{outcome: "number", at: a.AtPostcode[0], choices: nearestNumbers(a.AtPostcode, q.Number)}
	case key != "" && near.street == "":
		return addressJudgement{outcome: "other_street", at: here[0]}
	}
	j := chosen(here, addition)
	if j.outcome == "found" && key != "" && !near.same {
		j.outcome = "street"
	}
	return j
}

// byStreet judges an address by its street, number and place.
func byStreet(a postkamer.AddressAnswer, addition string) addressJudgement {
	q, key := a.Query, postkamer.AddressKey(a.Query.Street)
	if key == "" {
		return addressJudgement{}
	}
	inCity := a.InStreets
	if city := postkamer.AddressKey(q.City); city != "" {
		inCity = slices.DeleteFunc(slices.Clone(inCity), func(at postkamer.Address) bool {
			return misread(city, postkamer.AddressKey(at.City)) > mayDiffer(city)
		})
	}
	near := closest(key, inCity)
	if near.street == "" {
		return addressJudgement{}
	}
	there := slices.DeleteFunc(slices.Clone(inCity), func(at postkamer.Address) bool { return postkamer.AddressKey(at.Street) != near.street })
	here := slices.DeleteFunc(slices.Clone(there), func(at postkamer.Address) bool { return at.Number != q.Number })
	if len(here) == 0 {
		return addressJudgement{outcome: "number", at: there[0], choices: nearestNumbers(there, q.Number)}
	}
	j := chosen(here, addition)
	if j.outcome == "found" && !near.same {
		j.outcome = "street"
	}
	return j
}

// chosen picks the home at a number by its letter and addition. What is not
// written is the home without one, if there is such a home.
func chosen(here []postkamer.Address, addition string) addressJudgement {
	var exact []postkamer.Address
	for _, at := range here {
		if postkamer.AdditionKey(at.Letter+at.Addition) == addition {
			exact = append(exact, at)
		}
	}
	switch {
	case len(exact) == 1 && !exact[0].Home():
		return addressJudgement{outcome: "not_for_living", at: exact[0]}
	case len(exact) == 1:
		return addressJudgement{outcome: "found", at: exact[0]}
	case len(exact) > 1: // one number in several places or postcodes
		return addressJudgement{outcome: "choice", choices: listed(exact, whole)}
	}
	return addressJudgement{outcome: "choice", at: here[0], choices: listed(here, postkamer.Address.House)}
}

// mostChoices is how many choices a sentence names.
const mostChoices = 8

// listed writes addresses, each once, in their order.
func listed(list []postkamer.Address, write func(postkamer.Address) string) []string {
	var out []string
	for _, at := range list {
		if text := write(at); !slices.Contains(out, text) && len(out) < mostChoices {
			out = append(out, text)
		}
	}
	return out
}

// mostNear is how many house numbers are named when the right one is not there.
const mostNear = 4

// nearestNumbers returns the house numbers around one that does not exist.
func nearestNumbers(list []postkamer.Address, number int) []string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b postkamer.Address) int { return abs(a.Number-number) - abs(b.Number-number) })
	list = list[:min(mostNear, len(list))]
	slices.SortStableFunc(list, func(a, b postkamer.Address) int { return a.Number - b.Number })
	return listed(list, postkamer.Address.House)
}

func abs(n int) int { return max(n, -n) }

// A nearStreet is the street that was meant.
type nearStreet struct {
	street string // its key; empty when none is near enough, or two are as near
	same   bool   // it is written as it is read
}

// closest returns the street of some addresses that looks most like a key.
func closest(key string, list []postkamer.Address) nearStreet {
	best, second, found := 1e9, 1e9, ""
	for _, name := range streetKeys(list) {
		if name == key {
			return nearStreet{name, true}
		}
		switch d := misread(key, name); {
		case d < best:
			best, second, found = d, best, name
		case d < second:
			second = d
		}
	}
	if best > mayDiffer(key) || second-best < .5 {
		return nearStreet{}
	}
	return nearStreet{street: found}
}

// streetKeys returns the streets of some addresses, in order.
func streetKeys(list []postkamer.Address) []string {
	var keys []string
	for _, at := range list {
		keys = append(keys, postkamer.AddressKey(at.Street))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// mayDiffer is how far a name may be from the one that was read: a quarter of its
// letters, at most three.
func mayDiffer(key string) float64 { return min(3, float64(len([]rune(key)))/4) }
