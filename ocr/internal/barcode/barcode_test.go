package barcode

import (
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"postkamer"
)

// seeded returns the same random numbers in every run.
func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(20261122, n)) }

// A separator sheet and a letter with codes in head and foot are read however
// they were scanned, and nothing else is.
func TestFindOnDegradedPages(t *testing.T) {
	const separator, foot = "PKSEP1:7K3M9QXAA", "WMO-2026-00123"
	var s sheet
	s.text(30, 40, 20, "SCHEIDINGSBLAD")
	s.qr(t, separator, 22, 30, 22)
	s.code128(t, separator, 60, 32, 120, 20, false)
	s.letter(seeded(1), 11, 70, 255)
	s.code128(t, foot, 130, 272, 60, 9, false)
	page := s.printed(t)
	want := []postkamer.Barcode{{Kind: QR, Value: separator}, {Kind: Code128, Value: separator}, {Kind: Code128, Value: foot}}
	for i, d := range degradations {
		t.Run(d.name, func(t *testing.T) {
			found := Find(d.do(page, seeded(uint64(i))), d.dpi)
			for _, w := range want {
				// Blurred to the width of a module nothing reads the small one.
				if !slices.Contains(found, w) && (d.name != "blur" || w.Value != foot) {
					t.Errorf("%v was not found, but %v", w, found)
				}
			}
			for _, b := range found {
				if !slices.Contains(want, b) {
					t.Errorf("found %v, which is not there", b)
				}
			}
		})
	}
}

func TestCodeSaysHowItLies(t *testing.T) {
	var s sheet
	s.qr(t, "PKSEP1:7K3M9QXAA", 22, 30, 22)
	page := s.printed(t)
	for n := range 4 {
		seen := Look(page, 300)
		if len(seen.Codes) != 1 || seen.Codes[0].Turn != (360-90*n)%360 {
			t.Errorf("turned %d times clockwise: %+v", n, seen.Codes)
		}
		page = turnedOnce(page)
	}
}

func TestFindEveryKind(t *testing.T) {
	for _, c := range []struct {
		name string
		draw func(*sheet)
		want []postkamer.Barcode
	}{
		{"patch T", func(s *sheet) { s.patch("NWNW", 20, 20, 170) }, codes(Patch, "T")},
		{"patch 2 is T upside down", func(s *sheet) { s.patch("WNWN", 20, 250, 80) }, codes(Patch, "2")},
		{"patch 1, 3, 4, 6", func(s *sheet) {
			for i, w := range []string{"WNNW", "WWNN", "NWWN", "NNWW"} {
				s.patch(w, 30, 20+60*float64(i), 150)
			}
		}, codes(Patch, "1", "3", "4", "6")},
		{"patch too short", func(s *sheet) { s.patch("NWNW", 20, 20, 25) }, nil},
		{"Code 39 of another maker's patch sheet", func(s *sheet) { s.code39(t, "PATCHT", 50, 100, 100, 20) }, codes(Code39, "PATCHT")},
		{"Code 39 too short to be sure of", func(s *sheet) { s.code39(t, "A1", 50, 100, 40, 20) }, nil},
		{"Code 39 beside other bars", func(s *sheet) {
			s.code39(t, "PATCHT", 50, 100, 100, 20)
			s.box(49, 100, 0.5, 20)
		}, nil},
		{"two Code 128 beside each other", func(s *sheet) {
			s.code128(t, "LINKS-1", 20, 100, 50, 12, false)
			s.code128(t, "RECHTS-2", 110, 100, 60, 12, false)
		}, codes(Code128, "RECHTS-2", "LINKS-1")},
		{"Code 128 along the margin", func(s *sheet) { s.code128(t, "KIXB-9934", 8, 100, 60, 9, true) }, codes(Code128, "KIXB-9934")},
		{"Code 128 of digits", func(s *sheet) { s.code128(t, "0123456789", 20, 100, 30, 8, false) }, codes(Code128, "0123456789")},
		{"two QR codes", func(s *sheet) { s.qr(t, "een", 20, 20, 22); s.qr(t, "twee", 120, 120, 50) }, codes(QR, "een", "twee")},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s sheet
			c.draw(&s)
			found := Find(s.printed(t), 300)
			slices.SortFunc(found, byValue)
			slices.SortFunc(c.want, byValue)
			if !slices.Equal(found, c.want) {
				t.Errorf("found %v, not %v", found, c.want)
			}
		})
	}
}

func byValue(a, b postkamer.Barcode) int {
	return slices.Compare([]byte(a.Kind+a.Value), []byte(b.Kind+b.Value))
}

func codes(kind string, values ...string) (b []postkamer.Barcode) {
	for _, v := range values {
		b = append(b, postkamer.Barcode{Kind: kind, Value: v})
	}
	return b
}

