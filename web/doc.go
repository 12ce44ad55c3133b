// Package web serves the pages of the mail-room: plain HTML made on the server
// from html/template, plain forms, one style sheet, and a few lines of script
// that nothing depends on.
//
// # Adding a page
//
// One noun per file, one handler per action. Routes are added in the file of the
// noun, and addRoutes (routes.go), the table of contents of the site, calls that:
//
//	func (s *Server) caseRoutes() {
//		s.staff("GET /zaak/{id}", s.showCase, postkamer.Caseworker)
//		s.staff("POST /zaak/{id}/terug", s.releaseCase, postkamer.Caseworker)
//		s.public("GET /status", s.showStatus)
//	}
//
// A page has a struct that embeds Page, which s.page fills:
//
//	type casePage struct {
//		Page
//		Case  postkamer.Case
//		Phone Field
//	}
//
//	func (s *Server) showCase(w http.ResponseWriter, r *http.Request) error {
//		c, err := s.cfg.Store.Case(r.Context(), id)
//		if err != nil {
//			return err
//		}
//		page := casePage{Page: s.page(r, "Verhuizing nakijken"), Case: c}
//		page.Scripts = []string{"zaak.js"}
//		return s.render(w, r, "case", http.StatusOK, page)
//	}
//
// Its template is templates/pages/case.html. It defines "content", which
// base.html puts in the main element, and begins with the one h1:
//
//	{{define "content"}}<h1 class="nl-heading nl-heading--level-2">{{.Title}}</h1>
//	<p class="nl-paragraph">{{.Say "Wat is {je|uw} nieuwe adres?"}}</p>
//	{{template "field" .Phone}}{{end}}
//
// The parts to use are in templates/parts: field, radios, checks, select,
// data-list, table, paging, alert and help. Their structs are in parts.go; what
// else a template may call is in functions.go. A link in the menu is a line in
// navItems (render.go); it shows to those who may open it.
//
// # What a handler does
//
// Parse, check, store, redirect. person(r) is who asks; on a staff route it is
// somebody with one of the route's roles. postForm reads a form and refuses what
// is no honest form. A handler returns any error it gets: the table in problem.go
// turns it into a status and a page in Dutch, and the request's one log line has
// the error. It never logs itself and never shows err.Error().
//
// A form that was filled in wrongly is shown again with status 422, all answers
// kept: set Error on its Field, and Page.Errors for the summary above it.
//
// After a change it redirects with 303, and s.flash or s.flashUndo leaves the
// message for the next page. There is no "are you sure": give undo.
//
// A route that takes files says how much: s.staff(...).allow(200<<20,
// 10*time.Minute). A route that sends events says .streams(), writes with
// http.ResponseController.Flush and ends when r.Context() does. Pages are never
// kept by a browser; a handler that sends a page image may set Cache-Control to
// "private, max-age=..." itself.
//
// # Rules that tests hold
//
// Every route has a rule. A staff route without session leads to the login, with
// another role to 403 (routes_test.go). Nothing is inline: no style attribute, no
// script, because the Content-Security-Policy lets none through. Every design
// token is defined (static_test.go). To test a page: newSite or newStoredSite,
// st.as(t, role).get(path), and CSS selectors on the answer (web_test.go).
//
// # Style sheet and scripts
//
// web/static is built from web/assets and committed, so building postkamer needs
// no Node. Rebuild it after a change in assets, or when a template uses a class
// of the design system that is not in assets/safelist.txt:
//
//	cd web/assets && npm ci && npm run build
//
// Our own classes (pk-...) are layout only and live in cssrc/app.css; colours,
// sizes and fonts are tokens. A municipality changes one colour: theme.go derives
// the shades and refuses one that cannot be read.
//
// # Login
//
// Staff log in with OpenID Connect and nothing else (login.go, provider.go).
// Without a provider of its own the embedded run brings one, package devlogin.
// Sessions are rows in the database; the browser has a random token, the row its
// hash. A session ends after an hour without a page and after ten hours in all.
package web
