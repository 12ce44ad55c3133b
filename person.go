package postkamer

import (
	"slices"
	"strings"
	"time"
)

// PersonID numbers a member of staff in the database.
type PersonID int64

// Role is what a member of staff may do. Somebody may have several.
type Role string

// Roles of staff. The words on the page are scanmedewerker, behandelaar,
// beller, teamleider and beheerder.
const (
	Operator   Role = "operator"
	Caseworker Role = "caseworker"
	Caller     Role = "caller"
	TeamLead   Role = "teamlead"
	Admin      Role = "admin"
)

// A Person is a member of staff, known by the subject of the login provider.
type Person struct {
	ID      PersonID
	Subject string
	Name    string
	Email   string // for mail to staff; empty when the login provider gives none
	Roles   []Role
	Queues  []Queue // the queues this person works; empty means all

	Languages    []Tongue // read and spoken, besides Dutch
	Skills       []Skill
	LikesCalling bool // belt graag
}

// Tongue names a language in Dutch and in small letters: turks. (Language is the
// doubt about it.)
type Tongue string

// Tongues are the languages that a team leader can choose from. Those that a
// letter can be found to be in come first; see classify.
var Tongues = []Tongue{"engels", "duits", "frans", "turks", "pools", "spaans", "arabisch",
	"bulgaars", "chinees", "farsi", "fries", "gebarentaal", "italiaans", "oekraïens", "papiaments", "portugees", "roemeens", "russisch", "somalisch", "tigrinya"}

// Skill (kennis) names what somebody has learnt and a kind of case may ask for, in
// small letters: bezwaar.
type Skill string

// maxSkill is how long the name of a skill may be, in bytes.
const maxSkill = 40

// NormalSkill returns a skill as it is kept; false when it is no name of one.
func NormalSkill(name string) (Skill, bool) {
	name = strings.Join(strings.Fields(strings.ToLower(name)), " ")
	return Skill(name), name != "" && len(name) <= maxSkill && !strings.ContainsAny(name, ":,;")
}

// A Need is what a case asks of who gets it as the next: the name of a skill, or
// taal: and a tongue.
type Need string

const tonguePrefix = "taal:"

// NeedOf is a need for a language.
func NeedOf(t Tongue) Need { return Need(tonguePrefix + t) }

// Tongue returns the language that a need asks; false when it asks a skill.
func (n Need) Tongue() (Tongue, bool) {
	name, found := strings.CutPrefix(string(n), tonguePrefix)
	return Tongue(name), found
}

// Has returns which needs this person meets.
func (p Person) Has() []Need {
	has := []Need{}
	for _, s := range p.Skills {
		has = append(has, Need(s))
	}
	for _, t := range p.Languages {
		has = append(has, NeedOf(t))
	}
	return has
}

// Meets tells whether this person has all that is needed.
func (p Person) Meets(needs []Need) bool {
	has := p.Has()
	for _, n := range needs {
		if !slices.Contains(has, n) {
			return false
		}
	}
	return true
}

// A Posting (inzet) has somebody work another queue for some days.
type Posting struct {
	ID       int64
	PersonID PersonID
	Name     string // of the person
	Queue    Queue
	Leaves   Queue // "": works it besides the own queues; EveryQueue: instead of all of them; else instead of that one
	FirstDay time.Time
	LastDay  time.Time // zero: until it is ended
	MadeBy   string
}

// EveryQueue is what a posting leaves when only its queue is worked.
const EveryQueue Queue = "*"

// An Absence (afwezigheid) is somebody who is not there, and who stands in.
type Absence struct {
	ID         int64
	PersonID   PersonID
	Name       string   // of the person
	DeputyID   PersonID // 0: nobody
	DeputyName string
	FirstDay   time.Time
	LastDay    time.Time // zero: until it is ended
	MadeBy     string
}

// A Desk is what somebody works on today: the person with the queues of today, their
// own, those of a posting and those of whom they stand in for.
type Desk struct {
	Person
	Away       bool     // is absent by the plan
	OwnQueues  []Queue  // as the login provider says; empty means all
	StandsInOf []string // names of whom
	Typed      bool     // something that was typed and not sent waits somewhere, see store.Kept
	Lists      bool     // there are kept lists, see store.View
}

// Is tells whether the person has one of the roles.
func (p Person) Is(roles ...Role) bool {
	for _, have := range p.Roles {
		for _, want := range roles {
			if have == want {
				return true
			}
		}
	}
	return false
}
