package web

import (
	"postkamer"
	"postkamer/classify"
)

// scriptOf returns what a caller says and asks for one reason to phone. The words
// are in the catalogue of reasons, beside those for the caseworker.
func scriptOf(code postkamer.DoubtCode) classify.Wording { return classify.WordsFor(code) }
