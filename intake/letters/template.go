package letters

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"postkamer"
)

// An Effect is what happens with the case when a letter goes out.
type Effect string

// Effects.
const (
	Nothing  Effect = "niets"     // the case stays where it is
	Complete Effect = "aanvullen" // it waits for the citizen and its term stands still (Awb 4:5, 4:15)
	Extend   Effect = "uitstel"   // its term is extended (Awb 4:14)
	Await    Effect = "wachten"   // it waits for the citizen; its term runs on
)

// Names of templates that the program itself asks for.
const (
	Completion  = "aanvulling"
	More        = "uitstel"
	Receipt     = "ontvangst"
	Unanswered  = "geen_gehoor"
	Forwarded   = "doorzending"
	ForwardedTo = "doorzending_instantie"
	Returned    = "terug"
)

// A Template (sjabloon) is a letter before it is about anybody. Its texts hold both
// tones; see postkamer.Tone.Say.
type Template struct {
	Name   string   `yaml:"naam"`
	Order  int      `yaml:"volgorde"`
	Label  string   `yaml:"label"`    // in the list to choose from
	For    string   `yaml:"waarvoor"` // when to use it, for staff
	Effect Effect   `yaml:"doet"`
	Other  bool     `yaml:"ander"` // goes to somebody else than the sender
	Title  string   `yaml:"titel"`
	Body   []string `yaml:"tekst"`
	Blanks []Blank  `yaml:"invullen"`
	Must   []string `yaml:"moet"` // facts without which the letter does not do what the law asks
	Own    bool     `yaml:"-"`    // the words are the municipality's own
}

// A Blank is what a person fills in.
type Blank struct {
	Name     string `yaml:"naam"`
	Label    string `yaml:"label"`
	Hint     string `yaml:"hint"`
	List     bool   `yaml:"lijst"` // every line is a point of a list
	Required bool   `yaml:"verplicht"`
	Start    string `yaml:"begin"` // what stands there at first, in both tones
}

//go:embed words/*.yaml
var words embed.FS

// Shipped returns the templates that ship with the program, in the order of the list.
func Shipped() []Template {
	list, err := shipped()
	if err != nil {
		panic(err) // they are in the binary, and a test reads them
	}
	return list
}

func shipped() ([]Template, error) {
	names, err := fs.Glob(words, "words/*.yaml")
	if err != nil {
		return nil, err
	}
	var list []Template
	for _, name := range names {
		data, err := words.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var t Template
		read := yaml.NewDecoder(bytes.NewReader(data))
		read.KnownFields(true)
		if err := read.Decode(&t); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := t.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b Template) int { return cmp.Compare(a.Order, b.Order) })
	return list, nil
}

// With returns the templates with a municipality's own words; see Check.
func With(own map[string]postkamer.LetterWords) []Template {
	list := Shipped()
	for i, t := range list {
		if w, ok := own[t.Name]; ok {
			list[i] = t.with(w)
		}
	}
	return list
}

// Named returns the template with a name; false when there is none.
func Named(list []Template, name string) (Template, bool) {
	i := slices.IndexFunc(list, func(t Template) bool { return t.Name == name })
	if i < 0 {
		return Template{}, false
	}
	return list[i], true
}

// with puts a template in other words.
func (t Template) with(w postkamer.LetterWords) Template {
	t.Title = cmp.Or(w.Title, t.Title)
	if len(w.Body) > 0 {
		t.Body = w.Body
	}
	t.Own = true
	return t
}

// Check returns everything that cannot be in a municipality's own words, with what to
// write instead; nil when all is well.
func Check(own map[string]postkamer.LetterWords) error {
	list := Shipped()
	var wrong []error
	for name, w := range own {
		t, ok := Named(list, name)
		if !ok {
			wrong = append(wrong, fmt.Errorf("brieven: %q: there is no such letter: write one of %s", name, strings.Join(names(list), ", ")))
			continue
		}
		if err := t.with(w).check(); err != nil {
			wrong = append(wrong, fmt.Errorf("brieven.%s: %w", name, err))
		}
	}
	return errors.Join(wrong...)
}

func names(list []Template) (names []string) {
	for _, t := range list {
		names = append(names, t.Name)
	}
	return names
}

// hole is a place for a fact.
var hole = regexp.MustCompile(`\[([a-z_]+)\]`)

// Holes are the names of the facts that may stand in this letter, in square brackets.
func (t Template) Holes() []string {
	list := slices.Clone(facts)
	for _, b := range t.Blanks {
		list = append(list, b.Name)
	}
	return list
}

// check refuses a template that could not be filled in, or that lacks what it must say.
func (t Template) check() error {
	var wrong []error
	text := t.Title + "\n" + strings.Join(t.Body, "\n")
	for _, m := range hole.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(t.Holes(), m[1]) {
			wrong = append(wrong, fmt.Errorf("[%s] is not known in this letter: write one of [%s]", m[1], strings.Join(t.Holes(), "], [")))
		}
	}
	if half(text) {
		wrong = append(wrong, errors.New("a { or } stands alone: write {je|u} for a word that differs between the tones"))
	}
	for _, name := range t.Must {
		if !strings.Contains(text, "["+name+"]") {
			wrong = append(wrong, fmt.Errorf("[%s] is missing: without it the letter does not say what it must", name))
		}
	}
	if strings.TrimSpace(t.Title) == "" || len(t.Body) == 0 {
		wrong = append(wrong, errors.New("titel and tekst: are empty: write what the letter says"))
	}
	if !slices.Contains([]Effect{Nothing, Complete, Extend, Await}, t.Effect) {
		wrong = append(wrong, fmt.Errorf("doet: %q is not known", t.Effect))
	}
	return errors.Join(wrong...)
}

// half tells whether a choice between the tones was begun and not ended, or ended and
// not begun: the citizen would read the bracket.
func half(text string) bool {
	return strings.ContainsAny(postkamer.Je.Say(text)+postkamer.U.Say(text), "{}")
}
