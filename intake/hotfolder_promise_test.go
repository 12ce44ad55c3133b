package intake

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake/scanner/scantest"
)

// images is an Inspector that takes everything for one page.
type images struct{}

func (images) Inspect(_ context.Context, _, name string) (postkamer.File, error) {
	return postkamer.File{Name: name, Kind: postkamer.TIFF, Pages: 1}, nil
}

// waits looks that one thing waits, with a reason and since when.
func (f *folder) waits(name string, code WaitCode) {
	f.t.Helper()
	list := f.Waiting()
	if len(list) != 1 || list[0].Name != name || list[0].Code != code || list[0].Reason == "" || list[0].Since.IsZero() {
		f.t.Errorf("waiting: %+v; want %q because of %q", list, name, code)
	}
}

func (f *folder) batches() int { return f.o.number(`SELECT count(*) FROM batches`) }

// TestFileThatComesInPiecesIsTakenOnceAndWhole writes files as scanners do: in chunks
// with pauses that are longer than a file must be quiet, also into a file that was
// made at its full size.
func TestFileThatComesInPiecesIsTakenOnceAndWhole(t *testing.T) {
	sheet := string(scantest.Sheet("a"))
	for name, whole := range map[string]string{"brief.pdf": pdf(1, strings.Repeat("a long letter ", 1000)), "scan.tif": sheet} {
		for _, made := range []string{"growing", "made at full size"} {
			t.Run(name+" "+made, func(t *testing.T) {
				f := newFolder(t)
				f.Desk.Inspector = images{}
				f.pauses.zeros = time.Hour
				data := make([]byte, len(whole))
				for n := 1; n < 10; n++ {
					upTo := n * len(whole) / 10
					copy(data, whole[:upTo])
					out := data
					if made == "growing" {
						out = data[:upTo]
					}
					f.drop(name, string(out))
					f.rounds()
					f.rounds()
					if f.batches() != 0 || f.files(".") != name {
						t.Fatalf("taken after %d of %d bytes", upTo, len(whole))
					}
				}
				if list := f.Waiting(); len(list) != 1 || list[0].Code != WaitEnd && list[0].Code != WaitWriting {
					t.Errorf("waiting: %+v", list)
				}
				f.drop(name, whole)
				f.rounds()
				f.want(1, "", "", name, "")
				if left := f.Waiting(); len(left) != 0 {
					t.Errorf("still waiting: %+v", left)
				}
			})
		}
	}
}

// TestPageThatEndsInBlackIsTakenAllTheSame: zeros at the end only make it wait longer.
func TestPageThatEndsInBlackIsTakenAllTheSame(t *testing.T) {
	f := newFolder(t)
	f.Desk.Inspector = images{}
	f.pauses.zeros = time.Hour
	sheet := scantest.Sheet("a")
	clear(sheet[len(sheet)-2*zeroTail:])
	f.drop("scan.tif", string(sheet))
	f.rounds()
	f.waits("scan.tif", WaitWriting)
	f.pauses.zeros = 0
	f.rounds()
	f.want(1, "", "", "scan.tif", "")
}

func TestFolderIsOneStackInTheOrderOfNames(t *testing.T) {
	f := newFolder(t)
	outside := filepath.Join(t.TempDir(), "ochtend")
	for _, name := range []string{"b/2.pdf", "a.pdf", "c.pdf", "b/1.pdf", "Thumbs.db"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(outside, name)), 0o770); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(outside, name), pdf(1, name))
	}
	if err := os.Rename(outside, f.in("ochtend")); err != nil {
		t.Fatal(err)
	}
	f.look(t.Context())
	f.waits("ochtend", WaitWriting)
	f.look(t.Context())
	if n := f.batches(); n != 1 {
		t.Fatalf("%d batches", n)
	}
	var names string
	err := f.o.Store.Pool().QueryRow(t.Context(), `SELECT string_agg(name, ' ' ORDER BY position) FROM files`).Scan(&names)
	if err != nil || names != "a.pdf b/1.pdf b/2.pdf c.pdf" {
		t.Errorf("order %q, %v", names, err)
	}
	for _, name := range []string{"a.pdf", "b/1.pdf", "b/2.pdf", "c.pdf"} {
		if _, err := os.Stat(f.in(doneDir, "ochtend", name)); err != nil {
			t.Error(err)
		}
	}
	f.rounds()
	if n := f.batches(); n != 1 || f.files(".") != "" {
		t.Errorf("%d batches", n)
	}
	f.o.sound()
}

