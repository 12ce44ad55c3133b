package child

import (
	"os"
	"syscall"
	"testing"
	"time"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// BenchmarkSteps measures the CPU time of each step of a page: a letter of 50
// lines, or the file that POSTKAMER_PAGE names.
func BenchmarkSteps(b *testing.B) {
	e, o := engine(b)
	data, q := benchPage(b)
	p, err := decode(data, q)
	if err != nil {
		b.Fatal(err)
	}
	defer p.free()
	s := scalesOf(b, p, wire.Steps{})
	defer s.free()
	bin := s.half.binary()
	defer bin.free()
	view := postkamer.View{Skew: 1}
	flat := &pix{c: s.read.derived(nil, readDPI).c, dpi: readDPI}
	flat.normalise()
	clean := s.clean(postkamer.View{}, wire.Steps{})
	s.view(&view)
	kept := s.keep(clean, view)
	black, _ := decodeKept(kept, wire.Request{View: view})
	defer black.free()
	black.blackOnWhite = true
	twice := black.twice()
	defer twice.free()
	on := func(from *pix, do func(p *pix)) func() {
		return func() {
			p := from.derived(nil, from.dpi)
			do(p)
			p.free()
		}
	}
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"decode", func() {
			p, _ := decode(data, q)
			p.free()
		}},
		{"scales", func() { scalesOf(b, p, wire.Steps{}).free() }},
		{"blank", func() { newPaper(imageOf(b, s.small)).isBlank() }},
		{"binary", func() { s.half.binary().free() }},
		{"turn-leptonica", func() { leptonicaTurn(bin) }},
		{"turn-osd", func() { o.turn(s.half) }},
		{"skew", func() { skew(bin) }},
		{"barcodes", func() { findBarcodes(s.gray, false) }},
		{"sheet edge", func() { s.hasSheetEdge() }},
		{"straighten", on(s.read, func(p *pix) { p.straighten(1) })},
		{"normalise", on(s.read, (*pix).normalise)},
		{"smooth", on(flat, (*pix).smooth)},
		{"stretch", on(flat, (*pix).stretch)},
		{"view", func() { s.view(&view) }},
		{"keep", func() { s.keep(clean, view) }},
		{"kept", func() {
			c, _ := decodeKept(kept, wire.Request{View: view})
			c.free()
		}},
		{"dark-patches", func() { clean.hasDarkPatches() }},
		{"unrule", func() { clean.unruled().free() }},
		{"tesseract", func() { e.words(clean, look{mode: 3}) }},
		{"bitonal", func() { black.bitonal() }},
		{"twice", func() { black.twice().free() }},
		{"strokes", func() { black.keepsStrokes(twice) }},
		{"g4", func() { twice.g4() }},
		{"prepare", func() { prepare(data, q, o) }},
		{"read", func() { read(kept, wire.Request{Kind: wire.Prepared, View: view}, e, o) }},
	} {
		b.Run(step.name, func(b *testing.B) {
			begin := cpu()
			for b.Loop() {
				step.do()
			}
			b.ReportMetric(float64((cpu()-begin).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(0, "ns/op")
		})
	}
	b.Logf("clean page %d kB", len(kept)/1000)
}

func benchPage(b *testing.B) ([]byte, wire.Request) {
	if path := os.Getenv("POSTKAMER_PAGE"); path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		return data, wire.Request{Kind: postkamer.JPEG, Page: 1, MaxPixels: 100_000_000}
	}
	return scanned(drawn(b, letterContent(5), "-gray"), 8), rasterRequest(wire.OpPrepare)
}

// cpu returns the CPU time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
