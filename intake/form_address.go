package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"postkamer"
)

// KindAddress is a question that is only asked when the table of addresses does not
// know what was filled in above it: it offers the addresses that are there, and the
// options of the definition, of which one sends the form without an address that is
// known. Without a table it is never asked.
const KindAddress = "address"

// otherTown is how another municipality is named in a sentence.
const otherTown = "gemeente {andere}"

// mostAddresses is how many addresses are offered to choose from.
const mostAddresses = 12

// An addressDef says of which questions of its page an address is made.
type addressDef struct {
	Postcode phrase `yaml:"postcode"`
	Number   phrase `yaml:"number"`
	Addition phrase `yaml:"addition"`
}

// names are the three questions.
func (d addressDef) names() []phrase { return []phrase{d.Postcode, d.Number, d.Addition} }

// A lookup is what the table of addresses says about a page.
type lookup struct {
	found     *postkamer.Address  // the one address that was meant
	offers    []postkamer.Address // to choose from when it is not clear which
	unclear   bool                // the question must be asked
	several   bool                // there are more addresses at this number
	elsewhere string              // the municipality in which the postcode lies, when it is another
}

// lookUp asks the table of addresses about the answers to a page.
func (d addressDef) lookUp(a Answers, c Context) (l lookup) {
	q := postkamer.AddressQuery{Name: "new", Postcode: postkamer.NormalPostcode(first(a[d.Postcode.text]))}
	q.Number, _ = postkamer.HouseNumber(onlyDigits(first(a[d.Number.text])))
	if c.Addresses == nil || q.Postcode == "" || q.Number == 0 {
		return l
	}
	answer, ok := c.Addresses(q)
	if !ok || !answer.Covered {
		return l // no table, or not of that part of the country: nothing can be said
	}
	ours, _ := postkamer.PostcodeIn(c.Town.Postcodes, q.Postcode) // what the municipality says goes before the table
	if other := elsewhere(answer.AtPostcode, c.Town); other != "" && !ours && (c.KnowsTown == nil || c.KnowsTown()) {
		l.elsewhere = other
		return l
	}
	l.match(answer.AtPostcode, q.Number, postkamer.AdditionKey(first(a[d.Addition.text])))
	return l
}

// match finds the address with a number and an addition among those of a postcode.
func (l *lookup) match(list []postkamer.Address, number int, addition string) {
	list = distinct(list)
	at := slices.DeleteFunc(slices.Clone(list), func(a postkamer.Address) bool { return a.Number != number })
	same := slices.DeleteFunc(slices.Clone(at), func(a postkamer.Address) bool { return postkamer.AdditionKey(a.Letter+a.Addition) != addition })
	if len(same) == 1 {
		l.found = &same[0]
		return
	}
	l.unclear, l.several, l.offers = true, len(at) > 1, at
	if len(at) == 0 {
		l.offers = nearest(list, number)
	}
	l.offers = l.offers[:min(len(l.offers), mostAddresses)]
}

// distinct leaves out an address that is in the table twice.
func distinct(list []postkamer.Address) []postkamer.Address {
	var kept []postkamer.Address
	for _, a := range list {
		if !slices.ContainsFunc(kept, func(k postkamer.Address) bool { return addressValue(k) == addressValue(a) }) {
			kept = append(kept, a)
		}
	}
	return kept
}

// nearest returns the addresses with the numbers that are closest, in order.
func nearest(list []postkamer.Address, number int) []postkamer.Address {
	away := func(a postkamer.Address) int { return max(a.Number-number, number-a.Number) }
	near := slices.Clone(list)
	slices.SortStableFunc(near, func(a, b postkamer.Address) int { return cmp.Compare(away(a), away(b)) })
	near = near[:min(len(near), mostAddresses)]
	slices.SortStableFunc(near, func(a, b postkamer.Address) int { return cmp.Compare(a.Number, b.Number) })
	return near
}

// elsewhere returns the municipality in which all addresses of a postcode lie, when
// that is another than ours; "" when it is ours or the table does not say.
func elsewhere(list []postkamer.Address, town postkamer.Municipality) string {
	other := ""
	for _, a := range list {
		if a.Municipality == "" || SameTown(a.Municipality, town.Name) {
			return ""
		}
		other = a.Municipality
	}
	return other
}

// SameTown tells whether two names are of one municipality, however they are written.
func SameTown(a, b string) bool { return townKey(a) == townKey(b) }

// townKey is the name of a municipality as it is compared, with or without the word
// gemeente before it.
func townKey(name string) string {
	return strings.TrimPrefix(postkamer.AddressKey(name), "gemeente")
}

