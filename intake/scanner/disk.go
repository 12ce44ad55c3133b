package scanner

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Files of the spool beside the pages.
const (
	stackFile = "stack.json"
	runFile   = "run.json"
	leafFile  = "%04d.json"
)

// makeDir makes a folder in another, so that it is still there after a power cut.
func makeDir(parent, name string) error {
	if err := os.Mkdir(filepath.Join(parent, name), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder in spool: %w", err)
	}
	return syncDir(parent)
}

// syncDir flushes the names in a folder.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("flush folder of spool: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("flush folder of spool: %w", err)
	}
	return nil
}

// writeJSON writes a file whole or not at all.
func writeJSON(path string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	f, err := os.Create(path + ".new")
	if err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// readJSON reads a file that writeJSON wrote.
func readJSON(path string, v any) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	return nil
}

// flush looks whether a page is whole, flushes it to the disk and returns what is
// to be noted of it.
func flush(path string, number int) (Leaf, error) {
	f, err := os.Open(path)
	if err != nil {
		return Leaf{}, fmt.Errorf("%w: %w", errCut, err)
	}
	defer f.Close()
	if err := checkWhole(f); err != nil {
		return Leaf{}, err
	}
	if err := f.Sync(); err != nil {
		return Leaf{}, fmt.Errorf("flush page: %w", err)
	}
	h := sha256.New()
	size, err := io.Copy(h, f)
	if err != nil {
		return Leaf{}, fmt.Errorf("read page: %w", err)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return Leaf{}, err
	}
	return Leaf{Number: number, SHA256: hex.EncodeToString(h.Sum(nil)), Size: size, At: time.Now()}, nil
}

// idFile holds the id of the spool.
const idFile = ".id.json"

// loadID reads the id of the spool, or gives it one.
func (s *Spool) loadID() error {
	err := readJSON(filepath.Join(s.dir, idFile), &s.id)
	if err == nil && s.id != "" {
		return nil
	}
	s.id = rand.Text()
	return writeJSON(filepath.Join(s.dir, idFile), s.id)
}

// load reads the spool as an earlier process left it.
func (s *Spool) load() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("read spool: %w", err)
	}
	if err := s.dropForgotten(entries); err != nil {
		return err
	}
	for _, e := range entries {
		if !e.IsDir() || !ValidKey(e.Name()) {
			continue
		}
		st, err := s.loadStack(e.Name())
		if errors.Is(err, fs.ErrNotExist) {
			if err := s.dropBegun(e.Name()); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		s.stacks[e.Name()] = st
	}
	return nil
}

// dropBegun removes the folder of a stack that was made and not noted. One in which
// there is anything else is left as it is: there may be pages in it.
func (s *Spool) dropBegun(key string) error {
	if err := gone(os.Remove(s.path(key, stackFile+".new"))); err != nil {
		return fmt.Errorf("tidy spool: %w", err)
	}
	if err := os.Remove(s.path(key)); errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EEXIST) {
		s.log.Error("a folder in the spool has no note of its stack; what is in it is left there", "stack", key)
	} else if err != nil {
		return fmt.Errorf("tidy spool: %w", err)
	}
	return nil
}

func (s *Spool) loadStack(key string) (*spooled, error) {
	st := &spooled{}
	if err := readJSON(s.path(key, stackFile), &st.Stack); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(s.path(key))
	if err != nil {
		return nil, fmt.Errorf("read spool: %w", err)
	}
	for _, e := range entries { // by name
		if !e.IsDir() || !runPattern.MatchString(e.Name()) {
			continue
		}
		run, err := s.loadRun(key, e.Name())
		if errors.Is(err, fs.ErrNotExist) { // nothing was scanned before run.json was there
			continue
		}
		if err != nil {
			return nil, err
		}
		st.runs = append(st.runs, run)
	}
	return st, nil
}

// loadRun reads a run and takes up the pages that scanimage finished and nobody
// noted. A run that nobody ended was interrupted.
func (s *Spool) loadRun(key, name string) (*spooledRun, error) {
	r := &spooledRun{}
	if err := readJSON(s.path(key, name, runFile), &r.Run); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(s.path(key, name))
	if err != nil {
		return nil, fmt.Errorf("read spool: %w", err)
	}
	for _, e := range entries {
		var number int
		if n, _ := fmt.Sscanf(e.Name(), leafFile, &number); n == 1 && e.Name() == fmt.Sprintf(leafFile, number) {
			var leaf Leaf
			if err := readJSON(s.path(key, name, e.Name()), &leaf); err != nil {
				return nil, err
			}
			r.leaves = append(r.leaves, leaf)
		}
	}
	slices.SortFunc(r.leaves, func(a, b Leaf) int { return a.Number - b.Number })
	if r.Done {
		return r, s.dropStored(key, r)
	}
	return r, s.recover(key, r)
}

// recover ends a run whose process died.
func (s *Spool) recover(key string, r *spooledRun) error {
	for number := len(r.leaves) + 1; ; number++ {
		leaf, err := flush(s.path(key, r.Name, fmt.Sprintf(pageFile, number)), number)
		if errors.Is(err, errCut) {
			break
		}
		if err != nil {
			return err
		}
		if err := s.saveLeaf(key, r.Name, leaf); err != nil {
			return err
		}
		r.leaves = append(r.leaves, leaf)
	}
	r.Done, r.Problem = true, Interrupted
	if err := writeJSON(s.path(key, r.Name, runFile), r.Run); err != nil {
		return err
	}
	return s.dropStored(key, r)
}

// dropStored removes images that the service has, and what was half written.
func (s *Spool) dropStored(key string, r *spooledRun) error {
	for _, l := range r.leaves {
		if l.Stored {
			if err := gone(os.Remove(s.path(key, r.Name, fmt.Sprintf(pageFile, l.Number)))); err != nil {
				return fmt.Errorf("tidy spool: %w", err)
			}
		}
	}
	return s.dropHalves(key, r.Name)
}

// dropHalves removes what scanimage did not finish writing.
func (s *Spool) dropHalves(key, run string) error {
	entries, err := os.ReadDir(s.path(key, run))
	if err != nil {
		return fmt.Errorf("tidy spool: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".tif.part") {
			continue
		}
		if err := gone(os.Remove(s.path(key, run, e.Name()))); err != nil {
			return fmt.Errorf("tidy spool: %w", err)
		}
	}
	return nil
}
