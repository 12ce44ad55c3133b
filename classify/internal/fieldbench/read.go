package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"postkamer"
	"postkamer/classify"
	"postkamer/ocr"
)

// A Page is a sheet as it was read: by our engine, and by Tesseract alone.
type Page struct {
	Sheet
	Text  postkamer.PageText
	Plain string
}

// A bench is the folder of a run and the engine that reads in it.
type bench struct {
	dir    string
	engine *ocr.Engine
}

// readSheets prints, spoils and reads sheets. What was read before in the same
// folder is not read again.
func readSheets(ctx context.Context, sheets []Sheet, dir string, atATime int) ([]Page, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	pdf, err := printSheets(ctx, sheets, dir)
	if err != nil {
		return nil, err
	}
	engine, err := ocr.Start(ctx, ocr.Config{Children: atATime, SecondLook: classify.SecondLook})
	if err != nil {
		return nil, fmt.Errorf("start the engine: %w", err)
	}
	defer engine.Close()
	b := bench{dir, engine}
	pages := make([]Page, len(sheets))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atATime)
	for i, s := range sheets {
		group.Go(func() error {
			p, err := b.page(ctx, s, pdf, i+1)
			if err != nil {
				return fmt.Errorf("sheet %s: %w", s.ID, err)
			}
			pages[i] = p
			return nil
		})
	}
	return pages, group.Wait()
}

// page returns one sheet as it was read, now or before.
func (b bench) page(ctx context.Context, s Sheet, pdf string, n int) (Page, error) {
	h := fnv.New64a()
	fmt.Fprint(h, s.page(), s.Variant)
	kept := filepath.Join(b.dir, fmt.Sprintf("%s-%x.json", s.ID, h.Sum64()))
	if body, err := os.ReadFile(kept); err == nil {
		p := Page{}
		err = json.Unmarshal(body, &p)
		p.Sheet = s
		return p, err
	} else if !errors.Is(err, os.ErrNotExist) {
		return Page{}, err
	}
	p, err := b.read(ctx, s, pdf, n)
	if err != nil {
		return p, err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return p, err
	}
	return p, os.WriteFile(kept, body, 0o600)
}

// read draws page n of a PDF, spoils it, and has it read twice.
func (b bench) read(ctx context.Context, s Sheet, pdf string, n int) (Page, error) {
	p := Page{Sheet: s}
	drawn, err := drawPage(ctx, pdf, n, filepath.Join(b.dir, s.ID))
	if err != nil {
		return p, err
	}
	h := fnv.New64a()
	h.Write([]byte(s.ID))
	body, kind := variantNamed(s.Variant).spoil(drawn, rand.New(rand.NewPCG(h.Sum64(), 1)))
	file := filepath.Join(b.dir, s.ID+kind)
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return p, err
	}
	if p.Text, err = b.ours(ctx, file, map[string]postkamer.FileKind{".jpg": postkamer.JPEG, ".png": postkamer.PNG}[kind]); err != nil {
		return p, err
	}
	p.Plain, err = tesseract(ctx, file)
	return p, err
}

// drawPage returns page n of a PDF at 300 dpi.
func drawPage(ctx context.Context, pdf string, n int, root string) (*image.Gray, error) {
	cmd := exec.CommandContext(ctx, "pdftoppm", "-r", "300", "-f", fmt.Sprint(n), "-l", fmt.Sprint(n), "-gray", "-png", "-singlefile", pdf, root+"-drawn")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("draw: %w: %s", err, strings.TrimSpace(string(out)))
	}
	f, err := os.Open(root + "-drawn.png")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defer os.Remove(root + "-drawn.png")
	drawn, err := png.Decode(f)
	if err != nil {
		return nil, err
	}
	g := image.NewGray(drawn.Bounds())
	draw.Draw(g, g.Rect, drawn, image.Point{}, draw.Src)
	return g, nil
}

// ours reads a page as the product does.
func (b bench) ours(ctx context.Context, file string, kind postkamer.FileKind) (postkamer.PageText, error) {
	prepared, err := b.engine.Prepare(ctx, file, kind, 1, postkamer.PrepareOptions{})
	if err != nil {
		return postkamer.PageText{}, err
	}
	read, err := b.engine.Read(ctx, file, kind, 1, prepared.View, prepared.Clean)
	return read.Text, err
}

// tesseract reads a page with the command of that name.
func tesseract(ctx context.Context, file string) (string, error) {
	cmd := exec.CommandContext(ctx, "tesseract", file, "stdout", "-l", "nld", "--psm", "3")
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("tesseract: %w", err)
	}
	return string(out), nil
}
