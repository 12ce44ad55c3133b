package intake

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"postkamer"
)

// Check takes over what was posted on a page, also when it is wrong, and says
// what is wrong with it in the order of the page. A page that does not apply
// takes over nothing. It changes neither posted nor a.
func (f *Form) Check(slug string, posted url.Values, a Answers, c Context) (Answers, []FormError) {
	a = maps.Clone(a)
	if a == nil {
		a = Answers{}
	}
	pages, _ := f.asked(a, c)
	at := slices.IndexFunc(pages, func(p askedPage) bool { return p.Slug == slug })
	if at < 0 {
		return a, nil
	}
	for _, q := range pages[at].asks {
		if q.known != nil {
			continue
		}
		delete(a, q.Name)
		if values := q.posted(posted); values != nil {
			a[q.Name] = values
		}
	}
	pages, _ = f.asked(a, c) // what is asked on the page may hang on what was posted
	for _, p := range pages {
		if p.Slug == slug {
			return a, f.pageErrors(p, a, c, true)
		}
	}
	return a, nil
}

// FirstOpen returns the first page that is not rightly filled in or stops the
// form, and LastSlug when all are right.
func (f *Form) FirstOpen(a Answers, c Context) string {
	pages, _ := f.asked(a, c)
	for _, p := range pages {
		if p.Stop != nil || p.Slug == LastSlug || len(f.pageErrors(p, a, c, false)) > 0 {
			return p.Slug
		}
	}
	return LastSlug
}

// complete tells whether every page, the last one too, is rightly filled in.
func (f *Form) complete(a Answers, c Context) bool {
	pages, _ := f.asked(a, c)
	return !slices.ContainsFunc(pages, func(p askedPage) bool { return p.Stop != nil || len(f.pageErrors(p, a, c, false)) > 0 })
}

// Notices returns what a citizen should know about the answers on a page, without
// them being wrong.
func (f *Form) Notices(slug string, a Answers, c Context) []string {
	pages, live := f.asked(a, c)
	var list []string
	for _, p := range pages {
		if p.Slug != slug {
			continue
		}
		for _, n := range p.def.Notices {
			if f.holdAll(n.When, live, c, p.item) {
				list = append(list, say(n.Text.text, c, p.fill))
			}
		}
	}
	return list
}

// pageErrors returns what is wrong on a page: the questions, and then the rules
// over questions that are right each for itself. sent is true when the page was filled
// in just now: some rules count only then.
func (f *Form) pageErrors(p askedPage, a Answers, c Context, sent bool) []FormError {
	var list []FormError
	wrong := map[string]bool{}
	for _, q := range p.asks {
		if q.known != nil {
			continue // see unfit
		}
		fault, fill := q.fault(a[q.Name], c)
		needed := !q.def.Optional || len(q.def.Needed) > 0 && f.holdAll(q.def.Needed, a, c, p.item)
		if fault == faultEmpty && !needed {
			continue
		}
		if fault != "" {
			wrong[q.Name] = true
			list = append(list, FormError{Field: q.inputID(a[q.Name], fault), Text: f.faultText(q.def, fault, c, p.fill, fill)})
		}
	}
	for _, rule := range p.def.Rules {
		if rule.Sent && !sent {
			continue
		}
		if text := f.ruleError(rule, a, c, wrong); text != "" {
			list = append(list, FormError{Field: rule.names()[0].text, Text: text})
		}
	}
	return list
}

// inputID is the id of the input that a fault is about: of a date the first field
// that is empty, or the year, or else the day.
func (q askedQuestion) inputID(values []string, fault string) string {
	if q.Kind != KindDate {
		return q.Name
	}
	at := 0
	switch fault {
	case faultPart:
		at = slices.Index(values, "")
	case faultYear:
		at = len(dateParts) - 1
	}
	return q.Name + dateParts[at].suffix
}

// faultText says a fault: in the question's own words, or in those of the form.
func (f *Form) faultText(q *questionDef, fault string, c Context, page, fill map[string]string) string {
	p, ok := q.Errors[fault]
	if !ok {
		p, ok = f.def.Errors[fault]
	}
	if text := fileTexts[FileFault(fault)]; !ok && text != "" {
		p, ok = phrase{text: text}, true
	}
	if !ok { // a part that is missing, of a date with few texts
		p = q.Errors[faultEmpty]
	}
	all := maps.Clone(page)
	maps.Copy(all, fill)
	return say(p.text, c, all)
}

// ruleError returns what is wrong with several questions together. A rule over
// answers that are wrong themselves says nothing yet.
func (f *Form) ruleError(rule ruleDef, a Answers, c Context, wrong map[string]bool) string {
	for _, name := range rule.names() {
		if wrong[name.text] {
			return ""
		}
	}
	if !f.holdAll(rule.When, a, c, "") {
		return ""
	}
	if len(rule.Any) > 0 {
		if slices.ContainsFunc(rule.Any, func(p phrase) bool { return first(a[p.text]) != "" }) {
			return ""
		}
		return say(rule.Text.text, c, nil)
	}
	if len(rule.Unlike) > 0 {
		if !alike(rule.Unlike, a) {
			return ""
		}
		return say(rule.Text.text, c, nil)
	}
	var sum, others int64
	for i, name := range rule.Sum {
		cents, _ := parseAmount(first(a[name.text]))
		sum += cents
		if i > 0 {
			others += cents
		}
	}
	if sum <= rule.Most*100 {
		return ""
	}
	left := max(0, rule.Most*100-others) / 100 * 100
	return say(rule.Text.text, c, map[string]string{"bedrag": eurosIn(left, c.Tone)})
}

