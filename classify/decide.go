package classify

import (
	"slices"
	"time"

	"postkamer"
)

// A Rule sends a piece on when it applies. The first that applies decides, so
// their order is part of the rules.
type Rule struct {
	Name  string // stable: kept with every decision
	Means string // what it says, in a sentence

	because func(postkamer.Doubt) bool // the doubts that make it apply; they come first in the verdict. nil: none
	applies func(*matter) bool         // nil: when there is such a doubt
	to      func(*matter) postkamer.Destination
}

// Names of rules, in their order.
const (
	RuleDanger     = "danger"
	RulePromised   = "promised-call"
	RuleLegalTerm  = "legal-term"
	RuleEarlier    = "earlier-piece"
	RuleUnreadable = "unreadable"
	RuleUnclear    = "not-understood"
	RuleSeveral    = "several-kinds"
	RuleTailored   = "tailored-work"
	RuleConflict   = "conflict"
	RuleAsked      = "asked-to-call"
	RuleAngry      = "angry"
	RuleSmall      = "small-question"
	RuleMany       = "many-questions"
	RuleReady      = "ready"
	RuleLook       = "look"
)

// Rules returns the rules in the order in which they are tried (docs/domain.md,
// routing). None of them closes a case.
func Rules() []Rule {
	return []Rule{
		{Name: RuleDanger, Means: "danger and need are phoned today", because: coded(postkamer.Urgent, postkamer.NoMoneyForFood), to: (*matter).toCaller},
		{Name: RulePromised, Means: "who filled in the form to be phoned is phoned, whatever it is about: a time was promised", because: coded(postkamer.AskedToCall), applies: (*matter).promised, to: (*matter).toCaller},
		{Name: RuleLegalTerm, Means: "where a law sets a term a caseworker decides", because: coded(postkamer.LegalClock), to: toQueue},
		{Name: RuleEarlier, Means: "what belongs to an earlier piece goes to who has that", because: coded(postkamer.Withdrawn, postkamer.Duplicate, postkamer.BelongsTo), to: toQueue},
		{Name: RuleUnreadable, Means: "what nobody could read is looked at", because: coded(postkamer.CannotRead, postkamer.NothingToRead), applies: (*matter).unreadable, to: toTriage},
		{Name: RuleUnclear, Means: "what is not surely understood is looked at", because: coded(postkamer.KindUnsure, postkamer.Language, postkamer.Handwritten), applies: (*matter).unclear, to: toTriage},
		{Name: RuleSeveral, Means: "what is two things is taken apart by a caseworker", because: coded(postkamer.SeveralKinds), to: toQueue},
		{Name: RuleTailored, Means: "about tailored work a person speaks to the citizen", because: coded(postkamer.Maatwerk), to: toQueue},
		{Name: RuleConflict, Means: "what a call does not solve goes to a caseworker", because: func(d postkamer.Doubt) bool { return d.Stop }, to: toQueue},
		{Name: RuleAsked, Means: "who asks for a call is called", because: coded(postkamer.AskedToCall), to: (*matter).toCaller},
		{Name: RuleAngry, Means: "who is not satisfied, or writes again and again, is called", because: coded(postkamer.Angry), applies: (*matter).angry, to: (*matter).toCaller},
		{Name: RuleSmall, Means: "a small question is asked on the telephone", because: asked, applies: (*matter).small, to: (*matter).toCaller},
		{Name: RuleMany, Means: "many questions are for a caseworker", because: asked, to: toQueue},
		{Name: RuleReady, Means: "what is complete and without doubt is ready for a caseworker", applies: (*matter).ready, to: toQueue},
		{Name: RuleLook, Means: "all else is looked at by a caseworker", applies: always, to: toQueue},
	}
}

// coded returns a test for doubts with one of the codes.
func coded(codes ...postkamer.DoubtCode) func(postkamer.Doubt) bool {
	return func(d postkamer.Doubt) bool { return slices.Contains(codes, d.Code) }
}

func asked(d postkamer.Doubt) bool          { return d.Ask }
func always(*matter) bool                   { return true }
func toQueue(*matter) postkamer.Destination { return postkamer.ToQueue }
func toTriage(*matter) postkamer.Destination {
	return postkamer.ToTriage
}

// A matter is a piece about which is being decided.
type matter struct {
	facts  Facts
	v      postkamer.Verdict
	policy Policy
}

// Decide sends a piece on its way: it fills in the destination, queue, priority,
// term, rule and readiness of a verdict of which the kind, fields and doubts are
// known, and does not look at those it had. It may be done again at any time: with
// another policy, or after a doubt was settled.
func Decide(f Facts, v postkamer.Verdict, p Policy) postkamer.Verdict {
	return decideBy(Rules(), f, v, p)
}

// decideBy decides by other rules.
func decideBy(rules []Rule, f Facts, v postkamer.Verdict, p Policy) postkamer.Verdict {
	v.Doubts = slices.DeleteFunc(slices.Clone(v.Doubts), coded(postkamer.PhoneMissing))
	m := &matter{facts: f, v: v, policy: p}
	m.v.Ready = m.ready()
	m.v.Priority, m.v.Term, m.v.DueOn = m.priority(), m.term(), m.dueOn()
	for _, r := range rules {
		if m.meets(r) {
			m.v.Rule = r.Name
			m.v.Destination = r.to(m)
			m.first(r.because)
			break
		}
	}
	m.v.Queue = m.queue()
	return m.v
}

// meets tells whether a rule applies.
func (m *matter) meets(r Rule) bool {
	if r.applies != nil {
		return r.applies(m)
	}
	return slices.ContainsFunc(m.v.Doubts, r.because)
}

