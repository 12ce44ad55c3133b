package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

func (m *mailroom) draft(form string, life time.Duration) store.Draft {
	m.t.Helper()
	d, err := m.NewDraft(m.t.Context(), form, life)
	m.must(err)
	return d
}

func (m *mailroom) reread(d store.Draft) store.Draft {
	m.t.Helper()
	d, err := m.Draft(m.t.Context(), d.ID)
	m.must(err)
	return d
}

// save keeps the answers of a draft.
func (m *mailroom) save(d store.Draft, answers map[string][]string, life time.Duration) error {
	d.Answers = answers
	return m.SaveDraft(m.t.Context(), d, life)
}

func (m *mailroom) submitted(d store.Draft, reference string) error {
	return m.InTx(m.t.Context(), func(tx *store.Tx) error { return tx.SendDraft(m.t.Context(), d, reference, nil) })
}

func TestDraftKeepsAnswersAsTheyAre(t *testing.T) {
	m := newMailroom(t)
	d := m.draft("tozo", time.Hour)
	if other := m.draft("tozo", time.Hour); other.ID == d.ID || len(d.ID) < 20 {
		t.Fatalf("ids %q and %q", d.ID, other.ID)
	}
	answers := map[string][]string{"naam": {"José 'x' \"y\""}, "geboren": {"7", "", "1968"}, "wat": {"lening", "uitkering"}}
	m.must(m.save(d, answers, 2*time.Hour))
	got := m.reread(d)
	if got.Form != "tozo" || got.Reference != "" || !reflect.DeepEqual(got.Answers, answers) {
		t.Errorf("draft %+v", got)
	}
	if !got.ExpiresAt.After(d.ExpiresAt.Add(50 * time.Minute)) {
		t.Errorf("expires at %s, was %s", got.ExpiresAt, d.ExpiresAt)
	}
}

func TestSavingTheSameAgainIsNoChange(t *testing.T) {
	m := newMailroom(t)
	d := m.draft("tozo", time.Hour)
	m.must(m.save(d, nil, time.Hour))
	if got := m.reread(d); !got.ChangedAt.Equal(d.ChangedAt) || !got.ExpiresAt.After(d.ExpiresAt) {
		t.Errorf("nothing changed: %s to %s, expiry %s to %s", d.ChangedAt, got.ChangedAt, d.ExpiresAt, got.ExpiresAt)
	}
	m.must(m.save(d, map[string][]string{"a": {"b"}}, time.Hour))
	if got := m.reread(d); !got.ChangedAt.After(d.ChangedAt) {
		t.Error("an answer changed, the time of change did not")
	}
}

func TestExpiredDraftIsReturnedAndCanBeSaved(t *testing.T) {
	m := newMailroom(t)
	d := m.draft("verhuizing", -time.Minute)
	if got := m.reread(d); got.ExpiresAt.After(time.Now()) {
		t.Errorf("expires at %s", got.ExpiresAt)
	}
	m.must(m.save(d, map[string][]string{"a": {"b"}}, time.Hour))
	if got := m.reread(d); got.ExpiresAt.Before(time.Now()) {
		t.Errorf("expires at %s", got.ExpiresAt)
	}
}

func TestUnknownDraft(t *testing.T) {
	m := newMailroom(t)
	_, err := m.Draft(t.Context(), "x")
	for what, err := range map[string]error{
		"read":   err,
		"save":   m.save(store.Draft{ID: "x"}, nil, time.Hour),
		"submit": m.submitted(store.Draft{ID: "x"}, "VH-1"),
	} {
		if !errors.Is(err, postkamer.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestDraftIsSubmittedOnce(t *testing.T) {
	m := newMailroom(t)
	d := m.draft("verhuizing", time.Hour)
	m.must(m.save(d, map[string][]string{"a": {"b"}}, time.Hour))
	m.must(m.submitted(d, "VH-1"))
	if err := m.submitted(d, "VH-2"); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("second time: %v", err)
	}
	before := m.reread(d)
	if err := m.save(d, map[string][]string{"a": {"c"}}, 9*time.Hour); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("save after it: %v", err)
	}
	if got := m.reread(d); got.Reference != "VH-1" || !reflect.DeepEqual(got, before) {
		t.Errorf("became %+v, was %+v", got, before)
	}
}

func TestForgetDrafts(t *testing.T) {
	m := newMailroom(t)
	open, young, old := m.draft("tozo", time.Hour), m.draft("tozo", -time.Minute), m.draft("tozo", -48*time.Hour)
	sent := m.draft("tozo", -48*time.Hour)
	m.exec(`UPDATE drafts SET answers = '{"bsn": ["999990019"]}'`)
	m.must(m.submitted(sent, "TZ-1"))
	n, err := m.ForgetDrafts(t.Context(), 24*time.Hour)
	if err != nil || n != 1 {
		t.Fatalf("forgot %d, %v", n, err)
	}
	if _, err := m.Draft(t.Context(), old.ID); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("the old one: %v", err)
	}
	for _, d := range []store.Draft{open, young} {
		if got := m.reread(d); len(got.Answers) == 0 {
			t.Errorf("the answers of %s are gone", got.ExpiresAt)
		}
	}
	if got := m.reread(sent); got.Reference != "TZ-1" || len(got.Answers) != 0 {
		t.Errorf("the submitted one: %+v", got)
	}
}

