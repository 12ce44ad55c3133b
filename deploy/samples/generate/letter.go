package main

import (
	"fmt"
	"hash/fnv"
	"html"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A letter is one made-up piece of post: the text of a letter, a form, or raw
// HTML. Paragraphs are separated by blank lines; one that begins with < is
// HTML. A line ---page--- begins a new page.
type letter struct {
	ID      string  `yaml:"id"`
	Font    string  `yaml:"font"`
	Size    float64 `yaml:"size"` // points; 11 when absent
	CSS     string  `yaml:"css"`
	Hand    bool    `yaml:"hand"`
	Head    string  `yaml:"head"` // HTML
	From    string  `yaml:"from"`
	To      string  `yaml:"to"`
	Ref     string  `yaml:"ref"`
	Date    string  `yaml:"date"`
	Subject string  `yaml:"subject"`
	Body    string  `yaml:"body"`
	Close   string  `yaml:"close"`
	Name    string  `yaml:"name"`
	After   string  `yaml:"after"` // HTML of the pages after the signature
	Raw     string  `yaml:"raw"`   // HTML instead of all that
	Form    *form   `yaml:"form"`
}

const pageBreak = "---page---"

// readLetters reads every letter of the folder, by its name.
func readLetters(dir string) (map[string]letter, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	all := map[string]letter{}
	for _, name := range files {
		var some []letter
		if err := readYAML(name, &some); err != nil {
			return nil, err
		}
		for _, l := range some {
			if _, twice := all[l.ID]; twice {
				return nil, fmt.Errorf("%s: letter %s is there twice", name, l.ID)
			}
			all[l.ID] = l
		}
	}
	return all, nil
}

// readYAML reads a file strictly: an unknown key is an error.
func readYAML(name string, into any) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// seed turns a name into a number, so that the same letter always looks the same.
func seed(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// pages returns the HTML of each page of the letter.
func (l letter) pages() []string {
	if l.Form != nil {
		return l.Form.pages(l.ID)
	}
	content := l.Raw
	if content == "" {
		content = l.opening() + paragraphs(l.Body) + l.ending() + l.After
	}
	var out []string
	for _, part := range strings.Split(content, pageBreak) {
		if l.Hand {
			part = byHand(part, l.ID)
		}
		out = append(out, fmt.Sprintf("<div class=%q style=%q>%s</div>\n", l.class(), l.style(), part))
	}
	return out
}

func (l letter) class() string {
	if l.Hand {
		return "page hand"
	}
	return "page"
}

// style is the letter's own type face and size.
func (l letter) style() string {
	size, font := l.Size, l.Font
	if size == 0 {
		size = 11
	}
	if font == "" {
		font = "Liberation Sans"
	}
	if l.Hand {
		return fmt.Sprintf("font-family:'%s';font-size:%gpt", font, size)
	}
	// People set their margins and lines differently.
	n := seed(l.ID)
	line, left := 1.36+float64(n%5)*0.09, 20+n/5%4*3
	return fmt.Sprintf("font-family:'%s';font-size:%gpt;line-height:%.2f;padding-left:%dmm;%s", font, size, line, left, l.CSS)
}

// opening is everything above the text: head, sender, addressee, date, subject.
func (l letter) opening() string {
	var b strings.Builder
	if l.Head != "" {
		fmt.Fprintf(&b, `<div class="head">%s</div>`, l.Head)
	}
	fmt.Fprintf(&b, `<div class="from">%s</div><div class="to">%s</div><div class="meta">`, html.EscapeString(l.From), html.EscapeString(l.To))
	for _, line := range []string{l.Date, l.Ref} {
		if line != "" {
			fmt.Fprintf(&b, "%s<br>", html.EscapeString(line))
		}
	}
	if l.Subject != "" {
		fmt.Fprintf(&b, "<br>%s: %s", l.subjectWord(), html.EscapeString(l.Subject))
	}
	b.WriteString("</div>")
	return b.String()
}

// subjectWord varies as people do.
func (l letter) subjectWord() string {
	return [...]string{"Betreft", "Onderwerp", "<b>Betreft</b>", "Betr."}[seed(l.ID)%4]
}

// ending is the greeting with a signature.
func (l letter) ending() string {
	sign := signature(l.ID)
	if l.Hand {
		sign = ""
	}
	return fmt.Sprintf(`<div class="close">%s</div><div class="sign">%s</div><div>%s</div>`, html.EscapeString(l.Close), sign, html.EscapeString(l.Name))
}

// paragraphs makes HTML of plain text.
func paragraphs(text string) string {
	var b strings.Builder
	for _, p := range strings.Split(strings.ReplaceAll(text, pageBreak, "\n\n"+pageBreak+"\n\n"), "\n\n") {
		p = strings.TrimSpace(p)
		switch {
		case p == "":
		case p == pageBreak || strings.HasPrefix(p, "<"):
			b.WriteString(p)
		default:
			b.WriteString("<p>" + p + "</p>\n")
		}
	}
	return b.String()
}
