package web

import "net/http"

func (s *Server) homeRoutes() {
	s.anybody("GET /{$}", s.home)
	s.anybody("GET /toegankelijkheid", s.accessibility)
	s.public("GET /storingen", s.outagesPage)
}

// homePage is the start page: for citizens what they can do here, for staff
// without a page of their own where to ask.
type homePage struct {
	Page
	Forms []Link
}

// A Link leads to a page, with a sentence about it.
type Link struct {
	Path  string
	Label string
	Text  string
}

// formLinks lead to the forms that citizens can begin now.
func (s *Server) formLinks(p Page) []Link {
	town := s.town()
	var links []Link
	for _, form := range s.forms.Listed() {
		if !town.Off(form.Name) {
			links = append(links, Link{Path: "/" + form.Name, Label: p.Say(form.Title), Text: p.Say(form.About)})
		}
	}
	return links
}

// home is the start page. Staff go on to the page of their role.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	if nav := s.navigation(r); person(r).ID != 0 && len(nav) > 0 {
		http.Redirect(w, r, nav[0].Path, http.StatusSeeOther)
		return nil
	}
	page := homePage{Page: s.page(r, "Welkom")}
	page.Forms = s.formLinks(page.Page)
	return s.render(w, r, "home", http.StatusOK, page)
}

// accessibilityPage says how accessible the site is and where to complain.
type accessibilityPage struct{ Page }

func (s *Server) accessibility(w http.ResponseWriter, r *http.Request) error {
	page := accessibilityPage{Page: s.page(r, "Toegankelijkheid")}
	page.Narrow = true
	return s.render(w, r, "accessibility", http.StatusOK, page)
}
