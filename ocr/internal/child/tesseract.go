package child

/*
#cgo pkg-config: tesseract
#include "columns.h"
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
	"strconv"
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
	seen   []C.column_letter // room for what was seen in one word
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
	columns   bool   // keep what was seen in each column of a line
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
	var words []readWord
	err := t.read(g, l, func(_ *C.TessResultIterator, w readWord) { words = append(words, w) })
	return words, err
}

// line reads a grey image of one line and returns its words, with what was seen.
func (t *tesseract) line(g *pix) ([]handWord, error) {
	var words []handWord
	err := t.read(g, look{mode: C.PSM_SINGLE_LINE, columns: true}, func(results *C.TessResultIterator, w readWord) {
		words = append(words, handWord{w, t.columnsAt(results, w.text)})
	})
	return words, err
}

// read reads a grey image and calls found with each word, in reading order.
func (t *tesseract) read(g *pix, l look, found func(*C.TessResultIterator, readWord)) error {
	if err := t.load(); err != nil {
		return err
	}
	t.set("tessedit_char_whitelist", l.whitelist)
	t.set("tessedit_do_invert", flag(l.inverted))
	t.set("lstm_choice_mode", flag(l.columns))
	C.TessBaseAPISetPageSegMode(t.api, l.mode)
	C.TessBaseAPISetImage2(t.api, g.c)
	C.TessBaseAPISetSourceResolution(t.api, C.int(max(70, g.dpi)))
	defer C.TessBaseAPIClear(t.api)
	if C.TessBaseAPIRecognize(t.api, nil) != 0 {
		return errGaveUp
	}
	t.found(found)
	return nil
}

// flag is how Tesseract's variables say yes and no.
func flag(on bool) string { return strconv.Itoa(step(on)) }

// set sets a variable of the engine. The names are ours and are tested.
func (t *tesseract) set(name, value string) {
	n, v := C.CString(name), C.CString(value)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(v))
	C.TessBaseAPISetVariable(t.api, n, v)
}

// found calls with each word of the page that was read last.
func (t *tesseract) found(with func(*C.TessResultIterator, readWord)) {
	results := C.TessBaseAPIGetIterator(t.api)
	if results == nil {
		return // not a word on the page
	}
	defer C.TessResultIteratorDelete(results)
	at := C.TessResultIteratorGetPageIterator(results)
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
		with(results, w)
	}
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
