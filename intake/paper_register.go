package intake

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"

	"postkamer"
)

// printedFiles are the layouts of every printed form that ever went out, a file for
// each version. A test keeps them complete: a definition that changes gets a new
// file, and the old one stays, so that an old print is still read.
//
//go:embed printed/*.json
var printedFiles embed.FS

// Printed are the layouts of the printed forms that are known, by the code on their
// pages.
type Printed struct {
	layouts map[postkamer.PaperCode]postkamer.Layout
}

// LoadPrinted reads the layouts in the program.
func LoadPrinted() (*Printed, error) {
	files, err := printedFiles.ReadDir("printed")
	if err != nil {
		return nil, fmt.Errorf("printed forms: %w", err)
	}
	p := &Printed{layouts: map[postkamer.PaperCode]postkamer.Layout{}}
	for _, file := range files {
		data, err := printedFiles.ReadFile(path.Join("printed", file.Name()))
		if err != nil {
			return nil, fmt.Errorf("printed forms: %w", err)
		}
		if err := p.read(data); err != nil {
			return nil, fmt.Errorf("printed form %s: %w", file.Name(), err)
		}
	}
	return p, nil
}

// read adds the layouts of a file.
func (p *Printed) read(data []byte) error {
	var pages []postkamer.Layout
	if err := json.Unmarshal(data, &pages); err != nil {
		return err
	}
	for _, page := range pages {
		p.layouts[page.Code] = page
	}
	return nil
}

// Layout returns the layout of the page that carries these codes. False for a page
// without a code of ours, and for a version that is not known: such a page is read
// like any other letter and never taken for another version.
func (p *Printed) Layout(codes []postkamer.Barcode) (postkamer.Layout, bool) {
	code, ok := postkamer.PaperCodeOf(codes)
	if !ok || p == nil {
		return postkamer.Layout{}, false
	}
	layout, ok := p.layouts[code]
	return layout, ok
}

// Knows tells whether a version of a form can be read back.
func (p *Printed) Knows(form, version string) bool {
	for code := range p.layouts {
		if code.Form == form && code.Version == version {
			return true
		}
	}
	return false
}
