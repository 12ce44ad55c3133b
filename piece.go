package postkamer

import "time"

// PieceID numbers a piece in the database. It is not a reference for people.
type PieceID int64

// Channel says how a piece reached the municipality.
type Channel string

// Channels. Mail and API may follow.
const (
	Scan Channel = "scan" // paper, or a file of scanned pages
	Form Channel = "form" // an online form
)

// Stage is how far a piece has come. It only moves forward.
type Stage string

// Stages of a piece, in order. A piece is in exactly one of them.
const (
	Received Stage = "received" // stored; its pages are being read
	Read     Stage = "read"     // everything that can be read has been
	Routed   Stage = "routed"   // a case on a queue, or with a caller
)

// stageOrder says which stage follows which.
var stageOrder = map[Stage]Stage{Received: Read, Read: Routed}

// MayBecome tells whether a piece at stage s may move to stage to.
func (s Stage) MayBecome(to Stage) bool { return stageOrder[s] == to && to != "" }

// A Piece (poststuk) is one letter or one submitted form.
type Piece struct {
	ID         PieceID
	BatchID    BatchID
	Reference  string // PS-2026-7K3M-Q9 for a letter, VH- or TZ- for a form
	Channel    Channel
	Stage      Stage
	Version    int       // rises with every change of stage
	ReceivedOn time.Time // legal date of receipt (a day)
	ReceivedAt time.Time
	CountsOn   time.Time // day on which it counts as sent, when an outage made that earlier; zero: ReceivedOn
	PagesLeft  int       // pages that are still being read
	Form       string    // name of the form; empty for a letter
	Answers    []Answer
	Pages      []Page
}

// An Answer is one question of a form with what the citizen filled in.
type Answer struct {
	Name  string `json:"name"`  // the question's name in the form's definition
	Field string `json:"field"` // the field of a case that it fills, see FieldName constants; may be empty
	Label string `json:"label"` // the question as it was asked
	Value string `json:"value"` // normalised; for display and for the case
}
