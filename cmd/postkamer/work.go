package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"postkamer/classify"
	"postkamer/intake/clamd"
	"postkamer/ocr"
	"postkamer/town"
	"postkamer/workers"
)

// startWorkers starts the background steps in this process.
func startWorkers(ctx context.Context, o *opened, keeper *town.Keeper, engine *ocr.Engine, crowded func() bool, log *slog.Logger) (*workers.Workers, error) {
	model, err := loadModel(o.settings.Model)
	if err != nil {
		return nil, err
	}
	scanner, err := clamd.New(o.settings.Clamd)
	if err != nil {
		return nil, err
	}
	steps, err := workers.New(workers.Config{
		Store:   o.Store,
		Scanner: scanner,
		Reader:  engine,
		Model:   model,
		Pinned:  o.settings.Model != "",
		Town:    keeper,
		Log:     log,
		Mail:    o.settings.mailServer(),

		BaseURL: o.settings.BaseURL,
		Crowded: crowded,
	})
	if err != nil {
		return nil, err
	}
	return steps, steps.Start(ctx)
}

// stopTimeout bounds how long stopping may take before jobs are left to the
// next start, which puts them back.
const stopTimeout = 20 * time.Second

// stopWorkers finishes or hands back the steps under way, also when ctx is over.
func stopWorkers(ctx context.Context, steps *workers.Workers) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	return steps.Stop(ctx)
}

// loadModel reads a model file, or the shipped model without one.
func loadModel(path string) (*classify.Model, error) {
	if path == "" {
		return classify.Default()
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read model: %w", err)
	}
	model, err := classify.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w; train it again or leave --model out", path, err)
	}
	return model, nil
}
