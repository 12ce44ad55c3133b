package child

/*
#include "shim.h"
*/
import "C"

import "unsafe"

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
	reader *tesseract // tells how a page must lie to be read; nil: nobody does
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
