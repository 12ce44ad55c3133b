package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"postkamer"
	"postkamer/web"
	"postkamer/web/devlogin"
)

// citizenLoginVariables are the environment variables of the broker that lets
// citizens log in.
func (s *settings) citizenLoginVariables() map[string]func(string) error {
	c := &s.CitizenLogin
	text := func(into *string) func(string) error {
		return func(v string) error { *into = v; return nil }
	}
	params := func(means postkamer.IdentityMeans) func(string) error {
		return func(v string) error {
			values, err := url.ParseQuery(v)
			if err != nil || len(values) == 0 {
				return fmt.Errorf("write name=value&name=value instead of %q", v)
			}
			if c.Params == nil {
				c.Params = map[postkamer.IdentityMeans]url.Values{}
			}
			c.Params[means] = values
			return nil
		}
	}
	own := func(put func(*web.CitizenClient, string)) func(string) error {
		return func(v string) error {
			if c.Clients == nil {
				c.Clients = map[postkamer.IdentityMeans]web.CitizenClient{}
			}
			client := c.Clients[postkamer.MeansEHerkenning]
			put(&client, v)
			c.Clients[postkamer.MeansEHerkenning] = client
			return nil
		}
	}
	return map[string]func(string) error{
		"POSTKAMER_CITIZEN_OIDC_EHERKENNING_ISSUER": own(func(c *web.CitizenClient, v string) { c.Issuer = v }),
		"POSTKAMER_CITIZEN_OIDC_EHERKENNING_CLIENT": own(func(c *web.CitizenClient, v string) { c.ID = v }),
		"POSTKAMER_CITIZEN_OIDC_EHERKENNING_SECRET": own(func(c *web.CitizenClient, v string) { c.Secret = v }),
		"POSTKAMER_CITIZEN_OIDC_ISSUER":             text(&c.Issuer),
		"POSTKAMER_CITIZEN_OIDC_CLIENT":             text(&c.ClientID),
		"POSTKAMER_CITIZEN_OIDC_SECRET":             text(&c.ClientSecret),
		"POSTKAMER_CITIZEN_OIDC_SCOPES":             func(v string) error { c.Scopes = words(v); return nil },
		"POSTKAMER_CITIZEN_OIDC_MEANS":              s.readMeans,
		"POSTKAMER_CITIZEN_OIDC_CLAIMS":             func(v string) (err error) { c.Claims, err = pairs(v, strings.Index); return err },
		"POSTKAMER_CITIZEN_OIDC_LEVELS":             s.readLevels,
		"POSTKAMER_CITIZEN_OIDC_HOSTS":              func(v string) error { c.FormHosts = words(v); return nil },
		"POSTKAMER_CITIZEN_OIDC_DIGID_PARAMS":       params(postkamer.MeansDigiD),
		"POSTKAMER_CITIZEN_OIDC_EHERKENNING_PARAMS": params(postkamer.MeansEHerkenning),
	}
}

// words are what stands between commas and spaces.
func words(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
}

// pairs reads name=value, name=value. Which = divides a pair that has several, cut says:
// strings.Index for a name of ours, strings.LastIndex for a value of ours.
func pairs(v string, cut func(s, sep string) int) (map[string]string, error) {
	list := map[string]string{}
	for _, word := range words(v) {
		at := cut(word, "=")
		if at < 1 || at == len(word)-1 {
			return nil, fmt.Errorf("write name=value instead of %q", word)
		}
		list[word[:at]] = word[at+1:]
	}
	return list, nil
}

func (s *settings) readMeans(v string) error {
	for _, word := range words(v) {
		means := postkamer.IdentityMeans(word)
		if !slices.Contains([]postkamer.IdentityMeans{postkamer.MeansDigiD, postkamer.MeansEHerkenning}, means) {
			return fmt.Errorf("write digid or eherkenning instead of %q", word)
		}
		s.CitizenLogin.Means = append(s.CitizenLogin.Means, means)
	}
	return nil
}

func (s *settings) readLevels(v string) error {
	list, err := pairs(v, strings.LastIndex)
	if err != nil {
		return err
	}
	s.CitizenLogin.Levels = map[string]postkamer.IdentityLevel{}
	for said, ours := range list {
		level := postkamer.IdentityLevel(ours)
		if !postkamer.MeansDigiD.Known(level) && !postkamer.MeansEHerkenning.Known(level) {
			return fmt.Errorf("%q is no level: write basis, midden, substantieel, hoog, eh2, eh2plus, eh3 or eh4", ours)
		}
		s.CitizenLogin.Levels[said] = level
	}
	return nil
}

// citizenLogin says how citizens log in: at the broker; in the embedded run, with
// made-up people; or not at all.
func (r *room) citizenLogin(cfg *web.Config, base string) error {
	cfg.CitizenLogin = r.settings.CitizenLogin
	if cfg.CitizenLogin.Issuer != "" || !r.settings.embedded() || r.settings.OIDCIssuer != "" {
		return nil
	}
	dev, err := devlogin.New(devlogin.Config{Embedded: true, BaseURL: base, Citizens: true})
	if err != nil {
		return err
	}
	cfg.DevCitizens = dev.Handler()
	cfg.CitizenLogin = web.CitizenLogin{
		Issuer: dev.Issuer(),
		Means:  []postkamer.IdentityMeans{postkamer.MeansDigiD, postkamer.MeansEHerkenning},
		Params: map[postkamer.IdentityMeans]url.Values{
			postkamer.MeansDigiD:       {"acr_values": {devlogin.DigiD}},
			postkamer.MeansEHerkenning: {"acr_values": {devlogin.EHerkenning}},
		},
	}
	cfg.CitizenLogin.ClientID, cfg.CitizenLogin.ClientSecret = dev.Client()
	return nil
}