// alike tells whether the first answer is the same e-mail address or telephone number
// as one of the others.
func alike(names []phrase, a Answers) bool {
	own := contact(first(a[names[0].text]))
	return own != "" && slices.ContainsFunc(names[1:], func(p phrase) bool { return contact(first(a[p.text])) == own })
}

// contact is an e-mail address or a telephone number as it is compared.
func contact(v string) string {
	return either(postkamer.NormalPhone(v), strings.ToLower(v))
}

// fault returns what is wrong with an answer by the key of its text, and what
// that text is filled in with. It is empty when nothing is.
func (q askedQuestion) fault(values []string, c Context) (fault string, fill map[string]string) {
	switch q.Kind {
	case KindUpload:
		return q.uploadFault(values)
	case KindAddress:
		return q.addressFault(values), nil
	case KindSlot:
		return q.slotFault(values), nil
	}
	if strings.Join(values, "") == "" {
		return faultEmpty, nil
	}
	switch q.Kind {
	case KindDate:
		return q.dateFault(values, c)
	case KindChoices:
		if q.def.Adjacent && q.hasGap(values) {
			return "gap", nil
		}
		return "", nil
	case KindChoice, KindCheckbox:
		return "", nil
	}
	return q.typedFault(values[0])
}

// typedFault is fault for one line or area of text. A kind without a text for
// strange signs or for length calls such an answer wrong.
func (q askedQuestion) typedFault(v string) (string, map[string]string) {
	var fault string
	switch {
	case strings.ContainsRune(v, refused):
		fault = "signs"
	case utf8.RuneCountInString(v) > q.MaxLength:
		fault = "long"
	default:
		return q.formFault(v)
	}
	if !slices.Contains(kinds[q.Kind].faults, fault) {
		fault = "wrong"
	}
	return fault, map[string]string{"n": strconv.Itoa(q.MaxLength)}
}

// emailForm is as strict as the text says: an @ with something around it and a
// dot after it.
var emailForm = regexp.MustCompile(`^[^@\s,;<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+$`)

// formFault tests the form of a value that can be read.
func (q askedQuestion) formFault(v string) (string, map[string]string) {
	right := true
	switch q.Kind {
	case KindNumber:
		right = onlyDigits(v) == v && strings.Trim(v, "0") != ""
	case KindPostcode:
		if right = postkamer.NormalPostcode(v) != ""; right && q.elsewhere != "" {
			return "elsewhere", map[string]string{"andere": q.elsewhere}
		}
	case KindReference:
		right = postkamer.NormalReference(v) != ""
	case KindPhone:
		right = postkamer.NormalPhone(v) != ""
	case KindEmail:
		right = emailForm.MatchString(v)
	case KindContact:
		right = emailForm.MatchString(v) || postkamer.NormalPhone(v) != ""
	case KindBSN:
		return digitsFault(postkamer.NormalBSN(v), 9, postkamer.ValidBSN)
	case KindKvK:
		return digitsFault(bare(v), 8, postkamer.ValidKvK)
	case KindIBAN:
		return ibanFault(postkamer.NormalIBAN(v)), nil
	case KindAmount:
		return q.amountFault(v), nil
	}
	if !right {
		return "wrong", nil
	}
	return "", nil
}

// digitsFault tests a number of a fixed length: one with other signs or a wrong
// check digit is wrong, and one of digits says how many there are.
func digitsFault(v string, length int, valid func(string) bool) (string, map[string]string) {
	switch n := len(onlyDigits(v)); {
	case valid(v):
		return "", nil
	case n != length:
		return "count", map[string]string{"n": strconv.Itoa(n)}
	}
	return "wrong", nil
}

// ibanCountry is a bank account of another country.
var ibanCountry = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}`)

func ibanFault(v string) string {
	switch {
	case ibanCountry.MatchString(v) && !strings.HasPrefix(v, "NL"):
		return "foreign"
	case !postkamer.ValidIBAN(v):
		return "wrong"
	}
	return ""
}

func (q askedQuestion) amountFault(v string) string {
	cents, ok := parseAmount(v)
	switch {
	case !ok || q.def.Whole && cents%100 != 0:
		return "wrong"
	case cents < q.def.Least*100:
		return "low"
	case q.def.Most > 0 && cents > q.def.Most*100:
		return "high"
	}
	return ""
}

// dateFault is fault for a date.
func (q askedQuestion) dateFault(values []string, c Context) (string, map[string]string) {
	day, fault := parseDate(values)
	if fault != "" {
		return fault, missingPart(values, c)
	}
	earliest := day.AddDate(0, 0, -c.Town.MoveAheadDays)
	switch {
	case q.def.Past && day.After(c.Today):
		return "future", nil
	case q.def.Age > 0 && day.AddDate(q.def.Age, 0, 0).After(c.Today):
		return "young", nil
	case q.def.Ahead && earliest.After(c.Today):
		return "early", map[string]string{"datum": inWords(earliest, c.Tone)}
	case q.def.Back > 0 && day.Before(c.Today.AddDate(-q.def.Back, 0, 0)):
		return "old", nil
	}
	return "", nil
}

// missingPart says which fields of a date are empty.
func missingPart(values []string, c Context) map[string]string {
	var missing []string
	for i, part := range dateParts {
		if i < len(values) && values[i] == "" {
			missing = append(missing, say(part.word, c, nil))
		}
	}
	and := " en "
	if c.Tone == postkamer.English {
		and = " and "
	}
	return map[string]string{"deel": strings.Join(missing, and)}
}

// hasGap tells whether an option between the first and the last chosen one is not
// chosen.
func (q askedQuestion) hasGap(values []string) bool {
	from, until := len(q.Options), -1
	for i, o := range q.Options {
		if slices.Contains(values, o.Value) {
			from, until = min(from, i), i
		}
	}
	return until-from+1 > len(values)
}
