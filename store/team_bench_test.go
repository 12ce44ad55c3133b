package store_test

import (
	"testing"
	"time"
)

// BenchmarkTeam asks what the team's pages ask: the figures of a round, which all
// open screens share, and the weeks that the forecast is made of.
func BenchmarkTeam(b *testing.B) {
	s, _ := crowded(b)
	ctx, now := b.Context(), time.Now()
	times, clock := map[string][]time.Duration{}, processor(b, s)
	measure := func(kind string, ask func() error) {
		start := clock()
		if err := ask(); err != nil {
			b.Fatalf("%s: %v", kind, err)
		}
		took := clock() - start
		times[kind], times["all"] = append(times[kind], took), append(times["all"], took)
	}
	for b.Loop() {
		for range 20 {
			measure("figures of a round", func() error { _, err := s.Live(ctx, now); return err })
			measure("weeks of all queues", func() error { _, err := s.Workload(ctx, "", now); return err })
			measure("weeks of one queue", func() error { _, err := s.Workload(ctx, "burgerzaken", now); return err })
			measure("what is planned", func() error { _, err := s.Mailings(ctx, now); return err })
		}
	}
	report(b, times)
}
