package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// addRoutes is the table of contents of the site: every group of pages adds its
// own routes in its own file.
func (s *Server) addRoutes() error {
	s.healthRoutes()
	s.metricsRoutes()
	s.staticRoutes()
	s.homeRoutes()
	s.languageRoutes()
	s.loginRoutes()
	s.lockRoutes()
	s.signInRoutes()
	s.operatorRoutes()
	s.stationRoutes()
	s.deskRoutes()
	s.settingsRoutes()
	s.counterRoutes()
	s.visitRoutes()
	s.statusRoutes()
	s.withdrawRoutes()
	s.partnerRoutes()
	s.laterRoutes()
	if err := s.citizenRoutes(); err != nil {
		return err
	}
	return s.checkRoutes()
}

// A handler answers a request, or returns the error that tells why it cannot;
// the error becomes a page, see problem.go.
type handler func(w http.ResponseWriter, r *http.Request) error

// A rule says who may use a route.
type rule struct {
	audience audience
	roles    []postkamer.Role // for staff: one of these
}

// audience is for whom a route is.
type audience string

// Audiences. Plain routes have no session and no page: health, static files.
const (
	forPlain   audience = "plain"
	forPublic  audience = "public"
	forStaff   audience = "staff"
	forAnybody audience = "anybody" // staff or citizen: has a session, needs no login
)

// A route is one line of the route table.
type route struct {
	pattern string // of net/http.ServeMux, with the method
	rule    rule
	handle  handler
	limit   int64         // bytes of a request's body
	patient time.Duration // time to read the body; the answer gets as long
	opens   bool          // begins something: who comes may have to work for it, see letIn
	sends   bool          // sends what was begun: it goes first and is never refused for asking often
	shared  bool          // the same for all of whom nothing is known, see shared.go
	stream  bool          // the answer has no end: events
	polled  bool          // asked for by a script, with nobody at the screen
}

// Limits of an ordinary request: a form of text.
const (
	formLimit   = 1 << 20
	formPatient = 30 * time.Second
)

// allow sets how large a request's body may be and how long it may take, for a
// route that takes files.
func (rt *route) allow(bytes int64, patient time.Duration) *route {
	rt.limit, rt.patient = bytes, patient
	return rt
}

// begins says that somebody comes in here. The handler asks letIn.
func (rt *route) begins() *route {
	rt.opens = true
	return rt
}

// finishes says that what was begun is sent here.
func (rt *route) finishes() { rt.sends = true }

// streams says that the answer goes on until the visitor leaves. A page left
// open on a stream does not count as somebody at work.
func (rt *route) streams() { rt.stream = true }

// quiet says that a script asks for the answer time and again: that is nobody at
// work, and does not keep a screen from locking.
func (rt *route) quiet() { rt.polled = true }

// staff adds a route for members of staff who have one of the roles.
func (s *Server) staff(pattern string, h handler, roles ...postkamer.Role) *route {
	return s.add(pattern, rule{forStaff, roles}, h)
}

// public adds a route for citizens: no login, spoken to in the citizens' tone.
func (s *Server) public(pattern string, h handler) *route {
	return s.add(pattern, rule{audience: forPublic}, h)
}

// anybody adds a route that needs no login but knows who is logged in.
func (s *Server) anybody(pattern string, h handler) {
	s.add(pattern, rule{audience: forAnybody}, h)
}

// plain adds a route without session and without page.
func (s *Server) plain(pattern string, h handler) {
	s.add(pattern, rule{audience: forPlain}, h)
}

func (s *Server) add(pattern string, rule rule, h handler) *route {
	rt := &route{pattern: pattern, rule: rule, handle: h, limit: formLimit, patient: formPatient}
	s.routes = append(s.routes, rt)
	s.mux.Handle(pattern, s.serve(rt))
	return rt
}

// checkRoutes refuses a table in which a staff route names no role, or a route
// no method.
func (s *Server) checkRoutes() error {
	for _, rt := range s.routes {
		if rt.rule.audience == forStaff && len(rt.rule.roles) == 0 {
			return fmt.Errorf("%w: %s: no role may use it", errConfig, rt.pattern)
		}
		if rt.rule.audience != forPlain && !strings.Contains(rt.pattern, " ") {
			return fmt.Errorf("%w: %s: no method", errConfig, rt.pattern)
		}
	}
	return nil
}

// everyRole is for routes that all staff may use.
func everyRole() []postkamer.Role {
	return []postkamer.Role{postkamer.Operator, postkamer.Caseworker, postkamer.Caller, postkamer.TeamLead, postkamer.Admin}
}

// mayOpen tells whether the person may open the page at path; false when there
// is no such page.
func (s *Server) mayOpen(path string, who postkamer.Person) bool {
	i := slices.IndexFunc(s.routes, func(rt *route) bool { return rt.pattern == "GET "+path })
	return i >= 0 && s.routes[i].rule.admits(who)
}

// admits tells whether the rule lets the person in.
func (r rule) admits(who postkamer.Person) bool {
	return r.audience != forStaff || who.ID != 0 && who.Is(r.roles...)
}