func TestFolderWaitsForEachOfItsFiles(t *testing.T) {
	f := newFolder(t)
	if err := os.Mkdir(f.in("map"), 0o770); err != nil {
		t.Fatal(err)
	}
	f.rounds()
	f.waits("map", WaitEmpty)
	f.drop("map/1.pdf", pdf(1, "a"))
	f.drop("map/2.pdf", "%PDF-1 half")
	f.rounds()
	f.waits("map", WaitEnd)
	f.drop("map/2.pdf", pdf(1, "b"))
	f.pauses.folder = time.Hour // somebody is still copying
	f.rounds()
	f.waits("map", WaitWriting)
	f.pauses.folder = 0
	f.rounds()
	if n := f.o.number(`SELECT count(*) FROM files`); n != 2 || f.batches() != 1 {
		t.Errorf("%d files in %d batches", n, f.batches())
	}
}

func TestRefusedFileOfAFolderIsShownAndTheRestIsTaken(t *testing.T) {
	f := newFolder(t)
	if err := os.Mkdir(f.in("map"), 0o770); err != nil {
		t.Fatal(err)
	}
	f.drop("map/1.pdf", pdf(1, "a"))
	f.drop("map/2.pdf", "broken %%EOF")
	f.drop("map/3.pdf", pdf(1, "c"))
	f.rounds()
	if n := f.o.number(`SELECT count(*) FROM files`); n != 2 || f.batches() != 1 || f.o.number(`SELECT count(*) FROM refusals`) != 1 {
		t.Errorf("%d files", n)
	}
	if got := f.files(refusedDir); got != "map - 2.pdf, map - 2.pdf.reden.txt" {
		t.Errorf("refused: %q", got)
	}
	f.o.sound()
}

// TestCrashWithAFolder: a folder that was claimed, or taken in and not moved yet, is
// one stack in the end.
func TestCrashWithAFolder(t *testing.T) {
	for name, commit := range map[string]bool{"claimed": false, "taken in": true} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			if err := os.Mkdir(f.in("map"), 0o770); err != nil {
				t.Fatal(err)
			}
			f.drop("map/1.pdf", pdf(1, "a"))
			f.drop("map/2.pdf", "broken %%EOF")
			if _, err := f.claim("map"); err != nil {
				t.Fatal(err)
			}
			if commit {
				if _, err := f.receive(t.Context(), f.in(takenDir, "map"), "map"); err != nil {
					t.Fatal(err)
				}
			}
			f = f.o.watcher(t, f.Dir)
			f.rounds()
			f.rounds()
			if n := f.o.number(`SELECT count(*) FROM refusals`); f.batches() != 1 || n != 1 || f.files(refusedDir) != "map - 2.pdf, map - 2.pdf.reden.txt" {
				t.Errorf("%d batches, %d refusals, %q", f.batches(), n, f.files(refusedDir))
			}
		})
	}
}

func TestFoldersUnderTwoWatchers(t *testing.T) {
	f := newFolder(t)
	other := f.o.watcher(t, f.Dir)
	for i := range 20 {
		name := fmt.Sprintf("map-%02d", i)
		if err := os.Mkdir(f.in(name), 0o770); err != nil {
			t.Fatal(err)
		}
		f.drop(name+"/1.pdf", pdf(1, name+" first"))
		f.drop(name+"/2.pdf", pdf(1, name+" second"))
	}
	var group sync.WaitGroup
	for _, w := range []*folder{f, other} {
		group.Go(func() {
			for range 3 {
				w.look(t.Context())
			}
		})
	}
	group.Wait()
	f.rounds()
	if n := f.o.number(`SELECT count(*) FROM files`); n != 40 || f.batches() != 20 {
		t.Errorf("%d files in %d batches", n, f.batches())
	}
	f.o.sound()
}

