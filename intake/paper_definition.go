package intake

// A paperDef is what only the printed form has.
type paperDef struct {
	Intro     []phrase   `yaml:"intro"`     // in the place of the form's own
	Signing   phrase     `yaml:"signing"`   // heading of the last part
	Questions []paperAsk `yaml:"questions"` // of the last part, below those of the last page
}

// A paperAsk is a question that is only on paper: to sign, or on which day.
type paperAsk struct {
	Name  phrase      `yaml:"name"`
	Kind  phrase      `yaml:"kind"` // signature or date
	Label phrase      `yaml:"label"`
	Hint  phrase      `yaml:"hint"`
	When  []condition `yaml:"when"`
}

// A pagePaperDef says how a page is printed. A repeated page is printed Copies
// times, or as one table with a row for each.
type pagePaperDef struct {
	Skip   bool     `yaml:"skip"`
	Copies int      `yaml:"copies"`
	Table  bool     `yaml:"table"`
	Intro  []phrase `yaml:"intro"`
}

// A questionPaperDef says how a question is printed when it is not as online.
type questionPaperDef struct {
	Skip      bool        `yaml:"skip"`
	Signature bool        `yaml:"signature"` // somebody signs in the place of an answer
	Label     phrase      `yaml:"label"`
	Hint      phrase      `yaml:"hint"`
	Options   []optionDef `yaml:"options"`
}

// kindSignature is a place to sign, on paper only.
const kindSignature = "signature"

// checkPaper checks what only the printed form has.
func (r *reader) checkPaper() {
	d := r.def
	for _, p := range d.Paper.Intro {
		r.text(p)
	}
	r.text(d.Paper.Signing)
	for _, q := range d.Paper.Questions {
		if r.questions[q.Name.text] != nil || !nameForm.MatchString(q.Name.text) || q.Kind.text != kindSignature && q.Kind.text != KindDate {
			r.refuse(q.Name.line, "%q is no name, is there twice, or is nothing to sign and no date", q.Name.text)
		}
		r.needText(q.Label)
		r.text(q.Hint)
		r.conditions(q.When, false)
	}
	for i := range d.Pages {
		r.pagePaper(&d.Pages[i])
	}
}

// pagePaper checks how a page and its questions are printed.
func (r *reader) pagePaper(p *pageDef) {
	if (p.Each.text != "") != (p.Paper.Copies > 0 || p.Paper.Table) && !p.Paper.Skip {
		r.refuse(p.Slug.line, "page %q: a repeated page, and no other, says how often it is printed", p.Slug.text)
	}
	for _, line := range p.Paper.Intro {
		r.text(line, p.As.text)
	}
	for _, q := range p.Questions {
		if p.Paper.Table && q.Kind.text != KindAmount {
			r.refuse(q.Name.line, "%q: a table has amounts only", q.Name.text)
		}
		r.text(q.Paper.Label, p.As.text)
		r.text(q.Paper.Hint, p.As.text)
		for _, o := range q.Paper.Options {
			r.needText(o.Label)
			r.text(o.Hint)
		}
		for _, o := range q.Options {
			r.text(o.Paper)
		}
	}
}
