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
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"postkamer"
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

// waitForEnd is how long an unfinished file may lie still before it is refused:
// a scanner that stops half-way never comes back to it.
const waitForEnd = 10 * time.Minute

// A HotFolder brings in the files that scanners and people drop in a folder.
type HotFolder struct {
	Desk *Desk
	Dir  string
	Log  *slog.Logger

	seen   map[string]sighting
	pauses pauses
}

// pauses are the times above; tests make them short.
type pauses struct{ scan, quiet, end time.Duration }

// sighting is how a file looked the last time, and since when.
type sighting struct {
	size  int64
	mtime time.Time
	since time.Time
}

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
		h.pauses = pauses{scanEvery, quietFor, waitForEnd}
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
// taken, then what is new.
func (h *HotFolder) look(ctx context.Context) {
	for _, name := range h.names(h.in(takenDir)) {
		h.bringIn(ctx, name)
	}
	for _, name := range h.names(h.Dir) {
		if ctx.Err() != nil {
			return
		}
		if !h.quiet(name) {
			continue
		}
		delete(h.seen, name)
		claimed, err := h.claim(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another watcher was first
		}
		if err != nil {
			h.Log.Warn("hot folder: file left for later", "error", err)
			continue
		}
		h.bringIn(ctx, claimed)
	}
}

// names returns the files of a folder, without hidden and unfinished ones.
func (h *HotFolder) names(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		h.Log.Error("hot folder cannot be read", "error", err)
		return nil
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && !unfinished(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
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

// quiet tells whether a file did not change for a while and nobody on this
// machine has it open for writing.
func (h *HotFolder) quiet(name string) bool {
	info, err := os.Stat(filepath.Join(h.Dir, name))
	if err != nil {
		delete(h.seen, name)
		return false
	}
	last, known := h.seen[name]
	if !known || last.size != info.Size() || !last.mtime.Equal(info.ModTime()) {
		h.seen[name] = sighting{info.Size(), info.ModTime(), time.Now()}
		return false
	}
	if time.Since(last.since) < h.pauses.quiet {
		return false
	}
	path := filepath.Join(h.Dir, name)
	if beingWritten(path) {
		return false
	}
	return ended(path) || time.Since(last.since) > h.pauses.end
}

// beingWritten tells whether a process of this machine has the file open for
// writing: the kernel then refuses a read lease. It also covers local Samba and
// FTP servers. On file systems without leases it answers false.
func beingWritten(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return true
	}
	defer f.Close()
	_, _, errno := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, syscall.F_RDLCK)
	if errno == syscall.EAGAIN {
		return true
	}
	if errno == 0 {
		_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, syscall.F_UNLCK)
	}
	return false
}

// claim moves a file into our own area in one step, so that of two watchers one gets it.
// It returns the name the file has there.
func (h *HotFolder) claim(name string) (string, error) {
	return moveNew(filepath.Join(h.Dir, name), h.in(takenDir), name)
}

// bringIn takes in a claimed file and moves it to where its outcome belongs. On
// trouble of ours the file stays claimed and is tried again the next time round.
func (h *HotFolder) bringIn(ctx context.Context, name string) {
	path := h.in(takenDir, name)
	hold, held := holdFile(path)
	if !held {
		return // gone, or another watcher is at it
	}
	defer hold.Close()
	receipt, err := h.receive(ctx, path, name)
	if err != nil {
		h.Log.Error("hot folder: not taken in yet, trying again", "error", err)
		return
	}
	if len(receipt.Refused) > 0 {
		err = h.refuse(path, name, receipt.Refused[0])
	} else {
		h.Log.Info("taken in from the hot folder", "batch", receipt.Batch.ID, "again", receipt.Again)
		_, err = moveNew(path, h.in(doneDir), name)
	}
	if err != nil {
		h.Log.Error("hot folder: file stays where it is", "error", err)
	}
}

// holdFile keeps other watchers from a claimed file while it is being taken in.
// The kernel lets go when this process dies. On file systems without such locks
// every watcher holds it: then the key makes one batch of what they bring in.
func holdFile(path string) (*os.File, bool) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		return nil, true // taking it in will say what is wrong
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	_, gone := os.Stat(path) // moved on by another watcher before we had it
	if errors.Is(err, syscall.EWOULDBLOCK) || gone != nil {
		_ = f.Close()
		return nil, false
	}
	return f, true
}

// receive hands a file to the desk. Its key names this very file, not only its
// bytes: the same form twice is two batches, the same file after a crash is one.
func (h *HotFolder) receive(ctx context.Context, path, name string) (Receipt, error) {
	key, err := FileKey("hotfolder", path, name)
	if err != nil {
		return Receipt{}, err
	}
	return h.Desk.Receive(ctx, Parcel{
		Key:    key,
		Source: postkamer.SourceHotFolder,
		By:     "hot folder",
		Files:  []Incoming{{Path: path, Name: name}},
	})
}

// FileKey returns the idempotency key of a file on disk: its name, inode, size,
// time of change and bytes. Renaming within a file system keeps all but the name.
func FileKey(source, path, name string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("look at file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("look at file: %w", err)
	}
	sha, err := fileKey(f)
	if err != nil {
		return "", fmt.Errorf("look at file: %w", err)
	}
	inode := uint64(0)
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		inode = st.Ino
	}
	return fmt.Sprintf("%s|%s|%d|%d|%d|%s", source, showable(name), inode, info.Size(), info.ModTime().UnixNano(), sha), nil
}

// refuse moves a file to geweigerd/ and writes the reason beside it.
func (h *HotFolder) refuse(path, name string, r *postkamer.Refusal) error {
	h.Log.Info("file in the hot folder refused", "code", string(r.Code))
	moved, err := moveNew(path, h.in(refusedDir), name)
	if err != nil {
		return err
	}
	reason := fmt.Sprintf("%s\r\n\r\nReden: %s\r\n", r.Why, r.Code)
	return os.WriteFile(h.in(refusedDir, moved+".reden.txt"), []byte(reason), 0o660)
}

// in returns a path inside the hot folder.
func (h *HotFolder) in(parts ...string) string {
	return filepath.Join(append([]string{h.Dir}, parts...)...)
}

// moveNew moves a file into dir without ever replacing one, and returns the name
// it has there: a name that is taken gets a number.
func moveNew(path, dir, name string) (string, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for i := 2; ; i++ {
		target := filepath.Join(dir, name)
		err := os.Link(path, target) // unlike rename, never replaces
		switch {
		case err == nil, errors.Is(err, fs.ErrExist) && sameFile(path, target): // a crash between link and remove
			return name, os.Remove(path)
		case !errors.Is(err, fs.ErrExist): // a file system without links, and nothing at target
			return name, os.Rename(path, target)
		}
		name = fmt.Sprintf("%s (%d)%s", stem, i, ext)
	}
}

func sameFile(a, b string) bool {
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(ia, ib)
}
