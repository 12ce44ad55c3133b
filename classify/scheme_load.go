package classify

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"postkamer"
)

//go:embed schemes/*.yaml
var schemeFiles embed.FS

// shippedSchemes reads the schemes in the program once. They never change.
var shippedSchemes = sync.OnceValue(func() []Scheme {
	folder, err := fs.Sub(schemeFiles, "schemes")
	if err != nil {
		panic(err) // the folder is in the program
	}
	schemes, err := ReadSchemes(folder)
	if err != nil {
		panic(err) // a test reads them
	}
	return schemes
})

// Schemes returns the schemes that come with the program, by name of their file.
func Schemes() []Scheme { return slices.Clone(shippedSchemes()) }

// ReadSchemes reads every YAML file of a folder as a scheme and returns all that
// is wrong with them at once, with file and line and what to write instead.
func ReadSchemes(folder fs.FS) ([]Scheme, error) {
	files, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("schemes: %w", err)
	}
	var schemes []Scheme
	var wrong []error
	for _, file := range files {
		data, err := fs.ReadFile(folder, file)
		if err != nil {
			return nil, fmt.Errorf("schemes: %w", err)
		}
		s, err := readScheme(path.Base(file), data)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		for _, have := range schemes {
			if have.Name == s.Name {
				wrong = append(wrong, fmt.Errorf("scheme %s: another file has the name %q too: give one of them another name", file, s.Name))
			}
		}
		schemes = append(schemes, *s)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return schemes, nil
}

// A lined is a text of a file with its line, for errors.
type lined struct {
	text string
	line int
}

// UnmarshalYAML keeps the line.
func (p *lined) UnmarshalYAML(node *yaml.Node) error {
	p.line = node.Line
	return node.Decode(&p.text)
}

// A schemeDef is one file of schemes/, as it is written.
type schemeDef struct {
	Name      lined                   `yaml:"name"`
	Kinds     []lined                 `yaml:"kinds"`
	Called    lined                   `yaml:"called"`
	Form      lined                   `yaml:"form"`
	Queue     lined                   `yaml:"queue"`
	Term      termDef                 `yaml:"term"`
	Calls     []lined                 `yaml:"calls"`
	Recognise []recogniseDef          `yaml:"recognise"`
	Fields    []lined                 `yaml:"fields"`
	Needed    []lined                 `yaml:"needed"`
	Unasked   []lined                 `yaml:"unasked"`
	Unknown   map[string]lined        `yaml:"unknown"`
	Numbers   map[string]numberDef    `yaml:"numbers"`
	Rounds    []roundDef              `yaml:"rounds"`
	Words     map[string][]lined      `yaml:"words"`
	Addresses map[string]addressParts `yaml:"addresses"`
	Rules     []ruleDef               `yaml:"rules"`
}

type termDef struct {
	Weeks       int `yaml:"weeks"`
	Days        int `yaml:"days"`
	WorkingDays int `yaml:"working_days"`
}

type recogniseDef struct {
	Kinds []lined `yaml:"kinds"`
	Words lined   `yaml:"words"`
}

type roundDef struct {
	Name          lined `yaml:"name"`
	From          lined `yaml:"from"`
	Until         lined `yaml:"until"`
	ApplyBefore   lined `yaml:"apply_before"`
	Partner       bool  `yaml:"partner"`
	MonthsBack    *int  `yaml:"months_back"`
	Demonstration bool  `yaml:"demonstration"`
}

type addressParts struct {
	Street   lined `yaml:"street"`
	Number   lined `yaml:"number"`
	Postcode lined `yaml:"postcode"`
	City     lined `yaml:"city"`
}

type ruleDef struct {
	Code   lined   `yaml:"code"`
	Field  lined   `yaml:"field"`
	When   []lined `yaml:"when"`
	Any    []lined `yaml:"any"`
	Unless []lined `yaml:"unless"`
	Why    lined   `yaml:"why"`
	Say    lined   `yaml:"say"`
	Ask    bool    `yaml:"ask"`
	Stop   bool    `yaml:"stop"`
}

// A numberDef is one number, or a list of numbers that hold from a day on.
type numberDef struct {
	line   int
	values []struct {
		From  lined `yaml:"from"`
		Value lined `yaml:"value"`
	}
}

