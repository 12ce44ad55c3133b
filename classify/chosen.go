package classify

import "postkamer"

// As reads a piece as the kind that a person chose for it, and says what is
// doubtful about it then. Where it goes that person chose as well.
func As(text postkamer.Text, facts Facts, kind postkamer.CaseType, p Policy) postkamer.Verdict {
	text, facts, paper := onPaper(text, facts)
	c := &piece{text: text, facts: facts, policy: p, sheet: newSheet(text), paper: paper}
	c.chosen(kind)
	c.fields = readFields(c)
	c.look()
	return c.decide()
}

// LookupsAs says which addresses must be looked up before As, as Lookups does
// before Classify.
func LookupsAs(text postkamer.Text, facts Facts, kind postkamer.CaseType, p Policy) []postkamer.AddressQuery {
	c := &piece{text: text, facts: facts, policy: p, sheet: newSheet(text)}
	c.chosen(kind)
	if s := c.scheme(); s == nil || len(s.addresses) == 0 {
		return nil
	}
	c.fields = readFields(c)
	return c.lookups()
}

// chosen places a piece with the kind that a person says.
func (c *piece) chosen(kind postkamer.CaseType) {
	c.form = c.facts.Channel == postkamer.Form || c.paper != nil
	c.kind, c.sure, c.chance = kind, true, 1
	c.likely = []postkamer.LikelyKind{{CaseType: kind, Probability: 1}}
}
