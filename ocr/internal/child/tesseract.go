package child

/*
#cgo pkg-config: tesseract
#include "shim.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"reflect"
	"unsafe"

	"github.com/otiai10/gosseract/v2"
)

// errNoEngine says that Tesseract's Dutch data is not there or not usable.
var errNoEngine = errors.New("no reading engine")

var errNoMemory = errors.New("no memory for the page")

// errGaveUp says that Tesseract is there but could not read.
var errGaveUp = errors.New("tesseract gave up on the page")

// A tesseract is the warm reading engine of this child. It is loaded when first
// used: a child that only prepares pages does not need it.
//
// gosseract makes and starts the engine. Pages are read through the handle inside
// of its client, because gosseract v2.4.1 itself takes pages as files only, leaks
// 34 kB with each, crashes on some that it could not decode and has no zones.
type tesseract struct {
	folder string
	client *gosseract.Client
	api    *C.TessBaseAPI
}

// load makes the engine for Dutch. The languages are never somebody else's
// choice: the error text of a failed start overruns a buffer inside gosseract.
func (t *tesseract) load() error {
	if t.api != nil {
		return nil
	}
	if err := usable(t.folder); err != nil {
		return err
	}
	c := gosseract.NewClient()
	c.TessdataPrefix = t.folder
	c.Languages = []string{"nld"}
	c.Trim = false
	if err := c.SetImageFromBytes([]byte("P5 1 1 255\nx")); err != nil {
		return fmt.Errorf("%w: %w", errNoEngine, err)
	}
	if _, err := c.Text(); err != nil { // the client starts its engine with the first page
		return fmt.Errorf("%w: %w", errNoEngine, err)
	}
	api := handle(c)
	if api == nil {
		return fmt.Errorf("%w: another gosseract", errNoEngine)
	}
	t.client, t.api = c, api
	t.set("textord_all_prop", "1") // the network has no use for letters of one width: 11 ms of 386
	return nil
}

// handle returns the engine inside a client of gosseract v2.4.1, nil when another
// version keeps it elsewhere.
func handle(c *gosseract.Client) *C.TessBaseAPI {
	field := reflect.ValueOf(c).Elem().FieldByName("api")
	if field.Kind() != reflect.UnsafePointer {
		return nil
	}
	return (*C.TessBaseAPI)(field.UnsafePointer())
}

// usable tells whether the Dutch data lies in folder and is more than a stub.
func usable(folder string) error {
	if folder == "" {
		return fmt.Errorf("%w: no folder with data", errNoEngine)
	}
	const stub = 100_000 // bytes; the smallest real one has over 1 MB
	info, err := os.Stat(filepath.Join(folder, "nld.traineddata"))
	if err != nil || !info.Mode().IsRegular() || info.Size() < stub {
		return fmt.Errorf("%w: nld.traineddata", errNoEngine)
	}
	return nil
}

// A look is how a page is to be read.
type look struct {
	mode      C.TessPageSegMode
	whitelist string // the only characters there are; empty: all
	inverted  bool   // there may be white letters on black
}

// A readWord is a word that Tesseract found. Lines, paragraphs and blocks are
// numbered upward, with gaps.
type readWord struct {
	text                   string
	confidence             float64 // 0..100
	box                    image.Rectangle
	line, paragraph, block int
}

// words reads a grey image and returns its words in reading order.
func (t *tesseract) words(g *pix, l look) ([]readWord, error) {
	if err := t.load(); err != nil {
		return nil, err
	}
	t.set("tessedit_char_whitelist", l.whitelist)
	t.set("tessedit_do_invert", map[bool]string{false: "0", true: "1"}[l.inverted])
	C.TessBaseAPISetPageSegMode(t.api, l.mode)
	C.TessBaseAPISetImage2(t.api, g.c)
	C.TessBaseAPISetSourceResolution(t.api, C.int(max(70, g.dpi)))
	defer C.TessBaseAPIClear(t.api)
	if C.TessBaseAPIRecognize(t.api, nil) != 0 {
		return nil, errGaveUp
	}
	return t.found(), nil
}

// set sets a variable of the engine. The names are ours and are tested.
func (t *tesseract) set(name, value string) {
	n, v := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(v))
	C.TessBaseAPISetVariable(t.api, n, v)
}

// found returns the words of the page that was read last.
func (t *tesseract) found() []readWord {
	results := C.TessBaseAPIGetIterator(t.api)
	if results == nil {
		return nil // not a word on the page
	}
	defer C.TessResultIteratorDelete(results)
	at := C.TessResultIteratorGetPageIterator(results)
	var words []readWord
	var w readWord
	for more := true; more; more = C.TessPageIteratorNext(at, C.RIL_WORD) != 0 {
		w.line += int(C.TessPageIteratorIsAtBeginningOf(at, C.RIL_TEXTLINE))
		w.paragraph += int(C.TessPageIteratorIsAtBeginningOf(at, C.RIL_PARA))
		w.block += int(C.TessPageIteratorIsAtBeginningOf(at, C.RIL_BLOCK))
		text := C.TessResultIteratorGetUTF8Text(results, C.RIL_WORD)
		if text == nil {
			continue
		}
		w.text = C.GoString(text)
		C.TessDeleteText(text)
		w.confidence = float64(C.TessResultIteratorConfidence(results, C.RIL_WORD))
		var left, top, right, bottom C.int
		C.TessPageIteratorBoundingBox(at, C.RIL_WORD, &left, &top, &right, &bottom)
		w.box = image.Rect(int(left), int(top), int(right), int(bottom))
		words = append(words, w)
	}
	return words
}

// ready loads everything and reads an empty page, so that broken data shows now
// and not with the first letter.
func (t *tesseract) ready() error {
	blank := whitePage(200, 200)
	defer blank.free()
	if blank.c == nil {
		return errNoMemory
	}
	_, err := t.words(blank, look{mode: C.PSM_AUTO})
	return err
}
