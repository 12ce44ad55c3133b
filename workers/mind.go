package workers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// A mind is the model that this process works with: the one that is installed, or
// that of the program. Every process looks each minute which one that is.
type mind struct {
	store  *store.Store
	log    *slog.Logger
	own    *known // of the program, or named by the administrator
	pinned bool   // the administrator named one: what was learned does not count
	at     atomic.Pointer[known]

	mu      sync.Mutex  // held while looking
	refused string      // hash of an installed model that cannot be used
	fails   atomic.Bool // the installed model cannot be used
}

// known is a model with its name.
type known struct {
	model    *classify.Model
	checksum string // as decisions name it
	sha256   string // of its file; "" for the program's own
}

func newMind(cfg Config) *mind {
	m := &mind{store: cfg.Store, log: cfg.Log, pinned: cfg.Pinned}
	m.own = &known{model: cfg.Model, checksum: classify.Checksum(cfg.Model)}
	m.at.Store(m.own)
	return m
}

// now returns the model to work with. A step asks once and keeps to it.
func (m *mind) now() *known { return m.at.Load() }

// follow looks which model is installed and takes it up. One that cannot be used
// is refused, and the former stays.
func (m *mind) follow(ctx context.Context) error {
	if m.pinned {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	installed, err := m.store.InstalledModel(ctx)
	if errors.Is(err, postkamer.ErrNotFound) {
		m.at.Store(m.own)
		m.fails.Store(false)
		return nil
	}
	if err == nil && installed.SHA256 == m.now().sha256 {
		m.fails.Store(false)
		return nil
	}
	if err != nil || installed.SHA256 == m.refused {
		return err
	}
	data, err := m.store.ModelBytes(ctx, installed)
	if store.Unavailable(err) {
		return err // it may be there in a minute
	}
	var model *classify.Model
	if err == nil {
		model, err = classify.Decode(data)
	}
	if err != nil {
		m.refused = installed.SHA256
		m.fails.Store(true)
		m.log.Error("the installed model cannot be used; work goes on with the former. Set another one back: postkamer model list", "model", installed.ID, "error", err)
		return nil
	}
	m.at.Store(&known{model, classify.Checksum(model), installed.SHA256})
	m.fails.Store(false)
	m.log.Info("took up a model", "model", installed.ID, "labels", installed.Labels)
	return nil
}

// followEvery is how often a process looks whether another model is installed.
const followEvery = time.Minute

// watch follows until ctx ends.
func (m *mind) watch(ctx context.Context) {
	round := time.NewTicker(followEvery)
	defer round.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-round.C:
		}
		if err := m.follow(ctx); err != nil && ctx.Err() == nil {
			m.log.Warn("which model is installed is not known; work goes on with the former", "error", err)
		}
	}
}

// outgrew tells whether the last model was made with the texts of another version
// of the program. What was learned must not keep what that brings from working.
func (m *mind) outgrew(l store.Learning) bool {
	return l.Program != "" && l.Program != m.own.checksum
}

// ModelNow returns the checksum of the model that this process works with.
func (w *Workers) ModelNow() string { return w.mind.now().checksum }

// ModelFails tells whether the installed model cannot be used, so that this process
// works with the former.
func (w *Workers) ModelFails() bool { return w.mind.fails.Load() }

// checkModel returns an error when bytes are no model that this program can use.
func checkModel(data []byte) error {
	if _, err := classify.Decode(data); err != nil {
		return fmt.Errorf("new model: %w", err)
	}
	return nil
}
