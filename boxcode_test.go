package postkamer

import (
	"fmt"
	"strings"
	"testing"
)

func TestABoxIsKnownByItsCode(t *testing.T) {
	for _, box := range []Box{{Year: 2026, Number: 1}, {Year: 2026, Number: 12}, {Year: 2031, Number: 4711}} {
		year, number, ok := ParseBoxCode(" " + strings.ToLower(box.Code()) + "\n")
		if !ok || year != box.Year || number != box.Number {
			t.Errorf("%s gives %d of %d, %v", box.Code(), number, year, ok)
		}
	}
}

func TestACodeThatWasReadBadlyOpensNoBox(t *testing.T) {
	good := Box{Year: 2026, Number: 12}.Code()
	for i := range good {
		for _, c := range "0123456789ABCDEFGHJKMNPQRSTVWXY:-" {
			bad := good[:i] + string(c) + good[i+1:]
			if year, number, ok := ParseBoxCode(bad); ok && bad != good {
				t.Errorf("%s opens box %d of %d", bad, number, year)
			}
		}
	}
	for _, bad := range []string{"", "12", "PKDOOS:", "PKDOOS:2026-0:0", "PKSEP2:7K3M9Q:3:20:F:X", fmt.Sprintf("PKDOOS:2026-%d:M", -1), good + "0"} {
		if _, _, ok := ParseBoxCode(bad); ok {
			t.Errorf("%q opens a box", bad)
		}
	}
}
