package postkamer

// DoubtCode names why a person must look. The list is fixed: a new code is a
// new line here, in the call scripts and in the glossary. Codes for moves and
// Tozo follow the reasons that municipalities give (docs/domain.md).
type DoubtCode string

// Doubts about any piece.
const (
	KindUnsure       DoubtCode = "KIND_UNSURE"     // what it is about is not sure enough
	StepFailed       DoubtCode = "STEP_FAILED"     // a step of ours used its last attempt
	CannotRead       DoubtCode = "PAGE_UNREADABLE" // a page could not be opened or read
	NothingToRead    DoubtCode = "NOTHING_TO_READ" // no text at all was found
	Handwritten      DoubtCode = "HANDWRITTEN"     // looks written by hand: reading is unsure
	Language         DoubtCode = "LANGUAGE"        // not Dutch
	Urgent           DoubtCode = "URGENT"          // eviction, no money for food, violence
	LegalClock       DoubtCode = "LEGAL_CLOCK"     // objection, complaint, notice of default: a term runs
	BSNInvalid       DoubtCode = "BSN_INVALID"     // fails the eleven-test
	BSNMissing       DoubtCode = "BSN_MISSING"
	PhoneMissing     DoubtCode = "PHONE_MISSING"
	SignatureMissing DoubtCode = "SIGNATURE_MISSING"
	ActiveContent    DoubtCode = "ACTIVE_CONTENT"    // the PDF carries scripts, attachments or XFA
	IdentityUnproven DoubtCode = "IDENTITY_UNPROVEN" // filed without DigiD
	ValueUnsure      DoubtCode = "VALUE_UNSURE"      // a field was read with low confidence, or two values disagree
	FilledByMachine  DoubtCode = "FILLED_BY_MACHINE" // a field of a form that people do not see was filled in
	AskedToCall      DoubtCode = "ASKED_TO_CALL"     // the citizen asks to be phoned
	HandedOver       DoubtCode = "HANDED_OVER"       // a caseworker asks a colleague to phone
	SeveralKinds     DoubtCode = "SEVERAL_KINDS"     // two things in one piece: an objection and a complaint
	Maatwerk         DoubtCode = "MAATWERK"          // a person decides about this kind by design
	Angry            DoubtCode = "ANGRY"             // complains about how it went, or wrote often
	Withdrawn        DoubtCode = "WITHDRAWN"         // the citizen takes back what was asked
	Duplicate        DoubtCode = "DUPLICATE"         // looks the same as an earlier piece
	BelongsTo        DoubtCode = "BELONGS_TO"        // is about a case that is there already
	NewScan          DoubtCode = "NEW_SCAN"          // a page was scanned again after somebody worked on the case
	MailNotSent      DoubtCode = "MAIL_NOT_SENT"     // a mail to the citizen could not be sent
	FileInfected     DoubtCode = "FILE_INFECTED"     // the virus scanner found something in what was sent
)

// Doubts about a move (verhuizing).
const (
	MoveDateMissing   DoubtCode = "MOVE_DATE_MISSING"
	DateLate          DoubtCode = "DATE_LATE"      // reported more than 5 days after the move
	DateTooEarly      DoubtCode = "DATE_TOO_EARLY" // more than 4 weeks before the move
	AddressIncomplete DoubtCode = "ADDRESS_INCOMPLETE"
	AddressNotFound   DoubtCode = "ADDRESS_NOT_IN_BAG"
	AddressAmbiguous  DoubtCode = "ADDRESS_AMBIGUOUS"
	ConsentMissing    DoubtCode = "CONSENT_MISSING"
	CoMoverNotAllowed DoubtCode = "CO_MOVER_NOT_ALLOWED"
	WrongMunicipality DoubtCode = "WRONG_MUNICIPALITY"
	Emigration        DoubtCode = "EMIGRATION"
	EvidencePromised  DoubtCode = "EVIDENCE_PROMISED" // will be sent later

	FromAbroad         DoubtCode = "FROM_ABROAD"             // a first registration goes at the desk
	LetterAddress      DoubtCode = "BRIEFADRES"              // asks for an address for letters only
	Institution        DoubtCode = "INSTITUTION"             // its head may report the move
	Minor              DoubtCode = "MINOR_WITHOUT_AUTHORITY" // too young to report
	Guarded            DoubtCode = "CURATELE"                // somebody else looks after the affairs
	AuthorityMissing   DoubtCode = "AUTHORITY_MISSING"       // reports for another, without written authority
	Secrecy            DoubtCode = "GEHEIMHOUDING"           // the data must not be given to others
	NonResidential     DoubtCode = "NON_RESIDENTIAL"         // no home, as far as is known
	ConsentContradicts DoubtCode = "CONSENT_CONTRADICTS"     // somebody lives there and nobody does
	IDCopyMissing      DoubtCode = "ID_COPY_MISSING"
)

// Doubts about a Tozo application.
const (
	IBANInvalid      DoubtCode = "IBAN_INVALID"
	IBANMissing      DoubtCode = "IBAN_MISSING"
	IBANOtherName    DoubtCode = "IBAN_OTHER_NAME"
	KvKMissing       DoubtCode = "KVK_MISSING"
	KvKInvalid       DoubtCode = "KVK_INVALID"
	HoursUnsure      DoubtCode = "HOURS_UNSURE"
	ConditionsUnsure DoubtCode = "CONDITIONS_UNSURE"
	IncomeMissing    DoubtCode = "INCOME_MISSING"
	PartnerSignature DoubtCode = "PARTNER_SIGNATURE"
	PartnerRefuses   DoubtCode = "PARTNER_REFUSES" // with an own code
	LoanTooHigh      DoubtCode = "LOAN_TOO_HIGH"
	OutsidePeriod    DoubtCode = "OUTSIDE_PERIOD"
	NoMoneyForFood   DoubtCode = "NO_MONEY_FOR_FOOD" // broodnood: same day
	AgeOutside       DoubtCode = "AGE_OUTSIDE"       // younger or older than the scheme asks
)

// A Doubt (twijfel) is why a person must look at a piece. It is an outcome,
// never an error, and is not retried. Its evidence is what was read and where.
type Doubt struct {
	Code   DoubtCode `json:"code"`
	Why    string    `json:"why"`              // one Dutch sentence with what was seen, for the caseworker
	Say    string    `json:"say,omitempty"`    // what to say to the citizen, in both tones; see Tone.Say
	Field  FieldName `json:"field,omitempty"`  // the field it is about, if one
	Tongue Tongue    `json:"tongue,omitempty"` // the language the piece is in, when that is known and not Dutch
	Quote  string    `json:"quote,omitempty"`  // the words that were read; empty when it is about what is not there
	Page   int       `json:"page"`             // index in Text.Pages; without meaning when W is 0
	X      int       `json:"x"`                // on the page's view, as in Field
	Y      int       `json:"y"`
	W      int       `json:"w"` // 0: it has no place
	H      int       `json:"h"`
	Ask    bool      `json:"ask,omitempty"`  // the citizen can answer it in a minute on the telephone
	Stop   bool      `json:"stop,omitempty"` // a caseworker must decide first; phoning does not help
}

// Placed tells whether the doubt can be shown on a page.
func (d Doubt) Placed() bool { return d.W > 0 && d.H > 0 }
