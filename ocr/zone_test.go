package ocr

import (
	"image"
	"strings"
	"testing"

	"postkamer"
)

const digits = "0123456789"

func TestReadZone(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	needsTesseract(t, e)
	path := write(t, "scan.jpg", asScan(t, turned(grayPage(t, pdfOf(letterSheet(letterLines))), 180)))
	p, page := readPage(t, e, path, 1)
	bsn := wordOf(t, page, "999990019")
	zone := image.Rect(bsn.X-4, bsn.Y-4, bsn.X+bsn.W+4, bsn.Y+bsn.H+4)
	read := func(t *testing.T, zone image.Rectangle, whitelist string, clean []byte) []postkamer.Word {
		t.Helper()
		words, err := e.ReadZone(t.Context(), path, postkamer.JPEG, 1, p.View, zone, whitelist, clean)
		if err != nil {
			t.Fatal(err)
		}
		return words
	}
	for name, clean := range map[string][]byte{"with the clean page": p.Clean, "without it": nil, "with a damaged one": p.Clean[:len(p.Clean)/2]} {
		t.Run(name+" digits are found in their place", func(t *testing.T) {
			words := read(t, zone, digits, clean)
			if len(words) != 1 || strings.Trim(words[0].Text, ".") != "999990019" {
				t.Fatalf("%+v", words)
			}
			if w := words[0]; w.X < bsn.X-4 || w.X > bsn.X+4 || w.Y < bsn.Y-4 || w.Y > bsn.Y+4 {
				t.Errorf("at %d,%d, want %d,%d", w.X, w.Y, bsn.X, bsn.Y)
			}
		})
	}
	t.Run("only what is on the whitelist is read", func(t *testing.T) {
		for _, w := range read(t, zone, "ABCDEF", p.Clean) {
			if strings.Trim(w.Text, "ABCDEF") != "" {
				t.Errorf("%q", w.Text)
			}
		}
	})
	t.Run("whitelist does not stay for the next page", func(t *testing.T) {
		read(t, zone, digits, p.Clean)
		if _, again := readPage(t, e, path, 1); again.Body != page.Body {
			t.Errorf("%q", again.Body)
		}
	})
	t.Run("empty paper has no words", func(t *testing.T) {
		if words := read(t, image.Rect(100, 1500, 400, 1540), digits, p.Clean); len(words) > 0 {
			t.Errorf("%+v", words)
		}
	})
	t.Run("zone beside the page is an error", func(t *testing.T) {
		if _, err := e.ReadZone(t.Context(), path, postkamer.JPEG, 1, p.View, image.Rect(9000, 0, 9100, 50), "", p.Clean); err == nil {
			t.Error("no error")
		}
	})
}
