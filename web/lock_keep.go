package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// keepSent keeps a form that somebody sent whose session was over, so that it can
// be sent again after logging in. Files are not kept: they are where they came from.
func (s *Server) keepSent(r *http.Request) (kept bool, err error) {
	who := s.former(r)
	if who == 0 || s.cfg.Store == nil {
		return false, nil
	}
	if !isForm(r) {
		s.flash(r, FlashWarning, "De bestanden zijn niet verstuurd: {je was|u was} uitgelogd. Kies ze opnieuw.")
		return false, nil
	}
	form, err := postForm(r)
	if err != nil {
		return false, err
	}
	err = s.cfg.Store.Keep(r.Context(), who, store.Kept{Path: r.URL.Path, Fields: form}, byScript(r))
	return err == nil, err
}

// pagePathKey names the page in which something was typed.
const pagePathKey = "_pad"

// keepTyped keeps what somebody typed in a page and did not send: the screen locks,
// the session is over, or the page is left.
func (s *Server) keepTyped(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	path, who := localPath(form.Get(pagePathKey)), s.former(r)
	if who == 0 || path == "/" || s.cfg.Store == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	form.Del(pagePathKey)
	if err := s.cfg.Store.Keep(r.Context(), who, store.Kept{Path: path, Typed: true, Fields: form}, false); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// forgetTyped: it stands in the page again.
func (s *Server) forgetTyped(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.DropTyped(r.Context(), person(r).ID, form.Get(pagePathKey)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// typedIn returns what the person was typing in the page that is asked for, as a
// query string for slot.js; "" when there is nothing.
func (s *Server) typedIn(r *http.Request) string {
	who := person(r)
	if who.ID == 0 || r.Method != http.MethodGet || s.cfg.Store == nil || who.Is(deskRoles...) && !visiting(r).desk.Typed {
		return ""
	}
	k, found, err := s.cfg.Store.Typed(r.Context(), who.ID, r.URL.Path)
	if err != nil {
		visiting(r).err = err // for the log: the page itself is good
	}
	if !found {
		return ""
	}
	return url.Values(k.Fields).Encode()
}

// A keptRow is one form that was sent in vain, in words.
type keptRow struct {
	ID     int64
	Page   string // address of the page that it belongs to
	What   string // title of that address
	At     time.Time
	Values []string // what was typed
}

// keptWorkPage lists what somebody sent after their session was over.
type keptWorkPage struct {
	Page
	Rows []keptRow
	Next string // where they wanted to go
}

// keptPage shows what did not arrive and offers to send it now.
func (s *Server) keptPage(w http.ResponseWriter, r *http.Request) error {
	list, err := s.cfg.Store.KeptWork(r.Context(), person(r).ID)
	if err != nil {
		return err
	}
	page := keptWorkPage{Page: s.page(r, "Verder waar {je|u} was"), Next: localPath(r.URL.Query().Get("verder"))}
	page.Title = page.Say(page.Title)
	for _, k := range list {
		page.Rows = append(page.Rows, keptRow{ID: k.ID, Page: s.pageAbove(r, k.Path), What: pathWords(k.Path), At: k.At, Values: typedValues(k.Fields)})
	}
	return s.render(w, r, "nietverstuurd", http.StatusOK, page)
}

// typedValues are the values of a form that a person may know again: not its
// numbers and tokens.
func typedValues(fields map[string][]string) []string {
	var values []string
	for name, list := range fields {
		for _, value := range list {
			if value != "" && !slices.Contains(machineFields, name) {
				values = append(values, value)
			}
		}
	}
	slices.Sort(values)
	return values
}

// machineFields are fields of forms that hold nothing that somebody typed.
var machineFields = []string{"versie", "token", "gezien", "blad", "sleutel"}

// pathWords says what a form was for, from its address: "/zaak/12/terug" is
// "zaak 12, terug".
func pathWords(path string) string {
	return strings.Replace(strings.ReplaceAll(strings.Trim(path, "/"), "/", ", "), ", ", " ", 1)
}

// pageAbove returns the page to which a form's address belongs: the longest
// beginning of it that this person may open.
func (s *Server) pageAbove(r *http.Request, path string) string {
	for path != "" && path != "/" {
		if rt := s.routeOf(http.MethodGet, path); rt != nil && rt.rule.admits(person(r)) {
			return path
		}
		path = path[:strings.LastIndexByte(path, '/')]
	}
	return "/"
}

// routeOf returns the route of a request; nil when there is none.
func (s *Server) routeOf(method, path string) *route {
	probe, err := http.NewRequest(method, s.base.String(), nil)
	if err != nil {
		return nil
	}
	probe.URL.Path, probe.Host = path, s.base.Host
	_, pattern := s.mux.Handler(probe)
	i := slices.IndexFunc(s.routes, func(rt *route) bool { return rt.pattern == pattern })
	if i < 0 {
		return nil
	}
	return s.routes[i]
}

// sendKept sends a form again that did not arrive, as if it were sent now. It is
// forgotten once it was taken.
func (s *Server) sendKept(w http.ResponseWriter, r *http.Request) error {
	k, err := s.keptFormOf(r)
	if err != nil {
		return err
	}
	rt := s.routeOf(http.MethodPost, k.Path)
	if rt == nil || rt.rule.audience != forStaff {
		return fmt.Errorf("kept form: %w", postkamer.ErrNotFound)
	}
	if !rt.rule.admits(person(r)) {
		return postkamer.ErrForbidden
	}
	again := r.Clone(r.Context())
	again.URL.Path, again.PostForm, again.Form = k.Path, url.Values(k.Fields), url.Values(k.Fields)
	setPathValues(again, rt.pattern)
	visiting(r).route = rt
	if err := rt.handle(&pageAfter{ResponseWriter: w, to: s.pageAbove(r, k.Path)}, again); err != nil {
		return err
	}
	return s.cfg.Store.DropKept(r.Context(), person(r).ID, k.ID)
}

// dropKept forgets a form that did not arrive: its owner does not want it any more.
func (s *Server) dropKept(w http.ResponseWriter, r *http.Request) error {
	k, err := s.keptFormOf(r)
	if err != nil && !errors.Is(err, postkamer.ErrNotFound) { // a second click
		return err
	}
	if err := s.cfg.Store.DropKept(r.Context(), person(r).ID, k.ID); err != nil {
		return err
	}
	http.Redirect(w, r, keptPath, http.StatusSeeOther)
	return nil
}

// keptFormOf returns the kept form of the address.
func (s *Server) keptFormOf(r *http.Request) (store.Kept, error) {
	if _, err := postForm(r); err != nil {
		return store.Kept{}, err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return store.Kept{}, err
	}
	return s.cfg.Store.KeptForm(r.Context(), person(r).ID, id)
}

// setPathValues fills the wildcards of a pattern from the address, as the mux does.
func setPathValues(r *http.Request, pattern string) {
	_, pattern, _ = strings.Cut(pattern, " ")
	have := strings.Split(r.URL.Path, "/")
	for i, part := range strings.Split(pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok && i < len(have) {
			r.SetPathValue(strings.TrimSuffix(name, "}"), have[i])
		}
	}
}

// A pageAfter turns the empty answer that a script gets into the page it is about.
type pageAfter struct {
	http.ResponseWriter
	to string
}

// WriteHeader begins the answer.
func (p *pageAfter) WriteHeader(status int) {
	if status == http.StatusNoContent {
		p.Header().Set("Location", p.to)
		status = http.StatusSeeOther
	}
	p.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *pageAfter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
