package web

import (
	"regexp"
	"strings"

	"postkamer"
)

// isAmount tells whether a field holds an amount of euros.
func isAmount(name postkamer.FieldName) bool {
	return name == postkamer.FieldIncome || name == postkamer.FieldLoan || name == postkamer.FieldAmount
}

// Amounts as they are kept, 6500.00, and as people type them: 6.500, 420,50, € 400,-.
var (
	keptAmount  = regexp.MustCompile(`^(-?)([0-9]{1,12})\.([0-9]{1,2})$`)
	typedAmount = regexp.MustCompile(`^(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12})(?:[,.]([0-9]{1,2}|-))?$`)
)

// shownAmount writes € 6.500,00. What is no amount is shown as it is.
func shownAmount(value string) string {
	m := keptAmount.FindStringSubmatch(value)
	if m == nil {
		return value
	}
	whole := m[2]
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "." + whole[at:]
	}
	return "€ " + m[1] + whole + "," + (m[3] + "0")[:2]
}

// storedAmount is a typed amount as it is kept; what is none stays as typed.
func storedAmount(typed string) string {
	bare := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(typed), "€"), "euro"))
	m := typedAmount.FindStringSubmatch(bare)
	if m == nil {
		return typed
	}
	cents := strings.Trim(m[3], "-")
	return m[1] + strings.ReplaceAll(m[2], ".", "") + "." + (cents + "00")[:2]
}
