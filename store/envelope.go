package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

const (
	envelopeType = "application/json"
	maxEnvelope  = 16 << 20
)

// An Envelope describes a batch in the bucket itself, so that the database can
// be made again from it. It is written after all originals and before the rows.
// Its key follows from the idempotency key: a second try finds the first one's
// envelope and takes over its reference and time of receipt.
type Envelope struct {
	Reference  string            `json:"reference"`
	Channel    postkamer.Channel `json:"channel"`
	Source     postkamer.Source  `json:"source"`
	Key        string            `json:"key"`
	ReceivedOn string            `json:"received_on"` // 2006-01-02
	ReceivedAt time.Time         `json:"received_at"`
	By         string            `json:"by"`
	Form       string            `json:"form,omitempty"`

	ReceivedWhy string           `json:"received_why,omitempty"`
	Origin      postkamer.Origin `json:"origin,omitempty"`
	Device      string           `json:"device,omitempty"`
	Open        bool             `json:"open,omitempty"` // a stack: its files come with envelopes of their own

	// Of a file that was added to a stack: the key of that stack, its own key there, and
	// the page that it took the place of or was put in behind.
	Stack    string        `json:"stack,omitempty"`
	Part     string        `json:"part,omitempty"`
	Replaces *EnvelopePage `json:"replaces,omitempty"`
	After    *EnvelopePage `json:"after,omitempty"`

	Files []EnvelopeFile `json:"files"`
	End   bool           `json:"end"` // always true and last: a whole envelope
}

// An EnvelopeFile describes one original of an envelope.
type EnvelopeFile struct {
	Name   string             `json:"name"`
	SHA256 string             `json:"sha256"`
	Size   int64              `json:"size"`
	Kind   postkamer.FileKind `json:"kind"`
	Pages  int                `json:"pages"`
	Flags  []string           `json:"flags,omitempty"`

	// The bytes themselves, of the answers of a form: they are few, and lie here instead
	// of in an object of their own. Until the 23rd of November 2026 they had one.
	Content []byte `json:"content,omitempty"`
}

// Holds tells whether the bytes of the file are here, unchanged.
func (f EnvelopeFile) Holds() bool {
	sum := sha256.Sum256(f.Content)
	return len(f.Content) > 0 && int64(len(f.Content)) == f.Size && hex.EncodeToString(sum[:]) == f.SHA256
}

// An EnvelopePage names a page of a stack.
type EnvelopePage struct {
	Part   string `json:"part,omitempty"` // of its file
	File   int    `json:"file"`           // order of its file, from 0
	Number int    `json:"number"`         // in its file, from 1
}

// PartKey returns the idempotency key of a file that is added to a stack.
func PartKey(stack, part string) string { return "part|" + stack + "|" + part }

// originals returns the hashes of the files, in their order.
func (e Envelope) originals() []string {
	list := make([]string, len(e.Files))
	for i, f := range e.Files {
		list[i] = f.SHA256
	}
	return list
}

// EnvelopeKey returns the object key of the envelope with an idempotency key.
func EnvelopeKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return envelopesPrefix + hex.EncodeToString(sum[:]) + ".json"
}

// PutEnvelope writes the envelope of b, or returns the one that is already there
// for the same key. Reference and time of receipt of what it returns count.
func (s *Store) PutEnvelope(ctx context.Context, e Envelope) (Envelope, error) {
	e.End = true
	data, err := json.Marshal(e)
	if err != nil {
		return Envelope{}, fmt.Errorf("write envelope: %w", err)
	}
	key := EnvelopeKey(e.Key)
	created, err := s.objects.put(ctx, key, bytes.NewReader(data), int64(len(data)), sha256.Sum256(data), envelopeType)
	if err != nil {
		return Envelope{}, fmt.Errorf("write envelope: %w", err)
	}
	if created {
		return e, nil
	}
	return s.objects.envelope(ctx, key)
}

// answers returns the bytes of the answers with this hash, out of the envelope of a batch
// that has them; nil when they have an object of their own, or had.
func (s *Store) answers(ctx context.Context, sha string) ([]byte, error) {
	var key string
	err := s.pool.QueryRow(ctx, `
		SELECT b.key
		FROM files f JOIN batches b ON b.id = f.batch_id
		WHERE f.sha256 = $1 AND f.kind = $2
		ORDER BY b.id
		LIMIT 1`, sha, postkamer.Answers).Scan(&key)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("batch of answers: %w", err)
	}
	e, err := s.objects.envelope(ctx, EnvelopeKey(key))
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, f := range e.Files {
		if f.SHA256 == sha && f.Holds() {
			return f.Content, nil
		}
	}
	return nil, nil
}

// envelope returns a whole envelope.
func (o *objects) envelope(ctx context.Context, key string) (Envelope, error) {
	data, err := o.get(ctx, key, maxEnvelope)
	if err != nil {
		return Envelope{}, fmt.Errorf("read envelope: %w", err)
	}
	var e Envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return Envelope{}, fmt.Errorf("read envelope: %w", err)
	}
	if !e.End {
		return Envelope{}, fmt.Errorf("read envelope: it has no end")
	}
	return e, nil
}
