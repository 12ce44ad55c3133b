// Package codeprint draws QR codes and Code 128 for printing: as filled rectangles
// on a page of a PDF. Reading them is the work of package ocr.
package codeprint

import (
	"fmt"
	"io"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// A Loss is how much of a QR code may be damaged.
type Loss = qrdecoder.ErrorCorrectionLevel

// Losses.
const (
	Quarter = qrdecoder.ErrorCorrectionLevel_Q
	Third   = qrdecoder.ErrorCorrectionLevel_H // 30 %
)

// A Code is a code to draw: dark and light modules.
type Code struct{ m *gozxing.BitMatrix }

// QR returns a QR code that can be read when so much of it is lost. Leave white of
// four modules around it.
func QR(value string, loss Loss) (Code, error) {
	m, err := qrcode.NewQRCodeWriter().Encode(value, gozxing.BarcodeFormat_QR_CODE, 1, 1, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_ERROR_CORRECTION: loss,
		gozxing.EncodeHintType_MARGIN:           0,
	})
	if err != nil {
		return Code{}, fmt.Errorf("draw QR code: %w", err)
	}
	return Code{m}, nil
}

// Code128 returns a code of bars. Leave white of ten modules on both sides.
func Code128(value string) (Code, error) {
	m, err := oned.NewCode128Writer().Encode(value, gozxing.BarcodeFormat_CODE_128, 1, 1, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_MARGIN: 0,
	})
	if err != nil {
		return Code{}, fmt.Errorf("draw Code 128: %w", err)
	}
	return Code{m}, nil
}

// Modules returns how many modules the code is wide and high.
func (c Code) Modules() (wide, high int) { return c.m.GetWidth(), c.m.GetHeight() }

// Path draws the code into a rectangle whose bottom left corner is x, y, in points
// of 1/72 inch from the bottom left of the page: one filled rectangle for each run
// of dark modules, all in one path so that no seams show between them. It sets no
// colour. Errors of w are lost: it is the buffer of a page.
func (c Code) Path(w io.Writer, x, y, width, height float64) {
	unitX, unitY := width/float64(c.m.GetWidth()), height/float64(c.m.GetHeight())
	for row := range c.m.GetHeight() {
		for column := 0; column < c.m.GetWidth(); column++ {
			from := column
			for column < c.m.GetWidth() && c.m.Get(column, row) {
				column++
			}
			if column > from {
				fmt.Fprintf(w, "%.3f %.3f %.3f %.3f re\n", x+float64(from)*unitX, y+height-float64(row+1)*unitY, float64(column-from)*unitX, unitY)
			}
		}
	}
	fmt.Fprint(w, "f\n")
}

// Of returns a code that somebody else encoded.
func Of(m *gozxing.BitMatrix) Code { return Code{m} }
