package postkamer

import (
	"sync"
	"time"
	_ "time/tzdata" // Dutch time on machines without a time zone database
)

// zone is the municipality's clock.
var zone = sync.OnceValue(func() *time.Location {
	z, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err) // the data is in the binary
	}
	return z
})

// Zone returns the time zone in which days begin and letters are late.
func Zone() *time.Location { return zone() }

// DayOf returns the day of t on the municipality's calendar, as midnight UTC: the
// way in which dates without a time are kept.
func DayOf(t time.Time) time.Time {
	y, m, d := t.In(zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
