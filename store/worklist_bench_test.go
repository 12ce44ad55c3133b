package store_test

import (
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// BenchmarkWorkList asks what the pages of the work list ask, with a million pieces
// behind it; p95 of a page must stay below 100 ms.
func BenchmarkWorkList(b *testing.B) {
	s, _ := crowded(b)
	ctx, now := b.Context(), time.Now()
	people := []postkamer.Person{{ID: 1, Name: "Asma"}, {ID: 2, Name: "Bram", Queues: []postkamer.Queue{"burgerzaken", "inkomen"}}, {ID: 3, Name: "Cora", Queues: []postkamer.Queue{"zorg"}}}
	times, clock := map[string][]time.Duration{}, processor(b, s)
	measure := func(kind string, ask func() error) time.Duration {
		start := clock()
		if err := ask(); err != nil {
			b.Fatalf("%s: %v", kind, err)
		}
		took := clock() - start
		times[kind] = append(times[kind], took)
		return took
	}
	list := func(p postkamer.Person, f store.CaseFilter) func() error {
		return func() error { _, err := s.Cases(ctx, p, f, now, 0, 100); return err }
	}
	for b.Loop() {
		for range 20 {
			for _, p := range people {
				page := measure("counts of queues", func() error { _, err := s.QueueCounts(ctx, p); return err })
				page += measure("skipped today", func() error { _, err := s.SkippedToday(ctx, p, now); return err })
				page += measure("my cases", func() error { _, err := s.MyCases(ctx, p.ID); return err })
				for _, mode := range []postkamer.Mode{"live", "trial"} {
					page += measure("ready cases", func() error { _, err := s.ReadyCases(ctx, p, mode, 50); return err })
				}
				page += measure("samples", func() error { _, err := s.OpenSamples(ctx, p, 50); return err })
				page += measure("alarms", func() error { _, err := s.Alarms(ctx); return err })
				times["page /werk"] = append(times["page /werk"], page)
				times["all"] = append(times["all"], page)
				for name, f := range map[string]store.CaseFilter{
					"list as taken":   {Queue: "burgerzaken"},
					"list by due":     {Queue: "inkomen", Order: store.ByDue},
					"list all queues": {},
					"list late":       {Haste: store.Late, Order: store.ByArrival},
					"list of a kind":  {Kind: "wmo"},
				} {
					times["all"] = append(times["all"], measure(name, list(p, f)))
				}
			}
			measure("live figures", func() error { _, err := s.Live(ctx, now); return err })
		}
	}
	report(b, times)
}
