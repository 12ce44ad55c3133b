package letters

import (
	"slices"
	"strings"
	"time"

	"postkamer"
)

// Address returns the lines of the address to which a letter about a case goes: name,
// street and place. It is nil when no whole address is known. The sender's own address
// goes first; who moves gets post at the old address until the day of the move.
func Address(fields []postkamer.CaseField, today time.Time) []string {
	sets := [][4]postkamer.FieldName{
		{postkamer.FieldStreet, postkamer.FieldNumber, postkamer.FieldPostcode, postkamer.FieldCity},
		{postkamer.FieldOldStreet, postkamer.FieldOldNumber, postkamer.FieldOldPostcode, postkamer.FieldOldCity},
		{postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity},
	}
	if moved(fields, today) {
		sets[1], sets[2] = sets[2], sets[1]
	}
	for _, set := range sets {
		street := join(value(fields, set[0]), value(fields, set[1]))
		place := join(value(fields, set[2]), strings.ToUpper(value(fields, set[3])))
		if value(fields, set[0]) == "" || value(fields, set[1]) == "" || value(fields, set[2]) == "" || value(fields, set[3]) == "" {
			continue
		}
		lines := []string{value(fields, postkamer.FieldFullName), street, place}
		if lines[0] == "" {
			lines[0] = "De bewoner van dit adres"
		}
		return lines
	}
	return nil
}

// moved tells whether the day of a move has come.
func moved(fields []postkamer.CaseField, today time.Time) bool {
	on, err := time.Parse(time.DateOnly, value(fields, postkamer.FieldMoveDate))
	return err == nil && !on.After(today)
}

func value(fields []postkamer.CaseField, name postkamer.FieldName) string {
	i := slices.IndexFunc(fields, func(f postkamer.CaseField) bool { return f.Name == name })
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(fields[i].Value)
}

func join(a, b string) string { return strings.TrimSpace(a + " " + b) }
