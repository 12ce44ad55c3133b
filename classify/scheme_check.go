package classify

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// A checker reads one kind of line of a rule. Its words are what stands behind
// its name; it returns the check and the placeholders that it fills in, or notes
// what is wrong and what to write instead.
type checker struct {
	use  string // how the line is written, for errors and documentation
	read func(r *schemeReader, line int, words []string) (check, []string)
}

// checkers are all lines that a rule may have, by their first word.
func checkers() map[string]checker {
	return map[string]checker{
		"form":           {"form", func(*schemeReader, int, []string) (check, []string) { return isForm, nil }},
		"paper":          {"paper", func(*schemeReader, int, []string) (check, []string) { return isPaper, nil }},
		"letter":         {"letter", func(*schemeReader, int, []string) (check, []string) { return isLetter, nil }},
		"partner_number": {"partner_number", func(*schemeReader, int, []string) (check, []string) { return namesPartner, nil }},
		"answer":         {"answer QUESTION... = A | B, contains A | B, later, open, given or blank", readAnswerCheck},
		"field":          {"field FIELD... and then missing, found, wrong, elsewhere, above N, below N, ahead N, back N (with workdays), younger N, older N, differs FIELD... or has LIST", readFieldCheck},
		"months":         {"months FIELD outside, closed, back, gap or partner", readMonthsCheck},
		"text":           {"text LIST", readTextCheck},
		"sentence":       {"sentence LIST... (all in one sentence)", readSentenceCheck},
		"doubt":          {"doubt CODE...", readDoubtCheck},
		"date":           {"date LIST after or before YEAR-MONTH-DAY (the date nearest to a word of the list, in one sentence)", readDateCheck},
		"address":        {"address NAME " + strings.Join(addressOutcomes, ", "), readAddressCheck},
	}
}

func isForm(v *judging) bool       { return v.piece.form }
func isPaper(v *judging) bool      { return v.piece.paper != nil }
func isLetter(v *judging) bool     { return !v.piece.form }
func namesPartner(v *judging) bool { return v.piece.sheet.partnerNumber() }

// readAnswerCheck reads a check of the answers of a form. A name may have a star:
// mee-*-wie is that question on every repeated page.
func readAnswerCheck(r *schemeReader, line int, words []string) (check, []string) {
	at := slices.IndexFunc(words, func(w string) bool {
		return slices.Contains([]string{"=", "contains", "later", "open", "given", "blank"}, w)
	})
	if at < 1 {
		return r.misread(line, "answer")
	}
	names, op, wanted := words[:at], words[at], alternatives(words[at+1:])
	if (op == "=" || op == "contains") != (len(wanted) > 0) {
		return r.misread(line, "answer")
	}
	if op == "blank" {
		return func(v *judging) bool { return slices.ContainsFunc(names, v.piece.blank) }, nil
	}
	return func(v *judging) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			return slices.ContainsFunc(v.piece.answersLike(name), func(answer string) bool { return answerIs(answer, op, wanted) })
		})
	}, nil
}

// blank tells whether a question is printed on the form and was left open.
func (c *piece) blank(name string) bool {
	return c.paper != nil && len(c.paper.asked[name]) > 0 && c.answer(name) == ""
}

// alternatives splits "a b | c" into "a b" and "c", folded.
func alternatives(words []string) []string {
	var list []string
	for _, one := range strings.Split(strings.Join(words, " "), "|") {
		if one = strings.TrimSpace(fold(one)); one != "" {
			list = append(list, one)
		}
	}
	return list
}

// answersLike returns the first answer to a question with a name, and one for each
// question that a name with a star stands for; "" when it was not answered.
func (c *piece) answersLike(name string) []string {
	if !strings.Contains(name, "*") {
		return []string{c.answer(name)}
	}
	var list []string
	for _, a := range c.facts.Answers {
		if ok, _ := path.Match(name, a.Name); ok {
			list = append(list, strings.TrimSpace(fold(a.Value)))
		}
	}
	return list
}

// answerIs tells whether a folded answer is what a check asks for. "=" holds when
// the answer begins with the words: forms give a code or the text of the option.
func answerIs(answer, op string, wanted []string) bool {
	switch op {
	case "open":
		return answer == ""
	case "given":
		return answer != ""
	case "later":
		if strings.HasPrefix(answer, "meegestuurd") { // and then the names of files, whatever they are called
			return false
		}
		return strings.Contains(answer, "later") || answer == "post" || strings.Contains(answer, "per post")
	case "contains":
		return slices.ContainsFunc(wanted, func(w string) bool { return strings.Contains(answer, w) })
	}
	return slices.ContainsFunc(wanted, func(w string) bool {
		rest, ok := strings.CutPrefix(answer, w)
		return ok && (rest == "" || !letterAt(rest, 0))
	})
}

// readTextCheck reads a check of the whole letter.
func readTextCheck(r *schemeReader, line int, words []string) (check, []string) {
	lists := r.wordLists(line, words)
	if len(lists) != 1 {
		return r.misread(line, "text")
	}
	return func(v *judging) bool {
		said := lists[0].FindString(v.letter().plain)
		if said == "" {
			return false
		}
		v.words["word"] = said
		read, _ := v.letter().sentenceWith(lists[0])
		v.keep(read)
		return true
	}, []string{"word"}
}

