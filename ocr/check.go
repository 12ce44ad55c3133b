package ocr

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"unicode"
	"unicode/utf8"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// Bounds of what an honest child answers.
const (
	maxView     = 1 << 16 // pixels of a side
	maxSkew     = 5.0     // degrees
	maxCodes    = 64      // barcodes of a page
	maxCode     = 8 << 10 // bytes of a barcode; a QR code holds 7,089 digits
	maxWords    = 50_000  // words of a page
	maxWord     = 4 << 10 // bytes of a word
	maxViewJPEG = 8 << 20 // bytes
)

// checkPrepared holds what a child made of a page against what it can be. The
// view goes to browsers, so it must be the JPEG it is said to be.
func checkPrepared(a wire.Answer, body []byte) error {
	if err := checkView(a.View); err != nil {
		return err
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(body))
	if err != nil || len(body) > maxViewJPEG {
		return fmt.Errorf("%w: view is no JPEG", ErrDied)
	}
	if c.Width != a.View.Width || c.Height != a.View.Height {
		return fmt.Errorf("%w: view of another size", ErrDied)
	}
	if len(a.Barcodes) > maxCodes {
		return fmt.Errorf("%w: %d barcodes", ErrDied, len(a.Barcodes))
	}
	for _, b := range a.Barcodes {
		if b.Kind != "qr" && b.Kind != "code128" && b.Kind != "code39" || len(b.Value) > maxCode || !utf8.ValidString(b.Value) {
			return fmt.Errorf("%w: odd barcode", ErrDied)
		}
	}
	return nil
}

func checkView(v postkamer.View) error {
	right := v.Rotation == 0 || v.Rotation == 90 || v.Rotation == 180 || v.Rotation == 270
	size := v.Width >= 1 && v.Height >= 1 && v.Width < maxView && v.Height < maxView
	if !right || !size || !(v.Skew >= -maxSkew && v.Skew <= maxSkew) || v.DPI < 1 || v.DPI > 2400 || v.Key != "" {
		return fmt.Errorf("%w: odd view", ErrDied)
	}
	return nil
}

// checkWords holds the words of a page against their bounds. Lines and
// paragraphs are numbered upward; places lie on the view.
func checkWords(words []wire.Word, view postkamer.View) error {
	if len(words) > maxWords {
		return fmt.Errorf("%w: %d words", ErrDied, len(words))
	}
	line, paragraph := 0, 0
	for _, w := range words {
		inside := w.X >= 0 && w.Y >= 0 && w.W >= 0 && w.H >= 0 && w.X <= view.Width && w.W <= view.Width-w.X+1 && w.Y <= view.Height && w.H <= view.Height-w.Y+1
		numbered := w.Line >= line && w.Line <= line+1 && w.Paragraph >= paragraph && w.Paragraph <= paragraph+1
		if !inside || !numbered || !(w.Confidence >= 0 && w.Confidence <= 1) || !isWord(w.Text) {
			return fmt.Errorf("%w: odd word", ErrDied)
		}
		line, paragraph = w.Line, w.Paragraph
	}
	return nil
}

// isWord tells whether s is text without spaces or control characters.
func isWord(s string) bool {
	if s == "" || len(s) > maxWord || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) || r == ' ' {
			return false
		}
	}
	return true
}
