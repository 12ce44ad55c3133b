package intake

import (
	"regexp"
	"slices"
	"strings"

	"postkamer"
)

// A kindDef says what belongs to a kind of question.
type kindDef struct {
	faults    []string // that must have a text, besides empty
	inputMode string
	max       int // characters, when the definition says nothing
	options   bool
	mayChoose bool // options are allowed and not needed
}

// kinds are all kinds of question. The longest e-mail address is that of RFC 5321,
// the longest IBAN 34 characters with spaces between each four.
var kinds = map[string]kindDef{
	KindText:      {faults: []string{"long", "signs"}},
	KindTextArea:  {faults: []string{"long", "signs"}},
	KindNumber:    {faults: []string{"wrong", "long"}, inputMode: "numeric"},
	KindDate:      {faults: []string{"impossible", "year"}, inputMode: "numeric"},
	KindChoice:    {options: true},
	KindChoices:   {options: true},
	KindCheckbox:  {},
	KindPostcode:  {faults: []string{"wrong"}, max: 10},
	KindBSN:       {faults: []string{"count", "wrong"}, inputMode: "numeric", max: 20},
	KindIBAN:      {faults: []string{"wrong", "foreign"}, max: 50},
	KindKvK:       {faults: []string{"count", "wrong"}, inputMode: "numeric", max: 20},
	KindPhone:     {faults: []string{"wrong"}, inputMode: "tel", max: 30},
	KindEmail:     {faults: []string{"wrong"}, inputMode: "email", max: 254},
	KindContact:   {faults: []string{"wrong"}, inputMode: "email", max: 254},
	KindAmount:    {faults: []string{"wrong"}, inputMode: "decimal", max: 20},
	KindUpload:    {mayChoose: true},
	KindReference: {faults: []string{"wrong"}, max: 40},
	KindSlot:      {faults: []string{faultGone}, mayChoose: true},
	KindAddress:   {faults: []string{"several"}, options: true},
}

// nameForm is how a question or an option is called in HTML.
var nameForm = regexp.MustCompile(`^[a-z0-9]+(?:-(?:[a-z0-9]+|\{[a-z]+\}))*$`)

// question checks a question, and makes it known to what comes after it.
func (r *reader) question(q *questionDef, p *pageDef, values []string) {
	name := q.Name.text
	if !nameForm.MatchString(name) || r.questions[name] != nil || (p.Each.text != "") != strings.Contains(name, "{"+p.As.text+"}") {
		r.refuse(q.Name.line, "%q is no name, is there twice, or has the braces of no repeated page", name)
	}
	r.questions[name] = q
	if p.Each.text != "" {
		r.repeats[name] = values
	}
	kind, ok := kinds[q.Kind.text]
	if !ok {
		r.refuse(q.Kind.line, "%q is no kind of question", q.Kind.text)
		return
	}
	r.text(q.Label, p.As.text)
	r.text(q.Hint, p.As.text)
	if q.Label.text == "" {
		r.needText(p.Heading)
	}
	if q.Field.text != "" && !slices.Contains(knownFields, postkamer.FieldName(q.Field.text)) {
		r.refuse(q.Field.line, "%q is no field of a case", q.Field.text)
	}
	if q.Max == 0 && (q.Kind.text == KindText || q.Kind.text == KindTextArea || q.Kind.text == KindNumber) || q.Max > keepRunes-1 {
		r.refuse(q.Name.line, "%q needs max, below %d", name, keepRunes)
	}
	r.known(q, p)
	r.options(q, kind.options || kind.mayChoose && len(q.Options) > 0)
	r.files(q)
	r.slot(q)
	r.address(q, p)
	r.errorTexts(q.Errors, p.As.text)
	r.faults(q, kind)
}

// options checks the answers to choose from.
func (r *reader) options(q *questionDef, wanted bool) {
	if wanted != (len(q.Options) > 0) {
		r.refuse(q.Name.line, "%q has options that it cannot have, or none", q.Name.text)
	}
	for i, o := range q.Options {
		if !nameForm.MatchString(o.Value.text) || slices.ContainsFunc(q.Options[:i], func(b optionDef) bool { return b.Value.text == o.Value.text }) {
			r.refuse(o.Value.line, "%q is no value of an option, or is there twice", o.Value.text)
		}
		r.needText(o.Label)
		r.text(o.Hint)
		if o.Stop == nil {
			continue
		}
		r.needText(o.Stop.Heading)
		r.needText(o.Stop.Text...)
	}
}

// faults checks that everything that can be wrong with an answer has a text.
func (r *reader) faults(q *questionDef, kind kindDef) {
	needed := slices.Clone(kind.faults)
	for fault, wanted := range map[string]bool{
		"empty":  !q.Optional || len(q.Needed) > 0,
		"future": q.Past,
		"young":  q.Age > 0,
		"early":  q.Ahead,
		"old":    q.Back > 0,
		"high":   q.Most > 0,
		"low":    q.Least > 0,
		"gap":    q.Adjacent,
		"few":    q.Files.Least > 1,
	} {
		if wanted {
			needed = append(needed, fault)
		}
	}
	slices.Sort(needed)
	for _, fault := range needed {
		if q.Errors[fault].text == "" && r.def.Errors[fault].text == "" {
			r.refuse(q.Name.line, "%q has no text for %q", q.Name.text, fault)
		}
	}
}

// faultFills are the words in braces that the text of a fault may have.
var faultFills = map[string][]string{
	"empty": {}, "part": {"deel"}, "impossible": {}, "year": {}, "future": {}, "young": {}, "early": {"datum"}, "old": {},
	"long": {"n"}, "signs": {}, "count": {"n"}, "wrong": {}, "foreign": {}, "high": {}, "low": {}, "gap": {},
	"gone": {}, "several": {}, "elsewhere": {"andere"}, "few": {"n"}, "big": {"bestand", "mb"}, "kind": {"bestand"}, "blank": {"bestand"}, "virus": {"bestand"}, "many": {"n"}, "full": {"bestand"},
}

// errorTexts checks a table of texts of errors.
func (r *reader) errorTexts(table map[string]phrase, as string) {
	for fault, p := range table {
		fills, ok := faultFills[fault]
		if !ok {
			r.refuse(p.line, "nothing that can be wrong is called %q", fault)
		}
		r.text(p, append([]string{as}, fills...)...)
	}
}

// needText checks texts that may not be empty and have nothing to fill in.
func (r *reader) needText(list ...phrase) {
	for _, p := range list {
		if p.text == "" {
			r.refuse(p.line, "a text is missing")
		}
		r.text(p, "bedrag")
	}
}

var (
	tonePair = regexp.MustCompile(`\{([^{}|]+)\|([^{}|]+)\}`)
	fillForm = regexp.MustCompile(`\{([a-z]+)\}`)
)

// townFills are the words in braces that every text may have.
var townFills = []string{"gemeente", "telefoon", "vooraf"}

// text checks the braces of a text: pairs of tones, and words that are filled in.
func (r *reader) text(p phrase, fills ...string) {
	rest := tonePair.ReplaceAllString(p.text, "")
	for _, m := range fillForm.FindAllStringSubmatch(rest, -1) {
		if !slices.Contains(fills, m[1]) && !slices.Contains(townFills, m[1]) {
			r.refuse(p.line, "nothing is filled in for {%s}", m[1])
		}
	}
	if strings.ContainsAny(fillForm.ReplaceAllString(rest, ""), "{}|") {
		r.refuse(p.line, "braces of %q do not fit: write {je|u}", p.text)
	}
}
