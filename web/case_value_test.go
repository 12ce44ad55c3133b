package web

import (
	"testing"

	"postkamer"
)

// TestAmountsAreShownAsPeopleWriteThem, and what is not changed stays as it was.
func TestAmountsAreShownAsPeopleWriteThem(t *testing.T) {
	for _, tt := range []struct{ stored, shown, typed, want string }{
		{"420.00", "€ 420,00", "€ 420,00", "420.00"},
		{"6500.00", "€ 6.500,00", "6.500", "6500.00"},
		{"1234567.5", "€ 1.234.567,50", "€ 1.234.567,50", "1234567.5"},
		{"-12.30", "€ -12,30", "12,5", "12.50"},
		{"ongeveer 400", "ongeveer 400", "€ 400,-", "400.00"},
		{"", "", "1250.75", "1250.75"},
		{"0.00", "€ 0,00", "weet ik niet", "weet ik niet"},
	} {
		for _, name := range []postkamer.FieldName{postkamer.FieldIncome, postkamer.FieldAmount, postkamer.FieldLoan} {
			if got := shownValue(name, tt.stored); got != tt.shown {
				t.Errorf("%s %q is shown as %q, want %q", name, tt.stored, got, tt.shown)
			}
			if got := storedValue(name, tt.typed, tt.stored); got != tt.want {
				t.Errorf("%s typed %q over %q is kept as %q, want %q", name, tt.typed, tt.stored, got, tt.want)
			}
		}
	}
}
