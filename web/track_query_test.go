package web

import (
	"strings"
	"testing"
	"time"

	"postkamer"
)

func TestAPlaceOfPaperIsUnderstoodAsPeopleSayIt(t *testing.T) {
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	for text, want := range map[string]paperQuery{
		"22-11 stapel 3":                 {Day: day(2026, 11, 22), Stack: 3},
		"  22/11   Stapel 3 ":            {Day: day(2026, 11, 22), Stack: 3},
		"stapel 3":                       {Day: today, Stack: 3},
		"stapel 3 vandaag":               {Day: today, Stack: 3},
		"gisteren stapel 12":             {Day: day(2026, 11, 21), Stack: 12},
		"stapel 3 van 22 november":       {Day: day(2026, 11, 22), Stack: 3},
		"stapel 3 van 22 november 2025":  {Day: day(2025, 11, 22), Stack: 3},
		"stapel 1, 3 mrt":                {},
		"stapel 1 van 3 maa":             {Day: day(2026, 3, 3), Stack: 1},
		"24-12 stapel 1":                 {Day: day(2025, 12, 24), Stack: 1},
		"24-12-2026 stapel 1":            {Day: day(2026, 12, 24), Stack: 1},
		"31-2 stapel 1":                  {},
		"doos 12":                        {Box: 12},
		"doos 12 plek 3":                 {Box: 12, Position: 3},
		"doos 12 van 2025, plek 3":       {Year: 2025, Box: 12, Position: 3},
		"12/3":                           {Box: 12, Position: 3},
		"vh-2026-7k3m-xx":                {},
		"":                               {},
		"stapel":                         {},
		"stapel nul":                     {},
		"doos 0":                         {},
		"jansen":                         {},
		"99999999999999999999 stapel 3":  {},
		"stapel 99999999999999999999":    {},
		"1-1-2026 stapel 0":              {},
		"1-13 stapel 2":                  {},
		"stapel 3 van 22 november 20266": {},
	} {
		if got := readPaperQuery(text, today); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

func TestACodeOnABoxAndAReferenceAreFound(t *testing.T) {
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	box := postkamer.Box{Year: 2026, Number: 12}
	if got := readPaperQuery(box.Code(), today); got != (paperQuery{Year: 2026, Box: 12}) {
		t.Errorf("the code of a box: %+v", got)
	}
	ref := postkamer.NewReference("ST", today)
	if got := readPaperQuery(strings.ToLower(strings.ReplaceAll(ref, "-", " ")), today); got != (paperQuery{Reference: ref}) {
		t.Errorf("a reference with spaces and small letters: %+v", got)
	}
}
