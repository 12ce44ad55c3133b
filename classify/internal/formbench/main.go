// Command formbench measures our printed forms from end to end: it prints them, fills
// them in by program in typed letters or in handwriting, spoils the pages as post and
// scanners do, has them read and decided like any piece, and holds every field
// against what was filled in.
//
//	go run ./classify/internal/formbench -documents 60
//
// It prints Markdown; -docs FILE puts it between the markers of that file.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"

	"postkamer/intake"
	"postkamer/ocr"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == ocr.ChildCommand {
		os.Exit(ocr.Child())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "formbench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	documents := flag.Int("documents", 60, "how many of both forms together, every fourth by hand")
	only := flag.String("only", "", "numbers of the documents to make, from 0, as 6,17; empty: all")
	seed := flag.Uint64("seed", 1, "of the people and the damage")
	docs := flag.String("docs", "", "file with the markers to put the result between")
	atOnce := flag.Int("j", 2, "documents at a time")
	limit := flag.Duration("limit", 2*time.Hour, "begin no document after it")
	keep := flag.String("keep", "", "folder to keep the pages in")
	verbose := flag.Bool("v", false, "say of every field that is not right what was read")
	flag.Parse()
	forms, err := intake.LoadForms()
	if err != nil {
		return err
	}
	printed, err := intake.LoadPrinted()
	if err != nil {
		return err
	}
	engine, err := ocr.Start(ctx, ocr.Config{Children: *atOnce, Printed: printed.Layout, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer engine.Close()
	b := &bench{engine: engine, forms: forms, seed: *seed, atOnce: *atOnce, until: time.Now().Add(*limit), keep: *keep, verbose: *verbose}
	if b.only, err = numbers(*only); err != nil {
		return err
	}
	results, err := b.all(ctx, *documents)
	if err != nil {
		return err
	}
	return publish(report(results), *docs)
}

// numbers reads a list of numbers with commas between them; nil when it is empty.
func numbers(list string) (map[int]bool, error) {
	if list == "" {
		return nil, nil
	}
	set := map[int]bool{}
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, fmt.Errorf("numbers of documents: %w", err)
		}
		set[n] = true
	}
	return set, nil
}
