package main

import (
	"fmt"
	"strconv"
	"time"
)

// layouts are the ways people write a date.
var layouts = []string{"2 January 2006", "2 January 2006", "02-01-2006", "2-1-2006", "2/1/2006", "2 Jan. 2006"}

// someDate returns a day from the 20th of month from to the 15th of month to, and
// never after the making of these texts.
func (l *letter) someDate(from, to string) time.Time {
	const layout = "2006/01/02"
	first, _ := time.Parse(layout, from+"/20") // the heading's shape is checked
	last, _ := time.Parse(layout, to+"/15")
	if now := time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC); last.After(now) {
		last = now
	}
	return first.AddDate(0, 0, l.rng.IntN(int(last.Sub(first).Hours()/24)))
}

// shift returns a day between low and high days from the letter's date.
func (l *letter) shift(low, high int) time.Time {
	return l.date.AddDate(0, 0, low+l.rng.IntN(high-low+1))
}

// after returns a day within three weeks after the letter's date; with number 2
// a day in the three weeks after that.
func (l *letter) after(w want) time.Time {
	if w.index == "2" {
		return l.shift(22, 40)
	}
	return l.shift(3, 21)
}

// inTurn returns a day in the six weeks before the letter's date; a higher
// number is a later day.
func (l *letter) inTurn(w want) time.Time {
	n, _ := strconv.Atoi(w.index) // no number is the first
	n = max(n, 1)
	return l.shift(6*n-44, 6*n-39)
}

// clock returns a time between the hours low and high, 7 and 21 when the slot
// gives none.
func (l *letter) clock(w want) string {
	low, high := w.or(7, 21)
	return fmt.Sprintf("%02d:%02d", low+l.rng.IntN(high-low+1), l.rng.IntN(60))
}

// round is one round of the Tozo.
type round struct {
	Number, Months string
	last           string // last month to apply in
}

// tozoRounds are in order of time; applications for the first came in June 2020 too,
// which are left to the second here.
var tozoRounds = []round{
	{"1", "maart, april en mei", "2020-05"},
	{"2", "juni tot en met september", "2020-09"},
	{"3", "oktober tot en met maart", "2021-03"},
	{"4", "april, mei en juni", "2021-06"},
	{"5", "juli, augustus en september", "9999-12"},
}

// tozoRound returns the round that one applies for on a day.
func tozoRound(day time.Time) round {
	for _, r := range tozoRounds {
		if day.Format("2006-01") <= r.last {
			return r
		}
	}
	return tozoRounds[len(tozoRounds)-1]
}

// born returns the birth date of someone whose age is between low and high.
func (l *letter) born(low, high int) string {
	return show(l.shift(-(high+1)*365, -low*366), "02-01-2006")
}

// show formats t with Dutch month names.
func show(t time.Time, layout string) string {
	switch layout {
	case "2 January 2006":
		return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
	case "2 January":
		return fmt.Sprintf("%d %s", t.Day(), months[t.Month()-1])
	case "2 Jan. 2006":
		return fmt.Sprintf("%d %s %d", t.Day(), shortMonths[t.Month()-1], t.Year())
	}
	return t.Format(layout)
}
