package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// errLocked says that another process owns the data folder.
var errLocked = errors.New("owned by another process")

// takeLock makes this process the owner of dir, or returns errLocked. The lock
// goes with the process, however it dies; children do not inherit it. The file
// itself stays, for removing it would let two processes lock two files.
func takeLock(dir string) (*os.File, error) {
	f, err := os.OpenFile(lockPath(dir), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unwritable(dir, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		err = writeOwner(f)
	}
	if err == nil {
		return f, nil
	}
	_ = f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errLocked
	}
	return nil, fmt.Errorf("lock data folder %s: %w", dir, err)
}

func lockPath(dir string) string { return filepath.Join(dir, "lock") }

func writeOwner(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// lockOwner is the process id that the owner left in the lock, "" when unknown.
func lockOwner(dir string) string {
	data, err := os.ReadFile(lockPath(dir))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}
