package classify

import (
	"testing"

	"postkamer"
)

func TestACheckDigitProvesLettersThatLookLikeDigits(t *testing.T) {
	iban := "NL" + postkamer.IBANCheck("NL", "TEST0680012345") + "TEST0680012345"
	check := iban[2:4]
	account := iban[4:]
	zero := "NL" + postkamer.IBANCheck("NL", zeroAccount) + zeroAccount // with a 0 in the check digits
	if zero[2] != '0' {
		t.Fatalf("%s has no zero to read as a letter", zero)
	}
	letter := "NLO" + zero[3:]
	kind, cells := postkamer.ZoneIBAN, []int{4, 4, 4, 4, 2}
	tests := []struct {
		name  string
		zone  postkamer.FilledZone
		want  string
		state postkamer.FieldState
	}{
		{"two readings that are equal", zoneOf("iban", "iban", kind, cells, zero, zero, ""), zero, postkamer.FieldOK},
		{"O in one reading, 0 in the other", zoneOf("iban", "iban", kind, cells, letter, zero, ""), zero, postkamer.FieldRepaired},
		{"0 in one reading, O in the other", zoneOf("iban", "iban", kind, cells, zero, letter, ""), zero, postkamer.FieldRepaired},
		{"O in all", zoneOf("iban", "iban", kind, cells, letter, letter, letter), zero, postkamer.FieldRepaired},
		{"a letter of the bank read as a digit with the whole page", zoneOf("iban", "iban", kind, cells, zero, zero, zero[:6]+"5"+zero[7:]), zero, postkamer.FieldRepaired},
		{"another digit differs as well", zoneOf("iban", "iban", kind, cells, letter, zero[:17]+string('0'+(zero[17]-'0'+1)%10), ""), zero, postkamer.FieldCheck},
		{"a letter that is not like the digit", zoneOf("iban", "iban", kind, cells, "NLX"+zero[3:], zero, ""), zero, postkamer.FieldCheck},
		{"O of which 0 does not pass", zoneOf("iban", "iban", kind, cells, "NLO"+string('0'+(zero[3]-'0'+1)%10)+zero[4:], "", ""), "", postkamer.FieldCheck},
		{"more letters than a check digit proves", zoneOf("iban", "iban", kind, cells, iban[:2]+check+account[:4]+"O6BOOl2345", "", ""), "", postkamer.FieldCheck},
		{"a letter in two readings of a BSN", zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "99999OO19", "999990019", ""), "999990019", postkamer.FieldRepaired},
		{"a letter in the only reading of a BSN", zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "99999OO19", "?????????", ""), "999990019", postkamer.FieldCheck},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := readValue(placedZone{FilledZone: test.zone}).checked()
			if test.want != "" && f.Value != test.want || f.State != test.state && (test.want != "" || f.State.Sure()) {
				t.Errorf("%q is %s (%s), want %q %s", f.Value, f.State, f.Why, test.want, test.state)
			}
			if f.State == postkamer.FieldRepaired && f.Why == "" {
				t.Error("nobody is told what was put right")
			}
		})
	}
}

// zeroAccount is a test account of which the check digits begin with a zero.
const zeroAccount = "TEST0000000014"

func TestARepairedNumberOfAFormByHandIsLookedAt(t *testing.T) {
	bsn := zoneOf("bsn", "bsn", postkamer.ZoneDigits, []int{9}, "99999OO19", "999990019", "")
	for name, uneven := range map[string]float64{"uneven": .6, "too few to tell": 0} {
		bsn.Uneven = uneven
		p := paperOf(paperMove(bsn))
		if r := p.read("bsn"); r.state.Sure() {
			t.Errorf("%s: %s", name, r.state)
		}
	}
	bsn.Uneven = .05
	v := decidePaper(paperMove(bsn))
	for _, f := range v.Fields {
		if f.Name == postkamer.FieldBSN && f.State != postkamer.FieldRepaired {
			t.Errorf("%s: %s", f.State, f.Why)
		}
	}
	if !v.Ready {
		t.Errorf("a number that its check digit proves is looked at: %+v", v.Doubts)
	}
}
