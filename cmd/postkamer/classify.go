package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/ocr"
)

// A classified is the verdict on one file, as classify --json prints it.
type classified struct {
	File        string                `json:"file"`
	Error       string                `json:"error,omitempty"` // Dutch
	CaseType    postkamer.CaseType    `json:"case_type"`
	Probability float64               `json:"probability"`
	Destination postkamer.Destination `json:"destination"`
	Queue       postkamer.Queue       `json:"queue"`
	Doubts      []postkamer.Doubt     `json:"doubts"`
	Fields      []postkamer.Field     `json:"fields"` // Page is the number of the page, from 1; 0 for none
	Pages       []classifiedPage      `json:"pages"`
	Reasons     []classify.Reason     `json:"reasons,omitempty"` // what spoke for the kind
	Against     []classify.Reason     `json:"against,omitempty"` // what spoke for the next best
}

// A classifiedPage is a page that was judged. Fields have their places in its
// pixels: those of the page in its file. Rotation and Skew are the degrees
// clockwise that make it upright and then straight.
type classifiedPage struct {
	Number   int     `json:"number"`
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Rotation int     `json:"rotation"`
	Skew     float64 `json:"skew"`
}

// classifyFiles says what texts, images or PDFs are about, without database or
// storage. Their date of receipt is today.
func classifyFiles(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("classify")
	asJSON := fs.Bool("json", false, "")
	explain := fs.Bool("explain", false, "")
	modelFile := fs.String("model", "", "")
	files, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%w: name a file to classify", errUsage)
	}
	model, err := loadModel(*modelFile)
	if err != nil {
		return err
	}
	town, err := townOfEnvironment()
	if err != nil {
		return err
	}
	engine, err := startReading(ctx)
	if err != nil {
		return err
	}
	defer engine.Close()
	failed := false
	for _, file := range files {
		c := classifyFile(ctx, engine, model, town.Policy, file, *explain)
		if c.Error != "" {
			failed = true
			fmt.Fprintf(os.Stderr, "postkamer classify: %s: %s\n", file, c.Error)
		}
		if err := c.print(out, *asJSON); err != nil {
			return err
		}
	}
	if failed {
		return errSaid
	}
	return nil
}

func classifyFile(ctx context.Context, engine *ocr.Engine, model *classify.Model, policy classify.Policy, file string, explain bool) classified {
	text, wrong := textOf(ctx, engine, file)
	c := classified{File: file, Error: wrong, Doubts: []postkamer.Doubt{}, Fields: []postkamer.Field{}, Pages: []classifiedPage{}}
	if len(text.Pages) == 0 {
		return c
	}
	facts := classify.Facts{Channel: postkamer.Scan, ReceivedOn: postkamer.DayOf(time.Now())}
	v := classify.Classify(text, facts, model, policy)
	c.CaseType, c.Probability, c.Destination, c.Queue = v.CaseType, v.Probability, v.Destination, v.Queue
	c.Doubts = append(c.Doubts, v.Doubts...)
	for _, p := range text.Pages {
		width, height := p.PageSize()
		c.Pages = append(c.Pages, classifiedPage{p.Number, width, height, p.Rotation, p.Skew})
	}
	for _, f := range v.Fields {
		if f.Page >= 0 && f.Page < len(text.Pages) {
			p := text.Pages[f.Page]
			f.Page = p.Number
			f.X, f.Y, f.W, f.H = p.OnPage(f.X, f.Y, f.W, f.H)
		} else {
			f.Page = 0
		}
		c.Fields = append(c.Fields, f)
	}
	if explain {
		c.Reasons, c.Against = classify.ExplainBoth(text, model)
	}
	return c
}

// textOf returns the text of a file: of a .txt as it is, of anything else as the
// engine reads it. Wrong says in Dutch what could not be read.
func textOf(ctx context.Context, engine *ocr.Engine, file string) (text postkamer.Text, wrong string) {
	if strings.EqualFold(filepath.Ext(file), ".txt") {
		data, err := os.ReadFile(file)
		if err != nil {
			return text, "Dit bestand kan niet geopend worden. Controleer de naam."
		}
		return postkamer.Text{Pages: []postkamer.PageText{plainPage(string(data))}}, ""
	}
	read, _ := engine.ReadFile(ctx, file) // what went wrong stands in read.Error
	for _, p := range read.Pages {
		if p.Blank {
			continue
		}
		text.Pages = append(text.Pages, p.OnView)
	}
	return text, read.Error
}

// Size of a letter on the page that a plain text is laid out on, so that places
// and lines mean the same as on a scan.
const (
	letterWidth = 12
	lineHeight  = 30
)

// plainPage lays a plain text out as a page of words.
func plainPage(body string) postkamer.PageText {
	page := postkamer.PageText{Number: 1, Source: postkamer.SourceTextLayer, Body: body}
	for n, line := range strings.Split(body, "\n") {
		at := 0
		for _, word := range strings.Fields(line) {
			at += strings.Index(line[at:], word)
			w := postkamer.Word{Text: word, X: at * letterWidth, Y: n * lineHeight, W: len(word) * letterWidth, H: lineHeight - 6, Confidence: 1, Line: n}
			page.Words = append(page.Words, w)
			at += len(word)
			page.Width = max(page.Width, w.X+w.W)
		}
		page.Height = (n + 1) * lineHeight
	}
	return page
}

func (c classified) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(c)
	}
	fmt.Fprintf(out, "%s: %s (%.0f %%) -> %s %s\n", c.File, c.CaseType, 100*c.Probability, c.Destination, c.Queue)
	for _, d := range c.Doubts {
		fmt.Fprintf(out, "  ? %s: %s\n", d.Code, d.Why)
	}
	for _, f := range c.Fields {
		fmt.Fprintf(out, "  %-14s %-8s %s\n", f.Name, f.State, f.Value)
	}
	printReasons(out, "+", c.Reasons)
	printReasons(out, "-", c.Against)
	return nil
}

// printReasons prints what spoke for a kind (+) and for the next best (-). A
// phrase of the lexicon stands between quotes, a word of the text without.
func printReasons(out io.Writer, sign string, reasons []classify.Reason) {
	for _, r := range reasons {
		text := r.Text
		if r.Phrase {
			text = strconv.Quote(text)
		}
		fmt.Fprintf(out, "  %s %.2f %s: %s\n", sign, r.Weight, r.Kind, text)
	}
}
