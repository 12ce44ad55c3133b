package child

import (
	"postkamer"
	"postkamer/ocr/internal/barcode"
)

// findBarcodes returns the codes on a grey page. A page whose codes cannot be
// read is still a page, so this fails only when there is no memory to look.
func findBarcodes(g *pix) (found []postkamer.Barcode, err error) {
	m, err := g.image()
	if err != nil {
		return nil, err
	}
	defer func() { _ = recover() }()
	return barcode.Find(m, g.dpi), nil
}
