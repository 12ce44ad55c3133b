package main

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// chromium is where Debian puts it.
const chromium = "/usr/bin/chromium"

// truthScript asks the browser what stands on the sheet.
//
//go:embed truth.js
var truthScript string

// A printed sheet is a PDF and what stands on it.
type printed struct {
	Content
	Hand  bool     `json:"hand"`
	Wrong []string `json:"wrong"` // does not fit on the sheet, or is in no line
	pdf   []byte
}

// A printer prints HTML with a browser.
type printer struct {
	ctx  context.Context
	stop func()
}

// newPrinter starts the browser. Glyphs are placed as on paper, not as on a
// screen, so that lines break in the same place on both.
func newPrinter(ctx context.Context) (*printer, error) {
	if _, err := os.Stat(chromium); err != nil {
		return nil, fmt.Errorf("%w: run deploy/packages.sh bench", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("disable-background-networking", true))
	alloc, stopAlloc := chromedp.NewExecAllocator(ctx, options...)
	tab, stopTab := chromedp.NewContext(alloc)
	stop := func() { stopTab(); stopAlloc() }
	if err := chromedp.Do(tab, chromedp.EmulateViewport(1200, 1200)); err != nil {
		stop()
		return nil, fmt.Errorf("start the browser: %w", err)
	}
	return &printer{tab, stop}, nil
}

// print prints one sheet.
func (p *printer) print(html string) (printed, error) {
	url := "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte(html))
	if err := chromedp.Do(p.ctx, chromedp.Navigate(url)); err != nil {
		return printed{}, fmt.Errorf("open sheet: %w", err)
	}
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](truthScript))
	if err != nil {
		return printed{}, fmt.Errorf("ask what is on the sheet: %w", err)
	}
	var sheet printed
	if err := json.Unmarshal([]byte(found), &sheet); err != nil {
		return printed{}, fmt.Errorf("ask what is on the sheet: %w", err)
	}
	if len(sheet.Wrong) > 0 {
		return printed{}, fmt.Errorf("not well on the sheet: %q", sheet.Wrong)
	}
	sheet.pdf, err = chromedp.Run(p.ctx, chromedp.PrintToPDF(
		chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground(), chromedp.PDFPreferCSSPageSize(), chromedp.PDFMargin(0)))
	if err != nil {
		return printed{}, fmt.Errorf("print sheet: %w", err)
	}
	return sheet, nil
}

// drawDPI is the resolution of the scanner that we pretend to be.
const drawDPI = 300

// drawPDF turns the first page of a PDF into an image.
func drawPDF(ctx context.Context, pdf []byte, dir string) (image.Image, error) {
	root := filepath.Join(dir, "sheet")
	if err := os.WriteFile(root+".pdf", pdf, 0o600); err != nil {
		return nil, fmt.Errorf("draw sheet: %w", err)
	}
	cmd := exec.CommandContext(ctx, "pdftoppm", "-r", fmt.Sprint(drawDPI), "-f", "1", "-l", "1", "-png", "-singlefile", root+".pdf", root)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("draw sheet: %w: %s", err, strings.TrimSpace(string(out)))
	}
	f, err := os.Open(root + ".png")
	if err != nil {
		return nil, fmt.Errorf("draw sheet: %w", err)
	}
	defer f.Close()
	drawn, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("draw sheet: %w", err)
	}
	return drawn, nil
}
