package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
	"postkamer/store/storetest/crowd"
)

// crowded returns a store with much post. POSTKAMER_CROWD says how much (20,000
// unless told); POSTKAMER_CROWD_DATABASE names a database that is filled once and
// kept, for a million takes minutes.
func crowded(b testing.TB) (*store.Store, *crowd.Crowd) {
	b.Helper()
	o := crowd.Options{Pieces: 20_000, Open: 3000, Calling: 200, Seed: 11}
	if n, err := strconv.Atoi(os.Getenv("POSTKAMER_CROWD")); err == nil {
		o.Pieces, o.Open, o.Calling = n, min(n, 30_000), 600
	}
	cfg := storetest.Config(b)
	if kept := os.Getenv("POSTKAMER_CROWD_DATABASE"); kept != "" {
		cfg.DatabaseURL = kept
		if err := store.Migrate(b.Context(), kept); err != nil {
			b.Fatal(err)
		}
	}
	c := fillOnce(b, cfg, o)
	cfg.DatabaseURL += "&pool_max_conns=1" // see processor
	s, err := store.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	return s, c
}

// fillOnce fills an empty database, with as many connections as that takes.
func fillOnce(b testing.TB, cfg store.Config, o crowd.Options) *crowd.Crowd {
	b.Helper()
	s, err := store.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if empty, err := s.Empty(b.Context()); err != nil || !empty {
		return crowd.At(1, o)
	}
	c, err := crowd.Fill(b.Context(), s.Pool(), o)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// A question is one of the mix that people ask.
type question struct {
	kind, typed string
	sight       store.Sight
}

// questions draws n questions: words that are in every third letter and words
// that are in one, names, numbers and addresses, by people of all, of two and of
// one small queue.
func questions(c *crowd.Crowd, refs []string, n int) []question {
	dice := rand.New(rand.NewPCG(1, 2))
	sights := []store.Sight{{All: true}, {Person: 1, Queues: []postkamer.Queue{"burgerzaken", "inkomen"}}, {Person: 1, Queues: []postkamer.Queue{"subsidies"}}}
	draw := func(list ...string) string { return list[dice.IntN(len(list))] }
	list := make([]question, n)
	for i := range list {
		from := c.Sender(c.First + postkamer.PieceID(dice.IntN(c.Options.Pieces)))
		last := from.Name[strings.Index(from.Name, " ")+1:]
		born, _ := time.Parse(time.DateOnly, from.Born)
		kinds := []question{
			{kind: "common word", typed: draw("verhuizing", "gemeente", "groet", "adres", "besluit", "Westdorp", "buurman")},
			{kind: "common words", typed: draw("factuur betalen", "bezwaar gehoord", "uitkering huur", "container grofvuil", "januari 2025")},
			{kind: "rare word", typed: c.Thing(dice.IntN(c.Things()))},
			{kind: "rare and common", typed: c.Thing(dice.IntN(c.Things())) + " kapot"},
			{kind: "word of long ago", typed: draw("tozo omzet", "lening bedrijfskapitaal")},
			{kind: "beginning", typed: c.Thing(dice.IntN(c.Things()))[:6] + "*"},
			{kind: "full name", typed: from.Name},
			{kind: "surname", typed: last},
			{kind: "name and birth", typed: last + " " + born.Format("2-1-2006")},
			{kind: "reference", typed: refs[dice.IntN(len(refs))]},
			{kind: "address", typed: from.Postcode + " " + from.Number},
			{kind: "street", typed: from.Street + " " + from.Number},
			{kind: "telephone", typed: from.Phone},
			{kind: "nothing", typed: "xylofoonkwast"},
			{kind: "phrase", typed: `"` + draw("de gemeente", "geachte heer", "met vriendelijke groet", "op straat", "mijn huis") + `"`},
			{kind: "phrase and word", typed: `"` + c.Thing(dice.IntN(c.Things())) + ` kapot" gemeente`},
		}
		list[i] = kinds[i%len(kinds)]
		list[i].sight = sights[i/len(kinds)%len(sights)]
	}
	return list
}

// processor returns a clock of the time that the server works for the one connection
// of s: what others do on the machine does not count. It is the ordinary clock when
// that server is elsewhere.
func processor(b testing.TB, s *store.Store) func() time.Duration {
	var pid int
	if err := s.Pool().QueryRow(b.Context(), `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
		b.Fatal(err)
	}
	begin := time.Now()
	return func() time.Duration {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid)) // nanoseconds on a processor first
		spent, _, _ := strings.Cut(string(stat), " ")
		if ns, bad := strconv.ParseInt(spent, 10, 64); err == nil && bad == nil {
			return time.Duration(ns)
		}
		return time.Since(begin)
	}
}

// BenchmarkSearch asks the mix, with the first page of what is found. It tells the
// time that the server works for each kind of question; p95 must stay below 300 ms with a million pieces.
func BenchmarkSearch(b *testing.B) {
	s, c := crowded(b)
	rows, err := s.Pool().Query(b.Context(), `SELECT reference FROM pieces TABLESAMPLE SYSTEM (0.5) LIMIT 200`)
	if err != nil {
		b.Fatal(err)
	}
	refs, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		b.Fatal(err)
	}
	if len(refs) == 0 {
		refs = []string{"PS-2026-0000-00"}
	}
	times, clock := map[string][]time.Duration{}, processor(b, s)
	for b.Loop() {
		for _, q := range questions(c, refs, 420) {
			start, wall := clock(), time.Now()
			found, err := s.Search(b.Context(), postkamer.ReadQuery(q.typed), q.sight)
			if err != nil {
				b.Fatalf("%s: %s %+v: %v", q.kind, q.typed, q.sight, err)
			}
			if _, err := s.Hits(b.Context(), found.Pieces[:min(25, len(found.Pieces))], postkamer.ReadQuery(q.typed), q.sight); err != nil {
				b.Fatal(err)
			}
			took := clock() - start
			times["all, by the clock"] = append(times["all, by the clock"], time.Since(wall))
			times["all"] = append(times["all"], took)
			times[q.kind] = append(times[q.kind], took)
		}
	}
	report(b, times)
}

// report tells how long each kind took: the middle, 19 of 20, and the longest.
func report(b *testing.B, times map[string][]time.Duration) {
	for _, kind := range slices.Sorted(maps.Keys(times)) {
		list := times[kind]
		slices.Sort(list)
		at := func(share float64) float64 {
			return float64(list[min(int(share*float64(len(list))), len(list)-1)].Microseconds()) / 1000
		}
		b.Logf("%-18s %4d  p50 %7.1f ms  p95 %7.1f ms  max %7.1f ms", kind, len(list), at(.5), at(.95), at(1))
		if kind == "all" {
			b.ReportMetric(at(.95), "ms-p95")
		}
	}
}
