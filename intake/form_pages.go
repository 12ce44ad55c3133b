package intake

import (
	"slices"
	"strconv"
	"strings"

	"postkamer"
)

// An askedPage is a page that applies to some answers, worded.
type askedPage struct {
	FormPage
	def  *pageDef
	item string            // the value that a repeated page is for
	fill map[string]string // what stands in braces on this page
	of   string            // which of the repeated pages this is, in words
	asks []askedQuestion

	found *postkamer.Address // the address that was meant, when the table knows it
}

// An askedQuestion is a question that applies to some answers, worded.
type askedQuestion struct {
	Question
	def   *questionDef
	files []string // names of what was sent with it
	known []string // what a login answers; nil: it is asked
	tone  postkamer.Tone

	day     string // a slot: on which day it must be; empty: any
	unknown bool   // a slot: what is free was not looked up

	elsewhere string   // the municipality in which this postcode lies, when it is another
	several   bool     // there are more addresses at this number
	meant     []string // the answer in the words of the table of addresses; nil: as it was given
}

// live is the answer that counts: files go before an option.
func (q askedQuestion) live(values []string) []string {
	if len(q.files) > 0 {
		return []string{Enclosed}
	}
	return values
}

// ask is asked, without remembering.
func (f *Form) ask(a Answers, c Context) ([]askedPage, Answers) {
	var pages []askedPage
	live := Answers{}
	for i := range f.def.Pages {
		p := &f.def.Pages[i]
		for _, item := range f.items(p, live) {
			if !f.holdAll(p.When, live, c, item.Value) {
				continue
			}
			page := f.worded(p, item, live, c)
			for i := range page.asks {
				q := &page.asks[i]
				q.files = a[FilesKey(q.Name)]
				if values := q.live(q.given(a)); len(values) > 0 {
					live[q.Name] = values
				}
			}
			f.addAddress(&page, a, live, c)
			if page.Stop = page.stop(live, c); page.Stop == nil {
				page.Stop = f.unfit(page, c)
			}
			page.Login = f.offersLogin(page, c)
			pages = append(pages, page)
		}
	}
	f.count(pages)
	if at := slices.IndexFunc(pages, func(p askedPage) bool { return p.Stop != nil }); at >= 0 {
		pages = pages[:at+1]
	}
	return pages, live
}

// items returns the options for which a page is repeated; one empty option for a
// page that is there once.
func (f *Form) items(p *pageDef, live Answers) []Option {
	if p.Each.text == "" {
		return []Option{{}}
	}
	each := f.question(p.Each.text)
	chosen := live[p.Each.text]
	var items []Option
	for _, o := range each.Options {
		switch {
		case each.Kind.text == KindChoice && len(chosen) > 0:
			items = append(items, Option{Value: o.Value.text, Label: o.Value.text})
			if o.Value.text == chosen[0] {
				return items
			}
		case slices.Contains(chosen, o.Value.text):
			items = append(items, Option{Value: o.Value.text, Label: o.Label.text})
		}
	}
	return items
}

// question returns the definition of a question.
func (f *Form) question(name string) *questionDef {
	for i := range f.def.Pages {
		questions := f.def.Pages[i].Questions
		for j := range questions {
			if questions[j].Name.text == name {
				return &questions[j]
			}
		}
	}
	return nil // never: reading the definition refuses unknown names
}

// worded puts a page into words.
func (f *Form) worded(p *pageDef, item Option, live Answers, c Context) askedPage {
	page := askedPage{def: p, item: item.Value, fill: map[string]string{p.As.text: say(item.Label, c, nil)}}
	inName := func(s string) string { return strings.ReplaceAll(s, "{"+p.As.text+"}", item.Value) }
	page.Slug = inName(p.Slug.text)
	page.Section = say(p.Section.text, c, nil)
	page.Heading = say(p.Heading.text, c, page.fill)
	page.of = say(p.Item.text, c, page.fill)
	for _, line := range p.Intro {
		page.Intro = append(page.Intro, say(line.text, c, page.fill))
	}
	for i := range p.Questions {
		q := &p.Questions[i]
		if q.Kind.text == KindAddress || !f.holdAll(q.When, live, c, item.Value) {
			continue // which address it is: see addAddress
		}
		asked := q.worded(page, c)
		asked.Name = inName(q.Name.text)
		asked.offerSlots(live, c)
		asked.known = q.known(c)
		page.asks = append(page.asks, asked)
		if asked.known == nil {
			page.Questions = append(page.Questions, asked.Question)
		}
	}
	return page
}

