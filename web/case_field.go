package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"postkamer"
	"postkamer/store"
)

// A fieldLevel is how a field looks; the words are those of the style sheet.
type fieldLevel string

// Levels: right or looked at, have a look, fails its check or is not there.
const (
	levelRight fieldLevel = "hoog"
	levelLook  fieldLevel = "midden"
	levelWrong fieldLevel = "laag"
)

// A fieldRow is one field of a case: shape, sign and words say how sure it is.
type fieldRow struct {
	Name    string // of the input: veld.new_postcode
	ID      string
	Key     string // the field itself, as the tick for "nagekeken" says it
	Label   string
	Value   string // as shown
	Read    string // what the machine made of it, when a person changed it
	Text    string // the words on the page, when Value says it otherwise
	Level   fieldLevel
	Sign    string // a mark that differs in shape, not only in colour
	State   string // in a few words
	Why     string
	Ask     bool // offer "nagekeken"
	Seen    bool
	Box     *fieldBox // its place on the page; nil when it has none
	Snippet *snippet
	Numbers bool   // a keyboard with digits on a telephone
	Hidden  bool   // Value is masked; see case_bsn.go
	Show    string // where to have it shown
}

// A fieldBox is the place of a field on a page's view, in pixels.
type fieldBox struct {
	ID         string
	Page       postkamer.PageID
	Level      fieldLevel
	X, Y, W, H int
}

// A snippet is the part of a page's view around a field.
type snippet struct {
	Src           string
	Width, Height int // of the whole view
	X, Y, W, H    int
}

// fieldID is the id of a field's input.
func fieldID(name postkamer.FieldName) string { return "veld-" + string(name) }

// fieldInput is the name of a field's input.
func fieldInput(name postkamer.FieldName) string { return "veld." + string(name) }

// newFieldRow says how a field stands, with a burgerservicenummer masked. Form tells
// that the citizen filled it in.
func newFieldRow(f postkamer.CaseField, form bool) fieldRow {
	row := bareFieldRow(f, form)
	row.masked(f)
	return row
}

// bareFieldRow says how a field stands to who had the numbers shown.
func bareFieldRow(f postkamer.CaseField, form bool) fieldRow {
	row := fieldRow{Name: fieldInput(f.Name), ID: fieldID(f.Name), Key: string(f.Name), Label: fieldLabel(f.Name), Value: shownValue(f.Name, f.Value), Why: f.Why, Seen: f.SeenBy != ""}
	row.Numbers = slices.Contains([]postkamer.FieldName{postkamer.FieldBSN, postkamer.FieldPhone, postkamer.FieldKvK}, f.Name)
	row.Level, row.Sign, row.State = fieldState(f, form)
	if strings.EqualFold(strings.TrimRight(row.Why, "."), row.State) {
		row.Why = "" // it says the same
	}
	row.Ask = f.State != postkamer.FieldOK && f.State != postkamer.FieldAdded
	if postkamer.Bare(f.ReadText) != postkamer.Bare(row.Value) {
		row.Text = f.ReadText
	}
	if f.Value != f.ReadValue && f.ReadValue != "" {
		row.Read = shownValue(f.Name, f.ReadValue)
	}
	if f.PageID != 0 && f.W > 0 && f.H > 0 {
		row.Box = &fieldBox{ID: "plek-" + string(f.Name), Page: f.PageID, Level: row.Level, X: f.X - 4, Y: f.Y - 4, W: f.W + 8, H: f.H + 8}
	}
	return row
}

// fieldState says how sure a field is. A person's look beats that of the machine,
// but a value that cannot be right is never called right.
func fieldState(f postkamer.CaseField, form bool) (level fieldLevel, sign, words string) {
	changed := f.Value != f.ReadValue
	if problem := valueProblem(f.Name, f.Value); problem != "" && (changed || f.State.Sure()) {
		return levelWrong, "!", "klopt nog niet: " + problem
	}
	switch {
	case f.State == postkamer.FieldAdded:
		return levelRight, "✎", "toegevoegd door " + f.SeenBy
	case changed && f.SeenBy != "":
		return levelRight, "✎", "aangepast door " + f.SeenBy
	case f.SeenBy != "" && f.State != postkamer.FieldOK:
		return levelRight, "✓", "nagekeken door " + f.SeenBy
	case f.State == postkamer.FieldOK && form:
		return levelRight, "✓", "ingevuld"
	case f.State == postkamer.FieldOK:
		return levelRight, "✓", "goed gelezen"
	}
	return machineState(f.State)
}

// machineState says a state that nobody looked at yet. What was repaired can be
// accepted at a glance; what must be seen is red.
func machineState(s postkamer.FieldState) (level fieldLevel, sign, words string) {
	switch s {
	case postkamer.FieldRepaired:
		return levelRight, "✓", "goed gelezen, letters verbeterd"
	case postkamer.FieldCheck:
		return levelLook, "?", "kijk even"
	case postkamer.FieldSuggested:
		return levelWrong, "!", "klopt niet, er is een voorstel"
	case postkamer.FieldConflicting:
		return levelWrong, "≠", "staat er op twee manieren"
	case postkamer.FieldMissing:
		return levelWrong, "!", "niet gevonden"
	}
	return levelWrong, "!", "klopt niet"
}

// Of the page around a field its snippet shows this margin, and never less than
// snippetWidth, so that a short word is not blown up. Pixels of the view.
const (
	snippetMargin = 24
	snippetWidth  = 420
)

// cut gives a doubtful field the part of the page where it stands.
func (row *fieldRow) cut(sheets []caseSheet) {
	if row.Box == nil || row.Level == levelRight {
		return
	}
	row.Snippet = snippetOf(row.Box, sheets)
}

// snippetOf returns the part of its page around a box; nil without an image.
func snippetOf(box *fieldBox, sheets []caseSheet) *snippet {
	if box == nil {
		return nil
	}
	for _, sheet := range sheets {
		if sheet.ID != box.Page || sheet.Image == "" {
			continue
		}
		w := min(sheet.Width, max(box.W+2*snippetMargin, snippetWidth))
		h := min(sheet.Height, box.H+snippetMargin)
		x := max(0, min(box.X-snippetMargin, sheet.Width-w))
		y := max(0, min(box.Y-snippetMargin/2, sheet.Height-h))
		return &snippet{Src: sheet.Image, Width: sheet.Width, Height: sheet.Height, X: x, Y: y, W: w, H: h}
	}
	return nil
}

// maxFieldText is how long a value may be: some names of a family, not a letter.
const maxFieldText = 500

// fieldInputs reads the fields of a form: what was typed, and what was ticked as
// looked at. Fields that the case does not have are left out.
func fieldInputs(form url.Values, have []postkamer.CaseField) ([]store.FieldInput, error) {
	var inputs []store.FieldInput
	for _, f := range have {
		typed, there := form[fieldInput(f.Name)]
		seen := slices.Contains(form["gezien"], string(f.Name))
		if !there && !seen {
			continue
		}
		value := f.Value
		if there {
			value = storedValue(f.Name, strings.Join(strings.Fields(typed[0]), " "), f.Value)
		}
		if len(value) > maxFieldText {
			return nil, fmt.Errorf("%w: field %s is too long", errMalformed, f.Name)
		}
		inputs = append(inputs, store.FieldInput{Name: f.Name, Value: value, Seen: seen})
	}
	return inputs, nil
}
