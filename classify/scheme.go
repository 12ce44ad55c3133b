package classify

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// A Scheme (regeling) is what the law and the municipality ask of one product, as
// data: which fields a case shows and needs, dates, amounts, windows, rounds, word
// lists, and the rules with their sentences. It is read from a YAML file (see
// schemes/verhuizing.yaml for how one is written) and never changes afterwards.
// What stands in Go are the checks that any scheme can name (scheme_check.go).
type Scheme struct {
	Name   string               // of the file's first line; the same name replaces a shipped scheme
	Kinds  []postkamer.CaseType // that it judges; a form of this scheme has the first
	Called string               // the kind in a sentence: "een verhuizing"
	Form   string               // name of its online form; empty without one
	Queue  postkamer.Queue      // empty: the policy's own
	Term   Term                 // zero: the policy's own

	fields    []postkamer.FieldName // shown, in this order
	needed    []postkamer.FieldName // shown as an empty box when missing
	unasked   []postkamer.FieldName // needed on paper, but the form has no question for it
	calls     []postkamer.DoubtCode // what colleagues mostly phone about, the most common first
	recognise []recognition
	numbers   map[string][]dated
	rounds    []Round
	lists     map[string]*regexp.Regexp
	unknown   map[postkamer.FieldName]string // what a sentence says when the field is missing
	addresses map[string]addressFields
	rules     []schemeRule
	source    [32]byte // SHA-256 of its file, see Policy.Fingerprint
}

// A Round is one period of a scheme that is open for a time.
type Round struct {
	Name          string
	From, Until   time.Time // first and last day
	ApplyBefore   time.Time // first day on which applying is too late
	Partner       bool      // the income of a partner counts
	MonthsBack    int       // how many months before that of the application may be asked for; -1: all of the round
	Demonstration bool      // only in the municipality of the demonstration
}

// A dated number holds from a day on; zero is from the beginning.
type dated struct {
	from  time.Time
	value float64
}

// A recognition says that letters of some kinds that say certain words are of
// this scheme, so that a scheme can be added before the model has learned it.
type recognition struct {
	kinds []postkamer.CaseType
	list  string
}

// addressFields are the fields that make up one address.
type addressFields struct{ street, number, postcode, city postkamer.FieldName }

// A schemeRule adds a doubt when all of when, one of any (if there are) and none
// of unless hold.
type schemeRule struct {
	code              postkamer.DoubtCode
	field             postkamer.FieldName
	when, any, unless []check
	why, say          string // with placeholders; say in both tones
	ask, stop         bool
}

// number returns a number of the scheme as it holds on a day; 0 when there is
// none. Without a day the newest holds.
func (s *Scheme) number(name string, on time.Time) float64 {
	value := 0.0
	for _, d := range s.numbers[name] {
		if on.IsZero() || !d.from.After(on) {
			value = d.value
		}
	}
	return value
}

// schemeOf returns the scheme that judges a kind; nil when there is none.
func (p Policy) schemeOf(kind postkamer.CaseType) *Scheme {
	for i := range p.Schemes {
		if slices.Contains(p.Schemes[i].Kinds, kind) {
			return &p.Schemes[i]
		}
	}
	return nil
}

// CallsAbout returns the doubts that colleagues mostly phone about in a case of a kind,
// the most common first; none when no scheme says so.
func (p Policy) CallsAbout(kind postkamer.CaseType) []postkamer.DoubtCode {
	if s := p.schemeOf(kind); s != nil {
		return slices.Clone(s.calls)
	}
	return nil
}

// formKind returns the case type of the form with a name, as people write it.
func (p Policy) formKind(name string) (postkamer.CaseType, bool) {
	for _, s := range p.Schemes {
		if s.Form != "" && fold(s.Form) == fold(name) {
			return s.Kinds[0], true
		}
	}
	kind, ok := p.Forms[fold(name)]
	return kind, ok
}

// Round returns the round of a scheme in which a month lies; false when it lies in none.
func (p Policy) Round(scheme string, month time.Time) (Round, bool) {
	for i := range p.Schemes {
		if p.Schemes[i].Name != scheme {
			continue
		}
		for _, r := range p.Schemes[i].rounds {
			if (p.Demonstration || !r.Demonstration) && !month.Before(firstOfMonth(r.From)) && !month.After(r.Until) {
				return r, true
			}
		}
	}
	return Round{}, false
}

// FormTerm returns how long the municipality has for what comes in by a form; the zero
// Term when none runs.
func (p Policy) FormTerm(form string) Term {
	kind, _ := p.formKind(form)
	return p.Terms[kind]
}

