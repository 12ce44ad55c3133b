package letters

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// facts are what the program knows itself and may stand in every letter.
var facts = []string{"onderwerp", "kenmerk", "ontvangen", "vandaag", "uiterlijk", "termijn", "wanneer", "gemeente", "telefoon", "bereikbaar", "postadres", "behandelaar", "code"}

// Facts are what a letter is about.
type Facts struct {
	Town     postkamer.Municipality
	To       []string // lines of the address
	Name     string   // of the sender; may be empty
	Topic    string   // "uw verhuizing", in the tone of the letter
	Ours     string   // reference of the piece
	Theirs   string   // the sender's own reference; may be empty
	Received time.Time
	Today    time.Time
	AnswerBy time.Time         // last day to answer; zero: none is asked
	Due      time.Time         // last day to decide, after what this letter does; zero: no term runs
	Signed   string            // name of the member of staff; empty: the municipality
	Code     string            // call-me code; empty: none
	Blanks   map[string]string // what a person filled in
}

// Fill returns the letter about the facts as it reads today, see Draft and Read.
func (t Template) Fill(f Facts) (postkamer.LetterText, error) {
	text, err := t.Draft(f)
	return Read(text), err
}

// Draft returns the letter about the facts, in the citizens' tone, as it is kept: the days
// that move while it lies at the printer stay places. A paragraph that is nothing but an
// empty place is left out; any other empty place is an error.
func (t Template) Draft(f Facts) (postkamer.LetterText, error) {
	tone := f.Town.Tone.Citizen
	values := f.values(tone)
	for _, b := range t.Blanks {
		values[b.Name] = strings.TrimSpace(f.Blanks[b.Name])
	}
	for _, name := range t.Must {
		if values[name] == "" {
			return postkamer.LetterText{}, fmt.Errorf("letter %s without %s", t.Name, name)
		}
	}
	text := postkamer.LetterText{To: f.To, Date: f.Today, Ours: f.Ours, Theirs: f.Theirs, Hello: hello(tone, f.Name, t.Other), Closing: closing(tone, f), Days: f.days()}
	var err error
	if text.Title, err = t.put(tone.Say(t.Title), values); err != nil {
		return text, err
	}
	for _, paragraph := range t.Body {
		lines, err := t.paragraph(tone.Say(paragraph), values)
		if err != nil {
			return text, err
		}
		text.Body = append(text.Body, lines...)
	}
	return text, nil
}

// paragraph fills one in. A place for a list that stands alone gives all its points.
func (t Template) paragraph(said string, values map[string]string) ([]string, error) {
	alone := ""
	if m := hole.FindStringSubmatch(said); m != nil && m[0] == strings.TrimSpace(said) {
		alone = m[1]
	}
	switch {
	case alone == "code" && values["code"] != "":
		return []string{postkamer.CodeBlock}, nil
	case alone != "" && values[alone] == "":
		return nil, nil
	case alone != "" && t.lists(alone):
		return points(values[alone]), nil
	case alone != "":
		return linesOf(values[alone]), nil
	}
	filled, err := t.put(said, values)
	return []string{filled}, err
}

// lists tells whether a blank is a list.
func (t Template) lists(name string) bool {
	return slices.ContainsFunc(t.Blanks, func(b Blank) bool { return b.Name == name && b.List })
}

// put fills every place in a text once: what is put in is not looked at again.
func (t Template) put(text string, values map[string]string) (string, error) {
	var missing error
	filled := hole.ReplaceAllStringFunc(text, func(place string) string {
		value, known := values[strings.Trim(place, "[]")]
		if value == "" && known {
			missing = fmt.Errorf("letter %s: %s is empty", t.Name, place)
		}
		return value
	})
	return filled, missing
}

// points are the lines of a text as points of a list.
func points(text string) (list []string) {
	for _, line := range linesOf(text) {
		list = append(list, "- "+strings.TrimSpace(strings.TrimPrefix(line, "-")))
	}
	return list
}

func linesOf(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func (f Facts) values(tone postkamer.Tone) map[string]string {
	return map[string]string{
		"onderwerp": f.Topic, "kenmerk": f.Ours, "ontvangen": Day(f.Received), "vandaag": place("vandaag", f.Today), "uiterlijk": place("uiterlijk", f.AnswerBy), "termijn": place("termijn", f.Due),
		"wanneer": tone.Say(f.when()), "gemeente": f.Town.Name, "telefoon": f.Town.Phone, "bereikbaar": f.Town.Hours,
		"postadres": strings.Join(f.Town.Address, ", "), "behandelaar": f.Signed, "code": f.Code,
	}
}

// when says until when the citizen may have to wait.
func (f Facts) when() string {
	if f.Due.IsZero() {
		return "Wij pakken {je|uw} post zo snel mogelijk op. {Je hoort|U hoort} dan van ons."
	}
	return "{Je hoort|U hoort} uiterlijk op " + place("termijn", f.Due) + " van ons."
}

func hello(tone postkamer.Tone, name string, other bool) string {
	switch {
	case other:
		return "Geachte collega,"
	case name == "" && tone == postkamer.Je:
		return "Beste inwoner,"
	case name == "":
		return "Geachte heer of mevrouw,"
	}
	return tone.Say("{Beste|Geachte} ") + name + ","
}

func closing(tone postkamer.Tone, f Facts) []string {
	lines := []string{tone.Say("{Hartelijke groet|Met vriendelijke groet}") + ","}
	if f.Signed != "" {
		lines = append(lines, f.Signed)
	}
	return append(lines, f.Town.Name)
}

// months and weekdays are the Dutch names.
var (
	months   = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	weekdays = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
)

// Day writes 22 november 2026; nothing for the zero time.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// LongDay writes zondag 22 november 2026; nothing for the zero time.
func LongDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return weekdays[t.Weekday()] + " " + Day(t)
}
