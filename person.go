package postkamer

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
	Roles   []Role
	Queues  []Queue // the queues this person works; empty means all
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
