package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// A ledger notes, in order, what was flushed and whether the object had its
// name by then.
type ledger struct {
	object string
	lines  []string
}

func (l *ledger) sync(f *os.File) error {
	line := filepath.Base(f.Name())
	if strings.HasPrefix(f.Name(), "/proc/") || strings.Contains(f.Name(), ".sgwtmp/") {
		line = "bytes" // a file without a name, or with a temporary one
	}
	if _, err := os.Stat(l.object); err != nil {
		line += " (no name yet)"
	}
	l.lines = append(l.lines, line)
	return nil
}

func testBackend(t *testing.T, log *slog.Logger) (*durable, *ledger) {
	t.Helper()
	t.Chdir(t.TempDir()) // puts back the folder that the gateway changes to
	root := t.TempDir()
	d, err := openBackend(root, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Shutdown)
	l := &ledger{object: filepath.Join(root, "data", "bucket", "ab", "cd")}
	in := &s3.CreateBucketInput{Bucket: new("bucket"), CreateBucketConfiguration: &types.CreateBucketConfiguration{}}
	if err := d.CreateBucket(t.Context(), in, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	d.sync = l.sync
	return d, l
}

func putText(ctx context.Context, d *durable, key, text, ifNoneMatch string) error {
	in := s3response.PutObjectInput{
		Bucket: new("bucket"), Key: &key, Body: strings.NewReader(text), ContentLength: new(int64(len(text))),
	}
	if ifNoneMatch != "" {
		in.IfNoneMatch = &ifNoneMatch
	}
	_, err := d.PutObject(ctx, in)
	return err
}

func TestBytesAreFlushedBeforeTheNameAndAllBeforeTheAnswer(t *testing.T) {
	d, l := testBackend(t, slog.New(slog.DiscardHandler))
	if err := putText(t.Context(), d, "ab/cd", "letter", "*"); err != nil {
		t.Fatal(err)
	}
	want := []string{"bytes (no name yet)", "cd", "ab", "bucket"} // data has the bucket's name since it was made
	if !slices.Equal(l.lines, want) {
		t.Errorf("flushed %q, want %q", l.lines, want)
	}
}

func TestAlreadyThereIsFlushedBeforeTheAnswer(t *testing.T) {
	d, l := testBackend(t, slog.New(slog.DiscardHandler))
	if err := putText(t.Context(), d, "ab/cd", "letter", "*"); err != nil {
		t.Fatal(err)
	}
	l.lines = nil
	if err := putText(t.Context(), d, "ab/cd", "letter", "*"); !isPrecondition(err) {
		t.Fatalf("error is %v, want precondition failed", err)
	}
	if want := []string{"cd", "ab"}; !slices.Equal(l.lines, want) {
		t.Errorf("flushed %q, want %q", l.lines, want)
	}
}

func TestFolderThatIsMadeAnewGetsItsNameOnDiskAgain(t *testing.T) {
	d, l := testBackend(t, slog.New(slog.DiscardHandler))
	for _, step := range []struct {
		key  string
		gone bool
		want []string
	}{
		{"ab/cd", false, []string{"bytes (no name yet)", "cd", "ab", "bucket"}},
		{"ab/ef", false, []string{"bytes", "ef", "ab"}}, // "ab" has its name
		{"ab/ef", true, []string{"ab"}},
		{"ab/cd", true, []string{"bucket (no name yet)"}}, // the gateway removes "ab" with its last object
		{"ab/cd", false, []string{"bytes (no name yet)", "cd", "ab", "bucket"}},
	} {
		l.lines = nil
		err := errors.New("")
		if step.gone {
			_, err = d.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: new("bucket"), Key: &step.key})
		} else {
			err = putText(t.Context(), d, step.key, "letter", "*")
		}
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(l.lines, step.want) {
			t.Errorf("%s, gone %v: flushed %q, want %q", step.key, step.gone, l.lines, step.want)
		}
	}
}

