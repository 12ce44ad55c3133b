package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

//go:embed style.css
var css string

// A press prints letters to PDF and makes pictures of their pages.
type press struct {
	dir   string // scratch
	pdf   string // all pages of all letters
	first map[string]int
	count map[string]int
}

// run starts a program and says what it said when it goes wrong.
func run(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(out))
	}
	return nil
}

// newPress prints every letter, in the order of their names, into one PDF.
func newPress(ctx context.Context, dir string, letters map[string]letter) (*press, error) {
	p := &press{dir: dir, pdf: filepath.Join(dir, "all.pdf"), first: map[string]int{}, count: map[string]int{}}
	var names []string
	for name := range letters {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html><html lang=nl><meta charset=utf-8><title>Brief</title><style>%s</style>\n", css)
	next := 1
	for _, name := range names {
		pages := letters[name].pages()
		p.first[name], p.count[name] = next, len(pages)
		next += len(pages)
		b.WriteString(strings.Join(pages, ""))
	}
	return p, p.print(ctx, b.String(), next-1)
}

// print makes the PDF and checks that no letter ran over its page.
func (p *press) print(ctx context.Context, html string, want int) error {
	source := filepath.Join(p.dir, "all.html")
	if err := os.WriteFile(source, []byte(html), 0o600); err != nil {
		return err
	}
	err := run(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(p.dir, "chromium"), "--print-to-pdf="+p.pdf, "file://"+source)
	if err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, "qpdf", "--show-npages", p.pdf).Output()
	if err != nil {
		return fmt.Errorf("count pages: %w", err)
	}
	if got := strings.TrimSpace(string(out)); got != strconv.Itoa(want) {
		return fmt.Errorf("printed %s pages, expected %d", got, want)
	}
	return nil
}

// picture returns page n (from 1) of a letter in grey.
func (p *press) picture(ctx context.Context, name string, n, dpi int) (*image.Gray, error) {
	if n < 1 || n > p.count[name] {
		return nil, fmt.Errorf("letter %s has no page %d", name, n)
	}
	page := strconv.Itoa(p.first[name] + n - 1)
	stem := filepath.Join(p.dir, "page")
	err := run(ctx, "pdftoppm", "-r", strconv.Itoa(dpi), "-gray", "-png", "-singlefile", "-f", page, "-l", page, p.pdf, stem)
	if err != nil {
		return nil, err
	}
	return readGray(stem + ".png")
}

// readGray reads a PNG and makes it exactly grey, with origin 0,0.
func readGray(name string) (*image.Gray, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", name, err)
	}
	g := image.NewGray(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(g, g.Bounds(), img, img.Bounds().Min, draw.Src)
	return g, nil
}

// extract writes pages first to last (from 1) of a letter as a born-digital PDF.
func (p *press) extract(ctx context.Context, name string, first, last int, to string) error {
	span := fmt.Sprintf("%d-%d", p.first[name]+first-1, p.first[name]+last-1)
	return run(ctx, "qpdf", "--empty", "--pages", p.pdf, span, "--", "--deterministic-id", to)
}
