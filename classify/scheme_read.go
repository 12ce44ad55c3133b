package classify

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"postkamer"
)

// readAll reads what rules name before the rules themselves.
func (r *schemeReader) readAll(d *schemeDef) {
	r.readHead(d)
	r.readFields(d)
	r.readNumbers(d.Numbers)
	r.readWords(d.Words)
	r.readRecognise(d.Recognise)
	for _, round := range d.Rounds {
		r.readRound(round)
	}
	r.readAddresses(d.Addresses)
	for _, rule := range d.Rules {
		r.readRule(rule)
	}
}

// readHead reads what the scheme is and for which kinds it holds.
func (r *schemeReader) readHead(d *schemeDef) {
	s := r.scheme
	s.Name = r.name(d.Name, "name")
	for _, kind := range d.Kinds {
		s.Kinds = append(s.Kinds, postkamer.CaseType(r.name(kind, "kind")))
	}
	if len(s.Kinds) == 0 {
		r.refuse(d.Name.line, "kinds is empty: write the case types that the scheme judges, such as [verhuizing]")
	}
	if s.Called = d.Called.text; s.Called == "" {
		r.refuse(d.Name.line, "called is empty: write how a sentence says it, such as \"een verhuizing\"")
	}
	if d.Form.text != "" {
		s.Form = r.name(d.Form, "form")
	}
	if d.Queue.text != "" {
		s.Queue = postkamer.Queue(r.name(d.Queue, "queue"))
	}
	t := d.Term
	if t.Weeks < 0 || t.Days < 0 || t.WorkingDays < 0 || t.Weeks+t.Days+t.WorkingDays > 366 {
		r.refuse(d.Name.line, "term: write weeks, days or working_days, together 0 to 366")
	}
	s.Term = Term{Weeks: t.Weeks, Days: t.Days, WorkingDays: t.WorkingDays}
	for _, code := range d.Calls {
		s.calls = append(s.calls, r.code(code.line, code.text))
	}
}

// readFields reads the fields of a case.
func (r *schemeReader) readFields(d *schemeDef) {
	s := r.scheme
	for _, f := range d.Fields {
		if slices.Contains(s.fields, postkamer.FieldName(f.text)) {
			r.refuse(f.line, "field %q stands there twice: remove one", f.text)
		}
		s.fields = append(s.fields, r.fieldName(f.line, f.text))
	}
	if len(s.fields) == 0 {
		r.refuse(d.Name.line, "fields is empty: write the fields that a case shows")
	}
	within := func(list []lined, all []postkamer.FieldName, name string) (names []postkamer.FieldName) {
		for _, f := range list {
			if !slices.Contains(all, postkamer.FieldName(f.text)) {
				r.refuse(f.line, "%s: %q is none of %s", name, f.text, joined(all))
			}
			names = append(names, postkamer.FieldName(f.text))
		}
		return names
	}
	s.needed = within(d.Needed, s.fields, "needed")
	s.unasked = within(d.Unasked, s.needed, "unasked")
	s.unknown = map[postkamer.FieldName]string{}
	for _, name := range slices.Sorted(maps.Keys(d.Unknown)) {
		s.unknown[r.fieldName(d.Unknown[name].line, name)] = d.Unknown[name].text
	}
}

func (r *schemeReader) readNumbers(defs map[string]numberDef) {
	r.scheme.numbers = map[string][]dated{}
	for _, name := range slices.Sorted(maps.Keys(defs)) {
		r.name(lined{name, defs[name].line}, "number")
		var values []dated
		for _, v := range defs[name].values {
			value, ok := readNumber(v.Value.text)
			if !ok {
				r.refuse(v.Value.line, "%q is no number: write 28, 10157.50, or an age such as 66y4m", v.Value.text)
			}
			values = append(values, dated{r.date(v.From), value})
		}
		if len(values) == 0 || !slices.IsSortedFunc(values, func(a, b dated) int { return a.from.Compare(b.from) }) {
			r.refuse(defs[name].line, "numbers: %s: write the values with the earliest day first", name)
		}
		r.scheme.numbers[name] = values
	}
}

// longestList bounds what a list of words may cost on every letter.
const longestList = 4000

