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
// separator sheet that is none for sure. Edge says that it has the edge of one. Turn is
// how far the page must still be turned clockwise, say the codes that we printed. A
// page whose codes cannot be read is still a page, so this fails only when there is
// no memory to look.
func findBarcodes(g *pix, edge bool) (found []postkamer.Barcode, turn int, err error) {
	m, err := g.image()
	if err != nil {
		return nil, 0, err
	}
	seen := lookForCodes(m, g.dpi)
	turn = turnOfOurs(seen.Codes)
	found = seen.Barcodes()
	if why := sheetDoubt(seen, edge); why != "" {
		found = append(found, postkamer.Barcode{Kind: postkamer.SheetUnread, Value: why})
	}
	return found, turn, nil
}

// turnOfOurs returns how far a page must be turned clockwise for our own codes on it to
// stand upright; 0 when there is none, or they do not agree.
func turnOfOurs(codes []barcode.Code) int {
	turn, seen := 0, false
	for _, c := range codes {
		if c.Kind != barcode.QR || !isOurs(c.Value) {
			continue
		}
		if seen && c.Turn != turn {
			return 0
		}
		turn, seen = c.Turn, true
	}
	return turn
}

// isOurs tells whether a code is of a sheet or a form that we printed.
func isOurs(value string) bool {
	_, form := postkamer.ParsePaperCode(value)
	_, cover := postkamer.ParseCover(value)
	_, sheet := postkamer.ParseSheet(value)
	_, plain := postkamer.ParseSeparator(value)
	return form || cover || sheet || plain
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
