package ocr

import (
	"bytes"
	"testing"

	"postkamer"
)

func TestSeparatorSheet(t *testing.T) {
	value := postkamer.SeparatorValue("7K3M9QXA")
	var pdf bytes.Buffer
	if err := SeparatorSheet(&pdf, value); err != nil {
		t.Fatal(err)
	}
	e := startEngine(t, Config{})
	path := write(t, "blad.pdf", pdf.Bytes())
	if f, err := e.Inspect(t.Context(), path, "blad.pdf"); err != nil || f.Pages != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	image := drawn(t, pdf.Bytes())
	small := []string{"-resize", "50%", "-background", "white", "-units", "PixelsPerInch", "-density", "150"}
	for _, c := range []struct {
		name string
		args []string // for ImageMagick, after halving to 150 dpi
	}{
		{"fresh from the printer", nil},
		{"upside down", []string{"-rotate", "180"}},
		{"on its side", []string{"-rotate", "90"}},
		{"askew", []string{"-rotate", "4"}},
		{"faint copy", []string{"+level", "55%,90%"}},
		{"noisy and out of focus", []string{"-blur", "0x1.5", "-attenuate", "0.5", "+noise", "Gaussian"}},
		{"fax", []string{"-resize", "67%", "-density", "100", "-threshold", "55%"}},
		{"coffee stain over a corner of the code", []string{"-fill", "#7a5a3a", "-draw", "circle 800,880 850,880"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := converted(t, image, "scan.png", append(small, c.args...)...)
			p, err := e.Prepare(t.Context(), path, postkamer.PNG, 1, postkamer.PrepareOptions{})
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]bool{}
			for _, b := range p.Barcodes {
				if b.Value != value {
					t.Errorf("found %q", b.Value)
				}
				found[b.Kind] = true
			}
			if !found["qr"] || !found["code128"] || p.Blank {
				t.Errorf("codes %v, blank %v", p.Barcodes, p.Blank)
			}
		})
	}
	if err := SeparatorSheet(&pdf, "PATCHT"); err == nil {
		t.Error("a foreign value gives a sheet")
	}
}
