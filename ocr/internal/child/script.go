package child

/*
#include "shim.h"
*/
import "C"

// When a page may be in another script than the Latin one: Tesseract reads
// Arabic letters with its Dutch data at a mean confidence of 39 to 49, Turkish
// and Polish ones at 89. Handwriting is as low, but its script is never sure.
const (
	hardlyRead    = 65.0 // mean confidence of the words
	leastOfScript = 10   // words
	surelyScript  = 2.0  // Tesseract's ratio; Arabic print 3.6 and 13, handwriting 0 to 0.1 for what is not Latin
)

// otherScript returns the name of the script of a page that was hardly read; ""
// when it was read, is Latin, or the script is not sure.
func (o *osd) otherScript(found []readWord, gray *pix) string {
	sum := 0.0
	for _, w := range found {
		sum += w.confidence
	}
	if len(found) < leastOfScript || sum > hardlyRead*float64(len(found)) || !o.load() {
		return ""
	}
	small := gray.scaled(osdDPI)
	defer small.free()
	if script := o.script(small); script != "Latin" && script != "Fraktur" {
		return script
	}
	return ""
}

// script returns Tesseract's name of the script of a grey page at 150 dpi, "" when
// it is not sure.
func (o *osd) script(gray *pix) string {
	C.pixSetResolution(gray.c, osdDPI, osdDPI)
	C.TessBaseAPISetImage2(o.api, gray.c)
	defer C.TessBaseAPIClear(o.api)
	var degrees C.int
	var sure, scriptSure C.float
	var name *C.char
	if C.TessBaseAPIDetectOrientationScript(o.api, &degrees, &sure, &name, &scriptSure) == 0 || scriptSure < surelyScript {
		return ""
	}
	return C.GoString(name)
}
