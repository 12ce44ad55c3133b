package postkamer

import (
	"strings"
	"testing"
)

func TestPaperCode(t *testing.T) {
	code := PaperCode{Form: "verhuizing", Version: "684F521E", Page: 2, Pages: 3}
	value := code.Value()
	if got, ok := ParsePaperCode(value); !ok || got != code {
		t.Fatalf("%q gives %+v, %v", value, got, ok)
	}
	for i := range value {
		for _, r := range "0A9Z:" {
			wrong := value[:i] + string(r) + value[i+1:]
			if _, ok := ParsePaperCode(wrong); ok && wrong != value {
				t.Errorf("%q passes", wrong)
			}
		}
		if i > 0 && value[i] != value[i-1] {
			swapped := value[:i-1] + value[i:i+1] + value[i-1:i] + value[i+1:]
			if _, ok := ParsePaperCode(swapped); ok {
				t.Errorf("%q passes", swapped)
			}
		}
	}
	for _, foreign := range []string{"", "PKFORM1", strings.ToLower(value), value + " ", "PKSEP1:ABC", "PKFORM1::::::", "PKFORM1:A:1:0:1:X"} {
		if _, ok := ParsePaperCode(foreign); ok {
			t.Errorf("%q passes", foreign)
		}
	}
}

func FuzzParsePaperCode(f *testing.F) {
	f.Add(PaperCode{Form: "tozo", Version: "1", Page: 1, Pages: 1}.Value())
	f.Fuzz(func(t *testing.T, value string) {
		if c, ok := ParsePaperCode(value); ok && c.Value() != value {
			t.Errorf("%q gives %q", value, c.Value())
		}
	})
}

func TestCellsOfAComb(t *testing.T) {
	z := FormZone{X: 10, Comb: []int{2, 1}, Cell: 5, Gap: 2}
	if got := z.Cells(); len(got) != 3 || got[0] != 10 || got[1] != 15 || got[2] != 22 {
		t.Errorf("%v", got)
	}
}

func TestACodeThatWasReadTwiceIsOne(t *testing.T) {
	code := PaperCode{Form: "verhuizing", Version: "3FA29C0B", Page: 1, Pages: 3}
	other := code
	other.Page = 2
	qr := func(c PaperCode) Barcode { return Barcode{Kind: "qr", Value: c.Value()} }
	if got, ok := PaperCodeOf([]Barcode{qr(code), qr(code)}); !ok || got != code {
		t.Errorf("twice the same is %+v, %v", got, ok)
	}
	if _, ok := PaperCodeOf([]Barcode{qr(code), qr(other)}); ok {
		t.Error("a page is two pages")
	}
	if _, ok := PaperCodeOf([]Barcode{qr(code), qr(other), qr(code)}); ok {
		t.Error("a page is two pages")
	}
}
