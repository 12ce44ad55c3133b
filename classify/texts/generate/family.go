package main

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"strings"
)

// Unknown is the folder of kinds that are never trained on.
const Unknown = "_unknown"

// firstMonth and lastMonth bound the dates of a family that names no years.
const (
	firstMonth = "2019/01"
	lastMonth  = "2026/12"
)

//go:embed families/*.txt
var templates embed.FS

// heading is the line before a family: name, set and, optionally, the years (or
// months) of its letters and where their writers come from.
var heading = regexp.MustCompile(`^=== ([a-z0-9-]+) \((train|test|fresh)\)(?: (\d{4}(?:/\d\d)?)-(\d{4}(?:/\d\d)?))?(?: @([a-z]+))?$`)

// Family is one way to phrase one kind of post.
type Family struct {
	Kind     string // folder name, for example "verhuizing"
	Name     string // unique within the kind
	Set      string // "train", "test" or "fresh"
	From, To string // months of the letter's date such as "2020/04", both included
	Origin   string // where the writer's name comes from, a key of namesOf; "" for anywhere
	Template string
}

// ID names the family over all kinds.
func (f Family) ID() string { return f.Kind + "/" + f.Name }

// Families reads all template files, in the order of their names.
func Families() ([]Family, error) {
	entries, err := templates.ReadDir("families")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	var all []Family
	for _, e := range entries {
		b, err := templates.ReadFile(path.Join("families", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read template: %w", err)
		}
		families, err := parseFamilies(strings.TrimSuffix(e.Name(), ".txt"), string(b))
		if err != nil {
			return nil, err
		}
		all = append(all, families...)
	}
	return all, nil
}

// parseFamilies splits one template file; text before the first heading and a
// heading that is not understood are errors.
func parseFamilies(kind, file string) ([]Family, error) {
	var families []Family
	for i, line := range strings.Split(file, "\n") {
		switch {
		case strings.HasPrefix(line, "==="):
			f, err := parseHeading(kind, line)
			if err != nil {
				return nil, fmt.Errorf("%s.txt line %d: %w", kind, i+1, err)
			}
			families = append(families, f)
		case len(families) > 0:
			families[len(families)-1].Template += line + "\n"
		case strings.TrimSpace(line) != "":
			return nil, fmt.Errorf("%s.txt line %d: text before the first family", kind, i+1)
		}
	}
	return families, nil
}

// parseHeading reads "=== name (train) 2020/04-2021 @tr".
func parseHeading(kind, line string) (Family, error) {
	m := heading.FindStringSubmatch(line)
	if m == nil {
		return Family{}, fmt.Errorf("not a heading: %q", line)
	}
	f := Family{Kind: kind, Name: m[1], Set: m[2], From: firstMonth, To: lastMonth, Origin: m[5]}
	if _, ok := namesOf[f.Origin]; !ok && f.Origin != "" {
		return Family{}, fmt.Errorf("no names for origin %q", f.Origin)
	}
	if m[3] != "" {
		f.From, f.To = month(m[3], "/01"), month(m[4], "/12")
	}
	return f, nil
}

// month adds the month to a year that has none.
func month(s, missing string) string {
	if len(s) == len("2020") {
		return s + missing
	}
	return s
}
