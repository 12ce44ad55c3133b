package postkamer

import (
	"strconv"
	"strings"
	"unicode"
)

// digits returns the decimal digits of s.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Bare returns the letters and digits of s, in small: what is left of a value without
// the spaces, marks and capitals in which two people may write it differently.
func Bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// ValidBSN tells whether s is nine digits that pass the eleven-test for a
// burgerservicenummer: weights 9..2 and -1, sum divisible by 11, not all zero.
func ValidBSN(s string) bool {
	if len(s) != 9 || digits(s) != s || s == "000000000" {
		return false
	}
	sum := -int(s[8] - '0')
	for i := range 8 {
		sum += (9 - i) * int(s[i]-'0')
	}
	return sum%11 == 0
}

// NormalBSN removes spaces, dots and dashes, and puts back the leading zero
// that an eight-digit number lost. It does not test; see ValidBSN.
func NormalBSN(s string) string {
	s = compact(s)
	if len(s) == 8 && digits(s) == s {
		return "0" + s
	}
	return s
}

// ibanForms gives what stands behind the check digits in an IBAN of the countries
// that citizens here have accounts in (ISO 13616 registry): runs of digits (n),
// capitals (a) or either (c) with their length.
var ibanForms = map[string]string{
	"NL": "a4n10", "BE": "n12", "DE": "n18", "FR": "n10c11n2", "GB": "a4n14", "IE": "a4n14", "ES": "n20", "PT": "n21", "IT": "a1n10c12",
	"LU": "n3c13", "AT": "n16", "CH": "n5c12", "DK": "n14", "SE": "n20", "NO": "n11", "FI": "n14", "PL": "n24", "CZ": "n20", "SK": "n20",
	"HU": "n24", "RO": "a4c16", "BG": "a4n6c8", "GR": "n7c16", "HR": "n17", "SI": "n15", "LT": "n16", "LV": "a4c13", "EE": "n16",
	"CY": "n8c16", "MT": "a4n5c18", "TR": "n6c16", "MA": "n24", "TN": "n20", "UA": "n6c19",
}

// ibanShaped tells whether s has the form of an IBAN of its country; of a country
// that is not in ibanForms only the first four characters are judged.
func ibanShaped(s string) bool {
	if !capitals(s[:2]) || digits(s[2:4]) != s[2:4] {
		return false
	}
	form, known := ibanForms[s[:2]]
	rest := s[4:]
	for form != "" {
		kind := form[0]
		size := strings.IndexFunc(form[1:]+"a", unicode.IsLetter)
		n, _ := strconv.Atoi(form[1 : 1+size]) // from the table
		form = form[1+size:]
		if len(rest) < n || kind == 'n' && digits(rest[:n]) != rest[:n] || kind == 'a' && !capitals(rest[:n]) {
			return false
		}
		rest = rest[n:]
	}
	return !known || rest == ""
}

// capitals tells whether s has the letters A to Z and nothing else.
func capitals(s string) bool { return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" }

// ValidIBAN tells whether s, without spaces and in capitals, is an IBAN: 15 to
// 34 characters in the form of its country that leave 1 modulo 97 (ISO 13616).
func ValidIBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 || !ibanShaped(s) {
		return false
	}
	rest, ok := modulo97(s[4:] + s[:4])
	return ok && rest == 1
}

// IBANCheck returns the two check digits of the IBAN of a country, such as NL, and an
// account, both in digits and capitals: what test numbers are made with. It is "" when
// there are other characters.
func IBANCheck(country, account string) string {
	rest, ok := modulo97(account + country + "00")
	if !ok {
		return ""
	}
	return strconv.Itoa((98-rest)/10) + strconv.Itoa((98-rest)%10)
}

// modulo97 returns what digits and letters, A for 10 to Z for 35, leave modulo 97; ok is
// false when there are other characters.
func modulo97(s string) (rest int, ok bool) {
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			rest = (rest*100 + int(r-'A') + 10) % 97
		default:
			return 0, false
		}
	}
	return rest, true
}

// NormalIBAN removes spaces and makes capitals.
func NormalIBAN(s string) string { return strings.ToUpper(compact(s)) }

// ValidKvK tells whether s is eight digits; a KvK number has no check digit.
func ValidKvK(s string) bool { return len(s) == 8 && digits(s) == s }

// NormalPostcode returns "1234 AB" for a Dutch postcode in any spelling, and ""
// when s is none. The letters SA, SD and SS are not used.
func NormalPostcode(s string) string {
	s = strings.ToUpper(compact(s))
	if len(s) != 6 || digits(s[:4]) != s[:4] || s[0] == '0' {
		return ""
	}
	if s[4] < 'A' || s[4] > 'Z' || s[5] < 'A' || s[5] > 'Z' {
		return ""
	}
	switch s[4:] {
	case "SA", "SD", "SS":
		return ""
	}
	return s[:4] + " " + s[4:]
}

// NormalPhone returns ten digits for a Dutch number, + and 8 to 15 digits for a
// foreign one, and "" when s is neither.
func NormalPhone(s string) string {
	s = strings.ReplaceAll(compact(s), "(0)", "")
	s = strings.NewReplacer("(", "", ")", "", "/", "").Replace(s)
	if strings.HasPrefix(s, "00") {
		s = "+" + s[2:]
	}
	if rest, ok := strings.CutPrefix(s, "+31"); ok {
		s = "0" + strings.TrimPrefix(rest, "0")
	}
	if rest, ok := strings.CutPrefix(s, "+"); ok {
		if digits(rest) != rest || len(rest) < 8 || len(rest) > 15 {
			return ""
		}
		return s
	}
	if len(s) != 10 || digits(s) != s || s[0] != '0' || s[1] == '0' {
		return ""
	}
	return s
}

// Callable tells whether a colleague can phone the normalised number: not an
// information line (0800, 0900, 0906, 0909).
func Callable(phone string) bool {
	if phone == "" {
		return false
	}
	for _, prefix := range []string{"0800", "0900", "0906", "0909"} {
		if strings.HasPrefix(phone, prefix) {
			return false
		}
	}
	return true
}

// compact removes white space, dots and dashes of every kind.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '.' || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return r
	}, s)
}
