package web

import "net/http"

// A closedPage says that a form cannot be begun now.
type closedPage struct {
	Page
	Other []Link // forms that can
}

// closed shows that the municipality has this form switched off. Who began before can
// finish: nothing that was filled in is lost by a switch.
func (f citizenForm) closed(w http.ResponseWriter, r *http.Request) error {
	page := closedPage{Page: f.s.page(r, "")}
	page.Title, page.Narrow = f.fill("Dit formulier is nu niet open", page.Tone), true
	page.Other = f.s.formLinks(page.Page)
	return f.s.render(w, r, "formulier_dicht", http.StatusNotFound, page)
}
