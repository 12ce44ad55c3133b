package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"postkamer"
)

// A filling is what is written on a form: text by question, and the options that are
// crossed. Dates are ddmmyyyy.
type filling struct {
	text  map[string]string
	ticks map[string][]string
	signs []string
	want  map[string]string // by field of the case, as a case keeps it
}

var (
	firstNames = []string{"Jan Willem", "Fatima", "Sanne", "Mohammed", "Anna Maria", "Kees", "Zeynep", "Pieter", "Ingrid", "Daan", "Lotte", "Youssef", "Emma", "Bram", "Chantal", "Hendrik"}
	lastNames  = []string{"de Vries", "Jansen", "van der Berg", "El Amrani", "Bakker", "Yilmaz", "Visser", "Smit", "Mulder", "de Groot", "Hendriks", "Dekker", "Brouwer", "Kuipers", "Post", "Verhoeven"}
	companies  = []string{"Bakker Klussen", "Studio Noord", "Kapsalon Zeynep", "Visser Tuinen", "De Groot Advies", "Taxi Dekker", "Fietsen Post", "Smit Montage"}
	stories    = []string{"Mijn winkel moest dicht en de klanten blijven weg.", "Alle opdrachten zijn afgezegd sinds maart.", "Er komen geen toeristen meer en ik heb geen werk."}
)

// A crowd makes people up. All numbers are test numbers.
type crowd struct{ *rand.Rand }

func (c crowd) one(list []string) string { return list[c.IntN(len(list))] }

// bsn returns a burgerservicenummer of the range 999, which is for tests.
func (c crowd) bsn() string {
	for {
		if b := fmt.Sprintf("999%06d", c.IntN(1_000_000)); postkamer.ValidBSN(b) {
			return b
		}
	}
}

// iban returns an account of a bank that is none.
func (c crowd) iban() string {
	account := fmt.Sprintf("TEST%010d", c.Int64N(10_000_000_000))
	return "NL" + postkamer.IBANCheck("NL", account) + account
}

// date returns a day of one of the years as it is written and as a case keeps it.
func (c crowd) date(from, to int) (written, kept string) {
	y, m, d := from+c.IntN(to-from+1), 1+c.IntN(12), 1+c.IntN(28)
	return fmt.Sprintf("%02d%02d%d", d, m, y), fmt.Sprintf("%d-%02d-%02d", y, m, d)
}

// person fills the questions in that both forms have.
func (c crowd) person() filling {
	f := filling{text: map[string]string{}, ticks: map[string][]string{}, want: map[string]string{}}
	first, last := c.one(firstNames), c.one(lastNames)
	f.text["voornamen"], f.text["achternaam"] = first, last
	f.want["name"] = first + " " + last
	f.text["geboren"], f.want["birth_date"] = c.date(1945, 2001)
	f.text["bsn"] = c.bsn()
	f.want["bsn"] = f.text["bsn"]
	f.text["tel"] = fmt.Sprintf("06%08d", c.IntN(100_000_000))
	f.want["phone"] = f.text["tel"]
	f.ticks["waar"] = []string{"ja"}
	f.text["tekendatum"] = "20112026"
	f.signs = []string{"handtekening"}
	return f
}

