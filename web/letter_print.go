package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"

	"postkamer"
	"postkamer/intake/letters"
	"postkamer/store"
)

func (s *Server) printRoutes() {
	s.staff("GET /brieven", s.printQueue, postkamer.Operator, postkamer.TeamLead)
	s.staff("POST /brieven/druk", s.startRun, postkamer.Operator)
	s.staff("GET /brieven/druk/{id}/pdf", s.runPDF, postkamer.Operator)
	s.staff("POST /brieven/druk/{id}", s.confirmRun, postkamer.Operator)
}

// printQueuePage is what the operator prints: runs that nobody confirmed, and letters that
// wait.
type printQueuePage struct {
	Page
	Runs    []runView
	Waiting []printRow
	Late    int // letters that wait since before today
	May     bool
}

// A runView is a run that was printed and of which nobody said yet what is good.
type runView struct {
	Path    string
	What    string
	Letters Choice
}

// A printRow is one letter in the queue.
type printRow struct {
	Label, Reference, Made string
	Late                   bool
}

// printQueue shows what must be printed.
func (s *Server) printQueue(w http.ResponseWriter, r *http.Request) error {
	waiting, err := s.cfg.Store.LettersToPrint(r.Context())
	if err != nil {
		return err
	}
	runs, err := s.cfg.Store.OpenRuns(r.Context())
	if err != nil {
		return err
	}
	page := printQueuePage{Page: s.page(r, "Brieven printen"), May: person(r).Is(postkamer.Operator)}
	for _, l := range waiting {
		row := printRow{Label: s.letterLabel(l.Template), Reference: l.Reference, Made: s.moment(l.MadeAt) + ", " + l.MadeBy, Late: l.MadeAt.Before(s.startOfDay())}
		if row.Late {
			page.Late++
		}
		page.Waiting = append(page.Waiting, row)
	}
	for _, run := range runs {
		page.Runs = append(page.Runs, s.runView(run))
	}
	return s.render(w, r, "brieven", http.StatusOK, page)
}

func (s *Server) runView(run store.PrintRun) runView {
	v := runView{Path: fmt.Sprintf("/brieven/druk/%d", run.ID)}
	v.What = fmt.Sprintf("%s, gemaakt op %s door %s", plural(len(run.Letters), "brief", "brieven"), s.moment(run.MadeAt), run.MadeBy)
	v.Letters = Choice{Name: "goed", Legend: "Welke brieven zijn goed geprint en zitten in een envelop?", Hint: "Haal het vinkje weg bij een brief die niet goed is. Die komt terug in de lijst."}
	for _, l := range run.Letters {
		value := fmt.Sprint(l.ID)
		v.Letters.Options = append(v.Letters.Options, Option{Value: value, Label: s.letterLabel(l.Template) + ", " + l.Reference})
		v.Letters.Values = append(v.Letters.Values, value)
	}
	return v
}

// mostInRun is how many letters are printed at once: a stack that a person can put in
// envelopes in half an hour.
const mostInRun = 100

// startRun stores the letters that wait as they go out, and puts them in a run.
func (s *Server) startRun(w http.ResponseWriter, r *http.Request) error {
	waiting, err := s.cfg.Store.LettersToPrint(r.Context())
	if err != nil {
		return err
	}
	var printed []store.Printed
	for _, l := range waiting[:min(len(waiting), mostInRun)] {
		if l.Text, err = s.datedToday(r.Context(), l); err != nil {
			return err
		}
		p, err := s.storeLetter(r.Context(), l)
		if err != nil {
			return err
		}
		printed = append(printed, p)
	}
	if len(printed) == 0 {
		s.flash(r, FlashInfo, "Er zijn geen brieven die op de printer wachten.")
		http.Redirect(w, r, "/brieven", http.StatusSeeOther)
		return nil
	}
	_, err = s.cfg.Store.StartRun(r.Context(), person(r), printed)
	if errors.Is(err, postkamer.ErrConflict) {
		s.flash(r, FlashInfo, "De lijst is net veranderd. Kijk hieronder wat er nu ligt.")
		err = nil
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/brieven", http.StatusSeeOther)
	return nil
}

// storeLetter stores the PDF of a letter.
func (s *Server) storeLetter(ctx context.Context, l postkamer.Letter) (store.Printed, error) {
	pdf, err := letters.PDF(s.town().Municipality, l.Text, l.Code)
	if err != nil {
		return store.Printed{}, err
	}
	sum, _, err := s.cfg.Store.PutLetter(ctx, pdf)
	return store.Printed{ID: l.ID, SHA256: sum, Size: int64(len(pdf)), Text: l.Text}, err
}

// datedToday is a letter that waits as it goes out today, also when it was made days ago.
func (s *Server) datedToday(ctx context.Context, l postkamer.Letter) (postkamer.LetterText, error) {
	today, rules := postkamer.DayOf(s.cfg.Now()), s.town().Terms
	clock, err := s.cfg.Store.Clock(ctx, l.CaseID)
	if err != nil {
		return l.Text, err
	}
	return l.Text.Redated(today, clock.Sent(l.ID, today).Due(rules), rules), nil
}

// runIn is the run of the address, if nobody confirmed it.
func (s *Server) runIn(r *http.Request) (store.PrintRun, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return store.PrintRun{}, err
	}
	return s.cfg.Store.OpenRun(r.Context(), postkamer.PrintRunID(id))
}

