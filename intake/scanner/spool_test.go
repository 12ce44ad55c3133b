package scanner

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake/scanner/scantest"
)

func openSpool(t *testing.T, dir string) *Spool {
	t.Helper()
	s, err := OpenSpool(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// again opens a spool as the next process does, after the first was killed.
func again(t *testing.T, s *Spool) *Spool {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return openSpool(t, s.dir)
}

func begun(t *testing.T) (s *Spool, run, dir string) {
	t.Helper()
	s = openSpool(t, t.TempDir())
	if err := s.Begin(Stack{Key: stackKey, By: "Sam"}); err != nil {
		t.Fatal(err)
	}
	run, dir, err := s.BeginRun(stackKey, Run{By: "Sam"})
	if err != nil {
		t.Fatal(err)
	}
	return s, run, dir
}

func lay(t *testing.T, dir string, number int, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf(pageFile, number)), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSpoolHasOneOwner(t *testing.T) {
	s, _, _ := begun(t)
	if _, err := OpenSpool(s.dir, s.log); !errors.Is(err, ErrInUse) {
		t.Errorf("a second owner: %v", err)
	}
}

// TestKilledRunKeepsWhatWasFinished: noted pages, a page that scanimage finished and
// nobody noted, one that was cut off, and half a page.
func TestKilledRunKeepsWhatWasFinished(t *testing.T) {
	s, run, dir := begun(t)
	whole := scantest.Sheet("a")
	for n := 1; n <= 2; n++ {
		lay(t, dir, n, scantest.Sheet(fmt.Sprint(n)))
		if err := s.Keep(stackKey, run, n); err != nil {
			t.Fatal(err)
		}
	}
	lay(t, dir, 3, whole)
	lay(t, dir, 4, whole[:len(whole)-1])
	if err := os.WriteFile(filepath.Join(dir, "0005.tif.part"), whole[:10], 0o600); err != nil {
		t.Fatal(err)
	}
	s = again(t, s)
	if l, _ := s.Look(stackKey); l.Scanned != 3 || l.Waiting != 3 || l.Problem != Interrupted || l.Live {
		t.Errorf("%+v", l)
	}
	if len(files(t, dir, "*.part")) != 0 || len(files(t, dir, "0004.tif")) != 1 {
		t.Error("half a page is no page; a whole file is never removed unsent")
	}
}

func TestPageWithoutItsEndIsNotKept(t *testing.T) {
	s, run, dir := begun(t)
	lay(t, dir, 1, scantest.Sheet("a")[:500])
	if err := s.Keep(stackKey, run, 1); !errors.Is(err, errCut) {
		t.Errorf("%v", err)
	}
	if l, _ := s.Look(stackKey); l.Scanned != 0 {
		t.Errorf("%+v", l)
	}
}

// TestKilledBetweenNoteAndRemoval: the service has the page, its image is still here.
func TestKilledBetweenNoteAndRemoval(t *testing.T) {
	s, run, dir := begun(t)
	lay(t, dir, 1, scantest.Sheet("a"))
	if err := s.Keep(stackKey, run, 1); err != nil {
		t.Fatal(err)
	}
	part, _, _ := s.next(stackKey)
	if err := s.change(part, func(l *Leaf) { l.Stored = true }, func(string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	s = again(t, s)
	if l, _ := s.Look(stackKey); l.Waiting != 0 || l.Stored != 1 || len(files(t, dir, "*.tif")) != 0 {
		t.Errorf("%+v; %v", l, files(t, dir, "*.tif"))
	}
	if _, _, more := s.next(stackKey); more {
		t.Error("sent again")
	}
}

// TestKilledWhileBeginning: a folder without its note is nothing yet.
func TestKilledWhileBeginning(t *testing.T) {
	s, _, _ := begun(t)
	for _, path := range []string{"scan:HALFBEGONNEN", ".weg-scan:HALFVERGETEN", stackKey + "/20261122T101501-ABCDEF"} {
		if err := os.MkdirAll(s.path(path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(s.path("scan:HALFBEGONNEN", stackFile+".new"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = again(t, s)
	if looks := s.Looks(); len(looks) != 1 || looks[0].Key != stackKey {
		t.Errorf("%+v", looks)
	}
	if _, err := os.Stat(s.path("scan:HALFBEGONNEN")); err == nil {
		t.Error("half begun")
	}
	if _, err := os.Stat(s.path(".weg-scan:HALFVERGETEN")); err == nil {
		t.Error("half forgotten")
	}
}

// TestFolderWithoutItsNoteKeepsItsPages: the disk lost stack.json, and not the pages.
func TestFolderWithoutItsNoteKeepsItsPages(t *testing.T) {
	s, run, dir := begun(t)
	lay(t, dir, 1, scantest.Sheet("a"))
	if err := s.Keep(stackKey, run, 1); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(s.path(stackKey, stackFile)); err != nil {
		t.Fatal(err)
	}
	again(t, s)
	if len(files(t, dir, "*.tif")) != 1 {
		t.Error("a page that was never sent is removed")
	}
}

// TestStackOfAnotherMachineIsNotEndedHere: a page of it was scanned again here.
func TestStackOfAnotherMachineIsNotEndedHere(t *testing.T) {
	s := openSpool(t, t.TempDir())
	if err := s.Begin(Stack{Key: stackKey}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.BeginRun(stackKey, Run{Replaces: 7}); err != nil {
		t.Fatal(err)
	}
	if err := s.End(stackKey); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("ended: %v", err)
	}
	if _, _, err := s.BeginRun(stackKey, Run{}); err != nil {
		t.Fatal(err)
	}
	if err := s.End(stackKey); err != nil {
		t.Errorf("its own: %v", err)
	}
}

// TestHalfASheetIsScannedAgain: who goes on with the sheet behind it loses a back.
func TestHalfASheetIsScannedAgain(t *testing.T) {
	s, _, _ := begun(t)
	run, dir, err := s.BeginRun(stackKey, Run{By: "Sam", Settings: postkamer.Settings{Duplex: true}})
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range []string{"alleen de voorkant binnen. Leg dat blad weer bovenop", "Leg het blad dat daarna kwam weer bovenop"} {
		lay(t, dir, n+1, scantest.Sheet(fmt.Sprint(n)))
		if err := errors.Join(s.Keep(stackKey, run, n+1), s.EndRun(stackKey, run, Jammed)); err != nil {
			t.Fatal(err)
		}
		if l, _ := s.Look(stackKey); !strings.Contains(l.progress().Problem, want) {
			t.Errorf("after %d sides: %s", n+1, l.progress().Problem)
		}
	}
}

func TestKeysThatAreNoNamesOfFolders(t *testing.T) {
	s := openSpool(t, t.TempDir())
	for _, key := range []string{"", "..", "../../etc/passwd", ".geweigerd", "a/b/c/d/e/f", "kort", "-abcdefgh"} {
		if err := s.Begin(Stack{Key: key}); err == nil {
			t.Errorf("%q is taken for a key", key)
		}
	}
}

func TestRunsSortByTimeAlsoWithinASecond(t *testing.T) {
	s, last, _ := begun(t)
	for range 5 {
		name, _, err := s.BeginRun(stackKey, Run{})
		if err != nil || name <= last || !runPattern.MatchString(name) {
			t.Fatalf("%q after %q: %v", name, last, err)
		}
		last = name
	}
}
