package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"postkamer"
	"postkamer/classify"
	"postkamer/ocr"
	"postkamer/ocr/internal/wire"
)

// oursCommand is the hidden first argument with which this program reads pages
// in a process of its own, so that all that it takes can be counted.
const oursCommand = "read-ours"

// An errand is what such a process is to do.
type errand struct {
	Set Set    `json:"set"`
	Dir string `json:"dir"` // of the set
	PDF string `json:"pdf"` // folder for a PDF/A of each page; empty: none
}

// A yield is what it found.
type yield struct {
	Read map[string]pageRead `json:"read"`
	Wall float64             `json:"wall"` // seconds, without the start of this process
}

func readOurs(ctx context.Context, s Set, _ string) (outcome, error) {
	return sendErrand(ctx, errand{Set: s, Dir: s.dir})
}

func readOursPDF(ctx context.Context, s Set, dir string) (outcome, error) {
	return sendErrand(ctx, errand{Set: s, Dir: s.dir, PDF: dir})
}

// sendErrand has this program's own binary run an errand.
func sendErrand(ctx context.Context, e errand) (outcome, error) {
	request, err := json.Marshal(e)
	if err != nil {
		return outcome{}, fmt.Errorf("read with ours: %w", err)
	}
	cmd := exec.CommandContext(ctx, "/proc/self/exe", oursCommand)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(request), os.Stderr
	answer, err := cmd.Output()
	if err != nil {
		return outcome{}, fmt.Errorf("read with ours: %w", err)
	}
	var y yield
	if err := json.Unmarshal(answer, &y); err != nil {
		return outcome{}, fmt.Errorf("read with ours: %w", err)
	}
	o := outcome{read: y.Read, cost: cost{Wall: y.Wall}}
	o.add(cmd)
	return o, nil
}

// runErrand reads an errand from standard input and writes its yield to
// standard output.
func runErrand(ctx context.Context) error {
	var e errand
	if err := json.NewDecoder(os.Stdin).Decode(&e); err != nil {
		return fmt.Errorf("read errand: %w", err)
	}
	e.Set.dir = e.Dir
	y, err := e.run(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(y)
}

func (e errand) readPage(ctx context.Context, engine *ocr.Engine, p Page) pageRead {
	r, err := e.tryPage(ctx, engine, p)
	if err != nil {
		r.Error = err.Error()
	}
	return r
}

func (e errand) tryPage(ctx context.Context, engine *ocr.Engine, p Page) (pageRead, error) {
	path, kind := e.Set.path(p), kindOf(p.File)
	prepared, err := engine.Prepare(ctx, path, kind, 1, postkamer.PrepareOptions{})
	if err != nil {
		return pageRead{}, err
	}
	r := pageRead{Rotation: prepared.View.Rotation, Skew: prepared.View.Skew, Blank: prepared.Blank}
	if prepared.Blank {
		return r, nil
	}
	found, err := engine.Read(ctx, path, kind, 1, prepared.View, prepared.Clean)
	if err != nil {
		return r, err
	}
	r.Text = found.Text.Body
	if e.PDF == "" {
		return r, nil
	}
	return r, writePDF(filepath.Join(e.PDF, p.File+".pdf"), prepared, found)
}

// kindOf returns what kind of file the bench wrote.
func kindOf(file string) postkamer.FileKind {
	switch filepath.Ext(file) {
	case ".jpg":
		return postkamer.JPEG
	case ".png":
		return postkamer.PNG
	}
	return postkamer.TIFF
}

// run reads all pages of the errand.
func (e errand) run(ctx context.Context) (yield, error) {
	y := yield{Read: map[string]pageRead{}}
	start := time.Now()
	engine, err := ocr.Start(ctx, ocr.Config{
		Children: atATime, SecondLook: classify.SecondLook, TesseractLib: os.Getenv("POSTKAMER_TESSERACT_LIB"),
		Steps: wire.Steps{NoAgain: os.Getenv("POSTKAMER_NO_AGAIN") != ""},
	})
	if err != nil {
		return y, err
	}
	defer engine.Close()
	results := make([]pageRead, len(e.Set.Pages))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atATime)
	for i, p := range e.Set.Pages {
		group.Go(func() error {
			results[i] = e.readPage(ctx, engine, p)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return y, err
	}
	y.Wall = seconds(start)
	for i, p := range e.Set.Pages {
		y.Read[p.File] = results[i]
	}
	return y, nil
}
