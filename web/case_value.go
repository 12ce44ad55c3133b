package web

import (
	"strings"
	"time"

	"postkamer"
)

// shownDate is how a date stands in a text field.
const shownDate = "02-01-2006"

// dateForms are the ways in which people type a date.
var dateForms = []string{shownDate, "2-1-2006", "2.1.2006", "2/1/2006", "2 1 2006", time.DateOnly}

// isDate tells whether a field holds a day.
func isDate(name postkamer.FieldName) bool {
	return name == postkamer.FieldBirthDate || name == postkamer.FieldMoveDate || name == postkamer.FieldLetterDate
}

// shownValue writes a stored value as people write it. What is not in its normal
// form is shown as it is.
func shownValue(name postkamer.FieldName, value string) string {
	switch {
	case isDate(name):
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return day.Format(shownDate)
		}
	case name == postkamer.FieldIBAN && postkamer.ValidIBAN(value):
		return inFours(value)
	case name == postkamer.FieldPhone:
		return shownPhone(value)
	case isAmount(name):
		return shownAmount(value)
	}
	return value
}

// shortAreas are the area codes of three digits; all others have four.
const shortAreas = " 010 013 015 020 023 024 026 030 033 035 036 038 040 043 045 046 050 053 055 058 070 071 072 073 074 075 076 077 078 079 085 088 "

// shownPhone writes 06 1234 5678, 070 123 4567 and 0594 517 023.
func shownPhone(value string) string {
	switch {
	case len(value) != 10 || value[0] != '0':
		return value
	case value[1] == '6':
		return value[:2] + " " + value[2:6] + " " + value[6:]
	case strings.Contains(shortAreas, " "+value[:3]+" "):
		return value[:3] + " " + value[3:6] + " " + value[6:]
	}
	return value[:4] + " " + value[4:7] + " " + value[7:]
}

// inFours writes NL91 ABNA 0417 1643 00.
func inFours(value string) string {
	var parts []string
	for len(value) > 4 {
		parts, value = append(parts, value[:4]), value[4:]
	}
	return strings.Join(append(parts, value), " ")
}

// storedValue is what somebody typed in its normal form, as far as it has one;
// else it is kept as typed. What was not changed stays exactly as it was.
func storedValue(name postkamer.FieldName, typed, before string) string {
	if typed == shownValue(name, before) {
		return before
	}
	switch name {
	case postkamer.FieldBSN:
		return unmaskedBSN(typed, before)
	case postkamer.FieldIBAN:
		return postkamer.NormalIBAN(typed)
	case postkamer.FieldPhone:
		return normalOr(postkamer.NormalPhone(typed), typed)
	case postkamer.FieldOldPostcode, postkamer.FieldNewPostcode, postkamer.FieldPostcode:
		return normalOr(postkamer.NormalPostcode(typed), typed)
	}
	if isDate(name) {
		return storedDate(typed)
	}
	if isAmount(name) {
		return storedAmount(typed)
	}
	return typed
}

func normalOr(normal, typed string) string {
	if normal == "" {
		return typed
	}
	return normal
}

func storedDate(typed string) string {
	for _, form := range dateForms {
		if day, err := time.Parse(form, typed); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return typed
}

// valueProblem says in Dutch why a value cannot be right, "" when nothing is
// known against it. It is for what a person typed; what the machine read was
// judged by package classify.
func valueProblem(name postkamer.FieldName, value string) string {
	if value == "" {
		return ""
	}
	switch name {
	case postkamer.FieldBSN:
		return unless(postkamer.ValidBSN(value), "dit is geen burgerservicenummer: kijk de negen cijfers na")
	case postkamer.FieldIBAN:
		return unless(postkamer.ValidIBAN(value), "dit is geen rekeningnummer: kijk de letters en cijfers na")
	case postkamer.FieldKvK:
		return unless(postkamer.ValidKvK(value), "een KvK-nummer heeft acht cijfers")
	case postkamer.FieldPhone:
		return unless(postkamer.Callable(postkamer.NormalPhone(value)), "dit nummer kunnen we niet bellen")
	case postkamer.FieldRSIN:
		return unless(postkamer.ValidBSN(value), "dit is geen RSIN: kijk de negen cijfers na")
	case postkamer.FieldOldPostcode, postkamer.FieldNewPostcode, postkamer.FieldPostcode:
		return unless(postkamer.NormalPostcode(value) != "", "een postcode heeft vier cijfers en twee letters")
	}
	if isDate(name) {
		_, err := time.Parse(time.DateOnly, value)
		return unless(err == nil, "schrijf de datum als 31-12-2026")
	}
	return ""
}

func unless(right bool, problem string) string {
	if right {
		return ""
	}
	return problem
}
