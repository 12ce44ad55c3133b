package classify

import "regexp"

// spokenDate is a date whose day is a word: "de eerste mei", "vijftien maart 2026".
var spokenDate = regexp.MustCompile(`(?i)\b([\p{L}]{3,16})[ \n]+(?:van (?:de maand )?)?(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b(?:[ \n,]{1,2}((?:19|20)[0-9]{2})\b)?`)

// dayWords are the days of a month in words, folded; "een" alone is an article.
var dayWords = map[string]int{
	"eerste": 1, "tweede": 2, "twee": 2, "derde": 3, "drie": 3, "vierde": 4, "vier": 4, "vijfde": 5, "vijf": 5, "zesde": 6, "zes": 6,
	"zevende": 7, "zeven": 7, "achtste": 8, "acht": 8, "negende": 9, "negen": 9, "tiende": 10, "tien": 10, "elfde": 11, "elf": 11,
	"twaalfde": 12, "twaalf": 12, "dertiende": 13, "dertien": 13, "veertiende": 14, "veertien": 14, "vijftiende": 15, "vijftien": 15,
	"zestiende": 16, "zestien": 16, "zeventiende": 17, "zeventien": 17, "achttiende": 18, "achttien": 18, "negentiende": 19, "negentien": 19,
	"twintigste": 20, "twintig": 20, "eenentwintigste": 21, "eenentwintig": 21, "tweeentwintigste": 22, "tweeentwintig": 22,
	"drieentwintigste": 23, "drieentwintig": 23, "vierentwintigste": 24, "vierentwintig": 24, "vijfentwintigste": 25, "vijfentwintig": 25,
	"zesentwintigste": 26, "zesentwintig": 26, "zevenentwintigste": 27, "zevenentwintig": 27, "achtentwintigste": 28, "achtentwintig": 28,
	"negenentwintigste": 29, "negenentwintig": 29, "dertigste": 30, "dertig": 30, "eenendertigste": 31, "eenendertig": 31,
}
