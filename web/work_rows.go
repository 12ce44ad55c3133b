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
func (p queueListPage) Rows() template.HTML {
	m := &markup{}
	for _, c := range p.Cases {
		m.tag(`<tr><th scope="row"><span class="pk-rij">`)
		p.pick(m, c)
		p.name(m, c)
		p.facts(m, c)
		p.take(m, c)
		m.tag("</tr>\n")
	}
	return m.done()
}

// pick writes the box that chooses a case.
func (p queueListPage) pick(m *markup, c caseLine) {
	if !p.MayGive {
		return
	}
	m.tag(`<label class="pk-vink"><input class="utrecht-checkbox utrecht-checkbox--html-input" type="checkbox" name="zaak" value="`).text(c.Pick).tag(`"`)
	if p.Ticked {
		m.tag(` checked`)
	}
	m.tag(`><span class="pk-vh">`).text(p.Say("Kies")).tag(" ").text(c.Reference).tag(`</span></label>`)
}

// name writes which case it is, and ends the head of the row.
func (p queueListPage) name(m *markup, c caseLine) {
	m.tag(`<span><a class="nl-link" href="`).text(c.Link).tag(`">`).text(c.Kind).tag(`</a> <span class="pk-nowrap">`).text(c.Reference).tag(`</span>`)
	if p.Mixed {
		m.tag(` <span class="pk-onder">`).text(c.Label).tag(`</span>`)
	}
	m.tag(`</span></span></th>`)
}

// facts writes what there is to know about a case.
func (p queueListPage) facts(m *markup, c caseLine) {
	cell := func(head string) *markup { return m.tag(`<td data-kop="`).text(p.Say(head)).tag(`">`) }
	if p.Mixed {
		cell("Werkvoorraad").text(p.Say(c.Label)).tag(`</td>`)
	}
	cell("Binnen sinds").text(dutchDate(c.ReceivedOn)).tag(`</td>`)
	cell("Uiterlijk").tag(string(c.Due())).tag(`</td>`)
	cell("Let op").tag(string(c.Marks())).text(c.Note).tag(`</td>`)
	if p.Taken {
		cell("Bij").text(c.ClaimedName).tag(`</td>`)
		m.tag(`<td data-kop="`).text(p.Say("Tot")).tag(`" class="pk-nowrap">`).text(c.Lease).tag(`</td>`)
	}
}

// take writes the button that claims a case.
func (p queueListPage) take(m *markup, c caseLine) {
	if !p.MayTake {
		return
	}
	m.tag(`<td><button class="nl-button nl-button--secondary" type="submit" formmethod="post" formaction="`).text(c.Link).tag(`/pak">`)
	m.text(p.Say("Pak")).tag(`<span class="pk-vh"> `).text(c.Reference).tag(`</span></button></td>`)
}

// Marks are what presses about a case, and how it was phoned about last.
func (c caseLine) Marks() template.HTML {
	m := &markup{}
	for _, f := range c.Flags {
		m.flag(f.Level, f.Text, "").tag(" ")
	}
	if c.Call != "" {
		m.tag(`<strong>`).text(c.say("Gebeld:")).tag(" ").text(c.Call).tag(`.</strong> `)
	}
	return m.done()
}

// Due is how long a case may still take.
func (c caseLine) Due() template.HTML {
	m := &markup{}
	if c.Term.Text == "" {
		return m.text(c.say("geen termijn")).done()
	}
	m.tag(`<span class="pk-nowrap">`).text(c.Term.Text).tag(`</span>`)
	if c.Term.Note != "" {
		m.tag(" ").flag(c.Term.Level, c.Term.Note, " pk-nowrap")
	}
	return m.done()
}

// flag writes something that presses: a colour, and always words.
func (m *markup) flag(level, words, class string) *markup {
	m.tag(`<span class="pk-vlag`)
	if level != "" {
		m.tag(` pk-vlag--`).text(level)
	}
	return m.tag(class).tag(`">`).text(words).tag(`</span>`)
}
