// Package paper prints a form of ours and knows where everything on it is: the
// same code that draws a box says where its zone lies. It knows no online form and
// no file of one; package intake says what is to be asked.
//
// A sheet is A4. Every page has four corner marks, of which the one at the bottom
// right is a ring so that the way up is certain, a QR code of 24 mm with a
// postkamer.PaperCode and a footer that says the same for people. All places are in
// millimetres from the top left corner.
package paper

import "postkamer"

// Words are a text in the words of one tone and one municipality.
type Words struct {
	Text string
	Raw  string   // as the definition has it, with both tones: the layout's version hangs on it
	Also []string // other wordings that the printed space must be large enough for
}

// A Form is what is to be printed.
type Form struct {
	Name  string // small letters a to z
	Town  string
	Color [3]uint8 // of headings and rules, dark
	Title Words
	Intro []Words // on the first page
	Parts []Part
}

// A Part is questions under one heading.
type Part struct {
	Heading Words
	Intro   []Words
	Asks    []Ask
}

// A Kind is what an Ask looks like.
type Kind int

// Kinds of asks.
const (
	Line      Kind = iota // one line of words
	Lines                 // several
	Comb                  // cells for one character each
	Ticks                 // boxes for crosses
	Signature             // place to sign
	Table                 // rows of combs; see Ask.Rows
	Note                  // nothing to fill in, a small heading
)

// An Ask is one question on paper.
type Ask struct {
	Number  int // 0: shows none
	Name    string
	Label   Words
	Hint    Words
	Field   postkamer.FieldName
	Kind    Kind
	Keep    bool               // on one page with the next question
	Zone    postkamer.ZoneKind // of lines and combs
	Allowed string
	Rows    int      // of Lines
	Cells   []int    // of Comb, groups
	Between []string // of Comb: what stands in the gaps
	Below   []string // of Comb: what stands under the groups
	Options []Option // of Ticks
	Many    bool     // of Ticks: more than one may be ticked
	Columns []Column // of Table
	Items   []Item   // of Table: its rows
}

// An Option is one answer to tick.
type Option struct {
	Value string
	Says  string // the answer alone, without where to go on
	Label Words
	Hint  Words
}

// A Column is one question of a table.
type Column struct {
	Number int
	Label  Words
	Field  postkamer.FieldName
	Cells  []int
}

// An Item is one row of a table. Names has the zone of each column, "" for none.
type Item struct {
	Label string
	Names []string
}
