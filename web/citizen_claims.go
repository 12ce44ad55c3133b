package web

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"postkamer"
)

// claimNames are the claims in which brokers say things, likeliest first. The
// configuration may name another one. Sources: OpenID Connect Core 5.1; Afspraken-
// stelsel eToegang, attribuutcatalogus; the defaults of Open Formulieren.
var claimNames = map[string][]string{
	"bsn":         {"bsn"},
	"level":       {"loa", "authsp_level", "urn:etoegang:core:assurance-class", "acr"},
	"given_names": {"given_name"},
	"family_name": {"family_name"},
	"birth_date":  {"birthdate"},
	"kvk":         {"kvk", "urn:etoegang:1.9:EntityConcernedID:KvKnr", "urn:etoegang:core:LegalSubjectID"},
	"company":     {"company", "company_name"},
	"actor":       {"acting_subject", "urn:etoegang:core:ActingSubjectID"},
	"street":      {"address.street_address"},
	"postcode":    {"address.postal_code"},
	"city":        {"address.locality"},
}

// levelNames are how brokers write levels. Sources: Logius, koppelvlakspecificatie
// DigiD (SAML classes and numbers); eToegang, assurance classes.
var levelNames = map[postkamer.IdentityMeans]map[string]postkamer.IdentityLevel{
	postkamer.MeansDigiD: {
		"basis": "basis", "10": "basis", "urn:oasis:names:tc:saml:2.0:ac:classes:passwordprotectedtransport": "basis",
		"midden": "midden", "20": "midden", "urn:oasis:names:tc:saml:2.0:ac:classes:mobiletwofactorcontract": "midden",
		"substantieel": "substantieel", "25": "substantieel", "urn:oasis:names:tc:saml:2.0:ac:classes:smartcard": "substantieel",
		"hoog": "hoog", "30": "hoog", "urn:oasis:names:tc:saml:2.0:ac:classes:smartcardpki": "hoog",
	},
	postkamer.MeansEHerkenning: {
		"eh2": "eh2", "loa2": "eh2", "urn:etoegang:core:assurance-class:loa2": "eh2",
		"eh2plus": "eh2plus", "eh2+": "eh2plus", "loa2plus": "eh2plus", "urn:etoegang:core:assurance-class:loa2plus": "eh2plus",
		"eh3": "eh3", "loa3": "eh3", "urn:etoegang:core:assurance-class:loa3": "eh3",
		"eh4": "eh4", "loa4": "eh4", "urn:etoegang:core:assurance-class:loa4": "eh4",
	},
}

// needed is the claim without which a login by these means says nothing.
func needed(means postkamer.IdentityMeans) string {
	if means == postkamer.MeansEHerkenning {
		return "kvk"
	}
	return "bsn"
}

// claim returns what the claims say about something; empty when they do not.
func (c CitizenLogin) claim(claims map[string]any, what string) string {
	names := claimNames[what]
	if other := c.Claims[what]; other != "" {
		names = []string{other}
	}
	for _, name := range names {
		if values := claimList(claims, name); len(values) > 0 && strings.TrimSpace(values[0]) != "" {
			return strings.TrimSpace(values[0])
		}
	}
	return ""
}

// citizenClaims changes the code for all that the broker says: in the token, and
// where the number is not there, at its address for more.
func (p *provider) citizenClaims(ctx context.Context, code string, a citizenAttempt, cfg CitizenLogin) (map[string]any, error) {
	identity, token, err := p.verified(ctx, code, a.attempt)
	if err != nil {
		return nil, err
	}
	var all map[string]any
	if err := identity.Claims(&all); err != nil {
		return nil, fmt.Errorf("%w: read claims: %w", errLoginFailed, err)
	}
	if seconds, ok := all["auth_time"].(float64); ok && time.Unix(int64(seconds), 0).Before(a.Began.Add(-skew)) {
		return nil, fmt.Errorf("%w: the broker's login is older than ours", errLoginFailed)
	}
	if cfg.claim(all, needed(a.Means)) != "" || p.more == nil {
		return all, nil
	}
	info, err := p.more(oidc.ClientContext(ctx, p.login.client), oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, fmt.Errorf("%w: ask for more claims: %w", errNoLogin, err)
	}
	if info.Subject != identity.Subject { // OpenID Connect Core 5.3.2
		return nil, fmt.Errorf("%w: more claims are of somebody else", errLoginFailed)
	}
	var more map[string]any
	if err := info.Claims(&more); err != nil {
		return nil, fmt.Errorf("%w: read more claims: %w", errLoginFailed, err)
	}
	for name, value := range more {
		if _, said := all[name]; !said {
			all[name] = value
		}
	}
	return all, nil
}

// identity reads who it is. Errors are errLoginFailed and name no value.
func (c CitizenLogin) identity(claims map[string]any, means postkamer.IdentityMeans, now time.Time) (postkamer.Identity, error) {
	i := postkamer.Identity{Means: means, Level: c.level(claims, means), ProvenAt: now}
	if i.Level == "" {
		return i, fmt.Errorf("%w: broker says no level that we know", errLoginFailed)
	}
	if means == postkamer.MeansEHerkenning {
		i.KvK, i.Company, i.Actor = c.claim(claims, "kvk"), c.claim(claims, "company"), c.claim(claims, "actor")
		if !postkamer.ValidKvK(i.KvK) {
			return i, fmt.Errorf("%w: broker says no number of a company", errLoginFailed)
		}
		return i, nil
	}
	i.BSN = postkamer.NormalBSN(c.claim(claims, "bsn"))
	switch {
	case i.BSN == "":
		return i, fmt.Errorf("%w: broker says no citizen service number", errLoginFailed)
	case !postkamer.ValidBSN(i.BSN):
		return i, fmt.Errorf("%w: citizen service number fails the eleven-test", errLoginFailed)
	}
	i.GivenNames, i.FamilyName = c.claim(claims, "given_names"), c.claim(claims, "family_name")
	if day, err := time.Parse(time.DateOnly, c.claim(claims, "birth_date")); err == nil { // 1968-00-00 is not known wholly
		i.BirthDate = day.Format(time.DateOnly)
	}
	i.Old = oldAddress(c.claim(claims, "street"), c.claim(claims, "postcode"), c.claim(claims, "city"))
	return i, nil
}

// level returns our name of the level that the claims say; empty for another.
func (c CitizenLogin) level(claims map[string]any, means postkamer.IdentityMeans) postkamer.IdentityLevel {
	said := c.claim(claims, "level")
	if ours, ok := c.Levels[said]; ok && means.Known(ours) {
		return ours
	}
	return levelNames[means][strings.ToLower(said)]
}

// houseForm finds the number at the end of a street with a number.
var houseForm = regexp.MustCompile(`^(.*\D)\s+(\d{1,5}(?:[ -]?[A-Za-z0-9]+)*)$`)

// oldAddress reads the address of OpenID Connect, in which street and number are
// one line.
func oldAddress(street, postcode, city string) postkamer.OldAddress {
	old := postkamer.OldAddress{Street: street, Postcode: cmp.Or(postkamer.NormalPostcode(postcode), postcode), City: city}
	if m := houseForm.FindStringSubmatch(street); m != nil {
		old.Street, old.Number = m[1], m[2]
	}
	return old
}
