package main

import (
	"fmt"
	"iter"
	"os"
	"time"

	"postkamer"
	"postkamer/ocr/pdfa"
)

// writePDF writes the searchable PDF/A of a page, and waits until the disk has
// it.
func writePDF(path string, p postkamer.Prepared, r postkamer.Reading) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write PDF/A: %w", err)
	}
	defer f.Close()
	d := pdfa.Document{Reference: "bench", Title: "bench", Created: time.Now(), Language: r.Text.Language}
	if err := pdfa.Write(f, d, onePage(p, r)); err != nil {
		return fmt.Errorf("write PDF/A: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("write PDF/A: %w", err)
	}
	return f.Close()
}

func onePage(p postkamer.Prepared, r postkamer.Reading) iter.Seq2[pdfa.Page, error] {
	return func(yield func(pdfa.Page, error) bool) {
		yield(pdfa.Page{
			JPEG: p.Image, Bitonal: r.Bitonal, Words: r.Text.Words,
			Width: p.View.Width, Height: p.View.Height, DPI: p.View.DPI,
		}, nil)
	}
}
