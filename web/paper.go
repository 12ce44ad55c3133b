package web

import (
	"fmt"
	"net/http"

	"postkamer"
)

// paperRoutes are the pages about the paper after it was scanned: profiles, boxes,
// what goes back, the second person's check, and finding things again.
func (s *Server) paperRoutes() {
	s.profileRoutes()
	s.boxRoutes()
	s.handBackRoutes()
	s.pageCheckRoutes()
	s.trackRoutes()
	s.rescanRoutes()
}

// paperStaff work with the paper; teamleiders and beheerders see to it.
func paperStaff() []postkamer.Role {
	return []postkamer.Role{postkamer.Operator, postkamer.TeamLead, postkamer.Admin}
}

// overseers decide about what cannot be taken back: settings and destruction.
func overseers() []postkamer.Role {
	return []postkamer.Role{postkamer.TeamLead, postkamer.Admin}
}

// sendPDF answers with a paper to print.
func sendPDF(w http.ResponseWriter, name string, make func() ([]byte, error)) error {
	content, err := make()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", fmt.Sprintf(`inline; filename="%s.pdf"`, name))
	h.Set("Content-Length", fmt.Sprint(len(content)))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(content)
	return err
}
