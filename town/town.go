// Package town keeps the municipality as it is now: its own file, with what its
// administrator changed on top of that, and the rules of the decision that follow
// from both. Pages, steps and commands all read it through one [Keeper], so that
// a change works everywhere within seconds and without a restart.
//
// A [Town] never changes once it is made. Who answers a request or does a step
// asks for it once and works with that.
package town

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"postkamer"
	"postkamer/classify"
	"postkamer/intake"
)

// A Town is the municipality at one moment. It is not changed: a later version is
// another Town.
type Town struct {
	postkamer.Municipality
	Version int             // of the settings; 0: the file alone
	Overlay string          // YAML: what the settings changed of the file
	Policy  classify.Policy // what the decision follows
	Forms   *intake.Forms   // all that exist, also those that are off
	Logo    []byte          // SVG, PNG or WebP; nil shows a plain mark
}

// Off tells whether citizens cannot begin a form now.
func (t *Town) Off(form string) bool { return slices.Contains(t.FormsOff, form) }

// A Base is what the settings lie on: the file of the municipality, and the rules
// that the program and the municipality's own schemes bring.
type Base struct {
	Municipality postkamer.Municipality
	Rules        classify.Policy // before the choices in Municipality
	Forms        *intake.Forms   // nil: those that are shipped
	Logo         []byte
}

// Town returns the municipality of the file alone.
func (b Base) Town() (*Town, error) { return b.town(b.Municipality) }

func (b Base) town(m postkamer.Municipality) (*Town, error) {
	forms := b.Forms
	if forms == nil {
		shipped, err := intake.LoadForms()
		if err != nil {
			return nil, err
		}
		forms = shipped
	}
	policy, err := PolicyOf(m, b.Rules)
	if err != nil {
		return nil, err
	}
	if err := checkForms(m, forms, policy); err != nil {
		return nil, err
	}
	policy.Forms = forms.Kinds()
	if m.English, err = english(); err != nil {
		return nil, err
	}
	if err := forms.AddEnglish(m.English); err != nil {
		return nil, fmt.Errorf("formulieren: %w", err)
	}
	return &Town{Municipality: m, Policy: policy, Forms: forms, Logo: b.Logo}, nil
}

// checkForms refuses a form of a kind that does not exist, and a switch for a form that
// does not.
func checkForms(m postkamer.Municipality, forms *intake.Forms, policy classify.Policy) error {
	for _, form := range forms.All() {
		if _, known := policy.Queues[form.Kind]; form.Kind != "" && !known {
			return postkamer.Wrong("formulieren", "form %s has kind %q: name a kind of post that exists", form.Name, form.Kind)
		}
	}
	for _, name := range m.FormsOff {
		if !slices.Contains(forms.Names(), name) {
			return postkamer.Wrong("formulieren_uit", "%q: write names of forms: %s", name, strings.Join(forms.Names(), ", "))
		}
	}
	return nil
}

// PolicyOf turns the municipality's choices into the rules of the decision. In the
// municipality of the demonstration rounds are open that are only for trying.
func PolicyOf(m postkamer.Municipality, rules classify.Policy) (classify.Policy, error) {
	policy := rules.WithNumber("verhuizing", "days_before", float64(m.MoveAheadDays))
	policy.Work = maps.Clone(rules.Work)
	for _, kind := range slices.Sorted(maps.Keys(m.Work)) {
		work := classify.Work(m.Work[kind])
		if _, known := policy.Queues[kind]; !known || !work.Valid() {
			return policy, postkamer.Wrong("werksoort."+string(kind), "%q: name a kind of post that exists, and write standaard, besluit or maatwerk", work)
		}
		policy.Work[kind] = work
	}
	if err := placeKinds(&policy, m, rules); err != nil {
		return policy, err
	}
	policy.Municipality, policy.Postcodes, policy.TermRules = m.Name, m.Postcodes, m.Terms
	policy.Demonstration = m.Name == postkamer.DefaultMunicipality().Name
	return policy, nil
}
