package intake

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"postkamer"
)

// DoubtAnswer is the name of an answer that holds the code of a doubt: what the
// form's definition concludes from the answers of the citizen.
const DoubtAnswer = "_doubt"

// notAnswered stands in the summary for an optional question that was left open.
const notAnswered = "Niet ingevuld"

// Summary says what was answered to every question that was asked, save on the
// last page, which shows it.
func (f *Form) Summary(a Answers, c Context) []SummaryLine {
	pages, live := f.asked(a, c)
	var lines []SummaryLine
	for _, p := range pages {
		if p.Slug == LastSlug {
			continue
		}
		for _, q := range p.asks {
			value := q.inWords(q.means(live[q.Name]))
			if value == "" {
				value = say(notAnswered, c, nil)
			}
			lines = append(lines, SummaryLine{Slug: p.Slug, Label: p.labelOf(q), Value: value, Known: q.known != nil})
		}
		if line, ok := p.addressLine(c); ok {
			lines = append(lines, line)
		}
		if line, _ := f.oldAddress(p, c); line.Value != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// remark is what stands in brackets at the end of a label, for who fills in: "(mag leeg
// blijven)", in whatever language or words of the municipality.
var remark = regexp.MustCompile(`\s*\([^()]*\)\s*$`)

// called is the question without the remark to who fills in.
func (q askedQuestion) called() string {
	if !q.def.Optional {
		return q.Label
	}
	return either(remark.ReplaceAllString(q.Label, ""), q.Label)
}

// labelOf is the question as it is called once it was answered, and of which repeated page.
func (p askedPage) labelOf(q askedQuestion) string {
	if p.of == "" || q.LabelIsHeading {
		return q.called()
	}
	first, size := utf8.DecodeRuneInString(p.of)
	return string(unicode.ToUpper(first)) + p.of[size:] + ": " + q.called()
}

// Submitted returns the normalised answers to what was asked as a piece keeps
// them, and an answer DoubtAnswer for each doubt.
func (f *Form) Submitted(a Answers, c Context) []postkamer.Answer {
	c = c.inShippedWords()
	pages, live := f.asked(a, c)
	var list []postkamer.Answer
	for _, p := range pages {
		for _, q := range p.asks {
			if value := q.normal(q.means(live[q.Name])); value != "" {
				list = append(list, postkamer.Answer{Name: q.Name, Field: q.def.Field.text, Label: p.labelOf(q), Value: value})
			}
		}
		_, told := f.oldAddress(p, c)
		list = slices.Concat(list, p.addressAnswers(), told)
	}
	var codes []string
	for _, d := range f.def.Doubts {
		if !slices.Contains(codes, d.Code.text) && f.holdAll(d.When, live, c, "") && !c.sawDocument(d.Code.text) {
			codes = append(codes, d.Code.text)
			list = append(list, postkamer.Answer{Name: DoubtAnswer, Value: d.Code.text})
		}
	}
	return list
}

// means is the answer in the words of the table of addresses, where that knows better.
func (q askedQuestion) means(values []string) []string {
	if q.meant != nil {
		return q.meant
	}
	return values
}

// normal writes an answer as a case keeps it, see postkamer.FieldName; one that
// is wrong stays as it is.
func (q askedQuestion) normal(values []string) string {
	typed := first(values)
	switch q.Kind {
	case KindDate:
		if day, fault := parseDate(values); fault == "" {
			return day.Format(time.DateOnly)
		}
		return strings.Join(values, " ")
	case KindAmount:
		if cents, ok := parseAmount(typed); ok {
			return pointed(cents)
		}
	case KindUpload:
		if len(q.files) > 0 {
			return enclosedWords + strings.Join(q.files, ", ")
		}
		return q.chosen(values)
	case KindChoice, KindChoices, KindAddress:
		return q.chosen(values)
	case KindSlot:
		return q.slotWords(typed)
	case KindCheckbox:
		return q.ticked(values)
	case KindNumber:
		return strings.TrimLeft(typed, "0")
	case KindBSN:
		return postkamer.NormalBSN(typed)
	case KindKvK:
		return bare(typed)
	case KindIBAN:
		return postkamer.NormalIBAN(typed)
	case KindPostcode:
		return either(postkamer.NormalPostcode(typed), typed)
	case KindReference:
		return either(postkamer.NormalReference(typed), typed)
	case KindPhone, KindContact:
		return either(postkamer.NormalPhone(typed), typed)
	}
	return typed
}

// inWords writes an answer for people.
func (q askedQuestion) inWords(values []string) string {
	switch q.Kind {
	case KindDate:
		if day, fault := parseDate(values); fault == "" {
			return inWords(day, q.tone)
		}
	case KindAmount:
		if cents, ok := parseAmount(first(values)); ok {
			return "€ " + eurosIn(cents, q.tone)
		}
	case KindIBAN:
		return inFours(q.normal(values))
	case KindUpload:
		if len(q.files) > 0 {
			return strings.Join(q.files, ", ")
		}
	}
	return q.normal(values)
}

// chosen returns the labels of the chosen options.
func (q askedQuestion) chosen(values []string) string {
	var labels []string
	for _, o := range q.Options {
		if slices.Contains(values, o.Value) {
			labels = append(labels, o.Label)
		}
	}
	return strings.Join(labels, ", ")
}

func (q askedQuestion) ticked(values []string) string {
	if first(values) == "" {
		return ""
	}
	if q.tone == postkamer.English {
		return "Yes"
	}
	return "Ja"
}

// either returns the first that is not empty.
func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// inFours puts a space after every fourth character, as a bank prints it.
func inFours(s string) string {
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:4]), s[4:]
	}
	return strings.Join(append(parts, s), " ")
}
