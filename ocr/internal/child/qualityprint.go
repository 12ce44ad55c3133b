package child

/*
#include "quality.h"
*/
import "C"

import "postkamer"

// How the print of a page is taken, from the clean page at blankDPI.
const (
	printInk    = 60  // levels darker than white
	printMargin = 5.0 // mm that have no say in where the middle is: borders and shadows
)

// imagePrint tells the page, clean, upright and straight, from others; empty when there is
// no ink on it.
func (p *pix) imagePrint() postkamer.ImagePrint {
	small := p.scaled(min(blankDPI, p.dpi))
	defer small.free()
	perMM := float64(small.dpi) / 25.4
	var x, y C.double
	if C.ink_middle(small.c, printInk, C.int(printMargin*perMM), &x, &y) == 0 {
		return ""
	}
	const across, down = postkamer.PrintAcross, postkamer.PrintDown
	cell := C.double(postkamer.PrintCell * perMM)
	var shares [across * down]C.double
	if C.ink_cells(small.c, printInk, x-across*cell/2, y-down*cell/2, cell, across, down, &shares[0]) == 0 {
		return ""
	}
	ink := make([]float64, len(shares))
	for i, v := range shares {
		ink[i] = float64(v)
	}
	return postkamer.NewImagePrint(ink)
}
