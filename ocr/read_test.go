package ocr

import (
	"os"
	"strings"
	"testing"

	"postkamer"
)

// whereBezwaar is where "bezwaar" of the first line stands in letterSheet, as
// shares of the page: found with pdftotext.
func word(t *testing.T, p postkamer.PageText, text string) postkamer.Word {
	t.Helper()
	for _, w := range p.Words {
		if strings.Trim(w.Text, ".,:") == text {
			return w
		}
	}
	t.Fatalf("no word %q in %q", text, p.Body)
	return postkamer.Word{}
}

// readPage inspects, prepares and reads page n of a file.
func readPage(t *testing.T, e *Engine, path string, n int) (postkamer.Prepared, postkamer.PageText) {
	t.Helper()
	f, err := e.Inspect(t.Context(), path, "x")
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Prepare(t.Context(), path, f.Kind, n)
	if err != nil {
		t.Fatal(err)
	}
	text, err := e.Read(t.Context(), path, f.Kind, n, p.View)
	if err != nil {
		t.Fatal(err)
	}
	return p, text
}

func TestFirst(t *testing.T) {
	e := startEngine(t, Config{})
	needsTesseract(t, e)
	img := drawn(t, pdfOf(letterSheet(letterLines)))
	for _, args := range [][]string{{}, {"-rotate", "90"}, {"-rotate", "180"}, {"-rotate", "270"}, {"-rotate", "3"}, {"-rotate", "-3"}} {
		path := scanned(t, img, "a.jpg", args...)
		p, text := readPage(t, e, path, 1)
		t.Logf("%v %+v %v jpeg %d blank %v", args, p.View, p.Barcodes, len(p.Image), p.Blank)
		w := word(t, text, "burgerservicenummer")
		t.Logf("%+v", w)
		if os.Getenv("V") != "" {
			t.Logf("%s", text.Body)
		}
	}
	path := write(t, "a.pdf", pdfOf(letterSheet(letterLines)))
	p, text := readPage(t, e, path, 1)
	t.Logf("%+v %v %d %+v %s", p.View, text.Source, len(p.Image), word(t, text, "burgerservicenummer"), text.Body)
}