// UnmarshalYAML reads both ways of writing.
func (n *numberDef) UnmarshalYAML(node *yaml.Node) error {
	n.line = node.Line
	if node.Kind == yaml.SequenceNode {
		for _, item := range node.Content {
			if item.Kind != yaml.MappingNode {
				return fmt.Errorf("line %d: write {from: 2026-01-01, value: 28}", item.Line)
			}
		}
		return node.Decode(&n.values)
	}
	n.values = append(n.values, struct {
		From  lined `yaml:"from"`
		Value lined `yaml:"value"`
	}{Value: lined{node.Value, node.Line}})
	return nil
}

// readScheme reads one file and returns all that is wrong with it at once.
func readScheme(file string, data []byte) (*Scheme, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var d schemeDef
	if err := decoder.Decode(&d); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("is empty: write at least name, kinds, called and fields")
		}
		return nil, fmt.Errorf("scheme %s: %w", file, err)
	}
	r := &schemeReader{file: file, scheme: &Scheme{source: sha256.Sum256(data)}}
	r.readAll(&d)
	if len(r.wrong) > 0 {
		return nil, errors.Join(r.wrong...)
	}
	return r.scheme, nil
}

// A schemeReader turns a file into a scheme and collects what is wrong with it.
type schemeReader struct {
	file   string
	scheme *Scheme
	wrong  []error
}

// refuse notes what is wrong with a line.
func (r *schemeReader) refuse(line int, format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Errorf("scheme %s line %d: %s", r.file, max(1, line), fmt.Sprintf(format, args...)))
}

// misread refuses a line of a rule with how it is written.
func (r *schemeReader) misread(line int, name string) (check, []string) {
	r.refuse(line, "this line is not understood: write %s", checkers()[name].use)
	return nil, nil
}

// nameForm is how names of schemes, kinds, numbers, lists and addresses are written.
var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// name returns a name, or refuses it.
func (r *schemeReader) name(p lined, what string) string {
	if !nameForm.MatchString(p.text) {
		r.refuse(p.line, "%s %q: write small letters, digits and underscores, such as tozo_aanvraag", what, p.text)
	}
	return p.text
}

// date returns a day; the zero time for no text.
func (r *schemeReader) date(p lined) time.Time {
	if p.text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.DateOnly, p.text)
	if err != nil {
		r.refuse(p.line, "%q is no date: write year-month-day, such as 2026-07-01", p.text)
	}
	return at
}

// ageForm is an age: 67y or 66y4m.
var ageForm = regexp.MustCompile(`^([0-9]{1,3})y(?:([0-9]{1,2})m)?$`)

// readNumber reads 28, 10157.50, 67y or 66y4m; an age is a number of years.
func readNumber(s string) (float64, bool) {
	if m := ageForm.FindStringSubmatch(s); m != nil {
		years, _ := strconv.Atoi(m[1])
		months, _ := strconv.Atoi(m[2])
		return float64(years) + float64(months)/12, months < 12
	}
	value, err := strconv.ParseFloat(s, 64)
	return value, err == nil && value >= 0 && value < 1e9
}

// fieldName returns the name of a field that exists, or refuses it.
func (r *schemeReader) fieldName(line int, name string) postkamer.FieldName {
	if !slices.Contains(knownFields, postkamer.FieldName(name)) {
		r.refuse(line, "there is no field %q: did you mean %s?", name, nearestNames(name, knownFields))
	}
	return postkamer.FieldName(name)
}

// code returns the code of a doubt that exists, or refuses it.
func (r *schemeReader) code(line int, name string) postkamer.DoubtCode {
	if !slices.Contains(knownCodes, postkamer.DoubtCode(name)) {
		r.refuse(line, "there is no doubt %q: did you mean %s?", name, nearestNames(name, knownCodes))
	}
	return postkamer.DoubtCode(name)
}

// wordLists returns the lists with some names, or refuses them.
func (r *schemeReader) wordLists(line int, names []string) []*regexp.Regexp {
	var lists []*regexp.Regexp
	for _, name := range names {
		list, ok := r.scheme.lists[name]
		if !ok {
			r.refuse(line, "there is no list of words %q: add it under words", name)
		}
		lists = append(lists, list)
	}
	return lists
}

// nearestNames writes the three names that look most like what was written.
func nearestNames[T ~string](name string, list []T) string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b T) int {
		return cmp.Compare(misread(strings.ToLower(name), strings.ToLower(string(a))), misread(strings.ToLower(name), strings.ToLower(string(b))))
	})
	return joined(list[:3])
}

// joined writes a list of names.
func joined[T ~string](list []T) string {
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = string(one)
	}
	return strings.Join(names, ", ")
}
