package child

import (
	"postkamer"
	"postkamer/ocr/internal/barcode"
)

// findBarcodes returns the codes on a grey page. A page whose codes cannot be
// read is still a page, so this never fails, whatever the image.
func findBarcodes(g *pix) (found []postkamer.Barcode) {
	defer func() { _ = recover() }()
	return barcode.Find(g.image(), g.dpi)
}
