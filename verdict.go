package postkamer

import "time"

// FieldName names a value that is read from a piece, the same in every package.
type FieldName string

// Names of fields. Dates are 2006-01-02, postcodes 1234 AB, phone numbers ten
// digits or + and digits, IBANs without spaces, amounts in euros with a point.
const (
	FieldFullName    FieldName = "name"
	FieldBSN         FieldName = "bsn"
	FieldBirthDate   FieldName = "birth_date"
	FieldPhone       FieldName = "phone"
	FieldEmail       FieldName = "email"
	FieldOldStreet   FieldName = "old_street"
	FieldOldNumber   FieldName = "old_number"
	FieldOldPostcode FieldName = "old_postcode"
	FieldOldCity     FieldName = "old_city"
	FieldNewStreet   FieldName = "new_street"
	FieldNewNumber   FieldName = "new_number"
	FieldNewPostcode FieldName = "new_postcode"
	FieldNewCity     FieldName = "new_city"
	FieldMoveDate    FieldName = "move_date"
	FieldCoMovers    FieldName = "co_movers"
	FieldHost        FieldName = "host" // the main occupant one moves in with
	FieldIBAN        FieldName = "iban"
	FieldIBANName    FieldName = "iban_name"
	FieldKvK         FieldName = "kvk"
	FieldCompany     FieldName = "company"
	FieldMonths      FieldName = "months"
	FieldIncome      FieldName = "income"
	FieldLoan        FieldName = "loan"
	FieldPartner     FieldName = "partner"
	FieldLetterDate  FieldName = "letter_date" // as written; a proposal, never the date of receipt
	FieldCaseNumber  FieldName = "case_number" // kenmerk
	FieldAmount      FieldName = "amount"
	FieldPlate       FieldName = "plate" // number plate

	// The sender's own address, when it is not what a move is about.
	FieldStreet   FieldName = "street"
	FieldNumber   FieldName = "number"
	FieldPostcode FieldName = "postcode"
	FieldCity     FieldName = "city"

	FieldRSIN       FieldName = "rsin"       // number of an organisation; passes the eleven-test
	FieldBranch     FieldName = "branch"     // vestigingsnummer: twelve digits
	FieldReference  FieldName = "reference"  // our own, of an earlier piece or case; see NormalReference
	FieldInvoice    FieldName = "invoice"    // factuurnummer
	FieldFine       FieldName = "fine"       // number of a parking fine (naheffingsaanslag)
	FieldWOZ        FieldName = "woz"        // WOZ-objectnummer: twelve digits
	FieldAssessment FieldName = "assessment" // number of an assessment or WOZ decision (aanslag, beschikking)
)

// FieldState says whether a field may be taken as it was read.
type FieldState string

// States of a field as read. See MustBeSeen for those that block approval.
const (
	FieldOK          FieldState = "ok"          // read surely and passes its check
	FieldRepaired    FieldState = "repaired"    // letters taken for digits, or the other way round, were put right: a check digit proves it
	FieldCheck       FieldState = "check"       // read, but somebody should look
	FieldSuggested   FieldState = "suggested"   // fails its check; with one other digit, named in Why, it would pass. Value is as read
	FieldConflicting FieldState = "conflicting" // two places give it differently; Value is the better founded one
	FieldMissing     FieldState = "missing"     // needed but not found
	FieldWrong       FieldState = "wrong"       // fails its check
	FieldAdded       FieldState = "added"       // not read: a person added it
)

// Sure tells whether the value may be taken as it is without a person's look.
func (s FieldState) Sure() bool { return s == FieldOK || s == FieldRepaired }

// MustBeSeen are the states of fields that a person must have looked at before the
// case can be approved.
var MustBeSeen = []FieldState{FieldSuggested, FieldConflicting, FieldMissing, FieldWrong}

// A Field is one value with its place on the page.
type Field struct {
	Name       FieldName  `json:"name"`
	Value      string     `json:"value"`
	Read       string     `json:"read,omitempty"` // the words on the page, before Value was made of them; empty for a form
	State      FieldState `json:"state"`
	Why        string     `json:"why,omitempty"` // Dutch, why State is not ok
	Page       int        `json:"page"`          // index in Text.Pages; -1 when it has no place
	X          int        `json:"x"`
	Y          int        `json:"y"`
	W          int        `json:"w"`
	H          int        `json:"h"`
	Confidence float64    `json:"confidence"` // 0..1
}

// CaseType is the kind of matter, by its Dutch name in lower case with
// underscores: verhuizing, tozo_aanvraag, bezwaar.
type CaseType string

// UnknownCase is the case type of a piece that nobody could place yet.
const UnknownCase CaseType = "onbekend"

// The case types that have rules of their own.
const (
	Verhuizing CaseType = "verhuizing"
	Tozo       CaseType = "tozo_aanvraag"
)

// Destination is where the road ends for a piece.
type Destination string

// Destinations.
const (
	ToQueue  Destination = "queue"  // a caseworker's queue
	ToCaller Destination = "caller" // somebody phones first
	ToTriage Destination = "triage" // a person decides what it is
)

// Queue (werkvoorraad) names a pile of open cases.
type Queue string

// Triage is the queue for what could not be placed.
const Triage Queue = "triage"

// Priority of a case: 1 same day, 2 a legal term is near, 3 normal.
type Priority int

// Priorities.
const (
	SameDay  Priority = 1
	TermNear Priority = 2
	Normal   Priority = 3
)

// A Verdict (indeling) is what a piece is about, how sure that is, what was
// read, and where it goes. It is decided by package classify alone.
type Verdict struct {
	CaseType    CaseType     `json:"case_type"`
	Probability float64      `json:"probability"` // 0..1, calibrated; decoration for people, the threshold works on the margin
	Sure        bool         `json:"sure"`        // CaseType may be believed
	Kinds       []LikelyKind `json:"kinds"`       // the three likeliest, best first; of a form its own
	Clues       []Clue       `json:"clues"`       // what spoke for the first of Kinds, strongest first
	Rule        string       `json:"rule"`        // name of the rule that decided, see classify.Rules
	Ready       bool         `json:"ready"`       // nothing is missing and nothing is in doubt; a person still decides
	Destination Destination  `json:"destination"`
	Queue       Queue        `json:"queue"`
	Priority    Priority     `json:"priority"`
	DueOn       time.Time    `json:"due_on"` // last day of the term; zero when there is none
	Term        Term         `json:"-"`      // of which DueOn is the last day; kept with the case
	Doubts      []Doubt      `json:"doubts"` // those that made the rule apply come first
	Fields      []Field      `json:"fields"`
}
