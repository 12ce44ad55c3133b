package postkamer

import "time"

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