// readWords makes one pattern of each list. A line is words as they are folded:
// small letters, no accents, one space between; it may be a regular expression.
func (r *schemeReader) readWords(defs map[string][]lined) {
	r.scheme.lists = map[string]*regexp.Regexp{}
	for _, name := range slices.Sorted(maps.Keys(defs)) {
		var parts []string
		line := 0
		for _, w := range defs[name] {
			line = w.line
			if strings.TrimSpace(w.text) == "" || fold(w.text) != w.text && !strings.Contains(w.text, `\`) {
				r.refuse(w.line, "%q: write words in small letters without accents", w.text)
			}
			pattern, err := regexp.Compile("^(?:" + w.text + ")$")
			if err != nil {
				r.refuse(w.line, "%q is no pattern: %v; write a \\ before ( ) [ ] . * + ? when they stand for themselves", w.text, err)
				continue
			}
			if pattern.MatchString("") {
				r.refuse(w.line, "%q holds for every text: write at least one letter that must be there", w.text)
			}
			parts = append(parts, w.text)
		}
		r.name(lined{name, line}, "list of words")
		whole := strings.Join(parts, "|")
		if len(parts) == 0 || len(whole) > longestList {
			r.refuse(line, "list %s: write 1 line or more, together up to %d characters", name, longestList)
			whole = "x"
		}
		list, err := regexp.Compile(`\b(?:` + whole + `)\b`)
		if err != nil {
			r.refuse(line, "list %s is no pattern: %v; make it shorter", name, err)
			list = regexp.MustCompile("x")
		}
		r.scheme.lists[name] = list
	}
}

func (r *schemeReader) readRecognise(defs []recogniseDef) {
	for _, d := range defs {
		one := recognition{list: d.Words.text}
		r.wordLists(d.Words.line, []string{d.Words.text})
		for _, kind := range d.Kinds {
			one.kinds = append(one.kinds, postkamer.CaseType(r.name(kind, "kind")))
		}
		r.scheme.recognise = append(r.scheme.recognise, one)
	}
}

func (r *schemeReader) readRound(d roundDef) {
	round := Round{Name: d.Name.text, From: r.date(d.From), Until: r.date(d.Until), ApplyBefore: r.date(d.ApplyBefore),
		Partner: d.Partner, MonthsBack: -1, Demonstration: d.Demonstration}
	if d.MonthsBack != nil {
		round.MonthsBack = max(0, *d.MonthsBack)
	}
	line := max(d.Name.line, d.From.line)
	if round.Name == "" || round.From.IsZero() || round.Until.Before(round.From) {
		r.refuse(line, "a round has a name, and from and until in that order, such as {name: Tozo 1, from: 2020-03-01, until: 2020-05-31}")
	}
	for _, other := range r.scheme.rounds {
		if !round.From.After(other.Until) && !round.Until.Before(other.From) {
			r.refuse(line, "round %q lies over %q: give every day to one of them", round.Name, other.Name)
		}
	}
	r.scheme.rounds = append(r.scheme.rounds, round)
}

func (r *schemeReader) readAddresses(defs map[string]addressParts) {
	r.scheme.addresses = map[string]addressFields{}
	for _, name := range slices.Sorted(maps.Keys(defs)) {
		d := defs[name]
		r.name(lined{name, d.Street.line}, "address")
		r.scheme.addresses[name] = addressFields{
			r.fieldName(d.Street.line, d.Street.text), r.fieldName(d.Number.line, d.Number.text),
			r.fieldName(d.Postcode.line, d.Postcode.text), r.fieldName(d.City.line, d.City.text)}
	}
}

// readRule reads a rule and looks that its sentences name only what is known.
func (r *schemeReader) readRule(d ruleDef) {
	rule := schemeRule{code: r.code(d.Code.line, d.Code.text), why: d.Why.text, say: d.Say.text, ask: d.Ask, stop: d.Stop}
	if d.Field.text != "" {
		rule.field = r.fieldName(d.Field.line, d.Field.text)
	}
	if len(d.When)+len(d.Any) == 0 {
		r.refuse(d.Code.line, "a rule says when it holds: write when: [form] or another line")
	}
	if d.Ask && d.Stop {
		r.refuse(d.Code.line, "a rule cannot ask and stop: ask is for what the citizen can say on the telephone, stop for what a caseworker decides first")
	}
	var fills []string
	rule.when = r.checks(d.When, &fills)
	rule.any = r.checks(d.Any, &fills)
	rule.unless = r.checks(d.Unless, &[]string{})
	r.sentence(d.Why, fills, d.Code.line, "why")
	r.sentence(d.Say, fills, d.Code.line, "say")
	if postkamer.Je.Say(d.Why.text) != d.Why.text {
		r.refuse(d.Why.line, "why is for the caseworker: write it without {je|uw}")
	}
	r.scheme.rules = append(r.scheme.rules, rule)
}

// checks reads lines of a rule and collects the placeholders that they fill.
func (r *schemeReader) checks(lines []lined, fills *[]string) []check {
	var list []check
	for _, l := range lines {
		words := strings.Fields(l.text)
		if len(words) == 0 {
			r.refuse(l.line, "an empty line holds for nothing: remove it")
			continue
		}
		how, ok := checkers()[words[0]]
		if !ok {
			r.refuse(l.line, "%q is no check: begin with one of %s", l.text, strings.Join(slices.Sorted(maps.Keys(checkers())), ", "))
			continue
		}
		if len(words) > 1 && how.use == words[0] {
			r.misread(l.line, words[0])
			continue
		}
		k, filled := how.read(r, l.line, words[1:])
		if k != nil {
			list = append(list, k)
		}
		*fills = append(*fills, filled...)
	}
	return list
}

// sentence looks that a text is there, ends like a sentence and names only
// placeholders that are filled.
func (r *schemeReader) sentence(p lined, fills []string, line int, what string) {
	line = max(line, p.line)
	text := strings.TrimSpace(p.text)
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		r.refuse(line, "%s: write a sentence that ends with . or ?", what)
	}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		known := slices.Concat(alwaysKnown, fills)
		if slices.Contains(known, m[1]) || slices.Contains(r.scheme.fields, postkamer.FieldName(m[1])) {
			continue
		}
		slices.Sort(known)
		r.refuse(line, "%s: nothing fills in {%s}: write one of %s or a field of the scheme", what, m[1], strings.Join(slices.Compact(known), ", "))
	}
}
