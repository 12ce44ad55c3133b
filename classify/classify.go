// Package classify decides what a piece of post is about, what can be read from
// it and where it goes. It is pure: the same text, facts, model and policy give
// the same verdict. It knows no clock, does no I/O and depends on no map order.
//
// A kind (case type) is found by a linear support vector machine over hashed
// pieces of words, summed with a list of telling phrases that people can read
// and edit (lexicon.yaml). The kind is believed when the margin between the best
// and the second best score reaches the threshold of that kind; otherwise a
// person decides. Fields are read with rules and checksums (sheet.go and the
// files after it), doubts are collected (doubts.go, and the rules of the scheme) and an
// ordered list of rules sends the piece on its way (decide.go).
package classify

import (
	"time"

	"postkamer"
)

// Facts are what is known of a piece apart from its text.
type Facts struct {
	Channel    postkamer.Channel
	Form       string                    // name of the form; empty for a letter
	Answers    []postkamer.Answer        // of the form; none for a letter
	ReceivedOn time.Time                 // legal date of receipt; zero when unknown: then no term and no period is judged
	CountsOn   time.Time                 // day on which it counts as sent, when an outage made that earlier; zero: ReceivedOn
	Flags      []string                  // of the piece's files, see postkamer.FlagJavaScript
	Addresses  []postkamer.AddressAnswer // what the table of addresses has for Lookups; none without a table
	Earlier    []postkamer.Earlier       // pieces that may have to do with it, see LinksOf; newest first

	Covers        []string // references of cases here that sheets of ours in its envelope name
	StrangeCovers []string // and of cases that are not here
	Proven        bool     // who sent it proved on the website that the one of Covers is theirs

	Partner postkamer.SignatureState // what the partner said who must sign; empty: none must
}

// Classify decides about one piece. A nil model is allowed: then every letter
// goes to a person, and forms are handled as usual.
func Classify(text postkamer.Text, facts Facts, m *Model, p Policy) postkamer.Verdict {
	text, facts, paper := onPaper(text, facts)
	c := &piece{text: text, facts: facts, policy: p, sheet: newSheet(text), paper: paper}
	c.place(m)
	c.fields = readFields(c)
	c.look()
	c.lookForSeveral(m)
	return c.decide()
}

// decide sends the piece on its way by what was found.
func (c *piece) decide() postkamer.Verdict { return WithEarlier(c.facts, c.verdict(), c.policy) }

// verdict says what was found; where it goes is decided next.
func (c *piece) verdict() postkamer.Verdict {
	return postkamer.Verdict{CaseType: c.kind, Probability: c.chance, Sure: c.sure, Kinds: c.likely, Clues: c.clues, Fields: c.fields, Doubts: c.doubts()}
}

// A piece is the work in progress on one piece of post.
type piece struct {
	text    postkamer.Text
	facts   Facts
	policy  Policy
	sheet   *sheet
	form    bool
	paper   *paperwork // a printed form of ours; nil: the piece is none
	kind    postkamer.CaseType
	second  postkamer.CaseType // the next best kind; empty when there is none
	chance  float64            // shown probability of kind
	sure    bool               // the kind may be believed
	likely  []postkamer.LikelyKind
	clues   []postkamer.Clue
	fields  []postkamer.Field
	finding []finding
	running *runningText // made when first needed
	saids   []*said      // likewise
}

// leastChance is the probability below which a guess does not help who triages.
const leastChance = .3

// leastForeign is the same for a piece in another language: most of its words tell the
// model only that.
const leastForeign = .6

// place finds the kind: a form says what it is, a letter is judged by the model.
func (c *piece) place(m *Model) {
	if c.facts.Channel == postkamer.Form || c.paper != nil {
		c.form, c.sure, c.chance = true, true, 1
		c.kind = c.policy.kindOfForm(c.facts)
		c.likely = []postkamer.LikelyKind{{CaseType: c.kind, Probability: 1}}
		return
	}
	c.kind = postkamer.UnknownCase
	if m == nil {
		return
	}
	judged := m.judge(c.sheet.body())
	guess := m.guess(judged)
	c.likely, c.clues = m.likely(judged, guess.Probability), m.clues(judged)
	c.chance, c.sure = guess.Probability, guess.Sure(c.policy.Precision)
	if guess.Kind != "" && (c.sure || c.helps()) {
		c.kind, c.second = c.recognised(postkamer.CaseType(guess.Kind)), postkamer.CaseType(guess.Second)
	}
}

// helps tells whether a guess that is not sure is worth saying to who triages.
func (c *piece) helps() bool {
	return c.chance >= leastForeign || c.chance >= leastChance && c.foreign() == ""
}

// kindOfForm returns the case type of a form by its name. The form "bel mij
// terug" has the kind of the subject that was chosen.
func (p Policy) kindOfForm(f Facts) postkamer.CaseType {
	if kind, ok := p.formKind(f.Form); ok {
		return kind
	}
	for _, a := range f.Answers {
		if kind, ok := p.formKind(a.Value); ok && a.Name == "onderwerp" {
			return kind
		}
	}
	return postkamer.UnknownCase
}
