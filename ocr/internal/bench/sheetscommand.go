package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"postkamer"
	"postkamer/ocr"
)

// sheetsCommand has our engine prepare pages one by one and counts what it says
// of them.
func sheetsCommand(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench sheets", flag.ContinueOnError)
	pages := flags.String("pages", "", "folder that bench pages has made")
	wanted := flags.String("variants", "", "only these variants, with commas")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp
	}
	s, err := loadSet(*pages)
	if err != nil {
		return err
	}
	engine, err := ocr.Start(ctx, ocr.Config{Children: 1})
	if err != nil {
		return err
	}
	defer engine.Close()
	t := tally{said: os.Stdout, found: map[string]int{}, wanted: map[string]int{}}
	for _, p := range s.only(nil, names(*wanted)).Pages {
		start := time.Now()
		prepared, err := engine.Prepare(ctx, s.path(p), kindOf(p.File), 1, postkamer.PrepareOptions{})
		t.took += time.Since(start)
		t.add(p, prepared, err)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	t.print()
	return nil
}

// A tally counts what was said of pages.
type tally struct {
	said          io.Writer
	pages, failed int
	blanks        int // blank pages that were called so
	allBlanks     int
	wronglyBlank  int
	upright       int // turned rightly, of pages with print
	printed       int
	falseCodes    int
	found, wanted map[string]int // codes by kind
	took          time.Duration
}

func (t *tally) add(p Page, got postkamer.Prepared, err error) {
	t.pages++
	if err != nil {
		t.failed++
		fmt.Fprintf(t.said, "%s: %v\n", p.File, err)
		return
	}
	t.addBlank(p, got)
	t.addCodes(p, got)
}

func (t *tally) addBlank(p Page, got postkamer.Prepared) {
	if p.Kind == kindBlank {
		t.allBlanks++
		t.blanks += count(got.Blank)
		if !got.Blank {
			fmt.Fprintf(t.said, "%s: is blank, is not called so\n", p.File)
		}
		return
	}
	if got.Blank {
		t.wronglyBlank++
		fmt.Fprintf(t.said, "%s: is called blank\n", p.File)
	}
	if p.Kind == kindPatch {
		return // a sheet of bars has no top
	}
	t.printed++
	t.upright += count(got.View.Rotation == p.Rotation%360)
}

func (t *tally) addCodes(p Page, got postkamer.Prepared) {
	for _, c := range p.Codes {
		t.wanted[c.Kind]++
		if slices.ContainsFunc(got.Barcodes, func(b postkamer.Barcode) bool { return same(c, b) }) {
			t.found[c.Kind]++
			continue
		}
		fmt.Fprintf(t.said, "%s: %s %s not found\n", p.File, c.Kind, c.Value)
	}
	for _, b := range got.Barcodes {
		if !slices.ContainsFunc(p.Codes, func(c Code) bool { return same(c, b) }) {
			t.falseCodes++
			fmt.Fprintf(t.said, "%s: %s %q is not there\n", p.File, b.Kind, b.Value)
		}
	}
}

// same tells whether b is the code c. Patch T upside down is patch 2.
func same(c Code, b postkamer.Barcode) bool {
	return c.Kind == b.Kind && (c.Value == b.Value || c.Kind == "patch" && c.Value == "T" && b.Value == "2")
}

func (t *tally) print() {
	fmt.Fprintf(t.said, "pages %d, failed %d, %.0f ms a page for all of the preparation\n", t.pages, t.failed, float64(t.took.Milliseconds())/float64(max(1, t.pages)))
	fmt.Fprintf(t.said, "blank %d of %d, wrongly called blank %d\n", t.blanks, t.allBlanks, t.wronglyBlank)
	fmt.Fprintf(t.said, "upright %d of %d\n", t.upright, t.printed)
	for _, kind := range []string{"qr", "code128", "patch"} {
		fmt.Fprintf(t.said, "%s %d of %d\n", kind, t.found[kind], t.wanted[kind])
	}
	fmt.Fprintf(t.said, "codes that are not there %d\n", t.falseCodes)
}
