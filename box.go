package postkamer

import "time"

// BoxID numbers a box in the database.
type BoxID int64

// A Box (doos) holds the paper of stacks until it may be destroyed.
type Box struct {
	ID        BoxID
	Year      int
	Number    int    // doos 12 van 2026: from 1 each year without a gap
	Place     string // where it stands
	OpenedAt  time.Time
	OpenedBy  string
	ClosedAt  time.Time // full; zero: open
	ClosedBy  string
	KeepUntil time.Time // a day; zero while the box is open

	// The paper is destroyed in three steps: somebody proposes it, somebody else
	// approves, and it is done.
	ProposedAt  time.Time
	ProposedBy  string
	ListSHA256  string // of the list that was proposed, in hex
	ApprovedAt  time.Time
	ApprovedBy  string
	DestroyedAt time.Time
	DestroyedBy string
	DestroyedIn string // how: in words
}

// BoxFigures is the balance of a box: every piece is in one of the parts.
type BoxFigures struct {
	Batches  int
	Sheets   int // pages that are not replaced, backs not counted where they are known
	Pieces   int
	Accepted int // of Pieces: a person closed its case
	Left     int // of Pieces: handed over to the register
	Back     int // of Pieces: all of its paper was handed back or moved to the archive
	Open     int // of Pieces: none of these
	Kept     int // pages whose paper may never be replaced and is still in the box
	Rescans  int // pages that wait to be scanned again
	Unjudged int // pages that a second person still has to check or found not good, and whose paper is still in the box
}

// Balanced tells whether nothing in the box is waited for any more.
func (f BoxFigures) Balanced() bool {
	return f.Open == 0 && f.Kept == 0 && f.Rescans == 0 && f.Unjudged == 0
}

// RescanID numbers a rescan request.
type RescanID int64

// RescanState is how far a rescan request is.
type RescanState string

// States of a rescan request.
const (
	RescanOpen    RescanState = "open"
	RescanUnder   RescanState = "scanned" // the new page is in and is being prepared
	RescanDone    RescanState = "done"
	RescanRefused RescanState = "refused" // it cannot be done; Answer says why
)

// RescanMissing is why a page is asked for that was never scanned: the one behind the
// page of the request. It takes the place of none.
const RescanMissing = "hierna mist een bladzijde"

// A Rescan (nascan) asks the operator to scan a page of a piece again, or more of it,
// after the stack was released.
type Rescan struct {
	ID      RescanID
	PieceID PieceID
	PageID  PageID // as it was asked about
	Why     string
	AskedBy string
	AskedAt time.Time
	State   RescanState
	DoneBy  string
	DoneAt  time.Time
	Answer  string // of a refusal
	NewPage PageID // 0 until there is one
}
