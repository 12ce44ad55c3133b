package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/minio/minio-go/v7"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestOriginalComesBackBitForBit(t *testing.T) {
	m := newMailroom(t)
	data := bytes.Repeat([]byte{0, 1, 2, 0xff}, 100_000)
	path := filepath.Join(t.TempDir(), "brief.tif")
	m.must(os.WriteFile(path, data, 0o600))
	sha, size, err := m.PutOriginal(t.Context(), path)
	m.must(err)
	sum := sha256.Sum256(data)
	if sha != hex.EncodeToString(sum[:]) || size != int64(len(data)) {
		t.Errorf("%s, %d bytes", sha, size)
	}
	local, release, err := m.Original(t.Context(), postkamer.File{SHA256: sha})
	m.must(err)
	defer release()
	got, err := os.ReadFile(local)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes come back, %v", len(got), err)
	}
}

func TestBytesThatDoNotFitTheirHashAreRefused(t *testing.T) {
	m := newMailroom(t)
	if err := m.PutAs(t.Context(), "views/spoilt", []byte("brief, spoilt on its way"), sha256.Sum256([]byte("brief"))); err == nil {
		t.Error("the object store takes other bytes than it was told of")
	}
	if _, err := m.View(t.Context(), "views/spoilt"); err == nil {
		t.Error("the spoilt bytes are there")
	}
}

func TestObjectIsWrittenOnce(t *testing.T) {
	m := newMailroom(t)
	sha, err := m.PutOriginalBytes(t.Context(), []byte("brief"))
	m.must(err)
	before, err := m.s3.StatObject(t.Context(), m.bucket, store.Addressed(sha), minio.StatObjectOptions{})
	m.must(err)
	errs := together(8, func(int) error {
		again, err := m.PutOriginalBytes(t.Context(), []byte("brief"))
		if err == nil && again != sha {
			return errors.New(again)
		}
		return err
	})
	for _, err := range errs {
		m.must(err)
	}
	after, err := m.s3.StatObject(t.Context(), m.bucket, store.Addressed(sha), minio.StatObjectOptions{})
	m.must(err)
	if !before.LastModified.Equal(after.LastModified) || before.ETag != after.ETag {
		t.Error("the object was written again")
	}
}

// TestManyAtOnceAreOneObject: nobody is refused because another one was first.
func TestManyAtOnceAreOneObject(t *testing.T) {
	m := newMailroom(t)
	data := bytes.Repeat([]byte("brief"), 200_000)
	for _, err := range together(8, func(int) error { _, err := m.PutOriginalBytes(t.Context(), data); return err }) {
		m.must(err)
	}
}

// TestSpoiltOriginalIsNotAcknowledged: the same letter comes in again, and what is
// kept under its hash is something else. "We have it" would lose it.
func TestSpoiltOriginalIsNotAcknowledged(t *testing.T) {
	for name, there := range map[string]string{"other bytes": "brieF", "cut off": "bri", "empty": ""} {
		t.Run(name, func(t *testing.T) {
			m := newMailroom(t)
			sha, err := m.PutOriginalBytes(t.Context(), []byte("brief"))
			m.must(err)
			m.spoil(store.Addressed(sha), []byte(there))
			if _, err := m.PutOriginalBytes(t.Context(), []byte("brief")); err == nil {
				t.Error("acknowledged")
			}
			if _, release, err := m.Original(t.Context(), postkamer.File{SHA256: sha}); err == nil {
				release()
				t.Error("the wrong bytes are given out")
			}
		})
	}
}

func TestOriginalThatIsGone(t *testing.T) {
	m := newMailroom(t)
	sha, err := m.PutOriginalBytes(t.Context(), []byte("brief"))
	m.must(err)
	m.remove(store.Addressed(sha))
	if _, _, err := m.Original(t.Context(), postkamer.File{SHA256: sha}); !errors.Is(err, postkamer.ErrNotFound) || store.Unavailable(err) {
		t.Errorf("got %v", err)
	}
	_, err = m.PutOriginalBytes(t.Context(), []byte("brief")) // and once it is back, it is found
	m.must(err)
	_, release, err := m.Original(t.Context(), postkamer.File{SHA256: sha})
	m.must(err)
	release()
}

