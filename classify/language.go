package classify

import (
	"strings"
	"unicode"
)

// A language is known by its commonest small words.
type language struct {
	name  string // in Dutch
	words string
}

// dutch must come first: a tie is Dutch. Words that Dutch shares with another
// language are left out of the other.
var languages = []language{
	{"Nederlands", "de het een en van ik is dat te op voor niet met zijn wij mijn aan naar u uw er om ook maar heb heeft bij wordt dit deze kunt graag geachte groet mij ons als dan nog worden per"},
	{"Engels", "the and of to my you your i for is that this with not have it are was would please from at be which dear will has been about we our"},
	{"Duits", "der die und das ich nicht mit ist sie zu ein eine für auf von den dem wir mein meine bitte werden haben sich auch bei nach sehr geehrte"},
	{"Frans", "le la les et des je une pour dans que vous mon ma est avec nous pas sur au du votre par ce qui madame monsieur"},
	{"Turks", "ve bir bu için ile değil ben çok var ne da benim olarak sayın kadar daha olan yeni"},
	{"Pools", "i w na nie się że do to jest z proszę dla mój moja jak od o po za przez szanowni państwo oraz"},
	{"Spaans", "el los las que y un una por para con mi su no es del al como más pero señor estimados gracias"},
}

// spokenLanguages are the languages that a reading tells apart, by ISO 639-1, in
// Dutch. All others are another script.
var spokenLanguages = map[string]string{
	"nl": "", "en": "Engels", "de": "Duits", "fr": "Frans", "tr": "Turks", "pl": "Pools", "es": "Spaans",
	"ar": "een ander schrift, waarschijnlijk Arabisch",
}

// foreign returns the Dutch name of the language that most of the piece is in when
// that is not Dutch, "" when it is Dutch or cannot be told: as the reading told
// it, of pages without that by their small words.
func (c *piece) foreign() string {
	words := map[string]int{}
	for _, p := range c.text.Pages {
		if p.Language != "" {
			words[p.Language] += len(p.Words)
		}
	}
	best, most := "", 0
	for language, n := range words {
		if n > most || n == most && (language == "nl" || best != "nl" && language < best) {
			best, most = language, n
		}
	}
	if best == "" {
		return foreign(c.sheet.body())
	}
	if name, ok := spokenLanguages[best]; ok {
		return name
	}
	return "een ander schrift"
}

// leastWords is how many known small words are needed to judge a language.
const leastWords = 6

// foreign returns the Dutch name of the language when the text is not Dutch, ""
// when it is Dutch or too short to tell.
func foreign(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	if script := otherScript(text); script {
		return "een ander schrift"
	}
	counts := map[string]int{}
	for _, w := range words[:min(len(words), maxWords)] {
		counts[w]++
	}
	best, most, own := "", 0, 0
	for i, l := range languages {
		n := 0
		for _, w := range strings.Fields(l.words) {
			n += counts[w]
		}
		if i == 0 {
			own = n
		}
		if n > most {
			best, most = l.name, n
		}
	}
	if most < leastWords || own*2 > most {
		return ""
	}
	return best
}

// otherScript tells whether most letters are not Latin.
func otherScript(text string) bool {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	return other > 20 && other > latin
}
