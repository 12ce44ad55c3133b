package postkamer

import (
	"slices"
	"time"
)

// IdentityMeans is how a citizen showed who he is.
type IdentityMeans string

// Means of identification. Without any of them an identity is not established.
const (
	MeansDigiD       IdentityMeans = "digid"       // a person, by his citizen service number
	MeansEHerkenning IdentityMeans = "eherkenning" // somebody who acts for a company
	MeansCounter     IdentityMeans = "balie"       // a member of staff saw the identity document
)

// IdentityLevel says how sure a login is. Each means has levels of its own.
type IdentityLevel string

// identityLevels are the levels of each means, from least to most sure. Sources:
// Logius, DigiD betrouwbaarheidsniveaus; Afsprakenstelsel eToegang, levels of
// assurance. Level EH1 is no longer handed out.
var identityLevels = map[IdentityMeans][]IdentityLevel{
	MeansDigiD:       {"basis", "midden", "substantieel", "hoog"},
	MeansEHerkenning: {"eh2", "eh2plus", "eh3", "eh4"},
}

// levelWords are levels as a page says them.
var levelWords = map[IdentityLevel]string{
	"basis": "Basis", "midden": "Midden", "substantieel": "Substantieel", "hoog": "Hoog",
	"eh2": "EH2", "eh2plus": "EH2+", "eh3": "EH3", "eh4": "EH4",
}

// An Identity is what a login provider said about who fills in a form. Fields
// that it did not say are empty.
type Identity struct {
	Means      IdentityMeans `json:"means"`
	Level      IdentityLevel `json:"level,omitempty"` // empty for the counter
	ProvenAt   time.Time     `json:"proven_at"`
	BSN        string        `json:"bsn,omitempty"` // nine digits that pass the eleven-test
	GivenNames string        `json:"given_names,omitempty"`
	FamilyName string        `json:"family_name,omitempty"`
	BirthDate  string        `json:"birth_date,omitempty"` // 2006-01-02
	KvK        string        `json:"kvk,omitempty"`        // of the company that somebody acts for
	Company    string        `json:"company,omitempty"`
	Actor      string        `json:"actor,omitempty"` // eHerkenning: the pseudonym of the acting person
	Old        OldAddress    `json:"old,omitzero"`
}

// An OldAddress is where somebody is registered now, as the login provider wrote it.
type OldAddress struct {
	Street   string `json:"street,omitempty"`
	Number   string `json:"number,omitempty"` // with letter and addition
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
}

// Known tells whether means exists and has the level.
func (m IdentityMeans) Known(level IdentityLevel) bool {
	return slices.Contains(identityLevels[m], level)
}

// Label is the name of the means for people.
func (m IdentityMeans) Label() string {
	switch m {
	case MeansDigiD:
		return "DigiD"
	case MeansEHerkenning:
		return "eHerkenning"
	}
	return "de balie"
}

// Label is the level for people.
func (l IdentityLevel) Label() string { return levelWords[l] }

// Reaches tells whether the login is at least as sure as least. A level of
// another means is never reached.
func (i Identity) Reaches(least IdentityLevel) bool {
	levels := identityLevels[i.Means]
	have, need := slices.Index(levels, i.Level), slices.Index(levels, least)
	return need >= 0 && have >= need
}

// Words say by what an identity was established: "DigiD (niveau Midden)".
func (i Identity) Words() string {
	if label := i.Level.Label(); label != "" {
		return i.Means.Label() + " (niveau " + label + ")"
	}
	return i.Means.Label()
}

// Name is the full name, as far as the provider said it.
func (i Identity) Name() string {
	if i.GivenNames == "" || i.FamilyName == "" {
		return i.GivenNames + i.FamilyName
	}
	return i.GivenNames + " " + i.FamilyName
}
