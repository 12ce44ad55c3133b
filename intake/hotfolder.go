package intake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Folders inside the hot folder. They are on the same file system, so a file
// moves into them in one step.
const (
	takenDir   = ".bezig"    // being taken in
	doneDir    = "verwerkt"  // taken in: the original is in the object store
	refusedDir = "geweigerd" // not taken in, with the reason beside it
)

// scanEvery is how often the folder is looked through; file events only make it
// sooner. The looking is the truth: events get lost on network drives.
const scanEvery = 5 * time.Second

// quietFor is how long a file must not change before it is taken.
const quietFor = 2 * time.Second

// folderQuietFor is how long nothing in a folder must change before it is taken as
// one stack: somebody copies file after file into it.
const folderQuietFor = 20 * time.Second

// zerosQuietFor is how long a file that ends in zeros must not change: some
// programs make a file at its full size first and fill it afterwards.
const zerosQuietFor = time.Minute

// waitForEnd is how long an unfinished file may lie still before it is refused:
// a scanner that stops half-way never comes back to it.
const waitForEnd = 10 * time.Minute

// A HotFolder brings in the files that scanners and people drop in a folder. A file
// is a stack; so is a folder that is moved in, with its files in the order of
// their names. An index file beside the image, see Index, says more of the stack.
type HotFolder struct {
	Desk *Desk
	Dir  string
	Log  *slog.Logger

	seen   map[string]sighting
	pauses pauses

	mu      sync.Mutex
	waiting map[string]WaitingFile // of the last look
	round   map[string]WaitingFile // of the look under way
}

// pauses are the times above; tests make them short.
type pauses struct{ scan, quiet, end, folder, zeros time.Duration }

// Watch looks after the folder until ctx ends.
func (h *HotFolder) Watch(ctx context.Context) error {
	if err := h.prepare(); err != nil {
		return err
	}
	hints, stop := h.hints()
	defer stop()
	for {
		h.look(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-hints:
			h.settle(ctx)
		case <-time.After(h.pauses.scan):
		}
	}
}

func (h *HotFolder) prepare() error {
	for _, dir := range []string{h.Dir, h.in(takenDir), h.in(doneDir), h.in(refusedDir)} {
		if err := os.MkdirAll(dir, 0o770); err != nil {
			return fmt.Errorf("hot folder: %w", err)
		}
	}
	h.seen = map[string]sighting{}
	if h.pauses == (pauses{}) {
		h.pauses = pauses{scanEvery, quietFor, waitForEnd, folderQuietFor, zerosQuietFor}
	}
	return nil
}

// hints returns file events as wake-ups; without events it never wakes.
func (h *HotFolder) hints() (<-chan fsnotify.Event, func()) {
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		err = watcher.Add(h.Dir)
	}
	if err != nil {
		h.Log.Warn("no file events in the hot folder, looking every few seconds only", "error", err)
		return nil, func() {}
	}
	return watcher.Events, func() { _ = watcher.Close() }
}

// settle waits until a new file can have been quiet long enough.
func (h *HotFolder) settle(ctx context.Context) {
	h.look(ctx)
	select {
	case <-ctx.Done():
	case <-time.After(h.pauses.quiet + h.pauses.quiet/20):
	}
}

// look goes through the folder once: first what an earlier process left half
// taken, then what is new. What is not taken waits, with a reason that the
// operator sees.
func (h *HotFolder) look(ctx context.Context) {
	h.beginRound()
	defer h.endRound()
	for _, e := range h.entries(h.in(takenDir)) {
		h.bringIn(ctx, e.Name())
	}
	for _, e := range h.entries(h.Dir) {
		if ctx.Err() != nil {
			return
		}
		h.offered(ctx, e)
	}
}

// offered takes one thing that lies in the folder, or notes why it waits.
func (h *HotFolder) offered(ctx context.Context, e fs.DirEntry) {
	name := e.Name()
	if h.goesWithImage(e) {
		return // with its image
	}
	if why := h.unready(e); why.Code != "" {
		h.wait(name, why)
		return
	}
	delete(h.seen, name)
	claimed, err := h.claim(name)
	if errors.Is(err, fs.ErrNotExist) {
		return // another watcher was first
	}
	if err != nil {
		h.Log.Warn("hot folder: file left for later", "error", nameless(err))
		h.wait(name, troubleOf(err))
		return
	}
	h.bringIn(ctx, claimed)
}

// entries returns what is in a folder, by name, without what is ours and what
// operating systems leave behind. What cannot be read is a reason of its own.
func (h *HotFolder) entries(dir string) []fs.DirEntry {
	all, err := os.ReadDir(dir)
	if err != nil {
		h.Log.Error("hot folder cannot be read", "error", err)
		h.wait("", unreadableFolder)
		return nil
	}
	var list []fs.DirEntry
	for _, e := range all {
		if name := e.Name(); dir == h.Dir && (name == takenDir || name == doneDir || name == refusedDir) || leftBehind(name) {
			continue
		}
		list = append(list, e)
	}
	return list
}

// leftBehind tells whether a name is of a file that operating systems make by
// themselves in every folder.
func leftBehind(name string) bool {
	switch strings.ToLower(name) {
	case "thumbs.db", "desktop.ini", ".ds_store", ".directory":
		return true
	}
	return strings.HasPrefix(name, "._")
}

// unfinished tells whether a name says that somebody is still writing the file.
func unfinished(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") {
		return true
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tmp", ".part", ".partial", ".filepart", ".crdownload":
		return true
	}
	return false
}

// in returns a path inside the hot folder.
func (h *HotFolder) in(parts ...string) string {
	return filepath.Join(append([]string{h.Dir}, parts...)...)
}
