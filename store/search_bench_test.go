package store_test

import (
	"os"
	"strconv"
	"testing"

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
	s, err := store.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	if empty, err := s.Empty(b.Context()); err != nil || !empty {
		return s, crowd.At(1, o)
	}
	c, err := crowd.Fill(b.Context(), s.Pool(), o)
	if err != nil {
		b.Fatal(err)
	}
	return s, c
}

func BenchmarkFill(b *testing.B) {
	crowded(b)
}
