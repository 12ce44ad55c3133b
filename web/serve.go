package web

import (
	"context"
	"net/http"
	"time"

	"postkamer"
	"postkamer/intake"
)

// A visit is what is known about the request being answered.
type visit struct {
	route      *route                                  // nil when no route matches
	person     postkamer.Person                        // the zero Person when nobody is logged in
	desk       postkamer.Desk                          // where that person works today, see Server.atDesk
	citizen    *postkamer.Identity                     // the citizen who is logged in for the form of this page; nil when none is
	counter    *intake.Counter                         // the colleague who fills in the form of this page for a citizen; nil when nobody does
	citizenBar *citizenBar                             // how the page says so
	locked     postkamer.Person                        // whose screen is locked; then person is the zero Person
	session    bool                                    // the request has a session
	language   string                                  // that this request chose; empty: none, see Server.citizenTone
	incident   string                                  // number that the visitor sees when something broke
	err        error                                   // for the log
	addresses  map[postkamer.AddressQuery]foundAddress // what this request looked up
	visitor    visitor                                 // who asks, as the front knows
	token      string                                  // of the session as it was read, see sessionStore
	stored     []byte                                  // the session as it was read
}

// forStaff tells whether the page is one of staff, whoever asks for it.
func (v *visit) forStaff() bool { return v.route != nil && v.route.rule.audience == forStaff }

type visitKey struct{}

// visiting returns the visit of a request.
func visiting(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// person returns who is logged in; the zero Person when nobody is. On a staff
// route it is always somebody with one of the route's roles.
func person(r *http.Request) postkamer.Person { return visiting(r).person }

// dispatch finds the route, or says in Dutch that there is none.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	if _, pattern := s.mux.Handler(r); pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	unfound := &catcher{header: http.Header{}}
	s.mux.ServeHTTP(unfound, r)
	err := postkamer.ErrNotFound
	if unfound.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", unfound.header.Get("Allow"))
		err = errMethod
	}
	s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.recognise(r)
		s.fail(w, r, err)
	})).ServeHTTP(w, r)
}

// recognise notes who is logged in.
func (s *Server) recognise(r *http.Request) {
	v := visiting(r)
	v.session = true
	v.person = s.sessionPerson(r.Context())
	if v.person.ID != 0 && s.isLocked(r.Context()) {
		v.person, v.locked = postkamer.Person{}, v.person
	}
}

// A catcher takes the status of an answer and drops the rest.
type catcher struct {
	header http.Header
	status int
}

func (c *catcher) Header() http.Header         { return c.header }
func (c *catcher) WriteHeader(status int)      { c.status = status }
func (c *catcher) Write(b []byte) (int, error) { return len(b), nil }

// serve sets the limits of the route, lets in who may, and turns an error into a page.
func (s *Server) serve(rt *route) http.Handler {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.admit(w, r, rt)
		if err != nil {
			s.fail(w, r, err)
		}
	})
	withSession := s.inSession(answer)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visiting(r).route = rt
		setLimits(w, r, rt)
		if rt.rule.audience == forPlain {
			answer(w, r)
			return
		}
		r, leave, err := s.enter(w, r, rt)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		defer leave()
		if rt.shares(r) {
			s.sendShared(w, r, withSession)
			return
		}
		withSession.ServeHTTP(w, r)
	})
}

// inSession gives a handler the session of its request. Routes are made before sessions
// are open.
func (s *Server) inSession(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.sessions.LoadAndSave(h).ServeHTTP(w, r) })
}

// setLimits bounds the body and the time; a connection that does not support
// deadlines (in a test) goes without.
func setLimits(w http.ResponseWriter, r *http.Request, rt *route) {
	r.Body = http.MaxBytesReader(w, r.Body, rt.limit)
	control := http.NewResponseController(w)
	reading, writing := time.Now().Add(rt.patient), time.Now().Add(2*rt.patient)
	if rt.stream {
		reading, writing = time.Time{}, time.Time{} // a read deadline would end the request's context
	}
	_ = control.SetReadDeadline(reading)
	_ = control.SetWriteDeadline(writing)
}

// admit applies the route's rule and then answers.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, rt *route) error {
	if rt.rule.audience == forPlain {
		return rt.handle(w, r)
	}
	s.recognise(r)
	v := visiting(r)
	if v.person.ID != 0 && !rt.stream && !rt.polled {
		s.touch(r)
	}
	if rt.rule.audience == forStaff && v.person.ID == 0 {
		return s.askLogin(w, r)
	}
	if !rt.rule.admits(v.person) {
		return postkamer.ErrForbidden
	}
	if err := s.atDesk(r); err != nil {
		return err
	}
	return rt.handle(w, r)
}

// withVisit gives the request a visit.
func withVisit(r *http.Request) (*http.Request, *visit) {
	v := &visit{}
	return r.WithContext(context.WithValue(r.Context(), visitKey{}, v)), v
}
