package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// A loginDef says by which means a citizen may log in before a form, with the
// least level of each. A form without it offers no login.
type loginDef struct {
	DigiD       phrase `yaml:"digid"`
	EHerkenning phrase `yaml:"eherkenning"`
	Address     phrase `yaml:"address"` // label of the address that the login tells; empty: it is not taken over
}

// Least returns the least level of login by some means; false when the form does
// not take it.
func (f *Form) Least(means postkamer.IdentityMeans) (postkamer.IdentityLevel, bool) {
	level := postkamer.IdentityLevel(f.def.Login.levels()[means].text)
	return level, level != ""
}

// Means are the means of login that the form takes, in the order of the page.
func (f *Form) Means() []postkamer.IdentityMeans {
	var list []postkamer.IdentityMeans
	for _, m := range []postkamer.IdentityMeans{postkamer.MeansDigiD, postkamer.MeansEHerkenning} {
		if _, ok := f.Least(m); ok {
			list = append(list, m)
		}
	}
	return list
}

func (d loginDef) levels() map[postkamer.IdentityMeans]phrase {
	return map[postkamer.IdentityMeans]phrase{postkamer.MeansDigiD: d.DigiD, postkamer.MeansEHerkenning: d.EHerkenning}
}

// A fact is something that a login can tell and a question may ask.
type fact struct {
	kind string // of the question
	of   func(postkamer.Identity) string
}

// facts are all facts, by the name that a definition calls them.
var facts = map[string]fact{
	"bsn":         {KindBSN, func(i postkamer.Identity) string { return i.BSN }},
	"given_names": {KindText, func(i postkamer.Identity) string { return i.GivenNames }},
	"family_name": {KindText, func(i postkamer.Identity) string { return i.FamilyName }},
	"birth_date":  {KindDate, func(i postkamer.Identity) string { return i.BirthDate }},
	"kvk":         {KindKvK, func(i postkamer.Identity) string { return i.KvK }},
	"company":     {KindText, func(i postkamer.Identity) string { return i.Company }},
}

// known returns the answer that the login gives to a question, in the shape of
// Answers; nil when it gives none and the citizen is asked.
func (q *questionDef) known(c Context) []string {
	if c.Identity == nil || q.Known.text == "" {
		return nil
	}
	value := facts[q.Known.text].of(*c.Identity)
	if value == "" {
		return nil
	}
	if q.Kind.text != KindDate {
		return []string{value}
	}
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return nil
	}
	return []string{strconv.Itoa(day.Day()), strconv.Itoa(int(day.Month())), strconv.Itoa(day.Year())}
}

// given returns what was answered: by the login, or else by the citizen.
func (q askedQuestion) given(a Answers) []string {
	if q.known != nil {
		return q.known
	}
	return a[q.Name]
}

// answered tells whether the login answered all that a page asks.
func (p askedPage) answered() bool {
	return p.Stop == nil && len(p.asks) > 0 && len(p.Questions) == 0
}

// unfit ends the form when what a login tells is not right for it: somebody is
// too young. The citizen cannot fill in something else there.
func (f *Form) unfit(p askedPage, c Context) *Stop {
	for _, q := range p.asks {
		if q.known == nil {
			continue
		}
		if fault, fill := q.fault(q.known, c); fault != "" {
			return &Stop{Heading: f.faultText(q.def, fault, c, p.fill, fill), Text: []string{say("{Kom je|Komt u} er niet uit? Bel {telefoon}.", c, nil)}}
		}
	}
	return nil
}

// offersLogin tells whether a login would answer something on the page.
func (f *Form) offersLogin(p askedPage, c Context) bool {
	if c.Identity != nil || len(f.Means()) == 0 {
		return false
	}
	return slices.ContainsFunc(p.asks, func(q askedQuestion) bool { return q.def.Known.text == "bsn" })
}

// oldAddress is what the login tells of where somebody is registered, when the
// form takes that over: one line for people and the fields of a case. It stands
// with the page on which the login answers the number.
func (f *Form) oldAddress(p askedPage, c Context) (line SummaryLine, fields []postkamer.Answer) {
	label := say(f.def.Login.Address.text, c, nil)
	if c.Identity == nil || label == "" || !slices.ContainsFunc(p.asks, func(q askedQuestion) bool { return q.known != nil && q.def.Known.text == "bsn" }) {
		return line, nil
	}
	old := c.Identity.Old
	add := func(name, value string, field postkamer.FieldName) {
		if value != "" {
			fields = append(fields, postkamer.Answer{Name: name, Field: string(field), Label: label, Value: value})
		}
	}
	add("oud-straat", old.Street, postkamer.FieldOldStreet)
	add("oud-huisnummer", old.Number, postkamer.FieldOldNumber)
	add("oud-postcode", either(postkamer.NormalPostcode(old.Postcode), old.Postcode), postkamer.FieldOldPostcode)
	add("oud-plaats", old.City, postkamer.FieldOldCity)
	if len(fields) == 0 {
		return line, nil
	}
	street := strings.TrimSpace(old.Street + " " + old.Number)
	place := strings.TrimSpace(old.Postcode + " " + old.City)
	return SummaryLine{Slug: p.Slug, Label: label, Value: strings.Trim(street+", "+place, ", "), Known: true}, fields
}

// login checks by which means a form may be begun.
func (r *reader) login(d loginDef) {
	any := false
	for means, level := range d.levels() {
		if level.text == "" {
			continue
		}
		any = true
		if !means.Known(postkamer.IdentityLevel(level.text)) {
			r.refuse(level.line, "%q is no level of %s", level.text, means)
		}
	}
	if d.Address.text != "" && !any {
		r.refuse(d.Address.line, "login needs digid or eherkenning")
	}
	r.text(d.Address)
	if any && !slices.ContainsFunc(r.def.Pages, pageDef.asksNumber) {
		r.refuse(r.def.Name.line, "login needs a question with known: bsn, of field bsn")
	}
}

// asksNumber tells whether a page asks for the number that a login proves.
func (p pageDef) asksNumber() bool {
	return slices.ContainsFunc(p.Questions, func(q questionDef) bool {
		return q.Known.text == "bsn" && q.Field.text == string(postkamer.FieldBSN)
	})
}

// known checks which fact of a login answers a question.
func (r *reader) known(q *questionDef, p *pageDef) {
	if q.Known.text == "" {
		return
	}
	if facts[q.Known.text].kind != q.Kind.text {
		r.refuse(q.Known.line, "known: %q is no fact of a login, or not for a question of kind %s", q.Known.text, q.Kind.text)
	}
	if p.Each.text != "" || r.def.Login == (loginDef{}) {
		r.refuse(q.Known.line, "known: needs login in the form, and a page that is there once")
	}
}
