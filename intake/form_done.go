package intake

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A doneDef is a sentence of the receipt, for all who send the form or for some.
type doneDef struct {
	text phrase
	when []condition
}

// UnmarshalYAML reads a sentence, or text and when.
func (d *doneDef) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		return d.text.UnmarshalYAML(node)
	}
	var parts struct {
		Text phrase      `yaml:"text"`
		When []condition `yaml:"when"`
	}
	if err := node.Decode(&parts); err != nil {
		return err
	}
	for i := 0; i < len(node.Content); i += 2 { // a decoder within a decoder lets other keys pass
		if key := node.Content[i].Value; key != "text" && key != "when" {
			return fmt.Errorf("line %d: field %s not found: a sentence has text and when", node.Content[i].Line, key)
		}
	}
	d.text, d.when = parts.Text, parts.When
	return nil
}

// donePhrases are the sentences of the receipt.
func (d *definition) donePhrases() []phrase {
	list := make([]phrase, len(d.Done))
	for i, done := range d.Done {
		list[i] = done.text
	}
	return list
}

// Next says what happens now to somebody who sent these answers, in words of the tone,
// but for the sentence with the reference, which stands by itself.
func (f *Form) Next(a Answers, c Context) []string {
	_, live := f.asked(a, c)
	var list []string
	for _, done := range f.def.Done {
		if !strings.Contains(done.text.text, "{kenmerk}") && f.holdAll(done.when, live, c, "") {
			list = append(list, say(done.text.text, c, nil))
		}
	}
	return list
}
