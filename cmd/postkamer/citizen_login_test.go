package main

import (
	"strings"
	"testing"

	"postkamer"
)

func TestBrokerOfCitizensIsConfigured(t *testing.T) {
	s, err := readSettings([]string{
		"POSTKAMER_CITIZEN_OIDC_ISSUER=https://broker.example", "POSTKAMER_CITIZEN_OIDC_CLIENT=gemeente", "POSTKAMER_CITIZEN_OIDC_SECRET=x",
		"POSTKAMER_CITIZEN_OIDC_MEANS=digid, eherkenning", "POSTKAMER_CITIZEN_OIDC_DIGID_PARAMS=acr_values=idp:digid&x=1",
		"POSTKAMER_CITIZEN_OIDC_CLAIMS=bsn=urn:a=b:bsn,level=loa2", "POSTKAMER_CITIZEN_OIDC_LEVELS=urn:x=midden", "POSTKAMER_CITIZEN_OIDC_HOSTS=https://digid.example",
		"POSTKAMER_CITIZEN_OIDC_EHERKENNING_CLIENT=gemeente-eh", "POSTKAMER_CITIZEN_OIDC_EHERKENNING_SECRET=y"})
	if err != nil {
		t.Fatal(err)
	}
	c := s.CitizenLogin
	if own := c.Clients[postkamer.MeansEHerkenning]; own.ID != "gemeente-eh" || own.Secret != "y" {
		t.Errorf("the client for eHerkenning is %+v", own)
	}
	if len(c.Means) != 2 || c.Params[postkamer.MeansDigiD].Get("acr_values") != "idp:digid" || c.Levels["urn:x"] != "midden" ||
		c.Claims["level"] != "loa2" || c.Claims["bsn"] != "urn:a=b:bsn" || len(c.FormHosts) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestWrongSettingsOfTheBrokerAreRefused(t *testing.T) {
	for _, tt := range []struct{ entry, want string }{
		{"POSTKAMER_CITIZEN_OIDC_ISSUER=https://broker.example", "both, or neither"},
		{"POSTKAMER_CITIZEN_OIDC_CLIENT=gemeente", "both, or neither"},
		{"POSTKAMER_CITIZEN_OIDC_MEANS=idin", `write digid or eherkenning instead of "idin"`},
		{"POSTKAMER_CITIZEN_OIDC_LEVELS=urn:x=goud", `"goud" is no level`},
		{"POSTKAMER_CITIZEN_OIDC_CLAIMS=bsn", "write name=value"},
		{"POSTKAMER_CITIZEN_OIDC_DIGID_PARAMS=%zz", "write name=value"},
		{"POSTKAMER_CITIZEN_OIDC_ACR=x", "is not known"},
		{"POSTKAMER_CITIZEN_OIDC_EHERKENNING_SECRET=x", "EHERKENNING_CLIENT"},
		{"POSTKAMER_CITIZEN_OIDC_EHERKENNING_CLIENT=x", "OIDC_ISSUER as well"},
	} {
		t.Run(tt.entry, func(t *testing.T) {
			if _, err := readSettings([]string{tt.entry}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}
