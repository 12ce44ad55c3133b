package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// person is a made-up name whose parts fit each other.
type person struct {
	First, Last, Initials string
	Female                bool
}

// person returns the person with the slot's number, the same in the whole text.
// Number 8 is always a woman and 9 a man, for "mijn moeder" and "mijn man". They
// and the writer have names of the family's origin, if it has one.
func (l *letter) person(w want) person {
	p, ok := l.people[w.index]
	for !ok || w.index == "8" && !p.Female || w.index == "9" && p.Female {
		p, ok = l.newPerson(w), true
	}
	l.people[w.index] = p
	return p
}

// newPerson makes the person of a slot.
func (l *letter) newPerson(w want) person {
	if o, ok := namesOf[l.origin]; ok && (w.index == "" || w.index == "8" || w.index == "9") {
		return personOf(l.rng, pick(l.rng, o))
	}
	return newPerson(l.rng)
}

// newPerson takes a first and a last name of one origin, half of them Dutch.
func newPerson(rng *rand.Rand) person {
	o := origins[0]
	if rng.IntN(2) == 0 {
		o = pick(rng, origins)
	}
	return personOf(rng, o)
}

// personOf takes the names of one origin.
func personOf(rng *rand.Rand, o origin) person {
	p := person{Last: pick(rng, o.Last), Female: rng.IntN(2) == 0}
	p.First = pick(rng, o.Male)
	if p.Female {
		p.First = pick(rng, o.Female)
	}
	p.Initials = p.First[:1] + "."
	if rng.IntN(2) == 0 {
		p.Initials += string("ABCEGHJMPRSTW"[rng.IntN(13)]) + "."
	}
	return p
}

// title returns the word for a man or the one for a woman.
func (p person) title(man, woman string) string {
	if p.Female {
		return woman
	}
	return man
}

// mail returns an address in a domain that is reserved for examples.
func (p person) mail(rng *rand.Rand) string {
	last := strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(p.Last, " ", ""), "'", ""))
	last = strings.NewReplacer("ı", "i", "ğ", "g", "ş", "s", "ç", "c", "ö", "o", "ü", "u", "ń", "n", "ł", "l").Replace(last)
	name := pick(rng, []string{string(p.First[0]) + "." + last, p.First + last, last + number(rng, 2)})
	return strings.ToLower(name) + "@" + pick(rng, []string{"post.example", "mail.example", "thuis.example", "zakelijk.example"})
}

// place is a town with the first two digits of its postcodes.
type place struct {
	Name, Prefix string
}

// place returns the town with the slot's number, the same in the whole text.
func (l *letter) place(w want) place {
	p, ok := l.places[w.index]
	for !ok || (w.index != "" && p == l.places[""]) {
		p, ok = pick(l.rng, towns), true
	}
	l.places[w.index] = p
	return p
}

// postcode makes a postcode of the town, with or without the space. The letters
// SA, SD and SS are never used.
func (p place) postcode(rng *rand.Rand) string {
	const letters = "ABCEGHJKLMNPRTVWXZ"
	space := pick(rng, []string{" ", " ", ""})
	return p.Prefix + number(rng, 2) + space + string(letters[rng.IntN(18)]) + string(letters[rng.IntN(18)])
}

// mailbox is the address that all mail to the town's municipality goes to.
func (p place) mailbox() string { return "gemeente@" + strings.ToLower(p.Name) + ".example" }

// houseNumber is a number, one in five with an addition.
func houseNumber(rng *rand.Rand) string {
	n := fmt.Sprint(1 + rng.IntN(pick(rng, []int{30, 90, 250})))
	if rng.IntN(5) > 0 {
		return n
	}
	return n + pick(rng, []string{"a", "B", "-2", " bis", " II", "-H", "c"})
}
