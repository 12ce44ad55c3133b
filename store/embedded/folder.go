package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// minFree is the room on the disk below which the servers are not started, in
// bytes: a new database takes 40 MB, its log another 16 MB at a time.
const minFree = 128 << 20

// maxLog is the size, in bytes, at which a server's log is begun anew.
const maxLog = 10 << 20

// prepareFolder makes the data folder and returns its absolute name without
// symbolic links, as /proc shows it.
func prepareFolder(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	// Not 0700: the user that PostgreSQL runs as must be able to pass.
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return "", unwritable(dir, err)
	}
	dir, err = filepath.EvalSymlinks(dir)
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	_ = syncDir(filepath.Dir(dir)) // so that the folder lasts; its parent may be closed to us
	return dir, nil
}

// unwritable explains why nothing can be written in dir.
func unwritable(dir string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("data folder %s is not writable for user id %d: choose another with --data, or change its owner: %w", dir, os.Geteuid(), err)
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("data folder %s is on a read-only disk: choose another with --data: %w", dir, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("disk full: make room where data folder %s is: %w", dir, err)
	}
	return fmt.Errorf("data folder %s: %w", dir, err)
}

// checkRoom refuses to start on a disk that is (almost) full.
func checkRoom(dir string) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return fmt.Errorf("data folder %s: %w", dir, err)
	}
	if st.Blocks == 0 {
		return nil // a file system that does not count
	}
	return enoughRoom(dir, st.Bavail*uint64(st.Bsize))
}

func enoughRoom(dir string, free uint64) error {
	if free >= minFree {
		return nil
	}
	return fmt.Errorf("disk full: only %d MB free where data folder %s is, at least %d MB is needed: make room or choose another folder with --data: %w",
		free>>20, dir, minFree>>20, syscall.ENOSPC)
}

// openLog opens the log of a server for appending, and empties it first when it
// has grown too large.
func openLog(path string) (*os.File, error) {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if st, err := os.Stat(path); err == nil && st.Size() > maxLog {
		flags |= os.O_TRUNC
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, unwritable(filepath.Dir(path), err)
	}
	return f, nil
}

// tail returns the end of a log that was written after offset, at most 1 KB of
// it, for use in an error.
func tail(path string, offset int64) string {
	data, err := os.ReadFile(path)
	if err != nil || offset > int64(len(data)) {
		return ""
	}
	data = data[offset:]
	if len(data) > 1024 {
		data = data[len(data)-1024:]
	}
	return string(data)
}