// runPDF gives all letters of a run in one file. Who prints them sees them: the log of
// each piece says so first.
func (s *Server) runPDF(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runIn(r)
	if err != nil {
		return err
	}
	var sheets []letters.Sheet
	for _, l := range run.Letters {
		c, err := s.cfg.Store.Case(r.Context(), l.CaseID)
		if err != nil {
			return err
		}
		if err := s.viewed(r, c.PieceID, c.ID); err != nil {
			return err
		}
		sheets = append(sheets, letters.Sheet{Text: l.Text, Code: l.Code})
	}
	return sendPDF(w, fmt.Sprintf("brieven-%d", run.ID), func() ([]byte, error) {
		return letters.Run(s.town().Municipality, sheets, r.URL.Query().Get("kanten") == "2")
	})
}

// confirmRun says which letters of a run are on paper.
func (s *Server) confirmRun(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, "goed")
	if err != nil {
		return err
	}
	run, err := s.runIn(r)
	if errors.Is(err, postkamer.ErrNotFound) {
		s.flash(r, FlashInfo, "Deze afdruk was al bevestigd.")
		http.Redirect(w, r, "/brieven", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	var good []postkamer.LetterID
	for _, value := range form["goed"] {
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil || !slices.ContainsFunc(run.Letters, func(l postkamer.Letter) bool { return l.ID == postkamer.LetterID(id) }) {
			return fmt.Errorf("%w: no letter of this run", errMalformed)
		}
		good = append(good, postkamer.LetterID(id))
	}
	err = s.cfg.Store.ConfirmRun(r.Context(), run.ID, person(r), good, postkamer.DayOf(s.cfg.Now()))
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashInfo, "Deze afdruk was al bevestigd.")
	case err != nil:
		return err
	default:
		s.flash(r, FlashOK, confirmedWords(len(good), len(run.Letters)-len(good)))
	}
	http.Redirect(w, r, "/brieven", http.StatusSeeOther)
	return nil
}

// confirmedWords say what became of a run.
func confirmedWords(good, back int) string {
	said := "✓ " + plural(good, "brief is", "brieven zijn") + " verstuurd."
	if back > 0 {
		said += " " + upperFirst(plural(back, "brief ligt", "brieven liggen")) + " weer in de lijst."
	}
	return said
}

// sendLetterPDF gives a letter as it went out, or as it will.
func (s *Server) sendLetterPDF(w http.ResponseWriter, r *http.Request, l postkamer.Letter) error {
	return sendPDF(w, fmt.Sprintf("brief-%s-%d", l.Reference, l.ID), func() ([]byte, error) {
		if l.State == postkamer.LetterMade && l.RunID == 0 {
			var err error
			if l.Text, err = s.datedToday(r.Context(), l); err != nil {
				return nil, err
			}
		}
		if l.State != postkamer.LetterPrinted && l.State != postkamer.LetterMailed {
			return letters.PDF(s.town().Municipality, l.Text, l.Code)
		}
		content, err := s.cfg.Store.OpenLetter(r.Context(), l)
		if err != nil {
			return nil, err
		}
		defer content.Close()
		return io.ReadAll(content)
	})
}

// addToPrint says on the operator's page that letters wait.
func (s *Server) addToPrint(ctx context.Context, page *scanPage) error {
	n, oldest, err := s.cfg.Store.LettersWaiting(ctx)
	if err != nil || n == 0 {
		return err
	}
	page.ToPrint = plural(n, "brief wacht", "brieven wachten") + " op de printer"
	if oldest.Before(s.startOfDay()) {
		page.ToPrint = "! " + page.ToPrint + ", de oudste sinds " + dutchDate(oldest.In(s.zone))
	}
	return nil
}
