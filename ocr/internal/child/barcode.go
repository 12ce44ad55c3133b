package child

import (
	"image"

	"postkamer"
	"postkamer/ocr/internal/barcode"
	"postkamer/ocr/internal/sheetedge"
)

// leastSheetCode is the size in millimetres from which a code of ours is one on a
// separator sheet: the side of a QR code, the length of bars. They have 80 to 84 and
// 120 to 146 there, and seven tenths of that on A5. On a letter in which somebody
// shows a sheet they are smaller.
var leastSheetCode = map[string]float64{barcode.QR: 45, barcode.Code128: 80}

// findBarcodes returns the codes on a grey page, and what makes it look like a
// separator sheet that is none for sure. Edge says that it has the edge of one. A
// page whose codes cannot be read is still a page, so this fails only when there is
// no memory to look.
func findBarcodes(g *pix, edge bool) (found []postkamer.Barcode, err error) {
	m, err := g.image()
	if err != nil {
		return nil, err
	}
	seen := lookForCodes(m, g.dpi)
	found = seen.Barcodes()
	if why := sheetDoubt(seen, edge); why != "" {
		found = append(found, postkamer.Barcode{Kind: postkamer.SheetUnread, Value: why})
	}
	return found, nil
}

// sheetDoubt says why a page looks like a separator sheet without being one for
// sure; empty when it is one, or does not look like one.
func sheetDoubt(seen barcode.Seen, edge bool) string {
	ours, large := false, edge
	for _, c := range seen.Codes {
		_, numbered := postkamer.ParseSheet(c.Value)
		_, plain := postkamer.ParseSeparator(c.Value)
		if least := leastSheetCode[c.Kind]; numbered || plain {
			ours, large = true, large || least > 0 && c.Size >= least
		}
	}
	switch {
	case ours && !large:
		return postkamer.SheetUnreadSmall
	case ours:
		return ""
	case edge:
		return postkamer.SheetUnreadMarks
	case seen.Corners:
		return postkamer.SheetUnreadFinders
	}
	return ""
}

// hasSheetEdge tells whether the page has the edge of a separator sheet.
func (s *scales) hasSheetEdge() bool { return sheetedge.On(s.paper.gray, s.small.dpi) }

// lookForCodes never fails: a library that gives up on an odd image found nothing.
func lookForCodes(m *image.Gray, dpi int) (seen barcode.Seen) {
	defer func() { _ = recover() }()
	return barcode.Look(m, dpi)
}
