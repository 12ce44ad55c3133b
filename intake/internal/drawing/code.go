package drawing

import (
	"fmt"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// QR draws a QR code that survives the loss of a quarter of it, so many
// millimetres wide. There is no white edge around it: leave some.
func (c *Canvas) QR(value string, x, y, side float64) error {
	square, err := qrcode.NewQRCodeWriter().Encode(value, gozxing.BarcodeFormat_QR_CODE, 1, 1, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_ERROR_CORRECTION: qrdecoder.ErrorCorrectionLevel_Q,
		gozxing.EncodeHintType_MARGIN:           0,
	})
	if err != nil {
		return fmt.Errorf("draw QR code: %w", err)
	}
	c.modules(square, x, y, side, side)
	return nil
}

// Code128 draws a bar code of that width and height. There is no white edge
// beside it: leave some.
func (c *Canvas) Code128(value string, x, y, width, height float64) error {
	line, err := oned.NewCode128Writer().Encode(value, gozxing.BarcodeFormat_CODE_128, 1, 1, map[gozxing.EncodeHintType]any{
		gozxing.EncodeHintType_MARGIN: 0,
	})
	if err != nil {
		return fmt.Errorf("draw Code 128: %w", err)
	}
	c.modules(line, x, y, width, height)
	return nil
}

// modules draws a code: one rectangle for each run of dark modules, all in one path
// so that no seams show between them.
func (c *Canvas) modules(m *gozxing.BitMatrix, x, y, width, height float64) {
	c.Fill(Black)
	unitX, unitY := width/float64(m.GetWidth()), height/float64(m.GetHeight())
	for row := range m.GetHeight() {
		for column := 0; column < m.GetWidth(); column++ {
			from := column
			for column < m.GetWidth() && m.Get(column, row) {
				column++
			}
			if column > from {
				fmt.Fprintf(c, "%.3f %.3f %.3f %.3f re\n", pt(x+float64(from)*unitX), up(y+float64(row+1)*unitY), pt(float64(column-from)*unitX), pt(unitY))
			}
		}
	}
	c.WriteString("f\n")
}