func TestSavedDraftStaysUntilItsDay(t *testing.T) {
	m := newMailroom(t)
	born := time.Date(1968, 11, 7, 0, 0, 0, 0, time.UTC)
	saved := func(code string, life time.Duration) store.Draft {
		t.Helper()
		d := m.draft("tozo", -48*time.Hour)
		d.Born = born
		m.must(m.save(d, map[string][]string{"a": {"b"}}, -48*time.Hour))
		_, err := m.SaveForLater(t.Context(), d, code, life)
		m.must(err)
		return d
	}
	kept, over, long := saved("kept", 14*24*time.Hour), saved("over", -time.Hour), saved("long", -15*24*time.Hour)
	m.must(m.AddLatePage(t.Context(), over.ID, store.LatePage{Slug: "wie", Fields: map[string][]string{"bsn": {"999990019"}}}))
	if err := m.save(kept, nil, time.Hour); !errors.Is(err, store.ErrTakenOver) {
		t.Errorf("who saved it still holds it: %v", err)
	}
	if n, err := m.ForgetDrafts(t.Context(), 24*time.Hour); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
	find := func(code string, day time.Time) (store.Draft, error) { return m.SavedDraft(t.Context(), code, day) }
	if d, err := find("kept", born); err != nil || d.ID != kept.ID || d.Answers["a"][0] != "b" {
		t.Errorf("before its day: %+v, %v", d, err)
	}
	for what, day := range map[string]time.Time{"kept": born.AddDate(0, 0, 1), "none": born, "long": born} {
		if _, err := find(what, day); !errors.Is(err, postkamer.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := find("over", born); !errors.Is(err, store.ErrCodeOver) {
		t.Errorf("after its day: %v", err)
	}
	if d := m.reread(over); len(d.Answers) != 0 || !d.Born.IsZero() {
		t.Errorf("after its day it holds %v", d.Answers)
	}
	if late, err := m.LatePages(t.Context(), over.ID); err != nil || len(late) != 0 {
		t.Errorf("what was posted late is still there: %v, %v", late, err)
	}
	if _, err := m.Draft(t.Context(), long.ID); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("two weeks after its day: %v", err)
	}
}

func TestDraftIsNotSentWithoutAFileThatWasAddedMeanwhile(t *testing.T) {
	m := newMailroom(t)
	read := m.draft("verhuizing", time.Hour)
	path := filepath.Join(t.TempDir(), "foto")
	m.must(os.WriteFile(path, []byte("foto"), 0o600))
	sum := sha256.Sum256([]byte("foto"))
	_, err := m.AddUpload(t.Context(), read.ID, postkamer.Upload{ID: "one", Question: "bewijs", Name: "foto.jpg", SHA256: hex.EncodeToString(sum[:]), Size: 4, Kind: postkamer.JPEG, Pages: 1}, path, 3)
	m.must(err)
	if err := m.submitted(read, "VH-1"); !errors.Is(err, store.ErrUploadsChanged) {
		t.Errorf("sent as if it had no files: %v", err)
	}
	if got := m.reread(read); got.Reference != "" || len(got.Files) != 1 {
		t.Errorf("it is %+v, want open with its file", got)
	}
	m.must(m.submitted(m.reread(read), "VH-1"))
}

func TestSendingSaysWhyADraftIsClosed(t *testing.T) {
	m := newMailroom(t)
	d := m.draft("verhuizing", time.Hour)
	if _, err := m.TakeDraft(t.Context(), d.ID, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := m.submitted(d, "VH-1"); !errors.Is(err, store.ErrTakenOver) {
		t.Errorf("on the screen it was taken from: %v", err)
	}
}
