package web

import (
	"net/http"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// withdrawCopyPath is where the copy of a withdrawal is.
const withdrawCopyPath = withdrawPath + "/kopie"

// withdrawTitle is the heading of the pages on which something is taken back.
const withdrawTitle = "Trek {je|uw} formulier in"

func (s *Server) withdrawRoutes() {
	s.provenPage(askProof{Path: withdrawPath, Title: withdrawTitle,
		Intro: []string{"{Wil je|Wilt u} niet meer dat wij verder gaan? Zeg dat dan hier."}}, s.withdrawPage)
	s.provenPost(withdrawPath, withdrawPath, s.withdraw)
	s.public("GET "+withdrawCopyPath, s.forProven(s.proven, withdrawPath, s.withdrawCopy))
}

// A withdrawView says what taking back means, or why it cannot be done here any more.
type withdrawView struct {
	Page
	Reference string
	Means     string   // what does not happen then
	Refused   []string // why it cannot be done here and what to do; empty: it can
	Action    string
	Back      string
	Forget    string
}

// withdrawPage asks whether something is really to be taken back; what was taken back
// has its receipt here.
func (s *Server) withdrawPage(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	st, err := s.cfg.Store.CitizenStatus(r.Context(), p.PieceID)
	if err != nil {
		return err
	}
	if st.Withdrawn != "" {
		return s.withdrawn(w, r, st.Withdrawn)
	}
	page := withdrawView{Page: s.page(r, withdrawTitle), Reference: p.Reference, Action: withdrawPath, Back: statusPath, Forget: withdrawPath + "/klaar"}
	page.Title, page.Narrow = page.Say(withdrawTitle), true
	page.Means = s.toCitizen(r, withdrawMeans(p.Form))
	for _, text := range whyNotWithdraw(p, st) {
		page.Refused = append(page.Refused, s.toCitizen(r, text))
	}
	return s.render(w, r, "intrekken", http.StatusOK, page)
}

// withdrawMeans says what does not happen after taking back what came with a form.
func withdrawMeans(form string) string {
	switch form {
	case "verhuizing":
		return "{Je|Uw} adres verandert niet."
	case "tozo":
		return "{Je krijgt|U krijgt} geen besluit en geen geld."
	}
	return "{Je krijgt|U krijgt} er geen antwoord meer op."
}

// whyNotWithdraw says why something cannot be taken back here, and what to do.
func whyNotWithdraw(p store.Proven, st store.CitizenStatus) []string {
	switch {
	case st.State == postkamer.CaseDone:
		return []string{"Wij zijn hier al mee klaar. Intrekken kan daarom niet meer.", "{Ben je|Bent u} het er niet mee eens? Bel dan {telefoon}. Wij leggen uit wat {je|u} kunt doen."}
	case p.CaseID == 0:
		return []string{"Wij ontvingen het nog maar net. Probeer het over een paar minuten nog een keer.", "Lukt het niet? Bel dan {telefoon}."}
	case p.Form == intake.WithdrawForm:
		return []string{"Dit is zelf een intrekking. {Wil je|Wilt u} toch dat wij verder gaan? Bel dan {telefoon}."}
	}
	return nil
}

// withdraw takes something back. Pressing twice is once: the second sees the receipt.
func (s *Server) withdraw(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	st, err := s.cfg.Store.CitizenStatus(r.Context(), p.PieceID)
	if err != nil {
		return err
	}
	if st.Withdrawn == "" && len(whyNotWithdraw(p, st)) == 0 {
		town := s.town().Municipality
		c := intake.Context{Today: postkamer.DayOf(s.cfg.Now()), Town: town, Tone: town.Tone.Citizen}
		taken := intake.Withdrawal{Piece: p.PieceID, Reference: p.Reference, Context: c, Base: s.base.String()}
		if _, err := s.cfg.Desk.Withdraw(r.Context(), taken); err != nil {
			return err
		}
	}
	http.Redirect(w, r, withdrawPath, http.StatusSeeOther)
	return nil
}

// withdrawn shows the receipt of a withdrawal.
func (s *Server) withdrawn(w http.ResponseWriter, r *http.Request, reference string) error {
	view, err := s.receiptView(r, reference, nil, withdrawCopyPath)
	if err != nil {
		return err
	}
	page := donePage{Page: s.page(r, ""), Receipt: view}
	page.Title, page.Narrow = view.Words.Title, true
	return s.render(w, r, "formulier_klaar", http.StatusOK, page)
}

// withdrawCopy gives the copy of a withdrawal to who took it back.
func (s *Server) withdrawCopy(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	st, err := s.cfg.Store.CitizenStatus(r.Context(), p.PieceID)
	if err != nil {
		return err
	}
	if st.Withdrawn == "" {
		return postkamer.ErrNotFound
	}
	return s.sendReceipt(w, r, st.Withdrawn)
}