// TestTidiedUpCacheIsMadeAgain: what cleans temporary folders must cost no letter.
func TestTidiedUpCacheIsMadeAgain(t *testing.T) {
	m := newMailroom(t)
	sha, err := m.PutOriginalBytes(t.Context(), []byte("brief"))
	m.must(err)
	for _, remove := range []func(path string) error{os.Remove, func(path string) error { return os.RemoveAll(filepath.Dir(path)) }} {
		path, release, err := m.Original(t.Context(), postkamer.File{SHA256: sha})
		m.must(err)
		release()
		m.must(remove(path))
		path, release, err = m.Original(t.Context(), postkamer.File{SHA256: sha})
		m.must(err)
		if got, err := os.ReadFile(path); string(got) != "brief" {
			t.Errorf("%q, %v", got, err)
		}
		release()
		m.must(os.RemoveAll(filepath.Dir(path)))
		file, err := m.CopyFile()
		m.must(err)
		m.must(file.Close())
		m.KeepClean(7, []byte("clean")) // may be lost, and must not harm
		m.DropClean(7)
	}
}

func TestManyWantTheSameOriginal(t *testing.T) {
	m := newMailroom(t)
	sha, err := m.PutOriginalBytes(t.Context(), []byte("brief"))
	m.must(err)
	for _, err := range together(12, func(int) error {
		path, release, err := m.Original(t.Context(), postkamer.File{SHA256: sha})
		if err != nil {
			return err
		}
		defer release()
		_, err = os.ReadFile(path)
		return err
	}) {
		m.must(err)
	}
}

func TestViewComesBack(t *testing.T) {
	m := newMailroom(t)
	key, err := m.PutView(t.Context(), []byte("jpeg"))
	m.must(err)
	got, err := m.View(t.Context(), key)
	if string(got) != "jpeg" || err != nil || !strings.HasPrefix(key, "views/") {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := m.View(t.Context(), "views/00/00"); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
}

func TestSecondEnvelopeIsTheFirst(t *testing.T) {
	m := newMailroom(t)
	first := store.Envelope{Reference: "ST-1", Key: "key", ReceivedOn: "2026-11-20", ReceivedAt: received, By: "Olga"}
	kept, err := m.PutEnvelope(t.Context(), first)
	m.must(err)
	again, err := m.PutEnvelope(t.Context(), store.Envelope{Reference: "ST-2", Key: "key", ReceivedOn: "2026-11-21", By: "Piet, who tries again"})
	m.must(err)
	if !kept.End || again.Reference != "ST-1" || again.ReceivedOn != "2026-11-20" || !again.ReceivedAt.Equal(received) || again.By != "Olga" {
		t.Errorf("%+v, then %+v", kept, again)
	}
	other, err := m.PutEnvelope(t.Context(), store.Envelope{Reference: "ST-2", Key: "key2"})
	if err != nil || other.Reference != "ST-2" {
		t.Errorf("%+v, %v", other, err)
	}
}

func TestManyAtOnceGetOneEnvelope(t *testing.T) {
	m := newMailroom(t)
	references := make([]string, 8)
	for _, err := range together(8, func(i int) error {
		e, err := m.PutEnvelope(t.Context(), store.Envelope{Reference: postkamer.NewReference("ST", received), Key: "key"})
		references[i] = e.Reference
		return err
	}) {
		m.must(err)
	}
	for _, r := range references {
		if r != references[0] || r == "" {
			t.Fatalf("several references: %v", references)
		}
	}
}

func TestEnvelopeWithoutEndIsNone(t *testing.T) {
	m := newMailroom(t)
	m.spoil(store.EnvelopeKey("key"), []byte(`{"reference":"ST-1"}`))
	if e, err := m.PutEnvelope(t.Context(), store.Envelope{Reference: "ST-2", Key: "key"}); err == nil {
		t.Errorf("got %+v", e)
	}
}

func TestOutageIsToldFromFault(t *testing.T) {
	pg := func(code string) error { return &pgconn.PgError{Code: code} }
	for _, c := range []struct {
		name string
		err  error
		want bool
	}{
		{"nothing wrong", nil, false},
		{"object store away", postkamer.ErrUnavailable, true},
		{"disk full", pg("53100"), true},
		{"server shuts down", pg("57P01"), true},
		{"connection lost", pg("08006"), true},
		{"query cancelled by us", pg("57014"), false},
		{"broken constraint", pg("23505"), false},
		{"not there", postkamer.ErrNotFound, false},
		{"any other", errors.New("panic"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := store.Unavailable(c.err); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestServersThatDoNotAnswer(t *testing.T) {
	cfg := storetest.Config(t)
	gone := cfg
	gone.DatabaseURL = "postgres://127.0.0.1:1/none?connect_timeout=2"
	s, err := store.Open(t.Context(), gone) // connects when it is first asked something
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if database, storage := s.Ready(t.Context()); database == nil || storage != nil {
		t.Errorf("ready: %v, %v", database, storage)
	}
	if _, err := s.Batch(t.Context(), 1); !store.Unavailable(err) {
		t.Errorf("database away: %v", err)
	}
	gone = cfg
	gone.S3Endpoint = "127.0.0.1:1"
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := store.Open(ctx, gone); err == nil {
		t.Error("opened without an object store")
	}
}
