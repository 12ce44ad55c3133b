package intake

import (
	"context"
	"fmt"
	"os"
	"time"

	"postkamer"
)

// scanPatience is how long somebody who sends a file waits for the virus scanner.
const scanPatience = 5 * time.Second

// scanNow asks the virus scanner about a file while somebody waits. A scanner that does
// not answer in time leaves the file waiting: it is asked again.
func (d *Desk) scanNow(ctx context.Context, path string) (postkamer.ScanState, error) {
	if !d.Scanner.Configured() {
		return postkamer.ScanNone, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("scan upload: %w", err)
	}
	defer file.Close()
	ctx, cancel := context.WithTimeout(ctx, scanPatience)
	defer cancel()
	switch found, err := d.Scanner.Scan(ctx, file); {
	case err != nil:
		return postkamer.ScanWaiting, nil
	case found != "":
		return postkamer.ScanInfected, nil
	}
	return postkamer.ScanClean, nil
}
