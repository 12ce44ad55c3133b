package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// An order says which pages to make.
type order struct {
	set      string
	dir      string
	seed     uint64
	letters  []string // names or their beginnings; empty: all
	variants []string // names; empty: those that count
	log      io.Writer
}

// makePages prints the sheets of a set, spoils them in each way and writes the
// pages with the truth about them.
func makePages(ctx context.Context, o order) (Set, error) {
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return Set{}, fmt.Errorf("make pages: %w", err)
	}
	p, err := newPrinter(ctx)
	if err != nil {
		return Set{}, fmt.Errorf("make pages: %w", err)
	}
	defer p.stop()
	sheets, err := sheetsOf(o)
	if err != nil {
		return Set{}, fmt.Errorf("make pages: %w", err)
	}
	s := Set{Name: o.set, Seed: o.seed, dir: o.dir}
	for _, sheet := range sheets {
		pages, err := sheet.pages(ctx, p, o)
		if err != nil {
			return Set{}, fmt.Errorf("make pages of %s: %w", sheet.name, err)
		}
		fmt.Fprintf(o.log, "%s: %d pages\n", sheet.name, len(pages))
		s.Pages = append(s.Pages, pages...)
	}
	return s, s.save()
}

// A sheet is one piece of paper that is to be scanned in several ways.
type sheet struct {
	name  string
	kind  string
	codes []Code
	wiped []string              // variants that leave nothing of what stands on it
	html  string                // to print with the browser, or
	pdf   []byte                // printed already, or
	scan  func(*rand.Rand) scan // paper without print
}

// pages makes all scans of a sheet.
func (s sheet) pages(ctx context.Context, p *printer, o order) ([]Page, error) {
	content, drawn, err := s.paper(ctx, p)
	if err != nil {
		return nil, err
	}
	wanted := o.wantedVariants()
	pages := make([]Page, len(wanted))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i, v := range wanted {
		group.Go(func() error {
			r := dice(o.seed, s.name, v.name)
			base := s.base(drawn, v, r)
			made := v.make(base, r)
			file, err := made.write(ctx, filepath.Join(o.dir, s.name+"__"+v.name), v.format)
			pages[i] = Page{
				File: filepath.Base(file), Kind: s.kind, Letter: s.name, Variant: v.name, Hand: content.Hand,
				Rotation: made.turn, Skew: made.skew, DPI: made.dpi, DPIY: made.dpiY, Content: content.Content,
			}
			if slices.Contains(s.wiped, v.name) {
				pages[i].Kind, pages[i].Content = kindBlank, Content{}
			}
			return err
		})
	}
	return pages, group.Wait()
}

// paper prints and draws a sheet. Paper without print has no image.
func (s sheet) paper(ctx context.Context, p *printer) (printed, image.Image, error) {
	content := printed{Content: Content{Codes: s.codes}, pdf: s.pdf}
	if s.scan != nil {
		return content, nil, nil
	}
	if s.html != "" {
		var err error
		if content, err = p.print(s.html); err != nil {
			return content, nil, err
		}
		content.Codes = s.codes
	}
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return content, nil, err
	}
	defer os.RemoveAll(dir)
	drawn, err := drawPDF(ctx, content.pdf, dir)
	return content, drawn, err
}

// base returns the faultless scan of a sheet. Only the clean one keeps colour:
// the others are as greys as most scanners deliver.
func (s sheet) base(drawn image.Image, v variant, r *rand.Rand) scan {
	if s.scan != nil {
		return s.scan(r)
	}
	base := scanned(drawn)
	if v.name == "clean" {
		base.colour = drawn
	}
	return base
}

// dice returns the chance that belongs to one page: the same for every run with
// this seed, whatever else is made.
func dice(seed uint64, names ...string) *rand.Rand {
	h := fnv.New64a()
	for _, name := range names {
		io.WriteString(h, name+"\x00") //nolint:errcheck // a hash takes everything
	}
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// wantedVariants returns the variants of an order.
func (o order) wantedVariants() []variant {
	var wanted []variant
	for _, v := range variants {
		all := len(o.variants) == 0 && !v.extra || slices.Contains(o.variants, "all")
		if all || slices.Contains(o.variants, v.name) {
			wanted = append(wanted, v)
		}
	}
	return wanted
}
