package clamd_test

import (
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer/intake/clamd"
	"postkamer/intake/clamd/clamdtest"
)

// startClamd runs the real clamd on a socket of its own, with one signature made by
// hand: that of the test file of EICAR. The database of ClamAV itself is half a gigabyte.
func startClamd(t *testing.T) clamd.Scanner {
	t.Helper()
	program, err := exec.LookPath("clamd")
	if err != nil {
		t.Fatalf("clamd: %v: run deploy/packages.sh test", err)
	}
	dir, err := os.MkdirTemp("", "clamd") // a socket's path may have 107 characters
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "clamd.sock")
	for name, text := range map[string]string{
		"db/test.ndb": clamdtest.Name + ":0:*:" + hex.EncodeToString([]byte(clamdtest.Virus)) + "\n",
		"clamd.conf": strings.Join([]string{"Foreground yes", "LocalSocket " + socket, "DatabaseDirectory " + filepath.Join(dir, "db"),
			"TemporaryDirectory " + dir, "StreamMaxLength 2M", "ConcurrentDatabaseReload no", ""}, "\n"),
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	said := &strings.Builder{}
	cmd := exec.Command(program, "--config-file="+filepath.Join(dir, "clamd.conf"))
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-ended })
	s := open(t, "unix://"+socket)
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if _, err = s.Scan(t.Context(), strings.NewReader("ready?")); err == nil {
			return s
		}
		if len(ended) > 0 {
			t.Fatalf("clamd ended: %s", said)
		}
	}
	t.Fatalf("clamd does not answer: %v", err)
	return s
}

// TestRealClamd holds what clamdtest does against the real program.
func TestRealClamd(t *testing.T) {
	s := startClamd(t)
	for name, tt := range map[string]struct{ file, found string }{
		"a letter":                     {"%PDF-1.7 a letter", ""},
		"nothing":                      {"", ""},
		"a virus":                      {clamdtest.Virus, clamdtest.Name + ".UNOFFICIAL"},
		"a virus in a later chunk":     {strings.Repeat("a page ", 100_000) + clamdtest.Virus, clamdtest.Name + ".UNOFFICIAL"},
		"as much as it takes, exactly": {strings.Repeat("x", 2<<20), ""},
	} {
		if found, err := s.Scan(t.Context(), strings.NewReader(tt.file)); found != tt.found || err != nil {
			t.Errorf("%s: found %q, %v; want %q", name, found, err, tt.found)
		}
	}
	if found, err := s.Scan(t.Context(), strings.NewReader(strings.Repeat("x", 12<<20))); found != "" || !errors.Is(err, clamd.ErrScanner) {
		t.Errorf("a file above StreamMaxLength: %q, %v; want no verdict", found, err)
	}
}
