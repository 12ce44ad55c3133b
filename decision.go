package postkamer

import "time"

// A LikelyKind is a kind that a piece may be, with how likely that is.
type LikelyKind struct {
	CaseType    CaseType `json:"case_type"`
	Probability float64  `json:"probability"` // 0..1; all kinds together are 1
}

// A Clue (aanwijzing) is a word or phrase that spoke for a kind. It quotes the
// letter: for the caseworker's page, never for the log.
type Clue struct {
	Text   string  `json:"text"`
	Phrase bool    `json:"phrase"` // of the list of telling phrases that people edit
	Weight float64 `json:"weight"` // what it adds to the score; positive
}

// A Decision (beslissing) is a verdict as it was kept, with all that is needed to
// make it again: the text and the answers are with the piece, the rest is here.
type Decision struct {
	PieceID   PieceID
	CaseID    CaseID
	Reference string // of the piece
	At        time.Time
	Model     string    // checksum of the model; empty without one
	Policy    string    // fingerprint of the policy
	Earlier   []Earlier // what was known of earlier pieces
	Inputs    *Inputs   // nil when it was made before they were kept
	Verdict   Verdict
}

// Inputs are what a decision rested on that may be otherwise later.
type Inputs struct {
	Addresses []AddressAnswer `json:"addresses"`          // what the table of addresses said; none without a table
	CountsOn  time.Time       `json:"counts_on,omitzero"` // day on which the piece counted as sent; zero: that of receipt
	Off       []CaseType      `json:"off"`                // kinds of the channel that were turned off
}
