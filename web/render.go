package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"postkamer"
	"postkamer/town"
)

// parseTemplates reads every page with the frame and the parts around it. The
// name of a page is its file name without .html.
func (s *Server) parseTemplates() error {
	frame, err := template.New("").Funcs(s.functions()).Funcs(s.functionsIn(postkamer.U)).ParseFS(content, "templates/base.html", "templates/parts/*.html")
	if err != nil {
		return fmt.Errorf("read templates: %w", err)
	}
	for _, part := range frame.Templates() {
		s.keepTexts(part, everyPage)
	}
	files, err := fs.Glob(content, "templates/pages/*.html")
	if err != nil {
		return err
	}
	s.pages = make(map[string]*template.Template, len(files))
	for _, file := range files {
		page, err := template.Must(frame.Clone()).ParseFS(content, file)
		if err != nil {
			return fmt.Errorf("read template %s: %w", file, err)
		}
		name := strings.TrimSuffix(path.Base(file), ".html")
		s.keepTexts(page.Lookup("content"), name)
		s.pages[name] = page
	}
	return nil
}

// readyPages are the pages in the words of one version of the municipality. They are
// made when somebody first asks for them.
type readyPages struct {
	town *town.Town
	made sync.Map // readyKey to *template.Template
}

// A readyKey is a page in one tone.
type readyKey struct {
	name string
	tone postkamer.Tone
}

// ready returns a page with the municipality's own words in it: looking them up
// for every visitor took a third of the time of a list.
func (s *Server) ready(name string, tone postkamer.Tone) (*template.Template, error) {
	now, pages := s.town(), s.readied.Load()
	if pages == nil || pages.town != now {
		pages = &readyPages{town: now}
		s.readied.Store(pages)
	}
	key := readyKey{name, tone}
	if page, ok := pages.made.Load(key); ok {
		return page.(*template.Template), nil
	}
	raw, ok := s.pages[name]
	if !ok {
		return nil, fmt.Errorf("there is no template %q", name)
	}
	page, err := raw.Clone()
	if err != nil {
		return nil, err
	}
	putWords(page.Funcs(s.functionsIn(tone)), ownWords(now.Municipality, tone))
	made, _ := pages.made.LoadOrStore(key, page)
	return made.(*template.Template), nil
}

// render writes the page called name. It is made in memory first, so that a
// mistake in a template becomes an error page and never half a page.
func (s *Server) render(w http.ResponseWriter, r *http.Request, name string, status int, data any) error {
	on := s.sheet()
	defer s.sheets.Put(on)
	if err := s.write(&on.html, name, data); err != nil {
		return err
	}
	body, h := on.html.Bytes(), w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = on.pack(body)
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		visiting(r).err = err // the visitor is gone: nothing more to show
	}
	return nil
}

// write makes the page called name in the tone of its data.
func (s *Server) write(html *bytes.Buffer, name string, data any) error {
	tone := s.town().Tone.Citizen
	if p, ok := data.(toned); ok {
		tone = p.toneOf()
	}
	page, err := s.ready(name, tone)
	if err != nil {
		return fmt.Errorf("render: %w", err)
	}
	if err := page.ExecuteTemplate(html, "base", data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return nil
}

// acceptsGzip tells whether the browser can read gzip.
func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(name, "gzip") && strings.TrimSpace(quality) != "q=0" {
			return true
		}
	}
	return false
}

// A sheet is what a page is made on. It is used again: the writer of gzip alone is a
// megabyte, and making it cost as much as the compressing.
type sheet struct {
	html, packed bytes.Buffer
	zip          *gzip.Writer
}

// sheet returns an empty one; who is done with its bytes puts it back in s.sheets.
func (s *Server) sheet() *sheet {
	on, ok := s.sheets.Get().(*sheet)
	if !ok {
		on = newSheet()
	}
	on.html.Reset()
	return on
}

// newSheet gzips for speed rather than size.
func newSheet() *sheet {
	zip, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return &sheet{zip: zip}
}

// pack gzips b; the answer is good until the next.
func (on *sheet) pack(b []byte) []byte {
	on.packed.Reset()
	on.zip.Reset(&on.packed)
	_, _ = on.zip.Write(b) // a bytes.Buffer takes everything
	_ = on.zip.Close()
	return on.packed.Bytes()
}

