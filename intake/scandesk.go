package intake

import (
	"context"

	"postkamer/intake/scanner"
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
	_, _, err := d.OpenStack(ctx, s)
	return err
}

// maxStationText bounds a text of a station, in characters.
const maxStationText = 200

// brief makes a text of a station fit to keep and show.
func brief(s string) string {
	runes := []rune(showable(s))
	return string(runes[:min(len(runes), maxStationText)])
}

// Page takes in one page. It returns nil once the page is durable.
func (d ScanDesk) Page(ctx context.Context, p scanner.Part, path string) error {
	_, err := d.AddScan(ctx, Scan{
		Stack: p.Stack, Part: p.Name, Path: path, Name: p.Name + ".tif", SHA256: p.SHA256, By: p.By, Profile: p.Profile,
		Replaces: p.Replaces, After: p.After, Side: p.Side, Sides: p.Sides,
	})
	return err
}

// End says that all pages of a stack are in.
func (d ScanDesk) End(ctx context.Context, stack string, parts []string) error {
	return d.EndStack(ctx, stack, parts)
}
