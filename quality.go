package postkamer

// A Quality is what was measured on the image of one page, as it was scanned. The
// zero value is a page that nobody measured: it gives no findings. A measure that
// the page is no ground for is 0: a page with one pencil stroke has no sharpness.
type Quality struct {
	Measured bool `json:"measured"`        // false: prepared before pages were measured, or shown as scanned
	Blank    bool `json:"blank,omitempty"` // nothing on it but dust and punch holes

	// Edge is how wide the step from ink to paper is, in millimetres: the median of
	// the sharper half of all steps along rows and columns, each its height divided
	// by its steepest part. It does not depend on how much ink there is, nor on the
	// size of the letters. A good scan has .1 to .2.
	Edge float64 `json:"edge,omitempty"`
	// Contrast is how much darker than the paper beside it ink is, 0..1: the upper
	// quarter of the steps of Edge. Print has .7 and more, pencil .1 to .3.
	Contrast float64 `json:"contrast,omitempty"`
	// Paper is how bright the paper is, 0..1: the median of the bright end of all
	// patches of 4 mm.
	Paper float64 `json:"paper,omitempty"`
	// Black is the share of the page in patches of 4 mm that are black all over, 0..1:
	// a lid that was open, a photograph, a page scanned too dark.
	Black float64 `json:"black,omitempty"`
	// Skew is how many degrees clockwise the page had to be straightened, as found
	// before that and also when it was too much to do. Within +-20.
	Skew float64 `json:"skew,omitempty"`
	// Rotation is how far the page was turned clockwise to stand upright: 0, 90, 180
	// or 270, on top of what its file said.
	Rotation int `json:"rotation,omitempty"`
	// Cut counts the strokes of letters that run into the edge of the image, of the page
	// as scanned before it was turned. A black border, a shadow and a printed bar are none.
	Cut Sides `json:"cut,omitzero"`
	// Fold is the shorter leg of the triangle that is missing at a corner, in
	// millimetres, where it is longest. FoldAt says which corner of the page as scanned.
	Fold   float64 `json:"fold,omitempty"`
	FoldAt Corner  `json:"fold_at,omitempty"`
	// DPI is the resolution of the image as its file says; of a file that does not say
	// it, that of an A4 with as many pixels. 0: drawn, as text in a PDF is.
	DPI int `json:"dpi,omitempty"`
	// Width and Height are the size of the image in millimetres as it was scanned,
	// before it was turned; 0 when the file does not say it.
	Width  float64 `json:"width,omitempty"`
	Height float64 `json:"height,omitempty"`
	// Colour is the share of the page that has colour, 0..1. Tinted paper has none.
	Colour float64 `json:"colour,omitempty"`
	// Print tells the page from others of its stack: see ImagePrint.
	Print ImagePrint `json:"print,omitempty"`
}

// Sides are numbers for the four sides of a page.
type Sides struct {
	Top    int `json:"top,omitempty"`
	Right  int `json:"right,omitempty"`
	Bottom int `json:"bottom,omitempty"`
	Left   int `json:"left,omitempty"`
}

// Corner is one corner of a page.
type Corner string

// Corners of a page.
const (
	TopLeft     Corner = "top-left"
	TopRight    Corner = "top-right"
	BottomRight Corner = "bottom-right"
	BottomLeft  Corner = "bottom-left"
)

// Limits are the thresholds of one scan profile. A limit of 0 switches its check off.
type Limits struct {
	Edge       float64 `json:"edge"`        // mm; wider is blurred
	Contrast   float64 `json:"contrast"`    // 0..1; less is faint
	Dark       float64 `json:"dark"`        // 0..1; darker paper is too dark
	Black      float64 `json:"black"`       // 0..1; more is too dark
	Light      float64 `json:"light"`       // 0..1; paper as bright as this with faint ink was scanned too light
	Skew       float64 `json:"skew"`        // degrees; more asks for eyes
	Straighten float64 `json:"straighten"`  // degrees; from here on it is said that the page was straightened
	Cut        int     `json:"cut"`         // strokes into one side; as many are cut off
	Fold       float64 `json:"fold"`        // mm; a folded corner as large asks for eyes
	DPI        int     `json:"dpi"`         // less is too coarse
	Colour     float64 `json:"colour"`      // 0..1; as much is said
	PageHeight float64 `json:"page_height"` // mm, of the profile's paper; 0: the most common of the stack
	Longer     float64 `json:"longer"`      // mm; a page as much longer than the others may be two
	Same       float64 `json:"same"`        // 0..1; pages as alike are the same, see ImagePrint.Likeness
	BlankFront bool    `json:"blank_front"` // an empty front asks for eyes
}

