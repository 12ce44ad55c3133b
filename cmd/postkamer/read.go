package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"postkamer/ocr"
)

// readFiles reads files, without database or storage.
func readFiles(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("read")
	asJSON := fs.Bool("json", false, "")
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
	for _, file := range files {
		text, err := engine.ReadFile(ctx, file)
		if err != nil {
			failed = true
			fmt.Fprintf(os.Stderr, "postkamer read: %s: %s\n", file, text.Error)
		}
		if err := printText(out, text, *asJSON); err != nil {
			return err
		}
	}
	if failed {
		return errSaid
	}
	return nil
}

// startReading starts the reading engine for commands without a store.
func startReading(ctx context.Context) (*ocr.Engine, error) {
	s, err := environment()
	if err != nil {
		return nil, err
	}
	return ocr.Start(ctx, ocr.Config{TessData: s.TessData, Log: quiet()})
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
