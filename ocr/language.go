package ocr

import (
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"

	"postkamer"
)

// What a language must be told by. Measured on letters of some sentences with 3 %
// of the letters wrong and with the diacritics lost, which only Dutch data does
// not know: of 200 letters of two sentences per language and kind at most 1 was
// told wrongly, of three sentences none; from a single sentence 5. No page of the
// sample post was taken for another language.
const (
	leastLetters   = 70  // of words that were read well; two short sentences
	wellRead       = 0.6 // confidence of a word
	surelyLanguage = 0.8 // confidence of the trigrams, whatlanggo's own limit
)

// languages are those that letters to a municipality are told apart in. Of more
// languages short texts would be mistaken more often.
var languages = map[whatlanggo.Lang]bool{
	whatlanggo.Nld: true, whatlanggo.Eng: true, whatlanggo.Deu: true, whatlanggo.Tur: true,
	whatlanggo.Pol: true, whatlanggo.Fra: true, whatlanggo.Spa: true,
}

// scripts are the languages that are mostly meant by a script, by Tesseract's name
// of it. Only the script is seen: Farsi is told as Arabic, Ukrainian as Russian.
var scripts = map[string]string{
	"Arabic": "ar", "Cyrillic": "ru", "Greek": "el", "Hebrew": "he", "Han": "zh", "HanS": "zh", "HanT": "zh",
	"Hangul": "ko", "Korean": "ko", "Japanese": "ja", "Armenian": "hy", "Georgian": "ka",
	"Ethiopic": "am", "Devanagari": "hi", "Thai": "th", "Tamil": "ta", "Bengali": "bn",
}

// language returns in which language most of a page is, as ISO 639-1; "" when it
// cannot be told. script is what Tesseract saw on a page of which it could read
// hardly anything with its Dutch data.
func language(words []postkamer.Word, script string) string {
	if found, ok := scripts[script]; ok {
		return found
	}
	text, letters := wellReadText(words)
	if letters < leastLetters {
		return ""
	}
	if whatlanggo.DetectScript(text) != unicode.Latin { // of a text layer
		return whatlanggo.Detect(text).Lang.Iso6391()
	}
	info := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: languages})
	if info.Confidence <= surelyLanguage {
		return ""
	}
	return info.Lang.Iso6391()
}

// wellReadText returns the words of letters that were read well, and how many
// letters they have.
func wellReadText(words []postkamer.Word) (string, int) {
	var b strings.Builder
	letters := 0
	for _, w := range words {
		if w.Confidence < wellRead || strings.ContainsFunc(w.Text, unicode.IsDigit) {
			continue
		}
		for _, r := range w.Text {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		b.WriteString(w.Text)
		b.WriteByte(' ')
	}
	return b.String(), letters
}
