package main

import (
	"fmt"
	"html"
	"strings"
)

// A form is a printed sheet with labels and boxes, filled in by typewriter.
type form struct {
	Org   string      `yaml:"org"`
	Title string      `yaml:"title"`
	Code  string      `yaml:"code"`
	Intro string      `yaml:"intro"`
	Pages [][]section `yaml:"pages"`
}

// A section is a numbered part. A row is "label | value"; a value SIGN is a
// signature, [x] and [ ] are boxes to tick. The first row of the table is its head.
type section struct {
	Title string   `yaml:"title"`
	Text  string   `yaml:"text"`
	Rows  []string `yaml:"rows"`
	Table []string `yaml:"table"`
	Foot  string   `yaml:"foot"`
}

// pages returns the HTML of the form's pages; id varies the signature.
func (f *form) pages(id string) []string {
	var out []string
	for i, sections := range f.Pages {
		var b strings.Builder
		fmt.Fprintf(&b, `<div class="page form"><div class="org"><b>%s</b><span>%s</span></div>`, f.Org, f.Code)
		if i == 0 {
			fmt.Fprintf(&b, `<h1>%s</h1><p>%s</p>`, f.Title, f.Intro)
		}
		for _, s := range sections {
			b.WriteString(s.html(id))
		}
		fmt.Fprintf(&b, `<div class="no">%s - bladzijde %d van %d</div></div>`+"\n", f.Code, i+1, len(f.Pages))
		out = append(out, b.String())
	}
	return out
}

func (s section) html(id string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<h2>%s</h2>", s.Title)
	if s.Text != "" {
		fmt.Fprintf(&b, "<p>%s</p>", s.Text)
	}
	for _, row := range s.Rows {
		label, value, _ := strings.Cut(row, "|")
		fmt.Fprintf(&b, `<div class="row"><div class="label">%s</div>%s</div>`, html.EscapeString(strings.TrimSpace(label)), boxed(strings.TrimSpace(value), label, id))
	}
	b.WriteString(grid(s.Table))
	if s.Foot != "" {
		fmt.Fprintf(&b, `<div class="foot">%s</div>`, s.Foot)
	}
	return b.String()
}

// boxed is what stands in the box beside a label.
func boxed(value, label, id string) string {
	value = strings.Trim(value, `"`)
	switch {
	case value == "SIGN":
		return `<div class="value signbox">` + signature(id) + `</div>`
	case strings.TrimSpace(value) == "" && strings.HasPrefix(label, "Handtekening"):
		return `<div class="value signbox"></div>`
	case strings.Contains(value, "["):
		return `<div class="open">` + ticks(value) + `</div>`
	}
	// The typewriter never hits the same height twice.
	shift := float64(seed(id+label)%7)/10 - 0.3
	return fmt.Sprintf(`<div class="value"><span style="position:relative;top:%.1fmm">%s</span></div>`, shift, html.EscapeString(value))
}

// ticks keeps every box beside its words; options are four spaces apart.
func ticks(value string) string {
	var b strings.Builder
	for _, option := range strings.Split(value, "    ") {
		option = strings.ReplaceAll(option, "[x]", `<span class="box">X</span>`)
		option = strings.ReplaceAll(option, "[ ]", `<span class="box">&nbsp;</span>`)
		fmt.Fprintf(&b, `<span class="option">%s</span> `, option)
	}
	return b.String()
}

func grid(rows []string) string {
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`<table class="grid">`)
	for i, row := range rows {
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		b.WriteString("<tr>")
		for _, c := range strings.Split(row, "|") {
			fmt.Fprintf(&b, "<%s>%s</%s>", cell, html.EscapeString(strings.TrimSpace(c)), cell)
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	return b.String()
}
