package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// KindSlot is a question that is answered with a time that is still free, or with one
// of its own options: "Maakt niet uit".
const KindSlot = "slot"

// faultGone is what is wrong with a time that somebody else has by now.
const faultGone = "gone"

// A slotDef says of a question which times can be chosen.
type slotDef struct {
	Of   phrase `yaml:"of"`   // bel or afspraak, see postkamer.SlotKind
	Days bool   `yaml:"days"` // a day is chosen, not a time
	Day  phrase `yaml:"day"`  // the question on an earlier page that says on which day
}

// kind is what the times are for.
func (d slotDef) kind() postkamer.SlotKind { return postkamer.SlotKind(d.Of.text) }

// slot checks which times a question offers.
func (r *reader) slot(q *questionDef) {
	d := q.Slot
	if q.Kind.text != KindSlot {
		if d.Of.text != "" || d.Days || d.Day.text != "" {
			r.refuse(d.Of.line, "%q is no question after a time", q.Name.text)
		}
		return
	}
	if k := d.kind(); k != postkamer.CallSlot && k != postkamer.VisitSlot {
		r.refuse(q.Name.line, "%q needs slot with of: bel or of: afspraak", q.Name.text)
	}
	if on := r.questions[d.Day.text]; d.Day.text != "" && (d.Days || on == nil || on.Kind.text != KindSlot || !on.Slot.Days || on.Slot.Of.text != d.Of.text) {
		r.refuse(d.Day.line, "day: %q is no earlier question after a day of the same calendar", d.Day.text)
	}
	if !q.Paper.Skip {
		r.refuse(q.Name.line, "%q needs paper: {skip: true}: which times are free changes", q.Name.text)
	}
}

// offerSlots gives a question after a time what is free now, before its own options.
// The day that was chosen before it narrows that down.
func (q *askedQuestion) offerSlots(live Answers, c Context) {
	if q.Kind != KindSlot {
		return
	}
	q.day = first(live[q.def.Slot.Day.text])
	own := q.Options
	q.Options, q.unknown = nil, c.Free == nil
	if c.Free == nil {
		q.Options = own
		return
	}
	for _, s := range c.Free(q.def.Slot.kind()) {
		o := q.slotOption(s)
		if q.day != "" && s.Day().Format(time.DateOnly) != q.day || slices.Contains(q.Options, o) {
			continue
		}
		q.Options = append(q.Options, o)
	}
	q.Options = append(q.Options, own...)
}

// slotOption says a time, or its day, as an option.
func (q *askedQuestion) slotOption(s postkamer.Slot) Option {
	switch {
	case q.def.Slot.Days:
		return Option{Value: s.Day().Format(time.DateOnly), Label: upperFirst(s.DayIn(q.tone))}
	case q.def.Slot.Day.text != "":
		return Option{Value: s.Key(), Label: strings.TrimPrefix(strings.TrimPrefix(s.HoursIn(q.tone), "om "), "at ")}
	}
	return Option{Value: s.Key(), Label: upperFirst(s.In(q.tone))}
}

// upperFirst makes the first letter a capital, as other options have it; those of days are
// plain letters.
func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// slotPosted returns what was chosen, also when it is not free any more.
func (q askedQuestion) slotPosted(v string) []string {
	if slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == v }) || q.slotWords(v) != "" {
		return []string{v}
	}
	return nil
}

// slotFault returns what is wrong with a time: nothing was chosen, or it is gone. One
// of another day than is chosen now is none.
func (q askedQuestion) slotFault(values []string) string {
	v := first(values)
	offered := slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == v })
	switch {
	case v == "", !offered && q.day != "" && !strings.HasPrefix(v, q.day):
		return faultEmpty
	case offered, q.unknown && q.slotWords(v) != "":
		return ""
	}
	return faultGone
}

// slotWords says what was chosen, also when it is not offered any more.
func (q askedQuestion) slotWords(v string) string {
	for _, o := range q.def.Options {
		if o.Value.text == v {
			return q.chosen([]string{v})
		}
	}
	if day, err := time.ParseInLocation(time.DateOnly, v, postkamer.Zone()); err == nil && q.def.Slot.Days {
		return postkamer.Slot{From: day}.DayIn(q.tone)
	}
	s, ok := postkamer.ParseSlot(q.def.Slot.kind(), v)
	if !ok || q.def.Slot.Days {
		return ""
	}
	return s.In(q.tone)
}

