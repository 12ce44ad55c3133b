package store

import (
	"bytes"
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/minio/minio-go/v7"

	"postkamer"
)

// cacheAge is how long a local copy stays after its last use: the pages of one
// file are worked on within minutes.
const cacheAge = 10 * time.Minute

// cacheBytes is how much the copies that nobody uses may take together. Thousands of
// people who send photos in ten minutes would otherwise fill the disk with second copies.
const cacheBytes = 512 << 20

// cache keeps local copies of the originals that are being worked on, so that a
// file of 500 pages is fetched once and not 500 times. It may be lost any time.
type cache struct {
	dir  string // of this process alone
	most int64  // bytes of copies that nobody uses
	mu   sync.Mutex
	used map[string]*cached
	idle list.List // of *cached that nobody uses, the longest unused first
	size int64     // bytes of those
}

type cached struct {
	key   string
	once  sync.Once
	err   error
	users int
	last  time.Time
	size  int64         // bytes
	place *list.Element // among the idle; nil: it is used

	fetched atomic.Bool
}

// staleCache is how old a folder of a process that was killed may get.
const staleCache = 24 * time.Hour

// openCache makes a folder for this process below dir (empty: the system's
// temporary folder) and removes those that killed processes left long ago.
func openCache(dir string) (*cache, error) {
	if dir == "" {
		dir = os.TempDir()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	removeStale(dir)
	own, err := os.MkdirTemp(dir, cachePrefix)
	if err != nil {
		return nil, fmt.Errorf("open cache: %w", err)
	}
	return &cache{dir: own, most: cacheBytes, used: map[string]*cached{}}, nil
}

// cachePrefix begins the names of our folders.
const cachePrefix = "postkamer-cache-"

func removeStale(dir string) {
	old, _ := filepath.Glob(filepath.Join(dir, cachePrefix+"*"))
	for _, path := range old {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > staleCache {
			_ = os.RemoveAll(path)
		}
	}
}

// close removes the copies; they can be fetched again.
func (c *cache) close() {
	_ = os.RemoveAll(c.dir)
}

// TempFile makes an empty file on the local disk for what is coming in. Whoever asks
// removes it; what a killed process left goes with the copies.
func (s *Store) TempFile() (*os.File, error) {
	f, err := os.CreateTemp(s.cache.dir, "incoming-")
	if err != nil {
		return nil, fmt.Errorf("make temporary file: %w", err)
	}
	return f, nil
}

// Original makes the bytes of a file available as a local file, checked against its
// hash; of file its hash and kind are needed. Call release when done with the path.
func (s *Store) Original(ctx context.Context, file postkamer.File) (path string, release func(), err error) {
	sha := file.SHA256
	path = filepath.Join(s.cache.dir, sha)
	entry := s.cache.take(sha, path)
	release = sync.OnceFunc(func() { s.cache.give(entry) })
	entry.once.Do(func() {
		entry.size, entry.err = s.fetch(ctx, file, path)
		entry.fetched.Store(entry.err == nil)
	})
	if entry.err != nil {
		s.cache.forget(sha, entry)
		release()
		return "", nil, fmt.Errorf("original %s: %w", sha[:8], entry.err)
	}
	return path, release, nil
}

func (c *cache) take(sha, path string) *cached {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry := c.used[sha]
	if entry == nil || entry.lost(path) {
		if entry != nil {
			c.wake(entry)
		}
		entry = &cached{key: sha}
		c.used[sha] = entry
	}
	c.wake(entry)
	entry.users++
	return entry
}

// wake takes an entry from the idle ones.
func (c *cache) wake(entry *cached) {
	if entry.place != nil {
		c.idle.Remove(entry.place)
		entry.place, c.size = nil, c.size-entry.size
	}
}

// lost tells whether a copy that was fetched is no longer there: something tidied
// up the temporary folder.
func (e *cached) lost(path string) bool {
	if !e.fetched.Load() {
		return false
	}
	_, err := os.Stat(path)
	return err != nil
}

// give ends one use and removes the copies that nobody used for a while, or that are
// too much together.
func (c *cache) give(entry *cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry.users--
	if entry.users > 0 || c.used[entry.key] != entry {
		return
	}
	entry.last = time.Now()
	entry.place, c.size = c.idle.PushBack(entry), c.size+entry.size
	for first := c.idle.Front(); first != nil; first = c.idle.Front() {
		old := first.Value.(*cached)
		if c.size <= c.most && time.Since(old.last) <= cacheAge {
			return
		}
		c.wake(old)
		delete(c.used, old.key)
		_ = os.Remove(filepath.Join(c.dir, old.key))
	}
}

func (c *cache) forget(sha string, entry *cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.used[sha] == entry {
		c.wake(entry)
		delete(c.used, sha)
	}
}

// fetch copies an original to path and checks it: what comes back is what went in.
func (s *Store) fetch(ctx context.Context, file postkamer.File, path string) (size int64, err error) {
	obj, err := s.openOriginal(ctx, file)
	if err != nil {
		return 0, err
	}
	defer obj.Close()
	if err := os.MkdirAll(s.cache.dir, 0o700); err != nil { // our folder may have been tidied up
		return 0, err
	}
	f, err := os.CreateTemp(s.cache.dir, "fetch-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	h := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, h), obj)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, storage(err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != file.SHA256 {
		return 0, fmt.Errorf("the object store returned other bytes (%s)", got[:8])
	}
	return size, os.Rename(f.Name(), path)
}

// openOriginal reads an original: the answers of a form out of their envelope, everything
// else from its own object.
func (s *Store) openOriginal(ctx context.Context, file postkamer.File) (io.ReadCloser, error) {
	if file.Kind == postkamer.Answers {
		if data, err := s.answers(ctx, file.SHA256); err != nil || data != nil {
			return io.NopCloser(bytes.NewReader(data)), err
		}
	}
	obj, err := s.objects.client.GetObject(ctx, s.objects.bucket, addressed(originalsPrefix, file.SHA256), minio.GetObjectOptions{})
	if err != nil {
		return nil, storage(err)
	}
	return obj, nil
}
