package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

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
