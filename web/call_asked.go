package web

import (
	"net/http"
	"time"

	"postkamer"
)

// askedPage is what became of the calls that somebody asked for.
type askedPage struct {
	Page
	Open []askedLine
	Done []askedLine
}

// An askedLine is a call that was asked for, in words.
type askedLine struct {
	Case      string // address of the case
	Reference string
	Who       string
	Label     string
	Asked     time.Time
	State     string // what became of it, or when somebody phones
	Note      string // what was agreed
	By        string // who phoned last
	At        time.Time
}

// askedFor is how long an answer stays in the list.
const askedFor = 30 * 24 * time.Hour

// askedCalls shows somebody what became of the calls that they asked for.
func (s *Server) askedCalls(w http.ResponseWriter, r *http.Request) error {
	page := askedPage{Page: s.page(r, s.say("Wat {je|u} liet bellen"))}
	tasks, err := s.cfg.Store.CallsAskedBy(r.Context(), person(r).ID, s.cfg.Now().Add(-askedFor))
	if err != nil {
		return err
	}
	for _, t := range tasks {
		line := s.newAskedLine(t)
		if t.Done {
			page.Done = append(page.Done, line)
			continue
		}
		page.Open = append(page.Open, line)
	}
	return s.render(w, r, "gevraagd", http.StatusOK, page)
}

func (s *Server) say(text string) string {
	now := s.town()
	return now.Say(now.Tone.Staff, text)
}

func (s *Server) newAskedLine(t postkamer.CallTask) askedLine {
	line := askedLine{Case: casePath(t.CaseID), Reference: t.Reference, Who: t.Who, Label: scriptOf(t.Reason).Label, Asked: t.CreatedAt}
	if line.Who == "" {
		line.Who = "Naam onbekend"
	}
	line.State = "Nog niet gebeld, " + s.whenToCall(t)
	if n := len(t.Attempts); n > 0 {
		last := t.Attempts[n-1]
		line.State, line.Note, line.By, line.At = outcomeLabel(last.Outcome), last.Note, last.By, last.At
		if !t.Done {
			line.State += ", opnieuw " + s.whenToCall(t)
		}
	}
	if t.ClaimedName != "" {
		line.State = t.ClaimedName + " belt nu" + s.since(t)
	}
	return line
}
