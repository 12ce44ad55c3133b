package child

/*
#include "shim.h"
*/
import "C"

import "unsafe"

// osdDPI is the resolution for Tesseract's orientation detection: 178 of 180
// right at 150 dpi, 62 at 100.
const osdDPI = 150

// An osd is Tesseract's orientation detection, which gosseract does not offer.
// It is loaded when first asked; without its data it has no opinion.
type osd struct {
	api    *C.TessBaseAPI
	tried  bool
	folder string
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

// turn returns how far a grey page at 150 dpi must be turned clockwise, and
// whether the engine has an opinion at all.
func (o *osd) turn(gray *pix) (int, bool) {
	if !o.load() {
		return 0, false
	}
	C.pixSetResolution(gray.c, osdDPI, osdDPI)
	C.TessBaseAPISetImage2(o.api, gray.c)
	defer C.TessBaseAPIClear(o.api)
	var degrees C.int
	var sure, scriptSure C.float
	var script *C.char
	if C.TessBaseAPIDetectOrientationScript(o.api, &degrees, &sure, &script, &scriptSure) == 0 || sure < 1 {
		return 0, false
	}
	return (360 - int(degrees)) % 360, true
}
