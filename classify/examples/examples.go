// Package examples reads texts whose kind a person knows from a folder:
//
//	DIR/train/<kind>/*.txt   to learn from
//	DIR/test/<kind>/*.txt    to measure on; the kind _unknown holds what is of no kind
//	DIR/groups.csv           which phrasing family each text belongs to
//
// Errors name the file, of groups.csv the line too, and what to do.
package examples

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"postkamer/classify"
)

// groups is the file with families that is taken when there is one.
const groups = "groups.csv"

// mostBytes is the size up to which a text is read: a thousand pages.
const mostBytes = 4 << 20

// Families says of texts, by their path below the folder, to which phrasing
// family they belong.
type Families map[string]string

// ReadFamilies reads a table with the columns path and family, in this order or
// named so on the first line. A path is one below the folder of the texts, such as
// train/verhuizing/brief-1.txt. Name is that of the file, for messages.
func ReadFamilies(r io.Reader, name string) (Families, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = 2
	families := Families{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return families, nil
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			return nil, fmt.Errorf("%s line %d: %w; every line is: path of a text,name of its family", name, wrong.Line, wrong.Err)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		line, _ := rows.FieldPos(0)
		file, family := path.Clean(strings.TrimSpace(row[0])), strings.TrimSpace(row[1])
		if line == 1 && file == "path" {
			continue
		}
		if family == "" || file == "." {
			return nil, fmt.Errorf("%s line %d: path or family is empty; leave the line out if the text stands alone", name, line)
		}
		if other, ok := families[file]; ok && other != family {
			return nil, fmt.Errorf("%s line %d: %s is in the families %q and %q; a text is in one", name, line, file, other, family)
		}
		families[file] = family
	}
}

// Read reads the texts of a part, "train" or "test". Families may be nil: then
// groups.csv in the folder is read when it is there.
func Read(dir fs.FS, part string, families Families) ([]classify.Example, error) {
	if families == nil {
		own, err := ownFamilies(dir)
		if err != nil {
			return nil, err
		}
		families = own
	}
	names, err := fs.Glob(dir, part+"/*/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there are no texts: put them in %s/<kind>/<name>.txt", part)
	}
	list := make([]classify.Example, 0, len(names))
	for _, name := range names {
		text, err := readText(dir, name)
		if err != nil {
			return nil, err
		}
		list = append(list, classify.Example{Class: path.Base(path.Dir(name)), Text: text, Family: families[name], Name: name})
	}
	return list, nil
}

func ownFamilies(dir fs.FS) (Families, error) {
	f, err := dir.Open(groups)
	if errors.Is(err, fs.ErrNotExist) {
		return Families{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", groups, err)
	}
	defer f.Close()
	return ReadFamilies(f, groups)
}

func readText(dir fs.FS, name string) (string, error) {
	info, err := fs.Stat(dir, name)
	if err != nil {
		return "", fmt.Errorf("read text: %w", err)
	}
	if info.Size() > mostBytes {
		return "", fmt.Errorf("%s is larger than %d MB: is it a text?", name, mostBytes>>20)
	}
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return "", fmt.Errorf("read text: %w", err)
	}
	if !utf8.Valid(data) {
		line := 1 + strings.Count(string(data[:firstInvalid(data)]), "\n")
		return "", fmt.Errorf("%s line %d: it is not in UTF-8; save it again as UTF-8", name, line)
	}
	return string(data), nil
}

// firstInvalid returns the place of the first byte that is not UTF-8.
func firstInvalid(data []byte) int {
	at := 0
	for at < len(data) {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		at += n
	}
	return at
}
