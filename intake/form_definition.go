package intake

import (
	"iter"
	"slices"

	"go.yaml.in/yaml/v3"
)

// A phrase is a text of a definition with its line, for errors.
type phrase struct {
	text string
	line int
}

// UnmarshalYAML keeps the line.
func (p *phrase) UnmarshalYAML(node *yaml.Node) error {
	p.line = node.Line
	return node.Decode(&p.text)
}

// A definition is one file of forms/, as it is written.
type definition struct {
	Name      phrase            `yaml:"name"`
	Prefix    phrase            `yaml:"prefix"`
	Kind      phrase            `yaml:"kind"`  // of case; empty: a scheme with this form says it
	Place     int               `yaml:"place"` // on the start page
	Title     phrase            `yaml:"title"`
	About     phrase            `yaml:"about"` // on the start page; empty: the form is not listed there
	Button    phrase            `yaml:"button"`
	Intro     []phrase          `yaml:"intro"`
	DoneTitle phrase            `yaml:"done_title"`
	Done      []doneDef         `yaml:"done"`
	Errors    map[string]phrase `yaml:"errors"` // for questions without a text of their own
	Pages     []pageDef         `yaml:"pages"`
	Doubts    []doubtDef        `yaml:"doubts"`
	Paper     paperDef          `yaml:"paper"`
	Login     loginDef          `yaml:"login"`
	English   englishDef        `yaml:"english"` // of a form that the program does not ship
}

// A pageDef is one page, or with Each a page per answer to another question.
type pageDef struct {
	Slug      phrase        `yaml:"slug"`
	Section   phrase        `yaml:"section"`
	Heading   phrase        `yaml:"heading"`
	Intro     []phrase      `yaml:"intro"`
	When      []condition   `yaml:"when"`
	Each      phrase        `yaml:"each"` // choices: a page per chosen option; choice: a page per option up to the chosen one
	As        phrase        `yaml:"as"`   // the word in braces that stands for the option, in names and in texts
	Item      phrase        `yaml:"item"` // says in a summary which of the pages it was
	Questions []questionDef `yaml:"questions"`
	Rules     []ruleDef     `yaml:"rules"`
	Notices   []noticeDef   `yaml:"notices"`
	Paper     pagePaperDef  `yaml:"paper"`
}

// A questionDef is one question. An empty label makes the heading the question.
type questionDef struct {
	Name         phrase            `yaml:"name"`
	Kind         phrase            `yaml:"kind"`
	Label        phrase            `yaml:"label"`
	Hint         phrase            `yaml:"hint"`
	Field        phrase            `yaml:"field"` // a postkamer.FieldName
	Options      []optionDef       `yaml:"options"`
	Autocomplete string            `yaml:"autocomplete"`
	Known        phrase            `yaml:"known"` // the fact of a login that answers it
	Max          int               `yaml:"max"`   // characters
	Rows         int               `yaml:"rows"`
	Optional     bool              `yaml:"optional"`
	Needed       []condition       `yaml:"needed"`   // an optional question that must be answered after all
	When         []condition       `yaml:"when"`     // on answers of earlier pages
	Past         bool              `yaml:"past"`     // date: today or before
	Age          int               `yaml:"age"`      // date of birth: at least so many years old
	Ahead        bool              `yaml:"ahead"`    // date: not further ahead than the municipality allows
	Back         int               `yaml:"back"`     // date: not more than so many years ago; 0 is no limit
	Whole        bool              `yaml:"whole"`    // amount: no cents
	Least        int64             `yaml:"least"`    // amount: euros
	Most         int64             `yaml:"most"`     // amount: euros; 0 is no limit
	Adjacent     bool              `yaml:"adjacent"` // choices: without a gap
	Of           addressDef        `yaml:"address"`  // address: of which questions
	Slot         slotDef           `yaml:"slot"`     // slot: which times
	Files        filesDef          `yaml:"files"`    // upload: how many
	Errors       map[string]phrase `yaml:"errors"`
	Paper        questionPaperDef  `yaml:"paper"`
}

// An optionDef is one answer to choose from.
type optionDef struct {
	Value phrase   `yaml:"value"`
	Label phrase   `yaml:"label"`
	Hint  phrase   `yaml:"hint"`
	Form  phrase   `yaml:"form"` // offered on a screen only while citizens can begin this form
	Stop  *stopDef `yaml:"stop"`
	Paper phrase   `yaml:"paper"` // the hint on the printed form, in the place of Hint and Stop
}

// options are those of all questions on all pages.
func (d *definition) options() iter.Seq[optionDef] {
	return func(yield func(optionDef) bool) {
		for _, p := range d.Pages {
			for _, q := range p.Questions {
				for _, o := range q.Options {
					if !yield(o) {
						return
					}
				}
			}
		}
	}
}

// A stopDef ends the form with an explanation.
type stopDef struct {
	Heading phrase   `yaml:"heading"`
	Text    []phrase `yaml:"text"`
}

// A ruleDef is a check of several questions of a page: of Any at least one must
// be answered; the amounts of Sum together may not be more than Most euros; the first
// of Unlike may not be the same address or number as the others, on whatever page.
type ruleDef struct {
	Any    []phrase    `yaml:"any"`
	Sum    []phrase    `yaml:"sum"`
	Unlike []phrase    `yaml:"unlike"`
	When   []condition `yaml:"when"`
	Most   int64       `yaml:"most"`
	Sent   bool        `yaml:"sent"` // only when the page itself is filled in: what it names may be answered later, where another rule stands
	Text   phrase      `yaml:"text"`
}

// kinds counts what a rule checks; it must be one thing.
func (r ruleDef) kinds() (n int) {
	for _, list := range [][]phrase{r.Any, r.Sum, r.Unlike} {
		if len(list) > 0 {
			n++
		}
	}
	return n
}

// names are the questions that a rule is about, first the one that its text stands at.
func (r ruleDef) names() []phrase { return slices.Concat(r.Any, r.Sum, r.Unlike) }

// A noticeDef is what a citizen is told without anything being wrong.
type noticeDef struct {
	When []condition `yaml:"when"`
	Text phrase      `yaml:"text"`
}

// A doubtDef is why a person must look at the piece.
type doubtDef struct {
	Code phrase      `yaml:"code"`
	When []condition `yaml:"when"`
}
