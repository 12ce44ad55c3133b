package postkamer

import (
	"strings"
	"testing"
)

func TestSheetComesBack(t *testing.T) {
	for _, s := range []Sheet{
		{"7K3M9Q", 1, 1, false},
		{"7K3M9Q", 3, 20, true},
		{"000000", 999, 999, false},
		{NewSheetSet(), 17, 50, true},
	} {
		got, ok := ParseSheet(s.Value())
		if !ok || got != s {
			t.Errorf("%+v gives %s, which gives %+v, %v", s, s.Value(), got, ok)
		}
	}
}

// TestSheetsInUse holds sheets that lie printed in offices.
func TestSheetsInUse(t *testing.T) {
	if got := (Sheet{Set: "7K3M9Q", Number: 3, Of: 20}).Value(); got != "PKSEP2:7K3M9Q:3:20:F:M" {
		t.Errorf("the code of the sheet has become %s", got)
	}
}

func TestSheetRefusesCodesOfOthers(t *testing.T) {
	ours := Sheet{Set: "7K3M9Q", Number: 3, Of: 20}.Value()
	checked := func(body string) string { return body + ":" + string(paperCheck(body)) }
	if _, ok := ParseSheet(checked("PKSEP2:7K3M9Q:3:20:F")); !ok {
		t.Fatal("the right one is refused: the others prove nothing")
	}
	for name, value := range map[string]string{
		"empty":               "",
		"only our prefix":     "PKSEP2:",
		"Patch T":             "PATCHT",
		"without a number":    SeparatorValue("W3M7"),
		"a form of ours":      PaperCode{Form: "verhuizing", Version: "3FA29C0B", Page: 1, Pages: 3}.Value(),
		"small letters":       strings.ToLower(ours),
		"a space behind it":   ours + " ",
		"something before it": "x" + ours,
		"another version":     checked("PKSEP3:7K3M9Q:3:20:F"),
		"number 0":            checked("PKSEP2:7K3M9Q:0:20:F"),
		"number above all":    checked("PKSEP2:7K3M9Q:21:20:F"),
		"too many":            checked("PKSEP2:7K3M9Q:3:1000:F"),
		"a leading nought":    checked("PKSEP2:7K3M9Q:03:20:F"),
		"a sign":              checked("PKSEP2:7K3M9Q:+3:20:F"),
		"a third side":        checked("PKSEP2:7K3M9Q:3:20:M"),
		"no side":             checked("PKSEP2:7K3M9Q:3:20:"),
		"a short set":         checked("PKSEP2:7K3M9:3:20:F"),
		"a long set":          checked("PKSEP2:7K3M9QQ:3:20:F"),
		"a letter O":          checked("PKSEP2:7K3MOQ:3:20:F"),
		"too long":            "PKSEP2:" + strings.Repeat("0", 80),
	} {
		if s, ok := ParseSheet(value); ok {
			t.Errorf("%s: %q is sheet %+v", name, value, s)
		}
	}
}

func TestSheetFindsEveryMistakeAndEverySwap(t *testing.T) {
	for _, s := range []Sheet{{"7K3M9Q", 3, 20, false}, {"000000", 1, 1, true}, {"YYYYYY", 100, 999, false}} {
		ours := s.Value()
		for i := range ours {
			for c := byte(' '); c < 127; c++ {
				wrong := ours[:i] + string(c) + ours[i+1:]
				if _, ok := ParseSheet(wrong); ok && wrong != ours {
					t.Fatalf("%s passes for %s", wrong, ours)
				}
			}
			for j := i + 1; j < len(ours); j++ {
				swapped := []byte(ours)
				swapped[i], swapped[j] = swapped[j], swapped[i]
				if _, ok := ParseSheet(string(swapped)); ok && string(swapped) != ours {
					t.Fatalf("the swap %s passes for %s", swapped, ours)
				}
			}
		}
	}
}

func FuzzParseSheet(f *testing.F) {
	f.Add(Sheet{Set: "7K3M9Q", Number: 3, Of: 20}.Value())
	f.Add(Sheet{Set: "7K3M9Q", Number: 3, Of: 20, Back: true}.Value())
	f.Add("PKSEP2:::::")
	f.Add(SeparatorValue("W3M7"))
	f.Fuzz(func(t *testing.T, value string) {
		s, ok := ParseSheet(value)
		if ok && (s.Value() != value || s.Number < 1 || s.Number > s.Of || s.Of > MaxSheets || !inAlphabet(s.Set)) {
			t.Errorf("%q is %+v", value, s)
		}
	})
}

func TestSheetOf(t *testing.T) {
	numbered, old := Sheet{Set: "7K3M9Q", Number: 3, Of: 20}, SeparatorValue("W3M7")
	qr := func(values ...string) (codes []Barcode) {
		for _, v := range values {
			codes = append(codes, Barcode{Kind: "qr", Value: v})
		}
		return codes
	}
	unread := Barcode{Kind: SheetUnread, Value: SheetUnreadSmall}
	for _, c := range []struct {
		name  string
		codes []Barcode
		want  Sheet
		ok    bool
	}{
		{"no codes", nil, Sheet{}, false},
		{"codes of others", qr("https://example.nl", "PKSEP1:W3M70"), Sheet{}, false},
		{"a numbered sheet", qr("https://example.nl", numbered.Value()), numbered, true},
		{"a sheet without a number", qr(old), Sheet{}, true},
		{"both: the number counts", qr(old, numbered.Value()), numbered, true},
		{"a picture of a sheet is none", append(qr(numbered.Value()), unread), Sheet{}, false},
		{"one that cannot be read is none", []Barcode{unread}, Sheet{}, false},
	} {
		if got, ok := SheetOf(c.codes); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %v", c.name, got, ok)
		}
	}
}
