package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"postkamer"
	"postkamer/store"
)

// A queueState is how one queue is doing, of all its kinds together.
type queueState struct {
	store.Pile
	People int // who have a case of it now
}

// queueStates adds up the piles of the queues that someone may see, most open first.
func queueStates(piles []store.Pile, may func(postkamer.Queue) bool) []queueState {
	byQueue, people := map[postkamer.Queue]*queueState{}, map[postkamer.Queue]map[postkamer.PersonID]bool{}
	for _, p := range piles {
		if !may(p.Queue) {
			continue
		}
		q := byQueue[p.Queue]
		if q == nil {
			q, people[p.Queue] = &queueState{Pile: store.Pile{Queue: p.Queue}}, map[postkamer.PersonID]bool{}
			byQueue[p.Queue] = q
		}
		q.add(p)
		for _, id := range p.Holders {
			people[p.Queue][id] = true
		}
		q.People = len(people[p.Queue])
	}
	list := []queueState{}
	for _, q := range byQueue {
		list = append(list, *q)
	}
	slices.SortFunc(list, func(a, b queueState) int {
		if a.Open != b.Open {
			return b.Open - a.Open
		}
		return cmp.Compare(string(a.Queue), string(b.Queue))
	})
	return list
}

func (q *queueState) add(p store.Pile) {
	q.Open += p.Open
	q.Urgent += p.Urgent
	q.Claimed += p.Claimed
	q.Calling += p.Calling
	q.Waiting += p.Waiting
	q.Week += p.Week
	q.Late += p.Late
	if q.Oldest.IsZero() || !p.Oldest.IsZero() && p.Oldest.Before(q.Oldest) {
		q.Oldest = p.Oldest
	}
}

// liveFigures says what a person may know, in words, by the name of data-live.
func (s *Server) liveFigures(f store.LiveFigures, who postkamer.Person) map[string]string {
	said := map[string]string{"tijd": dutchClock(f.At.In(s.zone)) + " uur"}
	lead := who.Is(postkamer.TeamLead, postkamer.Admin)
	if lead || who.Is(postkamer.Caller) {
		s.sayCalls(said, f)
	}
	if lead || who.Is(postkamer.Caseworker) {
		s.sayQueues(said, f, who, lead)
	}
	if lead {
		s.sayTeam(said, f)
	}
	return said
}

func (s *Server) sayCalls(said map[string]string, f store.LiveFigures) {
	said["bellen"] = dutchNumber(f.Calls.Waiting)
	said["bellen-zin"] = s.callsWaiting(f.Calls.Waiting)
	said["bellen-langst"] = s.longestWait(f)
	said["bellen-gemaakt"] = fmt.Sprint(f.Calls.Made)
}

// callsWaiting says how many people wait for a call.
func (s *Server) callsWaiting(n int) string {
	if n == 0 {
		return s.say("Niemand wacht op een telefoontje. Mooi.")
	}
	return s.counted(n, "mens wacht op een telefoontje.", "mensen wachten op een telefoontje.")
}

// longestWait says how long the first one waits.
func (s *Server) longestWait(f store.LiveFigures) string {
	if f.Calls.Longest.IsZero() {
		return "niemand"
	}
	return dutchDuration(f.At.Sub(f.Calls.Longest))
}

// sayQueues adds the queues, the empty ones too: one may have had work when the page
// was opened.
func (s *Server) sayQueues(said map[string]string, f store.LiveFigures, who postkamer.Person, all bool) {
	open, piles := 0, slices.Clone(f.Piles)
	for _, option := range s.queueOptions() {
		piles = append(piles, store.Pile{Queue: postkamer.Queue(option.Value)})
	}
	for _, q := range queueStates(piles, func(q postkamer.Queue) bool { return all || worksQueue(who, q) }) {
		name := "voorraad-" + string(q.Queue)
		said[name+"-open"] = dutchNumber(q.Open)
		said[name+"-spoed"] = urgentInWords(q.Urgent)
		said[name+"-collega"] = dutchNumber(q.Claimed)
		said[name+"-bellen"] = dutchNumber(q.Calling)
		said[name+"-wacht"] = dutchNumber(q.Waiting)
		said[name+"-oudste"] = oldestInWords(q.Oldest, f.At)
		if all {
			said[name+"-week"] = dutchNumber(q.Week)
			said[name+"-laat"] = lateInWords(q.Late)
			said[name+"-nu"] = dutchNumber(q.People)
			said[name+"-norm"] = s.oldestNorm(q, f.At)
		}
		if worksQueue(who, q.Queue) {
			open += q.Open
		}
	}
	said["werk-zin"] = s.casesReady(open)
}

// casesReady says how many cases lie on somebody's queues. What is offered to this
// person may be less: it is only spoken, when it changes.
func (s *Server) casesReady(n int) string {
	if n == 0 {
		return s.say("In de werkvoorraden ligt nu niets open.")
	}
	return s.filled("In de werkvoorraden: {zaken}.", "{zaken}", s.counted(n, "open zaak", "open zaken"))
}

