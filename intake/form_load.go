package intake

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"postkamer"
)

//go:embed forms/*.yaml
var formFiles embed.FS

// LoadForms reads the definitions in the program and checks them; errors name
// the file and the line.
func LoadForms() (*Forms, error) {
	list, err := readFolder(formFiles, "forms")
	if err != nil {
		return nil, err
	}
	forms := &Forms{list: list}
	return forms, forms.checkOptions()
}

// readForm reads one definition and returns all that is wrong with it at once.
func readForm(file string, data []byte) (*Form, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var d definition
	if err := decoder.Decode(&d); err != nil {
		return nil, fmt.Errorf("form %s: %w", file, err)
	}
	r := &reader{file: file, def: &d, slugs: map[string]bool{}, questions: map[string]*questionDef{}, repeats: map[string][]string{}}
	r.readAll()
	if len(r.wrong) > 0 {
		return nil, errors.Join(r.wrong...)
	}
	sum := sha256.Sum256(data)
	return &Form{
		Name:      d.Name.text,
		Prefix:    d.Prefix.text,
		Version:   hex.EncodeToString(sum[:6]),
		Kind:      postkamer.CaseType(d.Kind.text),
		Title:     d.Title.text,
		About:     d.About.text,
		Button:    d.Button.text,
		Intro:     texts(d.Intro),
		DoneTitle: d.DoneTitle.text,
		Done:      texts(d.donePhrases()),
		file:      file,
		def:       &d,
		repeats:   r.repeats,
	}, nil
}

func texts(list []phrase) []string {
	said := make([]string, len(list))
	for i, p := range list {
		said[i] = p.text
	}
	return said
}

// A reader checks one definition page by page, so that a condition can only name
// what was asked before it.
type reader struct {
	file      string
	def       *definition
	slugs     map[string]bool
	questions map[string]*questionDef // asked so far, by name
	repeats   map[string][]string     // names with braces: the values that may stand in them
	unlike    []phrase                // questions that a rule names, on whatever page
	wrong     []error
}

// refuse notes what is wrong with a line.
func (r *reader) refuse(line int, format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Errorf("form %s line %d: %s", r.file, line, fmt.Sprintf(format, args...)))
}

func (r *reader) readAll() {
	d := r.def
	if !formName.MatchString(d.Name.text) || !prefixForm.MatchString(d.Prefix.text) {
		r.refuse(max(d.Prefix.line, 1), "a form has a name of small letters, and a prefix of two capitals")
	}
	r.needText(d.Title, d.Button, d.DoneTitle)
	if d.Kind.text != "" && !kindForm.MatchString(d.Kind.text) {
		r.refuse(d.Kind.line, "kind: %q: write a kind of post, in small letters", d.Kind.text)
	}
	for _, p := range slices.Concat([]phrase{d.Title, d.About, d.DoneTitle}, d.Intro, d.donePhrases()) {
		if r.text(p, "kenmerk"); strings.Contains(p.text, "{vooraf}") {
			r.refuse(p.line, "{vooraf} is not filled in outside the pages")
		}
	}
	r.errorTexts(d.Errors, "")
	r.login(d.Login)
	for i := range d.Pages {
		r.page(&d.Pages[i])
	}
	for _, doubt := range d.Doubts {
		if !slices.Contains(knownDoubts, postkamer.DoubtCode(doubt.Code.text)) {
			r.refuse(doubt.Code.line, "%q is no code of a doubt", doubt.Code.text)
		}
		r.conditions(doubt.When, false)
	}
	for _, done := range d.Done {
		r.conditions(done.when, false)
	}
	for _, name := range r.unlike {
		if r.questions[name.text] == nil {
			r.refuse(name.line, "rule: no question is called %q", name.text)
		}
	}
	r.checkPaper()
	r.english()
	if n := len(d.Pages); n == 0 || d.Pages[n-1].Slug.text != LastSlug {
		r.refuse(1, "the last page must be %s", LastSlug)
	}
}

// Forms of names.
var (
	formName   = regexp.MustCompile(`^[a-z]{2,20}$`) // it is an address, and in the code on paper
	prefixForm = regexp.MustCompile(`^[A-Z]{2}$`)
	kindForm   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	slugForm   = regexp.MustCompile(`^[a-z]+(?:-(?:[a-z]+|\{[a-z]+\}))*$`)
)

// ownSlugs are pages that every form has besides those of its definition.
var ownSlugs = []string{"uitleg", "klaar", "bewaren", "bewaard", "verder", "inloggen", "uitloggen", "kopie", "afschrift"}

// page checks a page and everything on it.
func (r *reader) page(p *pageDef) {
	if twice := r.slugs[p.Slug.text]; twice || !slugForm.MatchString(p.Slug.text) {
		r.refuse(p.Slug.line, "%q is no slug or stands there twice", p.Slug.text)
	}
	if slices.Contains(ownSlugs, p.Slug.text) {
		r.refuse(p.Slug.line, "%q is a page of every form: give this one another slug", p.Slug.text)
	}
	r.slugs[p.Slug.text] = true
	values := r.each(p)
	r.needText(p.Section)
	r.text(p.Heading, p.As.text)
	r.text(p.Item, p.As.text)
	for _, line := range p.Intro {
		r.text(line, p.As.text)
	}
	r.conditions(p.When, false)
	for i := range p.Questions { // before any is known: they may not hang on each other
		r.conditions(p.Questions[i].When, p.As.text != "")
	}
	for i := range p.Questions {
		r.question(&p.Questions[i], p, values)
	}
	for i := range p.Questions {
		r.conditions(p.Questions[i].Needed, false)
	}
	for _, rule := range p.Rules {
		r.rule(rule, p)
	}
	for _, notice := range p.Notices {
		r.conditions(notice.When, false)
		r.text(notice.Text)
	}
}

