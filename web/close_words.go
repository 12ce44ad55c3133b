package web

import (
	"fmt"

	"postkamer"
)

// countWords say what was counted by hand beside what was found, and where to look
// for the difference. Sheets that nobody counted are asked for before. They are in both tones, see postkamer.Tone.Say.
func countWords(c postkamer.CountDifference) (words []string) {
	if c.PiecesCounted == 0 && c.PiecesFound > 0 {
		words = append(words, fmt.Sprintf("De computer vond %s. {Je hebt|U hebt} de brieven nog niet geteld.", plural(c.PiecesFound, "brief", "brieven")))
	}
	if n := c.SheetsFound - c.SheetsCounted; c.SheetsCounted > 0 && n != 0 {
		words = append(words, fmt.Sprintf("{Je|U} telde %s, er %s gescand: %s. %s", plural(c.SheetsCounted, "blad", "bladen"),
			areScanned(c.SheetsFound), differs(n, "blad", "bladen"), hint(n,
				"Kijk of er een blad twee keer is gescand. Tel ook de scheidingsbladen mee.",
				"Kijk of er dubbel doorgevoerd is en of er nog een blad in de scanner of in een envelop zit.")))
	}
	if n := c.PiecesFound - c.PiecesCounted; c.PiecesCounted > 0 && n != 0 {
		words = append(words, fmt.Sprintf("{Je|U} telde %s, de computer vond er %d: %s. %s", plural(c.PiecesCounted, "brief", "brieven"),
			c.PiecesFound, differs(n, "brief", "brieven"), hint(n,
				"Kijk of er een brief in stukken is geknipt.",
				"Kijk of er een scheidingsblad is gemist: dan zitten er twee brieven aan elkaar.")))
	}
	return words
}

func areScanned(n int) string {
	if n == 1 {
		return "is 1 blad"
	}
	return fmt.Sprintf("zijn %s bladen", dutchNumber(n))
}

// differs writes 2 bladen verschil, te weinig.
func differs(n int, one, more string) string {
	if n < 0 {
		return plural(-n, one, more) + " te weinig"
	}
	return plural(n, one, more) + " te veel"
}

// hint picks what to look for: too many were found, or too few.
func hint(n int, tooMany, tooFew string) string {
	if n > 0 {
		return tooMany
	}
	return tooFew
}

// otherWhy is the explanation that the operator writes out.
const otherWhy = "anders"

// notCounted explains a difference in letters, never one in sheets.
const notCounted = "niet-geteld"

// countWhys are the usual explanations of a difference; the label is what is kept.
func countWhys() []Option {
	return []Option{
		{Value: "herteld", Key: "1", Label: "Ik heb opnieuw geteld: het aantal van de computer klopt."},
		{Value: notCounted, Key: "2", Label: "Ik heb de brieven niet geteld. De bladen wel."},
		{Value: "los", Key: "3", Label: "Er zat iets tussen dat geen brief is, zoals een kaartje of een envelop."},
		{Value: otherWhy, Key: "4", Label: "Er is iets anders aan de hand. Ik schrijf het hieronder op."},
	}
}

// whyOf returns the explanation to keep, and what is wrong with what was filled in:
// who counted the sheets rightly cannot miss one for not counting the letters.
func whyOf(value, other string, count postkamer.CountDifference) (string, []FieldError) {
	if value == notCounted && count.SheetsCounted != count.SheetsFound {
		return "", []FieldError{{"verklaring", "Ook het aantal bladen klopt niet. Kies waardoor dat komt"}}
	}
	if value == otherWhy && other == "" {
		return "", []FieldError{{"toelichting", "Schrijf op waardoor het verschil komt"}}
	}
	if value == otherWhy {
		return other, nil
	}
	for _, why := range countWhys() {
		if why.Value == value {
			return why.Label, nil
		}
	}
	return "", []FieldError{{"verklaring", "Kies waardoor het verschil komt"}}
}
