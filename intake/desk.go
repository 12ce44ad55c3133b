package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/sync/errgroup"

	"postkamer"
	"postkamer/intake/clamd"
	"postkamer/store"
)

// An Inspector looks at a file before it is taken in: *ocr.Engine is one. Bad
// input gives a *postkamer.Refusal; any other error is trouble of ours.
type Inspector interface {
	Inspect(ctx context.Context, path, name string) (postkamer.File, error)
}

// A Desk takes in what arrives. It is safe for use by many goroutines.
type Desk struct {
	Store     *store.Store
	Inspector Inspector
	Uploads   Inspector // of what citizens add to a form; nil: Inspector
	Log       *slog.Logger
	Scanner   clamd.Scanner // looks at what citizens send; the zero Scanner is none
}

// A Parcel is what somebody brings in at once.
type Parcel struct {
	// Key makes two tries one batch. Where it names the try only (a form's
	// token), set KeyContent, so that other files under the same key are a
	// batch of their own.
	Key        string
	KeyContent bool
	Source     postkamer.Source
	ReceivedOn time.Time // legal date of receipt; zero is today
	// ReceivedWhy is why that is another day than today: without it such a parcel is not
	// taken in.
	ReceivedWhy string
	By          string // the person or rule that brings it in
	Files       []Incoming
	// Look has a person look before it is released, whatever the profile says.
	Look          bool
	Origin        postkamer.Origin
	Profile       postkamer.ProfileID // 0: the current one of the source
	Device        string
	SheetsCounted int // by hand; 0: not counted
	PiecesCounted int
}

// Incoming is one file on the local disk that is being brought in.
type Incoming struct {
	Path string
	Name string // as the sender calls it
}

// A Receipt says what became of a parcel. Everything in Batch is stored and
// acknowledged; everything in Refused stays with who brought it.
type Receipt struct {
	Batch   postkamer.Batch // ID is 0 when no file was taken in
	Again   bool            // the batch was there already: nothing new was stored
	Refused []*postkamer.Refusal
}

// ErrNothing is returned for a parcel without files.
var ErrNothing = errors.New("no files")

// Receive takes in a parcel. When it returns nil, the files of the receipt's
// batch are durable and their first step is queued. It returns ErrConflict when
// the key was used for other files, and ErrNoReason for another day without a reason.
func (d *Desk) Receive(ctx context.Context, p Parcel) (Receipt, error) {
	if len(p.Files) == 0 {
		return Receipt{}, ErrNothing
	}
	files, refused, err := d.inspect(ctx, p)
	if err != nil {
		return Receipt{}, err
	}
	if err := d.noteRefusals(ctx, p, refused); err != nil {
		return Receipt{}, err
	}
	if len(files) == 0 {
		return Receipt{Refused: refused}, nil
	}
	if p.KeyContent {
		p.Key += ":" + contentKey(files)
	}
	batch, again, err := d.keep(ctx, p, files)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Batch: batch, Again: again, Refused: refused}, nil
}

