package postkamer

import (
	"math"
	"slices"
	"strconv"
	"time"
)

// PageID numbers a page in the database.
type PageID int64

// PageState is how far the preparation of a page is.
type PageState string

// States of a page's preparation.
const (
	PageWaiting    PageState = "waiting"    // not yet decoded
	PagePrepared   PageState = "prepared"   // has a rendition to look at
	PageUnreadable PageState = "unreadable" // cannot be decoded; the original is kept
)

// PageMark says why a page is not shown as part of a piece. The empty mark is
// an ordinary page.
type PageMark string

// Marks of a page. Marked pages are kept and can be shown; none is dropped.
const (
	MarkNone      PageMark = ""
	MarkSeparator PageMark = "separator"
	MarkBlank     PageMark = "blank"
	MarkRejected  PageMark = "rejected"
	MarkReplaced  PageMark = "replaced"
)

// TextState is how far the reading of a page is.
type TextState string

// States of a page's text.
const (
	TextNone    TextState = "none"    // not to be read: blank, separator, unreadable
	TextWaiting TextState = "waiting" // a job will read it
	TextRead    TextState = "read"
	TextFailed  TextState = "failed" // no attempt left; a person reads it
)

// A Page (bladzijde) is one side of a sheet.
type Page struct {
	ID        PageID
	BatchID   BatchID
	FileID    FileID
	PieceID   PieceID // 0 while the batch is being split, and for separators
	Number    int     // within its file, from 1
	Position  int     // within its batch, from 0
	State     PageState
	Mark      PageMark
	MarkedBy  string // the person or rule that marked it
	TextState TextState
	View      View
	Bitonal   Bitonal // without its bytes
	Barcodes  []Barcode
	Blank     bool // as the preparation saw it; Mark decides

	ProfileID  ProfileID // the version that made it; 0: made before there were profiles
	Sheet      int       // the sheet of paper in its batch, from 1 in the order of arrival; 0: not known
	Back       bool      // the back of Sheet
	Grouped    bool      // grouping has said what it is, since it was prepared
	Starts     bool      // a new piece begins here
	Quality    Quality
	Findings   []Finding
	Turn       int      // once a person turned it: degrees clockwise in all, 0, 90, 180 or 270
	Turned     bool     // a person turned it: Turn counts, and not what the preparation thinks
	Fixed      []string // what a person set, so that no rule changes it: FixMark, FixStarts
	LookedBy   string
	LookedAt   time.Time // zero: nobody looked
	Replaces   PageID    // the page whose place it took; 0: none
	ReplacedBy PageID    // the page that took its place; 0: none
	After      PageID    // it was put in behind this page afterwards; 0: not
	KeepPaper  KeepPaper
	KeepWhy    string    // in the words of who said so
	BackAt     time.Time // when its paper was handed back or moved to the archive
	BackBy     string
	BackTo     string

	Scan ScanState // of its file; while that is not shown View has no Key
}

// Name is what people call the page, see PageName.
func (p Page) Name() string { return PageName(p.Sheet, p.Back, p.Position) }

// PageName is what people call a page, within a sentence and the same everywhere: after
// its sheet of paper, as they hold it in hand: blad 3; blad 3, achterkant. A page of before
// sheets were known goes by its place in the stack, from 0.
func PageName(sheet int, back bool, position int) string {
	switch {
	case sheet == 0:
		return "bladzijde " + strconv.Itoa(position+1)
	case back:
		return "blad " + strconv.Itoa(sheet) + ", achterkant"
	}
	return "blad " + strconv.Itoa(sheet)
}

// TurnNow is how far the page is turned as people see it: degrees clockwise from how its
// file shows it, 0, 90, 180 or 270.
func (p Page) TurnNow() int {
	if p.Turned {
		return p.Turn // it may not be prepared like that yet
	}
	return p.View.Rotation
}

// What a person may have set on a page, to whatever value.
const (
	FixMark   = "mark"
	FixStarts = "starts"
)

// IsFixed tells whether a person set something on the page.
func (p Page) IsFixed(what string) bool { return slices.Contains(p.Fixed, what) }

// KeepPaper says why the paper of a page may never be replaced by its image. Empty:
// it may.
type KeepPaper string

// Reasons to keep paper.
const (
	KeepSeal     KeepPaper = "seal"     // a seal, a stamp or a mark that cannot be scanned
	KeepReturn   KeepPaper = "return"   // an original that goes back to its owner
	KeepHistoric KeepPaper = "historic" // worth keeping for itself
)

