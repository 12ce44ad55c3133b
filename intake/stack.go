package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"postkamer"
	"postkamer/store"
)

// A Stack is a batch that stays open: its pages come in one by one.
type Stack struct {
	Key           string           // makes two tries one stack
	Source        postkamer.Source // empty: the scanner
	Origin        postkamer.Origin
	ReceivedOn    time.Time // legal date of receipt; zero is the day of ScannedAt
	ReceivedWhy   string    // needed when that is another day
	By            string    // the operator
	Device        string
	Profile       postkamer.ProfileID // 0: the current one of the source
	SheetsCounted int                 // by hand; 0: not counted
	PiecesCounted int
	ScannedAt     time.Time // when its first page was scanned; zero is now
}

// ErrNoReason is returned for a stack that came in on another day than it says,
// without a word why: terms depend on that date.
var ErrNoReason = errors.New("another date of receipt without a reason")

// OpenStack opens a stack. When it returns nil, the stack is durable and has its
// number. The same key again is the same stack.
func (d *Desk) OpenStack(ctx context.Context, s Stack) (b postkamer.Batch, again bool, err error) {
	if b, err = d.Store.BatchByKey(ctx, s.Key); !errors.Is(err, postkamer.ErrNotFound) {
		return b, err == nil, err
	}
	if s, err = s.dated(time.Now()); err != nil {
		return b, false, err
	}
	reference, err := d.Store.NewReference(ctx, "ST", s.ScannedAt)
	if err != nil {
		return b, false, err
	}
	envelope, err := d.Store.PutEnvelope(ctx, store.Envelope{
		Reference: reference, Channel: postkamer.Scan, Source: s.Source, Key: s.Key,
		ReceivedOn: s.ReceivedOn.Format(time.DateOnly), ReceivedAt: s.ScannedAt, ReceivedWhy: s.ReceivedWhy, By: s.By,
		Origin: s.Origin, Device: s.Device, Open: true, Files: []store.EnvelopeFile{},
	})
	if err != nil {
		return b, false, err
	}
	if !envelope.Open {
		return b, false, fmt.Errorf("open stack: files came in under its key: %w", postkamer.ErrConflict)
	}
	receivedOn, err := time.Parse(time.DateOnly, envelope.ReceivedOn)
	if err != nil {
		return b, false, fmt.Errorf("envelope: %w", err)
	}
	return d.openStack(ctx, postkamer.Batch{
		Reference: envelope.Reference, Channel: postkamer.Scan, Key: s.Key, ReceivedOn: receivedOn, ReceivedAt: envelope.ReceivedAt,
		ReceivedWhy: envelope.ReceivedWhy, Source: s.Source, By: envelope.By, State: postkamer.Scanning, Origin: s.Origin,
		ProfileID: s.Profile, Device: s.Device, SheetsCounted: s.SheetsCounted, PiecesCounted: s.PiecesCounted,
	})
}

// believedAge is how long ago a station may say that it scanned. A longer wait is a
// clock that stands still more often than a line that was down, and terms begin on
// that day.
const believedAge = 14 * 24 * time.Hour

// dated fills in what is not said, and wants a reason for another date of receipt.
// What a station sends later than it was scanned came in when it was scanned.
func (s Stack) dated(now time.Time) (Stack, error) {
	if s.Source == "" {
		s.Source = postkamer.SourceScanner
	}
	if s.Origin == "" {
		s.Origin = postkamer.FromPost
	}
	if s.ScannedAt.After(now) || now.Sub(s.ScannedAt) > believedAge {
		s.ScannedAt = now
	}
	s.ScannedAt = s.ScannedAt.UTC().Truncate(time.Microsecond) // as the database keeps it
	if s.ReceivedOn.IsZero() {
		s.ReceivedOn = postkamer.DayOf(s.ScannedAt)
	}
	if !s.ReceivedOn.Equal(postkamer.DayOf(s.ScannedAt)) && s.ReceivedWhy == "" {
		return s, ErrNoReason
	}
	return s, nil
}

// openStack writes the row of an open stack.
func (d *Desk) openStack(ctx context.Context, b postkamer.Batch) (opened postkamer.Batch, again bool, err error) {
	err = d.Store.InTx(ctx, func(tx *store.Tx) (err error) {
		if opened, err = tx.AddBatch(ctx, b); err != nil {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventReceived, Actor: b.By, BatchID: opened.ID})
	})
	if errors.Is(err, postkamer.ErrConflict) { // opened twice at the same moment
		opened, err = d.Store.BatchByKey(ctx, b.Key)
		return opened, err == nil, err
	}
	if err != nil {
		return b, false, fmt.Errorf("open stack: %w", err)
	}
	return opened, false, nil
}

// A Scan is one file for a stack that is there: mostly one page.
type Scan struct {
	Stack    string              // key of the stack
	Part     string              // makes two tries one file; unique in the stack
	Path     string              // on the local disk
	Name     string              // as the sender calls it
	SHA256   string              // of the bytes, in hex; empty: not known
	By       string              // who asked for it; empty: who opened the stack
	Profile  postkamer.ProfileID // 0: that of the stack
	Replaces postkamer.PageID    // takes the place of this page; 0: none
	After    postkamer.PageID    // is put in behind this page; 0: at the end
	// When the scanner takes both sides of a sheet, Sides is 2, and Side is 1 for the
	// front and 2 for the back. Else both are 0. Scanned again, both have the same Replaces.
	Side, Sides int
}

