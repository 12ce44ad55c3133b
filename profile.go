package postkamer

import (
	"slices"
	"time"
)

// ProfileID numbers one version of a profile in the database.
type ProfileID int64

// ColourMode is in what a scanner scans.
type ColourMode string

// Colour modes.
const (
	Colour  ColourMode = "color"
	Grey    ColourMode = "gray"
	Lineart ColourMode = "lineart" // black and white only
)

// PageSize is the paper that a scanner is set for.
type PageSize string

// Page sizes. SizeMax is all that the scanner can do.
const (
	SizeA4     PageSize = "a4"
	SizeA5     PageSize = "a5"
	SizeLetter PageSize = "letter"
	SizeMax    PageSize = "max"
)

// Settings are how a scanner scans.
type Settings struct {
	Resolution int        `json:"resolution"` // dpi
	Mode       ColourMode `json:"mode"`
	Duplex     bool       `json:"duplex"` // both sides: the pages come as front, back, front, back
	Page       PageSize   `json:"page"`
}

// Names of the profiles that are there from the beginning.
const (
	ProfileScanner   = "scanner"
	ProfileHotFolder = "hotfolder"
	ProfileUpload    = "upload"
	ProfileImport    = "import"
)

// A Profile (scanprofiel) is how paper becomes pages: device, settings and software,
// and what is done with what comes out. It is one version: any change is a new
// version, and a version is never changed. Every page says which one made it.
type Profile struct {
	ID        ProfileID
	Name      string // the same in every version
	Version   int    // from 1
	Device    string // the scanner, as it is known to its station; empty: any
	Settings  Settings
	Software  string // what scanned and what took in, with their versions
	Attended  bool   // a person always looks before a stack is released
	FilePiece bool   // each file begins a new piece; else only sheets and people cut
	// Sample is the share of pieces, in per cent, that a second person checks; 0: none,
	// not at the beginning either. SampleFirst is how many pieces of a version are
	// checked before that share counts: until then all are.
	Sample      int
	SampleFirst int
	Limits      Limits
	Sheets      SheetRules
	Why         string // why this version was made; empty for the first
	MadeBy      string
	MadeAt      time.Time
}

// SameAs tells whether two versions scan and judge alike: then there is no need for
// a new one.
func (p Profile) SameAs(other Profile) bool {
	return p.Name == other.Name && p.Device == other.Device && p.Settings == other.Settings && p.Software == other.Software &&
		p.Attended == other.Attended && p.FilePiece == other.FilePiece && p.Sample == other.Sample &&
		p.SampleFirst == other.SampleFirst && p.Limits == other.Limits &&
		slices.Equal(p.Sheets.Patch, other.Sheets.Patch) && slices.Equal(p.Sheets.Values, other.Sheets.Values)
}