// inspect looks at every file and stores the bytes of those that are accepted, as many at
// a time as there are processors: each waits for the disk and for a process of its own.
func (d *Desk) inspect(ctx context.Context, p Parcel) (files []postkamer.File, refused []*postkamer.Refusal, err error) {
	found := make([]postkamer.File, len(p.Files))
	refusals := make([]*postkamer.Refusal, len(p.Files))
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(runtime.NumCPU())
	for i, in := range p.Files {
		all.Go(func() (err error) {
			found[i], refusals[i], err = d.inspectOne(ctx, in)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return nil, nil, err
	}
	for i, refusal := range refusals {
		if refusal != nil {
			refused = append(refused, refusal)
			continue
		}
		files = append(files, found[i])
	}
	return files, refused, nil
}

// inspectOne looks at a file and stores its bytes, or says why it is refused.
func (d *Desk) inspectOne(ctx context.Context, in Incoming) (file postkamer.File, refusal *postkamer.Refusal, err error) {
	in.Name = showable(in.Name)
	file, err = d.Inspector.Inspect(ctx, in.Path, in.Name)
	if errors.As(err, &refusal) {
		return file, refusal, nil
	}
	if err != nil {
		return file, nil, fmt.Errorf("inspect file: %w", err)
	}
	if file.SHA256, file.Size, err = d.Store.PutOriginal(ctx, in.Path); err != nil {
		return file, nil, err
	}
	file.Name = in.Name
	return file, nil, nil
}

// noteRefusals keeps a line per refused file for the operator's page.
func (d *Desk) noteRefusals(ctx context.Context, p Parcel, refused []*postkamer.Refusal) error {
	if len(refused) == 0 {
		return nil
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error {
		for _, r := range refused {
			key := fmt.Sprintf("%s|%s|%s", p.Key, r.Code, r.Name)
			if err := tx.AddRefusal(ctx, key, p.Source, p.By, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep writes the envelope and then the rows of a batch whose files are stored.
func (d *Desk) keep(ctx context.Context, p Parcel, files []postkamer.File) (postkamer.Batch, bool, error) {
	if batch, err := d.there(ctx, p.Key, files); !errors.Is(err, postkamer.ErrNotFound) {
		return batch, err == nil, err
	}
	envelope, err := d.describe(ctx, p, files)
	if err != nil {
		return postkamer.Batch{}, false, err
	}
	receivedOn, err := time.Parse(time.DateOnly, envelope.ReceivedOn)
	if err != nil {
		return postkamer.Batch{}, false, fmt.Errorf("envelope: %w", err)
	}
	return d.open(ctx, postkamer.Batch{
		Reference:  envelope.Reference,
		Channel:    postkamer.Scan,
		Key:        p.Key,
		ReceivedOn: receivedOn,
		ReceivedAt: envelope.ReceivedAt,
		Source:     p.Source,
		By:         p.By,
		State:      postkamer.Splitting,
		Files:      files,

		ReceivedWhy:   p.ReceivedWhy,
		Origin:        p.Origin,
		ProfileID:     p.Profile,
		Device:        p.Device,
		Attended:      p.Look,
		SheetsCounted: p.SheetsCounted,
		PiecesCounted: p.PiecesCounted,
	})
}

// there returns the batch that was brought in under a key. When that batch holds
// other files it is ErrConflict: "we have it already" would not be true.
func (d *Desk) there(ctx context.Context, key string, files []postkamer.File) (postkamer.Batch, error) {
	batch, err := d.Store.BatchByKey(ctx, key)
	if err != nil {
		return batch, err
	}
	same := func(a, b postkamer.File) bool { return a.SHA256 == b.SHA256 }
	came := slices.DeleteFunc(slices.Clone(batch.Files), func(f postkamer.File) bool { return f.Part != "" }) // without what was added later
	if !slices.EqualFunc(came, files, same) {
		return postkamer.Batch{}, fmt.Errorf("other files under the key of batch %d: %w", batch.ID, postkamer.ErrConflict)
	}
	return batch, nil
}

// describe writes the envelope of a parcel, or finds the one of an earlier try.
func (d *Desk) describe(ctx context.Context, p Parcel, files []postkamer.File) (store.Envelope, error) {
	now := time.Now()
	if p.ReceivedOn.IsZero() {
		p.ReceivedOn = postkamer.DayOf(now)
	}
	if !p.ReceivedOn.Equal(postkamer.DayOf(now)) && p.ReceivedWhy == "" {
		return store.Envelope{}, ErrNoReason
	}
	reference, err := d.Store.NewReference(ctx, "ST", now)
	if err != nil {
		return store.Envelope{}, err
	}
	envelope, err := d.Store.PutEnvelope(ctx, store.Envelope{
		Reference:  reference,
		Channel:    postkamer.Scan,
		Source:     p.Source,
		Key:        p.Key,
		ReceivedOn: p.ReceivedOn.Format(time.DateOnly),
		ReceivedAt: now,
		By:         p.By,
		Files:      envelopeFiles(files),

		ReceivedWhy: p.ReceivedWhy,
		Origin:      p.Origin,
		Device:      p.Device,
	})
	if err != nil {
		return store.Envelope{}, err
	}
	if !describes(envelope, files...) {
		return store.Envelope{}, fmt.Errorf("other files under the key of an envelope: %w", postkamer.ErrConflict)
	}
	return envelope, nil
}

// open writes the rows of a batch and queues its first step.
func (d *Desk) open(ctx context.Context, b postkamer.Batch) (postkamer.Batch, bool, error) {
	var opened postkamer.Batch
	err := d.Store.InTx(ctx, func(tx *store.Tx) (err error) {
		if opened, err = tx.AddBatch(ctx, b); err != nil {
			return err
		}
		received := postkamer.Event{Kind: postkamer.EventReceived, Actor: b.By, BatchID: opened.ID}
		if err := tx.Event(ctx, received); err != nil {
			return err
		}
		return tx.Next(ctx, postkamer.SplitBatch{BatchID: opened.ID})
	})
	if errors.Is(err, postkamer.ErrConflict) { // somebody brought in the same at the same moment
		there, err := d.there(ctx, b.Key, b.Files)
		return there, err == nil, err
	}
	if err != nil {
		return b, false, fmt.Errorf("open batch: %w", err)
	}
	return opened, false, nil
}

// showable makes a name that can be kept and shown of any file name: scanners and
// old disks make names that are no UTF-8, which PostgreSQL refuses.
func showable(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
}

func envelopeFiles(files []postkamer.File) []store.EnvelopeFile {
	list := make([]store.EnvelopeFile, len(files))
	for i, f := range files {
		list[i] = store.EnvelopeFile{Name: f.Name, SHA256: f.SHA256, Size: f.Size, Kind: f.Kind, Pages: f.Pages, Flags: f.Flags}
	}
	return list
}

// contentKey returns one hash over the names and bytes of files in their order.
func contentKey(files []postkamer.File) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %q\n", f.SHA256, f.Name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// fileKey returns a hash over the bytes of a file on disk.
func fileKey(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