// readSentenceCheck reads a check that one sentence has words of all lists.
func readSentenceCheck(r *schemeReader, line int, words []string) (check, []string) {
	lists := r.wordLists(line, words)
	if len(lists) == 0 {
		return r.misread(line, "sentence")
	}
	return func(v *judging) bool {
		read, folded := v.letter().sentenceWith(lists...)
		if folded == "" {
			return false
		}
		v.words["word"] = lists[0].FindString(folded)
		v.keep(read)
		return true
	}, []string{"word"}
}

// sentenceWith returns the first sentence that has all that is looked for, as it
// was read and folded; "" when none has.
func (s *said) sentenceWith(all ...*regexp.Regexp) (read, folded string) {
	for _, has := range s.sentences {
		if !slices.ContainsFunc(all, func(p *regexp.Regexp) bool { return !p.MatchString(has.plain) }) {
			return has.read, has.plain
		}
	}
	return "", ""
}

// readDoubtCheck reads a check that a doubt was found before.
func readDoubtCheck(r *schemeReader, line int, words []string) (check, []string) {
	var codes []postkamer.DoubtCode
	for _, w := range words {
		codes = append(codes, r.code(line, w))
	}
	if len(codes) == 0 {
		return r.misread(line, "doubt")
	}
	return func(v *judging) bool { return v.piece.has(codes...) }, nil
}

// readMonthsCheck reads a check of the months that somebody asks for.
func readMonthsCheck(r *schemeReader, line int, words []string) (check, []string) {
	tests := map[string]func(*judging, []time.Time) bool{
		"outside": monthOutside, "closed": monthClosed, "back": monthTooFarBack, "gap": monthGap, "partner": monthOfPartner,
	}
	if len(words) != 2 || tests[words[1]] == nil {
		return r.misread(line, "months")
	}
	field, test := r.fieldName(line, words[0]), tests[words[1]]
	return func(v *judging) bool {
		months := v.piece.monthsOf(field)
		return len(months) > 0 && len(v.scheme.rounds) > 0 && test(v, months)
	}, []string{"month", "round", "until"}
}

// monthsOf returns the first days of the months in a field. A month without a
// year is the one nearest to the day of receipt.
func (c *piece) monthsOf(field postkamer.FieldName) []time.Time {
	var months []time.Time
	for _, text := range strings.Split(c.field(field).Value, ",") {
		text = strings.TrimSpace(text)
		if number := month(fold(text)); number != 0 && !c.facts.ReceivedOn.IsZero() {
			text = monthIn(number, nearest(number, 1, c.facts.ReceivedOn).Year())
		}
		if at := monthDay(text); !at.IsZero() {
			months = append(months, at)
		}
	}
	return months
}

// round returns the round that a month lies in and notes both for the sentence.
func (v *judging) round(month time.Time) (Round, bool) {
	v.words["month"] = monthNames[month.Month()-1] + " " + strconv.Itoa(month.Year())
	for _, r := range v.scheme.rounds {
		if r.Demonstration && !v.piece.policy.Demonstration || month.Before(firstOfMonth(r.From)) || month.After(r.Until) {
			continue
		}
		v.words["round"], v.words["until"] = r.Name, inDutch(r.ApplyBefore)
		return r, true
	}
	return Round{}, false
}

func firstOfMonth(t time.Time) time.Time { return day(t.Year(), int(t.Month()), 1) }

func monthOutside(v *judging, months []time.Time) bool {
	return slices.ContainsFunc(months, func(m time.Time) bool { _, ok := v.round(m); return !ok })
}

func monthClosed(v *judging, months []time.Time) bool {
	return slices.ContainsFunc(months, func(m time.Time) bool {
		r, ok := v.round(m)
		return ok && !v.sent().IsZero() && !r.ApplyBefore.IsZero() && !v.sent().Before(r.ApplyBefore)
	})
}

// monthTooFarBack holds when a round no longer pays for a month that had passed.
func monthTooFarBack(v *judging, months []time.Time) bool {
	return slices.ContainsFunc(months, func(m time.Time) bool {
		r, ok := v.round(m)
		return ok && !v.sent().IsZero() && r.MonthsBack >= 0 && m.Before(firstOfMonth(v.sent()).AddDate(0, -r.MonthsBack, 0))
	})
}

// monthGap holds when the months do not follow one another.
func monthGap(v *judging, months []time.Time) bool {
	months = slices.Clone(months)
	slices.SortFunc(months, time.Time.Compare)
	for i := 1; i < len(months); i++ {
		if months[i].After(months[i-1].AddDate(0, 1, 0)) {
			v.round(months[i])
			return true
		}
	}
	return false
}

// monthOfPartner holds when the income of a partner counts for one of the months.
func monthOfPartner(v *judging, months []time.Time) bool {
	return slices.ContainsFunc(months, func(m time.Time) bool { r, ok := v.round(m); return ok && r.Partner })
}
