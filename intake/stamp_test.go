package intake_test

import (
	"testing"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestANewBuildIsANewVersionOnce(t *testing.T) {
	s := storetest.Open(t)
	versions := func() int {
		list, err := s.ProfileVersions(t.Context(), postkamer.ProfileHotFolder)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	for range 2 {
		if err := intake.StampBuild(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	if got := versions(); got != 2 {
		t.Errorf("%d versions after the first build, want 2", got)
	}
	old, err := s.CurrentProfile(t.Context(), postkamer.ProfileHotFolder)
	if err != nil {
		t.Fatal(err)
	}
	old.Software, old.MadeBy = "PaperStream 2.1, postkamer v0.0.1", "Joke"
	if err := s.InTx(t.Context(), func(tx *store.Tx) error { _, err := tx.AddProfile(t.Context(), old); return err }); err != nil {
		t.Fatal(err)
	}
	if err := intake.StampBuild(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	now, err := s.CurrentProfile(t.Context(), postkamer.ProfileHotFolder)
	if err != nil || now.Version != 4 || now.Software != "PaperStream 2.1, "+postkamer.Build() {
		t.Errorf("after another build: %+v, %v", now, err)
	}
}
