package intake

import (
	"context"
	"errors"

	"postkamer"
	"postkamer/intake/scanner"
	"postkamer/store"
)

// A ScanDesk is the desk as a scanner's outbox sees it: it is a scanner.Sender.
type ScanDesk struct{ *Desk }

// noReasonWords is the reason of another date of receipt when a stack that was
// scanned without the service gives none: it must not wait for one.
const noReasonWords = "geen reden opgegeven bij het scannen"

// Open opens a stack that was begun beside the scanner, on the day of its scanning.
func (d ScanDesk) Open(ctx context.Context, st scanner.Stack) error {
	s := Stack{
		Key: st.Key, Origin: st.Origin, ReceivedOn: st.Received(), ReceivedWhy: brief(st.ReceivedWhy),
		By: brief(st.By), Device: brief(st.Device), Profile: st.Profile, ScannedAt: st.Begun,
	}
	if s.ReceivedWhy == "" {
		s.ReceivedWhy = noReasonWords
	}
	if st.ReceivedOn == "" { // the day of scanning needs none
		s.ReceivedWhy = ""
	}
	_, err := d.Store.Profile(ctx, s.Profile)
	if errors.Is(err, postkamer.ErrNotFound) { // the usual one; as after an older database was put back
		s.Profile, err = 0, nil
	}
	if err == nil {
		_, _, err = d.OpenStack(ctx, s)
	}
	return err
}

// maxStationText bounds a text of a station, in characters.
const maxStationText = 200

// brief makes a text of a station fit to keep and show.
func brief(s string) string {
	runes := []rune(showable(s))
	return string(runes[:min(len(runes), maxStationText)])
}

// Page takes in one page. It returns nil once the page is durable. Of a page that will
// never come in the stack knows: it waits until a person said what became of the paper.
func (d ScanDesk) Page(ctx context.Context, p scanner.Part, path string) error {
	_, err := d.AddScan(ctx, Scan{
		Stack: p.Stack, Part: p.Name, Path: path, Name: p.Name + ".tif", SHA256: p.SHA256, By: p.By, Profile: p.Profile,
		Replaces: p.Replaces, After: p.After, Side: p.Side, Sides: p.Sides,
	})
	m, never := mishapOf(err)
	if !never {
		return err
	}
	if err := d.noteMishap(ctx, p, m); err != nil {
		return err // it is offered again
	}
	return err
}

// mishapOf tells what is wrong with a page that will never come in.
func mishapOf(err error) (postkamer.Mishap, bool) {
	var refusal *postkamer.Refusal
	switch {
	case errors.As(err, &refusal):
		return postkamer.Mishap{Kind: postkamer.MishapRefused, Why: postkamer.MishapRefused.Words()}, true
	case errors.Is(err, postkamer.ErrConflict), errors.Is(err, postkamer.ErrNotFound):
		return postkamer.Mishap{Kind: postkamer.MishapLate, Why: postkamer.MishapLate.Words()}, true
	}
	return postkamer.Mishap{}, false
}

// noteMishap lets the stack of a page know what is wrong with it. A stack that is not
// there is made first, and the page is offered again.
func (d ScanDesk) noteMishap(ctx context.Context, p scanner.Part, m postkamer.Mishap) error {
	batch, err := d.Store.BatchByKey(ctx, p.Stack)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m.BatchID, m.Part = batch.ID, p.Name
	return d.Store.InTx(ctx, func(tx *store.Tx) error { return tx.AddMishap(ctx, m, p.Replaces, p.By) })
}

// End says that all pages of a stack are in.
func (d ScanDesk) End(ctx context.Context, stack string, parts []string) error {
	return d.EndStack(ctx, stack, parts)
}
