package main

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"postkamer/ocr"
	"postkamer/ocr/pdfa"
)

// writeCopy writes the searchable PDF/A of a file that was read to a folder, under
// the file's name. A file with a page that has no image gets none: a copy must not
// be short of a page.
func writeCopy(folder string, text ocr.FileText) (err error) {
	if len(text.Pages) == 0 {
		return nil // nothing came of the file, which has been said
	}
	info, err := os.Stat(text.File)
	if err != nil {
		return fmt.Errorf("write searchable copy: %w", err)
	}
	name := filepath.Base(text.File)
	path := filepath.Join(folder, strings.TrimSuffix(name, filepath.Ext(name))+".pdf")
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write searchable copy: %w", err)
	}
	defer func() {
		if closeErr := out.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			_ = os.Remove(path) // half a copy is none
			err = fmt.Errorf("write searchable copy: %w", err)
		}
	}()
	about := pdfa.Document{Title: name, Created: info.ModTime()}
	if err := pdfa.Write(out, about, copyPages(text.Pages)); err != nil {
		return err
	}
	return out.Sync()
}

// copyPages are the pages of a file for its copy, blank ones too.
func copyPages(pages []ocr.ReadablePage) iter.Seq2[pdfa.Page, error] {
	return func(yield func(pdfa.Page, error) bool) {
		for _, p := range pages {
			view := p.OnView
			page := pdfa.Page{JPEG: p.Image, Bitonal: p.Bitonal, Width: view.Width, Height: view.Height, DPI: p.DPI, Words: view.Words}
			if !yield(page, nil) {
				return
			}
		}
	}
}
