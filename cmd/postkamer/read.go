package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"

	"golang.org/x/sync/errgroup"

	"postkamer/ocr"
)

// readFiles reads files, without database or storage.
func readFiles(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("read")
	asJSON := fs.Bool("json", false, "")
	copies := fs.String("pdf", "", "")
	files, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%w: name a file to read", errUsage)
	}
	engine, err := startReading(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	failed := false
	for read := range readAhead(ctx, engine, files) {
		if *copies != "" {
			read.err = errors.Join(read.err, writeCopy(*copies, read.text))
		}
		if read.err != nil {
			failed = true
			fmt.Fprintf(os.Stderr, "postkamer read: %s: %s\n", read.text.File, firstText(read.text.Error, read.err.Error()))
		}
		if err := printText(out, read.text, *asJSON); err != nil {
			return err
		}
	}
	if failed {
		return errSaid
	}
	return nil
}

// A fileRead is what came of reading one file.
type fileRead struct {
	text ocr.FileText
	err  error
}

// readAhead reads files, as many at a time as there are processors, and yields
// them in their order. Files of one page keep all of them busy too.
func readAhead(ctx context.Context, engine *ocr.Engine, files []string) iter.Seq[fileRead] {
	return func(yield func(fileRead) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var reading errgroup.Group
		defer func() {
			cancel()
			_ = reading.Wait() // errors are per file
		}()
		turns := make(chan chan fileRead, runtime.NumCPU())
		reading.Go(func() error {
			defer close(turns)
			for _, file := range files {
				done := make(chan fileRead, 1)
				select {
				case turns <- done:
				case <-ctx.Done():
					return nil
				}
				reading.Go(func() error {
					text, err := engine.ReadFile(ctx, file)
					done <- fileRead{text, err}
					return nil
				})
			}
			return nil
		})
		for done := range turns {
			if !yield(<-done) {
				return
			}
		}
	}
}

// startReading starts the reading engine for commands without a store.
func startReading(ctx context.Context) (*ocr.Engine, error) {
	s, err := environment()
	if err != nil {
		return nil, err
	}
	return ocr.Start(ctx, s.reading(quiet()))
}

func printText(out io.Writer, text ocr.FileText, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(text)
	}
	for _, page := range text.Pages {
		state := string(page.Source)
		switch {
		case page.Failed:
			state = "not read"
		case page.Blank:
			state = "blank"
		}
		if _, err := fmt.Fprintf(out, "--- %s, page %d, %s\n%s\n", text.File, page.Number, state, page.Text); err != nil {
			return err
		}
	}
	return nil
}
