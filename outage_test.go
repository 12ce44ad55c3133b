package postkamer

import (
	"testing"
	"time"
)

func TestWhatComesInAfterAnOutageCountsFromItsFirstDay(t *testing.T) {
	rules := DefaultTermRules()
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, Zone()) }
	lost := func(from, to time.Time) Outage { return Outage{Began: from, Ended: to} }
	friday := lost(at(20, 22), at(20, 23)) // 20 November 2026 is a Friday
	for _, tt := range []struct {
		name    string
		day     int
		outages []Outage
		want    int
	}{
		{"without an outage the day itself", 20, nil, 20},
		{"on the day of the outage", 20, []Outage{friday}, 20},
		{"on the first working day after it, over a weekend", 23, []Outage{friday}, 20},
		{"the day after that is too late", 24, []Outage{friday}, 24},
		{"through midnight the first day counts", 26, []Outage{lost(at(24, 23), at(25, 1))}, 24},
		{"two outages after one another", 26, []Outage{lost(at(25, 9), at(25, 10)), lost(at(24, 9), at(24, 10))}, 24},
		{"one that lasts", 27, []Outage{lost(at(26, 9), time.Time{})}, 26},
		{"one that was taken back", 23, []Outage{{Began: at(20, 22), Ended: at(20, 23), Gone: at(23, 9)}}, 23},
		{"before the outage", 19, []Outage{friday}, 19},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := CountsOn(date(2026, 11, tt.day), tt.outages, rules); !got.Equal(date(2026, 11, tt.want)) {
				t.Errorf("counts on %v", got)
			}
		})
	}
	if !friday.Covers(date(2026, 11, 20)) || friday.Covers(date(2026, 11, 21)) || friday.Extends(rules) != date(2026, 11, 23) {
		t.Error("a last day on Friday moves to Monday")
	}
}
