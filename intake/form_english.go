package intake

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// An englishDef is the English of a definition: in its file, under english, each text as
// it stands there in Dutch with its English.
type englishDef struct{ list []englishText }

// An englishText is one text in both languages.
type englishText struct{ dutch, english phrase }

// UnmarshalYAML keeps the lines.
func (d *englishDef) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: english: write each Dutch text with its English behind it", node.Line)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		var t englishText
		if err := errors.Join(node.Content[i].Decode(&t.dutch), node.Content[i+1].Decode(&t.english)); err != nil {
			return fmt.Errorf("line %d: english: %w", node.Content[i].Line, err)
		}
		d.list = append(d.list, t)
	}
	return nil
}

// valueWords are words in braces that a value takes the place of.
var valueWords = regexp.MustCompile(`\{[a-z]+\}`)

// english checks that the English is of texts that are there, and fills in the same.
func (r *reader) english() {
	shown := map[string]bool{}
	for _, p := range r.def.phrases() {
		shown[p.text] = true
	}
	said := map[string]bool{}
	for _, t := range r.def.English.list {
		in := func(text string) []string { return slices.Sorted(slices.Values(valueWords.FindAllString(text, -1))) }
		switch dutch, english := t.dutch.text, t.english.text; {
		case !shown[dutch]:
			r.refuse(t.dutch.line, "english: %q is no text of this form: write it as it stands above, with both tones", dutch)
		case said[dutch]:
			r.refuse(t.dutch.line, "english: %q is there twice", dutch)
		case strings.TrimSpace(english) == "":
			r.refuse(t.dutch.line, "english: %q has no English behind it", dutch)
		case strings.ContainsAny(valueWords.ReplaceAllString(english, ""), "{|}"):
			r.refuse(t.english.line, "english: %q: English has one tone: only words that are filled in stand in braces", english)
		case !slices.Equal(in(dutch), in(english)):
			r.refuse(t.english.line, "english: %q fills in %s, and the Dutch %s", english, in(english), in(dutch))
		}
		said[t.dutch.text] = true
	}
}

// AddEnglish puts the English that definitions bring into the texts of the program. What
// the program says in English already stays so. It refuses a text that two forms say in
// other words, and one that lacks English in a form that has English.
func (f *Forms) AddEnglish(texts map[string]string) error {
	var wrong []error
	own := map[string]string{} // by whom
	for _, form := range f.list {
		for _, t := range form.def.English.list {
			by, again := own[t.dutch.text]
			if was, known := texts[t.dutch.text]; again && was != t.english.text {
				wrong = append(wrong, fmt.Errorf("form %s line %d: english: %q is %q in form %s: use the same words", form.file, t.english.line, t.dutch.text, was, by))
			} else if !known {
				texts[t.dutch.text], own[t.dutch.text] = t.english.text, form.file
			}
		}
	}
	for _, form := range f.list {
		wrong = append(wrong, form.lacksEnglish(texts)...)
	}
	return errors.Join(wrong...)
}

// lacksEnglish returns each text without English of a form that has English.
func (f *Form) lacksEnglish(texts map[string]string) (wrong []error) {
	if len(f.def.English.list) == 0 {
		return nil
	}
	told := map[string]bool{"": true}
	for _, p := range f.def.phrases() {
		if _, ok := texts[p.text]; !ok && !told[p.text] {
			wrong = append(wrong, fmt.Errorf("form %s line %d: %q has no English: add it under english", f.file, p.line, p.text))
		}
		told[p.text] = true
	}
	return wrong
}
