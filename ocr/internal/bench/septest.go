package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"postkamer"
	"postkamer/ocr"
	"postkamer/ocr/internal/plainpdf"
)

// A sheetTest is one run of "bench separators".
type sheetTest struct {
	engine *ocr.Engine
	dir    string // for the images
	keep   bool   // the images of pages that went wrong
	seed   uint64
	zbar   bool
	jobs   int // pages at a time
	from   int // the first page: a run can be done in parts
}

// testSet is the set whose sheets are damaged. Its sheets have two sides each.
const (
	testSet   = "7K3M9Q"
	testSheet = 50
)

// A sheetTrial is one page and what became of it.
type sheetTrial struct {
	kind  string
	truth postkamer.Sheet // zero: not a sheet
	dpi   int
	found postkamer.Prepared
	err   error // the page could not be prepared
	zbar  []Code
	cpu   float64 // seconds that zbar took
	file  string
}

// sheets damages n separator sheets and has them read.
func (t *sheetTest) sheets(ctx context.Context, n int) ([]sheetTrial, error) {
	var pdf bytes.Buffer
	if err := ocr.SeparatorSet(&pdf, testSet, testSheet); err != nil {
		return nil, err
	}
	file := filepath.Join(t.dir, "set.pdf")
	if err := writeFile(file, pdf.Bytes()); err != nil {
		return nil, err
	}
	return t.all(ctx, n, func(ctx context.Context, i int) (sheetTrial, error) {
		face := (i*7 + i/len(damages)) % (2 * testSheet)
		d := damages[i%len(damages)]
		grey, err := drawGrey(ctx, file, face+1, drawDPI)
		if err != nil {
			return sheetTrial{}, err
		}
		r := dice(t.seed, "sheet", fmt.Sprint(i))
		s := scannedAnyhow(d.make(scan{grey: grey, dpi: drawDPI, dpiY: drawDPI}, r), r)
		one := sheetTrial{kind: d.name, dpi: s.dpi, truth: postkamer.Sheet{Set: testSet, Number: face/2 + 1, Of: testSheet, Back: face%2 == 1}}
		return t.try(ctx, one, s, fmt.Sprintf("sheet-%04d-%s", i, d.name), d.format)
	})
}

// scannedAnyhow lays the sheet on the scanner in some direction, not quite straight,
// at some resolution.
func scannedAnyhow(s scan, r *rand.Rand) scan {
	if dpi := []int{150, 200, 240, 300}[r.IntN(4)]; s.dpi == drawDPI && dpi < drawDPI {
		s = coarse(s, dpi, dpi)
	}
	if s.dpi == s.dpiY && r.IntN(2) == 0 {
		s = askew(s, 3*r.Float64()-1.5)
	}
	if turn := []int{0, 0, 0, 180, 180, 90, 270}[r.IntN(7)]; turn != 0 && s.dpi == s.dpiY {
		s = quarter(s, turn)
	}
	return s
}

// letters makes n ordinary pages of these kinds and has them read.
func (t *sheetTest) letters(ctx context.Context, n int, kinds []foreign) ([]sheetTrial, error) {
	return t.all(ctx, n, func(ctx context.Context, i int) (sheetTrial, error) {
		kind := kinds[i%len(kinds)]
		r := dice(t.seed, kind.name, fmt.Sprint(i))
		var c canvas
		if err := kind.draw(&c, r); err != nil {
			return sheetTrial{}, fmt.Errorf("draw page %s: %w", kind.name, err)
		}
		name := fmt.Sprintf("page-%04d-%s", i, kind.name)
		file := filepath.Join(t.dir, name+".pdf")
		if err := writeFile(file, plainpdf.Pages("Helvetica", [][]byte{c.Bytes()})); err != nil {
			return sheetTrial{}, err
		}
		defer os.Remove(file)
		dpi := []int{150, 150, 150, 150, 150, 150, 200, 200, 200, 300}[r.IntN(10)]
		grey, err := drawGrey(ctx, file, 1, dpi)
		if err != nil {
			return sheetTrial{}, err
		}
		s, format := lightly(scan{grey: grey, dpi: dpi, dpiY: dpi}, r)
		return t.try(ctx, sheetTrial{kind: kind.name, dpi: dpi}, s, name, format)
	})
}

// lightly scans a page as most are scanned.
func lightly(s scan, r *rand.Rand) (scan, string) {
	switch r.IntN(7) {
	case 0:
		s.grey = noisy(s.grey, 15, 1000, r)
		return s, "png"
	case 1:
		return bitonal(s, r), "fax"
	case 2:
		s.grey = blurred(s.grey, 1, 2)
	case 3:
		return s, "jpeg20"
	case 4:
		return askew(s, 6*r.Float64()-3), "jpeg"
	case 5:
		return quarter(s, 180), "jpeg"
	}
	return s, "jpeg"
}

// all makes n trials, some at a time.
func (t *sheetTest) all(ctx context.Context, n int, one func(context.Context, int) (sheetTrial, error)) ([]sheetTrial, error) {
	trials := make([]sheetTrial, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(t.jobs)
	for i := range trials {
		group.Go(func() (err error) {
			trials[i], err = one(ctx, t.from+i)
			return err
		})
	}
	return trials, group.Wait()
}

// try has a page read.
func (t *sheetTest) try(ctx context.Context, one sheetTrial, s scan, name, format string) (sheetTrial, error) {
	file, err := s.write(ctx, filepath.Join(t.dir, name), format)
	if err != nil {
		return one, err
	}
	one.file = file
	one.found, one.err = t.engine.Prepare(ctx, file, kindOf(file), 1, postkamer.PrepareOptions{})
	one.found.Image, one.found.Clean = nil, nil
	var refused *postkamer.Refusal
	if one.err != nil && !errors.As(one.err, &refused) {
		return one, one.err
	}
	if t.zbar {
		if one.zbar, one.cpu, err = zbarReads(ctx, file); err != nil {
			return one, err
		}
	}
	if !t.keep || one.isRight() {
		return one, os.Remove(file)
	}
	return one, nil
}

// drawGrey draws a page of a PDF.
func drawGrey(ctx context.Context, file string, page, dpi int) (*image.Gray, error) {
	number, resolution := fmt.Sprint(page), fmt.Sprint(dpi)
	out, err := exec.CommandContext(ctx, "pdftoppm", "-r", resolution, "-f", number, "-l", number, "-gray", file).Output()
	if err != nil {
		return nil, fmt.Errorf("draw page %d of %s: %w", page, filepath.Base(file), err)
	}
	var w, h, white int
	if _, err := fmt.Sscanf(string(out[:min(len(out), 30)]), "P5\n%d %d\n%d\n", &w, &h, &white); err != nil || w*h > len(out) {
		return nil, fmt.Errorf("draw page %d of %s: no image came out", page, filepath.Base(file))
	}
	return &image.Gray{Pix: out[len(out)-w*h:], Stride: w, Rect: image.Rect(0, 0, w, h)}, nil
}
