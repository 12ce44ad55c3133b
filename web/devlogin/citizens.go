package devlogin

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Means by which a made-up citizen logs in, as the service asks for them.
const (
	DigiD       = "digid"
	EHerkenning = "eherkenning"
)

// Citizens returns made-up people, each with a login of another kind. Their
// numbers begin with 999, which is nobody's.
func Citizens() []Person {
	at := func(street, postcode, city string) map[string]any {
		return map[string]any{"street_address": street, "postal_code": postcode, "locality": city}
	}
	return []Person{
		{Subject: "inwoner-zoe", Name: "Zoë d'Hónt-van 't Ei", Means: DigiD, Work: "DigiD niveau Midden, woont Lindelaan 3 A", Claims: map[string]any{
			"bsn": "999990019", "loa": "midden", "given_name": "Zoë Anna", "family_name": "d'Hónt-van 't Ei", "birthdate": "1968-11-07",
			"address": at("Lindelaan 3 A", "2513CD", "Den Haag")}},
		{Subject: "inwoner-karim", Name: "Karim Bakker", Means: DigiD, Work: "DigiD niveau Substantieel", Claims: map[string]any{
			"bsn": "999990020", "loa": "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard", "given_name": "Karim", "family_name": "Bakker", "birthdate": "1985-02-28"}},
		{Subject: "inwoner-nummer", Name: "Alleen een nummer", Means: DigiD, Work: "DigiD niveau Midden, vertelt geen naam", Claims: map[string]any{
			"bsn": "999990032", "loa": "20"}},
		{Subject: "inwoner-basis", Name: "Anna Basis", Means: DigiD, Work: "DigiD niveau Basis: te laag", Claims: map[string]any{
			"bsn": "999990044", "loa": "10", "given_name": "Anna", "family_name": "Basis", "birthdate": "1990-01-01"}},
		{Subject: "inwoner-jong", Name: "Fien de Jong", Means: DigiD, Work: "DigiD niveau Midden, 15 jaar", Claims: map[string]any{
			"bsn": "999990056", "loa": "midden", "given_name": "Fien", "family_name": "de Jong", "birthdate": "2011-05-05"}},
		{Subject: "bedrijf-klussen", Name: "Bakker Klussen", Means: EHerkenning, Work: "eHerkenning niveau EH3, KvK 12345678", Claims: map[string]any{
			"kvk": "12345678", "loa": "urn:etoegang:core:assurance-class:loa3", "company": "Bakker Klussen", "acting_subject": "a1b2c3"}},
	}
}

// offered are the people who log in by the means that was asked; all when none was.
func (p *Provider) offered(means string) []Person {
	list := slices.Clone(p.people)
	return slices.DeleteFunc(list, func(who Person) bool { return means != "" && who.Means != "" && who.Means != means })
}

// logout ends nothing, since nothing is kept, and sends the browser back to the
// service: to an address of its own and nowhere else.
func (p *Provider) logout(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("post_logout_redirect_uri")
	if r.URL.Query().Get("client_id") != p.id || to != p.home && !strings.HasPrefix(to, p.home+"/") {
		http.Error(w, "Dit adres om terug te gaan klopt niet.", http.StatusBadRequest)
		return
	}
	back, err := url.Parse(to)
	if err != nil {
		http.Error(w, "Dit adres om terug te gaan klopt niet.", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}
