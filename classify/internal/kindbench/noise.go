package main

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// lookalikes are what an engine that reads a bad scan makes of a letter. This is
// not the table that training damages its copies with: the noise of the test is
// its own.
var lookalikes = map[rune]string{
	'a': "aoeä", 'b': "lh6", 'c': "eco(", 'd': "dacl", 'e': "ecoé", 'f': "ftr", 'g': "gq9y", 'h': "hbnk", 'i': "ilj1!",
	'j': "ji;", 'k': "khlx", 'l': "l1iI|", 'm': "mnrn", 'n': "nrum", 'o': "o0ca", 'p': "pqn", 'q': "qg9", 'r': "rnvt",
	's': "s5za", 't': "tflr", 'u': "unvü", 'v': "vuyw", 'w': "wvu", 'x': "xkz", 'y': "yvg", 'z': "z2s",
	'0': "0OoD", '1': "1lI7", '2': "2Zz", '3': "38B", '5': "5Ss6", '6': "6bG", '8': "8B3", '9': "9gq",
	'.': ".,:", ',': ",.;", '-': "-~_",
}

// scanned returns a text with about rate of its characters wrong, as a bad scan
// that was read has them: taken for another, lost, split in two, words joined or
// torn, and a smudge in which a run of letters is unreadable.
func scanned(text string, rate float64, rng *rand.Rand) string {
	if rate <= 0 {
		return text
	}
	var out strings.Builder
	smudge := 0
	for _, r := range text {
		if smudge > 0 && !unicode.IsSpace(r) {
			smudge--
			out.WriteByte("~*#.,'"[rng.IntN(6)])
			continue
		}
		smudge = 0
		if rng.Float64() < rate*smudgeShare/smudgeLength {
			smudge = smudgeLength
		}
		if rng.Float64() >= rate*(1-smudgeShare) {
			out.WriteRune(r)
			continue
		}
		misread(&out, r, rng)
	}
	return out.String()
}

// A smudge is this long and this share of all errors.
const (
	smudgeLength = 4
	smudgeShare  = .15
)

// misread writes one character wrongly.
func misread(out *strings.Builder, r rune, rng *rand.Rand) {
	pick := rng.IntN(20)
	switch like := lookalikes[unicode.ToLower(r)]; {
	case r == '\n':
		out.WriteRune(r)
	case r == ' ' && pick < 14: // two words joined
	case r == ' ':
		out.WriteString(" . ")
	case pick < 2: // lost
	case pick < 4: // torn
		out.WriteRune(r)
		out.WriteByte(' ')
	case r == 'm' && pick < 9:
		out.WriteString("rn")
	case len(like) > 0:
		others := []rune(like)
		out.WriteRune(others[rng.IntN(len(others))])
	default:
		out.WriteByte('-')
	}
}
