package postkamer

import "time"

// A Promise (wat nog komt) is something that a citizen said to send later. Whether what
// came is enough only a person says, on the case.
type Promise struct {
	Name   string    // of the question of the form
	Label  string    // the question, in the tone of the citizen; nothing personal
	Until  time.Time // last day to send it
	CameAt time.Time // when something was sent for it last; zero: nothing was
}
