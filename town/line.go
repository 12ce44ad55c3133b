package town

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"postkamer"
)

// withLines says of every value that cannot be on which line of the file it stands. What
// the file does not name, as a value that only goes wrong with another, has no line.
func withLines(err error, data []byte) error {
	all := postkamer.WrongSettings(err)
	var root yaml.Node
	if len(all) == 0 || yaml.Unmarshal(data, &root) != nil || len(root.Content) == 0 {
		return err
	}
	list := make([]error, len(all))
	for i, one := range all {
		list[i] = one
		if line := lineOf(root.Content[0], strings.Split(one.Key, "."), one.Error()); line > 0 {
			list[i] = fmt.Errorf("line %d: %w", line, one)
		}
	}
	return errors.Join(list...)
}

// lineOf returns the line of a key below a node, 0 when it is not there; in a list the
// line of the value that is quoted in what is wrong with it.
func lineOf(node *yaml.Node, path []string, said string) int {
	for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.Value != path[0] {
			continue
		}
		if len(path) > 1 {
			if line := lineOf(value, path[1:], said); line > 0 {
				return line
			}
		}
		if line := lineInList(value, said); line > 0 {
			return line
		}
		return key.Line
	}
	return 0
}

// lineInList returns the line of the last value of a list that is quoted in said, 0 when
// none is: of a day that is there twice it is the second that must go.
func lineInList(list *yaml.Node, said string) (line int) {
	if list.Kind != yaml.SequenceNode {
		return 0
	}
	for _, item := range list.Content {
		for _, value := range append([]*yaml.Node{item}, item.Content...) {
			if value.Kind == yaml.ScalarNode && strings.Contains(said, fmt.Sprintf("%q", value.Value)) {
				line = value.Line
			}
		}
	}
	return line
}
