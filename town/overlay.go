package town

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"postkamer"
)

// Overlay returns as YAML what m changes of the file; "" when nothing. What the file has
// and m has not stands there as null.
func (b Base) Overlay(m postkamer.Municipality) (string, error) {
	base, err := plain(b.Municipality)
	if err != nil {
		return "", err
	}
	now, err := plain(m)
	if err != nil {
		return "", err
	}
	differs := difference(base, now)
	if len(differs) == 0 {
		return "", nil
	}
	text, err := yaml.Marshal(differs)
	if err != nil {
		return "", fmt.Errorf("write settings: %w", err)
	}
	return string(text), nil
}

// Export returns the whole municipality as a file, with what is in the settings. The
// paths of the logo and the schemes are those of this machine and stay behind.
func Export(m postkamer.Municipality) ([]byte, error) {
	whole, err := plain(m)
	if err != nil {
		return nil, err
	}
	delete(whole, "logo")
	delete(whole, "regelingen")
	delete(whole, "formulieren")
	text, err := yaml.Marshal(whole)
	if err != nil {
		return nil, fmt.Errorf("write settings: %w", err)
	}
	return text, nil
}

// plain returns a municipality as maps, lists and plain values.
func plain(m postkamer.Municipality) (map[string]any, error) {
	data, err := yaml.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write settings: %w", err)
	}
	values := map[string]any{}
	if err := yaml.Unmarshal(data, &values); err != nil {
		return nil, fmt.Errorf("write settings: %w", err)
	}
	return values, nil
}

// difference returns what is in now and not the same in base, and null for what is in
// base only.
func difference(base, now map[string]any) map[string]any {
	differs := map[string]any{}
	for key := range base {
		if _, still := now[key]; !still {
			differs[key] = nil
		}
	}
	for key, value := range now {
		was, is := asMap(base[key]), asMap(value)
		switch {
		case is != nil:
			if inner := difference(was, is); len(inner) > 0 {
				differs[key] = inner
			}
		case !same(base[key], value):
			differs[key] = value
		}
	}
	return differs
}

// settle returns m, which was read over base, without what the overlay sets to null: a
// text, a kind, a norm that the file has and that an administrator took back. What an
// overlay leaves out of one kind or one letter, which YAML reads as a whole, is as in base.
func settle(base, m postkamer.Municipality, overlay string) (settled postkamer.Municipality, err error) {
	over := map[string]any{}
	if err := yaml.Unmarshal([]byte(overlay), &over); err != nil {
		return m, fmt.Errorf("read settings: %w", err)
	}
	was, err := plain(base)
	if err != nil {
		return m, err
	}
	values, err := plain(m)
	if err != nil {
		return m, err
	}
	settleIn(was, values, over)
	data, err := yaml.Marshal(values)
	if err != nil {
		return m, fmt.Errorf("write settings: %w", err)
	}
	if err := yaml.Unmarshal(data, &settled); err != nil {
		return m, fmt.Errorf("read settings: %w", err)
	}
	return settled, nil
}

// settleIn does so in one map of values and in those below it.
func settleIn(was, values, over map[string]any) {
	for key, value := range over {
		if value == nil {
			delete(values, key)
			continue
		}
		inner, below := asMap(value), asMap(values[key])
		if inner == nil || below == nil {
			continue
		}
		for name, before := range asMap(was[key]) {
			_, said := inner[name]
			if _, has := below[name]; !has && !said {
				below[name] = before
			}
		}
		settleIn(asMap(was[key]), below, inner)
	}
}

// asMap returns a map value; nil for anything else.
func asMap(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

// same tells whether two plain values are; a list without lines is none.
func same(a, b any) bool {
	if empty(a) && empty(b) {
		return true
	}
	return reflect.DeepEqual(a, b)
}

func empty(value any) bool {
	list, isList := value.([]any)
	return value == nil || isList && len(list) == 0
}

// A Change is one value that two versions of a municipality do not share. The key is
// as in the file: "toon.inwoner", or for a text "teksten" and the text after a dot.
type Change struct {
	Key string
	Was string // "" when there was none
	Is  string // "" when there is none any more
}

// Changes returns what differs between two versions, in the order of the keys.
func Changes(was, is postkamer.Municipality) ([]Change, error) {
	before, err := plain(was)
	if err != nil {
		return nil, err
	}
	after, err := plain(is)
	if err != nil {
		return nil, err
	}
	flatWas, flatIs := map[string]string{}, map[string]string{}
	flatten("", before, flatWas)
	flatten("", after, flatIs)
	var changes []Change
	keys := maps.Clone(flatWas)
	maps.Copy(keys, flatIs)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if flatWas[key] != flatIs[key] {
			changes = append(changes, Change{key, flatWas[key], flatIs[key]})
		}
	}
	return changes, nil
}

// flatten writes every plain value under its whole key.
func flatten(at string, values map[string]any, into map[string]string) {
	for key, value := range values {
		whole := strings.TrimPrefix(at+"."+key, ".")
		switch v := value.(type) {
		case map[string]any:
			flatten(whole, v, into)
		case []any:
			lines := make([]string, len(v))
			for i, line := range v {
				lines[i] = plainLine(line)
			}
			into[whole] = strings.Join(lines, ", ")
		case nil:
		default:
			into[whole] = fmt.Sprint(v)
		}
	}
}

// plainLine writes one line of a list.
func plainLine(line any) string {
	m, isMap := line.(map[string]any)
	if !isMap {
		return fmt.Sprint(line)
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, fmt.Sprint(m[key]))
	}
	return strings.Join(parts, " ")
}
