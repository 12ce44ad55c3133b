// Package wire is the language between the reading engine and its children:
// one request, one answer, each a length-prefixed frame over a unix socket. The
// file to look at travels as a descriptor beside the request, so that a batch of
// 100 MB is not copied for each of its pages.
//
// What a child answers is data from outside: a child decodes hostile bytes in C.
// Decode bounds the sizes; the engine checks the rest against what it asked.
package wire

import (
	"fmt"

	"postkamer"
)

// Op is what a child is asked to do.
type Op string

// Operations.
const (
	OpReady   Op = "ready"   // load the reading engine; Answer.Failure says why not
	OpInspect Op = "inspect" // count the pages of an image file, check them against the limits
	OpPrepare Op = "prepare" // make the view of one page, find blanks and barcodes
	OpRead    Op = "read"    // read one page with Tesseract
	OpZone    Op = "zone"    // read one place of a page, with a whitelist
	OpForm    Op = "form"    // find the corner marks of a printed form and read its zones
	OpCover   Op = "cover"   // compare the words of a text layer with the ink of the page
)

// Raster is the kind of a page that poppler drew: a binary PGM or PPM. It is
// never the kind of a file that somebody sends.
const Raster postkamer.FileKind = "raster"

// Prepared is the kind of a page that was prepared before: an encoded Clean.
const Prepared postkamer.FileKind = "prepared"

// A Request asks for one operation on one page of the file that comes with it.
type Request struct {
	Seq        uint64               `json:"seq"` // repeated in the answer, unpredictable
	Op         Op                   `json:"op"`
	Kind       postkamer.FileKind   `json:"kind"`
	Page       int                  `json:"page"` // from 1
	DPI        int                  `json:"dpi"`  // of a raster; other files say it themselves
	Complaints bool                 `json:"complaints"`
	MaxPixels  int                  `json:"max_pixels"`
	MaxPages   int                  `json:"max_pages"`
	TessData   string               `json:"tess_data"` // folder of *.traineddata; empty: no engine
	View       postkamer.View       `json:"view"`      // of the page, for OpRead, OpZone and OpCover
	Boxes      []Box                `json:"boxes"`     // of the text layer on the view for OpCover, one place on the view for OpZone
	Lines      []Box                `json:"lines"`     // on the view, to be read for OpCover
	Whitelist  string               `json:"whitelist"` // characters that OpZone may read; empty: all
	Zones      []postkamer.FormZone `json:"zones"`     // of the page, for OpForm
	Steps      Steps                `json:"steps"`
	Turned     bool                 `json:"turned"`  // a person decided: OpPrepare turns by Turn
	Turn       int                  `json:"turn"`    // degrees clockwise
	Plain      bool                 `json:"plain"`   // OpPrepare makes the view only, as scanned
	Outside    bool                 `json:"outside"` // OpInspect decodes no pixel of a JPEG
}

// Steps switches steps of the preparation off, so that each can be measured by
// what is lost without it. The zero value is what pages in production get.
type Steps struct {
	DPI         int  `json:"dpi"`          // resolution for reading; 0: the best measured
	NoTurn      bool `json:"no_turn"`      // leave the page as it lies
	NoEven      bool `json:"no_even"`      // leave white letters on dark bars, and dark edges
	NoDeskew    bool `json:"no_deskew"`    // do not look for skew
	NoNormalise bool `json:"no_normalise"` // keep shades and stains of the paper
	NoSmooth    bool `json:"no_smooth"`    // do not blur noise
	NoStretch   bool `json:"no_stretch"`   // keep the contrast as it is
	NoUnrule    bool `json:"no_unrule"`    // read through the lines of boxes and tables
	NoBitonal   bool `json:"no_bitonal"`   // make no picture in black and white
	NoMissed    bool `json:"no_missed"`    // do not look for lines that Tesseract passed over
	NoAgain     bool `json:"no_again"`     // keep the first reading, however bad it is
}

// A Failure names trouble that is not the page's. It is a code and no text: what a
// child says may be what stands on the page, and errors are logged.
type Failure string

