package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"postkamer/ocr"
)

// A sheetResult is what "bench separators" found.
type sheetResult struct {
	Command  string       `json:"command"`
	Seed     uint64       `json:"seed"`
	Day      string       `json:"day"`
	Zbar     string       `json:"zbar"` // its version; empty: not asked
	Sheets   []sheetCount `json:"sheets"`
	All      sheetCount   `json:"all"`
	Pages    []sheetCount `json:"pages"`
	AllPages sheetCount   `json:"all_pages"`
	Pictures sheetCount   `json:"pictures"`
	Cutting  int          `json:"cutting"` // ordinary pages that cut when the profile has Patch T
}

// separatorsCommand damages separator sheets, makes ordinary pages with codes of
// others, has both read and counts.
func separatorsCommand(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench separators", flag.ContinueOnError)
	t := sheetTest{}
	sheets := flags.Int("sheets", 325, "how many damaged sheets")
	pages := flags.Int("pages", 1000, "how many ordinary pages")
	result := flags.String("result", "", "file for the counts as JSON")
	docs := flags.String("docs", "", "folder whose separators.md gets the tables")
	with := flags.String("with", "", "result of a run with -sheets 0 or -pages 0, to be put together with this one")
	flags.Uint64Var(&t.seed, "seed", reportSeed, "number that decides about chance; sheets were tuned on others than the one reported")
	flags.StringVar(&t.dir, "keep", "", "folder in which the images of pages that went wrong stay")
	without := flags.Bool("without-zbar", false, "do not compare with zbar")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp
	}
	t.zbar, t.keep = !*without, t.dir != ""
	if err := t.open(ctx); err != nil {
		return err
	}
	r, err := t.run(ctx, *sheets, *pages)
	if err = errors.Join(err, t.close()); err != nil {
		return err
	}
	if err := r.add(*with); err != nil {
		return err
	}
	r.Command = fmt.Sprintf("bench separators -sheets %d -pages %d -seed %d", r.All.Pages, r.AllPages.Pages, t.seed)
	writeSheetTables(os.Stdout, r)
	return r.save(*result, *docs)
}

// reportSeed is the seed of the published figures. Nothing was tuned on its pages.
const reportSeed = 20270101

// open starts the engine and makes the folder for the images.
func (t *sheetTest) open(ctx context.Context) (err error) {
	if t.keep {
		err = os.MkdirAll(t.dir, 0o755)
	} else {
		t.dir, err = os.MkdirTemp("", "bench-separators-")
	}
	if err != nil {
		return fmt.Errorf("make folder for pages: %w", err)
	}
	t.engine, err = ocr.Start(ctx, ocr.Config{})
	return err
}

func (t *sheetTest) close() error {
	err := t.engine.Close()
	if t.keep {
		return err
	}
	return errors.Join(err, os.RemoveAll(t.dir))
}

// run makes and counts all pages.
func (t *sheetTest) run(ctx context.Context, sheets, pages int) (sheetResult, error) {
	r := sheetResult{Seed: t.seed, Day: time.Now().Format(time.DateOnly), Zbar: zbarVersion(ctx, t.zbar)}
	if sheets > 0 {
		trials, err := t.sheets(ctx, sheets)
		if err != nil {
			return r, err
		}
		r.Sheets, r.All = counted(trials, damageNames())
		t.complain(trials)
	}
	if pages == 0 {
		return r, nil
	}
	trials, err := t.letters(ctx, pages, foreigns)
	if err != nil {
		return r, err
	}
	r.Pages, r.AllPages = counted(trials, foreignNames())
	r.Cutting = cutting(trials)
	t.complain(trials)
	if trials, err = t.letters(ctx, max(1, pages/25), []foreign{pictures}); err != nil {
		return r, err
	}
	_, r.Pictures = counted(trials, []string{pictures.name})
	return r, nil
}

// add takes over the part that this run did not do from the result of one with the
// same seed. Sheets and pages do not depend on each other.
func (r *sheetResult) add(file string) error {
	if file == "" {
		return nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	var other sheetResult
	if err := json.Unmarshal(b, &other); err != nil || other.Seed != r.Seed || (r.All.Pages > 0) == (other.All.Pages > 0) {
		return fmt.Errorf("read result: %s is not the other part of this run", file)
	}
	if r.All.Pages == 0 {
		r.Sheets, r.All = other.Sheets, other.All
		return nil
	}
	r.Pages, r.AllPages, r.Pictures, r.Cutting = other.Pages, other.AllPages, other.Pictures, other.Cutting
	return nil
}

// complain names the pages that went wrong.
func (t *sheetTest) complain(trials []sheetTrial) {
	for _, one := range trials {
		if one.isRight() {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s %d dpi: %s; zbar: %s; blank %v, codes %v, %v\n", one.file, one.dpi, one.ours(), one.byZbar(), one.found.Blank, one.found.Barcodes, one.err)
	}
}

// save writes the counts into the documentation and as JSON, where that is asked.
func (r sheetResult) save(result, docs string) error {
	if docs != "" {
		if err := r.report(docs); err != nil {
			return err
		}
	}
	if result == "" {
		return nil
	}
	b, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	return writeFile(result, append(b, '\n'))
}
