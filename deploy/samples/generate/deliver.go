package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// A delivery is one file as it comes in.
type delivery struct {
	File    string `yaml:"file"`
	As      string `yaml:"as"`  // see makers
	DPI     int    `yaml:"dpi"` // 300 when absent
	Refused string `yaml:"refused"`
	Pages   []page `yaml:"pages"`
}

// A scanner makes the files of the folder out.
type scanner struct {
	press *press
	dir   string // scratch
	out   string
}

// maker makes one kind of file at the path to.
type maker func(ctx context.Context, s *scanner, d delivery, to string) error

// makers are the kinds of file, by the word in delivery.yaml.
var makers = map[string]maker{
	"tiff-g4":     tiff(bilevel, "-compress", "Group4"),
	"tiff-lzw":    tiff(bilevel, "-compress", "LZW"),
	"tiff-jpeg":   tiff(grey, "-compress", "JPEG", "-quality", "58"),
	"pdf-g4":      photocopier(),
	"pdf-jpeg":    jpegPDF,
	"jpeg":        single(grey, ".jpg", "-quality", "58"),
	"jpeg-colour": single(colour, ".jpg", "-quality", "62"),
	"png":         single(bilevel, ".png"),
	"jpeg-phone":  phoneJPEG,
	"pdf-born":    bornPDF,
	"pdf-mixed":   mixedPDF,
	"truncated":   truncatedPDF,
	"encrypted":   encryptedPDF,
	"damaged":     damagedPDF,
	"docx":        docx,
	"empty":       func(_ context.Context, _ *scanner, _ delivery, to string) error { return os.WriteFile(to, nil, 0o644) },
}

// deliver makes the file of d.
func (s *scanner) deliver(ctx context.Context, d delivery) error {
	if d.DPI == 0 {
		d.DPI = 300
	}
	makeFile, ok := makers[d.As]
	if !ok {
		return fmt.Errorf("%s: no kind of file is called %q", d.File, d.As)
	}
	if err := makeFile(ctx, s, d, filepath.Join(s.out, d.File)); err != nil {
		return fmt.Errorf("make %s: %w", d.File, err)
	}
	return nil
}

// side returns page i of the delivery, worn.
func (s *scanner) side(ctx context.Context, d delivery, i int) (*scan, error) {
	p := d.Pages[i]
	clean, err := s.clean(ctx, p, d.DPI)
	if err != nil {
		return nil, err
	}
	side := newScan(clean, d.DPI, fmt.Sprintf("%s/%d", d.File, i))
	side.wear(p)
	return side, nil
}

// clean is the page before anything happened to it.
func (s *scanner) clean(ctx context.Context, p page, dpi int) (*image.Gray, error) {
	switch {
	case p.Separator != "":
		return s.separator(ctx, p.Separator, dpi)
	case p.Blank:
		return empty(dpi), nil
	}
	return s.press.picture(ctx, p.Of, max(p.N, 1), dpi)
}

// empty is a white A4 sheet.
func empty(dpi int) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, dpi*2480/300, dpi*3508/300))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	return g
}

// tiff makes a TIFF of all pages, each compressed as ImageMagick is told.
func tiff(look look, options ...string) maker {
	return func(ctx context.Context, s *scanner, d delivery, to string) error {
		var pages []string
		for i := range d.Pages {
			one := filepath.Join(s.dir, fmt.Sprintf("side-%02d.tif", i))
			if err := s.picture(ctx, d, i, look, one, options...); err != nil {
				return err
			}
			pages = append(pages, one)
		}
		return run(ctx, "tiffcp", append(pages, to)...)
	}
}

// single makes a picture of the first page.
func single(look look, ending string, options ...string) maker {
	return func(ctx context.Context, s *scanner, d delivery, to string) error {
		made := filepath.Join(s.dir, "single"+ending)
		if err := s.picture(ctx, d, 0, look, made, options...); err != nil {
			return err
		}
		return os.Rename(made, to)
	}
}

