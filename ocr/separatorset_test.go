package ocr

import (
	"bytes"
	"slices"
	"testing"

	"postkamer"
)

// drawnSet returns the first page of a set of sheets at 300 dpi, as a file.
func drawnSet(t *testing.T, of int) string {
	t.Helper()
	var pdf bytes.Buffer
	if err := SeparatorSet(&pdf, "7K3M9Q", of); err != nil {
		t.Fatal(err)
	}
	return drawn(t, pdf.Bytes())
}

func TestSeparatorSetIsReadOnBothSides(t *testing.T) {
	var pdf bytes.Buffer
	if err := SeparatorSet(&pdf, "7K3M9Q", 2); err != nil {
		t.Fatal(err)
	}
	e := startEngine(t, Config{})
	path := write(t, "set.pdf", pdf.Bytes())
	if f, err := e.Inspect(t.Context(), path, "set.pdf"); err != nil || f.Pages != 4 {
		t.Fatalf("%+v, %v", f, err)
	}
	for page := 1; page <= 4; page++ {
		p, err := e.Prepare(t.Context(), path, postkamer.PDF, page, postkamer.PrepareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := postkamer.Sheet{Set: "7K3M9Q", Number: (page + 1) / 2, Of: 2, Back: page%2 == 0}
		if got, ok := postkamer.SheetOf(p.Barcodes); !ok || got != want || len(p.Barcodes) != 2 {
			t.Errorf("page %d: %+v, %v, codes %v", page, got, ok, p.Barcodes)
		}
	}
}

func TestSeparatorSetRefuses(t *testing.T) {
	for _, c := range []struct {
		set string
		of  int
	}{{"7K3M9Q", 0}, {"7K3M9Q", 1000}, {"7K3M9", 3}, {"7K3MOQ", 3}, {"", 3}} {
		if err := SeparatorSet(&bytes.Buffer{}, c.set, c.of); err == nil {
			t.Errorf("there is a set %q of %d", c.set, c.of)
		}
	}
}

// What looks like a sheet, but is not one for sure, is said to; what does not is not.
func TestPageThatLooksLikeASheet(t *testing.T) {
	e := startEngine(t, Config{})
	sheet := drawnSet(t, 20)
	wipe := func(fill string, places ...string) []string {
		args := []string{"-fill", fill}
		for _, p := range places {
			args = append(args, "-draw", "rectangle "+p)
		}
		return append(args, "-resize", "50%", "-units", "PixelsPerInch", "-density", "150")
	}
	const codes = "300,1000 2200,2560"
	allEdges := []string{"0,0 2480,205", "0,0 205,3508", "2270,0 2480,3508", "0,3300 2480,3508"}
	for _, c := range []struct {
		name string
		args []string // for ImageMagick
		why  string   // empty: not said
		read bool
	}{
		{"as printed", wipe("white"), "", true},
		{"without its edge", wipe("white", allEdges...), "", true},
		{"without its codes", wipe("white", codes), postkamer.SheetUnreadMarks, false},
		{"blackened codes, upside down", append(wipe("black", codes), "-rotate", "180"), postkamer.SheetUnreadMarks, false},
		{"without codes, askew and on its side", append(wipe("white", codes), "-rotate", "94"), postkamer.SheetUnreadMarks, false},
		{"without codes, half of it covered", wipe("white", codes, "0,0 1000,3508"), postkamer.SheetUnreadMarks, false},
		{"only the corners of its code", wipe("white", append(allEdges, "1060,1010 1420,1980", "760,1380 1720,1640", "1440,1340 1760,1990", "300,2100 2200,2560")...), postkamer.SheetUnreadFinders, false},
		{"a picture of it in a letter", append(wipe("white", allEdges...), "-resize", "40%", "-background", "white", "-extent", "1240x1754"), postkamer.SheetUnreadSmall, true},
		{"neither edge nor codes", wipe("white", append(allEdges, codes)...), "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := converted(t, sheet, "scan.png", c.args...)
			p, err := e.Prepare(t.Context(), path, postkamer.PNG, 1, postkamer.PrepareOptions{})
			if err != nil {
				t.Fatal(err)
			}
			why := ""
			if i := slices.IndexFunc(p.Barcodes, func(b postkamer.Barcode) bool { return b.Kind == postkamer.SheetUnread }); i >= 0 {
				why = p.Barcodes[i].Value
			}
			read := slices.ContainsFunc(p.Barcodes, func(b postkamer.Barcode) bool { _, ok := postkamer.ParseSheet(b.Value); return ok })
			if why != c.why || read != c.read || p.Blank {
				t.Errorf("codes %v, blank %v", p.Barcodes, p.Blank)
			}
		})
	}
}
