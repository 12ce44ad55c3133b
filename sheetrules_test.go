package postkamer

import (
	"strings"
	"testing"
	"time"
)

func TestSheetRules(t *testing.T) {
	patch := func(v string) Barcode { return Barcode{Kind: "patch", Value: v} }
	bars := func(v string) Barcode { return Barcode{Kind: "code39", Value: v} }
	for _, c := range []struct {
		name  string
		rules SheetRules
		code  Barcode
		want  bool
	}{
		{"off: Patch T does not cut", SheetRules{}, patch("T"), false},
		{"off: nor does its text", SheetRules{}, bars("PATCHT"), false},
		{"Patch T cuts", SheetRules{Patch: []string{"T"}}, patch("T"), true},
		{"Patch T upside down cuts", SheetRules{Patch: []string{"T"}}, patch("2"), true},
		{"as text in Code 39", SheetRules{Patch: []string{"T"}}, bars("PATCHT"), true},
		{"as text with a space", SheetRules{Patch: []string{"T"}}, bars("PATCH T"), true},
		{"as text in a QR code it does not", SheetRules{Patch: []string{"T"}}, Barcode{Kind: "qr", Value: "PATCHT"}, false},
		{"another patch code does not", SheetRules{Patch: []string{"T"}}, patch("3"), false},
		{"text that begins so does not", SheetRules{Patch: []string{"T"}}, bars("PATCHTUINEN"), false},
		{"patch 3 is 6 upside down", SheetRules{Patch: []string{"3"}}, patch("6"), true},
		{"patch 1 is itself upside down", SheetRules{Patch: []string{"1"}}, patch("1"), true},
		{"a pattern", SheetRules{Values: []string{"SCHEIDING-*"}}, bars("SCHEIDING-0012"), true},
		{"in full, not a part", SheetRules{Values: []string{"SCHEIDING"}}, bars("SCHEIDING-0012"), false},
		{"one character", SheetRules{Values: []string{"BLAD??"}}, bars("BLAD07"), true},
		{"exactly one character", SheetRules{Values: []string{"BLAD?"}}, bars("BLAD07"), false},
		{"the first turn was wrong", SheetRules{Values: []string{"A*BCD"}}, bars("ABCBCD"), true},
		{"a star is also nothing", SheetRules{Values: []string{"DOCSEP*"}}, bars("DOCSEP"), true},
		{"not in a QR code", SheetRules{Values: []string{"DOCSEP*"}}, Barcode{Kind: "qr", Value: "DOCSEP1"}, false},
	} {
		if err := c.rules.Check(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := c.rules.Cuts([]Barcode{{Kind: "qr", Value: "x"}, c.code}); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestSheetRulesAreChecked(t *testing.T) {
	for _, r := range []SheetRules{{Patch: []string{"5"}}, {Patch: []string{""}}, {Values: []string{"*"}}, {Values: []string{"???????"}}, {Values: []string{"AB-*"}}} {
		if r.Check() == nil {
			t.Errorf("%+v passes", r)
		}
	}
}

// A code on a citizen's letter may be long; no pattern takes long over it.
func TestSheetRulesTakeNoTime(t *testing.T) {
	start := time.Now()
	r := SheetRules{Values: []string{strings.Repeat("*A", 20) + "B"}}
	if r.Cuts([]Barcode{{Kind: "code39", Value: strings.Repeat("A", 8000)}}) || time.Since(start) > 2*time.Second {
		t.Error("cuts, or took", time.Since(start))
	}
}