// With returns the policy with schemes added; one with the name of another takes
// its place. The queue and the term of a scheme hold for its kinds.
func (p Policy) With(schemes ...Scheme) Policy {
	p.Schemes = slices.Clone(p.Schemes)
	queues, terms := map[postkamer.CaseType]postkamer.Queue{}, map[postkamer.CaseType]Term{}
	for kind, queue := range p.Queues {
		queues[kind] = queue
	}
	for kind, term := range p.Terms {
		terms[kind] = term
	}
	for _, s := range schemes {
		p.Schemes = slices.DeleteFunc(p.Schemes, func(have Scheme) bool { return have.Name == s.Name })
		p.Schemes = append(p.Schemes, s)
		for _, kind := range s.Kinds {
			if s.Queue != "" {
				queues[kind] = s.Queue
			}
			if s.Term != (Term{}) {
				terms[kind] = s.Term
			}
		}
	}
	p.Queues, p.Terms = queues, terms
	return p
}

// WithNumber returns the policy with a number of a scheme as the municipality
// wants it, whatever the day. A scheme or a number that is not there changes
// nothing: a municipality may have a scheme of its own that does without.
func (p Policy) WithNumber(scheme, name string, value float64) Policy {
	p.Schemes = slices.Clone(p.Schemes)
	for i := range p.Schemes {
		if _, ok := p.Schemes[i].numbers[name]; !ok || p.Schemes[i].Name != scheme {
			continue
		}
		numbers := map[string][]dated{}
		for have, values := range p.Schemes[i].numbers {
			numbers[have] = values
		}
		numbers[name] = []dated{{value: value}}
		p.Schemes[i].numbers = numbers
	}
	return p
}

// recognised returns the kind of a letter that the model takes for another one,
// but that says the words of a scheme; the kind itself when none does.
func (c *piece) recognised(kind postkamer.CaseType) postkamer.CaseType {
	for i := range c.policy.Schemes {
		s := &c.policy.Schemes[i]
		for _, r := range s.recognise {
			if slices.Contains(r.kinds, kind) && s.lists[r.list].MatchString(c.said(c.sheet.body()).plain) {
				return s.Kinds[0]
			}
		}
	}
	return kind
}

// scheme returns the scheme of the piece's kind; nil when there is none.
func (c *piece) scheme() *Scheme { return c.policy.schemeOf(c.kind) }

// wanted returns the fields that a case of the piece's kind shows, in order.
func (c *piece) wanted() []postkamer.FieldName {
	if s := c.scheme(); s != nil {
		return s.fields
	}
	return general
}

// needs tells whether a case of the piece's kind cannot be finished without a
// field. The form may have no question for it.
func (c *piece) needs(name postkamer.FieldName) bool {
	s := c.scheme()
	if s == nil || !slices.Contains(s.needed, name) {
		return false
	}
	return !c.form || !c.callBack() && !slices.Contains(s.unasked, name)
}

// lookAtScheme tries the rules of the scheme, in their order.
func (c *piece) lookAtScheme() {
	s := c.scheme()
	if s == nil {
		return
	}
	c.markAddresses()
	for _, r := range s.rules {
		v := &judging{piece: c, scheme: s, words: map[string]string{}}
		if !r.applies(v) {
			continue
		}
		c.add(finding{code: r.code, field: r.field, ask: r.ask, stop: r.stop,
			why: v.fill(r.why, false), say: v.fill(r.say, true), evidence: evidence{quote: v.quote}})
	}
}

// applies tells whether a rule holds for the piece that is judged.
func (r *schemeRule) applies(v *judging) bool {
	holds := func(k check) bool { return k(v) }
	for _, k := range r.when {
		if !k(v) {
			return false
		}
	}
	return (len(r.any) == 0 || slices.ContainsFunc(r.any, holds)) && !slices.ContainsFunc(r.unless, holds)
}

// A check tells whether one line of a rule holds. It may note words for the
// sentences and what was read.
type check func(*judging) bool

// A judging is a piece on which one rule is tried.
type judging struct {
	piece  *piece
	scheme *Scheme
	words  map[string]string // for the placeholders of the sentences
	quote  string            // the words of the letter that a check found
}

// letter is the text of the piece in which rules look for words.
func (v *judging) letter() *said { return v.piece.said(v.piece.sheet.body()) }

// received returns the day of receipt, zero when unknown.
func (v *judging) received() time.Time {
	if v.piece.facts.ReceivedOn.IsZero() {
		return time.Time{}
	}
	return dayOf(v.piece.facts.ReceivedOn)
}

// sent returns the day on which the piece counts as sent, which an outage may have made
// earlier than the day of receipt; zero when unknown. Terms of citizens are held against
// it; how far ahead something is, is not.
func (v *judging) sent() time.Time {
	if on := v.piece.facts.CountsOn; !on.IsZero() && v.received().After(on) {
		return dayOf(on)
	}
	return v.received()
}

// longestQuote is how much of a sentence is kept as what was read.
const longestQuote = 160

// keep notes a sentence of the letter as what was read.
func (v *judging) keep(sentence string) {
	sentence = strings.Join(strings.Fields(sentence), " ")
	if r := []rune(sentence); len(r) > longestQuote {
		sentence = string(r[:longestQuote])
	}
	v.quote = sentence
}
