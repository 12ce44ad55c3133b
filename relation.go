package postkamer

import "time"

// RelationKind says how a later piece stands to an earlier one.
type RelationKind string

// Kinds of relation.
const (
	RelationBelongs   RelationKind = "belongs"   // about a case that is there already
	RelationDuplicate RelationKind = "duplicate" // the same once more
	RelationWithdraws RelationKind = "withdraws" // takes back what the earlier one asked
)

// A Relation (verband) ties a later piece to an earlier one. Both keep their own
// case: nothing is joined or dropped.
type Relation struct {
	Kind      RelationKind
	PieceID   PieceID // the other piece
	CaseID    CaseID
	Reference string
	CaseType  CaseType
	State     CaseState
	Later     bool // the other piece came after this one

	OtherPerson bool // both have a BSN now, and not the same
}

// Links is what a piece tells about which earlier pieces it may belong to. It is
// used to look, and is neither logged nor kept as a whole.
type Links struct {
	References []string  // of earlier pieces, as they stand in the text; normal form
	BSN        string    // surely read; empty when not
	Kind       CaseType  // surely known; UnknownCase when not
	Date       string    // a date that says what it is about (move, letter), 2006-01-02; empty when none
	Since      time.Time // received on this day or later; zero: any day
	Sketch     []int64   // of its words, see SketchSize; empty when there are too few
}

// SketchSize is how many numbers a sketch of a text has: of each of so many
// orders of its runs of words the first. The share of places at which two
// sketches are equal is about the share of runs that the texts have in common.
const SketchSize = 64

// An Earlier piece may have to do with the one at hand. It holds how they agree,
// not what they say.
type Earlier struct {
	PieceID     PieceID   `json:"piece_id"`
	CaseID      CaseID    `json:"case_id"`
	Reference   string    `json:"reference"`
	CaseType    CaseType  `json:"case_type"`
	Queue       Queue     `json:"queue"`
	Done        bool      `json:"done"` // its case is closed
	ReceivedOn  time.Time `json:"received_on"`
	Named       bool      `json:"named"`        // the piece at hand has its reference
	SamePerson  bool      `json:"same_person"`  // the same BSN
	OtherPerson bool      `json:"other_person"` // both have a BSN, and not the same
	SameDate    bool      `json:"same_date"`    // about the same day
	SamePages   bool      `json:"same_pages"`   // the very same images
	TakesBack   bool      `json:"takes_back"`   // it withdrew another piece itself
	Alike       float64   `json:"alike"`        // 0..1, how many runs of words they share
}
