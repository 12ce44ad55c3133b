package web

import (
	"net/mail"
	"slices"
	"strings"

	"postkamer"
)

// roleNames are the names of roles that any provider may use: ours and the
// Dutch words on the page.
var roleNames = map[string]postkamer.Role{
	"operator": postkamer.Operator, "scanmedewerker": postkamer.Operator,
	"caseworker": postkamer.Caseworker, "behandelaar": postkamer.Caseworker,
	"caller": postkamer.Caller, "beller": postkamer.Caller,
	"teamlead": postkamer.TeamLead, "teamleider": postkamer.TeamLead,
	"admin": postkamer.Admin, "beheerder": postkamer.Admin,
}

// roles returns the roles that the names stand for. Names that are not ours are
// left out: a provider knows many groups.
func (c LoginConfig) roles(names []string) []postkamer.Role {
	var roles []postkamer.Role
	for _, name := range names {
		role, ok := c.RoleNames[name]
		if !ok {
			role, ok = roleNames[strings.ToLower(name)]
		}
		if ok && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return roles
}

// claimList reads a claim that is a string or a list of strings. The name may
// have dots for nesting: realm_access.roles.
func claimList(claims map[string]any, name string) []string {
	if name == "" {
		return nil
	}
	value, ok := claims[name]
	if outer, inner, nested := strings.Cut(name, "."); !ok && nested {
		if deeper, isMap := claims[outer].(map[string]any); isMap {
			return claimList(deeper, inner)
		}
	}
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, item := range v {
			if s, isString := item.(string); isString {
				list = append(list, s)
			}
		}
		return list
	}
	return nil
}

// claimName returns the best name that the claims hold; a subject is no name.
func claimName(claims map[string]any) string {
	for _, name := range []string{"name", "preferred_username", "email"} {
		if s, ok := claims[name].(string); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return "Medewerker zonder naam"
}

// claimEmail returns the address for mail to this person; empty when there is none,
// or when the provider says that nobody checked it.
func claimEmail(claims map[string]any) string {
	email, _ := claims["email"].(string)
	if verified, said := claims["email_verified"].(bool); said && !verified {
		return ""
	}
	if address, err := mail.ParseAddress(email); err == nil {
		return address.Address
	}
	return ""
}
