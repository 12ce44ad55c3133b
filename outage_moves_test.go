package postkamer

import (
	"testing"
	"time"
)

func TestALastDayMovesPastEveryOutage(t *testing.T) {
	rules := DefaultTermRules()
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, Zone()) }
	friday, monday := Outage{Began: at(20, 9), Ended: at(20, 10)}, Outage{Began: at(23, 9), Ended: at(23, 10)}
	back := monday
	back.Gone = at(23, 12)
	for _, tt := range []struct {
		name    string
		outages []Outage
		want    int
	}{
		{"none", nil, 20},
		{"one, over a weekend", []Outage{friday}, 23},
		{"one that was over before", []Outage{{Began: at(19, 9), Ended: at(19, 10)}}, 20},
		{"and another on the day to which it moved", []Outage{friday, monday}, 24},
		{"in whichever order they were noted", []Outage{monday, friday}, 24},
		{"not past one that was taken back", []Outage{friday, back}, 23},
		{"up to one that lasts", []Outage{friday, {Began: at(23, 9)}}, 23},
	} {
		if got, known := friday.Moves(tt.outages, rules); len(tt.outages) > 1 && (known == (tt.name == "up to one that lasts") || known && !got.Equal(date(2026, 11, tt.want))) {
			t.Errorf("%s: who was late is in time until %v, %v", tt.name, got, known)
		}
		if got := LastDay(date(2026, 11, 20), tt.outages, rules); !got.Equal(date(2026, 11, tt.want)) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
