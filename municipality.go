package postkamer

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Tone is how a municipality speaks to somebody: je or u.
type Tone string

// The tones. English is for citizens who ask for it: texts that have no English are
// said with u.
const (
	Je      Tone = "je"
	U       Tone = "u"
	English Tone = "en"
)

// Say picks the words of this tone from a text that holds both, so that the two
// can never drift apart: "Wat is {je|uw} nieuwe adres?". The first choice is je,
// the second u; every tone but Je speaks with u. Braces without a bar stay as
// they are.
func (t Tone) Say(text string) string {
	if strings.IndexByte(text, '{') < 0 {
		return text // most texts: nothing is copied
	}
	var said strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		said.WriteString(before)
		if !found {
			return said.String()
		}
		choice, after, closed := strings.Cut(rest, "}")
		je, u, both := strings.Cut(choice, "|")
		switch {
		case !closed || !both:
			said.WriteByte('{')
			text = rest
			continue
		case t == Je:
			said.WriteString(je)
		default:
			said.WriteString(u)
		}
		text = after
	}
}

// Tones are the tones of a municipality for each audience.
type Tones struct {
	Citizen Tone `yaml:"inwoner"`
	Staff   Tone `yaml:"medewerker"`
}

// Switch is something a municipality turns on or off; in its file "aan" or "uit".
type Switch bool

// UnmarshalText reads aan, uit, ja, nee, true or false.
func (s *Switch) UnmarshalText(text []byte) error {
	switch strings.ToLower(string(text)) {
	case "aan", "ja", "true":
		*s = true
	case "uit", "nee", "false":
		*s = false
	default:
		return fmt.Errorf("%q is not a switch: write aan or uit", text)
	}
	return nil
}

// MarshalText writes aan or uit.
func (s Switch) MarshalText() ([]byte, error) {
	if s {
		return []byte("aan"), nil
	}
	return []byte("uit"), nil
}

// A Municipality (gemeente) is its own face and habits: the 5-10 % in which it
// differs from its neighbours. It is read from one YAML file.
type Municipality struct {
	Name           string                 `yaml:"naam"`
	Tone           Tones                  `yaml:"toon"`
	Color          string                 `yaml:"kleur"`                   // #rrggbb, dark enough for white text; the shades are derived
	Corners        int                    `yaml:"hoeken"`                  // roundness of buttons and fields, pixels
	Logo           string                 `yaml:"logo"`                    // path of an SVG, PNG or WebP file; empty shows a plain mark
	Phone          string                 `yaml:"telefoon"`                // for citizens, as people write it: 14 070
	Address        []string               `yaml:"postadres"`               // lines of the address for post, without the name
	Hours          string                 `yaml:"bereikbaar"`              // when Phone is answered
	ServiceDesk    string                 `yaml:"servicedesk"`             // internal number for staff with a failure
	AnonymousCalls Switch                 `yaml:"anoniem_bellen"`          // the municipality's number is hidden when it phones
	Appointments   Switch                 `yaml:"afspraken"`               // citizens may come to the desk
	Visits         Calendar               `yaml:"afspraken_agenda"`        // when they may come
	CallTimes      Calendar               `yaml:"bel_tijden"`              // when they can be phoned by promise
	ProofOfLiving  Switch                 `yaml:"bewijs_wonen"`            // a move needs proof that one may live there
	ProofOfHours   Switch                 `yaml:"bewijs_uren"`             // an application for Tozo needs proof of the hours, of everybody
	MoveAheadDays  int                    `yaml:"verhuizing_vooraf_dagen"` // how long before the move it may be reported
	Postcodes      []string               `yaml:"postcodes"`               // that lie in the municipality: "2512", "2512EB" or "2490-2599"; empty: not judged
	Schemes        string                 `yaml:"regelingen"`              // folder with schemes of its own (YAML); empty: those that are shipped
	Forms          string                 `yaml:"formulieren"`             // folder with forms of its own (YAML); empty: those that are shipped
	FormsOff       []string               `yaml:"formulieren_uit"`         // names of forms that citizens cannot begin now
	CallNormHours  int                    `yaml:"bel_norm_uren"`           // a call task should not wait longer
	Norms          Norms                  `yaml:"normen"`                  // above which the team page says so
	CallAttempts   int                    `yaml:"bel_pogingen"`            // after so many without answer a letter goes out
	LearnEvery     int                    `yaml:"leren_na"`                // after so many corrections the computer learns at once, not in the night
	Privacy        string                 `yaml:"privacy"`                 // https address of the privacy statement; empty hides the link
	Accessibility  string                 `yaml:"toegankelijkheid"`        // https address of the accessibility statement
	Substitution   Substitution           `yaml:"vervanging"`              // paper that is replaced by images
	Terms          TermRules              `yaml:"termijnen"`               // holidays, and how long things may take where the law leaves that open
	ClosedDays     []ExtraDay             `yaml:"gesloten_dagen"`          // on which nobody works, besides weekends and holidays; no legal term moves by them
	Letters        map[string]LetterWords `yaml:"brieven"`                 // words of letters that differ from those that are shipped, by template
	Work           map[CaseType]string    `yaml:"werksoort"`               // per kind: standaard, besluit or maatwerk; what is not named is as shipped

	Queues map[Queue]QueueSetting   `yaml:"werkvoorraden"` // names of queues, and queues that are not shipped
	Kinds  map[CaseType]KindSetting `yaml:"zaaktypen"`     // names, queues and terms of kinds
	Texts  map[string]string        `yaml:"teksten"`       // own words, by the text that is shipped; both with {je|u}

	OwnEnglish map[string]string `yaml:"teksten_engels"` // own English, by the Dutch text that is shipped

	English map[string]string `yaml:"-"` // texts for citizens in English, by the text that is shipped; see package town
}

