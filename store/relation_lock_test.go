package store_test

import (
	"context"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// TestALoadOfAddressesDoesNotHoldUpRouting: while a piece looks for earlier ones,
// and holds the lock of that, addresses are loaded, and the other way round.
func TestALoadOfAddressesDoesNotHoldUpRouting(t *testing.T) {
	m := newMailroom(t)
	piece := m.pieces(1)[0]
	m.tx(func(tx *store.Tx) error {
		if _, err := tx.Earlier(t.Context(), piece, postkamer.Links{}); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := m.LoadAddresses(ctx, "Bea Heer", "westdorp.csv", rowsOf(westdorp...))
		return err
	})
}