// first puts the doubts that decided before the others.
func (m *matter) first(because func(postkamer.Doubt) bool) {
	if because == nil {
		return
	}
	var decided, rest []postkamer.Doubt
	for _, d := range m.v.Doubts {
		if because(d) {
			decided = append(decided, d)
		} else {
			rest = append(rest, d)
		}
	}
	m.v.Doubts = append(decided, rest...)
}

// has tells whether there is a doubt with one of the codes.
func (m *matter) has(codes ...postkamer.DoubtCode) bool {
	return slices.ContainsFunc(m.v.Doubts, coded(codes...))
}

// promised tells whether this is the form on which a citizen chose when to be phoned.
func (m *matter) promised() bool {
	return isCallBack(m.facts) && m.has(postkamer.AskedToCall)
}

// unreadable tells whether a page, or all of a letter, could not be read. What a
// form says is known without its attachments.
func (m *matter) unreadable() bool {
	return m.facts.Channel != postkamer.Form && m.has(postkamer.CannotRead, postkamer.NothingToRead)
}

// unclear tells whether the kind may not be believed or has no queue. The form
// to be phoned back has no kind and needs none.
func (m *matter) unclear() bool {
	if _, ok := m.policy.queue(m.v.CaseType); !ok && !m.has(postkamer.AskedToCall) {
		return true
	}
	return m.has(postkamer.KindUnsure, postkamer.Language, postkamer.Handwritten)
}

// angry tells whether somebody who is not satisfied can be phoned. Without a
// number the letter goes the way it would go without.
func (m *matter) angry() bool { return m.has(postkamer.Angry) && m.callable() }

// small tells whether there are questions, but no more than fit in one call.
func (m *matter) small() bool {
	n := 0
	for _, d := range m.v.Doubts {
		if d.Ask {
			n++
		}
	}
	return n > 0 && n <= m.policy.MaxQuestions
}

// ready tells whether nothing is missing and nothing is in doubt.
func (m *matter) ready() bool {
	if !m.v.Sure || len(m.v.Doubts) > 0 {
		return false
	}
	return !slices.ContainsFunc(m.v.Fields, func(f postkamer.Field) bool {
		return slices.Contains(postkamer.MustBeSeen, f.State) // a needed one that is unsure has a doubt
	})
}

// callable tells whether there is a number that a colleague can phone.
func (m *matter) callable() bool {
	for _, f := range m.v.Fields {
		if f.Name == postkamer.FieldPhone {
			return f.State != postkamer.FieldWrong && postkamer.Callable(postkamer.NormalPhone(f.Value))
		}
	}
	return false
}

// toCaller sends a piece to somebody who phones, when there is a number; else to
// where it would go without the call, with the doubt that the number is missing.
func (m *matter) toCaller() postkamer.Destination {
	if m.callable() {
		return postkamer.ToCaller
	}
	words := WordsFor(postkamer.PhoneMissing)
	m.v.Doubts = append(m.v.Doubts, postkamer.Doubt{Code: postkamer.PhoneMissing, Field: postkamer.FieldPhone, Why: words.Why, Say: words.Say})
	if m.unreadable() || m.unclear() {
		return postkamer.ToTriage
	}
	return postkamer.ToQueue
}

// queue returns where the case waits: with the earlier piece it is about, or on
// the queue of its kind; triage when nobody knows what it is yet. What stays with
// the law stays there even when other things of it are unclear.
func (m *matter) queue() postkamer.Queue {
	own, ok := m.policy.queue(m.v.CaseType)
	law, lawful := m.policy.queue(m.lawOf())
	with, found := m.withEarlier()
	switch {
	case m.v.Destination == postkamer.ToTriage:
		return postkamer.Triage
	case m.has(postkamer.LegalClock) && m.v.Rule == RuleLegalTerm && lawful:
		return law
	case m.v.Rule == RuleEarlier && found:
		return with
	case !ok || m.unreadable() || m.unclear():
		return postkamer.Triage
	}
	return own
}

// withEarlier returns the queue of the open case that this piece is about.
func (m *matter) withEarlier() (postkamer.Queue, bool) {
	for _, e := range m.facts.Earlier {
		if !e.Done && e.Queue != "" && (e.Named || e.SamePerson && e.CaseType == m.v.CaseType) {
			return e.Queue, true
		}
	}
	return "", false
}

// lawOf returns the kind whose term runs: its own or, of a notice of default or an
// objection in another letter, that one.
func (m *matter) lawOf() postkamer.CaseType {
	i := slices.IndexFunc(m.v.Doubts, coded(postkamer.LegalClock))
	if i < 0 {
		return m.v.CaseType
	}
	own := m.policy.Terms[m.v.CaseType].Legal
	switch law := lawIn(m.v.Doubts[i].Quote); {
	case law == defaultLaw, law != "" && (!own || !m.v.Sure):
		return law
	case own:
		return m.v.CaseType
	}
	return defaultLaw
}

// priority returns 1 for danger, 2 for a term that is near, 3 otherwise.
func (m *matter) priority() postkamer.Priority {
	switch {
	case m.has(postkamer.Urgent, postkamer.NoMoneyForFood):
		return postkamer.SameDay
	case m.term().Near:
		return postkamer.TermNear
	}
	return postkamer.Normal
}

// term returns the term that runs.
func (m *matter) term() Term {
	if !m.v.Sure && !m.has(postkamer.LegalClock) {
		return Term{}
	}
	return m.policy.Terms[m.lawOf()]
}

// dueOn returns the last day of the term; zero when none runs.
func (m *matter) dueOn() time.Time { return m.term().Due(m.facts.ReceivedOn, m.policy.TermRules) }