// worded puts a question into words; its name is still that of the definition.
func (q *questionDef) worded(page askedPage, c Context) askedQuestion {
	kind := kinds[q.Kind.text]
	asked := askedQuestion{def: q, tone: c.Tone, Question: Question{
		Label:        say(q.Label.text, c, page.fill),
		Hint:         say(q.Hint.text, c, page.fill),
		Kind:         q.Kind.text,
		Autocomplete: q.Autocomplete,
		InputMode:    kind.inputMode,
		MaxLength:    max(q.Max, kind.max),
		Rows:         q.Rows,
		Least:        q.Files.Least,
		Most:         q.Files.Most,
		Required:     !q.Optional,
	}}
	if asked.Kind == KindUpload {
		asked.Hint = q.uploadHint(asked.Hint, c)
	}
	if asked.Label == "" {
		asked.Label, asked.LabelIsHeading = page.Heading, true
	}
	for _, o := range q.Options {
		if slices.Contains(c.Town.FormsOff, o.Form.text) {
			continue
		}
		asked.Options = append(asked.Options, Option{Value: o.Value.text, Label: say(o.Label.text, c, nil), Hint: say(o.Hint.text, c, nil)})
	}
	return asked
}

// stop returns the explanation that an answer on the page ends the form with.
func (p askedPage) stop(live Answers, c Context) *Stop {
	for _, q := range p.asks {
		for _, o := range q.def.Options {
			if o.Stop == nil || !slices.Contains(live[q.Name], o.Value.text) {
				continue
			}
			stop := &Stop{Heading: say(o.Stop.Heading.text, c, nil)}
			for _, line := range o.Stop.Text {
				stop.Text = append(stop.Text, say(line.text, c, nil))
			}
			return stop
		}
	}
	return nil
}

// count numbers the sections; pages of one section stand together. Sections
// without a page for these answers count too, so that a number never changes
// while somebody fills in the form.
func (f *Form) count(pages []askedPage) {
	steps := map[*pageDef]int{}
	last := 0
	for i := range f.def.Pages {
		if i == 0 || f.def.Pages[i].Section.text != f.def.Pages[i-1].Section.text {
			last++
		}
		steps[&f.def.Pages[i]] = last
	}
	for i := range pages {
		pages[i].Step, pages[i].Steps = steps[pages[i].def], last
	}
}

// say puts a text into words: the tone, then what stands in braces.
func say(text string, c Context, fill map[string]string) string {
	said := c.Town.Say(c.Tone, text)
	if !strings.Contains(said, "{") {
		return said
	}
	pairs := []string{"{gemeente}", c.Town.Name, "{telefoon}", c.Town.Phone, "{vooraf}", inDays(c)}
	for word, value := range fill {
		pairs = append(pairs, "{"+word+"}", value)
	}
	return fillBraces(said, pairs)
}

// inDays says how long before a move it may be reported, in weeks where that is shorter.
func inDays(c Context) string {
	n, text := c.Town.MoveAheadDays, "{n} dagen"
	switch {
	case n == 1:
		text = "1 dag"
	case n == 7:
		text = "1 week"
	case n > 0 && n%7 == 0:
		n, text = n/7, "{n} weken"
	}
	return strings.ReplaceAll(c.Town.Say(c.Tone, text), "{n}", strconv.Itoa(n))
}

// Pages returns the pages that apply now, in order, in words of the tone. It ends
// with a page that stops the form. Pages that a login answers wholly are left out.
func (f *Form) Pages(a Answers, c Context) []FormPage {
	asked, _ := f.asked(a, c)
	var pages []FormPage
	for _, p := range asked {
		if !p.answered() {
			pages = append(pages, p.FormPage)
		}
	}
	return pages
}
