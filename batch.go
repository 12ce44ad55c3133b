package postkamer

import "time"

// BatchID numbers a batch in the database. It is not a reference for people.
type BatchID int64

// BatchState is how far the splitting of a batch is.
type BatchState string

// States of a batch, in order; Stuck waits for the operator.
const (
	Splitting BatchState = "splitting" // stored; pages are being prepared and grouped
	Split     BatchState = "split"     // every page is in a piece or marked
	Stuck     BatchState = "stuck"     // vastgelopen: no attempt left, the operator sees why
)

// A Batch (stapel) is what came in at once: one run of the scanner, one upload,
// one file from the hot folder, one import. It is the archival original; its
// pieces are page ranges of it and can be made again at any time.
type Batch struct {
	ID         BatchID
	Reference  string // ST-2026-7K3M-Q9, for people
	Channel    Channel
	Key        string    // idempotency key: the same key is the same batch
	ReceivedOn time.Time // legal date of receipt (a day): asked or from the clock, never read from the letter
	ReceivedAt time.Time // when we had stored it
	Source     Source
	By         string // the operator's name, or the rule that brought it in
	State      BatchState
	StuckWhy   string // Dutch; empty unless State is Stuck
	PagesLeft  int    // pages that are still being prepared
	Files      []File
}

// Source says by which door a batch came in.
type Source string

// The doors of the mail-room.
const (
	SourceUpload    Source = "upload"
	SourceHotFolder Source = "hotfolder"
	SourceImport    Source = "import"
	SourceForm      Source = "form"
)

// FileID numbers a file in the database.
type FileID int64

// FileKind is what the content of a file is, whatever its name says.
type FileKind string

// Kinds of file that are taken in. Answers is the submitted form itself, as JSON.
const (
	PDF     FileKind = "pdf"
	TIFF    FileKind = "tiff"
	JPEG    FileKind = "jpeg"
	PNG     FileKind = "png"
	HEIC    FileKind = "heic" // a photograph of an iPhone
	Answers FileKind = "answers"
)

// A File is one original as it arrived, kept bit for bit under its SHA-256.
type File struct {
	ID       FileID
	Position int    // order within the batch, from 0
	Name     string // as the sender called it; display only, never a path
	SHA256   string // 64 hexadecimal digits; the address of the bytes
	Size     int64  // bytes
	Kind     FileKind
	Pages    int
	Flags    []string // what a person should know, see FileFlag constants
}

// Flags that inspection may put on a file.
const (
	FlagSigned     = "signed"
	FlagXFA        = "xfa"
	FlagJavaScript = "javascript"
	FlagAttachment = "attachment"
	FlagAction     = "action"      // starts a program, sends a form or acts on opening
	FlagProtected  = "protected"   // encrypted, but opens without a password
	FlagDamaged    = "damaged"     // not all of it is as it should be; what could be opened was read
	FlagMoreImages = "more-images" // a film or a series of pictures, of which the first is the page
)
