package classify

import (
	"math/rand/v2"
	"strings"
)

// confusions are letters that Tesseract takes for one another, both ways.
var confusions = map[rune][]string{
	'o': {"0", "c", "e"}, '0': {"o", "O"}, 'l': {"1", "i", "|"}, 'i': {"l", "1", "j"}, '1': {"l", "i"},
	'e': {"c", "o"}, 'c': {"e", "o"}, 'm': {"rn", "nn"}, 'n': {"u", "r"}, 'u': {"n", "v"}, 'v': {"u", "y"},
	's': {"5", "8"}, '5': {"s"}, 'b': {"h", "6"}, 'h': {"b", "n"}, 'g': {"q", "9"}, 't': {"f", "l"}, 'f': {"t"},
	'a': {"o", "s"}, 'd': {"cl"}, 'w': {"vv"}, 'r': {"n", "t"}, 'k': {"l<"}, '8': {"B"}, 'z': {"2"}, 'j': {"i"},
}

// noisy returns the text as a bad scan would give it: about rate of the letters
// are changed, lost or doubled, and some words are joined or broken.
func noisy(text string, rate float64, rng *rand.Rand) string {
	var out strings.Builder
	for _, r := range text {
		if rng.Float64() >= rate {
			out.WriteRune(r)
			continue
		}
		damage(&out, r, rng)
	}
	return out.String()
}

// damage writes one rune wrongly.
func damage(out *strings.Builder, r rune, rng *rand.Rand) {
	like := confusions[foldRune(r)]
	switch pick := rng.IntN(10); {
	case r == ' ' && pick < 5: // joined
	case len(like) > 0 && pick < 7:
		out.WriteString(like[rng.IntN(len(like))])
	case pick == 7 && r != '\n':
		out.WriteRune(r)
		out.WriteByte(' ')
	case pick == 8: // lost
	default:
		out.WriteRune(r)
	}
}
