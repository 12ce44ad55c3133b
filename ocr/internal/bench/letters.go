package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

// letterFiles are the letters and forms: templates of HTML, one sheet
// each. The folders tuning and kinds are for whoever makes reading better: letters and
// forms, and other kinds of post such as receipts, cards and newsletters, of any size.
// Nobody may look at the folder heldout to do so.
//
//go:embed letters
var letterFiles embed.FS

// A letter is one sheet as HTML, ready for the browser.
type letter struct {
	name string // of its file: t01-bezwaar
	html string
}

// letters returns the letters of a set, in the order of their names.
func letters(set string) ([]letter, error) {
	paths, err := fs.Glob(letterFiles, path.Join("letters", set, "*.html"))
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no letters in set %q; there are tuning, kinds and heldout", set)
	}
	var all []letter
	for _, p := range paths {
		html, err := compose(p)
		if err != nil {
			return nil, fmt.Errorf("compose letter %s: %w", p, err)
		}
		all = append(all, letter{name: strings.TrimSuffix(path.Base(p), ".html"), html: html})
	}
	return all, nil
}

// compose fills a template in and puts the style of all letters before it.
func compose(p string) (string, error) {
	style, err := letterFiles.ReadFile("letters/base.css")
	if err != nil {
		return "", err
	}
	t, err := template.New(path.Base(p)).Funcs(letterFuncs).ParseFS(letterFiles, p)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"nl\"><meta charset=\"utf-8\"><style>%s</style>\n", style)
	if err := t.Execute(&b, nil); err != nil {
		return "", err
	}
	return b.String(), nil
}

// letterFuncs are what a template may call. A mark k tells the browser's script
// that a value is one of the page's key values, and of which kind.
var letterFuncs = template.FuncMap{
	"v":       value,
	"bsn":     func(n int) template.HTML { return value("bsn", testBSN(n)) },
	"iban":    func(n int) template.HTML { return value("iban", grouped(testIBAN(n))) },
	"comb":    comb,
	"bsnComb": func(n int) template.HTML { return comb("bsn", testBSN(n)) },
	"box":     checkBox,
	"logo":    logo,
}

func value(kind, text string) template.HTML {
	return template.HTML(fmt.Sprintf(`<span k="%s">%s</span>`, kind, template.HTMLEscapeString(text)))
}

// comb returns a value with a little box around each character.
func comb(kind, text string) template.HTML {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, "<i>%s</i>", template.HTMLEscapeString(string(r)))
	}
	return template.HTML(fmt.Sprintf(`<span class="comb" k="%s">%s</span>`, kind, b.String()))
}

// checkBox returns a square to tick.
func checkBox(ticked bool) template.HTML {
	if !ticked {
		return `<span class="box"></span>`
	}
	return `<span class="box"><svg viewBox="0 0 10 10"><path d="M1 1L9 9M9 1L1 9"/></svg></span>`
}

// logo returns one of the drawings that stand in letterheads.
func logo(n int) template.HTML {
	shapes := []string{
		`<path d="M10 5h80v55q0 30-40 40q-40-10-40-40z" fill="#1c4f9c"/><path d="M10 40h80v14h-80z" fill="#e9c23a"/><circle cx="50" cy="24" r="10" fill="#fff"/>`,
		`<circle cx="50" cy="50" r="46" fill="#2d7d46"/><path d="M14 62q18-22 36 0t36 0" fill="none" stroke="#fff" stroke-width="8"/><path d="M50 12v34" stroke="#fff" stroke-width="7"/>`,
		`<path d="M5 95L50 8L95 95z" fill="#b3261e"/><path d="M30 95L50 52L70 95z" fill="#fff"/>`,
		`<rect x="4" y="4" width="42" height="42" fill="#7a2c83"/><rect x="54" y="4" width="42" height="42" fill="#b48ab9"/><rect x="4" y="54" width="42" height="42" fill="#b48ab9"/><circle cx="75" cy="75" r="21" fill="#7a2c83"/>`,
	}
	return template.HTML(fmt.Sprintf(`<svg class="logo" viewBox="0 0 100 100">%s</svg>`, shapes[n%len(shapes)]))
}
