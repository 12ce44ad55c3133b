package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
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
	sheets := flags.Int("sheets", 300, "how many damaged sheets")
	pages := flags.Int("pages", 1000, "how many ordinary pages")
	result := flags.String("result", "", "file for the counts as JSON")
	docs := flags.String("docs", "", "folder whose separators.md gets the tables")
	flags.IntVar(&t.jobs, "jobs", runtime.NumCPU(), "how many pages at a time")
	flags.IntVar(&t.from, "from", 0, "number of the first sheet and page, when a run is done in parts")
	with := flags.String("with", "", "results of other parts, with commas, to be put together with this one")
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
	for _, file := range names(*with) {
		if err := r.addFile(file); err != nil {
			return err
		}
	}
	r.Command = fmt.Sprintf("bench separators -sheets %d -pages %d -seed %d", r.All.Pages, r.AllPages.Pages, t.seed)
	writeSheetTables(os.Stdout, r)
	return r.save(*result, *docs)
}

// lettersToPicture is how many ordinary pages there are to one that shows a sheet of ours.
const lettersToPicture = 25

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
	t.engine, err = ocr.Start(ctx, ocr.Config{Children: t.jobs, PageTimeout: 10 * time.Minute}) // a busy machine is no fault of a page
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
	t.from /= lettersToPicture
	if trials, err = t.letters(ctx, max(1, pages/lettersToPicture), []foreign{pictures}); err != nil {
		return r, err
	}
	_, r.Pictures = counted(trials, []string{pictures.name})
	return r, nil
}

// addFile adds the result of another part of the run: with the same seed, and of
// other sheets and pages.
func (r *sheetResult) addFile(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	var other sheetResult
	if err := json.Unmarshal(b, &other); err != nil || other.Seed != r.Seed {
		return fmt.Errorf("read result: %s is not another part of this run", file)
	}
	r.Sheets, r.Pages = added(r.Sheets, other.Sheets), added(r.Pages, other.Pages)
	r.All.sum(other.All)
	r.AllPages.sum(other.AllPages)
	r.Pictures.sum(other.Pictures)
	r.Cutting += other.Cutting
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
