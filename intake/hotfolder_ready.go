package intake

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// sighting is how something looked the last time, and since when.
type sighting struct {
	look  string // names, sizes and times of change
	since time.Time
}

// unready says why something in the folder cannot be taken yet; nothing when it can.
func (h *HotFolder) unready(e fs.DirEntry) reason {
	switch {
	case unfinished(e.Name()):
		return waits(WaitName)
	case e.IsDir():
		return h.unreadyFolder(e.Name())
	case !e.Type().IsRegular():
		return waits(WaitKind)
	}
	return h.unreadyFile(e.Name())
}

// still tells since when something looks as it does now; it is false at first sight.
func (h *HotFolder) still(name, look string) (since time.Time, known bool) {
	last, known := h.seen[name]
	if !known || last.look != look {
		h.seen[name] = sighting{look, time.Now()}
		return time.Now(), false
	}
	return last.since, true
}

// unreadyFile looks that a file did not change for a while, that nobody on this
// machine has it open for writing and that it has its end.
func (h *HotFolder) unreadyFile(name string) reason {
	path := h.in(name)
	info, err := os.Stat(path)
	if err != nil {
		delete(h.seen, name)
		return waits(WaitWriting) // gone by the next look
	}
	since, known := h.still(name, lookOf(info))
	if !known || time.Since(since) < h.pauses.quiet {
		return waits(WaitWriting)
	}
	if why := h.unreadyContent(path, since); why.Code != "" {
		return why
	}
	return h.unreadyIndex(name)
}

// unreadyContent looks whether a file that lies still can be taken.
func (h *HotFolder) unreadyContent(path string, since time.Time) reason {
	writing, err := beingWritten(path)
	switch {
	case err != nil:
		return troubleOf(err)
	case writing:
		return waits(WaitWriting)
	case time.Since(since) > h.pauses.end:
		return reason{} // taking it in will say what is wrong
	case !ended(path):
		return waits(WaitEnd)
	case time.Since(since) < h.pauses.zeros && endsInZeros(path):
		return waits(WaitWriting)
	}
	return reason{}
}

// unreadyFolder looks that nothing in a folder changed for a while and that every
// file in it can be taken.
func (h *HotFolder) unreadyFolder(name string) reason {
	files, err := folderFiles(h.in(name))
	if err != nil {
		return troubleOf(err)
	}
	look := sha256.New()
	for _, f := range files {
		info, err := os.Stat(filepath.Join(h.in(name), f))
		if err != nil {
			return waits(WaitWriting)
		}
		fmt.Fprintf(look, "%q %s\n", f, lookOf(info))
	}
	since, known := h.still(name, string(look.Sum(nil)))
	switch {
	case len(files) == 0:
		return waits(WaitEmpty)
	case !known || time.Since(since) < max(h.pauses.quiet, h.pauses.folder):
		return waits(WaitWriting)
	}
	for _, f := range files {
		if why := h.unreadyContent(filepath.Join(h.in(name), f), since); why.Code != "" {
			return why
		}
	}
	_, why := folderIndex(h.in(name))
	return why
}

func lookOf(info fs.FileInfo) string {
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

// folderFiles returns the files of a folder and of the folders in it, as paths
// within it, in the order of their names. Files that are not ready by their name
// count too: the folder waits for them.
func folderFiles(dir string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || leftBehind(e.Name()) {
			return err
		}
		within, err := filepath.Rel(dir, path)
		files = append(files, within)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look through folder: %w", err)
	}
	return files, nil
}

// beingWritten tells whether a process of this machine has the file open for
// writing: the kernel then refuses a read lease. It also covers local Samba and
// FTP servers. On file systems without leases it answers false. The error says
// that the file cannot be read at all.
func beingWritten(path string) (bool, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false, fmt.Errorf("look at file: %w", err)
	}
	defer f.Close()
	_, _, errno := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, syscall.F_RDLCK)
	if errno == syscall.EAGAIN {
		return true, nil
	}
	if errno == 0 {
		_, _, _ = syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, syscall.F_UNLCK)
	}
	return false, nil
}
