package store

import (
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
)

// cacheAge is how long a local copy stays after its last use: the pages of one
// file are worked on within minutes.
const cacheAge = 10 * time.Minute

// cache keeps local copies of the originals that are being worked on, so that a
// file of 500 pages is fetched once and not 500 times. It may be lost any time.
type cache struct {
	dir  string // of this process alone
	mu   sync.Mutex
	used map[string]*cached
}

type cached struct {
	once  sync.Once
	err   error
	users int
	last  time.Time

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
	return &cache{dir: own, used: map[string]*cached{}}, nil
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

// Original makes the bytes with this hash available as a local file, checked
// against the hash. Call release when done with the path.
func (s *Store) Original(ctx context.Context, sha string) (path string, release func(), err error) {
	path = filepath.Join(s.cache.dir, sha)
	entry := s.cache.take(sha, path)
	release = sync.OnceFunc(func() { s.cache.give(entry) })
	entry.once.Do(func() {
		entry.err = s.fetch(ctx, sha, path)
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
		entry = &cached{}
		c.used[sha] = entry
	}
	entry.users++
	return entry
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

// give ends one use and removes the copies that nobody used for a while.
func (c *cache) give(entry *cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry.users--
	entry.last = time.Now()
	for key, e := range c.used {
		if e.users == 0 && time.Since(e.last) > cacheAge {
			delete(c.used, key)
			_ = os.Remove(filepath.Join(c.dir, key))
		}
	}
}

func (c *cache) forget(sha string, entry *cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.used[sha] == entry {
		delete(c.used, sha)
	}
}

// fetch copies an original to path and checks it: what comes back is what went in.
func (s *Store) fetch(ctx context.Context, sha, path string) error {
	obj, err := s.objects.client.GetObject(ctx, s.objects.bucket, addressed(originalsPrefix, sha), minio.GetObjectOptions{})
	if err != nil {
		return storage(err)
	}
	defer obj.Close()
	if err := os.MkdirAll(s.cache.dir, 0o700); err != nil { // our folder may have been tidied up
		return err
	}
	f, err := os.CreateTemp(s.cache.dir, "fetch-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, h), obj)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return storage(err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != sha {
		return fmt.Errorf("the object store returned other bytes (%s)", got[:8])
	}
	return os.Rename(f.Name(), path)
}
