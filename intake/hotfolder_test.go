package intake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"postkamer/store"
)

// folder is a hot folder whose watcher is moved by hand: every look is one round,
// and what lay still since the last round has been quiet long enough.
type folder struct {
	*HotFolder
	o *office
	t *testing.T
}

func newFolder(t *testing.T) *folder {
	t.Helper()
	o := newOffice(t)
	return o.watcher(t, t.TempDir())
}

// watcher is one more watcher of a hot folder.
func (o *office) watcher(t *testing.T, dir string) *folder {
	t.Helper()
	h := &HotFolder{Desk: o.Desk, Dir: dir, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		pauses: pauses{scan: 10 * time.Millisecond, quiet: time.Nanosecond, end: time.Hour}}
	if err := h.prepare(); err != nil {
		t.Fatal(err)
	}
	return &folder{h, o, t}
}

func (f *folder) drop(name, data string) {
	f.t.Helper()
	write(f.t, f.in(name), data)
}

// rounds has the watcher look twice: it sees a file, and then that it lay still.
func (f *folder) rounds() {
	f.look(f.t.Context())
	f.look(f.t.Context())
}

// files lists a folder inside the hot folder.
func (f *folder) files(dir string) string {
	f.t.Helper()
	entries, err := os.ReadDir(f.in(dir))
	if err != nil {
		f.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// want checks where everything is and how many batches there are.
func (f *folder) want(batches int, offered, claimed, done, refused string) {
	f.t.Helper()
	for dir, want := range map[string]string{".": offered, takenDir: claimed, doneDir: done, refusedDir: refused} {
		if got := f.files(dir); got != want {
			f.t.Errorf("in %s: %q, want %q", dir, got, want)
		}
	}
	if got := f.o.number(`SELECT count(*) FROM batches`); got != batches {
		f.t.Errorf("%d batches, want %d", got, batches)
	}
	f.o.sound()
}

func TestDroppedFileIsTakenIn(t *testing.T) {
	f := newFolder(t)
	f.drop("brief.pdf", pdf(1, "a"))
	f.look(t.Context())
	f.want(0, "brief.pdf", "", "", "") // just seen
	f.look(t.Context())
	f.want(1, "", "", "brief.pdf", "")
	if data, err := os.ReadFile(f.in(doneDir, "brief.pdf")); string(data) != pdf(1, "a") {
		t.Errorf("%q, %v", data, err)
	}
	f.rounds()
	f.want(1, "", "", "brief.pdf", "")
}

func TestTwiceTheSameLetterIsTwoBatches(t *testing.T) {
	f := newFolder(t)
	f.drop("brief.pdf", pdf(1, "a"))
	f.rounds()
	f.drop("brief.pdf", pdf(1, "a")) // another sheet of paper with the same words
	f.rounds()
	f.want(2, "", "", "brief (2).pdf, brief.pdf", "")
}

func TestGrowingFileIsLeftAlone(t *testing.T) {
	f := newFolder(t)
	whole := pdf(1, "a letter that comes in slowly")
	for n := 1; n < len(whole); n += 6 {
		f.drop("brief.pdf", whole[:n])
		f.look(t.Context())
	}
	f.rounds()
	f.rounds()
	if got := f.files("."); got != "brief.pdf" {
		t.Fatalf("taken before its end: %q", got) // it lies still but has no end
	}
	f.drop("brief.pdf", whole)
	f.rounds()
	f.want(1, "", "", "brief.pdf", "")
}

func TestFileThatIsBeingWrittenIsLeftAlone(t *testing.T) {
	f := newFolder(t)
	w, err := os.OpenFile(f.in("brief.pdf"), os.O_WRONLY|os.O_CREATE, 0o660)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.WriteString(pdf(1, "a")); err != nil {
		t.Fatal(err)
	}
	f.rounds()
	f.rounds()
	f.want(0, "brief.pdf", "", "", "")
	w.Close()
	f.rounds()
	f.want(1, "", "", "brief.pdf", "")
}

func TestNamesThatSayUnfinished(t *testing.T) {
	f := newFolder(t)
	names := []string{"a.part", "b.TMP", "c.pdf.partial", "d.filepart", "e.crdownload", ".verborgen.pdf", "~$brief.pdf"}
	for _, name := range names {
		f.drop(name, pdf(1, name))
	}
	f.rounds()
	if n := f.o.number(`SELECT count(*) FROM batches`); n != 0 {
		t.Errorf("%d were taken", n)
	}
	if err := os.Rename(f.in("a.part"), f.in("a.pdf")); err != nil { // the sender is ready
		t.Fatal(err)
	}
	f.rounds()
	if got := f.files(doneDir); got != "a.pdf" {
		t.Errorf("taken: %q", got)
	}
}

func TestUnfinishedFileIsRefusedInTheEnd(t *testing.T) {
	for name, data := range map[string]string{"half a letter": "broken %PDF-1", "nothing": "", "only zeros": strings.Repeat("\x00", 99)} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			f.drop("brief.pdf", data)
			f.rounds()
			if data == "" || data[0] == 0 {
				f.want(0, "brief.pdf", "", "", "") // somebody may still fill it
			}
			f.pauses.end = 0
			f.rounds()
			f.want(0, "", "", "", "brief.pdf, brief.pdf.reden.txt")
		})
	}
}

