package classify

import (
	"time"

	"postkamer"
)

// A rule sends a piece on when it applies. The first that applies decides.
type rule struct {
	name    string // says the rule; for readers and tests
	applies func(*piece) bool
	to      func(*piece) postkamer.Destination
}

// rules are tried from top to bottom (docs/domain.md, routing).
var rules = []rule{
	{"danger is phoned today", (*piece).urgent, (*piece).toCaller},
	{"what nobody could read is looked at", (*piece).unreadable, toTriage},
	{"what is not surely understood is looked at", (*piece).unclear, toTriage},
	{"where a law sets a term a caseworker decides", (*piece).legal, toQueue},
	{"what a call does not solve goes to a caseworker", (*piece).stopped, toQueue},
	{"who asks for a call is called", (*piece).askedToCall, (*piece).toCaller},
	{"a small question is asked on the telephone", (*piece).small, (*piece).toCaller},
	{"all else is ready for a caseworker", always, toQueue},
}

func always(*piece) bool                    { return true }
func toQueue(*piece) postkamer.Destination  { return postkamer.ToQueue }
func toTriage(*piece) postkamer.Destination { return postkamer.ToTriage }
func (c *piece) stopped() bool              { return c.count(func(f finding) bool { return f.stop }) > 0 }
func (c *piece) legal() bool                { return c.has(postkamer.LegalClock) }
func (c *piece) askedToCall() bool          { return c.has(postkamer.AskedToCall) }
func (c *piece) urgent() bool               { return c.has(postkamer.Urgent, postkamer.NoMoneyForFood) }

// unreadable tells whether a page, or all of a letter, could not be read. What a
// form says is known without its attachments.
func (c *piece) unreadable() bool {
	return !c.form && c.has(postkamer.CannotRead, postkamer.NothingToRead)
}

// unclear tells whether the kind may not be believed or has no queue. The form
// to be phoned back has no kind and needs none.
func (c *piece) unclear() bool {
	if _, ok := c.policy.queue(c.kind); !ok && !c.askedToCall() {
		return true
	}
	return c.has(postkamer.KindUnsure, postkamer.Language, postkamer.Handwritten)
}

// small tells whether there are questions, but no more than fit in one call.
func (c *piece) small() bool {
	n := c.count(func(f finding) bool { return f.ask })
	return n > 0 && n <= c.policy.MaxQuestions
}

// count returns how many findings are so.
func (c *piece) count(so func(finding) bool) int {
	n := 0
	for _, f := range c.finding {
		if so(f) {
			n++
		}
	}
	return n
}

// toCaller sends a piece to somebody who phones, when there is a number; else to
// where it would go without the call, with the doubt that the number is missing.
func (c *piece) toCaller() postkamer.Destination {
	if f := c.field(postkamer.FieldPhone); f.State != postkamer.FieldWrong && postkamer.Callable(postkamer.NormalPhone(f.Value)) {
		return postkamer.ToCaller
	}
	c.add(finding{code: postkamer.PhoneMissing, field: postkamer.FieldPhone, why: "Bellen is nodig, maar er is geen telefoonnummer gevonden."})
	if c.unreadable() || c.unclear() {
		return postkamer.ToTriage
	}
	return postkamer.ToQueue
}

// decide makes the verdict of all that was found.
func (c *piece) decide() postkamer.Verdict {
	v := postkamer.Verdict{CaseType: c.kind, Probability: c.chance, Fields: c.fields, Priority: c.priority(), DueOn: c.dueOn()}
	for _, r := range rules {
		if r.applies(c) {
			v.Destination = r.to(c)
			break
		}
	}
	v.Queue = c.queue(v.Destination)
	for _, f := range c.finding {
		v.Doubts = append(v.Doubts, postkamer.Doubt{Code: f.code, Why: f.why, Field: f.field})
	}
	return v
}

// queue returns where the case waits: triage when nobody knows what it is yet.
func (c *piece) queue(to postkamer.Destination) postkamer.Queue {
	queue, ok := c.policy.queue(c.kind)
	if to == postkamer.ToTriage || !ok || c.unreadable() || c.unclear() {
		return postkamer.Triage
	}
	return queue
}

// priority returns 1 for danger, 2 for a term that is near, 3 otherwise.
func (c *piece) priority() postkamer.Priority {
	term := c.term()
	switch {
	case c.urgent():
		return postkamer.SameDay
	case term.Near:
		return postkamer.TermNear
	}
	return postkamer.Normal
}

// term returns the term that runs. A notice of default within another letter
// counts as one.
func (c *piece) term() Term {
	if !c.sure {
		return Term{}
	}
	own := c.policy.Terms[c.kind]
	if c.legal() && !own.Legal {
		return c.policy.Terms[defaultLaw]
	}
	return own
}

// dueOn returns the last day of the term; zero when none runs.
func (c *piece) dueOn() time.Time { return c.term().due(c.facts.ReceivedOn) }
