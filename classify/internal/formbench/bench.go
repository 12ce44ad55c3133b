package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/paper"
	"postkamer/ocr"
)

// A bench makes documents and has them read.
type bench struct {
	engine  *ocr.Engine
	forms   *intake.Forms
	seed    uint64
	atOnce  int          // documents
	until   time.Time    // no document is begun after it
	only    map[int]bool // numbers of documents; nil: all
	keep    string
	verbose bool
	blanks  map[string][]*image.Gray // the printed pages by form and tone
	prints  map[string]paper.Print
}

var tones = []postkamer.Tone{postkamer.U, postkamer.Je}

// A document is one filled form as it arrives.
type document struct {
	form    string
	hand    bool
	damage  damage
	filling filling
	print   paper.Print
	pages   [][]byte
}

// all measures documents, every fourth of them by hand.
func (b *bench) all(ctx context.Context, documents int) ([]result, error) {
	b.blanks, b.prints = map[string][]*image.Gray{}, map[string]paper.Print{}
	dir, err := b.folder()
	if err != nil {
		return nil, err
	}
	for _, form := range b.forms.All() { // before the rest, which shares them
		for _, tone := range tones {
			if _, err := b.blank(ctx, form.Name, tone); err != nil {
				return nil, err
			}
		}
	}
	results := make([]result, documents)
	var work errgroup.Group
	work.SetLimit(b.atOnce)
	for i := range results {
		work.Go(func() error {
			if time.Now().After(b.until) || b.only != nil && !b.only[i] {
				return nil
			}
			d, err := b.document(ctx, i, i%4 == 3)
			if err == nil {
				results[i], err = b.measure(ctx, d, filepath.Join(dir, fmt.Sprintf("%03d", i)))
			}
			fmt.Fprint(os.Stderr, ".")
			return err
		})
	}
	err = work.Wait()
	fmt.Fprintln(os.Stderr)
	return slices.DeleteFunc(results, func(r result) bool { return r.pages == 0 }), err
}

func (b *bench) folder() (string, error) {
	if b.keep == "" {
		return os.MkdirTemp("", "formbench")
	}
	return b.keep, os.MkdirAll(b.keep, 0o755)
}

// document makes the nth document. Forms, typefaces and damages come round in
// different rhythms, so that all meet.
func (b *bench) document(ctx context.Context, n int, hand bool) (document, error) {
	r := rand.New(rand.NewPCG(b.seed, uint64(n)))
	d := document{form: []string{"verhuizing", "tozo"}[(n+n/4)%2], hand: hand, damage: damages[n%len(damages)]}
	people := crowd{r}
	d.filling = people.move()
	if d.form == "tozo" {
		d.filling = people.tozo()
	}
	fonts := typedFonts
	if hand {
		fonts = handFonts
	}
	writer, err := newPen(fonts[(n*7+n/4)%len(fonts)], hand, r)
	if err != nil {
		return d, err
	}
	tone := tones[n/4%2]
	blanks, err := b.blank(ctx, d.form, tone)
	if err != nil {
		return d, err
	}
	d.print = b.prints[d.form+string(tone)]
	for i, blank := range blanks {
		page := image.NewGray(blank.Rect)
		copy(page.Pix, blank.Pix)
		if err := writer.fill(page, d.print.Layouts[i], d.filling); err != nil {
			return d, err
		}
		d.pages = append(d.pages, d.damage.do(page, r))
	}
	return d, nil
}

// blank returns the empty pages of a form.
func (b *bench) blank(ctx context.Context, name string, tone postkamer.Tone) ([]*image.Gray, error) {
	key := name + string(tone)
	if pages, ok := b.blanks[key]; ok {
		return pages, nil
	}
	form, _ := b.forms.Form(name)
	p, err := form.Print(intake.Context{Town: postkamer.DefaultMunicipality(), Tone: tone}, [3]uint8{10, 92, 122})
	if err != nil {
		return nil, err
	}
	pages, err := drawn(ctx, p.PDF, len(p.Layouts))
	b.blanks[key], b.prints[key] = pages, p
	return pages, err
}

// drawn has poppler draw a PDF.
func drawn(ctx context.Context, pdf []byte, pages int) ([]*image.Gray, error) {
	dir, err := os.MkdirTemp("", "formbench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	root := filepath.Join(dir, "form")
	if err := os.WriteFile(root+".pdf", pdf, 0o600); err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, "pdftoppm", "-r", fmt.Sprint(drawDPI), "-gray", "-png", root+".pdf", root).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("draw form: %w: %s", err, strings.TrimSpace(string(out)))
	}
	var list []*image.Gray
	for i := range pages {
		data, err := os.ReadFile(fmt.Sprintf("%s-%d.png", root, i+1))
		if err != nil {
			return nil, err
		}
		m, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("draw form: %w", err)
		}
		gray := image.NewGray(m.Bounds())
		draw.Draw(gray, gray.Rect, m, m.Bounds().Min, draw.Src)
		list = append(list, gray)
	}
	return list, nil
}

// measure has the pages of a document read and held against what is on them.
func (b *bench) measure(ctx context.Context, d document, root string) (result, error) {
	var text postkamer.Text
	begin := time.Now()
	for i, page := range d.pages {
		name := fmt.Sprintf("%s-%d.jpg", root, i+1)
		if err := os.WriteFile(name, page, 0o600); err != nil {
			return result{}, err
		}
		read, err := b.engine.ReadFile(ctx, name)
		if err != nil && ctx.Err() == nil {
			b.say(d, "page %d was not read: %v", i+1, err) // as when the machine has no time
			continue
		}
		if err != nil {
			return result{}, fmt.Errorf("read page: %w", err)
		}
		for _, p := range read.Pages {
			p.OnView.Number = i + 1
			text.Pages = append(text.Pages, p.OnView)
		}
	}
	return b.score(d, text, time.Since(begin)), nil
}
