package ocr

import (
	"bytes"
	"testing"

	"postkamer"
)

// TestReadWithCleanPage: what preparation keeps only saves time. Without it, or
// with one that is damaged or another page's, the same is read.
func TestReadWithCleanPage(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	needsTesseract(t, e)
	letter := grayPage(t, pdfOf(letterSheet(letterLines)))
	path := write(t, "scan.jpg", asScan(t, turned(letter, 90)))
	p, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if p.View.PageWidth != letter.Rect.Dy() || p.View.PageHeight != letter.Rect.Dx() {
		t.Errorf("page of %d by %d in the file", p.View.PageWidth, p.View.PageHeight)
	}
	read := func(t *testing.T, clean []byte) postkamer.Reading {
		t.Helper()
		got, err := e.Read(t.Context(), path, postkamer.JPEG, 1, p.View, clean)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := read(t, p.Clean)
	if len(want.Bitonal.G4) == 0 || want.Bitonal.Width < p.View.Width {
		t.Errorf("black and white page of %d by %d, %d bytes", want.Bitonal.Width, want.Bitonal.Height, len(want.Bitonal.G4))
	}
	damaged := bytes.Clone(p.Clean)
	damaged[len(damaged)/2]++
	other, err := e.Prepare(t.Context(), write(t, "other.jpg", asScan(t, letter)), postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name, clean := range map[string][]byte{
		"lost": nil, "damaged": damaged, "cut off": p.Clean[:100], "another page's": other.Clean, "no clean page": []byte("x"),
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, clean)
			sameWords(t, want.Text, got.Text, 0)
			if !bytes.Equal(got.Bitonal.G4, want.Bitonal.G4) {
				t.Error("another picture")
			}
		})
	}
}

// TestColourWithoutCleanPage: a page in colour is not made black and white, also when
// its clean page is lost and the PDF is drawn again.
func TestColourWithoutCleanPage(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	needsTesseract(t, e)
	stamped := scanSheet(asJPEG(t, grayPage(t, pdfOf(letterSheet(letterLines))), 85))
	stamped.content += "0 0 0.8 rg 350 150 100 15 re f\n"
	path := write(t, "stamp.pdf", pdfOf(stamped))
	p, err := e.Prepare(t.Context(), path, postkamer.PDF, 1, postkamer.PrepareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for name, clean := range map[string][]byte{"kept": p.Clean, "lost": nil} {
		got, err := e.Read(t.Context(), path, postkamer.PDF, 1, p.View, clean)
		if err != nil || len(got.Text.Words) == 0 || len(got.Bitonal.G4) > 0 {
			t.Errorf("%s: %d words, %d bytes in black and white, %v", name, len(got.Text.Words), len(got.Bitonal.G4), err)
		}
	}
}

func TestBlankPageHasNothingToRead(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	p, err := e.Prepare(t.Context(), write(t, "a.jpg", asJPEG(t, paperPage(250, 2), 85)), postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil || !p.Blank || len(p.Clean) != 0 {
		t.Errorf("blank %v, %d bytes, %v", p.Blank, len(p.Clean), err)
	}
}
