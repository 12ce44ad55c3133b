package store

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"postkamer"
)

// maxKept bounds how many bytes of prepared pages lie on the local disk: more
// than a thousand pages that wait to be read.
const maxKept = 1 << 30

// maxKeptAge is how long a prepared page keeps its place when room is short.
const maxKeptAge = 10 * time.Minute

// kept counts the prepared pages on the local disk. They save decoding a page
// twice; whoever reads one that is not there prepares it again.
type kept struct {
	mu    sync.Mutex
	bytes int64
	pages map[postkamer.PageID]keptPage
}

type keptPage struct {
	size  int64 // bytes
	since time.Time
}

// KeepClean keeps what the preparation of a page made for reading it, on the
// local disk of this process. A full disk or a full allowance is no error: the
// page is then prepared again.
func (s *Store) KeepClean(id postkamer.PageID, clean []byte) {
	if len(clean) == 0 {
		return
	}
	forgotten, ok := s.kept.reserve(id, int64(len(clean)))
	for _, old := range forgotten {
		_ = os.Remove(s.cleanPath(old))
	}
	if !ok {
		return
	}
	if err := os.WriteFile(s.cleanPath(id), clean, 0o600); err != nil {
		s.DropClean(id)
	}
}

// Clean returns what KeepClean kept, nil when it is not there.
func (s *Store) Clean(id postkamer.PageID) []byte {
	clean, err := os.ReadFile(s.cleanPath(id))
	if err != nil {
		return nil
	}
	return clean
}

// DropClean removes what KeepClean kept. Every page that was read, or never will
// be, is dropped.
func (s *Store) DropClean(id postkamer.PageID) {
	_ = os.Remove(s.cleanPath(id)) // the folder goes with the process
	s.kept.release(id)
}

func (s *Store) cleanPath(id postkamer.PageID) string {
	return filepath.Join(s.cache.dir, fmt.Sprintf("clean-%d", id))
}

// reserve makes room for a page and tells whether there is any.
func (k *kept) reserve(id postkamer.PageID, size int64) (forgotten []postkamer.PageID, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.bytes+size > maxKept {
		forgotten = k.forget(time.Now().Add(-maxKeptAge))
	}
	if k.bytes+size > maxKept {
		return forgotten, false
	}
	k.remove(id)
	k.bytes += size
	k.pages[id] = keptPage{size, time.Now()}
	return forgotten, true
}

// forget removes what was kept before a moment: another process read those pages.
func (k *kept) forget(before time.Time) (forgotten []postkamer.PageID) {
	for id, page := range k.pages {
		if page.since.Before(before) {
			k.remove(id)
			forgotten = append(forgotten, id)
		}
	}
	return forgotten
}

func (k *kept) release(id postkamer.PageID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.remove(id)
}

func (k *kept) remove(id postkamer.PageID) {
	k.bytes -= k.pages[id].size
	delete(k.pages, id)
}
