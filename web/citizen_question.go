package web

import (
	"slices"
	"strings"

	"postkamer/intake"
)

// An asked is a question as its template needs it. Of Field, Choice and Date the
// one that belongs to the kind is filled.
type asked struct {
	intake.Question
	Field  Field
	Choice Choice
	Date   dateField
	Upload uploadField // see addUploads
}

// A dateField is a date in three fields.
type dateField struct {
	Name   string
	Legend string
	Hint   string
	Error  string
	Parts  []Field // day, month, year
}

// DescribedBy lists the ids of hint and error, for aria-describedby.
func (d dateField) DescribedBy() string { return describedBy(d.Name, d.Hint, d.Error) }

// askAll makes the questions of a page with the answers so far and what is wrong.
func askAll(questions []intake.Question, answers intake.Answers, wrong []intake.FormError) []asked {
	list := make([]asked, len(questions))
	for i, q := range questions {
		list[i] = ask(q, answers[q.Name], errorOf(q, wrong))
	}
	return list
}

// errorOf returns what is wrong with a question; "" when nothing is.
func errorOf(q intake.Question, wrong []intake.FormError) string {
	for _, e := range wrong {
		if e.Field == q.Name || q.Kind == intake.KindDate && slices.Contains(dateNames(q.Name), e.Field) {
			return e.Text
		}
	}
	return ""
}

// dateNames are the names and ids of the three fields of a date.
func dateNames(name string) []string { return []string{name + "-dag", name + "-maand", name + "-jaar"} }

func ask(q intake.Question, values []string, wrong string) asked {
	a := asked{Question: q}
	switch q.Kind {
	case intake.KindChoice, intake.KindChoices, intake.KindCheckbox, intake.KindAddress, intake.KindSlot:
		a.Choice = Choice{Name: q.Name, Legend: q.Label, Hint: q.Hint, Error: wrong, Values: values}
		for _, o := range q.Options {
			a.Choice.Options = append(a.Choice.Options, Option{Value: o.Value, Label: o.Label, Hint: o.Hint})
		}
	case intake.KindUpload: // see addUploads
	case intake.KindDate:
		a.Date = askDate(q, values, wrong)
	default:
		a.Field = Field{
			Name: q.Name, Label: q.Label, Hint: q.Hint, Error: wrong, Value: strings.Join(values, ""), Type: inputTypes[q.Kind],
			Autocomplete: q.Autocomplete, InputMode: q.InputMode, Class: inputClasses[q.Kind], Rows: q.Rows, Required: q.Required,
		}
		if q.Kind == intake.KindText && q.MaxLength > 0 && q.MaxLength < 10 {
			a.Field.Class = "utrecht-textbox--house-addition-size"
		}
		if q.Kind == intake.KindTextArea && q.Rows == 0 {
			a.Field.Rows = 5
		}
	}
	return a
}

// inputTypes are the types of input that bring up the right keyboard. The others
// are text: a number field changes when somebody scrolls over it.
var inputTypes = map[string]string{intake.KindPhone: "tel", intake.KindEmail: "email"}

// inputClasses make an input as wide as what belongs in it.
var inputClasses = map[string]string{
	intake.KindPostcode: "utrecht-textbox--postal-code-nl-size",
	intake.KindNumber:   "utrecht-textbox--house-number-size",
}

// askDate makes the three fields of a date.
func askDate(q intake.Question, values []string, wrong string) dateField {
	d := dateField{Name: q.Name, Legend: q.Label, Hint: q.Hint, Error: wrong}
	labels := []string{"Dag", "Maand", "Jaar"}
	for i, name := range dateNames(q.Name) {
		part := Field{Name: name, Label: labels[i], InputMode: "numeric", Required: q.Required}
		if i == 1 {
			part.InputMode = "" // a month may be written as a word
		}
		if i < len(values) {
			part.Value = values[i]
		}
		if q.Autocomplete == "bday" {
			part.Autocomplete = "bday-" + []string{"day", "month", "year"}[i]
		}
		d.Parts = append(d.Parts, part)
	}
	return d
}