func urgentInWords(n int) string {
	if n == 0 {
		return "0"
	}
	return "! " + dutchNumber(n)
}

func lateInWords(n int) string {
	if n == 0 {
		return ""
	}
	return "! " + dutchNumber(n) + " te laat"
}

func oldestInWords(oldest, now time.Time) string {
	if oldest.IsZero() {
		return "geen"
	}
	return dutchDuration(now.Sub(oldest))
}

// oldestNorm says that the oldest case of a queue lies there longer than the norm.
func (s *Server) oldestNorm(q queueState, now time.Time) string {
	days := s.town().Norms.OldestDays[q.Queue]
	if days == 0 || q.Oldest.IsZero() || now.Sub(q.Oldest) <= time.Duration(days)*24*time.Hour {
		return ""
	}
	return "! " + s.filled("boven de norm van {dagen}", "{dagen}", s.counted(days, "dag", "dagen"))
}

// A figure is one number of the team leader's page. One that is over its norm says
// so in words.
type figure struct {
	Name  string // of data-live
	Label string
	Value string
	Over  string
}

// sayTeam adds the numbers of the team's page, with their norms.
func (s *Server) sayTeam(said map[string]string, f store.LiveFigures) {
	for _, n := range s.teamFigures(f) {
		said[n.Name], said[n.Name+"-norm"] = n.Value, n.Over
	}
	said["team-dag"] = s.dayInWords(f)
	said["team-alarm"] = pressing(f.Day.Alarms > 0, nobodyOffered)
	said["team-zin"] = s.callsWaiting(f.Calls.Waiting) + " " + s.dayInWords(f)
}

// nobodyOffered is said on a page that was opened before it was so.
const nobodyOffered = "! Er liggen zaken die niemand krijgt aangeboden. Vernieuw deze pagina om te zien welke."

// dayInWords says what came in and went out today.
func (s *Server) dayInWords(f store.LiveFigures) string {
	if f.Day.Received+f.Day.Done+f.Day.Calls == 0 {
		return s.say("Nog geen cijfers vandaag.")
	}
	return s.filled("Vandaag binnen: {binnen}. Afgerond: {klaar}. Gebeld: {gebeld}.",
		"{binnen}", dutchNumber(f.Day.Received), "{klaar}", dutchNumber(f.Day.Done), "{gebeld}", dutchNumber(f.Day.Calls))
}

// teamFigures are the numbers of the team's page: calls, the kinds that have a norm,
// and what was finished today.
func (s *Server) teamFigures(f store.LiveFigures) []figure {
	m := s.town().Municipality
	list := []figure{
		{Name: "team-bellen", Label: "Wacht op bellen", Value: dutchNumber(f.Calls.Waiting), Over: s.overNorm(f.Calls.Waiting, m.Norms.WaitingCalls)},
		{Name: "team-langst", Label: "Langst wachtend op bellen", Value: s.longestWait(f), Over: s.callsOver(f, m.CallNormHours)},
	}
	kinds := slices.Sorted(maps.Keys(m.Norms.Open))
	slices.SortStableFunc(kinds, func(a, b postkamer.CaseType) int { return cmp.Compare(s.kindLabel(a), s.kindLabel(b)) })
	for _, kind := range kinds {
		undone := 0
		for _, p := range f.Piles {
			if p.Kind == kind {
				undone += p.Undone()
			}
		}
		list = append(list, figure{Name: "team-soort-" + string(kind), Label: s.kindLabel(kind) + " open", Value: dutchNumber(undone), Over: s.overNorm(undone, m.Norms.Open[kind])})
	}
	return append(list, figure{Name: "team-klaar", Label: "Vandaag afgerond", Value: dutchNumber(f.Day.Done)})
}

// overNorm says that a number is over its norm; 0 is no norm.
func (s *Server) overNorm(n, norm int) string {
	return pressing(norm > 0 && n > norm, "! "+s.filled("boven de norm van {n}", "{n}", dutchNumber(norm)))
}

// callsOver says how many calls wait longer than the norm: hours on working days.
func (s *Server) callsOver(f store.LiveFigures, hours int) string {
	late := f.Calls.Overdue(f.At, time.Duration(hours)*time.Hour, s.town().Office())
	return pressing(late > 0, "! "+s.filled("{n} boven de norm van {uren}", "{n}", dutchNumber(late), "{uren}", s.counted(hours, "uur", "uur")))
}

// A liveBox tells the script of live figures who looks, and what it may say aloud.
type liveBox struct {
	Who postkamer.PersonID
	Say string // name of the sentence
}

// Live is for the template "live" of a page: say names the sentence that is spoken.
func (p Page) Live(say string) liveBox { return liveBox{Who: p.Person.ID, Say: say} }