// DefaultMunicipality returns the municipality of the demonstration; a file
// changes what it names.
func DefaultMunicipality() Municipality {
	return Municipality{
		Name:          "Gemeente Voorbeeldstad",
		Tone:          Tones{Citizen: U, Staff: Je},
		Color:         "#0a5c7a",
		Corners:       8,
		Phone:         "14 070",
		Address:       []string{"Postbus 100", "2500 AA Voorbeeldstad"},
		Hours:         "maandag tot en met vrijdag, 8.30 tot 17.00 uur",
		ServiceDesk:   "070 123 45 67",
		Appointments:  true,
		Visits:        DefaultVisits(),
		CallTimes:     DefaultCallTimes(),
		MoveAheadDays: 28, // Wet BRP art. 2.39: at most four weeks before the move
		CallNormHours: 24,
		Norms:         DefaultNorms(),
		CallAttempts:  MaxCallAttempts,
		LearnEvery:    10,
		Substitution:  DefaultSubstitution(),
		Terms:         DefaultTermRules(),
	}
}

// colorForm is how a colour is written.
var colorForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// postcodeRule is how the municipality's postcodes are written: the beginning of
// one, or a range of the digits.
var postcodeRule = regexp.MustCompile(`^[1-9][0-9]{1,3}$|^[1-9][0-9]{3} ?[A-Za-z]{2}$|^[1-9][0-9]{3} ?- ?[1-9][0-9]{3}$`)

// Check returns every value of the municipality's file that cannot be, with what
// to write instead; nil when all is well. Whether the colour gives enough
// contrast is for package web to say.
func (m Municipality) Check() error {
	var wrong []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	refuse(strings.TrimSpace(m.Name) == "", "naam: is empty: write the name as it must stand on every page")
	refuse(!m.Tone.Citizen.known(), "toon.inwoner: %q: write je or u", m.Tone.Citizen)
	refuse(!m.Tone.Staff.known(), "toon.medewerker: %q: write je or u", m.Tone.Staff)
	refuse(!colorForm.MatchString(m.Color), "kleur: %q: write a colour such as \"#0b6140\", with the quotes", m.Color)
	refuse(m.Corners < 0 || m.Corners > 24, "hoeken: %d: write a number of pixels from 0 to 24", m.Corners)
	refuse(strings.TrimSpace(m.Phone) == "", "telefoon: is empty: write the number that citizens may phone")
	refuse(m.MoveAheadDays < 0 || m.MoveAheadDays > 365, "verhuizing_vooraf_dagen: %d: write a number of days from 0 to 365", m.MoveAheadDays)
	for _, p := range m.Postcodes {
		refuse(!postcodeRule.MatchString(p), "postcodes: %q: write the four digits such as \"2512\", a whole postcode such as \"2512EB\", or a range such as \"2490-2599\"", p)
	}
	refuse(m.CallNormHours < 1, "bel_norm_uren: %d: write a number of hours from 1", m.CallNormHours)
	refuse(m.CallAttempts < 1 || m.CallAttempts > 10, "bel_pogingen: %d: write a number from 1 to 10", m.CallAttempts)
	refuse(m.LearnEvery < 1 || m.LearnEvery > 1000, "leren_na: %d: write a number of corrections from 1 to 1000", m.LearnEvery)
	refuse(!isLink(m.Privacy), "privacy: %q: write an address that begins with https://", m.Privacy)
	refuse(!isLink(m.Accessibility), "toegankelijkheid: %q: write an address that begins with https://", m.Accessibility)
	refuse(bool(m.Appointments) && len(m.Visits.Times) == 0, "afspraken_agenda.tijden: is empty: write when citizens may come, or afspraken: uit")
	wrong = slices.Concat(wrong, m.Visits.check("afspraken_agenda"), m.CallTimes.check("bel_tijden"))
	for _, err := range []error{m.Substitution.Check(), m.Terms.Check()} {
		if err != nil {
			wrong = append(wrong, err)
		}
	}
	wrong = slices.Concat(wrong, m.checkKinds(), m.Norms.Check(), checkClosedDays(m.ClosedDays))
	for i, err := range wrong {
		wrong[i] = keyed(err)
	}
	return errors.Join(wrong...)
}

func (t Tone) known() bool { return t == Je || t == U }

// isLink tells whether s is empty or an https address.
func isLink(s string) bool { return s == "" || strings.HasPrefix(s, "https://") }
