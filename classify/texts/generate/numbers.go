package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"postkamer"
)

// newBSN returns a number that begins with 999 and passes the eleven-test.
func newBSN(rng *rand.Rand) string {
	for {
		if s := "999" + number(rng, 6); postkamer.ValidBSN(s) {
			return s
		}
	}
}

// wrongBSN returns a number that begins with 999 and fails the eleven-test.
func wrongBSN(rng *rand.Rand) string {
	for {
		if s := "999" + number(rng, 6); !postkamer.ValidBSN(s) {
			return s
		}
	}
}

// writeBSN writes it as people do: mostly plain, some with dots or spaces.
func writeBSN(rng *rand.Rand, s string) string {
	switch rng.IntN(8) {
	case 0:
		return s[:4] + "." + s[4:6] + "." + s[6:]
	case 1:
		return s[:3] + " " + s[3:6] + " " + s[6:]
	}
	return s
}

// newIBAN returns a valid IBAN around an account that cannot exist.
func newIBAN(rng *rand.Rand) string {
	account := "0" + number(rng, 9)
	for account[1] == '0' || passesEleven(account) {
		account = "0" + number(rng, 9)
	}
	bank := pick(rng, []string{"ABNA", "INGB", "RABO", "SNSB", "TRIO", "KNAB", "BUNQ", "RBRB"})
	return "NL" + postkamer.IBANCheck("NL", bank+account) + bank + account
}

// passesEleven is the test of Dutch bank accounts before IBAN: weights 10..1.
func passesEleven(account string) bool {
	sum := 0
	for i := range account {
		sum += (10 - i) * int(account[i]-'0')
	}
	return sum%11 == 0
}

// wrongIBAN returns an IBAN with one digit changed, as a typing error makes it.
func wrongIBAN(rng *rand.Rand) string {
	b := []byte(newIBAN(rng))
	i := 10 + rng.IntN(8)
	b[i] = '0' + (b[i]-'0'+1)%10
	return string(b)
}

// writeIBAN writes it in groups of four or in one run.
func writeIBAN(rng *rand.Rand, s string) string {
	if rng.IntN(3) == 0 {
		return s
	}
	return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:16] + " " + s[16:]
}

// phone returns a number that is not issued: 06-0 is no mobile range, and no
// subscriber number of a fixed line begins with 0.
func phone(rng *rand.Rand) string {
	switch rng.IntN(5) {
	case 0:
		return pick(rng, []string{"0251", "0172", "0485", "0528", "0113"}) + "-0" + number(rng, 5)
	case 1:
		return pick(rng, []string{"010", "040", "050", "026", "070"}) + "-0" + number(rng, 2) + " " + number(rng, 2) + " " + number(rng, 2)
	case 2:
		return "+31 6 0" + number(rng, 7)
	case 3:
		return "060" + number(rng, 7)
	}
	return "06-0" + number(rng, 7)
}

// plate returns a registration with vowels, which the Dutch ones never have.
func plate(rng *rand.Rand) string {
	const vowels, others = "AEIOU", "BDFGHJKLNPRSTVXZ"
	a, b := string(vowels[rng.IntN(5)]), string(others[rng.IntN(16)])
	return pick(rng, []string{
		a + b + "-" + number(rng, 3) + "-" + b,
		number(rng, 1) + "-" + b + a + b + "-" + number(rng, 2),
		b + "-" + number(rng, 3) + "-" + a + b,
	})
}

// reference returns a file number as offices write them.
func reference(rng *rand.Rand, year int) string {
	return pick(rng, []string{
		fmt.Sprintf("Z-%d-%s", year, number(rng, 5)),
		fmt.Sprintf("%d/%s", year, number(rng, 6)),
		"UIT-" + number(rng, 6),
		fmt.Sprintf("%d.%s", year, number(rng, 5)),
		"D" + number(rng, 7),
		fmt.Sprintf("ZK%02d-%s", year%100, number(rng, 4)),
	})
}

// cents returns an amount between low and high euro; large ones are round.
func (l *letter) cents(low, high int) int {
	euro := low + l.rng.IntN(high-low+1)
	if euro > 2000 {
		return euro / 50 * 5000
	}
	return euro*100 + pick(l.rng, []int{0, 0, 50, 95, 25, l.rng.IntN(100)})
}

// net returns the invoice's amount before tax, the same in the whole text.
func (l *letter) net(w want) int {
	const key = "net cents"
	if _, ok := l.values[key]; !ok {
		l.values[key] = fmt.Sprint(l.cents(w.or(90, 4800)))
	}
	cents, _ := strconv.Atoi(l.values[key]) // written two lines up
	return cents
}

// worth returns the value of a house in thousands of euro, the same for one index
// in the whole text.
func (l *letter) worth(w want) int {
	key := "worth " + w.index
	if _, ok := l.values[key]; !ok {
		l.values[key] = fmt.Sprint(165 + l.rng.IntN(480))
	}
	thousands, _ := strconv.Atoi(l.values[key]) // written two lines up
	return thousands
}

// lowerWorth is 70 to 90 per cent of it.
func (l *letter) lowerWorth(w want) int { return l.worth(w) * (70 + l.rng.IntN(21)) / 100 }

// money writes cents as 1.234,50.
func money(cents int) string {
	if euro := cents / 100; euro >= 1000 {
		return fmt.Sprintf("%d.%03d,%02d", euro/1000, euro%1000, cents%100)
	}
	return fmt.Sprintf("%d,%02d", cents/100, cents%100)
}

// euro writes cents with the sign or word for euro, one way for the whole text.
func (l *letter) euro(cents int) string {
	const key = "euro form"
	if _, ok := l.values[key]; !ok {
		l.values[key] = pick(l.rng, []string{"€ %s", "€ %s", "€%s", "%s euro", "EUR %s"})
	}
	return fmt.Sprintf(l.values[key], money(cents))
}
