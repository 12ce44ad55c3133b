package crowd

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// fill puts something by chance into every {slot} of a sentence.
func fill(dice *rand.Rand, sentence string, from Sender) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		b.WriteString(slotted(dice, slot, from))
		sentence = after
	}
}

func slotted(dice *rand.Rand, slot string, from Sender) string {
	switch slot {
	case "ding":
		return thing(dice)
	case "dag":
		return fmt.Sprintf("%d %s %d", 1+dice.IntN(28), months[dice.IntN(12)], 2023+dice.IntN(4))
	case "maand":
		return months[dice.IntN(12)]
	case "bedrag":
		return fmt.Sprintf("%d,%02d", 10+dice.IntN(2000), dice.IntN(100))
	case "nummer":
		return fmt.Sprint(10_000 + dice.IntN(90_000))
	case "kenteken":
		return plate(dice)
	case "telefoon":
		return from.Phone
	}
	street, house := streets[dice.IntN(len(streets))], 1+dice.IntN(180)
	return fmt.Sprintf("%s %d, %s %s", street, house, postcode(street, house), from.City)
}

// thing is drawn as words are in a language: a few of them often, most hardly ever.
func thing(dice *rand.Rand) string {
	share := dice.Float64()
	return things[int(share*share*share*float64(len(things)))]
}

func plate(dice *rand.Rand) string {
	const letters = "BDFGHJKLNPRSTVXZ"
	at := func() byte { return letters[dice.IntN(len(letters))] }
	return fmt.Sprintf("%c%c-%03d-%c", at(), at(), dice.IntN(1000), at())
}

// Things is how many rare and less rare words there are to look for.
func (c *Crowd) Things() int { return len(things) }

// Thing returns one of those words; the first are the most frequent.
func (c *Crowd) Thing(n int) string { return things[n] }
