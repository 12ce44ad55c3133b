package ocr

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// copies are the files that poppler's programs are at, in memory. The programs
// may not open the files themselves: they have another user, and Landlock lets
// them open nothing of ours, not even through a descriptor that they were given.
// Memory without a name they may. Poppler can also read from a descriptor
// ("fd://3"), but then takes 20 ms for each MB, at every program and page.
//
// A copy serves all pages of its file: it is kept until it is not used for
// copyIdle, or others need the room.
type copies struct {
	making sync.Mutex // held for as long as a file is copied, before mu; others are found meanwhile
	mu     sync.Mutex
	kept   []*memoryCopy // the one used last at the end
}

// Bounds of what is kept.
const (
	copyIdle  = 10 * time.Second
	copyBytes = 200 << 20 // together; one file may be larger than that
)

// A memoryCopy is a sealed memory file: a program that was taken over by one page
// cannot change it for the next.
type memoryCopy struct {
	id    fileID
	file  *os.File
	idler *time.Timer
}

// A fileID tells files and their states apart.
type fileID struct {
	device, inode uint64
	size          int64
	changed       syscall.Timespec
}

// of returns a copy of file for a program, to be closed by the caller.
func (c *copies) of(file *os.File) (*os.File, error) {
	id, err := identify(file)
	if err != nil {
		return nil, err
	}
	if found, err := c.find(id); found != nil || err != nil {
		return found, err
	}
	c.making.Lock()
	defer c.making.Unlock()
	if found, err := c.find(id); found != nil || err != nil { // made while we waited
		return found, err
	}
	made, err := sealedCopy(file, id.size)
	if err != nil {
		return nil, err
	}
	return c.keep(id, made)
}

// find returns the copy of a file that is kept, nil when there is none.
func (c *copies) find(id fileID) (*os.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, m := range c.kept {
		if m.id == id {
			m.idler.Reset(copyIdle)
			c.kept = append(slices.Delete(c.kept, i, i+1), m)
			return duplicate(m.file)
		}
	}
	return nil, nil
}

// keep takes over a copy and returns one of it.
func (c *copies) keep(id fileID, made *os.File) (*os.File, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := &memoryCopy{id: id, file: made}
	m.idler = time.AfterFunc(copyIdle, func() { c.drop(m) }) // stopped by close
	c.kept = append(c.kept, m)
	c.shrink()
	return duplicate(made)
}

// shrink drops what was not used for longest until the rest is small enough.
func (c *copies) shrink() {
	total := int64(0)
	for i := len(c.kept) - 1; i >= 0; i-- {
		total += c.kept[i].id.size
		if total > copyBytes && i < len(c.kept)-1 {
			for _, m := range c.kept[:i+1] {
				m.end()
			}
			c.kept = slices.Delete(c.kept, 0, i+1)
			return
		}
	}
}

func (c *copies) drop(m *memoryCopy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.Index(c.kept, m); i >= 0 {
		m.end()
		c.kept = slices.Delete(c.kept, i, i+1)
	}
}

// close drops all.
func (c *copies) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.kept {
		m.end()
	}
	c.kept = nil
}

func (m *memoryCopy) end() {
	m.idler.Stop()
	_ = m.file.Close()
}

func identify(file *os.File) (fileID, error) {
	var s unix.Stat_t
	if err := unix.Fstat(int(file.Fd()), &s); err != nil {
		return fileID{}, fmt.Errorf("look at file: %w", err)
	}
	return fileID{s.Dev, s.Ino, s.Size, syscall.Timespec(s.Ctim)}, nil
}

// sealedCopy copies size bytes of file to memory that nobody can write to any more.
func sealedCopy(file *os.File, size int64) (*os.File, error) {
	fd, err := unix.MemfdCreate("original", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("make memory file: %w", err)
	}
	made := os.NewFile(uintptr(fd), "original")
	n, err := io.Copy(made, io.NewSectionReader(file, 0, size))
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		_, err = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_WRITE|unix.F_SEAL_GROW|unix.F_SEAL_SHRINK|unix.F_SEAL_SEAL)
	}
	if err != nil {
		_ = made.Close()
		return nil, fmt.Errorf("copy file to memory: %w", err)
	}
	return made, nil
}

func duplicate(file *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("duplicate descriptor: %w", err)
	}
	return os.NewFile(uintptr(fd), file.Name()), nil
}