// AddScan adds a file to a stack. When it returns nil its bytes are durable and its
// pages are being prepared. The same part again, also after the end of the stack, is
// there already: again. It returns a *postkamer.Refusal for a file that cannot be taken
// in, ErrNotFound when there is no such stack or page, and ErrConflict for other bytes
// under the same part, or a stack that takes no such page any more: one that was ended
// takes pages at a place until it is released, and then only those that somebody asked
// for.
func (d *Desk) AddScan(ctx context.Context, s Scan) (again bool, err error) {
	batch, err := d.Store.BatchByKey(ctx, s.Stack)
	if err != nil {
		return false, fmt.Errorf("add scan: %w", err)
	}
	if s.By == "" {
		s.By = batch.By
	}
	if again, err = d.isThere(batch, s); again || err != nil {
		return again, err
	}
	file, err := d.keepScan(ctx, batch, s)
	if err != nil {
		return false, err
	}
	if err := d.describeScan(ctx, batch, s, file); err != nil {
		return false, err
	}
	err = d.Store.InTx(ctx, func(tx *store.Tx) error {
		again, err = tx.AddPart(ctx, store.Part{Batch: batch.ID, File: file, Profile: s.Profile, Replaces: s.Replaces, After: s.After,
			Side: s.Side, Sides: s.Sides, By: s.By})
		return err
	})
	return again, err
}

// isThere tells, without looking at the bytes, whether a part was added before.
func (d *Desk) isThere(batch postkamer.Batch, s Scan) (bool, error) {
	for _, f := range batch.Files {
		if f.Part != s.Part || s.SHA256 == "" {
			continue
		}
		if f.SHA256 != s.SHA256 {
			return false, fmt.Errorf("other bytes under a part of batch %d: %w", batch.ID, postkamer.ErrConflict)
		}
		return true, nil
	}
	return false, nil
}

// errCorrupt says that a file is not what its sender hashed: it is sent again.
var errCorrupt = errors.New("the bytes of a scan are not those that were sent")

// keepScan looks at a file and stores its bytes.
func (d *Desk) keepScan(ctx context.Context, batch postkamer.Batch, s Scan) (postkamer.File, error) {
	p := Parcel{Key: s.Stack + "|" + s.Part, Source: batch.Source, By: s.By, Files: []Incoming{{Path: s.Path, Name: s.Name}}}
	files, refused, err := d.inspect(ctx, p)
	if err != nil {
		return postkamer.File{}, fmt.Errorf("add scan: %w", err)
	}
	if len(refused) > 0 {
		if err := d.noteRefusals(ctx, p, refused); err != nil {
			return postkamer.File{}, err
		}
		return postkamer.File{}, refused[0]
	}
	if s.SHA256 != "" && files[0].SHA256 != s.SHA256 {
		return postkamer.File{}, errCorrupt
	}
	files[0].Part = s.Part
	return files[0], nil
}

// describeScan writes the envelope of a file of a stack.
func (d *Desk) describeScan(ctx context.Context, batch postkamer.Batch, s Scan, file postkamer.File) error {
	envelope := store.Envelope{
		Reference: batch.Reference, Channel: batch.Channel, Source: batch.Source, Key: store.PartKey(batch.Key, s.Part),
		ReceivedOn: batch.ReceivedOn.Format(time.DateOnly), ReceivedAt: time.Now(), By: s.By,
		Stack: batch.Key, Part: s.Part, Files: envelopeFiles([]postkamer.File{file}),
	}
	var err error
	if envelope.Replaces, err = d.placeOf(ctx, s.Replaces); err != nil {
		return err
	}
	if envelope.After, err = d.placeOf(ctx, s.After); err != nil {
		return err
	}
	found, err := d.Store.PutEnvelope(ctx, envelope)
	if err != nil {
		return err
	}
	if !describes(found, file) {
		return fmt.Errorf("other bytes under a part of batch %d: %w", batch.ID, postkamer.ErrConflict)
	}
	return nil
}

// placeOf names a page in words that need no database.
func (d *Desk) placeOf(ctx context.Context, id postkamer.PageID) (*store.EnvelopePage, error) {
	if id == 0 {
		return nil, nil
	}
	page, err := d.Store.Page(ctx, id)
	if err != nil {
		return nil, err
	}
	file, err := d.Store.File(ctx, page.FileID)
	if err != nil {
		return nil, err
	}
	return &store.EnvelopePage{Part: file.Part, File: file.Position, Number: page.Number}, nil
}

// EndStack says that all pages of a stack are in; parts are the keys of those that were
// handed in without a place. It returns ErrConflict, and changes nothing, when the
// stack does not hold exactly these. Doing it again is no error.
func (d *Desk) EndStack(ctx context.Context, key string, parts []string) error {
	batch, err := d.Store.BatchByKey(ctx, key)
	if err != nil {
		return fmt.Errorf("end stack: %w", err)
	}
	return d.Store.InTx(ctx, func(tx *store.Tx) error { return tx.EndScan(ctx, batch.ID, parts, batch.By) })
}
