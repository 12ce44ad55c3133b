package ocr

import (
	"bytes"
	"cmp"
	"fmt"
	"image/jpeg"
	"slices"
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

// checkedPrepared holds what a child made of a page against what it can be, and
// returns it. The view goes to browsers, so it must be the JPEG it is said to be.
func checkedPrepared(a wire.Answer, body []byte) (postkamer.Prepared, error) {
	parts, err := a.Split(body, 2)
	if err != nil {
		return postkamer.Prepared{}, fmt.Errorf("%w: %w", ErrDied, err)
	}
	view, clean := parts[0], parts[1]
	err = cmp.Or(checkView(a.View), checkViewImage(view, a.View), checkClean(clean, a), checkBarcodes(a.Barcodes), checkQuality(a.Quality))
	if err != nil {
		return postkamer.Prepared{}, err
	}
	return postkamer.Prepared{View: a.View, Image: view, Clean: clean, Blank: a.Blank, Barcodes: a.Barcodes, Quality: shortQuality(a.Quality)}, nil
}

func checkViewImage(image []byte, v postkamer.View) error {
	c, err := jpeg.DecodeConfig(bytes.NewReader(image))
	if err != nil || len(image) > maxViewJPEG {
		return fmt.Errorf("%w: view is no JPEG", ErrDied)
	}
	if c.Width != v.Width || c.Height != v.Height {
		return fmt.Errorf("%w: view of another size", ErrDied)
	}
	return nil
}

// checkClean holds the page for reading against the view. Its pixels are looked
// at in a child only.
func checkClean(clean []byte, a wire.Answer) error {
	if len(clean) == 0 {
		return nil
	}
	c, err := wire.DecodeCleanHead(clean)
	if err != nil || a.Blank || !c.Fits(a.View) {
		return fmt.Errorf("%w: odd page for reading", ErrDied)
	}
	return nil
}

func checkBarcodes(codes []postkamer.Barcode) error {
	if len(codes) > maxCodes {
		return fmt.Errorf("%w: %d barcodes", ErrDied, len(codes))
	}
	for _, b := range codes {
		if !slices.Contains(codeKinds, b.Kind) || len(b.Value) > maxCode || !utf8.ValidString(b.Value) {
			return fmt.Errorf("%w: odd barcode", ErrDied)
		}
	}
	return nil
}

// codeKinds are the kinds of codes that a child may report.
var codeKinds = []string{"qr", "code128", "code39", "patch", postkamer.SheetUnread}

// checkedBitonal returns the page in black and white, which may be missing. Who
// shows it decodes it in a bounded buffer: its size is what counts here. One that is
// too large is left out, for the words are good without it.
func checkedBitonal(a wire.Answer, body []byte) (postkamer.Bitonal, error) {
	parts, err := a.Split(body, 1)
	if err != nil {
		return postkamer.Bitonal{}, fmt.Errorf("%w: %w", ErrDied, err)
	}
	g4, w, h := parts[0], a.Bitonal.Width, a.Bitonal.Height
	if len(g4) == 0 || !a.Bitonal.Holds(g4) {
		return postkamer.Bitonal{}, nil
	}
	if w < 1 || h < 1 {
		return postkamer.Bitonal{}, fmt.Errorf("%w: odd black and white page", ErrDied)
	}
	return postkamer.Bitonal{Width: w, Height: h, G4: g4}, nil
}

func checkView(v postkamer.View) error {
	right := v.Rotation == 0 || v.Rotation == 90 || v.Rotation == 180 || v.Rotation == 270
	size := v.Width >= 1 && v.Height >= 1 && v.Width < maxView && v.Height < maxView
	size = size && v.PageWidth >= 0 && v.PageHeight >= 0 && v.PageWidth < 1<<24 && v.PageHeight < 1<<24
	if !right || !size || !(v.Skew >= -maxSkew && v.Skew <= maxSkew) || v.DPI < 1 || v.DPI > 2400 || v.Key != "" {
		return fmt.Errorf("%w: odd view", ErrDied)
	}
	return nil
}

// checkWords holds the words of a page against their bounds. Lines,
// paragraphs and blocks are numbered upward; places lie on the view.
func checkWords(words []wire.Word, view postkamer.View) error {
	if len(words) > maxWords {
		return fmt.Errorf("%w: %d words", ErrDied, len(words))
	}
	line, paragraph, block := 0, 0, 0
	for _, w := range words {
		inside := w.X >= 0 && w.Y >= 0 && w.W >= 0 && w.H >= 0 && w.X <= view.Width && w.W <= view.Width-w.X+1 && w.Y <= view.Height && w.H <= view.Height-w.Y+1
		numbered := w.Line >= line && w.Line <= line+1 && w.Paragraph >= paragraph && w.Paragraph <= paragraph+1 && w.Block >= block && w.Block <= block+1
		if !inside || !numbered || !(w.Confidence >= 0 && w.Confidence <= 1) || !isWord(w.Text) {
			return fmt.Errorf("%w: odd word", ErrDied)
		}
		line, paragraph, block = w.Line, w.Paragraph, w.Block
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
