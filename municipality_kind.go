package postkamer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A QueueSetting is what a municipality sets about one pile of work. A queue that
// is not shipped exists by being named here.
type QueueSetting struct {
	Name string `yaml:"naam,omitempty"` // empty: as shipped
}

// A KindSetting is what a municipality sets about one kind of post. What is empty
// is as shipped. The kind of work stands in Municipality.Work.
type KindSetting struct {
	Name  string `yaml:"naam,omitempty"`         // as staff read it
	Queue Queue  `yaml:"werkvoorraad,omitempty"` // where its cases go
	Term  string `yaml:"termijn,omitempty"`      // "8 weken", "30 dagen", "5 werkdagen" or "geen"
}

// MaxName is how many letters the name of a queue or a kind may have.
const MaxName = 40

// MaxText is how many bytes a text of the municipality's own may have.
const MaxText = 2000

// queueForm is how a queue is written in the file and in addresses.
var queueForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// ValidQueue tells whether a queue is written as it must be: small letters, digits
// and underscores.
func ValidQueue(q Queue) bool { return queueForm.MatchString(string(q)) }

// noTerm is how a kind without a term is written.
const noTerm = "geen"

// termForm is how a term is written.
var termForm = regexp.MustCompile(`^([1-9][0-9]{0,2}) (week|weken|dag|dagen|werkdag|werkdagen)$`)

// ParseTerm reads a term as a municipality writes it: "8 weken", "30 dagen", "5
// werkdagen" or "geen". Whether a law sets it is not written there.
func ParseTerm(text string) (Term, error) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	if text == noTerm {
		return Term{}, nil
	}
	parts := termForm.FindStringSubmatch(text)
	if parts == nil {
		return Term{}, fmt.Errorf("%q: write a term such as \"8 weken\", \"30 dagen\" or \"5 werkdagen\", or \"geen\"", text)
	}
	n, _ := strconv.Atoi(parts[1]) // three digits at most
	switch parts[2] {
	case "week", "weken":
		return Term{Weeks: n}, nil
	case "dag", "dagen":
		return Term{Days: n}, nil
	}
	return Term{WorkingDays: n}, nil
}

// String writes the term as a municipality writes it, see ParseTerm.
func (t Term) String() string {
	count := func(n int, one, more string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", n, more)
	}
	switch {
	case t.Weeks > 0:
		return count(t.Weeks, "week", "weken")
	case t.Days > 0:
		return count(t.Days, "dag", "dagen")
	case t.WorkingDays > 0:
		return count(t.WorkingDays, "werkdag", "werkdagen")
	}
	return noTerm
}

// Text returns the municipality's own words for a text that is shipped, in both
// tones; the shipped text when it has none.
func (m Municipality) Text(shipped string) string {
	if own, ok := m.Texts[shipped]; ok {
		return own
	}
	return shipped
}

// Own returns what stands in the place of a shipped text in a tone: the municipality's
// own words, or English; false when nothing does.
func (m Municipality) Own(tone Tone, shipped string) (string, bool) {
	if tone == English {
		if text, ok := m.OwnEnglish[shipped]; ok {
			return text, ok
		}
		text, ok := m.English[shipped]
		return text, ok
	}
	own, ok := m.Texts[shipped]
	return tone.Say(own), ok
}

// Promising returns the municipality with which a receipt is said in English: a text of
// its own without English stays Dutch, for the shipped English may promise something else.
func (m Municipality) Promising() Municipality {
	english := maps.Clone(m.English)
	for shipped, own := range m.Texts {
		if _, has := english[shipped]; has {
			english[shipped] = m.Tone.Citizen.Say(own)
		}
	}
	m.English = english
	return m
}

// Say picks the words of a tone from the municipality's own text, or the shipped one.
func (m Municipality) Say(tone Tone, shipped string) string {
	if own, ok := m.Own(tone, shipped); ok {
		return own
	}
	return tone.Say(shipped)
}

// checkKinds returns what cannot be of queues, kinds and texts. Whether a kind and a
// queue exist is for package town to say, which knows those that are shipped.
func (m Municipality) checkKinds() (wrong []error) {
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	for _, q := range slices.Sorted(maps.Keys(m.Queues)) {
		refuse(!ValidQueue(q), "werkvoorraden.%s: write small letters, digits and underscores, such as schuldhulp", q)
		refuse(utf8.RuneCountInString(m.Queues[q].Name) > MaxName, "werkvoorraden.%s.naam: write at most %d letters", q, MaxName)
	}
	for _, kind := range slices.Sorted(maps.Keys(m.Kinds)) {
		set := m.Kinds[kind]
		refuse(utf8.RuneCountInString(set.Name) > MaxName, "zaaktypen.%s.naam: write at most %d letters", kind, MaxName)
		if set.Term != "" {
			_, err := ParseTerm(set.Term)
			refuse(err != nil, "zaaktypen.%s.termijn: %w", kind, err)
		}
	}
	for _, shipped := range slices.Sorted(maps.Keys(m.Texts)) {
		if err := CheckText(shipped, m.Texts[shipped]); err != nil {
			wrong = append(wrong, fmt.Errorf("teksten: %w", err))
		}
	}
	for _, shipped := range slices.Sorted(maps.Keys(m.OwnEnglish)) {
		err := CheckText(shipped, m.OwnEnglish[shipped])
		if err == nil && strings.Contains(m.OwnEnglish[shipped], "|") {
			err = fmt.Errorf("%q: English has one tone: leave the bar out", m.OwnEnglish[shipped])
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("teksten_engels: %w", err))
		}
	}
	return wrong
}

// wordInBraces finds what is filled in: {kenmerk}, and verbs such as %d. Choices of
// tone have a bar and are none.
var wordInBraces = regexp.MustCompile(`\{[a-z_]*\}|%(?:0?[0-9]*d|\.[0-9]f|[svq])`)

// Placeholders returns what a text has filled in when it is shown, in its order.
func Placeholders(text string) []string { return wordInBraces.FindAllString(text, -1) }

// CheckText returns why a text cannot stand in the place of a shipped one: it is
// empty or too long, its braces do not fit, or it fills in something else.
func CheckText(shipped, own string) error {
	switch {
	case strings.TrimSpace(own) == "":
		return fmt.Errorf("%q: is empty: write what must stand there", shipped)
	case len(own) > MaxText:
		return fmt.Errorf("%q: write at most %d letters", shipped, MaxText)
	case !bracesFit(own):
		return fmt.Errorf("%q: write both tones as {je|u}", own)
	}
	need, have := slices.Sorted(slices.Values(Placeholders(shipped))), slices.Sorted(slices.Values(Placeholders(own)))
	if !slices.Equal(need, have) {
		return fmt.Errorf("%q: what is filled in must stay: write %s", own, strings.Join(Placeholders(shipped), " "))
	}
	return nil
}

// bracesFit tells whether every brace that opens closes, without another inside, and
// has at most one bar.
func bracesFit(text string) bool {
	open, bars := false, 0
	for _, r := range text {
		switch {
		case r == '{' && open, r == '}' && !open:
			return false
		case r == '{', r == '}':
			open, bars = r == '{', 0
		case r == '|' && open:
			bars++
		}
		if bars > 1 {
			return false
		}
	}
	return !open
}
