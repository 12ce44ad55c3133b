package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"postkamer/intake/scanner/scantest"
	"postkamer/ocr"
	"postkamer/store"
)

// asCommand in the environment makes this test program be postkamer itself, so
// that the tests run and kill the real thing.
const asCommand = "POSTKAMER_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(scantest.FeederVariable) != "" && len(os.Args) > 1 && strings.HasPrefix(os.Args[1], "--") {
		os.Exit(scantest.Main(os.Args[1:], os.Stdout, os.Stderr)) // as scanimage
	}
	if len(os.Args) > 1 && os.Args[1] == ocr.ChildCommand || os.Getenv(asCommand) != "" {
		main()
		return
	}
	flag.Parse()
	os.Exit(m.Run())
}

// program returns a command, not yet started, with its output going to the
// test's log when that fails.
func program(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", "POSTKAMER_S3_BIN="+s3Binary(t))
	cmd.Env = append(cmd.Env, env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// s3Binary is the embedded S3 server that make builds.
func s3Binary(t testing.TB) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/postkamer-s3")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: run make build first", err)
	}
	return path
}

// A service is a running "postkamer serve".
type service struct {
	cmd     *exec.Cmd
	address string // http://127.0.0.1:12345
	out     *os.File
}

// startService starts the mail-room on a data folder and waits until it is ready.
func startService(t testing.TB, data string, env []string, args ...string) *service {
	t.Helper()
	out, err := os.OpenFile(filepath.Join(filepath.Dir(data), "serve.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, args...)
	s := &service{cmd: program(t, env, args...), out: out}
	s.cmd.Stderr = out
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.kill() })
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if address, ready := strings.CutPrefix(lines.Text(), "ready "); ready {
			s.address = address
			go io.Copy(out, stdout) // ends with the process
			return s
		}
	}
	_ = s.cmd.Wait()
	log, _ := os.ReadFile(out.Name())
	t.Fatalf("postkamer serve did not become ready:\n%s", tail(log))
	return nil
}

// kill ends the service as a power cut would: nothing of it runs any more.
func (s *service) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// stop asks the service to stop and returns how it ended.
func (s *service) stop(t testing.TB) error {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	return s.cmd.Wait()
}

// runCommand runs a command to its end and returns what it printed and its exit status.
func runCommand(t testing.TB, env []string, args ...string) (out []byte, errs string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := program(t, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	defer stopped()
	_ = cmd.Wait() // the exit status says it
	return stdout.Bytes(), stderr.String(), cmd.ProcessState.ExitCode()
}

// importPost brings in files until that succeeds, as a person would after an
// error, and returns the result lines.
func importPost(t testing.TB, data string, env []string, args ...string) []resultLine {
	t.Helper()
	var errs string
	for range 20 {
		out, said, status := runCommand(t, env, append([]string{"import", "--data", data, "--json"}, args...)...)
		errs = said
		lines := resultsOf(t, out)
		if status == exitDone || status == exitFailed && len(lines) > 0 {
			return lines
		}
	}
	t.Fatalf("import did not succeed in 20 tries: %s", errs)
	return nil
}

func resultsOf(t testing.TB, out []byte) []resultLine {
	t.Helper()
	var lines []resultLine
	dec := json.NewDecoder(bytes.NewReader(out))
	for dec.More() {
		var l resultLine
		if err := dec.Decode(&l); err != nil {
			t.Fatalf("import printed %q: %v", out, err)
		}
		lines = append(lines, l)
	}
	return lines
}

// verified runs verify, which must find nothing, and returns its counts.
func verified(t testing.TB, data string) store.Counts {
	t.Helper()
	out, errs, status := runCommand(t, nil, "verify", "--data", data, "--json")
	var v store.Verification
	if err := json.Unmarshal(out, &v); err != nil {
		t.Fatalf("verify: %v: %s %s", err, out, errs)
	}
	if status != exitDone || len(v.Findings) > 0 {
		t.Fatalf("verify exits %d: %+v", status, v.Findings)
	}
	return v.Counts
}

// tail returns the end of a log, for a failing test.
func tail(log []byte) []byte { return log[max(0, len(log)-4000):] }

// children returns the processes below pid whose command line holds every word.
func children(t *testing.T, pid int, words ...string) []int {
	t.Helper()
	out, err := exec.Command("ps", "-eo", "pid=,ppid=,args=").Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || number(fields[1]) != pid {
			continue
		}
		has := func(word string) bool {
			return slices.ContainsFunc(fields[2:], func(f string) bool { return strings.Contains(f, word) })
		}
		if !slices.ContainsFunc(words, func(w string) bool { return !has(w) }) {
			found = append(found, number(fields[0]))
		}
	}
	return found
}

func number(s string) int {
	n := 0
	for _, r := range s {
		n = 10*n + int(r-'0')
	}
	return n
}
