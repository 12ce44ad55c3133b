package ocr

import (
	"testing"

	"postkamer"
)

// BenchmarkPage measures what a scanned page costs: its preparation, and its
// reading, one page at a time. Tesseract itself takes most of the reading.
func BenchmarkPage(b *testing.B) {
	e := startEngine(b, Config{Children: 1})
	needsTesseract(b, e)
	path := scanned(b, drawn(b, pdfOf(letterSheet(letterLines))), "a.jpg")
	p, err := e.Prepare(b.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("prepare", func(b *testing.B) {
		for b.Loop() {
			if _, err := e.Prepare(b.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := e.Read(b.Context(), path, postkamer.JPEG, 1, p.View, p.Clean); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("question", func(b *testing.B) { // what talking to a child costs
		if err := e.Ready(b.Context()); err != nil {
			b.Fatal(err)
		}
	})
}
