package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Kinds of pages.
const (
	kindLetter    = "letter"
	kindBlank     = "blank"
	kindSeparator = "separator"
	kindPatch     = "patch"
)

// truthFile is where a set of pages keeps what stands on them.
const truthFile = "truth.json"

// A Line is one line as a reader sees it. The label and the value of a row of a
// form, or the cells of a row of a table, are one line.
type Line struct {
	Text string `json:"text"`
	Hand bool   `json:"hand,omitempty"` // written by hand
}

// A Key is a value that a caseworker needs: it must be read without one mistake.
type Key struct {
	Kind  string `json:"kind"` // bsn, iban, date, reference, postcode, phone, amount
	Text  string `json:"text"`
	Hand  bool   `json:"hand,omitempty"`
	Boxed bool   `json:"boxed,omitempty"` // each character in a box of its own
}

// A Code is a barcode that stands on a page.
type Code struct {
	Kind  string `json:"kind"` // qr, code128, patch
	Value string `json:"value"`
}

// A Content is what stands on a sheet of paper, whatever happened to the sheet.
type Content struct {
	Lines []Line `json:"lines,omitempty"` // in the order in which a person reads them
	Keys  []Key  `json:"keys,omitempty"`
	Codes []Code `json:"codes,omitempty"`
}

// A Page is one image file and the truth about it.
type Page struct {
	File    string `json:"file"` // within the folder of the set
	Kind    string `json:"kind"`
	Letter  string `json:"letter"`
	Variant string `json:"variant"`
	Hand    bool   `json:"hand,omitempty"` // a letter written by hand
	// Rotation and Skew are the degrees clockwise that make the page upright and
	// then straight.
	Rotation int     `json:"rotation"`
	Skew     float64 `json:"skew"`
	DPI      int     `json:"dpi"`   // pixels to the inch from left to right
	DPIY     int     `json:"dpi_y"` // from top to bottom; differs on a coarse fax
	Content
}

// handwritten tells whether anything on the page is written by hand.
func (p Page) handwritten() bool {
	return p.Hand || slices.ContainsFunc(p.Lines, func(l Line) bool { return l.Hand })
}

// Text returns the lines of the page.
func (p Page) Text() string {
	var b []byte
	for _, line := range p.Lines {
		b = append(append(b, line.Text...), '\n')
	}
	return string(b)
}

// A Set is a folder of pages.
type Set struct {
	Name  string `json:"set"`
	Seed  uint64 `json:"seed"`
	Pages []Page `json:"pages"`
	dir   string
}

// path returns where a page of the set lies.
func (s Set) path(p Page) string { return filepath.Join(s.dir, p.File) }

// save writes the truth beside the pages.
func (s Set) save() error {
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return fmt.Errorf("write truth: %w", err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, truthFile), b, 0o644); err != nil {
		return fmt.Errorf("write truth: %w", err)
	}
	return nil
}

// loadSet reads the truth about the pages in dir.
func loadSet(dir string) (Set, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Set{}, fmt.Errorf("load set of pages: %w", err)
	}
	b, err := os.ReadFile(filepath.Join(dir, truthFile))
	if err != nil {
		return Set{}, fmt.Errorf("load set of pages: %w", err)
	}
	s := Set{dir: dir}
	if err := json.Unmarshal(b, &s); err != nil {
		return Set{}, fmt.Errorf("load set of pages in %s: %w", dir, err)
	}
	return s, nil
}
