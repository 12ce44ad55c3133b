package town

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"postkamer"
	"postkamer/store"
)

// A Keeper knows the municipality as it is now. It is safe for concurrent use.
type Keeper struct {
	base  Base
	store *store.Store // nil: there is nothing to follow
	log   *slog.Logger
	now   atomic.Pointer[Town]

	mu      sync.Mutex // held while looking
	seen    int        // the newest version that was looked at
	refused atomic.Int64
}

// Fixed returns a keeper of a municipality that stays as it is: for commands that
// need no database, and tests.
func Fixed(t Town) *Keeper {
	k := &Keeper{base: Base{Municipality: t.Municipality, Rules: t.Policy, Forms: t.Forms, Logo: t.Logo}}
	k.now.Store(&t)
	return k
}

// NewKeeper returns a keeper that begins with the file. It looks into the database
// when it is told to; see Refresh and Follow. A base that cannot be is refused.
func NewKeeper(base Base, st *store.Store, log *slog.Logger) (*Keeper, error) {
	first, err := base.Town()
	if err != nil {
		return nil, err
	}
	base.Forms = first.Forms // read once
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{base: base, store: st, log: log}
	k.now.Store(first)
	return k, nil
}

// Now returns the municipality as it is now. Who answers a request or does a step
// asks once.
func (k *Keeper) Now() *Town { return k.now.Load() }

// Base returns what the settings lie on.
func (k *Keeper) Base() Base { return k.base }

// Newest returns the number of the newest version that was seen, also of one that
// cannot be used.
func (k *Keeper) Newest() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.seen
}

// Refused returns the number of the newest version when this program cannot use
// it, so that an earlier one holds; 0 when all is well.
func (k *Keeper) Refused() int { return int(k.refused.Load()) }

// Refresh takes up the newest version of the settings, if there is another. A
// version that this program cannot use, as one of a later program may be, is
// passed over for the newest that it can.
func (k *Keeper) Refresh(ctx context.Context) error {
	if k.store == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	newest, err := k.store.SettingsNumber(ctx)
	if err != nil || newest == k.seen {
		return err
	}
	versions, err := k.store.SettingsVersions(ctx, mostLookedBack)
	if err != nil {
		return err
	}
	k.take(versions)
	k.seen = newest
	return nil
}

// mostLookedBack is how many versions are tried before the file alone holds.
const mostLookedBack = 20

// take makes the first version that can be used the one that holds.
func (k *Keeper) take(versions []postkamer.SettingsVersion) {
	k.refused.Store(0)
	for i, v := range versions {
		t, err := k.base.With(v.Overlay)
		if err == nil {
			t.Version = v.Version
			k.now.Store(t)
			return
		}
		if i == 0 {
			k.refused.Store(int64(v.Version))
		}
		k.log.Error("a version of the settings cannot be used; an earlier one holds. Set it right on the page Instellingen", "version", v.Version, "error", err)
	}
	if first, err := k.base.Town(); err == nil {
		k.now.Store(first)
	}
}

// followEvery is how soon a change works in every process.
const followEvery = 2 * time.Second

// Follow takes up every version until ctx ends.
func (k *Keeper) Follow(ctx context.Context) error {
	round := time.NewTicker(followEvery)
	defer round.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-round.C:
		}
		if err := k.Refresh(ctx); err != nil && ctx.Err() == nil {
			k.log.Warn("whether the settings changed is not known; work goes on with the former", "error", err)
		}
	}
}

// errOtherTable is for the tables of the file that settings cannot change.
var errOtherTable = errors.New("stands in the file of the municipality only: leave it out here")

// With returns the municipality with an overlay on the file, or what is wrong with
// it: the key, and what to write instead.
func (b Base) With(overlay string) (*Town, error) {
	m, err := decodeOver(b.Municipality, overlay)
	if err != nil {
		return nil, err
	}
	if m, err = settle(b.Municipality, m, overlay); err != nil {
		return nil, err
	}
	if m.Schemes != b.Municipality.Schemes {
		return nil, postkamer.Wrong("regelingen", "%w", errOtherTable)
	}
	if m.Forms != b.Municipality.Forms {
		return nil, postkamer.Wrong("formulieren", "%w", errOtherTable)
	}
	if m.Logo != b.Municipality.Logo {
		return nil, postkamer.Wrong("logo", "%w", errOtherTable)
	}
	if err := check(m); err != nil {
		return nil, err
	}
	t, err := b.town(m)
	if err != nil {
		return nil, err
	}
	t.Overlay = overlay
	return t, nil
}
