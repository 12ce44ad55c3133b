package scanner

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// refusedDir holds pages that the service did not want, after their stack was
// closed: nothing is thrown away that the service has not got.
const refusedDir = ".geweigerd"

// forget takes a stack that is done out of the spool. Its folder first gets a name
// under which nobody looks for it, so that a half removed one is no stack.
func (s *Spool) forget(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil || st.busy() { // more pages came meanwhile
		return nil
	}
	if slices.ContainsFunc(st.runs, func(r *spooledRun) bool {
		return slices.ContainsFunc(r.leaves, func(l Leaf) bool { return l.Said != "" })
	}) {
		return s.setAside(key)
	}
	old := s.path(".weg-" + key)
	if err := os.Rename(s.path(key), old); err != nil {
		return fmt.Errorf("forget stack: %w", err)
	}
	delete(s.stacks, key)
	return removed(old)
}

// setAside moves a stack with refused pages to where an administrator finds it.
func (s *Spool) setAside(key string) error {
	if err := makeDir(s.dir, refusedDir); err != nil {
		return err
	}
	target := s.path(refusedDir, key)
	for i := 2; ; i++ {
		if _, err := os.Lstat(target); err != nil {
			break
		}
		target = fmt.Sprintf("%s-%d", s.path(refusedDir, key), i)
	}
	if err := os.Rename(s.path(key), target); err != nil {
		return fmt.Errorf("set stack aside: %w", err)
	}
	delete(s.stacks, key)
	return nil
}

// aside counts the stacks of which refused pages lie in refusedDir, until the
// administrator takes them away. What cannot be counted is none: the log of the
// disk's other troubles says why.
func (s *Spool) aside() int {
	entries, err := os.ReadDir(s.path(refusedDir))
	if err != nil {
		return 0
	}
	return len(entries)
}

func removed(path string) error {
	if err := os.RemoveAll(path); err != nil {
		return fmt.Errorf("forget stack: %w", err)
	}
	return nil
}

// dropForgotten finishes the removals that an earlier process began.
func (s *Spool) dropForgotten(entries []fs.DirEntry) error {
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".weg-") {
			if err := removed(s.path(e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
