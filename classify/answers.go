package classify

import (
	"strings"

	"postkamer"
)

// questionFields gives the field for the name of a question when the answer does
// not say itself which field it fills.
var questionFields = map[string]postkamer.FieldName{
	"voornamen": postkamer.FieldFullName, "achternaam": postkamer.FieldFullName, "geboren": postkamer.FieldBirthDate, "bsn": postkamer.FieldBSN,
	"datum": postkamer.FieldMoveDate, "postcode": postkamer.FieldNewPostcode, "huisnummer": postkamer.FieldNewNumber, "toevoeging": postkamer.FieldNewNumber,
	"hoofdbewoner": postkamer.FieldHost, "tel": postkamer.FieldPhone, "mail": postkamer.FieldEmail,
	"kvk": postkamer.FieldKvK, "iban": postkamer.FieldIBAN, "tnv": postkamer.FieldIBANName, "maanden": postkamer.FieldMonths, "p-naam": postkamer.FieldPartner,
}

// answered returns the fields that the answers of a form fill. They were typed,
// so there is nothing to read wrong and no place on a page; only their checks
// are done again. Several answers for one field are put together.
func answered(answers []postkamer.Answer) map[postkamer.FieldName]postkamer.Field {
	fields := map[postkamer.FieldName]postkamer.Field{}
	for _, a := range answers {
		name := postkamer.FieldName(a.Field)
		if name == "" {
			name = questionFields[a.Name]
		}
		value := strings.TrimSpace(a.Value)
		if name == "" || value == "" {
			continue
		}
		f, more := fields[name]
		if more {
			value = f.Value + glue(name) + value
		}
		fields[name] = checkedField(name, value)
	}
	return fields
}

// glue is what stands between two answers for one field.
func glue(name postkamer.FieldName) string {
	switch name {
	case postkamer.FieldFullName, postkamer.FieldNewNumber, postkamer.FieldOldNumber:
		return " "
	}
	return ", "
}

// checkedField makes a field of a typed value and checks it once more.
func checkedField(name postkamer.FieldName, value string) postkamer.Field {
	f := postkamer.Field{Name: name, Value: value, State: postkamer.FieldOK, Page: -1, Confidence: 1}
	n := number{value: value}
	switch name {
	case postkamer.FieldBSN:
		n = checkBSN(value, 1)
	case postkamer.FieldIBAN:
		n = checkIBAN(value)
	case postkamer.FieldKvK:
		n = checkKvK(value)
	case postkamer.FieldRSIN:
		n = checkRSIN(value)
	case postkamer.FieldNewPostcode, postkamer.FieldOldPostcode, postkamer.FieldPostcode:
		if n.value = postkamer.NormalPostcode(value); n.value == "" {
			n = number{value: value, state: postkamer.FieldWrong, why: "Dit is geen postcode."}
		}
	}
	f.Value = n.value
	if n.state != "" {
		f.State, f.Why = n.state, n.why
	}
	return f
}

// answer returns the value of the question with a name, folded; "" when it was
// not asked or left open.
func (c *piece) answer(name string) string {
	for _, a := range c.facts.Answers {
		if a.Name == name {
			return strings.TrimSpace(fold(a.Value))
		}
	}
	return ""
}

// chose tells whether the answer is an option, by its code or by its text.
func (c *piece) chose(name, code, text string) bool {
	answer := c.answer(name)
	return answer == code || strings.HasPrefix(answer, text)
}
