package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/town"
)

// mostVersions is how many versions are shown; all are kept.
const mostVersions = 100

// A settingsVersion is one version on the page, with what it changed.
type settingsVersion struct {
	Version  int
	At       time.Time
	By       string
	Why      string
	Reverted int
	Changes  []changeLine
	Broken   bool   // this program cannot use it
	Back     string // address to set it back; empty: it holds now
}

// versionsPage lists every version with its changes.
type versionsPage struct {
	settingsFrame
	Versions []settingsVersion
	Fresh    string // address to go back to the file alone; empty: it holds now
}

func (s *Server) versionsPage(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.freshTown(r.Context()); err != nil {
		return err
	}
	kept, err := s.cfg.Store.SettingsVersions(r.Context(), mostVersions+1)
	if err != nil {
		return err
	}
	page := versionsPage{settingsFrame: s.settingsFrame(r, "Versies van de instellingen", url.Values{}, nil)}
	page.Versions, err = s.versionLines(kept)
	if err != nil {
		return err
	}
	if s.town().Overlay != "" {
		page.Fresh = settingsPath + "/versies/0/terug"
	}
	return s.render(w, r, "instellingen_versies", http.StatusOK, page)
}

// versionLines are the versions, the newest first, each beside the one before.
func (s *Server) versionLines(kept []postkamer.SettingsVersion) ([]settingsVersion, error) {
	base := s.cfg.Town.Base()
	var lines []settingsVersion
	for i, v := range kept[:min(len(kept), mostVersions)] {
		line := settingsVersion{Version: v.Version, At: v.MadeAt, By: v.MadeBy, Why: v.Why, Reverted: v.Reverted}
		now, err := base.With(v.Overlay)
		line.Broken = err != nil
		if err == nil && v.Overlay != s.town().Overlay {
			line.Back = fmt.Sprintf("%s/versies/%d/terug", settingsPath, v.Version)
		}
		was := base.Municipality
		if i+1 < len(kept) {
			before, err := base.With(kept[i+1].Overlay)
			line.Broken = line.Broken || err != nil
			if err == nil {
				was = before.Municipality
			}
		}
		if !line.Broken {
			if line.Changes, err = s.changeLines(was, now.Municipality); err != nil {
				return nil, err
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// revertSettings sets the contents of an earlier version back, as a new version.
// Version 0 is the file alone.
func (s *Server) revertSettings(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	back, err := strconv.Atoi(r.PathValue("version"))
	if err != nil {
		return postkamer.ErrNotFound
	}
	form.Set("waarom", firstOf(form.Get("waarom"), revertedWhy(back)))
	change, _, err := s.savingOf(form)
	if err != nil {
		return err
	}
	overlay := ""
	if back > 0 {
		v, err := s.cfg.Store.SettingsVersion(r.Context(), back)
		if err != nil {
			return err
		}
		overlay, change.reverted = v.Overlay, back
	}
	return s.keepOverlay(w, r, change, overlay)
}

// keepOverlay keeps an overlay as a whole, and says it when that cannot be.
func (s *Server) keepOverlay(w http.ResponseWriter, r *http.Request, change saving, overlay string) error {
	old, wrong, err := s.tryOverlay(overlay)
	if err != nil {
		return err
	}
	changed := false
	if len(wrong) == 0 {
		change.town = old.Municipality
		if changed, wrong, err = s.saveSettings(r.Context(), person(r), change); err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		s.flash(r, FlashError, wrong[0].Text+". Er is niets veranderd.")
		http.Redirect(w, r, settingsPath+"/versies", http.StatusSeeOther)
		return nil
	}
	return s.saved(w, r, changed, settingsPath+"/versies")
}

func revertedWhy(version int) string {
	if version == 0 {
		return "Terug naar het bestand van de gemeente"
	}
	return fmt.Sprintf("Terug naar versie %d", version)
}

// firstOf returns the first text that is not empty.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}

// exportSettings sends the whole municipality as a file.
func (s *Server) exportSettings(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	data, err := town.Export(now.Municipality)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/yaml; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="gemeente-versie-%d.yaml"`, now.Version))
	_, _ = w.Write(data)
	return nil
}

// An importPage takes a file of settings.
type importPage struct {
	settingsFrame
	YAML    Field
	Looked  bool // what it would change is shown
	Changes []changeLine
}

func (s *Server) importForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.freshTown(r.Context()); err != nil {
		return err
	}
	return s.renderImport(w, r, url.Values{}, nil, http.StatusOK, nil)
}

func (s *Server) renderImport(w http.ResponseWriter, r *http.Request, form url.Values, changes []changeLine, status int, wrong []FieldError) error {
	page := importPage{settingsFrame: s.settingsFrame(r, "Instellingen inlezen", form, wrong), Looked: form.Get("stap") == "bekijk" && len(wrong) == 0, Changes: changes}
	page.YAML = Field{Name: "yaml", Label: "De inhoud van het bestand", Value: form.Get("yaml"), Rows: 16, Error: wrongIn(wrong, "yaml"), Class: "pk-code",
		Hint: "Open het bestand, kopieer alles en plak het hier. Wat er niet in staat, blijft zoals het in het bestand van de gemeente staat."}
	return s.render(w, r, "instellingen_inlezen", status, page)
}

// importSettings takes a whole file in the place of the settings: first it shows
// what would change, then it keeps it.
func (s *Server) importSettings(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	change, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	looking := form.Get("stap") == "bekijk"
	if looking {
		wrong = nil
	}
	next, cannot, err := s.tryOverlay(withoutPaths(form.Get("yaml")))
	if err != nil {
		return err
	}
	if strings.TrimSpace(form.Get("yaml")) == "" {
		cannot = []FieldError{{"yaml", "Plak hier de inhoud van het bestand"}}
	}
	for i := range cannot { // every mistake is in the one field
		cannot[i].Field = "yaml"
	}
	if wrong = append(cannot, wrong...); len(wrong) > 0 {
		return s.renderImport(w, r, form, nil, http.StatusUnprocessableEntity, wrong)
	}
	if looking {
		changes, err := s.changeLines(s.town().Municipality, next.Municipality)
		if err != nil {
			return err
		}
		return s.renderImport(w, r, form, changes, http.StatusOK, nil)
	}
	change.town = next.Municipality
	changed, wrong, err := s.saveSettings(r.Context(), person(r), change)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return s.renderImport(w, r, form, nil, http.StatusUnprocessableEntity, wrong)
	}
	return s.saved(w, r, changed, settingsPath+"/versies")
}

// withoutPaths leaves out the lines with paths of a machine: a file of another one
// names them, and they hold nothing here.
func withoutPaths(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "logo:") || strings.HasPrefix(line, "regelingen:") {
			line = "\n" // lines keep their number
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "")
}
