package web

import "strings"

// The structs below are what the templates in templates/parts show. A page puts
// them in its own struct and says {{template "field" .Postcode}}.

// A Field is one text field with its label. Rows makes it a text area.
type Field struct {
	Name         string // also the id
	Label        string
	Hint         string
	Error        string
	Value        string
	Type         string // text unless given
	Autocomplete string // off unless given
	InputMode    string // such as numeric
	Class        string // such as utrecht-textbox--postal-code-nl-size
	Rows         int
	MaxLength    int
	Required     bool
	Readonly     bool
}

// DescribedBy lists the ids of hint and error, for aria-describedby.
func (f Field) DescribedBy() string { return describedBy(f.Name, f.Hint, f.Error) }

// An Option is one answer of a Choice.
type Option struct {
	Value string
	Label string
	Hint  string
	Key   string // the letter or digit that picks it, shown in the label
}

// A Choice is a question with options: radio buttons, check boxes (template
// "checks") or a list (template "select"). Nothing is chosen beforehand unless Values says so.
type Choice struct {
	Name    string
	Legend  string
	Hint    string
	Error   string
	Values  []string // what is chosen
	Options []Option
	Heading bool // the legend is the one h1 of the page
}

// DescribedBy lists the ids of hint and error, for aria-describedby.
func (c Choice) DescribedBy() string { return describedBy(c.Name, c.Hint, c.Error) }

// Chosen tells whether the option with this value is chosen.
func (c Choice) Chosen(value string) bool {
	for _, v := range c.Values {
		if v == value {
			return true
		}
	}
	return false
}

// ID is the id of the option at position i; the first has the name of the
// question, so that the error summary leads to it.
func (c Choice) ID(i int) string {
	if i == 0 {
		return c.Name
	}
	return c.Name + "-" + c.Options[i].Value
}

func describedBy(name, hint, wrong string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, name+"-hint")
	}
	if wrong != "" {
		ids = append(ids, name+"-fout")
	}
	return strings.Join(ids, " ")
}

// An Alert is a message on the page. Kind is that of a flash.
type Alert struct {
	Kind  FlashKind
	Title string
	Text  string
}

// An Item is one line of a data list: a fact, with a way to change it.
type Item struct {
	Key    string
	Value  string
	Change string // address of the page that changes it; empty when nobody may
}

// A Table is a table that becomes cards on a telephone. Give the first cell of
// each row what the row is about.
type Table struct {
	Caption string // for those who do not see it
	Columns []Column
	Rows    []Row
	Empty   string // what to say when there are no rows
}

// A Column of a table.
type Column struct {
	Title   string
	Numeric bool
}

// A Row of a table.
type Row struct {
	Current bool // the one being worked on
	Cells   []Cell
}

// A Cell of a table.
type Cell struct {
	Text string
	Link string // address; empty for plain text
	Note string // second line, such as "te laat"
}

// Paging is where somebody is in a long list. Addresses are empty where there is
// nothing.
type Paging struct {
	Previous string
	Next     string
	Number   int // this page, from 1
	Of       int // pages in all
}
