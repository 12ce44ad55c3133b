package intake

import (
	"time"

	"postkamer"
)

// Answers are the raw answers of a citizen by the name of the question: trimmed,
// and otherwise as they were typed, also when they are wrong. A date is three
// values: day, month and year. A question with several choices has one value per
// choice; every other question has one.
type Answers map[string][]string

// Context is what the texts and checks of a form depend on besides the answers.
type Context struct {
	Today time.Time // the day on the municipality's calendar, see postkamer.DayOf

	// CountsOn is the day on which something that is sent now counts as sent: earlier than
	// Today just after an outage. Zero: Today.
	CountsOn time.Time

	Town postkamer.Municipality
	Tone postkamer.Tone

	// KnowsTown tells whether the table of addresses names this municipality. One that
	// does not calls it something else: then no postcode is taken for another's. Nil: it does.
	KnowsTown func() bool

	// Addresses asks the table of addresses; false when there is none. Nil: nothing is
	// looked up.
	Addresses func(postkamer.AddressQuery) (postkamer.AddressAnswer, bool)

	// Free returns the times of a kind that can still be chosen, in order. Nil: it is not
	// looked up, and any time will do.
	Free func(postkamer.SlotKind) []postkamer.Slot

	Identity *postkamer.Identity // who is logged in for this form; nil: nobody

	memory *memory // see Remembering; nil: nothing is remembered
}

// sent is the day against which terms of a citizen are held.
func (c Context) sent() time.Time {
	if !c.CountsOn.IsZero() && c.CountsOn.Before(c.Today) {
		return c.CountsOn
	}
	return c.Today
}

// Kinds of question.
const (
	KindText     = "text"
	KindTextArea = "textarea"
	KindNumber   = "number" // digits only, such as a house number
	KindDate     = "date"   // three fields: name-dag, name-maand, name-jaar
	KindChoice   = "choice"
	KindChoices  = "choices"
	KindCheckbox = "checkbox" // posted as ja
	KindPostcode = "postcode"
	KindBSN      = "bsn"
	KindIBAN     = "iban"
	KindKvK      = "kvk"
	KindPhone    = "phone"
	KindEmail    = "email"
	KindContact  = "contact" // an e-mail address or a telephone number
	KindAmount   = "amount"  // euros
)

// LastSlug is the page on which a citizen reads everything again and sends it.
const LastSlug = "nakijken"

// A FormPage is one page of a form for one citizen, in words of one tone.
type FormPage struct {
	Slug      string
	Section   string
	Step      int // the number of the section, from 1
	Steps     int // how many sections the form has, for whatever answers
	Heading   string
	Intro     []string
	Questions []Question
	Login     bool  // a login would answer some of it
	Stop      *Stop // the answers on this page end the form; nil when it goes on
}

// A Question is one question on a page.
type Question struct {
	Name           string
	Label          string
	Hint           string
	Kind           string
	Options        []Option
	Autocomplete   string
	InputMode      string
	MaxLength      int // characters; 0 when there is nothing to type
	Rows           int // of a text area
	Least, Most    int // files of an upload; its options are what may be chosen in their place
	Required       bool
	LabelIsHeading bool // the page's heading is the question
}

// An Option is one of the answers to choose from.
type Option struct{ Value, Label, Hint string }

// A Stop explains why the form ends here: somebody moves elsewhere. Nothing is
// submitted.
type Stop struct {
	Heading string
	Text    []string
}

// A FormError says what is wrong with one input and what to do. Field is the id
// of the input: the question's name, for a date with -dag, -maand or -jaar behind
// it, whichever the citizen must look at first.
type FormError struct{ Field, Text string }

// A SummaryLine is one question that was asked with the answer in words.
type SummaryLine struct {
	Slug, Label, Value string
	Known              bool // a login told it: the citizen cannot change it
}

// Forms are the forms of the mail-room.
type Forms struct{ list []*Form }

// Form returns a form by its name: verhuizing or tozo.
func (f *Forms) Form(name string) (*Form, bool) {
	for _, form := range f.list {
		if form.Name == name {
			return form, true
		}
	}
	return nil, false
}

// All returns the forms in the order of their names.
func (f *Forms) All() []*Form { return f.list }

// A Form is a citizen's form. Its texts hold both tones: "{je|u}".
type Form struct {
	Name      string
	Prefix    string             // of references: VH
	Kind      postkamer.CaseType // of the case that it becomes; empty: a scheme says it
	Title     string
	About     string // on the start page of the site; empty: it is not listed there
	Button    string
	Intro     []string // on the start page
	DoneTitle string
	Done      []string // on the receipt page; may hold {kenmerk}
	Version   string   // changes with every change of the definition

	file    string // of the definition, for errors
	def     *definition
	repeats map[string][]string // questions on repeated pages, with what may stand in the braces of their names
}
