package classify

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A saidDate is a date of a sentence: a day, or a month or year of which only the
// first day is kept.
type saidDate struct {
	first      time.Time
	start, end int // bytes of the sentence
	text       string
}

// readDateCheck reads a check of the date that stands nearest to the words of a list
// in one sentence: "date started after 2020-03-17". A month or a year lies after a
// day when all of it does.
func readDateCheck(r *schemeReader, line int, words []string) (check, []string) {
	if len(words) != 3 || words[1] != "after" && words[1] != "before" {
		return r.misread(line, "date")
	}
	lists, limit := r.wordLists(line, words[:1]), r.date(lined{words[2], line})
	return func(v *judging) bool {
		for _, sentence := range sentenceMark.Split(shortened.ReplaceAllString(v.piece.sheet.body(), "$1 "), -1) {
			d, ok := nearestDate(sentence, lists[0], v.received())
			if ok && (words[1] == "after" && d.first.After(limit) || words[1] == "before" && d.first.Before(limit)) {
				v.words["date"], v.words["word"] = d.text, lists[0].FindString(foldedLike(sentence))
				v.keep(sentence)
				return true
			}
		}
		return false
	}, []string{"date", "word"}
}

// shortened matches a word whose point ends no sentence.
var shortened = regexp.MustCompile(`(?i)\b(m\.i\.v|i\.v\.m|d\.d|ca|jan|febr?|mrt|apr|jun|jul|aug|sept?|okt|nov|dec)\.\s+`)

// dateReach is how many letters a date may stand from the word that it is about.
const dateReach = 45

// ofDate is what may stand between: no other part of the sentence.
var ofDate = regexp.MustCompile(`^[^,]*$|,[ \n]*(?:sinds|per|op|vanaf|in|dd|met ingang van)[ \n]*$`)

// nearestDate returns the date of a sentence that stands nearest to one of the words.
func nearestDate(sentence string, words *regexp.Regexp, near time.Time) (best saidDate, found bool) {
	folded := foldedLike(sentence)
	gap := dateReach + 1
	dates := saidDates(sentence, folded, near)
	for _, m := range words.FindAllStringIndex(folded, -1) {
		for _, d := range dates {
			from := min(m[1], d.end)
			between := folded[from:max(from, m[0], d.start)] // none when the word is in the date
			if len(between) < gap && ofDate.MatchString(between) {
				best, gap, found = d, len(between), true
			}
		}
	}
	return best, found
}

// Months and years without a day; a year only behind a word that it needs, so that
// no house number or amount is one.
var (
	saidMonth = regexp.MustCompile(`\b(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)[ \n]+((?:19|20)[0-9]{2})\b`)
	saidYear  = regexp.MustCompile(`\b(?:in|sinds|vanaf|van|per|begin|eind|medio|voorjaar|zomer|najaar|winter|jaar)[ \n]+((?:19|20)[0-9]{2})\b`)
)

// saidDates returns the days, months and years of a sentence. A day without a year
// counts only when it can be no other year.
func saidDates(sentence, folded string, near time.Time) []saidDate {
	var list []saidDate
	days := findDates(sentence, near)
	for _, d := range days {
		if !d.at.IsZero() && (!d.noYear || d.near) {
			list = append(list, saidDate{d.at, d.start, d.end, inDutch(d.at)})
		}
	}
	for _, m := range saidMonth.FindAllStringSubmatchIndex(folded, -1) {
		if year, err := strconv.Atoi(folded[m[4]:m[5]]); err == nil && !overlaps(days, m[0], m[1]) {
			number := month(folded[m[2]:m[3]])
			list = append(list, saidDate{day(year, number, 1), m[0], m[1], monthIn(number, year)})
		}
	}
	for _, m := range saidYear.FindAllStringSubmatchIndex(folded, -1) {
		if year, err := strconv.Atoi(folded[m[2]:m[3]]); err == nil && !overlaps(days, m[0], m[1]) {
			list = append(list, saidDate{day(year, 1, 1), m[0], m[1], strings.TrimSpace(folded[m[2]:m[3]])})
		}
	}
	return list
}