// A Page is what the frame around every page needs. A page's own struct embeds
// it; Server.page fills it.
type Page struct {
	Title        string
	Person       postkamer.Person // zero when nobody is logged in
	Staff        bool             // the staff's look: dense, with navigation
	Tone         postkamer.Tone
	Municipality postkamer.Municipality
	Nav          []NavItem
	Here         string       // path of the page
	Typed        string       // what this person typed here before and did not send, for slot.js
	TeamNav      []NavItem    // the pages of a team leader, on those pages
	Notices      []string     // what everybody should know today, on the pages on which people begin
	Flash        *Flash       // message of the previous action; nil when there is none
	Errors       []FieldError // summary at the top; the title then begins with Fout
	Scripts      []string     // names in the manifest, such as form.js
	Narrow       bool         // one column of text, for citizens
	CallMe       string       // address at which a citizen asks to be phoned; empty when nobody can
	AtCounter    *counterBar  // a colleague fills this in for a citizen; nil when nobody does
	Citizen      *citizenBar  // a citizen is logged in; nil when none is
	Demo         bool         // the embedded run: shows that nothing here is real
}

// Say picks the words of this page's tone, see postkamer.Tone.Say.
func (p Page) Say(text string) string { return p.Municipality.Say(p.Tone, text) }

// Hours says when the municipality can be phoned, in the language of the page.
func (p Page) Hours() string { return p.Municipality.HoursIn(p.Tone) }

// Focuses tells whether form.js brings the reader to the errors; upload.js does that itself.
func (p Page) Focuses() bool {
	return len(p.Errors) > 0 && !slices.Contains(p.Scripts, "upload.js")
}

// A FieldError says what is wrong with one field.
type FieldError struct {
	Field string // id of the field
	Text  string
}

// page begins the page for a request: who is logged in, in which tone, with the
// message that the previous action left.
func (s *Server) page(r *http.Request, title string) Page {
	v := visiting(r)
	p := Page{
		Title:        title,
		Person:       v.person,
		Staff:        v.person.ID != 0 && (v.route == nil || v.route.rule.audience != forPublic),
		Tone:         s.citizenTone(r),
		Here:         r.URL.Path,
		Municipality: s.town().Municipality,
		Demo:         s.cfg.DevLogin != nil,
		AtCounter:    v.counterBar(),
		Citizen:      v.citizenBar,
	}
	p.Narrow = !p.Staff
	p.CallMe = s.callMeLink(r)
	if p.Staff || v.forStaff() {
		p.Tone = s.town().Tone.Staff
	}
	if p.Staff {
		p.Nav, p.Typed = s.navigation(r), s.typedIn(r)
		p.TeamNav, p.Notices = s.teamNav(r), s.notices(r)
	}
	if v.session {
		p.Flash = s.takeFlash(r.Context())
	}
	return p
}

// A NavItem is one link of the main menu.
type NavItem struct {
	Label   string
	Path    string
	Current bool
}

// navItems are the pages of the main menu, in the order in which somebody with
// several roles starts. A link shows once its route exists, to those who may open it.
var navItems = []NavItem{
	{Label: "Scannen", Path: "/scan"},
	{Label: "Mijn werk", Path: "/werk"},
	{Label: "Bellen", Path: "/bellen"},
	{Label: "Team", Path: "/team"},
	{Label: "Sturing", Path: "/sturing"},
	{Label: "Berichten", Path: "/berichten"},
	{Label: "Leren", Path: "/leren"},
	{Label: "Balie", Path: counterPath},
	{Label: "Afspraken", Path: visitsPath},
	{Label: "Brieven", Path: "/brieven"},
	{Label: "Dozen", Path: "/dozen"},
	{Label: "Teruggeven", Path: "/teruggeven"},
	{Label: "Controle", Path: "/controle"},
	{Label: "Waar is het?", Path: "/spoor"},
	{Label: "Profielen", Path: "/profielen"},
	{Label: "Zoeken", Path: "/zoek"},
	{Label: "Instellingen", Path: "/instellingen"},
}

// navigation returns the menu of the person who is logged in.
func (s *Server) navigation(r *http.Request) []NavItem {
	var items []NavItem
	for _, item := range navItems {
		if item.Path == visitsPath && !s.hasVisits() {
			continue
		}
		if s.mayOpen(item.Path, person(r)) {
			item.Current = r.URL.Path == item.Path || strings.HasPrefix(r.URL.Path, item.Path+"/")
			items = append(items, item)
		}
	}
	return items
}
