package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
	"postkamer/town"
)

// town returns the municipality as it is now. It may be another one at the next
// call: who needs several things that belong together asks once.
func (s *Server) town() *town.Town { return s.cfg.Town.Now() }

// openTown makes a keeper of the municipality unless the configuration has one.
func (s *Server) openTown() error {
	if s.cfg.Town != nil {
		return nil
	}
	if s.cfg.Policy.Queues == nil {
		s.cfg.Policy = classify.DefaultPolicy()
	}
	if err := s.cfg.Municipality.Check(); err != nil {
		return fmt.Errorf("municipality: %w", err)
	}
	keeper, err := town.NewKeeper(town.Base{Municipality: s.cfg.Municipality, Rules: s.cfg.Policy, Logo: s.cfg.Logo}, s.cfg.Store, s.log)
	s.cfg.Town = keeper
	return err
}

// settingsPath is where the municipality sets its own 5-10 %.
const settingsPath = "/instellingen"

func (s *Server) settingsRoutes() {
	admin := postkamer.Admin
	s.staff("GET "+settingsPath, s.settingsHome, admin)
	s.staff("GET "+settingsPath+"/gemeente", s.townForm, admin)
	s.staff("POST "+settingsPath+"/gemeente", s.saveTown, admin)
	s.staff("GET "+settingsPath+"/proef/{kleur}/{hoeken}/thema.css", s.trialTheme, admin)
	s.staff("GET "+settingsPath+"/versies", s.versionsPage, admin)
	s.staff("POST "+settingsPath+"/versies/{version}/terug", s.revertSettings, admin)
	s.staff("GET "+settingsPath+"/gemeente.yaml", s.exportSettings, admin)
	s.staff("GET "+settingsPath+"/inlezen", s.importForm, admin)
	s.staff("POST "+settingsPath+"/inlezen", s.importSettings, admin).allow(2*postkamer.MaxSettings, formPatient)
	s.kindRoutes()
	s.textRoutes()
	s.roleRoutes()
	s.letterSettingRoutes()
	s.outageRoutes()
}

// A saving is one change of the settings that somebody wants to keep.
type saving struct {
	seen     int // the newest version that this person looked at
	town     postkamer.Municipality
	why      string
	reverted int
}

// savingOf begins a saving with the form's version and reason, of the municipality
// as it is now. What is wrong with either is in wrong.
func (s *Server) savingOf(form url.Values) (v saving, wrong []FieldError, err error) {
	v.seen, err = strconv.Atoi(form.Get("versie"))
	if err != nil {
		return v, nil, fmt.Errorf("version of the settings: %w", errMalformed)
	}
	v.why = strings.TrimSpace(form.Get("waarom"))
	switch {
	case v.why == "":
		wrong = append(wrong, FieldError{"waarom", "Schrijf op waarom dit verandert"})
	case len(v.why) > maxReason:
		wrong = append(wrong, FieldError{"waarom", "Maak de reden korter"})
	}
	v.town, err = town.Copy(s.town().Municipality)
	return v, wrong, err
}

// reasonField asks why the settings change.
func reasonField(form url.Values, wrong []FieldError) Field {
	return Field{Name: "waarom", Label: "Waarom verandert dit?", Value: form.Get("waarom"), MaxLength: maxReason, Required: true, Error: wrongIn(wrong, "waarom"),
		Hint: "Bijvoorbeeld: nieuw telefoonnummer. Dit blijft in het logboek staan. Schrijf geen namen of nummers van inwoners."}
}

// tryTown returns what the municipality would be with a saving, or what is wrong
// with it in words.
func (s *Server) tryTown(m postkamer.Municipality) (*town.Town, []FieldError, error) {
	base := s.cfg.Town.Base()
	overlay, err := base.Overlay(m)
	if err != nil {
		return nil, nil, err
	}
	return s.tryOverlay(overlay)
}

