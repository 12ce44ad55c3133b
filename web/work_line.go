package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// A caseLine is one case in a list, in words.
type caseLine struct {
	store.CaseLine
	Link  string
	Pick  string // its number and version, for a form
	Kind  string
	Label string // its queue
	Term  term
	Call  string     // how the last call ended
	Note  string     // what to look at, when nothing presses
	Flags []caseFlag // what presses, first
	Lease string     // until when it is with whom has it: "16.40 uur", "morgen 12.00 uur"

	say func(string) string // the municipality's words, in the tone of the staff
}

// A caseFlag is something about a case that presses: a colour, and always words.
type caseFlag struct {
	Level string // laag: red; midden: amber; see the classes of fields
	Text  string
}

func (s *Server) newCaseLine(c store.CaseLine, who postkamer.Person) caseLine {
	line := caseLine{CaseLine: c, Link: casePath(c.ID), Pick: fmt.Sprintf("%d:%d", c.ID, c.Version), Kind: s.kindLabel(c.CaseType), Label: s.queueLabel(c.Queue), Term: s.termOf(c.DueOn), say: s.staffWords}
	if c.Queue == postkamer.Triage && c.CaseType != postkamer.UnknownCase { // the page of the case says that it is not sure either
		line.Kind = s.filled("Misschien: {soort}", "{soort}", line.Kind)
	}
	if c.LastCall != "" {
		line.Call = outcomeLabel(postkamer.Outcome(c.LastCall))
	}
	if line.Who == "" {
		line.Who = "naam niet gelezen"
	}
	if c.State == postkamer.CaseClaimed {
		line.Lease = s.until(c.ClaimUntil)
	}
	line.Note = "geen twijfel"
	if c.Doubts > 0 {
		line.Note = s.counted(c.Doubts, "twijfel", "twijfels")
	}
	line.Flags = flagsOf(c, who)
	return line
}

// flagsOf are what presses about a case, for whoever looks.
func flagsOf(c store.CaseLine, who postkamer.Person) (flags []caseFlag) {
	if c.Priority == postkamer.SameDay {
		flags = append(flags, caseFlag{"laag", "! spoed: vandaag"})
	}
	switch {
	case c.State == postkamer.CaseWaiting:
		flags = append(flags, caseFlag{"", "Wacht tot " + dutchDate(c.WaitsUntil) + ": " + c.WaitsFor})
	case c.State == postkamer.CaseCalling:
		flags = append(flags, caseFlag{"", "Wacht op een telefoontje"})
	case c.ReturnedWhy != "":
		flags = append(flags, caseFlag{"midden", c.ReturnedWhy})
	}
	for _, n := range c.Needs {
		f := caseFlag{"", "vraagt " + needLabel(n)}
		if !who.Meets([]postkamer.Need{n}) {
			f.Level = "midden"
		}
		flags = append(flags, f)
	}
	return flags
}

// needLabel names what a case needs: Turks, bezwaar.
func needLabel(n postkamer.Need) string {
	if t, ok := n.Tongue(); ok {
		return spelled(string(t))
	}
	return string(n)
}

// needLabels names several, with and before the last.
func needLabels(needs []postkamer.Need) string {
	words := make([]string, len(needs))
	for i, n := range needs {
		words[i] = needLabel(n)
	}
	return listed(words)
}

// listed joins words: a, b en c.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " en " + words[last]
}

// until says when a claim ends: 16.40 uur, morgen 12.00 uur, 25 november 12.00 uur.
func (s *Server) until(t time.Time) string {
	t, now := t.In(s.zone), s.cfg.Now().In(s.zone)
	clock := dutchClock(t) + " uur"
	switch days := int(postkamer.DayOf(t).Sub(postkamer.DayOf(now)).Hours() / 24); days {
	case 0:
		return clock
	case 1:
		return "morgen " + clock
	}
	return fmt.Sprintf("%d %s %s", t.Day(), months[t.Month()-1], clock)
}

// staffSay picks the words of the staff's tone where there is no page.
func (s *Server) staffSay(text string) string { return s.town().Tone.Staff.Say(text) }

// staffWords are the municipality's own words for a text, in the staff's tone.
func (s *Server) staffWords(text string) string {
	town := s.town()
	return town.Say(town.Tone.Staff, text)
}

// differentToday says, in one or two sentences, where somebody works today besides or
// instead of the own queues.
func (s *Server) differentToday(r *http.Request) string {
	desk, say := visiting(r).desk, s.staffSay
	var said []string
	if len(desk.StandsInOf) > 0 {
		said = append(said, say("{Je vervangt|U vervangt} vandaag ")+listed(desk.StandsInOf)+".")
	}
	if len(desk.Queues) > 0 && !slices.Equal(sortedQueues(desk.OwnQueues), sortedQueues(desk.Queues)) {
		var names []string
		for _, q := range desk.Queues {
			names = append(names, s.queueLabel(q))
		}
		said = append(said, say("{Je werkt|U werkt} vandaag bij ")+listed(names)+".")
	}
	return strings.Join(said, " ")
}

func sortedQueues(queues []postkamer.Queue) []postkamer.Queue {
	sorted := slices.Clone(queues)
	slices.Sort(sorted)
	return sorted
}

// An alarmLine is cases that nobody is offered, in a sentence that says what to do.
type alarmLine struct {
	Text string
	Link string // the list of them
	Plan string // where people are placed; empty when this person may not
}

// alarms are the cases that nobody is offered, for a team leader; others have none.
func (s *Server) alarms(r *http.Request) ([]alarmLine, error) {
	if !person(r).Is(postkamer.TeamLead, postkamer.Admin) {
		return nil, nil
	}
	stranded, err := s.cfg.Store.Stranded(r.Context(), s.cfg.Now())
	if err != nil {
		return nil, err
	}
	var lines []alarmLine
	for _, a := range stranded {
		line := alarmLine{Text: s.alarmText(a)}
		if person(r).Is(postkamer.TeamLead) {
			line.Link = queuePath(a.Queue)
		}
		if s.mayOpen("/team/indelen", person(r)) {
			line.Plan = "/team/indelen"
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// alarmText says which cases nobody is offered, and why.
func (s *Server) alarmText(a store.Stranded) string {
	which := []string{"{zaken}", s.counted(a.Open, "zaak", "zaken"), "{werkvoorraad}", s.queueLabel(a.Queue), "{kennis}", needLabels(a.Needs)}
	switch {
	case a.Skipped:
		return s.filled("{zaken} van {werkvoorraad}: iedereen die dit kan doen, sloeg vandaag over. Bekijk samen wat er aan de hand is, of geef de zaak aan iemand.", which...)
	case len(a.Needs) > 0:
		return s.filled("{zaken} van {werkvoorraad}: hiervoor is {kennis} nodig. Niemand die er nu is, heeft dat. Vul in wie dit kan, of zet een vervanger in.", which...)
	}
	return s.filled("{zaken} van {werkvoorraad}: niemand die er nu is, werkt aan deze werkvoorraad. Zet iemand in, of een vervanger.", which...)
}
