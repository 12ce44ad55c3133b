package main

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"os"
	"path/filepath"
)

// jpegPDF is what a scanner makes in its grey setting: a PDF with one JPEG per
// page. (tiff2pdf writes a wrong stream length for JPEG.)
func jpegPDF(ctx context.Context, s *scanner, d delivery, to string) error {
	w := &pdfWriter{}
	for i := range d.Pages {
		one := filepath.Join(s.dir, "side.jpg")
		if err := s.picture(ctx, d, i, grey, one, "-quality", "58"); err != nil {
			return err
		}
		b, err := os.ReadFile(one)
		if err != nil {
			return err
		}
		if err := w.page(b, d.DPI); err != nil {
			return err
		}
	}
	return os.WriteFile(to, w.finish(), 0o644)
}

// A pdfWriter puts grey JPEGs in a PDF. Objects 1 and 2 are the catalogue and
// the page tree; every page takes three more.
type pdfWriter struct {
	body    bytes.Buffer
	offsets []int // of object 3, 4, ..., within body
	kids    bytes.Buffer
	pages   int
}

func (w *pdfWriter) object(text string, stream []byte) int {
	n := len(w.offsets) + 3
	w.offsets = append(w.offsets, w.body.Len())
	fmt.Fprintf(&w.body, "%d 0 obj\n%s\n", n, text)
	if stream != nil {
		fmt.Fprintf(&w.body, "stream\n%s\nendstream\n", stream)
	}
	w.body.WriteString("endobj\n")
	return n
}

func (w *pdfWriter) page(jpg []byte, dpi int) error {
	c, err := jpeg.DecodeConfig(bytes.NewReader(jpg))
	if err != nil {
		return err
	}
	wide, high := float64(c.Width)*72/float64(dpi), float64(c.Height)*72/float64(dpi)
	picture := w.object(fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>", c.Width, c.Height, len(jpg)), jpg)
	draw := fmt.Sprintf("q %.2f 0 0 %.2f 0 0 cm /P Do Q", wide, high)
	content := w.object(fmt.Sprintf("<< /Length %d >>", len(draw)), []byte(draw))
	page := w.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Resources << /XObject << /P %d 0 R >> >> /Contents %d 0 R >>", wide, high, picture, content), nil)
	fmt.Fprintf(&w.kids, "%d 0 R ", page)
	w.pages++
	return nil
}

// finish returns the whole file.
func (w *pdfWriter) finish() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	starts := []int{b.Len()}
	b.WriteString("1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
	starts = append(starts, b.Len())
	fmt.Fprintf(&b, "2 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n", w.kids.String(), w.pages)
	base := b.Len()
	for _, at := range w.offsets {
		starts = append(starts, base+at)
	}
	b.Write(w.body.Bytes())
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(starts)+1)
	for _, at := range starts {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(starts)+1, xref)
	return b.Bytes()
}