func (s *Server) tryOverlay(overlay string) (*town.Town, []FieldError, error) {
	if len(overlay) > postkamer.MaxSettings {
		return nil, []FieldError{{"waarom", "Dit is samen te veel om te bewaren. Maak de teksten korter"}}, nil
	}
	now, err := s.cfg.Town.Base().With(overlay)
	if err != nil {
		return nil, wrongSettings(err), nil
	}
	if shade, err := parseColor(now.Color); err == nil && contrast(shade, white) < textContrast {
		return nil, []FieldError{{"kleur", contrastWords(shade)}}, nil
	}
	return now, nil, nil
}

// saveSettings keeps a saving as the next version and takes it up here; elsewhere it
// works within seconds. It tells what is wrong, or whether anything changed. A
// version that somebody else made meanwhile is postkamer.ErrConflict.
func (s *Server) saveSettings(ctx context.Context, who postkamer.Person, v saving) (changed bool, wrong []FieldError, err error) {
	if err := s.cfg.Town.Refresh(ctx); err != nil {
		return false, nil, err
	}
	if s.cfg.Town.Newest() != v.seen {
		return false, nil, fmt.Errorf("settings have another version: %w", postkamer.ErrConflict)
	}
	next, wrong, err := s.tryTown(v.town)
	if err != nil || len(wrong) > 0 {
		return false, wrong, err
	}
	if wrong, err := s.lostQueues(ctx, next); err != nil || len(wrong) > 0 {
		return false, wrong, err
	}
	if next.Overlay == s.town().Overlay && s.cfg.Town.Refused() == 0 {
		return false, nil, nil
	}
	version := postkamer.SettingsVersion{Version: v.seen + 1, Overlay: next.Overlay, Why: v.why, MadeBy: who.Name, Reverted: v.reverted}
	if err := s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.AddSettings(ctx, version) }); err != nil {
		return false, nil, err
	}
	return true, nil, s.cfg.Town.Refresh(ctx)
}

// lostQueues refuses a version without a queue on which there is still work.
func (s *Server) lostQueues(ctx context.Context, next *town.Town) (wrong []FieldError, err error) {
	for _, q := range s.town().AllQueues() {
		if slices.Contains(next.AllQueues(), q) {
			continue
		}
		n, err := s.cfg.Store.UndoneOn(ctx, q)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			wrong = append(wrong, FieldError{"waarom", fmt.Sprintf("De werkvoorraad %s zou verdwijnen, en daar %s nog %s. Deel die eerst anders in", s.queueLabel(q), isAre(n), s.counted(n, "zaak", "zaken"))})
		}
	}
	return wrong, nil
}

// isAre is the verb for a number of things that lie somewhere.
func isAre(n int) string {
	if n == 1 {
		return "ligt"
	}
	return "liggen"
}

// saved tells that the settings were kept, with the way back, and goes on.
func (s *Server) saved(w http.ResponseWriter, r *http.Request, changed bool, to string) error {
	if !changed {
		s.flash(r, FlashInfo, "Er is niets veranderd.")
	} else {
		n := s.cfg.Town.Newest()
		s.flashUndo(r, fmt.Sprintf("✓ Bewaard als versie %d. Het geldt overal binnen enkele seconden.", n),
			Undo{Action: fmt.Sprintf("%s/versies/%d/terug", settingsPath, n-1), Label: "Ongedaan maken", Fields: map[string]string{"versie": fmt.Sprint(n)}})
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// settingsFrame is what every page with a form for settings has.
type settingsFrame struct {
	Page
	Seen int // the version that the form rests on
	Why  Field
}

// frame begins such a page.
func (s *Server) settingsFrame(r *http.Request, title string, form url.Values, wrong []FieldError) settingsFrame {
	f := settingsFrame{Page: s.page(r, title), Seen: s.cfg.Town.Newest(), Why: reasonField(form, wrong)}
	f.Errors = wrong
	return f
}

// refresh takes up the newest settings before a page shows them.
func (s *Server) freshTown(ctx context.Context) (*town.Town, error) {
	if err := s.cfg.Town.Refresh(ctx); err != nil {
		return nil, err
	}
	return s.town(), nil
}
