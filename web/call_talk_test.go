package web

import (
	"testing"

	"postkamer"
)

func TestCallerKnowsTheAddressThatALetterGives(t *testing.T) {
	field := func(name postkamer.FieldName, value string) postkamer.CaseField {
		return postkamer.CaseField{Name: name, Value: value}
	}
	letter := []postkamer.CaseField{field(postkamer.FieldStreet, "Noorderstraat"), field(postkamer.FieldNumber, "61"), field(postkamer.FieldPostcode, "9349 NG")}
	newOnly := []postkamer.CaseField{field(postkamer.FieldNewCity, "Westdorp")}
	move := append(newOnly, field(postkamer.FieldOldStreet, "Veenlaan"), field(postkamer.FieldOldNumber, "48"))
	for _, tt := range []struct {
		fields []postkamer.CaseField
		want   Item
	}{
		{nil, Item{Key: "Adres", Value: "staat er niet in"}},
		{letter, Item{Key: "Adres", Value: "Noorderstraat 61, 9349 NG"}},
		{newOnly, Item{Key: "Nieuw adres", Value: "Westdorp"}},
		{move, Item{Key: "Oud adres", Value: "Veenlaan 48"}},
	} {
		if got := knownOf(tt.fields)[2]; got.Key != tt.want.Key || got.Value != tt.want.Value {
			t.Errorf("got %v, want %v", got, tt.want)
		}
	}
}
