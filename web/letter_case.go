package web

import (
	"fmt"
	"net/http"

	"postkamer"
	"postkamer/intake/letters"
)

// caseClock is what a case page says of waiting, the term and letters.
type caseClock struct {
	Waits    string // for what and until when; empty: it does not wait
	MayGoOn  bool   // this person may go on with it now
	Returned string // why it came back by itself
	Still    string // the term stands still until
	Term     bool   // a term runs
	Receipt  string // the article that wants receipt confirmed, when nobody did; empty: nothing
	Unsent   []letterRow
	Letters  []letterRow
}

// A letterRow is one letter about a case.
type letterRow struct {
	ID    postkamer.LetterID
	Label string
	State string
	Path  string // of its PDF
	Back  string // address to take it back; empty: too late, or not this person's
	Print string // address to print it after its mail did not get through; empty: no need
}

// letterStates say how far a letter is.
var letterStates = map[postkamer.LetterState]string{
	postkamer.LetterMade: "ligt klaar bij de printer", postkamer.LetterPrinted: "geprint en verstuurd",
	postkamer.LetterMailed: "per mail verstuurd", postkamer.LetterWithdrawn: "teruggehaald",
}

// letterLies says that a term runs on because the letter that stops it did not go yet.
const letterLies = "De brief ligt klaar om te printen. De termijn loopt nog: die staat pas stil als de brief de deur uit is."

// addClock adds what a case waits for, its term and its letters.
func (s *Server) addClock(r *http.Request, page *casePage) error {
	c := page.Case
	clock, err := s.cfg.Store.Clock(r.Context(), c.ID)
	if err != nil {
		return err
	}
	list, err := s.cfg.Store.LettersOf(r.Context(), c.ID)
	if err != nil {
		return err
	}
	page.Clock.Term = clock.Runs()
	for _, sus := range clock.Suspensions {
		if sus.End == postkamer.Lasting && clock.Runs() && sus.Pending {
			page.Clock.Still = letterLies
		} else if sus.End == postkamer.Lasting && clock.Runs() {
			page.Clock.Still = "De termijn staat stil tot en met hoogstens " + dutchDate(sus.AnswerBy) + "."
		}
	}
	if c.State == postkamer.CaseWaiting {
		page.Clock.Waits = fmt.Sprintf("Deze zaak wacht op de inwoner: %s. Tot en met %s.", c.WaitsFor, longDate(c.WaitsUntil))
		page.Clock.MayGoOn = person(r).Is(postkamer.Caseworker) && maySee(person(r), c)
	}
	if c.State == postkamer.CaseOpen || c.State == postkamer.CaseClaimed {
		page.Clock.Returned = c.ReturnedWhy
	}
	s.addLetters(r, page, list)
	return nil
}

// addLetters adds the letters, those that did not go yet apart, and whether the law
// wants one that nobody sent.
func (s *Server) addLetters(r *http.Request, page *casePage, list []postkamer.Letter) {
	confirmed := false
	for _, l := range list {
		row := s.letterRow(page.Path, l)
		if l.State == postkamer.LetterMade {
			if l.RunID == 0 && person(r).Is(postkamer.Caseworker) && maySee(person(r), page.Case) {
				row.Back = fmt.Sprintf("%s/brieven/%d/terug", page.Path, l.ID)
			}
			page.Clock.Unsent = append(page.Clock.Unsent, row)
		}
		if mailLost(l) && maySee(person(r), page.Case) {
			if len(l.Text.To) > 1 && person(r).Is(postkamer.Caseworker) {
				row.Print = fmt.Sprintf("%s/brieven/%d/print", page.Path, l.ID)
			}
			page.Clock.Unsent = append(page.Clock.Unsent, row)
		}
		confirmed = confirmed || l.Template == letters.Receipt && l.State != postkamer.LetterWithdrawn
		page.Clock.Letters = append(page.Clock.Letters, row)
	}
	if law := postkamer.LawOf(page.Case.CaseType); !confirmed && !page.KindUnsure && page.Case.State != postkamer.CaseDone && page.Case.Channel == postkamer.Scan {
		page.Clock.Receipt = law.Receipt
	}
}

// mailLost tells whether the mail that took a letter along did not get through.
func mailLost(l postkamer.Letter) bool {
	return l.State == postkamer.LetterMailed && (l.Mail == postkamer.MailFailed || l.Mail == postkamer.MailDropped)
}

func (s *Server) letterRow(path string, l postkamer.Letter) letterRow {
	row := letterRow{ID: l.ID, Label: s.letterLabel(l.Template), Path: fmt.Sprintf("%s/brieven/%d/pdf", path, l.ID)}
	row.State = letterStates[l.State] + ", gemaakt op " + dutchDate(l.MadeAt.In(s.zone)) + " door " + l.MadeBy
	if !l.SentAt.IsZero() {
		row.State = letterStates[l.State] + " op " + dutchDate(l.SentAt.In(s.zone)) + " door " + l.SentBy
	}
	if mailLost(l) {
		row.State = "de mail kwam niet aan"
	}
	if l.State == postkamer.LetterMade && l.RunID != 0 {
		row.State = "wordt geprint"
	}
	if l.WhyWithdrawn != "" {
		row.State += ": " + l.WhyWithdrawn
	}
	return row
}

// letterLabel names a template; one that is no more by its own name.
func (s *Server) letterLabel(name string) string {
	t, err := s.letterTemplate(name)
	if err != nil {
		return spelled(name)
	}
	return s.town().Tone.Staff.Say(t.Label)
}
