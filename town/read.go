package town

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"postkamer"
	"postkamer/classify"
	"postkamer/intake"
	"postkamer/intake/letters"
)

// Read reads the municipality's own file with the logo and the schemes it names;
// without a path it is the municipality of the demonstration. Keys that we do not
// know and values that cannot be are refused with file and line.
func Read(path string) (Base, error) {
	base := Base{Municipality: postkamer.DefaultMunicipality(), Rules: classify.DefaultPolicy()}
	if path == "" {
		return base, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return base, fmt.Errorf("municipality: %w; POSTKAMER_MUNICIPALITY must name a readable file", err)
	}
	if err := base.read(data, filepath.Dir(path)); err != nil {
		return base, fmt.Errorf("municipality %s: %w", path, withLines(err, data))
	}
	return base, nil
}

// InFile says of a value that cannot be on which line of the file at path it stands. Nil
// stays nil.
func InFile(path string, err error) error {
	if err == nil || path == "" {
		return err
	}
	data, unread := os.ReadFile(path)
	if unread != nil {
		return err
	}
	return fmt.Errorf("municipality %s: %w", path, withLines(err, data))
}

// read fills the base from a file that stands in a folder.
func (b *Base) read(data []byte, folder string) (err error) {
	if b.Municipality, err = decodeOver(b.Municipality, string(data)); err != nil {
		return err
	}
	if err := filled(data); err != nil {
		return err
	}
	m := &b.Municipality
	if err := check(*m); err != nil {
		return err
	}
	m.Logo, m.Schemes, m.Forms = inFolder(folder, m.Logo), inFolder(folder, m.Schemes), inFolder(folder, m.Forms)
	if m.Logo != "" {
		if b.Logo, err = os.ReadFile(m.Logo); err != nil {
			return postkamer.Wrong("logo", "%w: name a file that can be read, from the folder of this file, or leave logo out", err)
		}
	}
	if m.Schemes != "" {
		own, err := ownSchemes(m.Schemes)
		if err != nil {
			return fmt.Errorf("regelingen: %w", err)
		}
		b.Rules = b.Rules.With(own...)
	}
	if b.Forms, err = intake.ReadForms(m.Forms); err != nil {
		return fmt.Errorf("formulieren: %w", err)
	}
	_, err = b.Town()
	return err
}

// filled refuses a file without the name of the municipality, and keys without a value:
// post would go out under the name, and with the number or the colour, of the demonstration.
// A colour without quotes is such a key, for # begins a remark.
func filled(data []byte) error {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return err
	}
	var keys map[string]any
	if err := root.Decode(&keys); err != nil {
		return err
	}
	if _, has := keys["naam"]; !has {
		return postkamer.Wrong("naam", "is missing: write the name as it must stand on every page, such as naam: Gemeente Westdorp")
	}
	if empty := emptyKeys(&root); len(empty) > 0 {
		return &Misread{Mistakes: empty}
	}
	return nil
}

// emptyKeys returns every key without a value.
func emptyKeys(at *yaml.Node) (list []Mistake) {
	for i, below := range at.Content {
		if at.Kind == yaml.MappingNode && i%2 == 1 && below.Tag == "!!null" {
			list = append(list, Mistake{Kind: EmptyKey, Line: at.Content[i-1].Line, Name: at.Content[i-1].Value})
		}
		list = append(list, emptyKeys(below)...)
	}
	return list
}

// check returns every value that cannot be.
func check(m postkamer.Municipality) error {
	if err := m.Check(); err != nil {
		return err
	}
	if err := letters.Check(m.Letters); err != nil {
		return postkamer.Wrong("brieven", "%w", err)
	}
	return nil
}

// decodeOver returns m with what a YAML text changes of it; it shares nothing with
// m. A key that we do not know is refused with its line.
func decodeOver(m postkamer.Municipality, text string) (postkamer.Municipality, error) {
	m, err := Copy(m)
	if err != nil {
		return m, err
	}
	if !utf8.ValidString(text) {
		return m, &Misread{Mistakes: []Mistake{{Kind: NotUTF8, Line: oddLine(text)}}}
	}
	dec := yaml.NewDecoder(strings.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil && !errors.Is(err, io.EOF) {
		return m, misread(err, text)
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		return m, &Misread{Mistakes: []Mistake{{Kind: Second, Line: second.Line}}}
	} else if !errors.Is(err, io.EOF) {
		return m, misread(err, text)
	}
	return m, nil
}

// Copy returns a municipality that shares nothing with m, so that it may be changed.
func Copy(m postkamer.Municipality) (twin postkamer.Municipality, err error) {
	data, err := yaml.Marshal(m)
	if err != nil {
		return twin, fmt.Errorf("copy municipality: %w", err)
	}
	if err := yaml.Unmarshal(data, &twin); err != nil {
		return twin, fmt.Errorf("copy municipality: %w", err)
	}
	return twin, nil
}

// inFolder returns a path that is written in a file: from the folder of that file.
func inFolder(folder, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

// ownSchemes reads the schemes in a folder of the municipality. A folder without
// any is most likely the wrong one.
func ownSchemes(folder string) ([]classify.Scheme, error) {
	own, err := classify.ReadSchemes(os.DirFS(folder))
	if err != nil {
		return nil, err
	}
	if len(own) == 0 {
		return nil, fmt.Errorf("folder %s has no file that ends in .yaml: name the folder with the municipality's own schemes, or leave regelingen out", folder)
	}
	return own, nil
}
