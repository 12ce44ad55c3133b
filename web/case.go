package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"postkamer"
)

// deskRoutes are the pages of caseworkers, callers and the team leader.
func (s *Server) deskRoutes() {
	s.workRoutes()
	s.caseRoutes()
	s.undoRoutes()
	s.callRoutes()
	s.termRoutes()
	s.letterRoutes()
	s.attachRoutes()
	s.mailRoutes()
	s.teamRoutes()
	s.learnedRoutes()
	s.readyRoutes()
	s.sampleRoutes()
	s.modeRoutes()
	s.paperRoutes()
	s.searchRoutes()
}

func (s *Server) caseRoutes() {
	s.staff("GET /zaak/{id}", s.showCase, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("GET /zaak/{id}/blad/{page}", s.caseImage, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("GET /zaak/{id}/origineel/{file}", s.caseOriginal, postkamer.Caseworker, postkamer.TeamLead).allow(formLimit, uploadPatient)
	s.staff("GET /zaak/{id}/ontvangst.pdf", s.caseReceipt, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("GET /zaak/{id}/pdf", s.caseCopy, postkamer.Caseworker, postkamer.TeamLead).allow(formLimit, uploadPatient)
	s.staff("POST /zaak/{id}/pdf", s.copyAgain, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}", s.saveCase, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/veld", s.saveField, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/erbij", s.addedField, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/twijfel", s.settleDoubt, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/notitie", s.addNote, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}/toon", s.showBSN, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}/heropen", s.once(postkamer.EventReopened, s.reopenCase), postkamer.TeamLead)
	s.staff("GET /zaak/{id}/stand", s.caseStand, postkamer.Caseworker, postkamer.TeamLead).quiet()
	s.staff("GET /zaak/{id}/print", s.printCase, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("GET /zaak/{id}/blad/{page}/klein", s.caseThumb, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}/goedkeuren", s.once(postkamer.EventApproved, s.approveCase), postkamer.Caseworker)
	s.staff("POST /zaak/{id}/terug", s.once(postkamer.EventReleased, s.releaseCase), postkamer.Caseworker)
	s.staff("GET /zaak/{id}/indelen", s.moveForm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/indelen", s.once(postkamer.EventMoved, s.moveCase), postkamer.Caseworker)
	s.staff("GET /zaak/{id}/bel", s.handOverForm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/bel", s.once(postkamer.EventHandedOver, s.handOver), postkamer.Caseworker)
}

// worksQueue tells whether a queue is one of this person's.
func worksQueue(who postkamer.Person, q postkamer.Queue) bool {
	return len(who.Queues) == 0 || slices.Contains(who.Queues, q)
}

// holds tells whether a person has the case now and may change it.
func holds(who postkamer.Person, c postkamer.Case) bool {
	return c.State == postkamer.CaseClaimed && c.ClaimedBy == who.ID
}

// maySee tells whether a person may look at a case: a team leader at any, a
// caseworker at those of their own queues and at what they have.
func maySee(who postkamer.Person, c postkamer.Case) bool {
	return who.Is(postkamer.TeamLead) || who.Is(postkamer.Caseworker) && (worksQueue(who, c.Queue) || holds(who, c))
}

// openCase returns the case of the address if this person may see it.
func (s *Server) openCase(r *http.Request) (postkamer.Case, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return postkamer.Case{}, err
	}
	c, err := s.cfg.Store.Case(r.Context(), postkamer.CaseID(id))
	if err != nil {
		return c, err
	}
	if !s.sees(r, c) {
		return c, fmt.Errorf("case %d: %w", id, postkamer.ErrForbidden)
	}
	return c, nil
}

// heldCase returns the case of the address if this person has it.
func (s *Server) heldCase(r *http.Request) (postkamer.Case, error) {
	c, err := s.openCase(r)
	if err == nil && !holds(person(r), c) {
		err = fmt.Errorf("case %d is not held: %w", c.ID, postkamer.ErrConflict)
	}
	return c, err
}

// viewed logs that somebody looks at a case; nothing is shown before that.
func (s *Server) viewed(r *http.Request, piece postkamer.PieceID, id postkamer.CaseID) error {
	return s.cfg.Store.LogView(r.Context(), postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, PieceID: piece, CaseID: id})
}

// showCase shows one case.
func (s *Server) showCase(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	return s.renderCase(w, r, c, http.StatusOK, nil)
}

// renderCase shows a case, with what is wrong on top.
func (s *Server) renderCase(w http.ResponseWriter, r *http.Request, c postkamer.Case, status int, wrong []FieldError) error {
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	page, err := s.casePageOf(r, c)
	if err != nil {
		return err
	}
	page.Errors = wrong
	page.addExtraField(r.PostForm, wrong)
	page.Note.Value, page.Note.Error = r.PostForm.Get("notitie"), wrongIn(wrong, "notitie")
	if page.Reopen != nil {
		page.Reopen.Error = wrongIn(wrong, "reden")
	}
	return s.render(w, r, "zaak", status, page)
}

// casePath is the address of a case.
func casePath(id postkamer.CaseID) string { return fmt.Sprintf("/zaak/%d", id) }

// versionIn is the version on which somebody decided: that of their page.
func versionIn(form url.Values) (int, error) {
	version, err := strconv.Atoi(form.Get("versie"))
	if err != nil {
		return 0, fmt.Errorf("%w: no version", errMalformed)
	}
	return version, nil
}
