package postkamer

import (
	"crypto/rand"
	"strings"
	"testing"
)

func TestSeparatorComesBack(t *testing.T) {
	for _, id := range []string{"W3M7", "A", "7K3M9QXA", strings.Repeat("Y", maxSeparatorID), rand.Text()[:6], "ILOUZ"} {
		value := SeparatorValue(id)
		got, ok := ParseSeparator(value)
		if !ok || SeparatorValue(got) != value {
			t.Errorf("%s gives %s, which gives %q, %v", id, value, got, ok)
		}
	}
}

// TestSeparatorSheetsInUse holds sheets that lie printed in offices and in deploy/samples.
func TestSeparatorSheetsInUse(t *testing.T) {
	if got := SeparatorValue("W3M7"); got != "PKSEP1:W3M79" {
		t.Errorf("the code of sheet W3M7 has become %s", got)
	}
}

func TestSeparatorRefusesCodesOfOthers(t *testing.T) {
	ours := SeparatorValue("W3M7")
	for name, value := range map[string]string{
		"empty":                 "",
		"only our prefix":       "PKSEP1:",
		"no id":                 "PKSEP1:0",
		"Patch T":               "PATCHT",
		"a bank's code":         "BCD\n001\n1\nSCT",
		"a web page":            "https://example.nl/" + ours,
		"small letters":         strings.ToLower(ours),
		"a space behind it":     ours + " ",
		"something before it":   "x" + ours,
		"another version":       strings.Replace(ours, "1:", "2:", 1),
		"cut off":               ours[:len(ours)-1],
		"signs that count zero": "PKSEP1:W3M7!" + ours[len(ours)-1:],
		"too long":              "PKSEP1:" + strings.Repeat("0", 40),
	} {
		if id, ok := ParseSeparator(value); ok {
			t.Errorf("%s: %q cuts, with id %q", name, value, id)
		}
	}
}

func TestSeparatorFindsEverySingleMistake(t *testing.T) {
	for _, id := range []string{"W3M7", "0000", "7K3M9QXA", strings.Repeat("5Y", 14) + "A"} {
		ours := SeparatorValue(id)
		start := len(separatorPrefix)
		for i := start; i < len(ours); i++ {
			for c := byte(' '); c < 127; c++ {
				wrong := ours[:i] + string(c) + ours[i+1:]
				if _, ok := ParseSeparator(wrong); ok && wrong != ours {
					t.Fatalf("%s passes for %s", wrong, ours)
				}
			}
			if i+1 < len(ours) && ours[i] != ours[i+1] {
				wrong := ours[:i] + ours[i+1:i+2] + ours[i:i+1] + ours[i+2:]
				if _, ok := ParseSeparator(wrong); ok {
					t.Fatalf("the swap %s passes for %s", wrong, ours)
				}
			}
		}
	}
}

func FuzzParseSeparator(f *testing.F) {
	f.Add(SeparatorValue("W3M7"))
	f.Add("PKSEP1:")
	f.Add("PKSEP1:!!!!0")
	f.Add("PATCHT")
	f.Fuzz(func(t *testing.T, value string) {
		id, ok := ParseSeparator(value)
		if ok && (SeparatorValue(id) != value || !inAlphabet(id) || id == "") {
			t.Errorf("%q passes with id %q", value, id)
		}
	})
}
