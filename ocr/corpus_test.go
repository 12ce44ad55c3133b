package ocr

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"postkamer"
)

// TestCorpus runs over a folder of odd and hostile files of others, which
// POSTKAMER_CORPUS names: expect.json says for each what should become of it.
// Every file gets a clean answer within the limits, and the one that is expected.
func TestCorpus(t *testing.T) {
	folder := os.Getenv("POSTKAMER_CORPUS")
	if folder == "" {
		t.Skip("POSTKAMER_CORPUS is not set")
	}
	b, err := os.ReadFile(filepath.Join(folder, "expect.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []struct{ File, Expect string }
	if err := json.Unmarshal(b, &files); err != nil {
		t.Fatal(err)
	}
	e := startEngine(t, Config{})
	for _, f := range files {
		t.Run(f.File, func(t *testing.T) {
			begin := time.Now()
			got := corpusOutcome(t, e, filepath.Join(folder, f.File))
			if took := time.Since(begin); took > 35*time.Second {
				t.Errorf("took %v", took)
			}
			want := f.Expect
			if want == "accepted-with-warning" {
				want = "accepted"
			}
			if want != "any-clean" && got != want {
				t.Errorf("%s, want %s", got, f.Expect)
			}
			if again := corpusOutcome(t, e, filepath.Join(folder, f.File)); again != got {
				t.Errorf("%s, and a second time %s", got, again)
			}
		})
	}
}

// corpusOutcome says what became of a file; its first pages are prepared and read.
func corpusOutcome(t *testing.T, e *Engine, path string) string {
	f, err := e.Inspect(t.Context(), path, filepath.Base(path))
	var r *postkamer.Refusal
	if errors.As(err, &r) {
		t.Log("refused", r.Code)
		return "rejected"
	}
	if err != nil {
		t.Errorf("inspect: %v", err)
		return "failed"
	}
	t.Log("accepted", f.Kind, f.Pages, f.Flags)
	for n := 1; n <= min(3, f.Pages); n++ {
		p, err := e.Prepare(t.Context(), path, f.Kind, n)
		if errors.As(err, &r) {
			t.Logf("page %d refused: %s", n, r.Code)
			continue
		}
		if err != nil {
			t.Errorf("prepare: %v", err)
			continue
		}
		found, err := e.Read(t.Context(), path, f.Kind, n, p.View, p.Clean)
		if err != nil && !errors.Is(err, postkamer.ErrNoEngine) {
			t.Errorf("read: %v", err)
		}
		t.Logf("page %d: %+v blank %v, %d words from %s, codes %v", n, p.View, p.Blank, len(found.Text.Words), found.Text.Source, p.Barcodes)
	}
	return "accepted"
}
