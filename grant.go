package postkamer

import "time"

// A Grant (inzage) lets one person look at one case outside their own queues for a
// while. It is not for changing anything.
type Grant struct {
	PersonID PersonID
	CaseID   CaseID
	Reason   string // as it stands in the log
	Until    time.Time
}
