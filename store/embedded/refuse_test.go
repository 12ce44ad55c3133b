package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOpenRefusesWithAdvice(t *testing.T) {
	fake := fakePostgres(t, "postgres (PostgreSQL) 99.1")
	tests := []struct {
		rule    string
		prepare func(dir string) Options
		want    string // in the error
	}{
		{"no PostgreSQL in the given folder", func(string) Options {
			return Options{PGBin: t.TempDir()}
		}, "no usable PostgreSQL"},
		{"data of a version that is not installed", func(dir string) Options {
			writeFile(t, filepath.Join(dir, "pg", "PG_VERSION"), "9\n")
			return Options{}
		}, "apt-get install postgresql-9"},
		{"data of another version than the given programs", func(dir string) Options {
			writeFile(t, filepath.Join(dir, "pg", "PG_VERSION"), "15\n")
			return Options{PGBin: fake}
		}, "found only 99"},
		{"a folder pg that is no database", func(dir string) Options {
			writeFile(t, filepath.Join(dir, "pg", "letter.txt"), "mine")
			return Options{}
		}, "no PostgreSQL database"},
		{"no S3 server", func(string) Options {
			return Options{S3Binary: "/nonexistent/postkamer-s3"}
		}, "make build"},
		{"a broken file of keys", func(dir string) Options {
			writeFile(t, filepath.Join(dir, "s3.json"), "{")
			return Options{S3Binary: "/bin/true"}
		}, "s3.json"},
		{"an S3 server that ends at once", func(dir string) Options {
			return Options{S3Binary: "/bin/true", TestMode: true}
		}, "S3 server ended while starting"},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			dir := t.TempDir()
			s, err := Open(t.Context(), dir, test.prepare(dir))
			if err == nil {
				s.Close(t.Context())
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %q, want %q in it", err, test.want)
			}
			lock, err := takeLock(dir)
			if err != nil {
				t.Fatalf("the folder is still locked: %v", err)
			}
			lock.Close()
		})
	}
}

// fakePostgres is a folder of programs that say they have this version.
func fakePostgres(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"postgres", "initdb"} {
		path := filepath.Join(dir, name)
		writeFile(t, path, "#!/bin/sh\necho '"+version+"'\n")
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestMajorVersionIsRead(t *testing.T) {
	for said, want := range map[string]string{
		"postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)": "15",
		"postgres (PostgreSQL) 19beta1":                        "19",
	} {
		got, err := pgMajor(fakePostgres(t, said))
		if err != nil || got != want {
			t.Errorf("%s: got %q (%v), want %q", said, got, err, want)
		}
	}
}

func TestWithoutPostgresTheErrorNamesThePackage(t *testing.T) {
	if err := noPostgres("", nil); !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Errorf("error is %q", err)
	}
}

func TestFullDiskIsRefused(t *testing.T) {
	if err := enoughRoom("var", minFree-1); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error is %v, want ENOSPC", err)
	}
	if err := enoughRoom("var", minFree); err != nil {
		t.Error(err)
	}
}

func TestUnusableFolderIsExplained(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.EACCES: "not writable",
		syscall.EROFS:  "read-only",
		syscall.ENOSPC: "disk full",
	} {
		err := unwritable("var", &os.PathError{Op: "open", Path: "var/lock", Err: cause})
		if !strings.Contains(err.Error(), want) || !errors.Is(err, cause) {
			t.Errorf("%v is told as %q", cause, err)
		}
	}
}

func TestLongLogIsBegunAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "postgres.log")
	for size, want := range map[int64]int64{maxLog: maxLog, maxLog + 1: 0} {
		writeFile(t, path, "")
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		f, err := openLog(path)
		if err != nil {
			t.Fatal(err)
		}
		st, err := f.Stat()
		if err != nil || st.Size() != want {
			t.Errorf("a log of %d bytes has %d after opening (%v), want %d", size, st.Size(), err, want)
		}
		f.Close()
	}
}
