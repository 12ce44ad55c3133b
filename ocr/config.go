package ocr

import (
	"cmp"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"postkamer/ocr/internal/wire"
)

// A Config says how an engine works. The zero value is a good one.
type Config struct {
	Children int      // reading processes at a time, and as many that look at files; 0: one per processor
	Command  []string // starts a child; empty: this binary with ChildCommand
	TessData string   // folder of *.traineddata; empty: TESSDATA_PREFIX or the usual places
	// TesseractLib is a folder with a libtesseract to use instead of the system's, for
	// the reading children alone; see deploy/tesseract. Empty: the system's.
	TesseractLib string
	Limits       Limits // zero fields get their default
	// SecondLook may have places of a page read again; nil: none.
	SecondLook SecondLook
	// Printed knows the printed forms that ReadForm may meet; nil: none.
	Printed Printed
	// UID is the user and the group of children and poppler's programs when this
	// process is root; 0: 65534, which is nobody. Others keep their own user.
	UID int
	// Log gets a line for each child that is killed: why, and the number of its
	// page, never a name or a path. Nil: no log.
	Log   *slog.Logger
	Steps wire.Steps // steps of the preparation to leave out; only for measuring what each is worth

	PageTimeout    time.Duration // one page in a child; 0: 60 s, 6 times the worst honest page
	ToolTimeout    time.Duration // one run of a poppler program; 0: 20 s
	InspectTimeout time.Duration // one whole inspection; 0: 30 s
}

// Limits are what a file may be and what decoding it may cost.
type Limits struct {
	FileBytes   int64 // bytes of a file
	Pages       int   // pages of a file
	PagePixels  int   // pixels of a page, or of an image within a PDF page
	ChildMemory int64 // resident bytes at which a working child is killed
	IdleMemory  int64 // resident bytes at which a child is replaced after its page
	PageCPU     int   // seconds of CPU time for a page in a child
	ChildPages  int   // pages after which a child is replaced, should anything leak
	// AddressSpace is the RLIMIT_AS of children; Go with Tesseract needs 2 GB.
	// Negative: no limit, as the race detector requires.
	AddressSpace int64
	ToolMemory   int64 // RLIMIT_AS of poppler programs
}

// DefaultLimits returns the limits that apply when none are configured. A sheet
// of A3 in colour at 600 dpi (70 million pixels) passes.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:    100 << 20,
		Pages:        1000,
		PagePixels:   100_000_000,
		ChildMemory:  5 << 28,
		IdleMemory:   250 << 20,
		PageCPU:      60,
		ChildPages:   300,
		AddressSpace: 4 << 30,
		ToolMemory:   3 << 29,
	}
}

// nobody is the user that owns nothing, on every Linux.
const nobody = 65534

// completed returns c with its defaults filled in.
func (c Config) completed() Config {
	if c.Children < 1 {
		c.Children = runtime.NumCPU()
	}
	if len(c.Command) == 0 {
		c.Command = []string{"/proc/self/exe", ChildCommand}
	}
	if c.TessData == "" {
		c.TessData = findTessData()
	}
	c.UID = cmp.Or(c.UID, nobody)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Limits = c.Limits.completed()
	c.PageTimeout = cmp.Or(c.PageTimeout, 60*time.Second)
	c.ToolTimeout = cmp.Or(c.ToolTimeout, 20*time.Second)
	c.InspectTimeout = cmp.Or(c.InspectTimeout, 30*time.Second)
	return c
}

func (l Limits) completed() Limits {
	d := DefaultLimits()
	return Limits{
		FileBytes:    cmp.Or(l.FileBytes, d.FileBytes),
		Pages:        cmp.Or(l.Pages, d.Pages),
		PagePixels:   cmp.Or(l.PagePixels, d.PagePixels),
		ChildMemory:  cmp.Or(l.ChildMemory, d.ChildMemory),
		IdleMemory:   cmp.Or(l.IdleMemory, d.IdleMemory),
		PageCPU:      cmp.Or(l.PageCPU, d.PageCPU),
		ChildPages:   cmp.Or(l.ChildPages, d.ChildPages),
		AddressSpace: cmp.Or(l.AddressSpace, d.AddressSpace),
		ToolMemory:   cmp.Or(l.ToolMemory, d.ToolMemory),
	}
}

// tessDataFolders are where distributions put Tesseract's data.
var tessDataFolders = []string{
	"/usr/share/tesseract-ocr/5/tessdata",
	"/usr/share/tesseract-ocr/4.00/tessdata",
	"/usr/share/tessdata",
	"/usr/local/share/tessdata",
}

// dutchData is the file without which nothing can be read; osdData makes turned
// pages surer.
const (
	dutchData = "nld.traineddata"
	osdData   = "osd.traineddata"
)

// findTessData returns the folder that TESSDATA_PREFIX names, else the first
// usual place with Dutch data, else the first usual place.
func findTessData() string {
	if prefix := os.Getenv("TESSDATA_PREFIX"); prefix != "" {
		return prefix
	}
	for _, folder := range tessDataFolders {
		if _, err := os.Stat(filepath.Join(folder, dutchData)); err == nil {
			return folder
		}
	}
	return tessDataFolders[0]
}
