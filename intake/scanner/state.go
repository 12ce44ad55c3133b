package scanner

import (
	"fmt"
	"time"

	"postkamer"
)

// A State is one scanner as the operator sees it.
type State struct {
	ID       string    `json:"id"`      // station and device: opaque, the same after a restart
	Station  string    `json:"station"` // "" is the service's own machine
	Name     string    `json:"name"`    // for people
	Software string    `json:"software"`
	Test     bool      `json:"test"` // SANE's test device
	Ready    bool      `json:"ready"`
	Busy     bool      `json:"busy"`
	Stack    string    `json:"stack,omitempty"` // key of the stack it works on
	Words    string    `json:"words"`           // Dutch: how it is, and what to do
	Code     Problem   `json:"code,omitempty"`
	Waiting  int       `json:"waiting"` // pages on its machine that wait to be sent
	Since    time.Time `json:"since,omitzero"`
	Seen     time.Time `json:"seen,omitzero"` // last sign of life
}

// An Order asks for one run: paper is in the feeder, scan until it is empty.
type Order struct {
	Scanner  string              `json:"scanner"` // State.ID
	Stack    string              `json:"stack"`   // key of the batch
	Settings postkamer.Settings  `json:"settings"`
	Profile  postkamer.ProfileID `json:"profile,omitempty"`
	By       string              `json:"by"`
	Pages    int                 `json:"pages,omitempty"` // after how many to stop; 0 is when the feeder is empty
	Replaces postkamer.PageID    `json:"replaces,omitempty"`
	After    postkamer.PageID    `json:"after,omitempty"`
	Ends     bool                `json:"ends,omitempty"` // the stack is complete when the feeder is empty

	// Of a stack that is begun at the station itself.
	Here        bool             `json:"-"`
	Origin      postkamer.Origin `json:"-"`
	ReceivedOn  string           `json:"-"` // 2026-11-21; "" is today
	ReceivedWhy string           `json:"-"`
}

// Progress is how far a stack is on the machine of its scanner.
type Progress struct {
	Stack   string              `json:"stack"`
	Begun   time.Time           `json:"begun"`
	Profile postkamer.ProfileID `json:"profile,omitempty"`
	Running bool                `json:"running"` // the scanner feeds now
	Scanned int                 `json:"scanned"` // pages of this stack on this machine so far
	Waiting int                 `json:"waiting"` // of them still to be sent
	Stored  int                 `json:"stored"`  // of them stored by the service
	Refused int                 `json:"refused"` // of them the service does not want
	Ended   bool                `json:"ended"`   // no more pages come; closed at the service when none wait
	Problem string              `json:"problem,omitempty"`
	Code    Problem             `json:"code,omitempty"`
	At      time.Time           `json:"at"` // last change
}

// Status is what one machine says of itself.
type Status struct {
	Scanners []State    `json:"scanners"`
	Stacks   []Progress `json:"stacks"`
	Waiting  int        `json:"waiting"`
	Refused  int        `json:"refused"`
	Aside    int        `json:"aside,omitempty"` // stacks that are done here, but for pages that were refused
	Since    time.Time  `json:"since,omitzero"`  // since when the oldest page waits
	Away     time.Time  `json:"away,omitzero"`   // since when the service cannot be reached, or does not let this machine in
	Code     Problem    `json:"code,omitempty"`  // why, when it does not let it in: WrongToken or NameTaken
}

// Waiting says that pages wait on a machine to be sent.
type Waiting struct {
	Station string // "" is the service's own machine
	Pages   int
	Since   time.Time
	Words   string // Dutch
}

// progress makes of what is in the spool what the operator sees.
func (l Look) progress() Progress {
	p := Progress{
		Stack: l.Key, Profile: l.Profile, Begun: l.Begun, Running: l.Live, Scanned: l.Scanned, Waiting: l.Waiting, Stored: l.Stored, Refused: l.Refused,
		Ended: !l.Ended.IsZero(), Code: l.Problem, At: l.At,
	}
	if l.Live {
		p.Code = NoProblem
		return p
	}
	switch {
	case l.Unclosed != "":
		p.Code, p.Problem = Unknown, l.Unclosed
	case l.Why != "":
		p.Code, p.Problem = Unknown, refusedWords(l.Refused, l.Why)
	case l.Half:
		p.Problem = l.Problem.HalfWords(l.Scanned)
	default:
		p.Problem = l.Problem.Words(l.Scanned)
	}
	return p
}

func refusedWords(n int, why string) string {
	if n == 1 {
		return "1 bladzijde kon niet worden ontvangen: " + why + " De bladzijde blijft bewaard op de computer bij de scanner."
	}
	return fmt.Sprintf("%d bladzijden konden niet worden ontvangen: %s Ze blijven bewaard op de computer bij de scanner.", n, why)
}

// waitingWords says in Dutch that pages wait. away is since when the service cannot be
// reached; zero: it can.
func waitingWords(pages int, since, away time.Time) string {
	if away.IsZero() {
		return fmt.Sprintf("%s op verzenden, sinds %s.", pagesWait(pages), clock(since))
	}
	return fmt.Sprintf("Geen verbinding sinds %s. %s veilig op deze computer en %s vanzelf weg.", clock(away), pagesStand(pages), goes(pages))
}

// asideWords says in Dutch that pages of stacks that are done were never taken in.
func asideWords(stacks int) string {
	of := "1 stapel"
	if stacks != 1 {
		of = fmt.Sprintf("%d stapels", stacks)
	}
	return "Van " + of + " zijn bladzijden niet ontvangen. Ze liggen in de map .geweigerd op de computer bij de scanner. Bel de beheerder: die kijkt welke het zijn en haalt ze daar weg."
}

func pagesWait(n int) string {
	if n == 1 {
		return "1 bladzijde wacht"
	}
	return fmt.Sprintf("%d bladzijden wachten", n)
}

func pagesStand(n int) string {
	if n == 1 {
		return "1 bladzijde staat"
	}
	return fmt.Sprintf("%d bladzijden staan", n)
}

func goes(n int) string {
	if n == 1 {
		return "gaat"
	}
	return "gaan"
}

// clock is a time of today, and a day and time of another day, for people.
func clock(t time.Time) string {
	t = t.In(postkamer.Zone())
	if t.Format(time.DateOnly) == time.Now().In(postkamer.Zone()).Format(time.DateOnly) {
		return t.Format("15.04 uur")
	}
	return t.Format("02-01-2006 15.04 uur")
}

// Line says in Dutch, at the machine itself, whether the service can be reached and
// what waits.
func (s Status) Line() string {
	if s.Aside > 0 {
		return s.line() + " " + asideWords(s.Aside)
	}
	return s.line()
}

func (s Status) line() string {
	switch {
	case s.Code != NoProblem && s.Waiting > 0:
		return fmt.Sprintf("%s Bel de beheerder. %s veilig op deze computer en %s weg als dat is opgelost.", problemWords[s.Code], pagesStand(s.Waiting), goes(s.Waiting))
	case s.Code != NoProblem:
		return problemWords[s.Code] + " Bel de beheerder. Scannen kan gewoon: de bladzijden blijven veilig op deze computer."
	case s.Waiting > 0:
		return waitingWords(s.Waiting, s.Since, s.Away)
	case !s.Away.IsZero():
		return fmt.Sprintf("Geen verbinding met de postkamer sinds %s. Scannen kan gewoon: de bladzijden blijven veilig op deze computer en gaan later vanzelf weg.", clock(s.Away))
	}
	return "Er is verbinding met de postkamer. Er wacht niets op verzenden."
}
