package child

import (
	"errors"
	"image"

	"github.com/makiuchi-d/gozxing"
	multiqr "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"postkamer"
)

// findBarcodes looks for QR and Code128 codes on an upright grey page, first as
// it is, then slightly blurred and in full contrast for the kinds not yet found:
// that finds 11 more of 60 QR codes but loses half of the Code128.
func findBarcodes(g *pix) (found []postkamer.Barcode) {
	// The library has indexed out of range on odd images before; a page without
	// its codes is still a page.
	defer func() { _ = recover() }()
	m := g.image()
	sharp := bitmap(m)
	codes, lines := findQR(sharp), findCode128(sharp)
	if len(codes) > 0 && len(lines) > 0 {
		return append(codes, lines...)
	}
	second := bitmap(stretched(softened(m)))
	if len(codes) == 0 {
		codes = findQR(second)
	}
	if len(lines) == 0 {
		lines = findCode128(second)
	}
	return append(codes, lines...)
}

// findQR returns the QR codes: none when a first look finds none, since looking
// for several takes longer.
func findQR(b *gozxing.BinaryBitmap) []postkamer.Barcode {
	first, err := qrcode.NewQRCodeReader().Decode(b, harder())
	if err != nil {
		return nil
	}
	found := []postkamer.Barcode{{Kind: "qr", Value: first.GetText()}}
	all, err := multiqr.NewQRCodeMultiReader().DecodeMultiple(b, harder())
	if err != nil {
		return found
	}
	for _, r := range all {
		if r.GetText() != first.GetText() && len(found) < maxBarcodes {
			found = append(found, postkamer.Barcode{Kind: "qr", Value: r.GetText()})
		}
	}
	return found
}

// maxBarcodes is how many codes of a kind are reported; a page with more is no letter.
const maxBarcodes = 16

// findCode128 returns the first Code128; the library finds no more than one.
func findCode128(b *gozxing.BinaryBitmap) []postkamer.Barcode {
	r, err := oned.NewCode128Reader().Decode(b, harder())
	if err != nil {
		return nil
	}
	return []postkamer.Barcode{{Kind: "code128", Value: r.GetText()}}
}

func harder() map[gozxing.DecodeHintType]any {
	return map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
}

func bitmap(m *image.Gray) *gozxing.BinaryBitmap {
	s := &luminance{LuminanceSourceBase: gozxing.LuminanceSourceBase{Width: m.Rect.Dx(), Height: m.Rect.Dy()}, m: m}
	b, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(s))
	if err != nil {
		return nil
	}
	return b
}

// luminance hands a grey image to gozxing as it is; gozxing's own source asks
// for every pixel as a colour, which takes longer than the search.
type luminance struct {
	gozxing.LuminanceSourceBase
	m *image.Gray
}

func (s *luminance) GetRow(y int, row []byte) ([]byte, error) {
	if y < 0 || y >= s.GetHeight() {
		return row, errors.New("row outside of the image")
	}
	if len(row) < s.GetWidth() {
		row = make([]byte, s.GetWidth())
	}
	copy(row, s.m.Pix[y*s.m.Stride:][:s.GetWidth()])
	return row, nil
}

func (s *luminance) GetMatrix() []byte               { return s.m.Pix }
func (s *luminance) Invert() gozxing.LuminanceSource { return gozxing.LuminanceSourceInvert(s) }
func (s *luminance) String() string                  { return "page" }
