// Package wire is the language between the reading engine and its children:
// one request, one answer, each a length-prefixed frame over a unix socket. The
// file to look at travels as a descriptor beside the request, so that a batch of
// 100 MB is not copied for each of its pages.
//
// What a child answers is data from outside: a child decodes hostile bytes in C.
// Decode bounds the sizes; the engine checks the rest against what it asked.
package wire

import "postkamer"

// Op is what a child is asked to do.
type Op string

// Operations.
const (
	OpReady   Op = "ready"   // load the reading engine; Answer.Failure says why not
	OpInspect Op = "inspect" // count the pages of an image file, check them against the limits
	OpPrepare Op = "prepare" // make the view of one page, find blanks and barcodes
	OpRead    Op = "read"    // read one page with Tesseract
	OpCover   Op = "cover"   // compare the words of a text layer with the ink of the page
)

// Raster is the kind of a page that poppler drew: a binary PGM or PPM. It is
// never the kind of a file that somebody sends.
const Raster postkamer.FileKind = "raster"

// A Request asks for one operation on one page of the file that comes with it.
type Request struct {
	Seq        uint64             `json:"seq"` // repeated in the answer, unpredictable
	Op         Op                 `json:"op"`
	Kind       postkamer.FileKind `json:"kind"`
	Page       int                `json:"page"` // from 1
	DPI        int                `json:"dpi"`  // of a raster; other files say it themselves
	Complaints bool               `json:"complaints"`
	MaxPixels  int                `json:"max_pixels"`
	MaxPages   int                `json:"max_pages"`
	CPUSeconds int                `json:"cpu_seconds"` // the kernel kills the child beyond it
	TessData   string             `json:"tess_data"`   // folder of *.traineddata; empty: no engine
	View       postkamer.View     `json:"view"`        // of the page, for OpRead and OpCover
	Boxes      []Box              `json:"boxes"`       // of the text layer, for OpCover
}

// A Box is a place on a page in pixels from the top left corner.
type Box struct {
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

// A Word is one word that was read.
type Word struct {
	Box
	Text       string  `json:"text"`
	Confidence float64 `json:"confidence"` // 0..1
	Line       int     `json:"line"`       // on the page, from 0
	Paragraph  int     `json:"paragraph"`  // on the page, from 0
}

// An Answer is what a child found. Its body, when there is one, is the view as JPEG.
type Answer struct {
	Seq      uint64                `json:"seq"`
	Refused  postkamer.RefusalCode `json:"refused"`   // what is wrong with the file or page
	NoEngine bool                  `json:"no_engine"` // Failure says what is missing
	Failure  string                `json:"failure"`   // our own trouble; no text of the page
	Pages    int                   `json:"pages"`
	View     postkamer.View        `json:"view"`
	Blank    bool                  `json:"blank"`
	Barcodes []postkamer.Barcode   `json:"barcodes"`
	Words    []Word                `json:"words"`
	Cover    Cover                 `json:"cover"`
}

// A Cover says how well a text layer covers the ink of its page.
type Cover struct {
	Inked   int `json:"inked"`   // boxes with ink in them
	Inside  int `json:"inside"`  // letter-sized spots inside the boxes
	Outside int `json:"outside"` // letter-sized spots outside of all boxes
}
