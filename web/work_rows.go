package web

import (
	"html/template"
	"strings"
)

// The rows of a list are written here and not in a template: fifty of them took three
// quarters of the time of the page, more than the SQL that finds them (docs/desks.md).
// What comes from people goes through text.

// markup is HTML in the making.
type markup struct{ strings.Builder }

// tag writes HTML as it is.
func (m *markup) tag(html string) *markup {
	m.WriteString(html)
	return m
}

// text writes words, escaped for between tags and within quoted attributes.
func (m *markup) text(words string) *markup {
	return m.tag(template.HTMLEscapeString(words))
}

func (m *markup) done() template.HTML { return template.HTML(m.String()) }

// Rows are the cases of the list as rows of its table.
func (p *queueListPage) Rows() template.HTML {
	m := newListRows(p)
	for i := range p.Cases {
		c := &p.Cases[i]
		m.tag(`<tr><th scope="row"><span class="pk-rij">`)
		m.pick(c)
		m.name(c)
		m.facts(c)
		m.take(c)
		m.tag("</tr>\n")
	}
	return m.done()
}

// listRows are the rows of a list in the making, with the words that each of them
// repeats: escaped, and looked up once.
type listRows struct {
	markup
	page                                         *queueListPage
	choose, since, due, note, with, until, queue string
	taking                                       string
}

func newListRows(p *queueListPage) *listRows {
	html := template.HTMLEscapeString
	m := &listRows{page: p, choose: html(p.Say("Kies")), since: html(p.Say("Binnen sinds")), due: html(p.Say("Uiterlijk")), note: html(p.Say("Let op")),
		with: html(p.Say("Bij")), until: html(p.Say("Tot")), queue: html(p.Say("Werkvoorraad")), taking: html(p.Say("Pak"))}
	m.Grow(len(p.Cases) << 10)
	return m
}

// pick writes the box that chooses a case.
func (m *listRows) pick(c *caseLine) {
	if !m.page.MayGive {
		return
	}
	m.tag(`<label class="pk-vink"><input class="utrecht-checkbox utrecht-checkbox--html-input" type="checkbox" name="zaak" value="`).text(c.Pick).tag(`"`)
	if m.page.Ticked {
		m.tag(` checked`)
	}
	m.tag(`><span class="pk-vh">`).tag(m.choose).tag(" ").text(c.Reference).tag(`</span></label>`)
}

// name writes which case it is, and ends the head of the row.
func (m *listRows) name(c *caseLine) {
	m.tag(`<span><a class="nl-link" href="`).text(c.Link).tag(`">`).text(c.Kind).tag(`</a> <span class="pk-nowrap">`).text(c.Reference).tag(`</span>`)
	m.tag(`</span></span></th>`)
}

// facts writes what there is to know about a case.
func (m *listRows) facts(c *caseLine) {
	if m.page.Mixed {
		m.cell(m.queue).text(m.page.Say(c.Label)).tag(`</td>`)
	}
	m.cell(m.since).text(dutchDate(c.ReceivedOn)).tag(`</td>`)
	c.writeDue(m.cell(m.due))
	m.tag(`</td>`)
	c.writeMarks(m.cell(m.note))
	m.text(c.Note).tag(`</td>`)
	if m.page.Taken {
		m.cell(m.with).text(c.ClaimedName).tag(`</td>`)
		m.tag(`<td data-kop="`).tag(m.until).tag(`" class="pk-nowrap">`).text(c.Lease).tag(`</td>`)
	}
}

// cell begins a cell under a head that is escaped already.
func (m *listRows) cell(head string) *markup { return m.tag(`<td data-kop="`).tag(head).tag(`">`) }

// take writes the button that claims a case.
func (m *listRows) take(c *caseLine) {
	if !m.page.MayTake {
		return
	}
	m.tag(`<td><button class="nl-button nl-button--secondary" type="submit" formmethod="post" formaction="`).text(c.Link).tag(`/pak">`)
	m.tag(m.taking).tag(`<span class="pk-vh"> `).text(c.Reference).tag(`</span></button></td>`)
}

// Marks are what presses about a case, and how it was phoned about last.
func (c caseLine) Marks() template.HTML {
	m := &markup{}
	c.writeMarks(m)
	return m.done()
}

func (c *caseLine) writeMarks(m *markup) {
	for _, f := range c.Flags {
		m.flag(f.Level, f.Text, "").tag(" ")
	}
	if c.Call != "" {
		m.tag(`<strong>`).text(c.say("Gebeld:")).tag(" ").text(c.Call).tag(`.</strong> `)
	}
}

// Due is how long a case may still take.
func (c caseLine) Due() template.HTML {
	m := &markup{}
	c.writeDue(m)
	return m.done()
}

func (c *caseLine) writeDue(m *markup) {
	if c.Term.Text == "" {
		m.text(c.say("geen termijn"))
		return
	}
	m.tag(`<span class="pk-nowrap">`).text(c.Term.Text).tag(`</span>`)
	if c.Term.Note != "" {
		m.tag(" ").flag(c.Term.Level, c.Term.Note, " pk-nowrap")
	}
}

// flag writes something that presses: a colour, and always words.
func (m *markup) flag(level, words, class string) *markup {
	m.tag(`<span class="pk-vlag`)
	if level != "" {
		m.tag(` pk-vlag--`).text(level)
	}
	return m.tag(class).tag(`">`).text(words).tag(`</span>`)
}

// optionsIn returns the function options of a tone: the options of a list to choose
// from, of which a page can have hundreds.
func optionsIn(words func(string) string) func(Choice) template.HTML {
	return func(c Choice) template.HTML {
		m := &markup{}
		for _, o := range c.Options {
			m.tag(`<option value="`).text(o.Value).tag(`"`)
			if c.Chosen(o.Value) {
				m.tag(` selected`)
			}
			m.tag(`>`).text(words(o.Label)).tag("</option>\n")
		}
		return m.done()
	}
}
