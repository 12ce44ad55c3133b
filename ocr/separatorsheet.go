package ocr

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"postkamer"
	"postkamer/ocr/codeprint"
	"postkamer/ocr/internal/plainpdf"
	"postkamer/ocr/internal/sheetedge"
)

// Places on a separator sheet, in millimetres from the top left corner of an A4. All
// of it lies within the edge of squares. docs/separators.md says what these sizes
// survive; either of both codes is enough.
const (
	titleAt   = 31.0 // base lines
	helpAt    = 40.0
	numberAt  = 73.0
	qrSide    = 84.0
	qrTop     = 86.0
	barsWidth = 146.0
	barsTop   = 184.0
	barsHigh  = 28.0
	valueAt   = 220.0
	setAt     = 238.0
	againAt   = 262.0
)

// A sheetFace is what stands on one side of a separator sheet.
type sheetFace struct {
	value string // of both codes
	title string // large, or empty
	below string // a line below the codes, or empty
}

// SeparatorSheet writes a separator sheet (scheidingsblad) without a number to w: an
// A4 in PDF to print and lay between two letters. Value comes from
// postkamer.SeparatorValue and stands on it as QR code, as Code 128 and in letters.
func SeparatorSheet(w io.Writer, value string) error {
	if _, ok := postkamer.ParseSeparator(value); !ok {
		return fmt.Errorf("make separator sheet: %q is no value for one", value)
	}
	return writeSheets(w, []sheetFace{{value: value}})
}

// SeparatorSet writes a set of numbered separator sheets to w: one PDF of A4 to print
// on both sides of the paper, a front and a back for each sheet. The name of the
// set, which must be registered before it is used, stands on every sheet.
func SeparatorSet(w io.Writer, set string, of int) error {
	var faces []sheetFace
	for number := 1; number <= of; number++ {
		for _, back := range []bool{false, true} {
			s := postkamer.Sheet{Set: set, Number: number, Of: of, Back: back}
			if _, ok := postkamer.ParseSheet(s.Value()); !ok {
				return fmt.Errorf("make separator sheets: there can be no set %q of %d", set, of)
			}
			side := map[bool]string{false: "voorkant", true: "achterkant"}[back]
			faces = append(faces, sheetFace{s.Value(), fmt.Sprintf("%d van %d", number, of), "Set " + set + ", " + side})
		}
	}
	if len(faces) == 0 {
		return fmt.Errorf("make separator sheets: a set of %d", of)
	}
	return writeSheets(w, faces)
}

func writeSheets(w io.Writer, faces []sheetFace) error {
	pages := make([][]byte, len(faces))
	for i, f := range faces {
		var err error
		if pages[i], err = f.draw(); err != nil {
			return fmt.Errorf("make separator sheet: %w", err)
		}
	}
	_, err := w.Write(plainpdf.Pages("Courier-Bold", pages))
	return err
}

// draw returns the content of the page. The letters are large, so that a person who
// leafs through the pile sees them too.
func (f sheetFace) draw() ([]byte, error) {
	square, err := codeprint.QR(f.value, codeprint.Third)
	if err != nil {
		return nil, err
	}
	bars, err := codeprint.Code128(f.value)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, s := range sheetedge.Squares() {
		fmt.Fprintf(&b, "%.2f %.2f %.2f %.2f re\n", points(s.X), fromBottom(s.Y+sheetedge.Cell), points(sheetedge.Cell), points(sheetedge.Cell))
	}
	b.WriteString("f\n")
	centred(&b, 30, titleAt, "SCHEIDINGSBLAD")
	centred(&b, 12, helpAt, "Leg dit blad tussen twee brieven. Hier begint een nieuw poststuk.")
	centred(&b, 72, numberAt, f.title)
	square.Path(&b, points((sheetedge.Width-qrSide)/2), fromBottom(qrTop+qrSide), points(qrSide), points(qrSide))
	bars.Path(&b, points((sheetedge.Width-barsWidth)/2), fromBottom(barsTop+barsHigh), points(barsWidth), points(barsHigh))
	centred(&b, 14, valueAt, f.value)
	centred(&b, 18, setAt, f.below)
	centred(&b, 10, againAt, "U kunt dit blad steeds opnieuw gebruiken. Haal het na het scannen uit de stapel.")
	return b.Bytes(), nil
}

// points turns millimetres into points of 1/72 inch.
func points(mm float64) float64 { return mm * 72 / 25.4 }

// fromBottom turns a distance from the top in millimetres into points from the bottom.
func fromBottom(mm float64) float64 { return points(sheetedge.Height - mm) }

// centred writes a line of Courier, in which each letter is 0.6 of its size wide, in
// the middle of the sheet with its base line at a height in millimetres from the top.
// Long lines get smaller letters.
func centred(b *bytes.Buffer, size, at float64, text string) {
	if text == "" {
		return
	}
	const letter, usable = 0.6, 470
	size = min(size, usable/letter/float64(len(text)))
	x := (points(sheetedge.Width) - letter*size*float64(len(text))) / 2
	escaped := strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(text)
	fmt.Fprintf(b, "BT /F1 %.2f Tf %.2f %.2f Td (%s) Tj ET\n", size, x, fromBottom(at), escaped)
}
