package ocr

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// FuzzPrinted: whatever poppler's programs print about a hostile file, reading it
// ends and gives places that checkWords takes.
func FuzzPrinted(f *testing.F) {
	f.Add("Pages:           3\nPage    1 size: 595.28 x 841.89 pts (A4)\nPage    1 rot:  90\n")
	f.Add("1\t1\t0\t0\t0\t0\t0.0\t0.0\t464.0\t400.0\t-1\t###PAGE###\n5\t1\t0\t0\t0\t0\t357.52\t36.00\t11.10\t27.34\t100\tHallo\n")
	f.Add("page   num  type   width height color comp bpc  enc interp  object ID x-ppi y-ppi size ratio\n   1     0 image     640   480  gray    1   8  jpeg   no         4  0    77    41 1000B 0.3%\n")
	f.Fuzz(func(t *testing.T, text string) {
		colonLines(text)
		if p, err := parsePageSize(text, 1); err == nil && (p.width <= 0 || p.height <= 0) {
			t.Errorf("page of %v", p)
		}
		for _, m := range parseImages(text) {
			if m.width < 1 || m.height < 1 {
				t.Errorf("image of %d by %d", m.width, m.height)
			}
		}
		l := parseTSV(text)
		for _, rotation := range []int{0, 90, 180, 270} {
			view := postkamer.View{Width: 1240, Height: 1754, DPI: 150, Rotation: rotation, Skew: 1.5}
			if !l.readable() || !l.lie(view) {
				continue
			}
			words := l.onView(view)
			if err := checkWords(words, view); err != nil {
				t.Error(err)
			}
			sampleLines(words, view)
			isLanguage(words)
		}
	})
}

// FuzzNames: looking for names in a PDF ends, whatever the bytes are, and finds
// those that are there.
func FuzzNames(f *testing.F) {
	f.Add([]byte("<</Type/ObjStm/Length 9>>\nstream\nx\x9cK\xcb\xcf\aendstream /J#61vaScript/AA#"))
	f.Fuzz(func(t *testing.T, b []byte) {
		b = append(b, "\nendstream /Launch "...)
		found, err := findNames(t.Context(), bytes.NewReader(b), int64(len(b)))
		if err != nil || !found[postkamer.FlagAction] {
			t.Errorf("%v, %v", found, err)
		}
		kindOf(b)
	})
}

// FuzzLikeness: how like two lines are is a share.
func FuzzLikeness(f *testing.F) {
	f.Add("Geachte heer", "geachte h")
	f.Fuzz(func(t *testing.T, a, b string) {
		if l := likeness(a, b); l < 0 || l > 1 {
			t.Errorf("%v", l)
		}
		sampleLines([]wire.Word{{Text: a}, {Text: b, Line: 1}}, postkamer.View{DPI: 150})
	})
}

// TestMutated sends damaged files through the whole engine for POSTKAMER_FUZZ (a
// duration; 2 s without): good files of every kind, with POSTKAMER_FUZZ also those
// of the corpus, with bytes changed, cut out, doubled and cut off. Each gets an
// answer or a named refusal within the limits; the engine outlives all of them.
func TestMutated(t *testing.T) {
	long, err := time.ParseDuration(os.Getenv("POSTKAMER_FUZZ"))
	if err != nil {
		long = 2 * time.Second
	}
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 7))
	e := startEngine(t, Config{PageTimeout: 10 * time.Second, ToolTimeout: 5 * time.Second, InspectTimeout: 10 * time.Second})
	files := mutable(t)
	counts := map[string]int{}
	path := filepath.Join(t.TempDir(), "mutated")
	for end := time.Now().Add(long); time.Now().Before(end); {
		data := mutated(random, files[random.IntN(len(files))])
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		outcome := mutatedOutcome(t, e, path)
		counts[outcome]++
		took := time.Since(begin)
		if outcome == "failed" || took > 90*time.Second {
			kept := filepath.Join(os.TempDir(), "postkamer-mutated")
			_ = os.WriteFile(kept, data, 0o600)
			t.Errorf("%s after %v; the file is kept as %s", outcome, took, kept)
		}
	}
	t.Log(counts)
	if f, err := e.Inspect(t.Context(), write(t, "good.png", smallPNG(t, 100, 80)), "good.png"); err != nil {
		t.Errorf("a good file afterwards: %+v, %v", f, err)
	}
}

// mutable returns small good files and, if it is there, the corpus.
func mutable(t *testing.T) [][]byte {
	t.Helper()
	letter := pdfOf(letterSheet(letterLines[:6]))
	page := converted(t, drawn(t, letter), "small.png", "-resize", "25%")
	files := [][]byte{letter, pdfOf(scanSheet(smallJPEG(t, 300, 400)))}
	for name, args := range map[string][]string{
		"a.jpg": nil, "b.png": nil, "c.tif": {"-compress", "LZW"}, "d.tif": {"-threshold", "60%", "-type", "bilevel", "-compress", "Group4"},
		"e.heic": nil, "f.tif": {"-compress", "JPEG"}, "g.tif": {"-colorspace", "CMYK", "-compress", "Zip"},
	} {
		b, err := os.ReadFile(converted(t, page, name, args...))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	if os.Getenv("POSTKAMER_FUZZ") == "" {
		return files
	}
	corpus, err := filepath.Glob(filepath.Join(corpusFolder(), "*", "*", "*.*"))
	if err != nil || len(corpus) == 0 {
		t.Fatalf("no files in %s: %v", corpusFolder(), err)
	}
	for _, path := range corpus {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	return files
}

// mutated returns b with up to eight things done to it. The first bytes, which say
// what it is, stay as they are mostly.
func mutated(random *rand.Rand, b []byte) []byte {
	b = slices.Clone(b)
	for range 1 + random.IntN(8) {
		if len(b) < 64 {
			return b
		}
		at, n := 12+random.IntN(len(b)-12), 1+random.IntN(32)
		end := min(len(b), at+n)
		switch random.IntN(8) {
		case 0:
			b = slices.Delete(b, at, end)
		case 1:
			b = slices.Insert(b, at, b[at:end]...)
		case 2:
			b = b[:max(64, len(b)-random.IntN(len(b)/4+1))]
		case 3:
			copy(b[at:end], "\xff\xff\xff\xff")
		case 4:
			copy(b[at:end], "\x00\x00\x00\x00")
		case 5:
			b[min(at%256, len(b)-1)] = byte(random.Uint32()) // headers are at the beginning
		default:
			b[at] ^= 1 << random.IntN(8)
		}
	}
	return b
}

// mutatedOutcome inspects, prepares and reads the first two pages of a file.
func mutatedOutcome(t *testing.T, e *Engine, path string) string {
	t.Helper()
	f, err := e.Inspect(t.Context(), path, "x")
	var r *postkamer.Refusal
	if errors.As(err, &r) {
		return "refused " + string(r.Code)
	}
	if err != nil {
		t.Errorf("inspect: %v", err)
		return "failed"
	}
	outcome := "read"
	for n := 1; n <= min(2, f.Pages); n++ {
		p, err := e.Prepare(t.Context(), path, f.Kind, n, postkamer.PrepareOptions{})
		if err == nil {
			_, err = e.Read(t.Context(), path, f.Kind, n, p.View, p.Clean)
		}
		switch {
		case err == nil, errors.Is(err, postkamer.ErrNoEngine):
		case errors.As(err, &r), errors.Is(err, ErrSlow), errors.Is(err, ErrMemory), errors.Is(err, ErrDied):
			outcome = "page refused"
		default:
			t.Errorf("page %d: %v", n, err)
			return "failed"
		}
	}
	return outcome
}
