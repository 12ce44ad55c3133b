package web

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"postkamer"
)

// longDate writes vrijdag 11 december 2026.
func longDate(t time.Time) string { return weekdays[t.Weekday()] + " " + dutchDate(t) }

// termLines say line by line how the last day of a case was reckoned.
func termLines(c postkamer.Clock, law postkamer.TermLaw, rules postkamer.TermRules) []string {
	lines := []string{"Ontvangen op " + longDate(c.Received) + ". De termijn begint de dag daarna."}
	for i, step := range c.Steps(rules) {
		last := longDate(step.Until)
		switch {
		case i == 0:
			lines = append(lines, termLength(c.Term, law, last))
		case step.Suspension != nil:
			lines = append(lines, stoodStill(*step.Suspension, law, rules)+" De laatste dag wordt "+last+".")
		case step.Extension != nil:
			lines = append(lines, fmt.Sprintf("Uitstel van %s (%s), verteld op %s: %s De laatste dag wordt %s.",
				plural(step.Extension.Weeks, "week", "weken"), law.Extends, dutchDate(step.Extension.ToldOn), fullSentence(step.Extension.Why), last))
		default:
			lines = append(lines, "Een termijn eindigt niet op "+listWords(step.Closed)+". Daarom wordt de laatste dag "+last+" (Algemene termijnenwet, artikel 1).")
		}
	}
	return lines
}

// termLength says how long the term itself is.
func termLength(t postkamer.Term, law postkamer.TermLaw, last string) string {
	switch {
	case t.Weeks > 0:
		return fmt.Sprintf("%s (%s): tot en met %s.", plural(t.Weeks, "week", "weken"), law.Sets, last)
	case t.Days > 0:
		return fmt.Sprintf("%s (%s): tot en met %s.", plural(t.Days, "dag", "dagen"), law.Sets, last)
	case t.WorkingDays > 0:
		return fmt.Sprintf("%s (%s): tot en met %s. Weekenden en feestdagen tellen niet mee.", plural(t.WorkingDays, "werkdag", "werkdagen"), law.Sets, last)
	}
	return "Toen de zaak binnenkwam was de laatste dag " + last + "."
}

// groundWords say why a term stands still.
var groundWords = map[postkamer.SuspensionGround]string{
	postkamer.ToComplete:  "wij vroegen de inwoner om aanvulling",
	postkamer.Agreed:      "de inwoner vond uitstel goed",
	postkamer.ByApplicant: "de vertraging kwam door de inwoner",
	postkamer.AskedAbroad: "wij wachtten op een instantie in het buitenland",
	postkamer.ForceMajeur: "er was overmacht",
}

// stoodStill says on which days a term stood still, and why.
func stoodStill(sus postkamer.Suspension, law postkamer.TermLaw, rules postkamer.TermRules) string {
	why := sentence(groundWords[sus.Ground]) + " op " + dutchDate(sus.AskedOn)
	if law.Suspends != "" {
		why += " (" + law.Suspends + ")"
	}
	days := sus.Days(rules)
	from, until := dutchDate(sus.First()), dutchDate(sus.Last(rules))
	switch {
	case sus.End == postkamer.Lasting:
		return fmt.Sprintf("%s. De termijn staat stil van %s tot en met hoogstens %s: %s. Komt er eerder iets binnen, dan loopt hij vanaf die dag weer.", why, from, until, plural(days, "dag", "dagen"))
	case days == 0:
		return why + ". Dat was zo snel opgelost dat de termijn geen dag stilstond."
	case sus.End == postkamer.Unused:
		return fmt.Sprintf("%s. Er kwam niets binnen. De termijn stond stil van %s tot en met %s: %s.", why, from, until, plural(days, "dag", "dagen"))
	}
	return fmt.Sprintf("%s. Dat was klaar op %s. De termijn stond stil van %s tot en met %s: %s.", why, dutchDate(sus.EndedOn), from, until, plural(days, "dag", "dagen"))
}

// fullSentence begins what a person typed with a capital and ends it with a stop.
func fullSentence(text string) string {
	text = strings.TrimSpace(text)
	_, size := utf8.DecodeRuneInString(text)
	text = strings.ToUpper(text[:size]) + text[size:]
	if text != "" && !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	return text
}

// listWords joins words as people do, each once: a, b en c.
func listWords(words []string) string {
	words = slices.Compact(slices.Clone(words))
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " en " + words[len(words)-1]
}

// pendingLines say what a letter will do to the term that lies at the printer.
func pendingLines(c postkamer.Clock) (lines []string) {
	for _, sus := range c.Suspensions {
		if sus.Pending && sus.End == postkamer.Lasting {
			lines = append(lines, letterLies)
		}
	}
	for _, e := range c.Extensions {
		if e.Pending {
			lines = append(lines, "De brief over "+plural(e.Weeks, "week", "weken")+" uitstel ligt klaar om te printen. De termijn wordt pas langer als de brief de deur uit is.")
		}
	}
	return lines
}
