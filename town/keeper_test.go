package town

import (
	"errors"
	"os"
	"testing"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// keep adds a version as package web does.
func keep(t *testing.T, st *store.Store, version int, overlay string) error {
	t.Helper()
	return st.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.AddSettings(t.Context(), postkamer.SettingsVersion{Version: version, Overlay: overlay, Why: "proef", MadeBy: "Anouk"})
	})
}

func TestTheNewestVersionThatCanBeUsedHolds(t *testing.T) {
	st := storetest.Open(t)
	k, err := NewKeeper(demo(t), st, nil)
	if err != nil {
		t.Fatal(err)
	}
	before := k.Now()
	for _, step := range []struct {
		name, overlay string
		phone         string
		version       int
		refused       int
	}{
		{"the first", "telefoon: 14 0001", "14 0001", 1, 0},
		{"another", "telefoon: 14 0002", "14 0002", 2, 0},
		{"one of a later program", "telefoon: 14 0003\nsleutel_van_morgen: 3\n", "14 0002", 2, 3},
		{"one that is right again", "telefoon: 14 0004", "14 0004", 4, 0},
	} {
		t.Run(step.name, func(t *testing.T) {
			if err := keep(t, st, k.Newest()+1, step.overlay); err != nil {
				t.Fatal(err)
			}
			if err := k.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			if now := k.Now(); now.Phone != step.phone || now.Version != step.version || k.Refused() != step.refused {
				t.Errorf("%s of version %d, %d refused", now.Phone, now.Version, k.Refused())
			}
		})
	}
	if before.Phone != postkamer.DefaultMunicipality().Phone {
		t.Error("a town that somebody works with was changed")
	}
}

func TestVersionsAreCountedAndNeverChanged(t *testing.T) {
	st := storetest.Open(t)
	if err := keep(t, st, 1, "naam: A"); err != nil {
		t.Fatal(err)
	}
	for _, version := range []int{1, 3} {
		if err := keep(t, st, version, "naam: B"); !errors.Is(err, postkamer.ErrConflict) {
			t.Errorf("version %d beside 1: %v", version, err)
		}
	}
	for _, sql := range []string{`UPDATE settings_versions SET overlay = ''`, `DELETE FROM settings_versions`} {
		if _, err := st.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s was done", sql)
		}
	}
}
