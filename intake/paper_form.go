package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"postkamer"
	"postkamer/intake/paper"
)

// Print returns the form as it is printed, for a municipality and a tone. The
// version of its layout hangs on the definition and on the municipality's switches,
// not on its name and not on the tone.
func (f *Form) Print(c Context, accent [3]uint8) (paper.Print, error) {
	c.Town.Texts = nil // the layout of the print rests on the shipped words; it must be read back
	p := &paperMaker{form: f, c: c, numbers: map[string]int{}}
	asks := p.collect()
	sheet := paper.Form{Name: f.Name, Town: c.Town.Name, Color: accent, Title: p.words(f.Title, nil)}
	for _, line := range f.def.Paper.Intro {
		sheet.Intro = append(sheet.Intro, p.words(line.text, nil))
	}
	sheet.Parts = p.parts(asks)
	return paper.Make(sheet)
}

// A paperMaker turns the definition of a form into what is printed.
type paperMaker struct {
	form    *Form
	c       Context
	numbers map[string]int // by the name of the question
}

// A paperQuestion is a question with the page that it stands on.
type paperQuestion struct {
	page   *pageDef
	def    *questionDef
	item   Option // that the page is printed for
	number int
	table  bool // stands for all questions of its page
}

// longestTown is as much room as the name and the number of a municipality get.
var longestTown = postkamer.Municipality{Name: "Gemeente Súdwest-Fryslân en Hollands Kroon", Phone: "0800 123 45 67"}

// words puts a text into the words of the tone, with the others beside it.
func (p *paperMaker) words(raw string, fill map[string]string) paper.Words {
	w := paper.Words{Text: say(raw, p.c, fill), Raw: raw}
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		other := p.c
		other.Tone = tone
		w.Also = append(w.Also, say(raw, other, fill))
		other.Town.Name, other.Town.Phone = longestTown.Name, longestTown.Phone
		w.Also = append(w.Also, say(raw, other, fill))
	}
	return w
}

// collect lists the questions that are printed and numbers them.
func (p *paperMaker) collect() []paperQuestion {
	var list []paperQuestion
	for i := range p.form.def.Pages {
		page := &p.form.def.Pages[i]
		if page.Paper.Skip || !p.inTown(page.When) {
			continue
		}
		for _, item := range p.items(page) {
			list = append(list, p.questions(page, item)...)
		}
	}
	for i := range list {
		p.give(&list[i])
	}
	return list
}

// give numbers a question. A table has a number for each of its columns.
func (p *paperMaker) give(q *paperQuestion) {
	names := []string{q.name()}
	if q.table {
		names = nil
		for _, column := range q.page.Questions {
			names = append(names, column.Name.text)
		}
	}
	q.number = len(p.numbers) + 1
	for _, name := range names {
		p.numbers[name] = len(p.numbers) + 1
	}
}

// name is that of the question on its page.
func (q paperQuestion) name() string {
	return strings.ReplaceAll(q.def.Name.text, "{"+q.page.As.text+"}", q.item.Value)
}

// fill is what stands in braces.
func (q paperQuestion) fill() map[string]string {
	return map[string]string{q.page.As.text: q.item.Label}
}

// inTown tells whether the switches of the municipality let a page be printed.
func (p *paperMaker) inTown(list []condition) bool {
	return !slices.ContainsFunc(list, func(c condition) bool { return c.op == "gemeente" && !townSwitches[c.args[0]](p.c) })
}

// items returns what a page is printed for.
func (p *paperMaker) items(page *pageDef) []Option {
	if page.Paper.Copies == 0 {
		return []Option{{}}
	}
	var items []Option
	for i := range page.Paper.Copies {
		items = append(items, Option{Value: fmt.Sprint(i + 1), Label: fmt.Sprint(i + 1)})
	}
	return items
}