// Booked returns the times that the answers choose, with how many places each has.
func (f *Form) Booked(a Answers, c Context) []postkamer.Slot {
	var list []postkamer.Slot
	pages, live := f.asked(a, c)
	for _, p := range pages {
		for _, q := range p.asks {
			if q.Kind != KindSlot || q.def.Slot.Days || c.Free == nil {
				continue
			}
			for _, s := range c.Free(q.def.Slot.kind()) {
				if s.Key() == first(live[q.Name]) {
					list = append(list, s)
				}
			}
		}
	}
	return list
}

// KindReference is a question after a reference of ours. Only its form is tested:
// whether there is such a piece is told to nobody.
const KindReference = "reference"

// Texts of the receipt about times.
const (
	saysCallAt     = "Wij bellen {je|u} op {tijd}."
	saysCallSoon   = "Wij bellen {je|u} zo snel als het kan."
	saysAgain      = "{Neem je|Neemt u} niet op? Dan proberen wij het nog {n} keer."
	saysAnonymous  = "Wij bellen met een anoniem nummer."
	saysNoCode     = "Wij vragen nooit naar {je|uw} pincode."
	saysVisitAt    = "{Je|Uw} afspraak is op {tijd}."
	saysVisitPlace = "{Je kunt|U kunt} komen naar: {plaats}."
	saysDocument   = "Neem een geldig identiteitsbewijs mee."
	saysMayMove    = "Kan het dan niet? Verzet de afspraak met {je|uw} kenmerk en geboortedatum."
)

// SlotTexts returns what a receipt may say about times, for the test of texts and for
// a municipality's own words.
func SlotTexts() []string {
	return []string{saysCallAt, saysCallSoon, saysAgain, saysAnonymous, saysNoCode, saysVisitAt, saysVisitPlace, saysDocument, saysMayMove}
}

// timesSaid says what was promised about the times that were chosen.
func (f *Form) timesSaid(a Answers, c Context) []string {
	var texts []string
	fill := map[string]string{"n": strconv.Itoa(max(0, c.Town.CallAttempts-1)), "plaats": c.Town.Visits.Place}
	calls, visits := f.asksSlot(a, c, postkamer.CallSlot), false
	if calls {
		texts = append(texts, saysCallSoon)
	}
	for _, s := range f.chosenTimes(a, c) {
		fill["tijd"] = s.In(c.Tone)
		if s.Kind == postkamer.CallSlot {
			texts[0] = saysCallAt
			continue
		}
		visits, texts = true, append(texts, saysVisitAt)
	}
	if calls && c.Town.CallAttempts > 1 {
		texts = append(texts, saysAgain)
	}
	if calls && bool(c.Town.AnonymousCalls) {
		texts = append(texts, saysAnonymous)
	}
	if calls {
		texts = append(texts, saysNoCode)
	}
	if visits && c.Town.Visits.Place != "" {
		texts = append(texts, saysVisitPlace)
	}
	if visits {
		texts = append(texts, saysDocument, saysMayMove)
	}
	said := make([]string, len(texts))
	for i, text := range texts {
		said[i] = say(text, c, fill)
	}
	return said
}

// chosenTimes returns the times that the answers choose, free or not: who has the last
// place reads of it afterwards too.
func (f *Form) chosenTimes(a Answers, c Context) []postkamer.Slot {
	var list []postkamer.Slot
	pages, live := f.asked(a, c)
	for _, p := range pages {
		for _, q := range p.asks {
			if q.Kind != KindSlot || q.def.Slot.Days {
				continue
			}
			if s, ok := postkamer.ParseSlot(q.def.Slot.kind(), first(live[q.Name])); ok {
				list = append(list, s)
			}
		}
	}
	return list
}

// asksSlot tells whether the answers lead past a question after a time of a kind.
func (f *Form) asksSlot(a Answers, c Context, kind postkamer.SlotKind) bool {
	pages, _ := f.asked(a, c)
	return slices.ContainsFunc(pages, func(p askedPage) bool {
		return slices.ContainsFunc(p.asks, func(q askedQuestion) bool { return q.Kind == KindSlot && q.def.Slot.kind() == kind })
	})
}

// Gone returns what is wrong with a page because somebody else has the time that was
// chosen on it: it was right when it was filled in.
func (f *Form) Gone(slug string, a Answers, c Context) []FormError {
	pages, live := f.asked(a, c)
	var list []FormError
	for _, p := range pages {
		for _, q := range p.asks {
			if p.Slug == slug && q.Kind == KindSlot && q.slotFault(live[q.Name]) == faultGone {
				list = append(list, FormError{Field: q.Name, Text: f.faultText(q.def, faultGone, c, p.fill, nil)})
			}
		}
	}
	return list
}
