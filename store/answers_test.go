package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

var answered = []byte(`{"form":"verhuizing","asked":[]}` + "\n")

// takeForm brings in a form, with its answers in the envelope or, as it was before, in an
// object of their own.
func (m *mailroom) takeForm(key string, inside bool) postkamer.File {
	m.t.Helper()
	sum := sha256.Sum256(answered)
	file := postkamer.File{Name: "verhuizing.json", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(answered)), Kind: postkamer.Answers}
	b := postkamer.Batch{
		Reference: postkamer.NewReference("VH", received), Channel: postkamer.Form, Key: key, ReceivedOn: received,
		ReceivedAt: received.Add(9 * time.Hour), Source: postkamer.SourceForm, By: "formulier verhuizing", State: postkamer.Split, Files: []postkamer.File{file},
	}
	m.putAnswers(b, inside)
	m.tx(func(tx *store.Tx) error { _, err := tx.AddBatch(m.t.Context(), b); return err })
	return file
}

func (m *mailroom) putAnswers(b postkamer.Batch, inside bool) {
	m.t.Helper()
	f := store.EnvelopeFile{Name: b.Files[0].Name, SHA256: b.Files[0].SHA256, Size: b.Files[0].Size, Kind: postkamer.Answers}
	if inside {
		f.Content = answered
	} else {
		_, err := m.PutOriginalBytes(m.t.Context(), answered)
		m.must(err)
	}
	_, err := m.PutEnvelope(m.t.Context(), store.Envelope{Reference: b.Reference, Channel: b.Channel, Source: b.Source, Key: b.Key, ReceivedAt: b.ReceivedAt, Files: []store.EnvelopeFile{f}})
	m.must(err)
}

func TestAnswersComeBackAsTheyWere(t *testing.T) {
	for name, inside := range map[string]bool{"in the envelope": true, "in an object of their own, as before": false} {
		t.Run(name, func(t *testing.T) {
			m := newMailroom(t)
			file := m.takeForm("form:1", inside)
			path, release, err := m.Original(t.Context(), file)
			m.must(err)
			defer release()
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, answered) {
				t.Errorf("read back %q, %v", got, err)
			}
			if findings := m.originalFindings(); len(findings) > 0 {
				t.Errorf("findings %+v", findings)
			}
		})
	}
}

// originalFindings is what Verify finds of originals, also when it looks quickly.
func (m *mailroom) originalFindings() (list []store.Finding) {
	m.t.Helper()
	v, err := m.Verify(m.t.Context(), true)
	m.must(err)
	for _, f := range v.Findings {
		if f.Rule == "every file has its original, unchanged" || f.Rule == "every batch has its envelope" {
			list = append(list, f)
		}
	}
	return list
}

// TestAnswersOutliveTheirEnvelope: those of before lie in an object of their own, and losing
// the envelope does not lose them.
func TestAnswersOutliveTheirEnvelope(t *testing.T) {
	m := newMailroom(t)
	file := m.takeForm("form:1", false)
	m.remove(store.EnvelopeKey("form:1"))
	path, release, err := m.Original(t.Context(), file)
	m.must(err)
	defer release()
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, answered) {
		t.Errorf("read back %q, %v", got, err)
	}
}

// TestAnswersThatChangedAreFound: nothing that is not what was sent is given out for it.
func TestAnswersThatChangedAreFound(t *testing.T) {
	for name, content := range map[string][]byte{"are gone": nil, "changed": bytes.ToUpper(answered), "are cut off": answered[:9]} {
		t.Run(name, func(t *testing.T) {
			m := newMailroom(t)
			file := m.takeForm("form:1", true)
			e := store.Envelope{Files: []store.EnvelopeFile{{SHA256: file.SHA256, Size: file.Size, Kind: postkamer.Answers, Content: content}}, End: true}
			m.must(m.Pool().QueryRow(t.Context(), `SELECT reference FROM batches`).Scan(&e.Reference))
			m.spoil(store.EnvelopeKey("form:1"), must(json.Marshal(e)))
			if findings := m.originalFindings(); len(findings) != 1 || findings[0].Rule != "every file has its original, unchanged" {
				t.Errorf("findings %+v", findings)
			}
			if _, _, err := m.Original(t.Context(), file); !errors.Is(err, postkamer.ErrNotFound) {
				t.Errorf("reading them says %v", err)
			}
		})
	}
}
