package postkamer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// HoursIn says when the municipality can be phoned. In English it says the usual words, of
// days and times, and leaves a text with any other word as it was written.
func (m Municipality) HoursIn(tone Tone) string {
	if tone != English {
		return m.Hours
	}
	if said, ok := englishHours(m.Hours); ok {
		return said
	}
	return m.Hours
}

// hoursWords finds what a text of opening hours consists of: words, times, and the signs
// between them.
var hoursWords = regexp.MustCompile(`t/m|\pL+|[0-9]{1,2}(?:[.:][0-9]{2})?|\S`)

// hoursEnglish are the words of opening hours. "uur" is not said in English.
var hoursEnglish = map[string]string{
	"maandag": "Monday", "dinsdag": "Tuesday", "woensdag": "Wednesday", "donderdag": "Thursday", "vrijdag": "Friday", "zaterdag": "Saturday", "zondag": "Sunday",
	"ma": "Mon", "di": "Tue", "wo": "Wed", "do": "Thu", "vr": "Fri", "za": "Sat", "zo": "Sun",
	"maandagavond": "Monday evening", "dinsdagavond": "Tuesday evening", "woensdagavond": "Wednesday evening", "donderdagavond": "Thursday evening", "vrijdagavond": "Friday evening",
	"t/m": "to", "tot": "until", "van": "from", "vanaf": "from", "en": "and", "of": "or", "op": "on", "ook": "also", "tussen": "between", "om": "at", "uur": "", "u": "",
	"werkdagen": "working days", "werkdag": "working day", "elke": "every", "iedere": "every", "alle": "all", "dag": "day", "dagen": "days", "behalve": "except",
	"gesloten": "closed", "open": "open", "feestdagen": "public holidays", "weekend": "weekend", "niet": "not", "dagelijks": "daily",
}

// englishHours says opening hours in English; false when a word is not one of theirs.
func englishHours(dutch string) (string, bool) {
	var said strings.Builder
	for _, token := range hoursWords.FindAllString(strings.ReplaceAll(strings.ToLower(dutch), "tot en met", "t/m"), -1) {
		word, known := hoursEnglish[token]
		if r, _ := utf8.DecodeRuneInString(token); !known && unicode.IsLetter(r) {
			return "", false
		}
		if !known {
			word = englishTime(token)
		}
		if word == "" {
			continue
		}
		if before := said.String(); before != "" && !strings.ContainsAny(word[:1], ",;:.)-") && !strings.ContainsAny(before[len(before)-1:], "(-") {
			said.WriteString(" ")
		}
		said.WriteString(word)
	}
	text := said.String()
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:], text != ""
}

// englishTime writes 8.30 as 8:30; a sign stays as it is.
func englishTime(token string) string {
	if len(token) > 1 {
		return strings.Replace(token, ".", ":", 1)
	}
	return token
}