// questions returns those of a page that are printed.
func (p *paperMaker) questions(page *pageDef, item Option) []paperQuestion {
	if page.Paper.Table {
		return []paperQuestion{{page: page, def: &page.Questions[0], table: true}}
	}
	var list []paperQuestion
	for i := range page.Questions {
		q := &page.Questions[i]
		if !q.Paper.Skip && q.Kind.text != KindAddress && p.inTown(q.When) {
			list = append(list, paperQuestion{page: page, def: q, item: item})
		}
	}
	return list
}

// parts puts the questions under the sections of the form.
func (p *paperMaker) parts(list []paperQuestion) []paper.Part {
	var parts []paper.Part
	var section string
	var page *pageDef
	item := ""
	for i, q := range list {
		last := q.page.Slug.text == LastSlug
		if len(parts) == 0 || q.page.Section.text != section {
			section = q.page.Section.text
			heading := section
			if last {
				heading = cmp.Or(p.form.def.Paper.Signing.text, "Ondertekenen")
			}
			parts = append(parts, paper.Part{Heading: p.words(heading, nil)})
		}
		part := &parts[len(parts)-1]
		if q.page != page || q.item.Value != item {
			part.Asks = append(part.Asks, p.opening(q)...)
			page, item = q.page, q.item.Value
		}
		ask := p.ask(q, list[i+1:])
		sameCopy := i+1 < len(list) && list[i+1].page == page && list[i+1].item == q.item
		ask.Keep = last || item != "" && sameCopy
		part.Asks = append(part.Asks, ask)
	}
	signing := &parts[len(parts)-1]
	for i, q := range p.form.def.Paper.Questions {
		ask := p.signing(q)
		ask.Keep = i < len(p.form.def.Paper.Questions)-1
		signing.Asks = append(signing.Asks, ask)
	}
	return parts
}

// opening is what stands above the questions of a page: when they are to be
// answered, which of the repeated pages this is, and what the definition says.
func (p *paperMaker) opening(q paperQuestion) []paper.Ask {
	var asks []paper.Ask
	note := func(w paper.Words) { asks = append(asks, paper.Ask{Kind: paper.Note, Label: w}) }
	if only := p.only(q.page.When); only != "" && q.item.Value == "" {
		note(p.words(only, nil))
	}
	if q.item.Value == "" || q.item.Value == "1" {
		for _, line := range q.page.Paper.Intro {
			note(p.words(line.text, q.fill()))
		}
	}
	if q.item.Value != "" {
		raw := q.page.Item.text
		note(p.words(strings.ToUpper(raw[:1])+raw[1:], q.fill()))
	}
	return asks
}

// only says for which answers of earlier questions something is asked.
func (p *paperMaker) only(list []condition) string {
	for _, c := range list {
		if c.op != "=" {
			continue
		}
		number, q := p.numbers[c.questions[0]], p.form.question(c.questions[0])
		if number == 0 || q == nil {
			continue
		}
		for _, o := range q.Options {
			if slices.Contains(strings.Split(c.args[0], "|"), o.Value.text) {
				return fmt.Sprintf("Alleen als {je|u} bij vraag %d ‘%s’ aankruist", number, o.Label.text)
			}
		}
	}
	return ""
}

// next returns the number of the question to go to after an answer, 0 when it is
// simply the next one.
func (p *paperMaker) next(q paperQuestion, option string, rest []paperQuestion) int {
	for i, r := range rest {
		if p.excludes(r, q.name(), option) {
			continue
		}
		if i == 0 {
			return 0
		}
		return r.number
	}
	return 0
}

// excludes tells whether a question is not asked after an answer to an earlier one.
func (p *paperMaker) excludes(r paperQuestion, name, option string) bool {
	conditions := r.page.When
	if !r.table {
		conditions = slices.Concat(conditions, r.def.When)
	}
	return slices.ContainsFunc(conditions, func(c condition) bool {
		return c.op == "=" && len(c.questions) == 1 && c.questions[0] == name && !slices.Contains(strings.Split(c.args[0], "|"), option)
	})
}
