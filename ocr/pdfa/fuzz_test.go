package pdfa

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"postkamer"
)

// FuzzWords: whatever was read, wherever it lies, the file keeps the rules. With
// -fuzz, qpdf looks at one file in a hundred too.
func FuzzWords(f *testing.F) {
	f.Add("Gemeente Westdorp", 10, 10, 100, 20, 0, 300, 400, 300)
	f.Add("a\x00\xff\ufeff😀مرحبا\u202e", -5, 1<<40, 0, -1, 7, 1, 1, 0)
	f.Add(") Tj (\\ <>", 1<<62, -1<<62, 1<<62, 1<<62, -3, 1<<62, 3, 1<<62)
	f.Add(strings.Repeat("e\u0301 ", 9000), 0, 0, 1, 1, 1, 9, 9, -4)
	grey := greyJPEG(f, 8, 8)
	runs := 0
	f.Fuzz(func(t *testing.T, text string, x, y, w, h, line, width, height, dpi int) {
		if width <= 0 || height <= 0 {
			t.Skip("Write refuses a page of no size")
		}
		words := []postkamer.Word{{Text: "eerste", X: 1, Y: 1, W: 50, H: 10}, {Text: text, X: x, Y: y, W: w, H: h, Line: line}, {Text: text, X: y, Y: x, W: h, H: w}}
		p := Page{JPEG: grey, Width: width, Height: height, DPI: dpi, Words: words}
		b := written(t, Document{Title: text, Reference: text, Language: text}, p)
		for _, found := range findings(t, b) {
			t.Error(found)
		}
		if runs++; runs%100 == 1 {
			qpdfAgrees(t, b)
		}
	})
}

func qpdfAgrees(t *testing.T, b []byte) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "fuzz.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("qpdf", "--check", name).CombinedOutput(); err != nil {
		t.Errorf("qpdf: %v\n%s", err, out)
	}
}

// FuzzCheck: no file makes the checker fall over.
func FuzzCheck(f *testing.F) {
	good := written(f, someDocument(), somePages(f)[1])
	f.Add(good, 0, []byte{})
	f.Add(good, 700, []byte("<<[("))
	f.Add([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\nstartxref\n15\n%%EOF\n"), 0, []byte{})
	f.Fuzz(func(t *testing.T, b []byte, at int, change []byte) {
		b = bytes.Clone(b)
		if at >= 0 && at < len(b) {
			copy(b[at:], change)
		}
		if _, err := Check(bytes.NewReader(b), int64(len(b))); err != nil {
			t.Error(err)
		}
	})
}
