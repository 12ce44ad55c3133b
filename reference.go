package postkamer

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"
)

// referenceAlphabet has the letters and digits that cannot be taken for one
// another when read aloud or typed: no I, L, O or U (Crockford's base 32).
const referenceAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewReference returns a reference such as VH-2026-7K3M-Q9: a prefix, the year,
// five random characters and a check character. It can be read aloud and is not
// sequential; it is unique only once the database has taken it.
func NewReference(prefix string, at time.Time) string {
	var random [5]byte
	_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
	code := make([]byte, 0, 6)
	for _, b := range random {
		code = append(code, referenceAlphabet[b&31])
	}
	code = append(code, checkCharacter(prefix, at.Year(), string(code)))
	return fmt.Sprintf("%s-%d-%s-%s", prefix, at.Year(), code[:4], code[4:])
}

// NormalReference forgives what people do to a reference: spaces, small
// letters, missing dashes, O for 0 and I or L for 1. It returns "" when the
// check character is wrong.
func NormalReference(s string) string {
	s = strings.ToUpper(compact(s))
	if len(s) != 12 {
		return ""
	}
	prefix, tail := s[:2], strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s[2:])
	var year int
	if _, err := fmt.Sscanf(tail[:4], "%4d", &year); err != nil {
		return ""
	}
	code := tail[4:]
	if code[5] != checkCharacter(prefix, year, code[:5]) {
		return ""
	}
	return fmt.Sprintf("%s-%d-%s-%s", prefix, year, code[:4], code[4:])
}

// checkCharacter sums the places of the characters with weights that differ for
// neighbours, modulo 31, so that one wrong character or a swap of two shows.
func checkCharacter(prefix string, year int, code string) byte {
	sum := 0
	for i, r := range fmt.Sprintf("%s%d%s", prefix, year, code) {
		sum += (i + 1) * (strings.IndexRune(referenceAlphabet, r) + 1)
	}
	return referenceAlphabet[sum%31]
}