// picture writes page i with ImageMagick, which also notes the resolution.
func (s *scanner) picture(ctx context.Context, d delivery, i int, look look, to string, options ...string) error {
	side, err := s.side(ctx, d, i)
	if err != nil {
		return err
	}
	raw := filepath.Join(s.dir, "raw.pnm")
	if err := os.WriteFile(raw, look(side, d.Pages[i]), 0o600); err != nil {
		return err
	}
	args := append([]string{raw, "-strip", "-density", strconv.Itoa(d.DPI), "-units", "PixelsPerInch"}, options...)
	return run(ctx, "convert", append(args, to)...)
}

// scannedPDF wraps a TIFF in a PDF without touching its pictures.
func scannedPDF(make maker) maker {
	return func(ctx context.Context, s *scanner, d delivery, to string) error {
		middle := filepath.Join(s.dir, "scan.tif")
		if err := make(ctx, s, d, middle); err != nil {
			return err
		}
		made := filepath.Join(s.dir, "scan.pdf")
		if err := run(ctx, "tiff2pdf", "-e", "20261120083000", "-c", "kopieermachine", "-o", made, middle); err != nil {
			return err
		}
		return run(ctx, "qpdf", "--deterministic-id", made, to)
	}
}

// bornPDF is the letter as its writer printed it to a file.
func bornPDF(ctx context.Context, s *scanner, d delivery, to string) error {
	return s.press.extract(ctx, d.Pages[0].Of, 1, s.press.count[d.Pages[0].Of], to)
}

// mixedPDF has a first page with text and a second page that was scanned.
func mixedPDF(ctx context.Context, s *scanner, d delivery, to string) error {
	text, scanned := filepath.Join(s.dir, "text.pdf"), filepath.Join(s.dir, "scanned.pdf")
	if err := s.press.extract(ctx, d.Pages[0].Of, 1, 1, text); err != nil {
		return err
	}
	second := d
	second.Pages = d.Pages[1:]
	if err := photocopier()(ctx, s, second, scanned); err != nil {
		return err
	}
	return run(ctx, "qpdf", "--empty", "--pages", text, scanned, "--", "--deterministic-id", to)
}

// encryptedPDF asks for a password when it is opened ("geheim").
func encryptedPDF(ctx context.Context, s *scanner, d delivery, to string) error {
	plain := filepath.Join(s.dir, "plain.pdf")
	if err := bornPDF(ctx, s, d, plain); err != nil {
		return err
	}
	return run(ctx, "qpdf", "--static-id", "--static-aes-iv", "--encrypt", "geheim", "eigenaar", "128", "--use-aes=y", "--", plain, to)
}

// truncatedPDF stops in the middle, as when a copy to a stick was pulled out.
func truncatedPDF(ctx context.Context, s *scanner, d delivery, to string) error {
	if err := photocopier()(ctx, s, d, to); err != nil {
		return err
	}
	info, err := os.Stat(to)
	if err != nil {
		return err
	}
	return os.Truncate(to, info.Size()*55/100)
}

// damagedPDF begins and ends like a PDF but holds nothing that can be opened.
func damagedPDF(_ context.Context, _ *scanner, d delivery, to string) error {
	r := rand.New(rand.NewPCG(seed(d.File), 3))
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	for range 6000 {
		b.WriteByte(byte(r.IntN(256)))
	}
	b.WriteString("\nstartxref\n4711\n%%EOF\n")
	return os.WriteFile(to, b.Bytes(), 0o644)
}

// docx is a letter of a word processor, whatever its name says.
func docx(_ context.Context, _ *scanner, _ delivery, to string) error {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Geachte gemeente, hierbij vraag ik een parkeervergunning aan.</w:t></w:r></w:p></w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part[1]); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(to, b.Bytes(), 0o644)
}

// photocopier scans to a black and white PDF, as the machine in the corridor does.
func photocopier() maker { return scannedPDF(tiff(bilevel, "-compress", "Group4")) }
