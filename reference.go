package postkamer

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"
)

// referenceAlphabet has the letters and digits that cannot be taken for one
// another when read aloud or typed: no I, L, O, U or Z. It has 31 of them, a
// prime, without which the check character would not see every mistake.
const referenceAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXY"

// lookalikes are the characters that are not in the alphabet and what people
// mean by them.
var lookalikes = strings.NewReplacer("O", "0", "I", "1", "L", "1", "U", "V", "Z", "2")

// inAlphabet tells whether s has characters of the reference alphabet only.
func inAlphabet(s string) bool { return strings.Trim(s, referenceAlphabet) == "" }

// NewReference returns a reference such as VH-2026-7K3M-QC: a prefix of two
// capitals, the year, five random characters and a check character. It can be
// read aloud and is not sequential; it is unique only once the database has
// taken it.
func NewReference(prefix string, at time.Time) string {
	code := make([]byte, 0, 6)
	for len(code) < 5 {
		var random [8]byte
		_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
		for _, b := range random {
			if n := int(b & 31); n < len(referenceAlphabet) && len(code) < 5 {
				code = append(code, referenceAlphabet[n])
			}
		}
	}
	code = append(code, checkCharacter(prefix, at.Year(), string(code)))
	return fmt.Sprintf("%s-%d-%s-%s", prefix, at.Year(), code[:4], code[4:])
}

// NormalReference forgives what people do to a reference: spaces, small
// letters, missing dashes, O for 0, I or L for 1, U for V and Z for 2. It
// returns "" when the check character is wrong.
func NormalReference(s string) string {
	s = strings.ToUpper(compact(s))
	if len(s) != 12 {
		return ""
	}
	prefix, tail := s[:2], lookalikes.Replace(s[2:])
	if strings.Trim(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || !inAlphabet(tail) {
		return ""
	}
	var year int
	if digits(tail[:4]) != tail[:4] || tail[0] == '0' {
		return ""
	}
	for _, r := range tail[:4] {
		year = year*10 + int(r-'0')
	}
	code := tail[4:]
	if code[5] != checkCharacter(prefix, year, code[:5]) {
		return ""
	}
	return fmt.Sprintf("%s-%d-%s-%s", prefix, year, code[:4], code[4:])
}

// checkCharacter sums the places of the characters with weights that differ for
// neighbours, modulo the prime 31, so that one wrong character of the year or the
// code shows, and so does a swap of two neighbours. It holds for up to 30
// characters. The prefix counts too, but is known anyway.
func checkCharacter(prefix string, year int, code string) byte {
	sum := 0
	for i, r := range fmt.Sprintf("%s%d%s", prefix, year, code) {
		sum += (i + 1) * (strings.IndexRune(referenceAlphabet, r) + 1)
	}
	return referenceAlphabet[sum%len(referenceAlphabet)]
}