// Failures.
const (
	FailEngine    Failure = "engine"    // Tesseract or its data cannot be used
	FailFile      Failure = "file"      // the page did not come over
	FailMemory    Failure = "memory"    // there was none left
	FailSandbox   Failure = "sandbox"   // the child could not be locked in
	FailTesseract Failure = "tesseract" // it gave up on the page
	FailOther     Failure = "other"
)

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
	Block      int     `json:"block"`      // on the page, from 0; of Tesseract's layout analysis
}

// An Answer is what a child found. Its body holds the parts that Parts gives the
// lengths of: for OpPrepare the view as JPEG and an encoded Clean, for OpRead the
// page in black and white as CCITT group 4. A part of no bytes is not there.
type Answer struct {
	Seq      uint64                `json:"seq"`
	Parts    []int                 `json:"parts"`
	Refused  postkamer.RefusalCode `json:"refused"`   // what is wrong with the file or page
	NoEngine bool                  `json:"no_engine"` // Failure says what is missing
	Failure  Failure               `json:"failure"`   // our own trouble
	Pages    int                   `json:"pages"`
	Damaged  bool                  `json:"damaged"` // the file decoded, with complaints
	More     bool                  `json:"more"`    // the file has more images than pages: a film, a series
	View     postkamer.View        `json:"view"`
	Blank    bool                  `json:"blank"`
	Barcodes []postkamer.Barcode   `json:"barcodes"`
	Quality  postkamer.Quality     `json:"quality"` // of OpPrepare
	Words    []Word                `json:"words"`
	Script   string                `json:"script"`  // Tesseract's name of a script that it cannot read; else empty
	Bitonal  Size                  `json:"bitonal"` // of the page in black and white
	Cover    Cover                 `json:"cover"`
	Filled   []Filled              `json:"filled"` // of OpForm: what is in each zone of the request; nil when the page is not the form
}

// A Filled zone is what was found in a zone of a printed form.
type Filled struct {
	Box            // on the view
	Text   string  `json:"text"`
	Again  string  `json:"again"`  // the same read another way
	Sure   float64 `json:"sure"`   // of the worst word, 0..1
	Ink    float64 `json:"ink"`    // 0..1
	Uneven float64 `json:"uneven"` // mm that characters of a comb stand apart from a line, or differ in size
}

// A Size is a width and height in pixels.
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Bounds of a page in black and white. A letter has 50 kB; an A2 full of noise
// would have more.
const (
	maxG4     = 8 << 20 // bytes
	maxG4Side = 1 << 16 // pixels
)

// Holds tells whether a page in black and white of size s is within its bounds.
// Without it a page is read as well.
func (s Size) Holds(g4 []byte) bool {
	return s.Width < maxG4Side && s.Height < maxG4Side && len(g4) <= maxG4
}

// Join sets the lengths of a's parts and returns them as one body.
func (a *Answer) Join(parts ...[]byte) []byte {
	a.Parts = nil
	var body []byte
	for _, p := range parts {
		a.Parts = append(a.Parts, len(p))
		body = append(body, p...)
	}
	return body
}

// Split returns the want parts of a body. It is ErrFrame when a does not say how
// exactly want parts make up all of body.
func (a Answer) Split(body []byte, want int) ([][]byte, error) {
	if len(a.Parts) != want {
		return nil, fmt.Errorf("%w: %d parts", ErrFrame, len(a.Parts))
	}
	var parts [][]byte
	for _, n := range a.Parts {
		if n < 0 || n > len(body) {
			return nil, fmt.Errorf("%w: part of %d bytes", ErrFrame, n)
		}
		parts = append(parts, body[:n:n])
		body = body[n:]
	}
	if len(body) > 0 {
		return nil, fmt.Errorf("%w: bytes after the last part", ErrFrame)
	}
	return parts, nil
}

// A Cover says how well a text layer covers the ink of its page.
type Cover struct {
	Bare    []int    `json:"bare"`    // numbers of the boxes in which nothing is to be seen
	Inside  int      `json:"inside"`  // letter-sized spots inside the boxes
	Outside int      `json:"outside"` // letter-sized spots outside of all boxes
	Lines   []string `json:"lines"`   // what the lines of the request say; nil without Tesseract
}
