package postkamer

import (
	"strings"
	"testing"
	"time"
)

func TestCoverCodeComesBack(t *testing.T) {
	for _, kind := range []CoverKind{CoverSheet, CoverSign} {
		c := Cover{Reference: NewReference("TZ", time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)), Kind: kind}
		if got, ok := ParseCover(c.Value()); !ok || got != c {
			t.Errorf("%s comes back as %+v, %v", c.Value(), got, ok)
		}
	}
}

func TestCoverCodeWithOneWrongCharacterIsNone(t *testing.T) {
	value := Cover{Reference: NewReference("VH", time.Now()), Kind: CoverSheet}.Value()
	for at := range len(value) {
		for _, other := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:") {
			if other == value[at] {
				continue
			}
			wrong := value[:at] + string(other) + value[at+1:]
			if c, ok := ParseCover(wrong); ok {
				t.Errorf("%s passes for %s: %+v", wrong, value, c)
			}
		}
	}
	for at := range len(value) - 1 { // and two that changed places
		swapped := []byte(value)
		swapped[at], swapped[at+1] = swapped[at+1], swapped[at]
		if _, ok := ParseCover(string(swapped)); ok && string(swapped) != value {
			t.Errorf("%s passes for %s", swapped, value)
		}
	}
}

func TestOnlyOneCoverOfOursCounts(t *testing.T) {
	a := Cover{Reference: NewReference("TZ", time.Now()), Kind: CoverSheet}
	b := Cover{Reference: NewReference("VH", time.Now()), Kind: CoverSheet}
	code := func(values ...string) (list []Barcode) {
		for _, v := range values {
			list = append(list, Barcode{Kind: "qr", Value: v})
		}
		return list
	}
	tests := []struct {
		name  string
		codes []Barcode
		is    bool
	}{
		{"one code", code(a.Value()), true},
		{"the same code read twice", code(a.Value(), a.Value()), true},
		{"beside a code of somebody else", code("https://example.org", a.Value()), true},
		{"two cases on one page", code(a.Value(), b.Value()), false},
		{"a line code with the same value", []Barcode{{Kind: "code128", Value: a.Value()}}, false},
		{"a separator sheet", append(code(a.Value()), Barcode{Kind: "qr", Value: SeparatorValue("7K3M9Q")}), false},
		{"what may be a separator sheet", append(code(a.Value()), Barcode{Kind: SheetUnread, Value: SheetUnreadMarks}), false},
		{"small letters", code(strings.ToLower(a.Value())), false},
		{"no code", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := CoverOf(tt.codes); ok != tt.is {
				t.Errorf("is a cover: %v, want %v", ok, tt.is)
			}
		})
	}
}

func FuzzParseCover(f *testing.F) {
	f.Add(Cover{Reference: "VH-2026-7K3M-QC", Kind: CoverSheet}.Value())
	f.Add("PKVOOR1:::")
	f.Fuzz(func(t *testing.T, value string) {
		if c, ok := ParseCover(value); ok && (c.Value() != value || NormalReference(c.Reference) != c.Reference) {
			t.Errorf("%q is taken for %+v", value, c)
		}
	})
}
