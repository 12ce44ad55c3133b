package postkamer

import "testing"

func TestBSN(t *testing.T) {
	for _, c := range []struct {
		name, bsn string
		want      bool
	}{
		{"a right one", "999990019", true},
		{"a right one with a leading zero", "012345672", true},
		{"one digit wrong", "999990018", false},
		{"two neighbours swapped", "999909019", false},
		{"all zero adds up but is none", "000000000", false},
		{"eight digits are not nine", "12345672", false},
		{"ten digits", "9999900190", false},
		{"a letter", "99999001A", false},
		{"digits of another script", "９９９９９００１９", false},
		{"empty", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ValidBSN(c.bsn); got != c.want {
				t.Errorf("%s: got %v", c.bsn, got)
			}
		})
	}
}

// TestBSNFindsEverySingleMistake holds what the eleven-test is for.
func TestBSNFindsEverySingleMistake(t *testing.T) {
	for _, bsn := range []string{"999990019", "999990020", "012345672", "123456782"} {
		if !ValidBSN(bsn) {
			t.Fatalf("%s must be valid", bsn)
		}
		for i := range bsn {
			for d := byte('0'); d <= '9'; d++ {
				wrong := []byte(bsn)
				wrong[i] = d
				if string(wrong) != bsn && ValidBSN(string(wrong)) {
					t.Errorf("%s passes for %s", wrong, bsn)
				}
			}
		}
	}
}

func TestNormalBSN(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"dots", "9999.90.019", "999990019"},
		{"spaces, hard ones too", "999 990\u00a0019", "999990019"},
		{"a dash and an en dash", "999-990–019", "999990019"},
		{"the leading zero comes back", "12345672", "012345672"},
		{"seven digits stay", "1234567", "1234567"},
		{"letters stay", "1234567A", "1234567A"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NormalBSN(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestIBAN(t *testing.T) {
	for _, c := range []struct {
		name, iban string
		want       bool
	}{
		{"Dutch", "NL91 ABNA 0417 1643 00", true},
		{"small letters and dots", "nl91.abna.0417.1643.00", true},
		{"a letter among the digits that passes modulo 97", "NL56TRIO7L03901797", false},
		{"a digit in the letters of the bank that passes modulo 97", "NL38SN589310453100", false},
		{"a digit in the country that passes modulo 97", "N137INGB9736875068", false},
		{"Belgian", "BE68 5390 0754 7034", true},
		{"Turkish", "TR33 0006 1005 1978 6457 8413 26", true},
		{"Maltese, with letters at its end", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", true},
		{"German, 22 characters", "DE89370400440532013000", true},
		{"Belgian, 16 characters", "BE68539007547034", true},
		{"one digit wrong", "NL91ABNA0417164301", false},
		{"two digits swapped", "NL91ABNA0417146300", false},
		{"O instead of 0", "NL91ABNAO417164300", false},
		{"a Dutch one that is too short", "NL91ABNA041716430", false},
		{"too long for any", "DE8937040044053201300012345678901234", false},
		{"characters that are none", "NL91ABNA04171643€", false},
		{"empty", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ValidIBAN(NormalIBAN(c.iban)); got != c.want {
				t.Errorf("%s: got %v", c.iban, got)
			}
		})
	}
}

func TestIBANCheckMakesWhatPasses(t *testing.T) {
	for _, c := range []struct{ country, account, want string }{
		{"NL", "ABNA0417164300", "91"},
		{"BE", "539007547034", "68"},
		{"NL", "TEST0000000001", "69"},
		{"NL", "test0000000001", ""},
	} {
		got := IBANCheck(c.country, c.account)
		if got != c.want || got != "" && !ValidIBAN(c.country+got+c.account) {
			t.Errorf("%s %s: %q, want %q", c.country, c.account, got, c.want)
		}
	}
}

func TestPostcode(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"as it should be", "2512 EB", "2512 EB"},
		{"together, in small letters", "2512eb", "2512 EB"},
		{"two spaces", " 2512  EB ", "2512 EB"},
		{"a zero in front", "0512 EB", ""},
		{"SA is never used", "2512 SA", ""},
		{"SD is never used", "2512 sd", ""},
		{"SS is never used", "2512SS", ""},
		{"SB is used", "2512 SB", "2512 SB"},
		{"three digits", "251 EB", ""},
		{"a digit for a letter", "2512 E8", ""},
		{"a letter with an accent", "2512 ÉB", ""},
		{"three letters", "2512 EBA", ""},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NormalPostcode(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPhone(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"mobile", "06-12345678", "0612345678"},
		{"with spaces", "06 12 34 56 78", "0612345678"},
		{"with the country", "+31 6 12345678", "0612345678"},
		{"with the country and a needless zero", "+31 (0)6 12345678", "0612345678"},
		{"with two zeros for the plus", "0031612345678", "0612345678"},
		{"a line at home", "(070) 353 30 00", "0703533000"},
		{"a slash", "070/3533000", "0703533000"},
		{"Belgian", "+32 2 555 12 12", "+3225551212"},
		{"nine digits", "061234567", ""},
		{"eleven digits", "06123456789", ""},
		{"a foreign one that is too short", "+32 25", ""},
		{"a foreign one that is too long", "+3212345678901234", ""},
		{"letters", "06-1234567O", ""},
		{"no zero in front", "1612345678", ""},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NormalPhone(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNobodyIsPhonedOnAnInformationLine(t *testing.T) {
	for phone, want := range map[string]bool{
		"0612345678": true, "0703533000": true, "+3225551212": true,
		"": false, "0800123456": false, "0900123456": false, "0906123456": false, "0909123456": false,
	} {
		if got := Callable(phone); got != want {
			t.Errorf("%q: got %v", phone, got)
		}
	}
}

func TestKvK(t *testing.T) {
	for number, want := range map[string]bool{"12345678": true, "1234567": false, "123456789": false, "1234567a": false} {
		if got := ValidKvK(number); got != want {
			t.Errorf("%q: got %v", number, got)
		}
	}
}

func TestBareKeepsWhatTwoPeopleWriteAlike(t *testing.T) {
	for s, want := range map[string]string{"2512 EB": "2512eb", "€ 1.250,00": "125000", "Van 't Hóf": "vanthóf", " -/. ": ""} {
		if got := Bare(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	if got := AdditionKey("a-2 hoog"); got != "A2HOOG" {
		t.Errorf("addition %q", got)
	}
}
