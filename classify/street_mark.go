package classify

import (
	"maps"
	"slices"

	"postkamer"
)

// markAddresses shows on the fields of the scheme's addresses what the table of
// addresses says. A value that was read is never changed: another one is named.
func (c *piece) markAddresses() {
	s := c.scheme()
	for _, name := range slices.Sorted(maps.Keys(s.addresses)) {
		f, j := s.addresses[name], c.judgeAddress(name)
		switch j.outcome {
		case "found", "not_for_living":
			c.confirmAddress(f, j.at)
		case "street":
			c.mark(f.street, postkamer.FieldSuggested, "Volgens de adreslijst is het "+j.at.Street+".")
		case "other_street":
			c.mark(f.street, postkamer.FieldConflicting, "Bij deze postcode hoort "+j.at.Street+".")
		case "postcode":
			c.mark(f.postcode, postkamer.FieldSuggested, "Volgens de adreslijst is het "+j.at.Postcode+".")
		case "number":
			c.mark(f.number, postkamer.FieldWrong, "Dit nummer staat niet in de adreslijst. Wel: "+inChoice(j.choices)+".")
		case "choice":
			c.mark(f.number, postkamer.FieldCheck, "Er is niet 1 adres met dit nummer. Het kan zijn: "+inChoice(j.choices)+".")
		case "nowhere":
			c.mark(f.number, postkamer.FieldWrong, "Dit adres staat niet in de adreslijst.")
		}
	}
}

// mark gives a field that was read another state.
func (c *piece) mark(name postkamer.FieldName, state postkamer.FieldState, why string) {
	for i := range c.fields {
		if f := &c.fields[i]; f.Name == name && f.Value != "" {
			f.State, f.Why = state, why
		}
	}
}

// confirmAddress takes away the doubt about parts that the table has too: street,
// number and postcode that belong together were not misread. The official writing
// of the street is named where it differs; a street that was not written is
// filled in, as what it is.
func (c *piece) confirmAddress(f addressFields, at postkamer.Address) {
	for i := range c.fields {
		have := &c.fields[i]
		if have.Value == "" || have.State != postkamer.FieldCheck && have.State != postkamer.FieldOK {
			continue
		}
		switch have.Name {
		case f.street:
			have.State, have.Why = postkamer.FieldOK, ""
			if have.Value != at.Street {
				have.Why = "In de adreslijst staat: " + at.Street + "."
			}
		case f.number, f.postcode:
			have.State, have.Why = postkamer.FieldOK, ""
		case f.city:
			if postkamer.AddressKey(have.Value) == postkamer.AddressKey(at.City) {
				have.State, have.Why = postkamer.FieldOK, ""
			}
		}
	}
	c.fillIn(f.street, f.number, at.Street)
	c.fillIn(f.postcode, f.number, at.Postcode)
}

// fillIn puts a part that was not written in its empty box, or before the house
// number of a form that does not ask for it.
func (c *piece) fillIn(name, before postkamer.FieldName, value string) {
	filled := postkamer.Field{Name: name, Value: value, State: postkamer.FieldCheck, Page: -1, Why: "Niet opgeschreven: dit staat in de adreslijst."}
	at := slices.IndexFunc(c.fields, func(f postkamer.Field) bool { return f.Name == name })
	switch {
	case at >= 0 && c.fields[at].Value == "":
		c.fields[at] = filled
	case at < 0 && c.form:
		filled.State, filled.Confidence = postkamer.FieldOK, 1
		filled.Why = "Uit de adreslijst, bij de postcode en het huisnummer."
		place := max(0, slices.IndexFunc(c.fields, func(f postkamer.Field) bool { return f.Name == before }))
		c.fields = slices.Insert(c.fields, place, filled)
	}
}
