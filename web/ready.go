package web

import (
	"net/http"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/guard"
	"postkamer/store"
)

func (s *Server) readyRoutes() {
	s.staff("POST /werk/klaar", s.approveReady, postkamer.Caseworker)
}

// readyShown is how many ready cases are listed, and approved, at once.
const readyShown = 50

// readyList is what may be approved: unopened, or once it was opened.
type readyList struct {
	Unopened []readyLine
	Open     []readyLine
}

// A readyLine is a case that is ready.
type readyLine struct {
	Pick      string // its number and version, for the form
	Link      string
	Kind      string
	Reference string
}

func (s *Server) newReadyLines(lines []store.ReadyLine) []readyLine {
	list := make([]readyLine, len(lines))
	for i, l := range lines {
		list[i] = readyLine{Pick: strconv.FormatInt(int64(l.ID), 10) + ":" + strconv.Itoa(l.Version), Link: casePath(l.ID), Kind: s.kindLabel(l.CaseType), Reference: l.Reference}
	}
	return list
}

// readyCases lists what is ready in somebody's queues.
func (s *Server) readyCases(r *http.Request) (readyList, error) {
	unopened, open, err := s.guard().Ready(r.Context(), person(r), readyShown)
	return readyList{s.newReadyLines(unopened), s.newReadyLines(open)}, err
}

// approveReady approves the cases of the list as it was shown, unopened.
func (s *Server) approveReady(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, "zaak")
	if err != nil {
		return err
	}
	picks := picksOf(form["zaak"])
	done, err := s.guard().ApproveReady(r.Context(), picks, person(r))
	if err != nil {
		return err
	}
	said := "✓ " + s.counted(done, "zaak goedgekeurd, zonder openen.", "zaken goedgekeurd, zonder openen.")
	if done < len(picks) {
		said += " " + s.counted(len(picks)-done, "zaak is ondertussen veranderd: open die zelf.", "zaken zijn ondertussen veranderd: open die zelf.")
	}
	ids := make([]postkamer.CaseID, len(picks))
	for i, pick := range picks {
		ids[i] = pick.ID
	}
	s.flashTakeBack(r, said, ids...)
	http.Redirect(w, r, "/werk", http.StatusSeeOther)
	return nil
}

// picksOf reads numbers and versions of cases; what is none is left out.
func picksOf(values []string) []guard.Pick {
	var picks []guard.Pick
	for _, value := range values {
		id, version, _ := strings.Cut(value, ":")
		n, err1 := strconv.ParseInt(id, 10, 64)
		v, err2 := strconv.Atoi(version)
		if err1 == nil && err2 == nil && len(picks) < readyShown {
			picks = append(picks, guard.Pick{ID: postkamer.CaseID(n), Version: v})
		}
	}
	return picks
}
