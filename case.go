package postkamer

import "time"

// CaseID numbers a case in the database.
type CaseID int64

// CaseState is where an open case is.
type CaseState string

// States of a case. A case is in exactly one.
const (
	CaseOpen    CaseState = "open"    // on its queue, for whoever takes the next
	CaseClaimed CaseState = "claimed" // with one caseworker
	CaseCalling CaseState = "calling" // waits for a telephone call
	CaseWaiting CaseState = "waiting" // waits for the citizen, until a day at most; comes back by itself
	CaseDone    CaseState = "done"
)

// caseMoves lists which state may follow which.
var caseMoves = map[CaseState][]CaseState{
	CaseOpen:    {CaseClaimed},
	CaseClaimed: {CaseOpen, CaseCalling, CaseWaiting, CaseDone},
	CaseCalling: {CaseOpen, CaseClaimed, CaseWaiting},
	CaseWaiting: {CaseOpen, CaseClaimed, CaseCalling},
}

// MayBecome tells whether a case in state s may move to state to.
func (s CaseState) MayBecome(to CaseState) bool {
	for _, next := range caseMoves[s] {
		if next == to {
			return true
		}
	}
	return false
}

// A Case (zaak) is the matter a piece opens.
type Case struct {
	ID          CaseID
	PieceID     PieceID
	Reference   string // that of its piece
	Channel     Channel
	Form        string
	CaseType    CaseType
	Probability float64
	Queue       Queue
	State       CaseState
	Version     int
	Priority    Priority
	ReceivedOn  time.Time
	DueOn       time.Time // zero when no term runs
	ClaimedBy   PersonID  // 0 when nobody has it
	ClaimedName string
	ClaimUntil  time.Time
	WaitsUntil  time.Time // last day of waiting for the citizen; zero unless State is CaseWaiting
	WaitsFor    string    // Dutch: what the citizen must do
	ReturnedWhy string    // Dutch: why it came back by itself; empty when it did not
	AttachedTo  CaseID    // the case that goes on with its piece; 0: none. Then this one is done
	CreatedAt   time.Time
	DoneAt      time.Time
	Doubts      []CaseDoubt
	Fields      []CaseField
}

// A CaseDoubt is a doubt on a case; a person settles it.
type CaseDoubt struct {
	ID int64
	Doubt
	PageID    PageID // 0 when it has no place; then Doubt.Page has no meaning either
	SettledBy string // empty while open
	SettledAt time.Time
}

// A CaseField is a field on a case: what was read and what a person made of it.
type CaseField struct {
	Name       FieldName
	Position   int
	ReadValue  string // as the machine understood it; never changed
	ReadText   string // the words on the page that ReadValue was made of; empty when it has no place
	Value      string // as it stands
	State      FieldState
	Why        string
	PageID     PageID // 0 when it has no place
	X, Y, W, H int    // on the page's view
	Confidence float64
	SeenBy     string // who looked at it; see MustBeSeen
	SeenAt     time.Time
}
