package ocr

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"postkamer"
)

// warned are the files that are taken in without a flag although something is odd
// about them, and why that is right.
var warned = map[string]string{
	"img/pillow/hopper_bigtiff.tif": "decodes wholly",
	"pdf/pdfjs/pdfjsbad1586.pdf":    "poppler repairs it without a word",
}

// TestCorpus runs over the odd and hostile files of others in testdata/corpus, or in
// the folder that POSTKAMER_CORPUS names: expect.json says for each what should
// become of it. Every file gets a clean answer within the limits, the one that is
// expected, and the same one twice; nothing is left running.
func TestCorpus(t *testing.T) {
	if raceEnabled {
		t.Skip("runs without the race detector, which watches nothing here and costs minutes")
	}
	folder := corpusFolder()
	b, err := os.ReadFile(filepath.Join(folder, "expect.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []struct{ File, Expect string }
	if err := json.Unmarshal(b, &files); err != nil {
		t.Fatal(err)
	}
	e := startEngine(t, Config{})
	t.Run("files", func(t *testing.T) {
		for _, f := range files {
			t.Run(f.File, func(t *testing.T) {
				t.Parallel()
				corpusFile(t, e, filepath.Join(folder, f.File), f.Expect, warned[f.File])
			})
		}
	})
	if left := children(t); len(left) > 2*e.config.Children {
		t.Errorf("still running: %v", left)
	}
}

// corpusFolder is where the odd and hostile files are.
func corpusFolder() string { return cmp.Or(os.Getenv("POSTKAMER_CORPUS"), "testdata/corpus") }

// longest is how long one file may take, all its work together.
const longest = 35 * time.Second

// corpusFile holds a file against what is expected of it, twice.
func corpusFile(t *testing.T, e *Engine, path, expect, silent string) {
	begin := time.Now()
	got := corpusOutcome(t, e, path)
	if took := time.Since(begin); took > longest {
		t.Errorf("took %v", took)
	}
	if again := corpusOutcome(t, e, path); again != got {
		t.Errorf("%+v, and a second time %+v", got, again)
	}
	switch expect {
	case "rejected":
		if !got.refused {
			t.Error("was taken in")
		}
	case "accepted":
		if got.refused {
			t.Error("was refused")
		}
	case "accepted-with-warning":
		if got.refused || !got.flagged && !got.toPerson && silent == "" {
			t.Errorf("without a warning: %+v", got)
		}
	}
}

// An outcome is what became of a file.
type outcome struct {
	refused  bool
	flagged  bool // something about it is told
	toPerson bool // it has a page that only a person can read
}

// corpusOutcome finds out what becomes of a file; its first pages are prepared and read.
func corpusOutcome(t *testing.T, e *Engine, path string) (found outcome) {
	f, err := e.Inspect(t.Context(), path, filepath.Base(path))
	var r *postkamer.Refusal
	if errors.As(err, &r) {
		t.Log("refused", r.Code)
		return outcome{refused: true}
	}
	if err != nil {
		t.Errorf("inspect: %v", err)
		return outcome{}
	}
	t.Log("accepted", f.Kind, f.Pages, f.Flags)
	found.flagged = len(f.Flags) > 0
	for n := 1; n <= min(3, f.Pages); n++ {
		found.toPerson = !corpusPage(t, e, path, f.Kind, n) || found.toPerson
	}
	return found
}

// corpusPage prepares and reads a page and tells whether there was something to read.
func corpusPage(t *testing.T, e *Engine, path string, kind postkamer.FileKind, n int) bool {
	p, err := e.Prepare(t.Context(), path, kind, n, postkamer.PrepareOptions{})
	var r *postkamer.Refusal
	if errors.As(err, &r) {
		t.Logf("page %d refused: %s", n, r.Code)
		return false
	}
	if err != nil {
		t.Errorf("prepare: %v", err)
		return false
	}
	found, err := e.Read(t.Context(), path, kind, n, p.View, p.Clean)
	if err != nil && !errors.Is(err, postkamer.ErrNoEngine) {
		t.Errorf("read: %v", err)
	}
	t.Logf("page %d: %+v blank %v, %d words from %s, codes %v", n, p.View, p.Blank, len(found.Text.Words), found.Text.Source, p.Barcodes)
	return len(found.Text.Words) > 0
}
