package web

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"postkamer"
)

func (s *Server) profileRoutes() {
	s.staff("GET /profielen", s.profilesPage, paperStaff()...)
	s.staff("GET /profielen/{name}", s.profilePage, paperStaff()...)
	s.staff("POST /profielen/{name}", s.addProfileVersion, overseers()...)
}

// profileNames are what the profiles are called that the program brings; another has
// the name that it was given.
var profileNames = map[string]string{
	postkamer.ProfileScanner:   "Scanner op deze pagina",
	postkamer.ProfileHotFolder: "Map van de scanner",
	postkamer.ProfileUpload:    "Bestanden kiezen",
	postkamer.ProfileImport:    "Bestanden in één keer innemen",
}

func profileName(name string) string {
	if said, ok := profileNames[name]; ok {
		return said
	}
	return name
}

// profilesPage lists how paper becomes pages.
type profilesPage struct {
	Page
	Table Table
}

func (s *Server) profilesPage(w http.ResponseWriter, r *http.Request) error {
	profiles, err := s.cfg.Store.Profiles(r.Context())
	if err != nil {
		return err
	}
	page := profilesPage{Page: s.page(r, "Scanprofielen")}
	page.Table = Table{Caption: "Scanprofielen", Empty: "Er zijn nog geen profielen.",
		Columns: []Column{{Title: "Profiel"}, {Title: "Versie", Numeric: true}, {Title: "Sinds"}, {Title: "Instellingen"}, {Title: "Nakijken"}, {Title: "Tweede persoon"}}}
	for _, p := range profiles {
		page.Table.Rows = append(page.Table.Rows, Row{Cells: []Cell{{Text: profileTitle(p), Link: profilePath(p.Name)}, {Text: fmt.Sprint(p.Version)},
			{Text: dutchDate(p.MadeAt.In(s.zone))}, {Text: settingWords(p.Settings)}, {Text: attendedWords(p)}, {Text: sampleShare(p)}}})
	}
	return s.render(w, r, "profielen", http.StatusOK, page)
}

// profilePath is the address of a profile.
func profilePath(name string) string { return "/profielen/" + url.PathEscape(name) }

// profileDetail is one profile: as it is, what may be changed, and its history.
type profileDetail struct {
	Page
	Path   string
	Name   string
	Now    postkamer.Profile
	Facts  []Item
	Limits []Item
	May    bool // this person may make a version

	Follows     string // address of the profile that this one follows; empty: none
	FollowsName string

	Form    profileForm
	Means   string // what a new version means for the sample
	History []profileVersion
}

// A profileVersion is one line of the history.
type profileVersion struct {
	Version int
	At      time.Time
	By      string
	Why     string
	Changes []string // beside the version before
}

// profileIn returns every version of the profile in the address, the newest first.
func (s *Server) profileIn(r *http.Request) ([]postkamer.Profile, error) {
	versions, err := s.cfg.Store.ProfileVersions(r.Context(), r.PathValue("name"))
	if err == nil && len(versions) == 0 {
		err = postkamer.ErrNotFound
	}
	return versions, err
}

func (s *Server) profilePage(w http.ResponseWriter, r *http.Request) error {
	versions, err := s.profileIn(r)
	if err != nil {
		return err
	}
	return s.renderProfile(w, r, versions, formOfProfile(versions[0]), http.StatusOK, nil)
}

func (s *Server) renderProfile(w http.ResponseWriter, r *http.Request, versions []postkamer.Profile, form url.Values, status int, wrong []FieldError) error {
	now := versions[0]
	page := profileDetail{Page: s.page(r, "Scanprofiel "+profileTitle(now)), Path: profilePath(now.Name), Name: profileTitle(now), Now: now}
	page.Errors = wrong
	page.Facts, page.Limits = profileFacts(now), limitItems(now.Limits)
	if base, follows := followed(now.Name); follows {
		page.Follows, page.FollowsName = profilePath(base), profileName(base)
	}
	page.May = person(r).Is(overseers()...) && page.Follows == ""
	page.Form = newProfileForm(form, wrong)
	page.Means = newVersionMeans(now)
	for i, p := range versions {
		line := profileVersion{Version: p.Version, At: p.MadeAt, By: byWords(p.MadeBy), Why: p.Why}
		if i+1 < len(versions) {
			line.Changes = profileChanges(versions[i+1], p)
		}
		page.History = append(page.History, line)
	}
	return s.render(w, r, "profiel", status, page)
}

// addProfileVersion makes the next version of a profile. The version that somebody
// looked at must still be the newest.
func (s *Server) addProfileVersion(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	versions, err := s.profileIn(r)
	if err != nil {
		return err
	}
	now := versions[0]
	if _, follows := followed(now.Name); follows {
		return fmt.Errorf("profile %s follows another: %w", now.Name, postkamer.ErrForbidden)
	}
	if form.Get("versie") != fmt.Sprint(now.Version) {
		return fmt.Errorf("profile %s has another version: %w", now.Name, postkamer.ErrConflict)
	}
	next, wrong := readProfileForm(now, form)
	if len(wrong) > 0 {
		return s.renderProfile(w, r, versions, form, http.StatusUnprocessableEntity, wrong)
	}
	next.MadeBy = person(r).Name
	made, err := s.saveProfile(r.Context(), next)
	if err != nil {
		return err
	}
	if made.Version == now.Version {
		s.flash(r, FlashInfo, "Er is niets veranderd. Versie "+fmt.Sprint(now.Version)+" blijft gelden.")
	} else {
		s.flash(r, FlashOK, fmt.Sprintf("✓ Versie %d geldt vanaf nu. %s", made.Version, newVersionMeans(made)))
	}
	http.Redirect(w, r, profilePath(now.Name), http.StatusSeeOther)
	return nil
}