func TestFolderWhoseNameCouldNotBeFlushedIsFlushedAgain(t *testing.T) {
	d, l := testBackend(t, slog.New(slog.DiscardHandler))
	d.sync = func(f *os.File) error {
		if filepath.Base(f.Name()) == "bucket" {
			return syscall.EIO
		}
		return l.sync(f)
	}
	if err := putText(t.Context(), d, "ab/cd", "letter", ""); !errors.Is(err, syscall.EIO) {
		t.Fatalf("error is %v", err)
	}
	d.sync, l.lines = l.sync, nil
	if err := putText(t.Context(), d, "ab/ef", "letter", ""); err != nil {
		t.Fatal(err)
	}
	if want := []string{"bytes", "ef", "ab", "bucket"}; !slices.Equal(l.lines, want) {
		t.Errorf("flushed %q, want %q", l.lines, want)
	}
}

func TestObjectThatCannotBeFlushedIsNotAcknowledgedNorNamed(t *testing.T) {
	var log bytes.Buffer
	d, l := testBackend(t, slog.New(slog.NewTextHandler(&log, nil)))
	d.sync = func(f *os.File) error { return &os.PathError{Op: "sync", Path: f.Name(), Err: os.ErrInvalid} }
	if err := putText(t.Context(), d, "ab/cd", "letter", ""); !errors.Is(err, os.ErrInvalid) {
		t.Errorf("error is %v", err)
	}
	if _, err := os.Stat(l.object); err == nil {
		t.Error("the object is there")
	}
	if !strings.Contains(log.String(), "could not put") || strings.Contains(log.String(), "cd") {
		t.Errorf("logged %q, want the action without the name", log.String())
	}
}

func TestDeletionIsFlushedBeforeTheAnswer(t *testing.T) {
	d, l := testBackend(t, slog.New(slog.DiscardHandler))
	for _, key := range []string{"ab/cd", "ab/other"} {
		if err := putText(t.Context(), d, key, "letter", ""); err != nil {
			t.Fatal(err)
		}
	}
	l.lines = nil
	if _, err := d.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: new("bucket"), Key: new("ab/cd")}); err != nil {
		t.Fatal(err)
	}
	if len(l.lines) == 0 || !strings.HasPrefix(l.lines[0], "ab") {
		t.Errorf("flushed %q, want folder ab first", l.lines)
	}
}

func TestFailedPartLeavesTheObjectAsItWas(t *testing.T) {
	dir := t.TempDir()
	from, to := open(t, dir, "from", "second"), open(t, dir, "to", "first")
	d := &durable{sync: func(*os.File) error { return os.ErrInvalid }}
	if _, err := d.copyPart(from, to); !errors.Is(err, os.ErrInvalid) {
		t.Errorf("error is %v", err)
	}
	d.sync = (*os.File).Sync
	if _, err := d.copyPart(from, to); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(to.Name())
	if err != nil || string(got) != "firstsecond" {
		t.Errorf("object is %q (%v)", got, err)
	}
}

func open(t *testing.T, dir, name, text string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := io.WriteString(f, text); err != nil {
		t.Fatal(err)
	}
	if name == "from" {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestOnlyTheServersTroubleIsLogged(t *testing.T) {
	tests := []struct {
		rule string
		err  error
		want string
	}{
		{"no error", nil, ""},
		{"the client's mistake", s3err.GetAPIError(s3err.ErrNoSuchKey), ""},
		{"a full disk, as the gateway tells it", s3err.GetAPIError(s3err.ErrNoSpaceLeftOnDevice), "InsufficientStorage"},
		{"a full disk, as the kernel tells it", &os.PathError{Op: "sync", Path: "geheim", Err: syscall.ENOSPC}, "no space left on device"},
		{"anything else", errors.New("geheim"), "unknown"},
	}
	for _, test := range tests {
		if got := trouble(test.err); got != test.want {
			t.Errorf("%s: %q, want %q", test.rule, got, test.want)
		}
	}
}

func TestOnlyHalfMadeBucketsAreDropped(t *testing.T) {
	data := t.TempDir()
	for _, dir := range []string{"half", "full/object", ".sgwtmp"} {
		if err := os.MkdirAll(filepath.Join(data, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := dropHalfMadeBuckets(data, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]bool{"half": false, "full": true, ".sgwtmp": true} {
		_, err := os.Stat(filepath.Join(data, dir))
		if there := err == nil; there != want {
			t.Errorf("folder %s is there: %v, want %v", dir, there, want)
		}
	}
}
