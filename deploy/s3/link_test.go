package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/s3response"
	"golang.org/x/sys/unix"
)

func (d *durable) copyText(t *testing.T, from, to string, change func(*s3response.CopyObjectInput)) s3response.CopyObjectOutput {
	t.Helper()
	in := s3response.CopyObjectInput{ // as the gateway makes it of a request that asks for nothing else
		Bucket: new("bucket"), Key: &to, CopySource: new("bucket/" + from), ExpectedBucketOwner: new(""), ExpectedSourceBucketOwner: new(""),
		MetadataDirective: "COPY", TaggingDirective: "COPY", Tagging: new(""), WebsiteRedirectLocation: new(""), ObjectLockRetainUntilDate: new(time.Time{}),
	}
	if change != nil {
		change(&in)
	}
	out, err := d.CopyObject(t.Context(), in)
	if err != nil {
		t.Fatalf("copy %s to %s: %v", from, to, err)
	}
	return out
}

// names is how many names the file of an object has.
func (d *durable) names(t *testing.T, key string) uint64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(d.data, "bucket", key))
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t).Nlink
}

func (d *durable) text(t *testing.T, key string) string {
	t.Helper()
	out, err := d.GetObject(t.Context(), &s3.GetObjectInput{Bucket: new("bucket"), Key: &key, Range: new("")})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	data, err := io.ReadAll(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWhatIsPassingIsCopiedWithoutItsBytes(t *testing.T) {
	d, l := testBackend(t, slog.New(slog.DiscardHandler))
	if err := putText(t.Context(), d, "uploads/one", "photo", "*"); err != nil {
		t.Fatal(err)
	}
	l.lines = nil
	out := d.copyText(t, "uploads/one", "ab/cd", nil)
	if want := []string{"cd", "ab", "bucket"}; !slices.Equal(l.lines, want) {
		t.Errorf("flushed %q, want %q", l.lines, want)
	}
	if d.names(t, "ab/cd") != 2 || out.CopyObjectResult == nil || *out.CopyObjectResult.ETag == "" {
		t.Errorf("%d names, %+v", d.names(t, "ab/cd"), out.CopyObjectResult)
	}
	if _, err := d.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: new("bucket"), Key: new("uploads/one")}); err != nil {
		t.Fatal(err)
	}
	if got := d.text(t, "ab/cd"); got != "photo" {
		t.Errorf("after the first name is gone the object is %q", got)
	}
}

func TestTheCopyStaysWhenItsSourceIsPutAgain(t *testing.T) {
	d, _ := testBackend(t, slog.New(slog.DiscardHandler))
	for _, text := range []string{"first", "second"} {
		if err := putText(t.Context(), d, "uploads/one", text, ""); err != nil {
			t.Fatal(err)
		}
		if text == "first" {
			d.copyText(t, "uploads/one", "ab/cd", nil)
		}
	}
	if got := d.text(t, "ab/cd"); got != "first" {
		t.Errorf("the copy is %q", got)
	}
}

func TestMoreThanAPlainCopyIsForTheGateway(t *testing.T) {
	for name, tt := range map[string]struct {
		from   string
		before func(d *durable) error
		change func(*s3response.CopyObjectInput)
	}{
		"an object that stays":   {from: "originals/one"},
		"other metadata":         {from: "uploads/one", change: func(in *s3response.CopyObjectInput) { in.MetadataDirective = "REPLACE" }},
		"only if it is the same": {from: "uploads/one", change: func(in *s3response.CopyObjectInput) { in.CopySourceIfNoneMatch = new("other") }},
		"a name that is taken":   {from: "uploads/one", before: func(d *durable) error { return putText(t.Context(), d, "ab/cd", "older", "") }},
		"a bucket with locks": {from: "uploads/one", before: func(d *durable) error {
			return unix.Setxattr(filepath.Join(d.data, "bucket"), "user.bucket-lock", []byte(`{"enabled":false}`), 0)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := testBackend(t, slog.New(slog.DiscardHandler))
			if err := putText(t.Context(), d, tt.from, "photo", ""); err != nil {
				t.Fatal(err)
			}
			if tt.before != nil {
				if err := tt.before(d); err != nil {
					t.Fatal(err)
				}
			}
			d.copyText(t, tt.from, "ab/cd", tt.change)
			if d.names(t, "ab/cd") != 1 || d.text(t, "ab/cd") != "photo" {
				t.Errorf("%d names, %q", d.names(t, "ab/cd"), d.text(t, "ab/cd"))
			}
		})
	}
}
