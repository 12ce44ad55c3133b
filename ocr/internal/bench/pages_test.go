package main

import (
	"image"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// ruled returns a scan with black lines, more at the top than at the bottom.
func ruled() scan {
	s := scan{grey: image.NewGray(image.Rect(0, 0, 900, 1200)), dpi: drawDPI, dpiY: drawDPI}
	s.grey = each(s.grey, func(x, y int, _ float64) float64 {
		if y > 60 && y < 1100 && int(math.Sqrt(float64(y)))%2 == 0 && x > 100 && x < 700 {
			return 0
		}
		return 255
	})
	return s
}

func TestEveryVariantMakesTheSamePageTwice(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			once, twice := v.make(ruled(), dice(1, v.name)), v.make(ruled(), dice(1, v.name))
			if string(once.grey.Pix) != string(twice.grey.Pix) {
				t.Error("the same seed made another page")
			}
			other := v.make(ruled(), dice(2, v.name))
			random := map[string]bool{"noise": true, "lowcon": true, "fax": true, "photocopy": true, "stain": true, "combo": true}
			if random[v.name] && string(once.grey.Pix) == string(other.grey.Pix) {
				t.Error("another seed made the same page")
			}
		})
	}
}

func TestTurnedAndTiltedBack(t *testing.T) {
	s := ruled()
	for _, degrees := range []int{90, 180, 270} {
		if back := turned(turned(s.grey, degrees), 360-degrees); string(back.Pix) != string(s.grey.Pix) {
			t.Errorf("turning by %d and back changed the page", degrees)
		}
	}
	tilt := tilted(tilted(s.grey, 2), -2)
	wrong := 0
	for i, v := range tilt.Pix {
		wrong += count(math.Abs(float64(v)-float64(s.grey.Pix[i])) > 128)
	}
	if wrong > len(tilt.Pix)/50 {
		t.Errorf("tilting and back changed %d of %d pixels", wrong, len(tilt.Pix))
	}
}

// TestBundleHoldsTheWholePages compares the pages of a bundle, as poppler draws
// them, with the files that went in.
func TestBundleHoldsTheWholePages(t *testing.T) {
	dir := t.TempDir()
	for _, format := range []string{"jpeg", "png", "fax"} {
		s := ruled()
		file, err := s.write(t.Context(), filepath.Join(dir, format), format)
		if err != nil {
			t.Fatal(err)
		}
		p := Page{File: filepath.Base(file), DPI: s.dpi, DPIY: s.dpiY}
		document, err := bundle(Set{dir: dir}, []Page{p})
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := drawPDF(t.Context(), document, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		g, wrong := scanned(drawn).grey, 0
		if g.Rect != s.grey.Rect {
			t.Fatalf("%s: is %v, was %v", format, g.Rect, s.grey.Rect)
		}
		for i, v := range g.Pix {
			wrong += count(math.Abs(float64(v)-float64(s.grey.Pix[i])) > 60)
		}
		if wrong > len(g.Pix)/50 {
			t.Errorf("%s: %d of %d pixels differ", format, wrong, len(g.Pix))
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 3 {
		t.Errorf("%d files, want 3", len(left))
	}
}