// each checks what a page is repeated for and returns the values of its options.
func (r *reader) each(p *pageDef) []string {
	if p.Each.text == "" {
		if strings.Contains(p.Slug.text, "{") {
			r.refuse(p.Slug.line, "slug %q needs each", p.Slug.text)
		}
		return nil
	}
	q := r.questions[p.Each.text]
	if q == nil || q.Kind.text != KindChoice && q.Kind.text != KindChoices {
		r.refuse(p.Each.line, "each: %q is no question with choices on an earlier page", p.Each.text)
		return nil
	}
	if !strings.Contains(p.Slug.text, "{"+p.As.text+"}") || p.Item.text == "" {
		r.refuse(p.Each.line, "a repeated page has as, item, and {%s} in its slug", p.As.text)
	}
	var values []string
	for _, o := range q.Options {
		values = append(values, o.Value.text)
	}
	return values
}

// rule checks a check of several questions of one page.
func (r *reader) rule(rule ruleDef, p *pageDef) {
	names := slices.Concat(rule.Any, rule.Sum, rule.Unlike)
	if len(names) < 2 || rule.kinds() != 1 || len(rule.Sum) > 0 && rule.Most <= 0 {
		r.refuse(rule.Text.line, "a rule has any, or unlike, or sum with most, over two questions")
	}
	if len(rule.Unlike) > 1 { // the others may be on any page
		names, r.unlike = rule.Unlike[:1], append(r.unlike, rule.Unlike[1:]...)
	}
	for _, name := range names {
		at := slices.IndexFunc(p.Questions, func(q questionDef) bool { return q.Name.text == name.text })
		if at < 0 || len(rule.Sum) > 0 && p.Questions[at].Kind.text != KindAmount {
			r.refuse(name.line, "rule: %q is not such a question on this page", name.text)
		}
	}
	r.conditions(rule.When, false)
	r.needText(rule.Text)
	r.text(rule.Text, "bedrag")
}

// conditions checks that every question in a list of conditions was asked before.
func (r *reader) conditions(list []condition, repeated bool) {
	for _, c := range list {
		if c.op == "from" && !repeated {
			r.refuse(c.line, "item is only on a repeated page")
		}
		if c.or != nil {
			r.conditions([]condition{*c.or}, repeated)
		}
		if c.op == "from" || c.op == "gemeente" || c.op == "zonder" {
			continue
		}
		names := c.questions
		if c.op == "differs" {
			names = slices.Concat(names, c.args)
		}
		for _, name := range names {
			q := r.questions[name]
			if q == nil {
				r.refuse(c.line, "no earlier question is called %q", name)
				continue
			}
			r.conditionArgs(c, q)
		}
	}
}

// conditionArgs checks that a condition asks of a question what it can answer.
func (r *reader) conditionArgs(c condition, q *questionDef) {
	kinds := map[string]string{"older": KindDate, "above": KindAmount}
	if kind := kinds[c.op]; kind != "" && q.Kind.text != kind {
		r.refuse(c.line, "%s needs a %s, and %q is none", c.op, kind, q.Name.text)
	}
	if c.op != "=" && c.op != "not" {
		return
	}
	for _, v := range strings.Split(c.args[0], "|") {
		if v == Enclosed && q.Kind.text == KindUpload || v == "ja" && q.Kind.text == KindCheckbox {
			continue
		}
		if !slices.ContainsFunc(q.Options, func(o optionDef) bool { return o.Value.text == v }) {
			r.refuse(c.line, "%q has no option %q", q.Name.text, v)
		}
	}
}

// knownFields are the fields of a case that an answer may fill.
var knownFields = []postkamer.FieldName{
	postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldBirthDate, postkamer.FieldPhone, postkamer.FieldEmail,
	postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity, postkamer.FieldMoveDate,
	postkamer.FieldCoMovers, postkamer.FieldHost, postkamer.FieldIBAN, postkamer.FieldIBANName, postkamer.FieldKvK, postkamer.FieldCompany,
	postkamer.FieldReference, postkamer.FieldMonths, postkamer.FieldIncome, postkamer.FieldLoan, postkamer.FieldPartner,
}

// knownDoubts are the doubts that the answers of a form may raise.
var knownDoubts = []postkamer.DoubtCode{
	postkamer.IdentityUnproven, postkamer.AskedToCall, postkamer.ConsentMissing, postkamer.CoMoverNotAllowed, postkamer.EvidencePromised,
	postkamer.AddressNotFound, postkamer.HoursUnsure, postkamer.ConditionsUnsure, postkamer.PartnerSignature, postkamer.IBANOtherName,
	postkamer.NoMoneyForFood, postkamer.Urgent,
}