// DefaultLimits are the limits of a new profile. They were chosen on one half of the
// pages of docs/quality.md; the table there is of the other half.
func DefaultLimits() Limits {
	return Limits{
		Edge: .36, Contrast: .35, Dark: .5, Black: .35, Light: .97, Skew: 5, Straighten: 1.5, Cut: 3, Fold: 8,
		DPI: 190, Colour: .002, Longer: 10, Same: .75, BlankFront: true,
	}
}

// FindingCode names what was found about a page. The list is fixed.
type FindingCode string

// Findings of one page.
const (
	FindingBlurred       FindingCode = "BLURRED"
	FindingLowContrast   FindingCode = "LOW_CONTRAST"
	FindingTooDark       FindingCode = "TOO_DARK"
	FindingTooLight      FindingCode = "TOO_LIGHT"
	FindingSkewed        FindingCode = "SKEWED"
	FindingCutOff        FindingCode = "CUT_OFF"
	FindingFolded        FindingCode = "FOLDED"
	FindingLowResolution FindingCode = "LOW_RESOLUTION"
	FindingUpsideDown    FindingCode = "UPSIDE_DOWN"  // only said: the page was turned
	FindingStraightened  FindingCode = "STRAIGHTENED" // only said: the page lay askew
	FindingColour        FindingCode = "COLOUR"       // only said
	FindingUnreadable    FindingCode = "UNREADABLE"   // blocks: there is no image
)

// Findings of a page among the others of its stack, and of separator sheets.
const (
	FindingDoubleFeed      FindingCode = "DOUBLE_FEED"
	FindingDuplicate       FindingCode = "DUPLICATE"
	FindingBlankFront      FindingCode = "BLANK_FRONT"
	FindingSheetUnread     FindingCode = "SHEET_UNREAD"      // blocks: looks like a sheet, cannot be read
	FindingSheetGap        FindingCode = "SHEET_GAP"         // blocks: a number of the sequence is missing
	FindingSheetTwice      FindingCode = "SHEET_TWICE"       // blocks: the same numbered sheet came by twice
	FindingSheetForeignSet FindingCode = "SHEET_FOREIGN_SET" // blocks: its set is bound to another open stack
	FindingSheetUnknownSet FindingCode = "SHEET_UNKNOWN_SET" // blocks: nobody printed this set
	FindingCountDiffers    FindingCode = "COUNT_DIFFERS"     // blocks; of the stack, not of a page: counted by hand is another number
)

// A Finding is something about a page that a person should know or look at.
type Finding struct {
	Code   FindingCode `json:"code"`
	Blocks bool        `json:"blocks,omitempty"` // the stack waits until a person has looked
	Note   string      `json:"note,omitempty"`   // Dutch words that complete the sentence: a side, the number of another page
}

// NewFinding returns the finding with this code. The note, which may be empty, takes its
// place in the sentence.
func NewFinding(code FindingCode, note string) Finding {
	return Finding{Code: code, Blocks: findingTexts[code].blocks, Note: note}
}

// Eyes tells whether a person is asked to look at a page with this finding. The others
// are only said.
func (c FindingCode) Eyes() bool { return !findingTexts[c].said }

// Asks tells whether one of the findings asks a person to look.
func Asks(findings []Finding) bool {
	for _, f := range findings {
		if f.Code.Eyes() {
			return true
		}
	}
	return false
}
