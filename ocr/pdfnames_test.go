package ocr

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"postkamer"
)

// TestNames: where a name counts, also where two chunks of the file meet.
func TestNames(t *testing.T) {
	const begin, end = "<</Length 9>>\nstream\n", "\nendstream\n"
	// upTo puts token across the end of the first chunk, after so many bytes of it.
	upTo := func(before, token string, inside int) string {
		return before + strings.Repeat(" ", nameChunk-len(before)-inside) + token
	}
	for _, c := range []struct {
		name, pdf, flag string
		want            bool
	}{
		{"encrypted, says the trailer", "trailer <</Encrypt 5 0 R>>", nameEncrypt, true},
		{"encrypted, says the data of a stream", begin + "/Encrypt 5 0 R" + end, nameEncrypt, false},
		{"a long name in data", begin + "/Launch " + end, postkamer.FlagAction, true},
		{"a short name in data", begin + "/JS " + end, postkamer.FlagJavaScript, false},
		{"end of data between chunks", upTo(begin, "endstream /JS ", 4), postkamer.FlagJavaScript, true},
		{"end of data just after a chunk", upTo(begin, "endstream /JS ", 0), postkamer.FlagJavaScript, true},
		{"beginning of data between chunks", upTo("", ">>\nstream\n/JS ", 6), postkamer.FlagJavaScript, false},
		{"all data where chunks meet", upTo("", ">>stream\n/JS endstream /AA ", 12), postkamer.FlagJavaScript, false},
		{"a name after data where chunks meet", upTo("", ">>stream\n/JS endstream /AA ", 12), postkamer.FlagAction, true},
		{"short name between chunks", upTo("", "/JS ", 2), postkamer.FlagJavaScript, true},
		{"encryption between chunks", upTo("", "/#45ncrypt ", 3), nameEncrypt, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := findNames(t.Context(), strings.NewReader(c.pdf), int64(len(c.pdf)))
			if err != nil || found[c.flag] != c.want {
				t.Errorf("%v, %v; want %s %v", found, err, c.flag, c.want)
			}
		})
	}
}

// TestNamesOfManyStreams: however many streams a file says that it has, a bounded
// number is looked at, and nobody waits for it.
func TestNamesOfManyStreams(t *testing.T) {
	const most = maxInflated/maxDictionary + 8 // and the chunks of the file itself
	b := bytes.Repeat([]byte("/ObjStm>>stream\n"), 4<<20/16)
	file := &countingFile{Reader: bytes.NewReader(b)}
	if _, err := findNames(t.Context(), file, int64(len(b))); err != nil || file.reads > most || file.reads < most/2 {
		t.Errorf("%v after %d reads of at most %d", err, file.reads, most)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(ErrSlow)
	if _, err := findNames(ctx, bytes.NewReader(b), int64(len(b))); !errors.Is(err, ErrSlow) {
		t.Errorf("%v, want ErrSlow", err)
	}
}

// A countingFile counts how often it is read.
type countingFile struct {
	*bytes.Reader
	reads int
}

func (f *countingFile) ReadAt(b []byte, at int64) (int, error) {
	f.reads++
	return f.Reader.ReadAt(b, at)
}

func TestPageSizeRefused(t *testing.T) {
	for _, size := range []string{"1e200 x 1e-200", "1e200 x 842", "595 x 2000001", "inf x 842", "nan x 842", "0 x 842", "-5 x 842"} {
		var r *postkamer.Refusal
		if p, err := parsePageSize("Page    1 size: "+size+" pts\n", 1); !errors.As(err, &r) || r.Code != postkamer.RefusedBroken {
			t.Errorf("%s: %v, %v", size, p, err)
		}
	}
	p, err := parsePageSize("Page    1 size: 595 x 842 pts (A4)\nPage    1 rot:  90\n", 1)
	if err != nil || p != (pdfPage{842, 595}) {
		t.Errorf("A4: %v, %v", p, err)
	}
}