func TestContentDecidesAndNotTheName(t *testing.T) {
	f := newFolder(t)
	f.drop("brief.txt", pdf(1, "a letter under another name"))
	f.drop("foto.pdf", "GIF89a %%EOF")
	f.drop("brief.docx", "PK\x03\x04")
	f.drop("scan.pdf.tmp", pdf(1, "never renamed"))
	f.rounds()
	f.want(1, "scan.pdf.tmp", "", "brief.txt", "brief.docx, brief.docx.reden.txt, foto.pdf, foto.pdf.reden.txt")
	f.waits("scan.pdf.tmp", WaitName)
	if n := f.o.number(`SELECT count(*) FROM refusals WHERE code = 'KIND'`); n != 2 {
		t.Errorf("the operator sees %d of 2 refusals", n)
	}
}

// TestWhatMayNotBeReadIsShown: nothing waits in silence.
func TestWhatMayNotBeReadIsShown(t *testing.T) {
	f := newFolder(t)
	f.drop("geheim.pdf", pdf(1, "a"))
	if err := os.Chmod(f.in("geheim.pdf"), 0); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{f.Dir, filepath.Dir(f.Dir), f.in(takenDir), f.in(doneDir), f.in(refusedDir)} {
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	asNobody(f.rounds)
	f.waits("geheim.pdf", WaitDenied)
	if err := os.Chmod(f.in("geheim.pdf"), 0o666); err != nil {
		t.Fatal(err)
	}
	f.rounds()
	f.want(1, "", "", "geheim.pdf", "")
	if len(f.Waiting()) != 0 {
		t.Errorf("still waiting: %+v", f.Waiting())
	}
}

// asNobody runs f with the rights to files of an ordinary user: root may read all.
func asNobody(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked: the thread ends
		const nobody = 65534
		_, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0)
		f()
	}()
	<-done
}

func TestThingsThatAreNoFiles(t *testing.T) {
	f := newFolder(t)
	if err := syscall.Mkfifo(f.in("pijp.pdf"), 0o660); err != nil {
		t.Fatal(err)
	}
	f.rounds()
	f.waits("pijp.pdf", WaitKind)
}

// full is an Inspector on a full disk.
type full struct{}

func (full) Inspect(context.Context, string, string) (postkamer.File, error) {
	return postkamer.File{}, &os.PathError{Op: "write", Path: "cache", Err: syscall.ENOSPC}
}

func TestFullDiskOfTheServiceKeepsTheFile(t *testing.T) {
	f := newFolder(t)
	whole := f.Desk.Inspector
	f.Desk.Inspector = full{}
	f.drop("brief.pdf", pdf(1, "a"))
	f.rounds()
	f.want(0, "", "brief.pdf", "", "")
	f.waits("brief.pdf", WaitDisk)
	since := f.Waiting()[0].Since
	f.rounds()
	if again := f.Waiting(); len(again) != 1 || !again[0].Since.Equal(since) {
		t.Errorf("waits since %v, and then %+v", since, again)
	}
	f.Desk.Inspector = whole
	f.rounds()
	f.want(1, "", "", "brief.pdf", "")
}

// whole is an Inspector that refuses letters without their end.
type whole struct{ plain }

func (w *whole) Inspect(ctx context.Context, path, name string) (postkamer.File, error) {
	if !ended(path) {
		return postkamer.File{}, postkamer.Refuse(postkamer.RefusedTruncated, name)
	}
	return w.plain.Inspect(ctx, path, name)
}

// TestFullDiskOfTheHotFolder: what the scanner could not finish is refused with a
// reason, and what is whole is taken.
func TestFullDiskOfTheHotFolder(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("only root can make a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	f := newOffice(t).watcher(t, dir)
	f.Desk.Inspector = &whole{}
	f.drop("heel.pdf", pdf(1, "a"))
	half := os.WriteFile(f.in("half.pdf"), []byte(pdf(1, strings.Repeat("x", 100_000))), 0o660)
	if half == nil {
		t.Fatal("the disk is not full")
	}
	f.rounds()
	f.waits("half.pdf", WaitEnd)
	f.pauses.end = 0
	f.rounds()
	if f.batches() != 1 || f.files(doneDir) != "heel.pdf" || f.o.number(`SELECT count(*) FROM refusals`) != 1 || !strings.Contains(f.files(refusedDir), "half.pdf") {
		t.Errorf("%d batches; done %q; refused %q", f.batches(), f.files(doneDir), f.files(refusedDir))
	}
}
