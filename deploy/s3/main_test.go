package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram, in the environment, makes the test program be the program.
const asProgram = "POSTKAMER_S3_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "POSTKAMER_S3_ACCESS_KEY=key", "POSTKAMER_S3_SECRET_KEY=geheim")
	return cmd
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestWrongUseIsRefused(t *testing.T) {
	root := t.TempDir()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	tests := []struct {
		rule string
		args []string
		want int // exit status
	}{
		{"no arguments", nil, exitUse},
		{"an unknown flag", []string{"-x"}, exitUse},
		{"an address that others can reach", []string{"-root", root, "-listen", "0.0.0.0:9000"}, exitUse},
		{"a name instead of an address", []string{"-root", root, "-listen", "localhost:9000"}, exitUse},
		{"a port that the kernel picks", []string{"-root", root, "-listen", "127.0.0.1:0"}, exitUse},
		{"no root", []string{"-listen", "127.0.0.1:9000"}, exitUse},
		{"an address that is taken", []string{"-root", root, "-listen", busy.Addr().String()}, exitAddress},
		{"a root that cannot be made", []string{"-root", "/dev/null/x", "-listen", "127.0.0.1:9000"}, exitFailed},
		{"a file system without user attributes", []string{"-root", "/proc/self/fd", "-listen", "127.0.0.1:9000"}, exitFailed},
	}
	for _, test := range tests {
		out, err := program(t, test.args...).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != test.want {
			t.Errorf("%s: %v, want status %d: %s", test.rule, err, test.want, out)
		}
		if strings.Contains(string(out), "geheim") {
			t.Errorf("%s: the secret is printed: %s", test.rule, out)
		}
	}
}

func TestKeysAreNeeded(t *testing.T) {
	cmd := program(t, "-root", t.TempDir(), "-listen", freeAddress(t))
	cmd.Env = append(os.Environ(), asProgram+"=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "POSTKAMER_S3_ACCESS_KEY") {
		t.Errorf("it said %q (%v)", out, err)
	}
}

func TestProgramStopsWithinASecond(t *testing.T) {
	tests := []struct {
		rule string
		stop func(cmd *exec.Cmd, in io.Closer) error
	}{
		{"SIGTERM", func(cmd *exec.Cmd, _ io.Closer) error { return cmd.Process.Signal(syscall.SIGTERM) }},
		{"SIGINT", func(cmd *exec.Cmd, _ io.Closer) error { return cmd.Process.Signal(os.Interrupt) }},
		{"standard input closes", func(_ *exec.Cmd, in io.Closer) error { return in.Close() }},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			address := freeAddress(t)
			cmd := program(t, "-root", t.TempDir(), "-listen", address, "-with-parent")
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { cmd.Process.Kill() })
			holdConnection(t, address)
			began := time.Now()
			if err := test.stop(cmd, in); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("ended with %v, want status 0", err)
			}
			if took := time.Since(began); took > time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// holdConnection waits for the server and keeps an idle connection to it, which
// must not hold up its end.
func holdConnection(t *testing.T, address string) {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		resp, err := client.Get("http://" + address + "/")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode != http.StatusForbidden {
				t.Errorf("a request without keys: %s", resp.Status)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
