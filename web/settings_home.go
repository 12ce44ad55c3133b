package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"postkamer/store"
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
	{Path: settingsPath + "/storingen", Label: "Storingen", Text: "Wanneer inwoners niets konden sturen. Wie daardoor te laat was, krijgt langer de tijd."},
	{Path: settingsPath + "/versies", Label: "Versies", Text: "Wie wat wanneer veranderde. Een eerdere versie terugzetten."},
	{Path: settingsPath + "/inlezen", Label: "Ophalen en inlezen", Text: "Alle instellingen als bestand meenemen, of een bestand inlezen."},
}

// settingsAlerts are what needs a look.
func (s *Server) settingsAlerts(r *http.Request) ([]Alert, error) {
	var alerts []Alert
	if n := s.cfg.Town.Refused(); n > 0 {
		alerts = append(alerts, Alert{Kind: FlashError, Title: fmt.Sprintf("! Versie %d werkt niet", n),
			Text: fmt.Sprintf("Dit programma kan die versie niet gebruiken. Nu geldt versie %d. Zet een versie terug die werkt, of lees een goed bestand in.", s.town().Version)})
	}
	idle, err := s.idleQueues(r)
	if err != nil {
		return nil, err
	}
	if len(idle) > 0 {
		alerts = append(alerts, Alert{Kind: FlashWarning, Title: "! Hier werkt vandaag niemand", Text: strings.Join(idle, ", ") + ". Er gaat wel post heen. Deel iemand in bij Team, of stuur de soorten naar een andere werkvoorraad."})
	}
	catalog, err := s.catalog()
	if err != nil {
		return nil, err
	}
	if n := len(strayTexts(s.town().Municipality, catalog)); n > 0 {
		alerts = append(alerts, Alert{Kind: FlashWarning, Title: "! " + s.counted(n, "eigen tekst geldt niet meer", "eigen teksten gelden niet meer"), Text: "De gewone tekst is veranderd. Kijk bij Teksten of de eigen woorden nog nodig zijn."})
	}
	holders, err := s.cfg.Store.RoleHolders(r.Context())
	if err != nil {
		return nil, err
	}
	waiting := slices.DeleteFunc(holders, func(h store.RoleHolder) bool { return len(h.Roles) > 0 || h.Given })
	if len(waiting) > 0 {
		alerts = append(alerts, Alert{Kind: FlashInfo, Title: s.counted(len(waiting), "collega wacht op een rol", "collega's wachten op een rol"), Text: "Geef een rol bij Rollen, of laat de inlogdienst dat doen."})
	}
	return alerts, nil
}

// idleQueues names the queues that get post and that nobody works today.
func (s *Server) idleQueues(r *http.Request) ([]string, error) {
	workers, err := s.queueWorkers(r.Context())
	if err != nil {
		return nil, err
	}
	var idle []string
	for _, q := range s.town().AllQueues() {
		if workers[q] == 0 && s.kindsOn(s.town(), q) != noKinds {
			idle = append(idle, s.queueLabel(q))
		}
	}
	return idle, nil
}
