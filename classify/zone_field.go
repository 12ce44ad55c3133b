package classify

import (
	"fmt"
	"slices"
	"strings"

	"postkamer"
)

// fields returns the fields that the form fills, with their places. Several questions
// may fill one field; it is as sure as the least sure of them, and its place is that
// of this one.
func (p *paperwork) fields(needs func(postkamer.FieldName) bool) map[postkamer.FieldName]postkamer.Field {
	fields := map[postkamer.FieldName]postkamer.Field{}
	for _, name := range p.order {
		r := p.read(name)
		p.note(r)
		field := r.zone.Field
		if field == "" {
			continue
		}
		have, more := fields[field]
		switch {
		case r.value == "" && r.state == postkamer.FieldOK:
			if !more && needs(field) {
				fields[field] = r.field(postkamer.FieldMissing, "Niet ingevuld.")
			}
		case !more || have.State == postkamer.FieldMissing:
			fields[field] = r.checked()
		default:
			fields[field] = joinedFields(have, r.checked())
		}
	}
	return fields
}

// note remembers a question whose answer is not sure, whether a case shows it or not.
// A story on several lines is nobody's value: a person reads it in any case.
func (p *paperwork) note(r zoneReading) {
	if !r.state.Sure() && (r.zone.Field != "" || r.zone.Lines < 2) {
		p.unsure = append(p.unsure, unsureAnswer{r.zone, r.why})
	}
}

// field makes a field of a reading, with its place.
func (r zoneReading) field(state postkamer.FieldState, why string) postkamer.Field {
	z := r.zone
	return postkamer.Field{Name: z.Field, Value: r.value, Read: r.text, State: state, Why: why, Page: z.page, X: z.BoxX, Y: z.BoxY, W: z.BoxW, H: z.BoxH, Confidence: r.sure}
}

// checked makes a field of a reading and holds its value against the check of its
// kind. A check that fails is more than a doubt.
func (r zoneReading) checked() postkamer.Field {
	f := r.field(r.state, r.why)
	if held := checkedField(f.Name, r.value); held.State == postkamer.FieldWrong && r.state.Sure() {
		f.State, f.Why = held.State, held.Why
	}
	return f
}

// joinedFields puts what two questions say about one field together, also when they
// say the same: number 1 with addition 1 is 1 1.
func joinedFields(a, b postkamer.Field) postkamer.Field {
	joined := a
	if a.State.Sure() && !b.State.Sure() {
		joined = b
	}
	joined.Value = a.Value
	if b.Value != "" {
		joined.Value = strings.TrimSpace(a.Value + glue(a.Name) + b.Value)
		joined.Read = strings.TrimSpace(a.Read + glue(a.Name) + b.Read)
	}
	joined.Confidence = min(a.Confidence, b.Confidence)
	return joined
}

// lookAtPaper finds what is the matter with a printed form apart from what it says.
func (c *piece) lookAtPaper() {
	p := c.paper
	if p == nil {
		return
	}
	c.drop(postkamer.IdentityUnproven) // of who fills in a form online; this one is signed or not
	c.lookAtSheets()
	for i, page := range p.pages {
		if page < 0 {
			c.add(finding{code: postkamer.ValueUnsure, stop: true, why: fmt.Sprintf("Bladzijde %d van het formulier zit er niet bij, of kon niet als formulier gelezen worden.", i+1)})
			break // one is enough to look at all
		}
	}
	if p.hand {
		c.add(finding{code: postkamer.ValueUnsure, stop: true, why: "Het formulier is met de hand ingevuld. Vergelijk elk veld met het papier."})
	}
	c.lookAtSignatures()
	for _, u := range p.unsure {
		c.lookAtAnswer(u)
	}
}

// lookAtAnswer adds a doubt about an answer that is not sure, unless there is one
// about its field already. Without a field the code counts once.
func (c *piece) lookAtAnswer(u unsureAnswer) {
	covered := func(f finding) bool { return f.field == u.zone.Field }
	if u.zone.Field != "" && slices.ContainsFunc(c.finding, covered) {
		return
	}
	c.add(finding{code: postkamer.ValueUnsure, field: u.zone.Field, why: u.zone.Label + ": " + u.why, evidence: u.zone.evidence()})
}

// lookAtSignatures finds places to sign that are empty: one's own, and the partner's
// when there is one.
func (c *piece) lookAtSignatures() {
	if signed, asked := c.paper.signed("handtekening"); asked && !signed {
		c.add(finding{code: postkamer.SignatureMissing, stop: true, why: "Het formulier is niet ondertekend.", evidence: c.paper.asked["handtekening"][0].evidence()})
	}
	signed, asked := c.paper.signed("partner-handtekening")
	if asked && strings.HasPrefix(c.answer("partner"), "ja") && !signed {
		c.add(finding{code: postkamer.PartnerSignature, field: postkamer.FieldPartner, ask: true, why: "De partner heeft niet getekend.", evidence: c.paper.asked["partner-handtekening"][0].evidence()})
	}
}

// evidence is the place of a zone.
func (z placedZone) evidence() evidence {
	return evidence{page: z.page, x: z.BoxX, y: z.BoxY, w: z.BoxW, h: z.BoxH}
}

// drop takes findings with a code away.
func (c *piece) drop(code postkamer.DoubtCode) {
	var kept []finding
	for _, f := range c.finding {
		if f.code != code {
			kept = append(kept, f)
		}
	}
	c.finding = kept
}