// addressValue is how an address is posted; a form has one postcode at a time.
func addressValue(a postkamer.Address) string { return a.Street + " " + a.House() }

// addAddress completes a page on which an address is asked: it adds the question which
// address it is when the table cannot tell, and says what it found.
func (f *Form) addAddress(page *askedPage, a Answers, live Answers, c Context) {
	at := slices.IndexFunc(page.def.Questions, func(q questionDef) bool { return q.Kind.text == KindAddress })
	if at < 0 {
		return
	}
	def := &page.def.Questions[at]
	l := def.Of.lookUp(live, c)
	if l.elsewhere != "" {
		page.mark(def.Of.Postcode.text, func(q *askedQuestion) { q.elsewhere = say(otherTown, c, map[string]string{"andere": l.elsewhere}) })
	}
	if l.unclear {
		q := def.worded(*page, c)
		q.Name, q.several = def.Name.text, l.several
		q.offer(l.offers)
		page.asks = append(page.asks, q)
		page.Questions = append(page.Questions, q.Question)
		if chosen := first(a[q.Name]); q.chosen([]string{chosen}) != "" {
			live[q.Name] = []string{chosen}
			l.take(chosen)
		}
	}
	if page.found = l.found; l.found != nil {
		page.mark(def.Of.Number.text, func(q *askedQuestion) { q.meant = []string{strconv.Itoa(l.found.Number)} })
		page.mark(def.Of.Addition.text, func(q *askedQuestion) { q.meant = []string{additionOf(*l.found)} })
	}
}

// mark changes a question of the page.
func (p *askedPage) mark(name string, change func(*askedQuestion)) {
	for i := range p.asks {
		if p.asks[i].Name == name {
			change(&p.asks[i])
		}
	}
}

// offer puts addresses before the options of the definition.
func (q *askedQuestion) offer(list []postkamer.Address) {
	var options []Option
	for _, a := range list {
		options = append(options, Option{Value: addressValue(a), Label: addressValue(a) + ", " + a.City})
	}
	q.Options = append(options, q.Options...)
}

// take makes the address that the citizen chose the one that was meant.
func (l *lookup) take(chosen string) {
	for i := range l.offers {
		if addressValue(l.offers[i]) == chosen {
			l.found = &l.offers[i]
		}
	}
}

// additionOf writes the letter and the addition of an address as one: A, 2 or A-2.
func additionOf(a postkamer.Address) string {
	return strings.Trim(a.Letter+"-"+a.Addition, "-")
}

// addressFault is fault for the question which address it is.
func (q askedQuestion) addressFault(values []string) string {
	switch {
	case q.chosen(values) != "":
		return ""
	case q.several:
		return "several"
	}
	return faultEmpty
}

// addressLine says which address was found, for who reads everything again.
func (p askedPage) addressLine(c Context) (SummaryLine, bool) {
	if p.found == nil {
		return SummaryLine{}, false
	}
	return SummaryLine{Slug: p.Slug, Label: say("Straat en plaats", c, nil), Value: p.found.Street + ", " + p.found.City}, true
}

// addressAnswers are the street and the place of the address that was found, as a
// case keeps them.
func (p askedPage) addressAnswers() []postkamer.Answer {
	if p.found == nil {
		return nil
	}
	return []postkamer.Answer{
		{Name: "straat", Field: string(postkamer.FieldNewStreet), Label: "Straat, uit de lijst met adressen", Value: p.found.Street},
		{Name: "woonplaats", Field: string(postkamer.FieldNewCity), Label: "Woonplaats, uit de lijst met adressen", Value: p.found.City},
	}
}

// address checks of which questions an address is made.
func (r *reader) address(q *questionDef, p *pageDef) {
	if q.Kind.text != KindAddress {
		if q.Of.Postcode.text != "" {
			r.refuse(q.Name.line, "%q is no question of kind %s: leave address out", q.Name.text, KindAddress)
		}
		return
	}
	if p.Each.text != "" {
		r.refuse(q.Name.line, "%q: an address is not asked on a repeated page", q.Name.text)
	}
	for i, name := range q.Of.names() {
		of := r.questions[name.text]
		if of == nil || of.Kind.text != []string{KindPostcode, KindNumber, KindText}[i] || !slices.ContainsFunc(p.Questions, func(b questionDef) bool { return b.Name.text == name.text }) {
			r.refuse(q.Name.line, "%q needs address: {postcode: ..., number: ..., addition: ...}, earlier questions of this page of the kinds postcode, number and text", q.Name.text)
		}
	}
}
