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

// Find returns the codes on page m, which has dpi dots per inch, each value once.
// Codes may lie in any of the four directions and up to about 8 degrees askew;
// QR codes at any angle. It never fails: what cannot be read is not reported.
//
// A patch code is reported as it stands: a sheet that lies upside down says "2"
// for "T" and "6" for "3", so who asks for one must take the other too.
func Find(m *image.Gray, dpi int) []postkamer.Barcode {
	if m.Rect.Dx() < minSide || m.Rect.Dy() < minSide || dpi < 1 {
		return nil
	}
	p := newPage(m, float64(dpi))
	var f finds
	f.add(QR, p.qrCodes()...)
	p.linearCodes(&f)
	f.add(Patch, p.patchCodes()...)
	return f
}

// minSide is the shortest side in pixels of a page that can hold a code.
const minSide = 24

// finds is what was found so far.
type finds []postkamer.Barcode

// add adds the values that are new.
func (f *finds) add(kind string, values ...string) {
	for _, v := range values {
		if len(*f) < maxCodes && !f.has(kind, v) {
			*f = append(*f, postkamer.Barcode{Kind: kind, Value: v})
		}
	}
}

func (f *finds) has(kind, value string) bool {
	for _, b := range *f {
		if b.Kind == kind && b.Value == value {
			return true
		}
	}
	return false
}
