package embedded

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// socketPrefix begins the name of every socket folder of ours.
	socketPrefix = "pkpg"
	// maxSocketDir is how long the name of a socket folder may be, in bytes: a
	// socket's whole name must fit in the 107 bytes of sockaddr_un.
	maxSocketDir = 107 - len("/.s.PGSQL.5432")
)

// socketLink is a symbolic link in the data folder to the socket folder, by
// which the next owner finds it when this one is killed.
func socketLink(dir string) string { return filepath.Join(dir, "socket") }

// makeSocketDir makes the folder for the socket, which has a short name and is
// ours, or PostgreSQL's user's, alone. It is never used by two owners after each
// other: the lock file that a kill leaves in it names a process id, and when
// that id is in use again PostgreSQL would refuse to start.
func (p *postgres) makeSocketDir() error {
	parent := os.TempDir()
	if len(parent)+len("/"+socketPrefix+"1234567890") > maxSocketDir {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, socketPrefix) // mode 0700
	if err != nil {
		return err
	}
	p.socketDir = dir
	if err := os.Symlink(dir, p.socketLink); err != nil {
		return errors.Join(err, os.Remove(dir))
	}
	return p.account.give(dir)
}

// RemoveSocket removes the socket folder of a data folder whose owner was killed.
// Open does so by itself; it is for those who remove the data folder instead. A
// link to anything else is removed without what it names.
func RemoveSocket(dir string) error {
	link := socketLink(dir)
	target, err := os.Readlink(link)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if strings.HasPrefix(filepath.Base(target), socketPrefix) {
		emptySocketDir(target)
	}
	return os.Remove(link)
}

// A PostgreSQL that was killed while it started may still be writing its lock
// file when we clean up after it.
const (
	socketTries = 20
	socketPause = 50 * time.Millisecond
)

// emptySocketDir removes what a killed PostgreSQL leaves, and the folder. What is
// in it besides is not ours and stays.
func emptySocketDir(dir string) {
	for range socketTries {
		clearSocketDir(dir)
		err := os.Remove(dir)
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			return
		}
		time.Sleep(socketPause)
	}
}

// clearSocketDir removes what a killed PostgreSQL leaves.
func clearSocketDir(dir string) {
	for _, name := range []string{".s.PGSQL." + pgPort, ".s.PGSQL." + pgPort + ".lock"} {
		_ = os.Remove(filepath.Join(dir, name))
	}
}
