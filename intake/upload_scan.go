package intake

import (
	"context"

	"postkamer"
)

// scanNow asks the virus scanner about a file while somebody waits.
func (d *Desk) scanNow(_ context.Context, _ string) (postkamer.ScanState, error) {
	return postkamer.ScanNone, nil
}
