package postkamer

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A SettingsVersion (versie van de instellingen) is what a municipality changed
// of its own file, at one moment. The newest holds; none is ever changed.
type SettingsVersion struct {
	Version  int    // 1, 2, 3, ...
	Overlay  string // YAML: only the keys that differ from the file
	Why      string
	MadeBy   string // name of the member of staff
	MadeAt   time.Time
	Reverted int // the version whose contents were set back; 0: none
}

// MaxSettings is how many bytes a version may be.
const MaxSettings = 1_000_000

// A WrongSetting is a value of the municipality's file that cannot be.
type WrongSetting struct {
	Key string // as in the file: "toon.inwoner"
	Err error  // what to write instead, for who edits the file
}

// Error says the key and what to write instead.
func (w *WrongSetting) Error() string { return w.Key + ": " + w.Err.Error() }

// Unwrap returns what is wrong with it.
func (w *WrongSetting) Unwrap() error { return w.Err }

// Wrong is a value that cannot be, by its key, with what to write instead.
func Wrong(key, format string, args ...any) error {
	return &WrongSetting{key, fmt.Errorf(format, args...)}
}

// WrongSettings returns every value that an error tells of.
func WrongSettings(err error) []*WrongSetting {
	if one, ok := err.(*WrongSetting); ok { //nolint:errorlint // this walks the tree itself, to find all
		return []*WrongSetting{one}
	}
	switch e := err.(type) { //nolint:errorlint // the same
	case interface{ Unwrap() []error }:
		var all []*WrongSetting
		for _, inner := range e.Unwrap() {
			all = append(all, WrongSettings(inner)...)
		}
		return all
	case interface{ Unwrap() error }:
		return WrongSettings(e.Unwrap())
	}
	return nil
}

// keyed gives an error that begins with its key that key.
func keyed(err error) error {
	key, rest, found := strings.Cut(err.Error(), ": ")
	if !found {
		return err
	}
	return &WrongSetting{key, errors.New(rest)}
}
