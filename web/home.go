package web

import (
	"net/http"

	"postkamer"
)

func (s *Server) homeRoutes() {
	s.anybody("GET /{$}", s.home)
	s.anybody("GET /toegankelijkheid", s.accessibility)
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

// formLinks are the online forms; each shows once its route exists.
var formLinks = []Link{
	{Path: "/verhuizing", Label: "Verhuizing doorgeven", Text: "{Ga je|Gaat u} verhuizen, of {ben je|bent u} net verhuisd? Geef {je|uw} nieuwe adres door. Dat duurt ongeveer 5 minuten."},
	{Path: "/tozo", Label: "Tozo aanvragen", Text: "Tijdelijke hulp voor zelfstandig ondernemers: geld om van te leven, of een lening voor {je|uw} bedrijf."},
}

// home is the start page. Staff go on to the page of their role.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	if nav := s.navigation(r); person(r).ID != 0 && len(nav) > 0 {
		http.Redirect(w, r, nav[0].Path, http.StatusSeeOther)
		return nil
	}
	page := homePage{Page: s.page(r, "Welkom")}
	for _, link := range formLinks {
		if s.mayOpen(link.Path, postkamer.Person{}) {
			link.Text = page.Say(link.Text)
			page.Forms = append(page.Forms, link)
		}
	}
	return s.render(w, r, "home", http.StatusOK, page)
}

// accessibilityPage says how accessible the site is and where to complain.
type accessibilityPage struct{ Page }

func (s *Server) accessibility(w http.ResponseWriter, r *http.Request) error {
	page := accessibilityPage{Page: s.page(r, "Toegankelijkheid")}
	page.Narrow = true
	return s.render(w, r, "accessibility", http.StatusOK, page)
}
