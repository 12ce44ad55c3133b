package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"postkamer/classify"
	"postkamer/ocr"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == ocr.ChildCommand {
		os.Exit(ocr.Child())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "fieldbench:", err)
		os.Exit(1)
	}
}

// published are the sets whose table is written, each between marks of its own:
// sheets that nobody looked at while the rules were made.
var published = map[string]string{"heldout": "fields", "strangers": "fields of strangers"}

// A Result is what one run measured.
type Result struct {
	Set       string  `json:"set"`
	Sheets    int     `json:"sheets"`
	Templates int     `json:"templates"`
	Day       string  `json:"day"`
	Seconds   float64 `json:"seconds"` // of finding the fields, all sheets together
	Ours      Tally   `json:"ours"`
	Baseline  Tally   `json:"baseline"`
}

// run measures one set.
func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("fieldbench", flag.ContinueOnError)
	set := flags.String("set", "tuning", "which sheets: tuning, heldout or strangers")
	copies := flags.Int("copies", 5, "sheets of every template")
	dir := flags.String("dir", filepath.Join(os.TempDir(), "postkamer-fieldbench"), "folder for what was read; a second run in it reads nothing again")
	docs := flags.String("docs", "", "folder whose understanding.md gets the table; empty: print it")
	atATime := flags.Int("j", 2, "pages that are read at a time")
	verbose := flags.Bool("v", false, "list what was missed too")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp
	}
	sheets, err := Sheets(*set, *copies)
	if err != nil {
		return err
	}
	pages, err := readSheets(ctx, sheets, filepath.Join(*dir, *set), *atATime)
	if err != nil {
		return err
	}
	m, err := classify.Default()
	if err != nil {
		return err
	}
	start := time.Now()
	r := Result{Set: *set, Sheets: len(sheets), Templates: len(sheets) / max(1, *copies), Day: start.Format(time.DateOnly)}
	r.Ours = tally(pages, ours(m))
	r.Seconds = time.Since(start).Seconds()
	r.Baseline = tally(pages, baseline)
	if *docs != "" {
		return r.write(*docs)
	}
	return r.print(os.Stdout, *verbose)
}

// write puts the table into understanding.md and the figures beside it.
func (r Result) write(docs string) error {
	body, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	folder := filepath.Join(docs, "understanding")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "fields-"+r.Set+".json"), append(body, '\n'), 0o600); err != nil {
		return fmt.Errorf("write figures: %w", err)
	}
	if published[r.Set] == "" {
		return nil // only the figures: the table is of sheets that nobody looked at
	}
	return r.intoDocs(filepath.Join(docs, "understanding.md"))
}
