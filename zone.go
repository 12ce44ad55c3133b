package postkamer

// ZoneKind is what is filled in on a place of a printed form.
type ZoneKind string

// Kinds of zones.
const (
	ZoneText      ZoneKind = "text" // words on one or more lines
	ZoneDigits    ZoneKind = "digits"
	ZoneDate      ZoneKind = "date" // eight cells: day, month, year
	ZoneIBAN      ZoneKind = "iban"
	ZonePostcode  ZoneKind = "postcode"
	ZoneAmount    ZoneKind = "amount" // euros; the last two cells are cents when there are two groups
	ZoneTick      ZoneKind = "tick"   // a box for a cross
	ZoneSignature ZoneKind = "signature"
)

// A FormZone (vak) is one place on a page of a printed form of ours where something
// is filled in. Places are in millimetres from the top left corner of the A4.
type FormZone struct {
	Question string    `json:"question"`         // the question's name in the form's definition
	Option   string    `json:"option,omitempty"` // of a tick: the answer that it stands for
	Says     string    `json:"says,omitempty"`   // of a tick: the answer in words
	Label    string    `json:"label,omitempty"`  // the question as it is printed
	Field    FieldName `json:"field,omitempty"`  // the field of a case that it fills
	Kind     ZoneKind  `json:"kind"`
	Allowed  string    `json:"allowed,omitempty"` // the only characters there may be; empty: any
	X        float64   `json:"x"`
	Y        float64   `json:"y"`
	W        float64   `json:"w"`
	H        float64   `json:"h"`
	Many     bool      `json:"many,omitempty"`  // of a tick: several answers may be ticked
	Lines    int       `json:"lines,omitempty"` // of a text on more than one line
	Comb     []int     `json:"comb,omitempty"`  // groups of cells for one character each; empty: none
	Cell     float64   `json:"cell,omitempty"`  // width of a cell, mm
	Gap      float64   `json:"gap,omitempty"`   // between two groups, mm
}

// Cells returns the left edges of the cells of a comb, in millimetres.
func (z FormZone) Cells() []float64 {
	var cells []float64
	x := z.X
	for _, n := range z.Comb {
		for range n {
			cells = append(cells, x)
			x += z.Cell
		}
		x += z.Gap
	}
	return cells
}

// A Layout (indeling) is where the zones of one page of a printed form are.
type Layout struct {
	Code  PaperCode
	Title string // of the form
	Zones []FormZone
	Words []string `json:",omitempty"` // all words that are printed on the form, in every tone and in small letters
}

// A FilledZone is a zone of a page with what was found in it. Its box is on the
// view of the page, in pixels.
type FilledZone struct {
	FormZone
	Value string  `json:"value,omitempty"` // read in the zone alone, with nothing but the allowed characters; of a comb with a space for each empty cell
	Again string  `json:"again,omitempty"` // read a second time: a comb from the last cell to the first, one line at another size. A ? is a character that cannot be told
	Whole string  `json:"whole,omitempty"` // read there together with the whole page
	Sure  float64 `json:"sure"`            // of Value: confidence of the worst word, 0..1
	Ink   float64 `json:"ink"`             // share of the paper in the zone that is dark, 0..1
	// Uneven is how far the characters of a comb stand off one line or differ in size,
	// in millimetres: under .3 in print. Fewer than three are held against those of the
	// other combs of the page. 0: there are too few to tell.
	Uneven float64 `json:"uneven,omitempty"`
	BoxX   int     `json:"box_x"`
	BoxY   int     `json:"box_y"`
	BoxW   int     `json:"box_w"`
	BoxH   int     `json:"box_h"`
}

// A PaperForm is a page that was recognised as one of our printed forms.
type PaperForm struct {
	Code  PaperCode    `json:"code"`
	Zones []FilledZone `json:"zones"`
	// Beside are words outside of the zones that are not printed there.
	Beside []Word `json:"beside,omitempty"`
	// Unread: its code was seen, but what is filled in could not be read. There are no
	// zones, and nothing may be decided without a person.
	Unread bool `json:"unread,omitempty"`
}

// Corner marks of a printed form, in millimetres. A mark is a black square of
// MarkSide; the one at the bottom right has a white hole of MarkHole, so that the way
// up is certain. Printers leave 4 to 5 mm along the edge empty.
const (
	PaperWidth  = 210.0
	PaperHeight = 297.0
	MarkSide    = 5.0
	MarkHole    = 2.2
	markInset   = 10.5 // of its middle from the edges
)

// Marks returns the middles of the corner marks: top left, top right, bottom left
// and the ring at the bottom right.
func Marks() [4][2]float64 {
	const far, low = PaperWidth - markInset, PaperHeight - markInset
	return [4][2]float64{{markInset, markInset}, {far, markInset}, {markInset, low}, {far, low}}
}