// Kept tells whether the page takes part: it was not replaced by another, and nobody
// said that it does not belong there.
func (p Page) Kept() bool { return p.Mark != MarkReplaced && p.Mark != MarkRejected }

// AsksForEyes tells whether what was found asks a person to look at the page, or did. A
// sheet that was read may be creased and faint: of that only counts what stops a stack.
func (p Page) AsksForEyes() bool {
	return Asks(p.Findings) && (p.Mark != MarkSeparator || p.stops())
}

// NeedsEyes tells whether a person is asked to look at the page and nobody has yet.
func (p Page) NeedsEyes() bool { return p.Kept() && p.LookedAt.IsZero() && p.AsksForEyes() }

// Blocks tells whether the stack may not be released before somebody looked at it.
func (p Page) Blocks() bool { return p.NeedsEyes() && p.stops() }

func (p Page) stops() bool {
	return slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Blocks })
}

// A View is how a page is shown: an upright, straightened image derived from
// the original. Words and fields have their places in the pixels of this image.
type View struct {
	Key      string  // object key of the image; empty when there is none
	Width    int     // pixels
	Height   int     // pixels
	Rotation int     // degrees clockwise that were applied: 0, 90, 180 or 270
	Skew     float64 // degrees clockwise that were applied after Rotation, within +-5
	DPI      int     // resolution of the image

	// PageWidth and PageHeight are the size of the page in its file, in pixels,
	// as the file itself says it is to be shown; of a page of a PDF at the
	// resolution at which it was drawn. 0: not known.
	PageWidth, PageHeight int
}

// OnView returns where a point of the page comes to lie on the view, in pixels.
// The point is given in shares of the width and the height of the page as its
// file holds it, from its top left corner. The page is turned by Rotation, scaled
// to the size of the view and turned by Skew about the middle; the size stays, so
// that a corner may fall beside the view.
func (v View) OnView(x, y float64) (float64, float64) {
	x, y = quarters(x, y, v.Rotation)
	return v.skewed(x*float64(v.Width), y*float64(v.Height), v.Skew)
}

// OnPage is the way back of OnView: it takes a point of the view, which must have
// a size, in pixels and returns it in shares of the page as its file holds it.
func (v View) OnPage(x, y float64) (float64, float64) {
	x, y = v.skewed(x, y, -v.Skew)
	return quarters(x/float64(v.Width), y/float64(v.Height), 360-v.Rotation)
}

// skewed turns a point of the view about its middle by degrees clockwise.
func (v View) skewed(x, y, degrees float64) (float64, float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	middleX, middleY := float64(v.Width)/2, float64(v.Height)/2
	dx, dy := x-middleX, y-middleY
	return middleX + dx*cos - dy*sin, middleY + dx*sin + dy*cos
}

// quarters turns a point, in shares of the width and the height, by 0, 90, 180
// or 270 degrees clockwise.
func quarters(x, y float64, degrees int) (float64, float64) {
	switch degrees % 360 {
	case 90:
		return 1 - y, x
	case 180:
		return 1 - x, 1 - y
	case 270:
		return y, 1 - x
	}
	return x, y
}

// A Prepared page is what the preparation of one page found.
type Prepared struct {
	View     View   // Key is empty: the image is not stored yet
	Image    []byte // the view as JPEG
	Clean    []byte // the page as reading wants it, in the reader's own form; may be lost
	Blank    bool   // no ink but dust; said only after a strict decode
	Barcodes []Barcode
	Quality  Quality
}

// A Reading is what the reading of one page gave.
type Reading struct {
	Text    PageText
	Bitonal Bitonal
}

// A Bitonal is a page in pure black and white, upright and straight like its
// view and of the same shape, for the searchable PDF. It is empty when the page
// has greys or colours that somebody would miss; the view serves instead.
type Bitonal struct {
	Key           string // object key; empty: not stored
	Width, Height int    // pixels
	G4            []byte // CCITT group 4, black is 1, without any header
}

// A Barcode is one code found on a page. Its value is data from outside: it
// decides nothing unless it carries our prefix and a right check character.
type Barcode struct {
	Kind  string `json:"kind"` // "qr", "code128", "code39", "patch"
	Value string `json:"value"`
}
