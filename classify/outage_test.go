package classify

import (
	"testing"
	"time"

	"postkamer"
)

// TestAMoveThatWasReportedAfterAnOutageIsInTime holds the day on which a piece counts
// against the term of the citizen, and the day of receipt against how far ahead it is.
func TestAMoveThatWasReportedAfterAnOutageIsInTime(t *testing.T) {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	friday := monday.AddDate(0, 0, -3)
	for _, tt := range []struct {
		name         string
		move, counts time.Time
		want, not    postkamer.DoubtCode
	}{
		{"six days ago without an outage", monday.AddDate(0, 0, -6), time.Time{}, postkamer.DateLate, ""},
		{"six days ago, and the outage began on the third", monday.AddDate(0, 0, -6), friday, "", postkamer.DateLate},
		{"late before the outage began", monday.AddDate(0, 0, -9), friday, postkamer.DateLate, ""},
		{"four weeks ahead is not too early because of an outage", monday.AddDate(0, 0, 28), friday, "", postkamer.DateTooEarly},
		{"five weeks ahead is", monday.AddDate(0, 0, 35), friday, postkamer.DateTooEarly, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			facts := Facts{Channel: postkamer.Form, Form: "verhuizing", ReceivedOn: monday, CountsOn: tt.counts,
				Answers: []postkamer.Answer{{Name: "datum", Field: string(postkamer.FieldMoveDate), Label: "Datum van de verhuizing", Value: tt.move.Format(time.DateOnly)}}}
			has := map[postkamer.DoubtCode]bool{}
			for _, d := range Classify(postkamer.Text{}, facts, nil, DefaultPolicy()).Doubts {
				has[d.Code] = true
			}
			if tt.want != "" && !has[tt.want] || tt.not != "" && has[tt.not] {
				t.Errorf("doubts %v", has)
			}
		})
	}
}
