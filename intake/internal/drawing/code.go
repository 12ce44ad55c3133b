package drawing

import (
	"postkamer/ocr/codeprint"
)

// QR draws a QR code that survives the loss of a quarter of it, so many
// millimetres wide. There is no white edge around it: leave some.
func (c *Canvas) QR(value string, x, y, side float64) error {
	square, err := codeprint.QR(value, codeprint.Quarter)
	if err != nil {
		return err
	}
	c.code(square, x, y, side, side)
	return nil
}

// Code128 draws a bar code of that width and height. There is no white edge
// beside it: leave some.
func (c *Canvas) Code128(value string, x, y, width, height float64) error {
	line, err := codeprint.Code128(value)
	if err != nil {
		return err
	}
	c.code(line, x, y, width, height)
	return nil
}

func (c *Canvas) code(code codeprint.Code, x, y, width, height float64) {
	c.Fill(Black)
	code.Path(c, pt(x), up(y+height), pt(width), pt(height))
}
