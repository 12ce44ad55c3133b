package web

import (
	"testing"
	"time"

	"postkamer"
)

func TestTheForecastKnowsOnWhichDaysNobodyWorks(t *testing.T) {
	m := postkamer.DefaultMunicipality()
	m.ClosedDays = []postkamer.ExtraDay{{Day: "2027-05-07", Name: "dag na Hemelvaartsdag"}}
	for _, tt := range []struct {
		name, day string
		want      bool
	}{
		{"a holiday of the country", "2026-12-25", true},
		{"a day of the municipality's own", "2027-05-07", true},
		{"a working day", "2026-12-24", false},
		{"a Saturday is known by its weekday", "2026-12-19", false},
	} {
		day, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := freeDay(m.Office(), day); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	planned := []postkamer.Mailing{{On: time.Date(2027, 5, 5, 0, 0, 0, 0, time.UTC), Extra: 100, Days: 1}}
	monday := time.Date(2027, 5, 10, 0, 0, 0, 0, time.UTC)
	if len(countedOf(planned, monday, m.Office())) != 1 || len(countedOf(planned, monday, postkamer.Office{})) != 0 {
		t.Error("post of a mailing does not come on the first working day by the days on which the municipality works")
	}
}
