package ocr

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// Printed finds the layout of a printed form of ours by the codes on a page; false
// for every other page. Package intake has one.
type Printed func(codes []postkamer.Barcode) (postkamer.Layout, bool)

// ReadForm returns text with what is filled in on the page, when one of codes says
// that it is a printed form of ours and its corner marks are where they should be.
// Any other page stays an ordinary letter. text is what Read made of the same page:
// the words in a zone are the second reading of what was filled in there.
//
// A form that cannot be read is no error, for its words have been: the text then says
// that it is Unread. Only what may be better next time is an error: ctx ended, or there
// is no engine.
//
// The other arguments are those of Read. With clean a page costs 0.2 to 2 s.
func (e *Engine) ReadForm(ctx context.Context, path string, kind postkamer.FileKind, view postkamer.View, text postkamer.PageText, codes []postkamer.Barcode, clean []byte) (postkamer.PageText, error) {
	if e.config.Printed == nil {
		return text, nil
	}
	layout, ok := e.config.Printed(codes)
	if !ok {
		return text, nil
	}
	filled, err := e.filled(ctx, path, kind, text.Number, view, layout, clean)
	if err != nil && (ctx.Err() != nil || errors.Is(err, postkamer.ErrNoEngine)) {
		return text, fmt.Errorf("read form on page %d: %w", text.Number, err)
	}
	if err != nil {
		e.config.Log.WarnContext(ctx, "form not read", "page", text.Number, "form", layout.Code.Form, "error", err)
		text.Form = &postkamer.PaperForm{Code: layout.Code, Unread: true}
		return text, nil
	}
	if len(filled) == 0 {
		return text, nil
	}
	text.Form = &postkamer.PaperForm{Code: layout.Code}
	for i, z := range layout.Zones {
		f := filled[i]
		text.Form.Zones = append(text.Form.Zones, postkamer.FilledZone{
			FormZone: z, Value: f.Text, Again: f.Again, Whole: wordsIn(text, f.Box), Sure: f.Sure, Ink: f.Ink, Uneven: f.Uneven,
			BoxX: f.X, BoxY: f.Y, BoxW: f.W, BoxH: f.H,
		})
	}
	text.Form.Beside = beside(text, layout)
	return text, nil
}

// filled has a child read the zones of a layout. No zones: the page is not the form.
func (e *Engine) filled(ctx context.Context, path string, kind postkamer.FileKind, page int, view postkamer.View, layout postkamer.Layout, clean []byte) ([]wire.Filled, error) {
	view.Key = "" // of no concern to a child
	if err := checkView(view); err != nil {
		return nil, err
	}
	file, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	a, _, err := e.askClean(ctx, clean, file, kind, page, wire.Request{Op: wire.OpForm, View: view, Zones: layout.Zones})
	if err != nil {
		return nil, err
	}
	return a.Filled, checkFilled(a.Filled, layout, view)
}

// maxFilled is how many bytes a zone may be said to hold.
const maxFilled = 8 << 10

// checkFilled holds what a child read against what it was asked.
func checkFilled(filled []wire.Filled, layout postkamer.Layout, view postkamer.View) error {
	if len(filled) > 0 && len(filled) != len(layout.Zones) {
		return fmt.Errorf("%w: %d zones", ErrDied, len(filled))
	}
	for i, f := range filled {
		inside := f.X >= 0 && f.Y >= 0 && f.W >= 0 && f.H >= 0 && f.X <= view.Width && f.W <= view.Width-f.X && f.Y <= view.Height && f.H <= view.Height-f.Y
		if !inside || !(f.Sure >= 0 && f.Sure <= 1) || !(f.Ink >= 0 && f.Ink <= 1) || !(f.Uneven >= 0 && f.Uneven < 100) || !isLine(f.Text) || !isLine(f.Again) {
			return fmt.Errorf("%w: odd zone", ErrDied)
		}
		if z := layout.Zones[i]; !mayHold(z, f.Text) || !mayHold(z, f.Again) {
			return fmt.Errorf("%w: zone %d cannot hold that", ErrDied, i)
		}
	}
	return nil
}

// mayHold tells whether text can be what a zone says: nothing in a tick and where one
// signs, in a comb nothing or one character for each cell, and no character but the
// allowed ones, or a space or a question mark for one that is not there or not told.
func mayHold(z postkamer.FormZone, text string) bool {
	cells := len(z.Cells())
	switch {
	case text == "":
		return true
	case z.Kind == postkamer.ZoneTick, z.Kind == postkamer.ZoneSignature:
		return false
	case cells > 0 && utf8.RuneCountInString(text) != cells:
		return false
	}
	odd := func(r rune) bool { return r != ' ' && r != '?' && !strings.ContainsRune(z.Allowed, r) }
	return z.Allowed == "" || !strings.ContainsFunc(text, odd)
}

// isLine tells whether s is text on one line.
func isLine(s string) bool {
	odd := func(r rune) bool { return !unicode.IsPrint(r) }
	return len(s) <= maxFilled && utf8.ValidString(s) && !strings.ContainsFunc(s, odd)
}

// wordsIn returns the words of a page whose middles lie in a box, in reading order.
func wordsIn(text postkamer.PageText, b wire.Box) string {
	zone := image.Rect(b.X, b.Y, b.X+b.W, b.Y+b.H)
	var inside []postkamer.Word
	for _, w := range text.Words {
		if image.Pt(w.X+w.W/2, w.Y+w.H/2).In(zone) {
			inside = append(inside, w)
		}
	}
	slices.SortStableFunc(inside, func(a, b postkamer.Word) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.X - b.X
	})
	var texts []string
	for _, w := range inside {
		texts = append(texts, w.Text)
	}
	return strings.Join(texts, " ")
}
