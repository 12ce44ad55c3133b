package town

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"postkamer"
)

// A Mistake is one place where a text is not the YAML of a municipality.
type Mistake struct {
	Kind  MistakeKind
	Line  int    // 0: not known
	Name  string // the key that is not known, is there twice, or has no value
	Other int    // where a key that is there twice stands already; 0: not known
}

// MistakeKind is what is wrong.
type MistakeKind int

// The kinds of mistakes.
const (
	NotYAML    MistakeKind = iota // spaces, colons, quotes
	NotUTF8                       // written in another encoding
	Second                        // a second document begins
	UnknownKey                    // a key that does not exist
	TwiceKey                      // a key that is there twice
	EmptyKey                      // a key without a value
	NotNumber                     // something else where a whole number belongs
	NotText                       // a list, or keys, where one value belongs
	NotList                       // something else where a list belongs
	NotKeys                       // something else where keys belong
)

// Error says what is wrong and what to write instead, for who edits the file.
func (m Mistake) Error() string {
	said := m.said()
	if m.Line > 0 {
		return fmt.Sprintf("line %d: %s", m.Line, said)
	}
	return said
}

func (m Mistake) said() string {
	switch m.Kind {
	case NotUTF8:
		return "this is not UTF-8: save the file as UTF-8"
	case Second:
		return "a second document begins (---): keep one, or put all keys in the first"
	case UnknownKey:
		return m.Name + " is no key that can stand here: correct or remove it; docs/administrator.md names all keys"
	case TwiceKey:
		if m.Other > 0 {
			return fmt.Sprintf("%s is there already, on line %d: keep one of the two", m.Name, m.Other)
		}
		return m.Name + " is there twice: keep one of the two"
	case EmptyKey:
		return m.Name + " has no value: write one, between quotes when it begins with #, or leave the key out"
	case NotNumber:
		return "a whole number belongs here: write digits without quotes"
	case NotText:
		return "one value belongs here: write it on this line, between quotes when it has a colon or # in it"
	case NotList:
		return "a list belongs here: write [a, b], or each value on a line of its own with a dash"
	case NotKeys:
		return "keys belong here: write each as key: value, indented below this one"
	}
	return "this is no YAML: write key: value, indent with spaces and no tabs, and put a value with a colon or # between quotes"
}

// A Misread is a text that is not the YAML of a municipality, with every place.
type Misread struct {
	Mistakes []Mistake
	err      error
}

// Error says all of them.
func (m *Misread) Error() string {
	lines := make([]string, len(m.Mistakes))
	for i, one := range m.Mistakes {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns what the reader of YAML said.
func (m *Misread) Unwrap() error { return m.err }

// What the reader of YAML says of lines.
var (
	saidUnknown = regexp.MustCompile(`^line (\d+): field (.+) not found in type `)
	saidTwice   = regexp.MustCompile(`^line (\d+): mapping key "?(.*?)"? already defined at line (\d+)$`)
	saidSet     = regexp.MustCompile(`^line (\d+): field (.+) already set in type `)
	saidType    = regexp.MustCompile(`^line (\d+): cannot unmarshal (?s:.*) into (\S+)$`)
	saidLine    = regexp.MustCompile(`\bline (\d+)\b`)
	unplaced    = regexp.MustCompile(`anchor|alias`) // faults of which it never names the line
)

// misread makes a Misread of what the reader of YAML says. A value that one of our own
// types refused is by its key instead.
func misread(err error, text string) error {
	var typed *yaml.TypeError
	switch {
	case errors.As(err, &typed):
		list := make([]Mistake, len(typed.Errors))
		for i, line := range typed.Errors {
			list[i] = mistakeOf(line)
		}
		return &Misread{list, err}
	case strings.HasPrefix(err.Error(), "yaml: "):
		one := Mistake{Line: number(saidLine.FindStringSubmatch(err.Error()), 1)}
		if one.Line == 0 && !unplaced.MatchString(err.Error()) {
			one.Line = max(oddLine(text), 1) // it names no line when it is the first
		}
		return &Misread{[]Mistake{one}, err}
	}
	var root yaml.Node
	if yaml.Unmarshal([]byte(text), &root) == nil && len(root.Content) > 0 {
		if key := culprit(nil, root.Content[0]); key != "" {
			return postkamer.Wrong(key, "%w", err)
		}
	}
	return err
}

func mistakeOf(line string) Mistake {
	if m := saidUnknown.FindStringSubmatch(line); m != nil {
		return Mistake{Kind: UnknownKey, Line: number(m, 1), Name: m[2]}
	}
	if m := saidTwice.FindStringSubmatch(line); m != nil {
		return Mistake{Kind: TwiceKey, Line: number(m, 1), Name: m[2], Other: number(m, 3)}
	}
	if m := saidSet.FindStringSubmatch(line); m != nil {
		return Mistake{Kind: TwiceKey, Line: number(m, 1), Name: m[2]}
	}
	if m := saidType.FindStringSubmatch(line); m != nil {
		return Mistake{Kind: wanted(m[2]), Line: number(m, 1)}
	}
	return Mistake{Line: number(saidLine.FindStringSubmatch(line), 1)}
}

// wanted is the mistake of something else where a Go type belongs.
func wanted(goType string) MistakeKind {
	switch {
	case strings.HasPrefix(goType, "int"), strings.HasPrefix(goType, "float"):
		return NotNumber
	case strings.HasPrefix(goType, "[]"):
		return NotList
	case goType == "string", goType == "postkamer.Tone", goType == "postkamer.Queue", goType == "postkamer.CaseType":
		return NotText
	}
	return NotKeys
}

func number(found []string, i int) int {
	if i >= len(found) {
		return 0
	}
	n, _ := strconv.Atoi(found[i]) // digits, or too many of them
	return n
}

// oddLine is the first line with a sign that YAML does not know; 0: there is none.
func oddLine(text string) int {
	at := strings.IndexFunc(text, func(r rune) bool {
		return r == utf8.RuneError || r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0x7f
	})
	if at < 0 {
		return 0
	}
	return 1 + strings.Count(text[:at], "\n")
}

// culprit finds the key of which the value is refused by its own type.
func culprit(path []string, at *yaml.Node) string {
	for i := 0; i+1 < len(at.Content) && at.Kind == yaml.MappingNode; i += 2 {
		key, value := at.Content[i], at.Content[i+1]
		whole := append(path[:len(path):len(path)], key.Value)
		var m postkamer.Municipality
		var typed *yaml.TypeError
		if err := alone(whole, value).Decode(&m); err == nil || errors.As(err, &typed) {
			continue
		}
		if deeper := culprit(whole, value); deeper != "" {
			return deeper
		}
		return strings.Join(whole, ".")
	}
	return ""
}

// alone is a text with one value in it.
func alone(path []string, value *yaml.Node) *yaml.Node {
	for i := len(path) - 1; i >= 0; i-- {
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: path[i]}
		value = &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}}
	}
	return value
}
