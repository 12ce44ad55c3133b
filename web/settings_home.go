package web

import (
	"fmt"
	"net/http"
	"net/url"
)

// settingsHome is the start of the settings: what can be set where, and what needs
// a look.
type settingsHome struct {
	settingsFrame
	Parts   []Link
	Alerts  []Alert
	Version int // 0: the file alone
	By      string
	Since   string
}

func (s *Server) settingsHome(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	page := settingsHome{settingsFrame: s.settingsFrame(r, "Instellingen", url.Values{}, nil), Version: now.Version, Parts: s.settingsParts(r)}
	if page.Alerts, err = s.settingsAlerts(r); err != nil {
		return err
	}
	if now.Version > 0 {
		v, err := s.cfg.Store.SettingsVersion(r.Context(), now.Version)
		if err != nil {
			return err
		}
		page.By, page.Since = v.MadeBy, dutchDate(v.MadeAt.In(s.zone))+", "+dutchClock(v.MadeAt.In(s.zone))+" uur"
	}
	return s.render(w, r, "instellingen", http.StatusOK, page)
}

// settingsParts are the pages of the settings; each shows once its route exists.
func (s *Server) settingsParts(r *http.Request) []Link {
	var parts []Link
	for _, part := range settingsParts {
		if s.mayOpen(part.Path, person(r)) {
			parts = append(parts, part)
		}
	}
	return parts
}

var settingsParts = []Link{
	{Path: settingsPath + "/gemeente", Label: "Gemeente", Text: "Naam, kleur, aanspreken, telefoon, formulieren, bellen en termijnen. Met een voorbeeld van wat inwoners zien."},
	{Path: settingsPath + "/soorten", Label: "Soorten post en werkvoorraden", Text: "Waar een soort heen gaat, hoe lang het mag duren, en wie er werken."},
	{Path: settingsPath + "/teksten", Label: "Teksten", Text: "Zoek een tekst die ergens staat en schrijf er een eigen tekst voor."},
	{Path: settingsPath + "/brieven", Label: "Brieven", Text: "De woorden van de brieven die wij sturen."},
	{Path: settingsPath + "/rollen", Label: "Rollen", Text: "Wie wat mag, als de inlogdienst dat niet zegt."},
	{Path: settingsPath + "/versies", Label: "Versies", Text: "Wie wat wanneer veranderde. Een eerdere versie terugzetten."},
	{Path: settingsPath + "/inlezen", Label: "Ophalen en inlezen", Text: "Alle instellingen als bestand meenemen, of een bestand inlezen."},
}

// settingsAlerts are what needs a look.
func (s *Server) settingsAlerts(*http.Request) ([]Alert, error) {
	var alerts []Alert
	if n := s.cfg.Town.Refused(); n > 0 {
		alerts = append(alerts, Alert{Kind: FlashError, Title: fmt.Sprintf("! Versie %d werkt niet", n),
			Text: fmt.Sprintf("Dit programma kan die versie niet gebruiken. Nu geldt versie %d. Zet een versie terug die werkt, of lees een goed bestand in.", s.town().Version)})
	}
	return alerts, nil
}
