package web

import (
	"context"
	"errors"
	"net/http"

	"postkamer"
	"postkamer/store"
)

func (s *Server) mailRoutes() {
	s.staff("GET /berichten", s.showMails, postkamer.TeamLead, postkamer.Admin)
	s.staff("POST /berichten/{id}/opnieuw", s.sendMailAgain, postkamer.TeamLead, postkamer.Admin)
	s.staff("POST /berichten/{id}/geregeld", s.settleMail, postkamer.TeamLead, postkamer.Admin)
}

// mailsShown is how many mails the page lists.
const mailsShown = 100

// mailsPage is what waits in the outbox, and what did not go.
type mailsPage struct {
	Page
	Counts  store.MailCounts
	Failed  []mailLine
	Waiting []mailLine
}

// A mailLine is a mail in words. It names no address: who needs that opens the case.
type mailLine struct {
	postkamer.Mail
	What string
	Case string // address of the case it is about; empty: none, or not for this person
}

// mailKinds say what a mail is for.
var mailKinds = map[postkamer.MailKind]string{
	postkamer.MailLetter:   "Brief aan een inwoner",
	postkamer.MailSign:     "Code voor een partner",
	postkamer.MailReceipt:  "Ontvangstbevestiging aan een inwoner",
	postkamer.MailVisit:    "Afspraak van een inwoner",
	postkamer.MailSaved:    "Code van een bewaard formulier",
	postkamer.MailReminder: "Herinnering aan een collega",
}

// showMails shows the outbox.
func (s *Server) showMails(w http.ResponseWriter, r *http.Request) (err error) {
	page := mailsPage{Page: s.page(r, "Berichten")}
	if page.Counts, err = s.cfg.Store.MailCounts(r.Context()); err != nil {
		return err
	}
	mails, err := s.cfg.Store.OpenMails(r.Context(), mailsShown)
	if err != nil {
		return err
	}
	for _, m := range mails {
		line := mailLine{Mail: m, What: mailKinds[m.Kind]}
		if m.CaseID != 0 && person(r).Is(postkamer.TeamLead) {
			line.Case = casePath(m.CaseID)
		}
		if m.State == postkamer.MailFailed {
			page.Failed = append(page.Failed, line)
			continue
		}
		page.Waiting = append(page.Waiting, line)
	}
	return s.render(w, r, "berichten", http.StatusOK, page)
}

func (s *Server) sendMailAgain(w http.ResponseWriter, r *http.Request) error {
	return s.onMail(w, r, "✓ Het bericht gaat opnieuw op weg.", s.cfg.Store.SendAgain)
}

func (s *Server) settleMail(w http.ResponseWriter, r *http.Request) error {
	return s.onMail(w, r, "✓ Vastgelegd: dit is op een andere manier geregeld.", s.cfg.Store.SettleMail)
}

// onMail does something to a mail that did not go. A second click finds it done.
func (s *Server) onMail(w http.ResponseWriter, r *http.Request, said string, do mailAct) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	if err := do(r.Context(), postkamer.MailID(id), person(r)); err != nil && !errors.Is(err, postkamer.ErrConflict) {
		return err
	}
	s.flash(r, FlashOK, said)
	http.Redirect(w, r, "/berichten", http.StatusSeeOther)
	return nil
}

// A mailAct is what a person does with a mail that did not go.
type mailAct func(context.Context, postkamer.MailID, postkamer.Person) error
