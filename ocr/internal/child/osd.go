package child

/*
#include "shim.h"
*/
import "C"

import (
	"unicode/utf8"
	"unsafe"
)

// osdDPI is the resolution for Tesseract's orientation detection: 178 of 180
// right at 150 dpi, 62 at 100.
const osdDPI = 150

// What Tesseract says of its orientation detection. Below the first it knows nothing;
// a page is turned on its word alone from the second on. Turned letters have 9 to 19,
// turned handwriting 2 to 4; a table of numbers with the grain of a photocopy that
// stood upright had 2.2.
const (
	leastOSD = 1.0
	aloneOSD = 3.0
)

// An osd is Tesseract's orientation detection, which gosseract does not offer.
// It is loaded when first asked; without its data it has no opinion.
type osd struct {
	api    *C.TessBaseAPI
	tried  bool
	folder string
	reader *tesseract // says whether a page can be read as it lies; nil: nobody does
}

// load initialises the engine once and tells whether it is there.
func (o *osd) load() bool {
	if o.tried {
		return o.api != nil
	}
	o.tried = true
	if o.folder == "" {
		return false
	}
	folder, name := C.CString(o.folder), C.CString("osd")
	defer C.free(unsafe.Pointer(folder))
	defer C.free(unsafe.Pointer(name))
	api := C.TessBaseAPICreate()
	if C.TessBaseAPIInit3(api, folder, name) != 0 {
		C.TessBaseAPIDelete(api)
		return false
	}
	C.TessBaseAPISetPageSegMode(api, C.PSM_OSD_ONLY)
	o.api = api
	return true
}

// turn returns how far a grey page at 150 dpi must be turned clockwise, and how sure
// that is; 0 when the engine has no opinion.
func (o *osd) turn(gray *pix) (degrees int, confidence float64) {
	if !o.load() {
		return 0, 0
	}
	C.pixSetResolution(gray.c, osdDPI, osdDPI)
	C.TessBaseAPISetImage2(o.api, gray.c)
	defer C.TessBaseAPIClear(o.api)
	var found C.int
	var sure, scriptSure C.float
	var script *C.char
	if C.TessBaseAPIDetectOrientationScript(o.api, &found, &sure, &script, &scriptSure) == 0 {
		return 0, 0
	}
	return (360 - int(found)) % 360, float64(sure)
}

// readsMore is how many times more must be read on a page as it lies than on the turned
// one for it to stay. Letters by hand that leptonica or Tesseract's detection would have
// turned by mistake read 4 to 5 times better as they lay; those that did lie upside down read
// 5 to 7 times better when turned. What is less sure than surelyRead is noise both ways.
const (
	readsMore  = 1.2
	surelyRead = 50
)

// readsBetter tells whether a grey page can be read as it lies, and better than when it is
// turned. A language that the engine does not know reads as badly both ways: then it cannot tell.
func (o *osd) readsBetter(gray *pix, turn int) bool {
	turned := &pix{c: C.pixCopy(nil, gray.c), dpi: gray.dpi}
	defer turned.free()
	if o.reader == nil || turned.c == nil {
		return false
	}
	turned.turn(turn)
	return o.readable(gray) > readsMore*o.readable(turned)
}

// readable is how much is read on a page, and how surely: the letters of its words times
// their confidence. Words that stand on end do not count: Tesseract reads them too.
func (o *osd) readable(gray *pix) float64 {
	words, err := o.reader.words(gray, look{mode: C.PSM_AUTO})
	if err != nil {
		return 0
	}
	sum := 0.0
	for _, w := range words {
		if w.confidence >= surelyRead && w.box.Dx() >= w.box.Dy() {
			sum += float64(utf8.RuneCountInString(w.text)) * w.confidence
		}
	}
	return sum
}
