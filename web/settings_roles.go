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
	"postkamer/store"
)

const rolesPath = settingsPath + "/rollen"

func (s *Server) roleRoutes() {
	s.staff("GET "+rolesPath, s.rolesPage, postkamer.Admin)
	s.staff("GET "+rolesPath+"/{id}", s.roleForm, postkamer.Admin)
	s.staff("POST "+rolesPath+"/{id}", s.giveRoles, postkamer.Admin)
}

// roleOptions are the roles to choose from.
var roleOptions = []Option{
	{Value: string(postkamer.Operator), Label: "Scanmedewerker", Hint: "Scant de post en kijkt stapels na."},
	{Value: string(postkamer.Caseworker), Label: "Behandelaar", Hint: "Opent en behandelt zaken."},
	{Value: string(postkamer.Caller), Label: "Beller", Hint: "Belt met inwoners."},
	{Value: string(postkamer.TeamLead), Label: "Teamleider", Hint: "Deelt in, ziet alle werkvoorraden en stuurt de computer."},
	{Value: string(postkamer.Admin), Label: "Beheerder", Hint: "Beheert deze instellingen."},
}

// roleWords names roles.
func roleWords(roles []postkamer.Role) string {
	var names []string
	for _, o := range roleOptions {
		if slices.Contains(roles, postkamer.Role(o.Value)) {
			names = append(names, o.Label)
		}
	}
	if len(names) == 0 {
		return "Geen"
	}
	return strings.Join(names, ", ")
}

// byProvider tells whether somebody's roles come from the login provider.
func byProvider(h store.RoleHolder) bool { return !h.Given && len(h.Roles) > 0 }

func roleSource(h store.RoleHolder) string {
	switch {
	case byProvider(h):
		return "De inlogdienst"
	case h.Given:
		return "Hier gegeven door " + h.GivenBy + " op " + dutchDate(h.GivenAt) + ". " + h.Why
	}
	return "Nog niemand"
}

// A rolesList lists staff with their roles.
type rolesList struct {
	settingsFrame
	Table Table
}

func (s *Server) rolesPage(w http.ResponseWriter, r *http.Request) error {
	holders, err := s.cfg.Store.RoleHolders(r.Context())
	if err != nil {
		return err
	}
	page := rolesList{settingsFrame: s.settingsFrame(r, "Rollen", url.Values{}, nil)}
	page.Table = Table{Caption: "Medewerkers", Columns: []Column{{Title: "Naam"}, {Title: "Rollen"}, {Title: "Van wie"}, {Title: "Laatst ingelogd"}}, Empty: "Er heeft nog niemand ingelogd."}
	for _, h := range holders {
		name, roles := Cell{Text: h.Name}, Cell{Text: roleWords(h.Roles)}
		if !byProvider(h) {
			name.Link = fmt.Sprintf("%s/%d", rolesPath, h.ID)
		}
		if len(h.Roles) == 0 && !h.Given {
			roles.Note = "! wacht op een rol"
		}
		page.Table.Rows = append(page.Table.Rows, Row{Cells: []Cell{name, roles, {Text: roleSource(h)}, {Text: dutchDate(h.SeenAt.In(s.zone))}}})
	}
	return s.render(w, r, "instellingen_rollen", http.StatusOK, page)
}

// A rolePage gives one person roles.
type rolePage struct {
	settingsFrame
	Path  string
	Name  string
	Roles Choice
}

// holderIn returns the person in the address, unless the login provider decides.
func (s *Server) holderIn(r *http.Request) (store.RoleHolder, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return store.RoleHolder{}, postkamer.ErrNotFound
	}
	holders, err := s.cfg.Store.RoleHolders(r.Context())
	if err != nil {
		return store.RoleHolder{}, err
	}
	i := slices.IndexFunc(holders, func(h store.RoleHolder) bool { return h.ID == postkamer.PersonID(id) })
	if i < 0 || byProvider(holders[i]) {
		return store.RoleHolder{}, postkamer.ErrNotFound
	}
	return holders[i], nil
}

func (s *Server) roleForm(w http.ResponseWriter, r *http.Request) error {
	h, err := s.holderIn(r)
	if err != nil {
		return err
	}
	form := url.Values{}
	for _, role := range h.Roles {
		form.Add("rol", string(role))
	}
	return s.renderRole(w, r, h, form, http.StatusOK, nil)
}

func (s *Server) renderRole(w http.ResponseWriter, r *http.Request, h store.RoleHolder, form url.Values, status int, wrong []FieldError) error {
	page := rolePage{settingsFrame: s.settingsFrame(r, "Rollen van "+h.Name, form, wrong), Path: fmt.Sprintf("%s/%d", rolesPath, h.ID), Name: h.Name}
	page.Roles = Choice{Name: "rol", Legend: "Welke rollen?", Hint: "Niets aangevinkt: deze persoon mag niets openen.", Values: form["rol"], Error: wrongIn(wrong, "rol"), Options: roleOptions}
	return s.render(w, r, "instellingen_rol", status, page)
}

// giveRoles gives a person the roles of the form.
func (s *Server) giveRoles(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, "rol")
	if err != nil {
		return err
	}
	h, err := s.holderIn(r)
	if err != nil {
		return err
	}
	_, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	var roles []postkamer.Role
	for _, o := range roleOptions {
		if slices.Contains(form["rol"], o.Value) {
			roles = append(roles, postkamer.Role(o.Value))
		}
	}
	if h.ID == person(r).ID && !slices.Contains(roles, postkamer.Admin) {
		wrong = append(wrong, FieldError{"rol", s.say("{Dit ben je|Dit bent u} zelf. Laat een andere beheerder {jouw|uw} rol weghalen")})
	}
	if len(wrong) > 0 {
		return s.renderRole(w, r, h, form, http.StatusUnprocessableEntity, wrong)
	}
	if err := s.cfg.Store.GiveRoles(r.Context(), h.ID, roles, strings.TrimSpace(form.Get("waarom")), person(r)); err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ "+h.Name+": "+roleWords(roles)+". Dit geldt bij de volgende keer inloggen. Wie nu bezig is, logt opnieuw in.")
	http.Redirect(w, r, rolesPath, http.StatusSeeOther)
	return nil
}

// grantedRoles returns the roles that the municipality gave somebody of whom the login
// provider knows none. Somebody without any is noted, for the administrator to see.
func (s *Server) grantedRoles(ctx context.Context, who postkamer.Person) ([]postkamer.Role, error) {
	roles, err := s.cfg.Store.GrantedRoles(ctx, who.Subject)
	if err != nil || len(roles) > 0 {
		return roles, err
	}
	if err := s.cfg.Store.NoteStranger(ctx, who.Subject, who.Name); err != nil {
		return nil, err
	}
	return nil, errNoRole
}
