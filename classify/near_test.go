package classify

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// damagedWord returns a word with up to n letters changed, left out or put in.
func damagedWord(word string, n int, rng *rand.Rand) string {
	const letters = "aeioumnrstvwdlß5 "
	runes, other := []rune(word), []rune(letters)
	for range rng.IntN(n + 1) {
		at := rng.IntN(len(runes) + 1)
		switch r := other[rng.IntN(len(other))]; {
		case rng.IntN(3) == 0 || at == len(runes):
			runes = slices.Insert(runes, at, r)
		case rng.IntN(2) == 0 && len(runes) > 1:
			runes = slices.Delete(runes, at, at+1)
		default:
			runes[at] = r
		}
	}
	return string(runes)
}

// TestNoPhraseIsPassedOver: who first looks for whole pieces of a phrase misses
// nothing that is found letter by letter.
func TestNoPhraseIsPassedOver(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	found := 0
	for _, f := range slices.Concat(alarmFinders, complaintFinders, withdrawalFinders) {
		for range 200 {
			text := "wij schrijven u " + damagedWord(f.phrase, f.errors+1, rng) + " en horen graag van u"
			if end, _ := f.find([]rune(text)); end >= 0 {
				found++
				if !f.mayBeIn(text) {
					t.Errorf("%q is in %q and would not be looked for", f.phrase, text)
				}
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d texts had their phrase: this proves little", found)
	}
}

// TestTheIndexFindsWhatEveryWordFinds: the index of the words of dangers finds each
// word that a word of a text is, and no other.
func TestTheIndexFindsWhatEveryWordFinds(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, k := range append([]*dangerWords{knownDangers, knownWithdrawals}, legalActs...) {
		for _, base := range append(slices.Clone(k.words), otherWords...) {
			for range 50 {
				word := damagedWord(base, 2, rng)
				var want []int
				for n, known := range k.words {
					if isDangerWord(known, word) {
						want = append(want, n)
					}
				}
				got := k.index.of(word)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Fatalf("%q is %v, by the index %v", word, want, got)
				}
			}
		}
	}
}

// TestShortCutsOfDistance: what is told of two words without counting every letter
// is what counting tells.
func TestShortCutsOfDistance(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, label := range longLabels {
		for range 40 {
			word := damagedWord(label.text, 4, rng)
			apart := distance(label.text, word, 9)
			if least := label.letters.leastApart(lettersOf(word)); least > apart {
				t.Fatalf("%q and %q are %d apart, at least %d by their letters", label.text, word, apart, least)
			}
			inBytes := max(len(label.text)-len(word), len(word)-len(label.text)) <= 1
			if got := oneApart(label.text, word); got != (apart == 1 && inBytes) {
				t.Fatalf("%q and %q are %d apart, and one apart is %v", label.text, word, apart, got)
			}
		}
	}
}
