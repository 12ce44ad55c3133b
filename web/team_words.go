package web

import (
	"fmt"
	"strings"
	"time"

	"postkamer"
	"postkamer/forecast"
)

// A speaker puts a forecast into words.
type speaker struct {
	Page  // for its tone
	today time.Time
}

// day names a day: donderdag 7 mei, with the year when that is another.
func (s speaker) day(d time.Time) string { return weekdays[d.Weekday()] + " " + s.date(d) }

// date is day without the name of the weekday.
func (s speaker) date(d time.Time) string {
	text := fmt.Sprintf("%d %s", d.Day(), months[d.Month()-1])
	if d.Year() != s.today.Year() {
		text += fmt.Sprintf(" %d", d.Year())
	}
	return text
}

// between says a range of days: tussen 5 en 12 mei.
func (s speaker) between(from, to time.Time) string {
	if from.Year() == to.Year() && from.Month() == to.Month() {
		return fmt.Sprintf("tussen %d en %s", from.Day(), s.date(to))
	}
	first := s.date(from)
	if from.Year() == to.Year() {
		first = strings.TrimSuffix(first, fmt.Sprintf(" %d", from.Year()))
	}
	return "tussen " + first + " en " + s.date(to)
}

func (s speaker) withPeople(n int) string { return s.Counted(n, "mens", "mensen") }

// sums says what lies ahead, what matters most first.
func (s speaker) sums(w postkamer.Workload, a forecast.Answer) []string {
	if !a.Enough {
		return []string{s.tooLittle(a)}
	}
	if w.Open == 0 {
		return []string{"De stapel is leeg."}
	}
	list := []string{s.empty(a)}
	if words := s.term(w, a); words != "" {
		list = append(list, words)
	}
	if a.Late > 0 {
		list = append(list, s.Counted(a.Late, "zaak is al te laat. Die gaan voor.", "zaken zijn al te laat. Die gaan voor."))
	}
	return list
}

// tooLittle says why no day is named, and from when one can be.
func (s speaker) tooLittle(a forecast.Answer) string {
	if a.From.IsZero() {
		return "Er kwam nog niets binnen. Een verwachting kan na twee weken werk."
	}
	return s.Filled("Er is te weinig geschiedenis om een dag te noemen: {dagen}. Nodig zijn twee weken, met minstens 5 dagen waarop zaken zijn afgerond. Vanaf {vanaf} kan er een verwachting zijn.",
		"{dagen}", s.Counted(a.Age, "dag", "dagen"), "{vanaf}", s.day(a.From))
}

// empty says when the pile is empty.
func (s speaker) empty(a forecast.Answer) string {
	e := a.Empty
	fill := []string{"{mensen}", s.withPeople(a.People), "{dag}", s.day(e.Likely), "{vroegst}", s.date(e.Early), "{wanneer}", s.between(e.Early, e.Late)}
	switch {
	case e.Likely.IsZero() && e.Early.IsZero():
		return s.Filled("Met {mensen} wordt de stapel niet leeg: er komt te veel bij.", fill...) + s.clear(a)
	case e.Likely.IsZero():
		return s.Filled("Met {mensen} is de stapel waarschijnlijk niet binnen een half jaar leeg. Op zijn vroegst op {dag}.", "{mensen}", s.withPeople(a.People), "{dag}", s.day(e.Early)) + s.clear(a)
	case e.Late.IsZero():
		return s.Filled("Met {mensen} is de stapel leeg op {dag}, op zijn vroegst op {vroegst}. Het kan ook langer dan een half jaar duren.", fill...) + s.clear(a)
	case e.Early.Equal(e.Late):
		return s.Filled("Met {mensen} is de stapel leeg op {dag}.", fill...)
	default:
		return s.Filled("Met {mensen} is de stapel leeg op {dag}, {wanneer}.", fill...)
	}
}

// clear says with how many people the pile does get empty.
func (s speaker) clear(a forecast.Answer) string {
	if a.Clear == 0 {
		return ""
	}
	return " " + s.Filled("Met {mensen} wel.", "{mensen}", s.withPeople(a.Clear))
}

// term says which last day is not made, and with how many people it is.
func (s speaker) term(w postkamer.Workload, a forecast.Answer) string {
	if a.Term == nil {
		if len(w.Due) == 0 || !w.Due[len(w.Due)-1].Day.After(s.today) {
			return ""
		}
		return s.Say("De termijnen die nu lopen, {haal je|haalt u} daarmee.")
	}
	words := s.Filled("De termijn loopt op {dag} af voor {zaken}.", "{dag}", s.date(a.Term.Day), "{zaken}", s.Counted(a.Term.Due, "zaak", "zaken"))
	if a.Term.Left > 0 {
		words += " " + s.Filled("Dan zijn er waarschijnlijk {n} nog niet klaar.", "{n}", dutchNumber(a.Term.Left))
	} else {
		words += " " + s.Say("Dat lukt misschien niet.")
	}
	if a.Fewest == 0 {
		return words + " " + s.Say("Ook met veel meer mensen {haal je|haalt u} dat niet.")
	}
	return words + " " + s.Filled("Met {mensen} {haal je|haalt u} die termijn wel.", "{mensen}", s.withPeople(a.Fewest))
}

// how says how sure it is, what it is made of, and what today still brings.
func (s speaker) how(w postkamer.Workload, a forecast.Answer) []string {
	var list []string
	if w.Waiting > 0 {
		list = append(list, s.Filled("Er liggen {zaken}. Daarvan wachten er {n} op een telefoontje of op de inwoner; die tellen mee.", "{zaken}", s.Counted(w.Open, "zaak", "zaken"), "{n}", dutchNumber(w.Waiting)))
	} else if w.Open > 0 {
		list = append(list, s.Filled("Nu op de stapel: {zaken}.", "{zaken}", s.Counted(w.Open, "zaak", "zaken")))
	}
	if !a.Enough {
		return list
	}
	rest := s.Filled("Vandaag komen er nog ongeveer {bij} bij, en gaan er ongeveer {af} af.", "{bij}", dutchNumber(a.Rest.In), "{af}", dutchNumber(a.Rest.Done))
	if a.Rest.In+a.Rest.Done == 0 {
		rest = "Vandaag gebeurt er op een dag als deze meestal niets meer."
	}
	if a.Rest.Busiest >= 0 && a.Rest.In > 0 {
		rest += " " + s.Filled("Op een dag als deze komt het meeste tussen {begin} en {einde} uur.", "{begin}", dutchNumber(a.Rest.Busiest), "{einde}", dutchNumber(a.Rest.Busiest+1))
	}
	return append(list, rest, s.Filled("De genoemde periode klopt in 8 van de 10 keer. De verwachting komt uit de {dagen} hiervoor: wat er per dag en per uur bij kwam, en wat het hele team afrondde. Een gewone werkdag heeft nu {mensen}. Hoeveel iemand doet, telt het programma niet.",
		"{dagen}", s.Counted(a.Sampled, "dag", "dagen"), "{mensen}", s.Counted(a.Usual, "mens", "mensen")))
}
