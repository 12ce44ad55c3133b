package ocr

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/unix"

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

// BenchmarkPhoto measures the processor time in the child of a photo of a telephone:
// looking whether it can be taken in, for which a citizen waits, and what follows.
func BenchmarkPhoto(b *testing.B) {
	e := startEngine(b, Config{Children: 1})
	needsTesseract(b, e)
	path := write(b, "a.jpg", photo(b))
	b.Run("inspect", func(b *testing.B) {
		e.looks.measure(b, func() error { _, err := e.Inspect(b.Context(), path, "a.jpg"); return err })
	})
	p, err := e.Prepare(b.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("prepare", func(b *testing.B) {
		e.pages.measure(b, func() error {
			_, err := e.Prepare(b.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
			return err
		})
	})
	b.Run("read", func(b *testing.B) {
		e.pages.measure(b, func() error {
			_, err := e.Read(b.Context(), path, postkamer.JPEG, 1, p.View, p.Clean)
			return err
		})
	})
}

// measure repeats do and reports the processor time of the child.
func (l lane) measure(b *testing.B, do func() error) {
	if err := do(); err != nil { // starts the child
		b.Fatal(err)
	}
	before, n := l.childTime(b), 0
	for b.Loop() {
		if err := do(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric((l.childTime(b)-before)*1e3/float64(n), "cpu-ms/op")
}

// childTime is the processor time of the only child in seconds.
func (l lane) childTime(b *testing.B) float64 {
	r := <-l.slots
	defer func() { l.slots <- r }()
	if r == nil {
		return 0
	}
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^r.pid()<<3|2), &t); err != nil {
		b.Fatal(err)
	}
	return float64(t.Sec) + float64(t.Nsec)/1e9
}

// photo returns a JPEG in colour of 12 million pixels and some 3 MB: a shaded wall with
// the noise of a sensor.
func photo(t testing.TB) []byte {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	m := image.NewYCbCr(image.Rect(0, 0, 4032, 3024), image.YCbCrSubsampleRatio420)
	for i := range m.Y {
		m.Y[i] = uint8(80 + i%m.YStride/64 + random.IntN(24))
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = uint8(110+random.IntN(6)), uint8(130+random.IntN(6))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
