package store

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCopiesThatNobodyUsesAreBounded(t *testing.T) {
	c, err := openCache(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c.most = 250
	use := func(name string) *cached {
		entry := c.take(name, filepath.Join(c.dir, name))
		entry.once.Do(func() {
			entry.size = 100
			entry.fetched.Store(true)
			if err := os.WriteFile(filepath.Join(c.dir, name), make([]byte, 100), 0o600); err != nil {
				t.Fatal(err)
			}
		})
		return entry
	}
	kept := use("in use all the time")
	for _, name := range []string{"a", "b", "c", "a", "d"} {
		c.give(use(name))
	}
	for name, want := range map[string]bool{"in use all the time": true, "a": true, "b": false, "c": false, "d": true} {
		if _, err := os.Stat(filepath.Join(c.dir, name)); (err == nil) != want {
			t.Errorf("copy %q is there: %t, want %t", name, err == nil, want)
		}
	}
	c.give(kept)
	if c.size != 200 || c.idle.Len() != 2 || len(c.used) != 2 {
		t.Errorf("%d bytes of %d copies, %d known", c.size, c.idle.Len(), len(c.used))
	}
}