// move fills a report of a move in.
func (c crowd) move() filling {
	f := c.person()
	f.ticks["waarheen"] = []string{"hier"}
	f.text["datum"] = fmt.Sprintf("%02d112026", 18+c.IntN(12))
	f.want["move_date"] = "2026-11-" + f.text["datum"][:2]
	letters := "BCEGHJKLMNPRTVWXZ" // no SA, SD or SS, which no postcode has
	f.text["postcode"] = fmt.Sprintf("25%02d%c%c", 10+c.IntN(80), letters[c.IntN(len(letters))], letters[c.IntN(len(letters))])
	f.want["new_postcode"] = f.text["postcode"][:4] + " " + f.text["postcode"][4:]
	f.text["huisnummer"] = fmt.Sprint(1 + c.IntN(400))
	f.want["new_number"] = f.text["huisnummer"]
	if c.IntN(3) == 0 {
		f.text["toevoeging"] = string("ABCD"[c.IntN(4)])
		f.want["new_number"] += " " + f.text["toevoeging"]
	}
	f.ticks["inwonen"], f.ticks["mee"] = []string{"nee"}, []string{"nee"}
	f.ticks["afspraak"] = []string{"nee"}
	if c.IntN(3) == 0 {
		c.coMovers(&f)
	}
	if c.IntN(4) == 0 {
		f.ticks["inwonen"] = []string{"ja"}
		f.text["hoofdbewoner"] = c.one(firstNames) + " " + c.one(lastNames)
		f.want["host"] = f.text["hoofdbewoner"]
		f.signs = append(f.signs, "toestemming")
	}
	return f
}

func (c crowd) coMovers(f *filling) {
	f.ticks["mee"] = []string{"ja"}
	var names []string
	for i := range 1 + c.IntN(2) {
		name := c.one(firstNames) + " " + c.one(lastNames)
		names = append(names, name)
		n := fmt.Sprintf("mee-%d-", i+1)
		f.text[n+"naam"] = name
		f.text[n+"geboren"], _ = c.date(1960, 2020)
		f.ticks[n+"wie"] = []string{[]string{"partner", "kind"}[i]}
	}
	f.want["co_movers"] = strings.Join(names, ", ")
}

// tozo fills an application in. The scheme is over, so that its own rules give a
// doubt about the period; reading is what is measured.
func (c crowd) tozo() filling {
	f := c.person()
	for _, q := range []string{"woont", "kvk-voor", "uren", "corona", "nood"} {
		f.ticks[q] = []string{"ja"}
	}
	f.ticks["wat"], f.ticks["wijzigen"] = []string{"uitkering"}, []string{"ja"}
	months := [][2]string{{"2020-03", "maart 2020"}, {"2020-04", "april 2020"}, {"2020-05", "mei 2020"}, {"2020-06", "juni 2020"}, {"2020-07", "juli 2020"}}
	start, count := c.IntN(3), 1+c.IntN(3)
	var named, amounts []string
	for _, m := range months[start : start+count] {
		f.ticks["maanden"] = append(f.ticks["maanden"], m[0])
		named = append(named, m[1])
		cents := fmt.Sprintf("%d%02d", c.IntN(1500), 50*c.IntN(2))
		f.text["bedrijf-"+m[0]] = cents
		f.text["anders-"+m[0]] = "000"
		amounts = append(amounts, cents[:len(cents)-2]+"."+cents[len(cents)-2:])
	}
	f.want["months"], f.want["income"] = strings.Join(named, ", "), strings.Join(amounts, ", ")
	f.text["kvk"] = fmt.Sprintf("%08d", 10_000_000+c.IntN(80_000_000))
	f.want["kvk"] = f.text["kvk"]
	f.text["naam"] = c.one(companies)
	f.want["company"] = f.text["naam"]
	f.text["geraakt"] = c.one(stories)
	f.ticks["partner"] = []string{"nee"}
	f.text["iban"] = c.iban()
	f.want["iban"] = f.text["iban"]
	f.text["tnv"] = f.want["name"]
	f.want["iban_name"] = f.want["name"]
	f.ticks["afschrift"], f.ticks["inkomen"] = []string{"mee"}, []string{"mee"}
	if c.IntN(3) == 0 {
		f.ticks["partner"] = []string{"ja"}
		f.text["p-naam"] = c.one(firstNames) + " " + c.one(lastNames)
		f.want["partner"] = f.text["p-naam"]
		f.text["p-geboren"], _ = c.date(1950, 2000)
		f.signs = append(f.signs, "partner-handtekening")
	}
	return f
}