func TestRefusedFileHasItsReasonBeside(t *testing.T) {
	f := newFolder(t)
	f.drop("plaatje.gif", "GIF89a")
	f.rounds()
	f.drop("plaatje.gif", "broken")
	f.rounds()
	f.want(0, "", "", "", "plaatje (2).gif, plaatje (2).gif.reden.txt, plaatje.gif, plaatje.gif.reden.txt")
	for name, code := range map[string]string{"plaatje.gif": "KIND", "plaatje (2).gif": "BROKEN"} {
		reason, err := os.ReadFile(f.in(refusedDir, name+".reden.txt"))
		if err != nil || !strings.Contains(string(reason), "Reden: "+code) {
			t.Errorf("%s: %q, %v", name, reason, err)
		}
	}
	if n := f.o.number(`SELECT count(*) FROM refusals`); n != 2 {
		t.Errorf("the operator sees %d refusals", n)
	}
}

func TestSameNameNeverReplaces(t *testing.T) {
	f := newFolder(t)
	for i := range 4 {
		f.drop("brief.pdf", pdf(1, fmt.Sprint("letter ", i)))
		f.rounds()
	}
	f.want(4, "", "", "brief (2).pdf, brief (3).pdf, brief (4).pdf, brief.pdf", "")
	for i, name := range []string{"brief.pdf", "brief (2).pdf", "brief (3).pdf", "brief (4).pdf"} {
		if data, err := os.ReadFile(f.in(doneDir, name)); string(data) != pdf(1, fmt.Sprint("letter ", i)) {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
}

func TestBurstArrivesWholeAndOnce(t *testing.T) {
	f := newFolder(t)
	other := f.o.watcher(t, f.Dir)
	outside := t.TempDir()
	for i := range 500 {
		name := fmt.Sprintf("brief-%03d.pdf", i)
		write(t, filepath.Join(outside, name), pdf(1, name))
		if err := os.Rename(filepath.Join(outside, name), f.in(name)); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for _, w := range []*folder{f, other} { // two watchers at the same time
		group.Go(func() {
			for range 3 {
				w.look(t.Context())
			}
		})
	}
	group.Wait()
	f.rounds()
	if left, claimed := f.files("."), f.files(takenDir); left != "" || claimed != "" {
		t.Errorf("left: %q, claimed: %q", left, claimed)
	}
	if n := f.o.number(`SELECT count(*) FROM batches`); n != 500 {
		t.Errorf("%d batches", n)
	}
	if n := f.o.number(`SELECT count(DISTINCT sha256) FROM files`); n != 500 {
		t.Errorf("%d different letters", n)
	}
	f.o.sound()
}

// TestOneFileUnderManyWatchers: of each letter exactly one batch, whoever is first.
func TestOneFileUnderManyWatchers(t *testing.T) {
	f := newFolder(t)
	watchers := []*folder{f}
	for range 5 {
		watchers = append(watchers, f.o.watcher(t, f.Dir))
	}
	for i := range 10 {
		f.drop("brief.pdf", pdf(1, fmt.Sprint(i)))
		for _, w := range watchers {
			w.look(t.Context())
		}
		var group sync.WaitGroup
		for _, w := range watchers {
			group.Go(func() { w.look(t.Context()) })
		}
		group.Wait()
	}
	f.rounds()
	if f.files(".") != "" || f.files(takenDir) != "" || f.files(refusedDir) != "" {
		t.Errorf("left: %q, %q, %q", f.files("."), f.files(takenDir), f.files(refusedDir))
	}
	if n := f.o.number(`SELECT count(*) FROM batches`); n != 10 {
		t.Errorf("%d batches of 10 letters", n)
	}
}

// The steps of taking a file in are claim, commit and move. A crash may come
// between any two.
func TestCrashBetweenTwoSteps(t *testing.T) {
	claim := func(f *folder) {
		if _, err := f.claim("brief.pdf"); err != nil {
			f.t.Fatal(err)
		}
	}
	commit := func(f *folder) {
		if _, err := f.receive(f.t.Context(), f.in(takenDir, "brief.pdf"), "brief.pdf"); err != nil {
			f.t.Fatal(err)
		}
	}
	for name, steps := range map[string][]func(*folder){
		"between claim and commit":  {claim},
		"between commit and move":   {claim, commit},
		"in the middle of claiming": {func(f *folder) { link(f, f.in("brief.pdf"), f.in(takenDir, "brief.pdf")) }},
		"in the middle of moving": {claim, commit, func(f *folder) {
			link(f, f.in(takenDir, "brief.pdf"), f.in(doneDir, "brief.pdf"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			f.drop("brief.pdf", pdf(1, "a"))
			for _, step := range steps {
				step(f)
			}
			f = f.o.watcher(t, f.Dir) // the process starts again
			f.rounds()
			f.rounds()
			f.want(1, "", "", "brief.pdf", "")
		})
	}
}

func link(f *folder, from, to string) {
	if err := os.Link(from, to); err != nil {
		f.t.Fatal(err)
	}
}

// TestClaimedFileHasOneWatcher: nobody looks at, refuses or moves a file under the
// hands of who is taking it in.
func TestClaimedFileHasOneWatcher(t *testing.T) {
	f := newFolder(t)
	f.drop("brief.pdf", pdf(1, "a"))
	claimed, err := f.claim("brief.pdf")
	if err != nil {
		t.Fatal(err)
	}
	hold, held := holdFile(f.in(takenDir, claimed))
	if !held {
		t.Fatal("not held")
	}
	f.o.watcher(t, f.Dir).rounds()
	f.want(0, "", "brief.pdf", "", "")
	hold.Close() // as a killed process lets go
	f.rounds()
	f.want(1, "", "", "brief.pdf", "")
}

func TestTroubleOfOursKeepsTheFile(t *testing.T) {
	for name, data := range map[string]string{"the desk": "trouble", "a tool that is missing": "tool missing"} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			var said strings.Builder
			f.Log = slog.New(slog.NewTextHandler(&said, nil))
			f.drop("brief.pdf", data)
			f.rounds()
			f.want(0, "", "brief.pdf", "", "")
			if !strings.Contains(said.String(), "level=ERROR") {
				t.Errorf("nobody is told: %q", said.String())
			}
			write(t, f.in(takenDir, "brief.pdf"), pdf(1, "a")) // the trouble is over
			f.rounds()
			f.want(1, "", "", "brief.pdf", "")
		})
	}
}

// TestMoveWithoutLinks: a memory stick or network drive may not know links.
func TestMoveWithoutLinks(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "to")
	if err := os.Mkdir(target, 0o770); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(target, "brief.pdf"), "first")
	// A folder cannot be linked either, so moving one takes the same way.
	if err := os.Mkdir(filepath.Join(dir, "brief.pdf"), 0o770); err != nil {
		t.Fatal(err)
	}
	name, err := moveNew(filepath.Join(dir, "brief.pdf"), target, "brief.pdf")
	if err != nil || name != "brief (2).pdf" {
		t.Errorf("%q, %v", name, err)
	}
	if data, err := os.ReadFile(filepath.Join(target, "brief.pdf")); string(data) != "first" {
		t.Errorf("replaced: %q, %v", data, err)
	}
	if _, err := moveNew(filepath.Join(dir, "gone.pdf"), target, "gone.pdf"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is gone: %v", err)
	}
}

func TestLogHoldsNoNameOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bezwaar mevrouw Jansen.pdf")
	_, open := os.Open(path)
	_, move := moveNew(path, t.TempDir(), "bezwaar mevrouw Jansen.pdf")
	for _, err := range []error{open, fmt.Errorf("look at file: %w", open), move, fmt.Errorf("claim: %w", move)} {
		got := nameless(err)
		if !strings.Contains(err.Error(), "Jansen") || strings.Contains(got.Error(), "Jansen") || !errors.Is(got, fs.ErrNotExist) {
			t.Errorf("%v gives %v", err, got)
		}
	}
}

// TestWatchTakesInWhatComes is the watcher as it runs, with short pauses.
func TestWatchTakesInWhatComes(t *testing.T) {
	f := newFolder(t)
	f.drop("first.pdf", pdf(1, "there before the start"))
	f.pauses = pauses{scan: 20 * time.Millisecond, quiet: 5 * time.Millisecond, end: time.Hour}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Watch(ctx) }()
	f.drop("second.pdf", pdf(1, "dropped while it runs"))
	deadline := time.After(2 * time.Minute)
	for f.o.number(`SELECT count(*) FROM batches`) < 2 {
		select {
		case <-deadline:
			t.Fatalf("offered: %q, claimed: %q", f.files("."), f.files(takenDir))
		case <-time.After(5 * time.Millisecond):
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestWatchNeedsItsFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	h := &HotFolder{Desk: &Desk{Store: &store.Store{}}, Dir: filepath.Join(file, "hot"), Log: slog.New(slog.DiscardHandler)}
	if err := h.Watch(t.Context()); err == nil {
		t.Error("watches a folder that cannot be")
	}
}

func TestKeyNamesThisVeryFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "brief.pdf")
	write(t, path, pdf(1, "a"))
	key := func(path string) string {
		k, err := FileKey("import", path, "brief.pdf")
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	first := key(path)
	moved := filepath.Join(dir, "elsewhere")
	if err := os.Rename(path, moved); err != nil {
		t.Fatal(err)
	}
	if key(moved) != first {
		t.Error("moving a file changes its key")
	}
	write(t, path, pdf(1, "a"))
	if key(path) == first {
		t.Error("a copy has the key of the first")
	}
	write(t, moved, pdf(1, "b"))
	if key(moved) == first {
		t.Error("other bytes have the key of the first")
	}
	if _, err := FileKey("import", filepath.Join(dir, "gone"), "x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	odd, err := FileKey("import", path, "Zo\xeb\x00.pdf")
	if err != nil || strings.ToValidUTF8(odd, "") != odd || strings.Contains(odd, "\x00") {
		t.Errorf("a key that PostgreSQL cannot keep: %q, %v", odd, err)
	}
}
