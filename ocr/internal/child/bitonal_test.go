package child

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// tiffOf puts plain group 4 data of black on white back into a TIFF.
func tiffOf(g4 []byte, size wire.Size) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	entries := [][3]uint32{{256, 4, uint32(size.Width)}, {257, 4, uint32(size.Height)}, {258, 3, 1}, {259, 3, 4},
		{262, 3, 0}, {273, 4, 0}, {277, 3, 1}, {278, 4, uint32(size.Height)}, {279, 4, uint32(len(g4))}}
	b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
	for _, e := range entries {
		if e[0] == tagOffsets {
			e[2] = uint32(8 + 2 + 12*len(entries) + 4)
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(e[0]))
		b = binary.LittleEndian.AppendUint16(b, uint16(e[1]))
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, e[2])
	}
	return append(binary.LittleEndian.AppendUint32(b, 0), g4...)
}

func bitonalOf(t *testing.T, raster []byte) ([]byte, wire.Size) {
	t.Helper()
	s := scalesOf(t, decoded(t, raster), wire.Steps{})
	defer s.free()
	k := kept{pix: s.clean(postkamer.View{}, wire.Steps{}), blackOnWhite: s.isBlackOnWhite()}
	defer k.free()
	return k.bitonal()
}

func TestBitonal(t *testing.T) {
	letter := letterContent(1)
	stroke := "q %s RG 2 w 150 200 m 180 230 l 200 195 l 230 240 l 300 190 l 340 230 l S Q\n"
	with := func(colour string) string {
		return letter + string(bytes.Replace([]byte(stroke), []byte("%s"), []byte(colour), 1))
	}
	for _, c := range []struct {
		name    string
		content string
		args    []string
		noise   int
		there   bool
	}{
		{"letter becomes black and white", letter, []string{"-gray"}, 8, true},
		{"letter without noise too", letter, []string{"-gray"}, 0, true},
		{"pen is kept", with("0.2 0.2 0.2"), []string{"-gray"}, 8, true},
		{"faint pencil would be lost", with("0.8 0.8 0.8"), []string{"-gray"}, 8, false},
		{"stamp in colour would be lost", with("0.1 0.2 0.9"), nil, 0, false},
		{"photo would be lost", letter + "q 0.5 g 100 100 350 250 re f Q\n", []string{"-gray"}, 8, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			raster := drawn(t, c.content, c.args...)
			if c.noise > 0 {
				raster = scanned(raster, c.noise)
			}
			g4, size := bitonalOf(t, raster)
			if (len(g4) > 0) != c.there {
				t.Fatalf("%d bytes", len(g4))
			}
			if c.there && (size.Width < 3300 || size.Height < 4670 || len(g4) > 60_000) {
				t.Errorf("%d bytes, %v", len(g4), size)
			}
		})
	}
}

// TestBitonalAtOddResolution: strokes are compared in their own places, whatever the
// resolution of a large sheet has become.
func TestBitonalAtOddResolution(t *testing.T) {
	stroke := "q 0.2 0.2 0.2 RG 0.7 w 420 100 m 450 130 l 470 95 l 500 140 l 550 90 l 570 130 l S Q\n"
	s := scalesOf(t, decoded(t, drawn(t, letterContent(1)+stroke, "-gray")), wire.Steps{})
	defer s.free()
	k := kept{pix: s.clean(postkamer.View{}, wire.Steps{}), blackOnWhite: true}
	defer k.free()
	k.dpi = 199
	if g4, _ := k.bitonal(); len(g4) == 0 {
		t.Error("strokes that are there are called lost")
	}
}

func TestTooLargeBitonalIsLeftOut(t *testing.T) {
	wide := image.NewGray(image.Rect(0, 0, 33000, 40))
	for i := range wide.Pix {
		wide.Pix[i] = 255
	}
	for width, there := range map[int]bool{32000: true, 33000: false} {
		k := kept{pix: pixOf(&image.Gray{Pix: wide.Pix, Stride: width, Rect: image.Rect(0, 0, width, 40)}, 200), blackOnWhite: true}
		if g4, _ := k.bitonal(); (len(g4) > 0) != there {
			t.Errorf("%d pixels wide: %d bytes", width, len(g4))
		}
		k.free()
	}
}

// TestTooLargeCleanPageIsLeftOut: what does not fit in an answer would end the child.
func TestTooLargeCleanPageIsLeftOut(t *testing.T) {
	view := make([]byte, 1000)
	for size, there := range map[int]bool{wire.MaxBody - 1000: true, wire.MaxBody - 999: false} {
		var a wire.Answer
		if clean := fitting(view, make([]byte, size)); (clean != nil) != there || len(a.Join(view, clean)) > wire.MaxBody {
			t.Errorf("%d bytes: %d", size, len(clean))
		}
	}
}

// TestNoPixels: an image that cannot be copied is an error, never a white page.
func TestNoPixels(t *testing.T) {
	p := decoded(t, drawn(t, letterContent(1)))
	if m, err := p.image(); !errors.Is(err, errNoMemory) || m != nil {
		t.Errorf("colour passes for grey: %v", err)
	}
}

// TestBitonalIsRead: what stands in black and white is what stood on the page.
func TestBitonalIsRead(t *testing.T) {
	e, _ := engine(t)
	g4, size := bitonalOf(t, scanned(drawn(t, letterContent(1), "-gray"), 8))
	p, err := decode(tiffOf(g4, size), wire.Request{Kind: postkamer.TIFF, Page: 1, MaxPixels: 100_000_000, MaxPages: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer p.free()
	words, err := e.words(p.gray(), look{mode: 3})
	if err != nil || !hasWord(words, "burgerservicenummer") || !hasWord(words, "999990019") {
		t.Errorf("%v, %v", words, err)
	}
}

func hasWord(words []readWord, text string) bool {
	for _, w := range words {
		if w.text == text {
			return true
		}
	}
	return false
}