// Text, tables, stripes and dots are no codes, and pages of them cost no more
// decoding than the limit.
func TestFindNothingWhereNothingIs(t *testing.T) {
	var letter, table, stripes sheet
	letter.letter(seeded(2), 9, 20, 280)
	for i := range 60 {
		table.box(20, 20+4*float64(i), 170, 0.3)
		table.box(20+2.8*float64(i), 20, 0.3, 236)
		stripes.box(20+2.8*float64(i), 40, 0.4+seeded(uint64(i)).Float64()*2, 30)
		stripes.box(20, 100+2.8*float64(i), 90, 0.4+seeded(uint64(i)).Float64()*2)
	}
	for name, s := range map[string]*sheet{"letter": &letter, "table": &table, "stripes": &stripes} {
		page := s.printed(t)
		for _, d := range degradations[:10:10] {
			if d.name == "skew 1.5" || d.name == "upside down" {
				continue
			}
			if found := Find(d.do(page, seeded(3)), d.dpi); len(found) > 0 {
				t.Errorf("%s, %s: found %v", name, d.name, found)
			}
		}
	}
	for _, cell := range []int{1, 2, 3, 5, 8} {
		if found := Find(dots(1240, 1754, cell, seeded(uint64(cell))), 150); len(found) > 0 {
			t.Errorf("dots of %d pixels: found %v", cell, found)
		}
	}
}

// dots is a page of squares that are black or white by chance.
func dots(w, h, cell int, r *rand.Rand) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := 0; y < h; y += cell {
		for x := 0; x < w; x += cell {
			v := byte(r.IntN(2) * 255)
			for row := y; row < min(h, y+cell); row++ {
				for col := x; col < min(w, x+cell); col++ {
					m.Pix[row*m.Stride+col] = v
				}
			}
		}
	}
	return m
}

// Every symbol survives being printed and read again, in every set.
func TestText128(t *testing.T) {
	for _, c := range []struct {
		name  string
		codes []int
		want  string
		ok    bool
	}{
		{"set B", []int{104, 33, 34, 0}, "AB", true},
		{"set C", []int{105, 12, 34, 0}, "1234", true},
		{"set A has control characters", []int{103, 64, 0}, "\x00", true},
		{"from B to C and back", []int{104, 33, 99, 12, 100, 34, 0}, "A12B", true},
		{"one character of A in B", []int{104, 98, 64, 33, 0}, "\x00A", true},
		{"function characters say nothing", []int{105, 102, 12, 0}, "12", true},
		{"nothing said", []int{105, 102, 0}, "", false},
		{"a start in the middle", []int{104, 33, 104, 0}, "", false},
		{"no start", []int{33, 34, 0}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := len(c.codes) - 1
			sum := c.codes[0]
			for i, code := range c.codes[1:n] {
				sum += (i + 1) * code
			}
			c.codes[n] = sum % mod128
			if got, ok := text128(c.codes); got != c.want && c.ok || ok != c.ok {
				t.Errorf("says %q, %v", got, ok)
			}
			c.codes[n] = (c.codes[n] + 1) % mod128
			if got, ok := text128(c.codes); ok {
				t.Errorf("says %q with a wrong check", got)
			}
		})
	}
}

// No image makes Find panic, and rows of a padded image are not sheared.
func FuzzFind(f *testing.F) {
	f.Add([]byte("PKSEP1"), uint8(40), uint16(300), uint64(1))
	f.Add([]byte{0, 255}, uint8(200), uint16(20), uint64(7))
	f.Fuzz(func(t *testing.T, pixels []byte, width uint8, dpi uint16, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 0))
		w := int(width) + 1
		m := image.NewGray(image.Rect(0, 0, w+r.IntN(8), 1+r.IntN(256)))
		for i := range m.Pix {
			if len(pixels) > 0 {
				m.Pix[i] = pixels[(i/(1+r.IntN(3)))%len(pixels)]
			}
		}
		part, _ := m.SubImage(image.Rect(r.IntN(3), 0, w, m.Rect.Dy())).(*image.Gray)
		for _, b := range Find(part, int(dpi)) {
			if b.Kind == "" || b.Value == "" {
				t.Errorf("found %v", b)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var letter, separator sheet
	letter.letter(seeded(4), 10, 30, 260)
	separator.qr(b, "PKSEP1:7K3M9QXAA", 65, 76, 80)
	separator.code128(b, "PKSEP1:7K3M9QXAA", 45, 201, 120, 25, false)
	for i, s := range []*sheet{&letter, &separator} {
		m := s.printed(b)
		b.Run(fmt.Sprint([]string{"without codes", "separator"}[i]), func(b *testing.B) {
			for b.Loop() {
				Find(m, 300)
			}
		})
	}
}
