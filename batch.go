package postkamer

import "time"

// BatchID numbers a batch in the database. It is not a reference for people.
type BatchID int64

// BatchState is how far the splitting of a batch is.
type BatchState string

// States of a batch, in order; Stuck waits for the operator.
const (
	Scanning  BatchState = "scanning"  // open: pages still come in, and are prepared as they come
	Splitting BatchState = "splitting" // complete; pages are being prepared and grouped
	Looking   BatchState = "looking"   // nakijken: grouped as a proposal that waits for the operator
	Split     BatchState = "split"     // released: every page is in a piece or marked
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

	// The rest is of stacks of paper: it is empty for a form.

	Day         time.Time // the day of its number; midnight UTC
	Number      int       // stapel 3 van 22 november: from 1 each day without a gap
	ReceivedWhy string    // Dutch, why ReceivedOn is another day than Day
	Origin      Origin
	ProfileID   ProfileID // 0: made before there were profiles
	Device      string    // the scanner, as its station knows it
	Attended    bool      // a person looks before it is released: its profile or who brought it in wants that

	// Counted by hand; 0 is not counted. CountWhy is why they differ from what was
	// found, in the operator's words.
	SheetsCounted int
	PiecesCounted int
	CountWhy      string

	Mishaps     int       // pages from the scanner that did not come in well, and of which nobody said yet what became of the paper
	IdleAt      time.Time // when the sweep saw that nobody goes on with it while it is open; zero: somebody does
	ReleasedAt  time.Time
	ReleasedBy  string // the rule's name is Machine
	ClosedAt    time.Time
	ClosedBy    string
	BoxID       BoxID // 0: in no box yet
	BoxPosition int   // in the box, from 1
}

// OtherDay tells whether the legal date of receipt is another day than that on which
// it came in: that needs a reason.
func (b Batch) OtherDay() bool { return !b.ReceivedOn.Equal(DayOf(b.ReceivedAt)) }

// Origin says where a stack of paper comes from.
type Origin string

// Origins of paper.
const (
	FromPost    Origin = "post"
	FromCounter Origin = "counter" // balie
)

// A CountDifference is what was counted by hand beside what was found. Counted 0 is
// not counted.
type CountDifference struct {
	SheetsCounted, SheetsFound int
	PiecesCounted, PiecesFound int
}

// Differs tells whether something was counted by hand that is not what was found.
func (c CountDifference) Differs() bool {
	return c.SheetsCounted > 0 && c.SheetsCounted != c.SheetsFound || c.PiecesCounted > 0 && c.PiecesCounted != c.PiecesFound
}

// NotReady says why a stack cannot be released or closed yet. It is an error; find
// it with errors.As.
type NotReady struct {
	Preparing int             // pages that are not prepared yet
	Unlooked  []PageID        // pages that wait for eyes, in order; those that block among them
	Counts    CountDifference // what was counted and found
	Differs   bool            // Counts differ and nobody said why
	Mishaps   int             // pages that did not come in well, see Batch.Mishaps
	Uncounted bool            // closing only: nobody counted the sheets
}

// Error says it in English, for a log.
func (e *NotReady) Error() string { return "stack not ready" }

// Source says by which door a batch came in.
type Source string

// The doors of the mail-room.
const (
	SourceScanner   Source = "scanner"
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
	Part     string   // of a file that was added to an open stack: its key there
	Scan     ScanState
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
