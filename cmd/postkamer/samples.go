package main

import (
	"context"
	"fmt"
	"time"

	"postkamer"
	"postkamer/store"
)

// bringSamples brings in the sample post when nothing was ever taken in, and
// shows how far it is. The key is that of "postkamer import" with the same
// folder: whoever imports it as well gets the same batch.
func (r *room) bringSamples(ctx context.Context) error {
	if r.opts.samples == "" {
		return nil
	}
	if err := r.bringAddresses(ctx); err != nil {
		return err
	}
	empty, err := r.store.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	fmt.Fprintf(r.out, "bringing in the sample post of %s\n", r.opts.samples)
	receipt, err := bringIn(ctx, r.store.Store, r.engine, importOptions{paths: []string{r.opts.samples}})
	if err != nil {
		r.log.Error("the sample post was not taken in", "error", err)
		return nil // the mail-room works without it
	}
	fmt.Fprintf(r.out, "sample post: %d files taken in, %d refused\n", len(receipt.Batch.Files), len(receipt.Refused))
	if receipt.Batch.ID != 0 && !r.opts.noWorkers {
		r.showProgress(ctx, receipt.Batch.ID)
	}
	return nil
}

// showEvery is how often progress is printed.
const showEvery = 2 * time.Second

func (r *room) showProgress(ctx context.Context, id postkamer.BatchID) {
	var last store.Progress
	for ctx.Err() == nil {
		p, err := r.store.Progress(ctx, id)
		if err == nil && p != last {
			fmt.Fprintf(r.out, "sample post: %d of %d pages ready, %d to read, %d of %d pieces with a person\n",
				p.Ready, p.Pages, p.Unread, p.Routed, p.Pieces)
			last = p
		}
		if err == nil && p.Done() {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(showEvery):
		}
	}
}
