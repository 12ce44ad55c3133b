package postkamer

import "time"

// An Upload is a file that a citizen added to a form that is not sent yet. Its bytes
// lie under a key of their own until the form is sent; then they become an original.
type Upload struct {
	ID       string // random; names the object and the button that takes it away
	Question string // of the form that it answers
	Name     string // as the phone calls it; display only
	SHA256   string // 64 hexadecimal digits
	Size     int64  // bytes
	Kind     FileKind
	Pages    int
	Flags    []string // what a person should know, see FileFlag constants
	AddedAt  time.Time
	Sent     bool // the form was sent with it
	Scan     ScanState
}

// UploadKinds are the kinds of file that citizens may send.
func UploadKinds() []FileKind { return []FileKind{PDF, JPEG, PNG, HEIC} }

// Limits of what citizens send with one form, from docs/forms.md.
const (
	MaxUpload  = 10 << 20 // bytes of one file
	MaxUploads = 40 << 20 // bytes of all files of one form
)

// ScanID numbers a content that the virus scanner is asked about.
type ScanID int64

// ScanState is what the virus scanner said of a content. Without a scanner nothing is
// asked, and the state is ScanNone.
type ScanState string

// States of a content. One that waits or is infected is never shown.
const (
	ScanNone     ScanState = ""
	ScanWaiting  ScanState = "waiting" // not looked at yet, or the scanner does not answer
	ScanClean    ScanState = "clean"
	ScanInfected ScanState = "infected"
)

// Shown tells whether a file with this state may be shown and given out.
func (s ScanState) Shown() bool { return s == ScanNone || s == ScanClean }
