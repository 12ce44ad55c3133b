package ocr

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"

	"postkamer"
	"postkamer/ocr/internal/plainpdf"
)

// Places on a separator sheet, in points of 1/72 inch from the bottom left
// corner of an A4. The QR code is 80 mm wide: a QR code of 22 mm was read from
// every test page, and this one survives a coffee stain as well. Both codes of
// this sheet were read from all 64 degraded scans of it; either one is enough.
const (
	a4Width, a4Height = 595.28, 841.89
	qrSide            = 80 * 72 / 25.4
	qrBottom          = 400.0
	lineWidth         = 120 * 72 / 25.4 // of the Code128
	lineHeight        = 25 * 72 / 25.4
	lineBottom        = 200.0
)

// SeparatorSheet writes a separator sheet (scheidingsblad) to w: an A4 in PDF to
// print and lay between two letters. Value comes from postkamer.SeparatorValue
// and stands on it as QR code, as Code128 and in letters.
func SeparatorSheet(w io.Writer, value string) error {
	if _, ok := postkamer.ParseSeparator(value); !ok {
		return fmt.Errorf("make separator sheet: %q is no value for one", value)
	}
	square, err := qrcode.NewQRCodeWriter().Encode(value, gozxing.BarcodeFormat_QR_CODE, 1, 1, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_ERROR_CORRECTION: qrdecoder.ErrorCorrectionLevel_H,
		gozxing.EncodeHintType_MARGIN:           0,
	})
	if err != nil {
		return fmt.Errorf("make separator sheet: %w", err)
	}
	line, err := oned.NewCode128Writer().Encode(value, gozxing.BarcodeFormat_CODE_128, 1, 1, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_MARGIN: 0,
	})
	if err != nil {
		return fmt.Errorf("make separator sheet: %w", err)
	}
	_, err = w.Write(onePagePDF(separatorContent(value, square, line)))
	return err
}

// separatorContent draws the sheet. The letters are in capitals of 36 points, so
// that a person who leafs through the pile sees it too.
func separatorContent(value string, square, line *gozxing.BitMatrix) []byte {
	var b bytes.Buffer
	centred(&b, 36, 740, "SCHEIDINGSBLAD")
	centred(&b, 14, 700, "Leg dit blad tussen twee brieven. Hier begint een nieuw poststuk.")
	modules(&b, square, (a4Width-qrSide)/2, qrBottom, qrSide, qrSide)
	modules(&b, line, (a4Width-lineWidth)/2, lineBottom, lineWidth, lineHeight)
	centred(&b, 14, lineBottom-24, value)
	centred(&b, 12, 120, "U kunt dit blad steeds opnieuw gebruiken. Haal het na het scannen uit de stapel.")
	return b.Bytes()
}

// modules draws a code into the rectangle at x, y: one filled rectangle for each
// run of dark modules, all in one path so that no seams show between them.
func modules(b *bytes.Buffer, m *gozxing.BitMatrix, x, y, width, height float64) {
	unitX, unitY := width/float64(m.GetWidth()), height/float64(m.GetHeight())
	for row := range m.GetHeight() {
		for column := 0; column < m.GetWidth(); column++ {
			from := column
			for column < m.GetWidth() && m.Get(column, row) {
				column++
			}
			if column > from {
				fmt.Fprintf(b, "%.3f %.3f %.3f %.3f re\n", x+float64(from)*unitX, y+height-float64(row+1)*unitY, float64(column-from)*unitX, unitY)
			}
		}
	}
	b.WriteString("f\n")
}

// centred writes a line of Courier, in which each letter is 0.6 of its size
// wide, in the middle of the sheet at height y. Long lines get smaller letters.
func centred(b *bytes.Buffer, size, y float64, text string) {
	const letter, usable = 0.6, 500
	size = min(size, usable/letter/float64(len(text)))
	x := (a4Width - letter*size*float64(len(text))) / 2
	escaped := strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(text)
	fmt.Fprintf(b, "BT /F1 %.2f Tf %.2f %.2f Td (%s) Tj ET\n", size, x, y, escaped)
}

// onePagePDF returns a PDF with one A4 page of the given content.
func onePagePDF(content []byte) []byte {
	return plainpdf.Of(
		"<</Type/Catalog/Pages 2 0 R/Lang(nl-NL)>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>", a4Width, a4Height),
		plainpdf.Stream(content),
		"<</Type/Font/Subtype/Type1/BaseFont/Courier-Bold>>",
	)
}
