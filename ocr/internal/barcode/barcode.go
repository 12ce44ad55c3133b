// Package barcode finds QR, Code 128, Code 39 and patch codes on a scanned page.
//
// A cheap look at a reduced image says where a code may be; only there is
// anything decoded, with several attempts. An ordinary letter has no such places
// and costs the look only. Every code is guarded against being read where there
// is none: QR and Code 128 by their own checks, Code 39 by two readings that
// agree, a patch code by the length of its bars.
package barcode

import (
	"image"

	"postkamer"
)

// Kinds of codes, as they are in postkamer.Barcode.
const (
	QR      = "qr"
	Code128 = "code128"
	Code39  = "code39"
	Patch   = "patch" // values "1", "2", "3", "4", "6" and "T"
)

// maxCodes is how many codes of a page are reported; a page with more is no letter.
const maxCodes = 48

// A Code is a code with its size on the page.
type Code struct {
	postkamer.Barcode
	Size float64 // mm: the side of a QR code, the length of bars; 0: not measured
	Turn int     // how far the page must be turned clockwise for a QR code to stand upright: 0, 90, 180, 270
}

// Seen is what was seen on a page.
type Seen struct {
	Codes []Code
	// Corners: there are three corners as of a QR code as large as that of a separator
	// sheet, with nothing between them that can be read.
	Corners bool
}

// Find returns the codes on page m, which has dpi dots per inch, each value once.
// Codes may lie in any of the four directions and up to about 8 degrees askew;
// QR codes at any angle. It never fails: what cannot be read is not reported.
//
// A patch code is reported as it stands: a sheet that lies upside down says "2"
// for "T" and "6" for "3", so who asks for one must take the other too.
func Find(m *image.Gray, dpi int) []postkamer.Barcode { return Look(m, dpi).Barcodes() }

// Look returns what Find does, with more about it.
func Look(m *image.Gray, dpi int) Seen {
	if m.Rect.Dx() < minSide || m.Rect.Dy() < minSide || dpi < 1 {
		return Seen{}
	}
	p := newPage(m, float64(dpi))
	var f finds
	corners := p.qrCodes(&f)
	p.linearCodes(&f)
	for _, value := range p.patchCodes() {
		f.add(newCode(Patch, value, 0))
	}
	return Seen{Codes: f, Corners: corners}
}

// Barcodes returns the codes without their sizes.
func (s Seen) Barcodes() []postkamer.Barcode {
	var codes []postkamer.Barcode
	for _, c := range s.Codes {
		codes = append(codes, c.Barcode)
	}
	return codes
}

// minSide is the shortest side in pixels of a page that can hold a code.
const minSide = 24

// finds is what was found so far.
type finds []Code

func newCode(kind, value string, size float64) Code {
	return Code{Barcode: postkamer.Barcode{Kind: kind, Value: value}, Size: size}
}

// add adds a code that is new. Of one that was found before the larger size counts.
func (f *finds) add(code Code) {
	for i := range *f {
		if c := &(*f)[i]; c.Barcode == code.Barcode {
			c.Size = max(c.Size, code.Size)
			return
		}
	}
	if len(*f) < maxCodes {
		*f = append(*f, code)
	}
}
