package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// want is what a slot asks for: {bedrag2:20-90} has index "2", low 20, high 90.
type want struct {
	index     string
	low, high int
}

// or returns the range, or low and high when the slot gives none.
func (w want) or(low, high int) (int, int) {
	if w.high == 0 {
		return low, high
	}
	return w.low, w.high
}

// slots lists every slot. Slots with the same number belong together: {naam2},
// {voorletters2} and {email2} are one person, {plaats2} and {postcode2} one
// place. Dates hang on the letter's own date {datum}.
var slots = map[string]func(*letter, want) string{
	"naam":        func(l *letter, w want) string { p := l.person(w); return p.First + " " + p.Last },
	"voornaam":    func(l *letter, w want) string { return l.person(w).First },
	"achternaam":  func(l *letter, w want) string { return l.person(w).Last },
	"voorletters": func(l *letter, w want) string { return l.person(w).Initials },
	"dhr":         func(l *letter, w want) string { return l.person(w).title("dhr.", "mevr.") },
	"heer":        func(l *letter, w want) string { return l.person(w).title("de heer", "mevrouw") },
	"zoon":        func(l *letter, w want) string { return l.person(w).title("zoon", "dochter") },
	"jongen":      func(l *letter, w want) string { return l.person(w).title("jongen", "meisje") },
	"email":       func(l *letter, w want) string { return l.person(w).mail(l.rng) },

	"straat":   func(l *letter, _ want) string { return pick(l.rng, streets) },
	"nummer":   func(l *letter, _ want) string { return houseNumber(l.rng) },
	"plaats":   func(l *letter, w want) string { return l.place(w).Name },
	"gemeente": func(l *letter, w want) string { return l.place(w).Name },
	"postcode": func(l *letter, w want) string { return l.place(w).postcode(l.rng) },

	"datum":        func(l *letter, _ want) string { return show(l.date, l.layout) },
	"cijferdatum":  func(l *letter, _ want) string { return show(l.date, "02-01-2006") },
	"eerder":       func(l *letter, _ want) string { return show(l.shift(-45, -3), l.layout) },
	"cijfereerder": func(l *letter, _ want) string { return show(l.shift(-45, -3), "02-01-2006") },
	"later":        func(l *letter, w want) string { return show(l.after(w), l.layout) },
	"cijferlater":  func(l *letter, w want) string { return show(l.after(w), "02-01-2006") },
	"lang":         func(l *letter, _ want) string { return show(l.shift(-320, -70), l.layout) },
	"cijferlang":   func(l *letter, _ want) string { return show(l.shift(-320, -70), "02-01-2006") },
	"dm":           func(l *letter, w want) string { return show(l.inTurn(w), "02-01") },
	"dag":          func(l *letter, _ want) string { return show(l.shift(-14, -1), "2 January") },
	"straks":       func(l *letter, w want) string { return show(l.after(w), "2 January") },
	"geboren":      func(l *letter, w want) string { return l.born(w.or(21, 79)) },
	"start": func(l *letter, _ want) string {
		return fmt.Sprintf("%02d-%02d-%d", 1+l.rng.IntN(28), 1+l.rng.IntN(12), 2003+l.rng.IntN(17))
	},
	"kindgeboren": func(l *letter, w want) string { return l.born(w.or(1, 16)) },
	"weekdag":     func(l *letter, _ want) string { return pick(l.rng, weekdays[:5]) },
	"maand":       func(l *letter, _ want) string { return months[l.date.AddDate(0, 0, -30).Month()-1] },
	"maandervoor": func(l *letter, _ want) string { return months[l.date.AddDate(0, 0, -60).Month()-1] },
	"jaar":        func(l *letter, _ want) string { return fmt.Sprint(l.date.Year()) },
	"vorigjaar":   func(l *letter, _ want) string { return fmt.Sprint(l.date.Year() - 1) },
	"volgendjaar": func(l *letter, _ want) string { return fmt.Sprint(l.date.Year() + 1) },
	"klok":        func(l *letter, w want) string { return l.clock(w) },
	"tijd":        func(l *letter, _ want) string { return fmt.Sprintf("%d.%02d", 9+l.rng.IntN(8), 15*l.rng.IntN(4)) },

	"bsn":      func(l *letter, _ want) string { return writeBSN(l.rng, newBSN(l.rng)) },
	"bsnfout":  func(l *letter, _ want) string { return wrongBSN(l.rng) },
	"iban":     func(l *letter, _ want) string { return writeIBAN(l.rng, newIBAN(l.rng)) },
	"ibanfout": func(l *letter, _ want) string { return wrongIBAN(l.rng) },
	"kvk":      func(l *letter, _ want) string { return "00" + number(l.rng, 6) },
	"btwnr":    func(l *letter, _ want) string { return "NL00" + number(l.rng, 7) + "B0" + number(l.rng, 1) },
	"telefoon": func(l *letter, _ want) string { return phone(l.rng) },
	"kenteken": func(l *letter, _ want) string { return plate(l.rng) },
	"kenmerk":  func(l *letter, _ want) string { return reference(l.rng, l.date.Year()) },
	"nr":       func(l *letter, _ want) string { return "9" + number(l.rng, 7) },

	"bedrag": func(l *letter, w want) string { return l.euro(l.cents(w.or(25, 900))) },
	"geld":   func(l *letter, w want) string { return money(l.cents(w.or(25, 900))) },
	"n": func(l *letter, w want) string {
		low, high := w.or(2, 9)
		return fmt.Sprint(low + l.rng.IntN(high-low+1))
	},
	"woz":       func(l *letter, w want) string { return fmt.Sprintf("%d.000", l.worth(w)) },
	"wozminder": func(l *letter, w want) string { return fmt.Sprintf("%d.000", l.lowerWorth(w)) },
	"excl":      func(l *letter, w want) string { return money(l.net(w)) },
	"btw":       func(l *letter, w want) string { return money(l.net(w) * 21 / 100) },
	"incl":      func(l *letter, w want) string { return money(l.net(w) + l.net(w)*21/100) },

	"bedrijf":     func(l *letter, _ want) string { return pick(l.rng, companies) },
	"zorg":        func(l *letter, _ want) string { return pick(l.rng, careProviders) },
	"aannemer":    func(l *letter, _ want) string { return pick(l.rng, contractors) },
	"eenmans":     func(l *letter, _ want) string { return l.trader.Name },
	"school":      func(l *letter, _ want) string { return pick(l.rng, schools) },
	"bewind":      func(l *letter, _ want) string { return pick(l.rng, administrators) },
	"advocaat":    func(l *letter, _ want) string { return pick(l.rng, lawyers) },
	"boekhouder":  func(l *letter, _ want) string { return pick(l.rng, accountants) },
	"wozbureau":   func(l *letter, _ want) string { return pick(l.rng, valuers) },
	"tozoronde":   func(l *letter, _ want) string { return tozoRound(l.date).Number },
	"tozomaanden": func(l *letter, _ want) string { return tozoRound(l.date).Months },
	"jeugdzorg":   func(l *letter, _ want) string { return pick(l.rng, youthCare) },
	"corporatie":  func(l *letter, _ want) string { return pick(l.rng, landlords) },
	"wijk":        func(l *letter, _ want) string { return pick(l.rng, districts) },
	"gemail":      func(l *letter, w want) string { return l.place(w).mailbox() },
	"stichting":   func(l *letter, _ want) string { return pick(l.rng, foundations) },
	"beroep":      func(l *letter, _ want) string { return l.trader.Trade },
	"land":        func(l *letter, _ want) string { return pick(l.rng, countries) },
}

// pick returns one of the options.
func pick[T any](rng *rand.Rand, options []T) T { return options[rng.IntN(len(options))] }

// number returns digits decimal digits.
func number(rng *rand.Rand, digits int) string {
	var b strings.Builder
	for range digits {
		b.WriteByte(byte('0' + rng.IntN(10)))
	}
	return b.String()
}
