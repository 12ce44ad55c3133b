package workers

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/intake/clamd"
	"postkamer/store"
)

// scanPause is how long a file waits when the scanner does not answer. It waits as long
// as that lasts: nobody may take it for clean, and its case does not wait for it.
const scanPause = 30 * time.Second

// scanUpload has the virus scanner look at a file that a citizen sent.
type scanUpload struct {
	river.WorkerDefaults[postkamer.ScanUpload]
	steps
	scanner clamd.Scanner
}

// Work does the step.
func (w *scanUpload) Work(ctx context.Context, job *river.Job[postkamer.ScanUpload]) error {
	id := job.Args.ScanID
	if !w.scanner.Configured() {
		return river.JobSnooze(scanPause) // the setting was taken away: visibly waiting
	}
	file, err := w.store.OpenScan(ctx, id)
	if errors.Is(err, postkamer.ErrNotFound) {
		return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.DropScan(ctx, id) })
	}
	if err != nil {
		return err
	}
	defer file.Close()
	found, err := w.scanner.Scan(ctx, file)
	if err != nil {
		w.log.Warn("the virus scanner does not answer; files wait", "scan", int64(id), "error", err)
		return river.JobSnooze(scanPause)
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.Scanned(ctx, id, found) })
}
