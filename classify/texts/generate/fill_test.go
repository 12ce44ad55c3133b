package main

import (
	"strings"
	"testing"
	"time"
)

func TestAHeadingHasYearsOrMonthsAndAnOriginOrNone(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       Family
		fails      bool
	}{
		{"only a set", "=== kort (train)", Family{Set: "train", From: "2019/01", To: "2026/12"}, false},
		{"years are whole years", "=== kort (test) 2020-2021", Family{Set: "test", From: "2020/01", To: "2021/12"}, false},
		{"a month and a year", "=== kort (train) 2020/04-2021", Family{Set: "train", From: "2020/04", To: "2021/12"}, false},
		{"an origin without years", "=== kort (train) @tr", Family{Set: "train", From: "2019/01", To: "2026/12", Origin: "tr"}, false},
		{"an origin that has no names", "=== kort (train) @mars", Family{}, true},
		{"a set that does not exist", "=== kort (later)", Family{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := parseHeading("woz", c.line)
			if (err != nil) != c.fails {
				t.Fatalf("error %v", err)
			}
			if !c.fails {
				c.want.Kind, c.want.Name = "woz", "kort"
			}
			if f != c.want {
				t.Errorf("got %+v, want %+v", f, c.want)
			}
		})
	}
}

func TestTheWriterHasANameOfTheFamilysOriginAndTheOfficialNeedNot(t *testing.T) {
	f := Family{Kind: "woz", Name: "kort", From: firstMonth, To: lastMonth, Origin: "ua", Template: "{achternaam}, {achternaam8}, {achternaam9}"}
	for n := range 20 {
		text, err := Fill(f, n)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range strings.Split(strings.TrimSpace(text), ", ") {
			if !strings.Contains(strings.Join(namesOf["ua"][0].Last, " "), name) {
				t.Errorf("%q is no name of this origin", name)
			}
		}
	}
}

func TestALowerValueIsBelowTheValueOfTheSameText(t *testing.T) {
	f := Family{Kind: "woz", Name: "kort", From: firstMonth, To: lastMonth, Template: "{wozminder} {woz} {woz}"}
	for n := range 20 {
		text, err := Fill(f, n)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Fields(text)
		if parts[0] >= parts[1] || parts[1] != parts[2] { // both have three digits before ".000"
			t.Errorf("text %q", text)
		}
	}
}

func TestTheTozoRoundIsThatOfTheDay(t *testing.T) {
	for day, want := range map[string]string{"2020-04-20": "1", "2020-06-01": "2", "2020-10-01": "3", "2021-03-31": "3", "2021-04-01": "4", "2021-09-30": "5"} {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := tozoRound(d).Number; got != want {
			t.Errorf("%s is in round %s, want %s", day, got, want)
		}
	}
}

func TestAnAbbreviationEndsASentenceWithOneStop(t *testing.T) {
	text, err := Fill(Family{Kind: "woz", Name: "kort", From: firstMonth, To: lastMonth, Template: "Aan Stam B.V.. Of Hessels & Zn.. Leeg ......"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Aan Stam B.V. Of Hessels & Zn. Leeg ......\n"; text != want {
		t.Errorf("got %q, want %q", text, want)
	}
}
