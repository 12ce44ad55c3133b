package embedded_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"postkamer/store/embedded"
)

// ownerDir, in the environment, makes the test program be an owner of that data
// folder instead: it opens it, says so, and waits to be killed.
const ownerDir = "POSTKAMER_TEST_OWNER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(ownerDir); dir != "" {
		os.Exit(beOwner(dir))
	}
	os.Exit(m.Run())
}

func beOwner(dir string) int {
	opts := embedded.Options{S3Binary: os.Getenv("POSTKAMER_S3_BIN"), TestMode: true}
	s, err := embedded.Open(context.Background(), dir, opts)
	if err != nil {
		fmt.Fprintln(os.Stdout, "error", err)
		return 1
	}
	fmt.Fprintln(os.Stdout, "ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Close(context.Background()); err != nil {
		fmt.Fprintln(os.Stdout, "error", err)
		return 1
	}
	return 0
}

// startOwner runs an owner of dir in another process and returns when its
// servers are usable. uid 0 is ourselves.
func startOwner(t *testing.T, dir string, uid uint32) (owner *exec.Cmd, stop io.Closer) {
	t.Helper()
	owner = exec.Command(program(t, uid))
	owner.Env = append(os.Environ(), ownerDir+"="+dir, "POSTKAMER_S3_BIN="+options(t).S3Binary, "TMPDIR=/tmp")
	owner.Dir = "/"
	owner.Stderr = t.Output()
	owner.SysProcAttr = &syscall.SysProcAttr{}
	if uid != 0 {
		owner.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: uid}
	}
	in, err := owner.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = owner.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if line != "ready\n" {
		t.Fatalf("the owner said %q (%v)", line, err)
	}
	return owner, in
}

// program is this test program, for another user a copy that he can reach.
func program(t *testing.T, uid uint32) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if uid == 0 {
		return self
	}
	data, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(openFolder(t, uid), "owner.test")
	if err := os.WriteFile(copied, data, 0o755); err != nil {
		t.Fatal(err)
	}
	return copied
}

// openFolder is a temporary folder that user uid owns and can reach.
func openFolder(t *testing.T, uid uint32) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pktest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chown(dir, int(uid), int(uid))); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestKilledOwnerLeavesNothingRunningAndLosesNothing(t *testing.T) {
	dir := t.TempDir()
	owner, _ := startOwner(t, dir, 0)
	guest := open(t, dir)
	if guest.Owner() {
		t.Fatal("this process owns the folder")
	}
	p := pool(t, guest)
	mustExec(t, p, `CREATE TABLE kept AS SELECT 1 AS one`)
	if err := put(t, guest, "a", "letter", minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	run, err := embedded.ReadRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	if run.Owner != owner.Process.Pid {
		t.Errorf("run.json names owner %d, want %d", run.Owner, owner.Process.Pid)
	}
	p.Close()
	kill(t, owner.Process.Pid)
	for name, pid := range map[string]int{"PostgreSQL": run.Postgres, "the S3 server": run.S3} {
		eventually(t, name+" outlives its owner", func() error { return gone(pid) })
	}
	next := open(t, dir)
	if !next.Owner() {
		t.Error("the next opener does not own the folder")
	}
	if n := count(t, pool(t, next)); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
	if got := get(t, next, "a"); got != "letter" {
		t.Errorf("object is %q", got)
	}
	if _, err := os.Stat(run.SocketDir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the old socket folder is still there: %v", err)
	}
}

// TestOwnerKilledWhileStartingIsRecoveredFrom kills owners of one folder at
// various moments of their first second, in which the database is made, the
// servers start and their whereabouts are written down.
func TestOwnerKilledWhileStartingIsRecoveredFrom(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", openFolder(t, 0)) // for the socket folders
	for _, ms := range []int{150, 400, 700, 1000, 50} {
		owner := exec.Command(program(t, 0))
		owner.Env = append(os.Environ(), ownerDir+"="+dir, "POSTKAMER_S3_BIN="+options(t).S3Binary)
		in, err := owner.StdinPipe() // held open, or it would stop by itself
		if err != nil {
			t.Fatal(err)
		}
		if err := owner.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(ms) * time.Millisecond)
		if err := owner.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = owner.Wait()
		in.Close()
	}
	s := open(t, dir)
	if !s.Owner() {
		t.Error("the next opener does not own the folder")
	}
	mustExec(t, pool(t, s), `CREATE TABLE kept AS SELECT 1`)
	if err := put(t, s, "a", "letter", minio.PutObjectOptions{}); err != nil {
		t.Error(err)
	}
	closeServers(t, s)
	if left, err := os.ReadDir(os.TempDir()); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// gone returns nil when a process has ended. A zombie, which somebody else has
// yet to reap, has ended.
func gone(pid int) error {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil && !strings.Contains(string(stat), ") Z ") {
		return fmt.Errorf("process %d is alive", pid)
	}
	return nil
}

func TestStalePidFilesNeverKillAForeignProcess(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	closeServers(t, first)
	foreign := exec.Command("sleep", "1000")
	if err := foreign.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = foreign.Process.Kill()
		_ = foreign.Wait()
	})
	pid := foreign.Process.Pid
	pidFile := fmt.Sprintf("%d\n%s/pg\n1700000000\n5432\n/tmp\n\n  5432001    0\nready\n", pid, dir)
	runFile := fmt.Sprintf(`{"owner":%d,"postgres":%d,"s3":%d}`, pid, pid, pid)
	notOurs := t.TempDir()
	err := errors.Join(
		os.WriteFile(filepath.Join(dir, "pg", "postmaster.pid"), []byte(pidFile), 0o644),
		os.WriteFile(filepath.Join(dir, embedded.RunFile), []byte(runFile), 0o600),
		os.Symlink(notOurs, filepath.Join(dir, "socket")),
	)
	if err != nil {
		t.Fatal(err)
	}
	second := open(t, dir)
	mustExec(t, pool(t, second), `SELECT 1`)
	if err := gone(pid); err == nil {
		t.Error("the foreign process was killed")
	}
	if _, err := os.Stat(notOurs); err != nil {
		t.Errorf("a folder that is no socket folder is gone: %v", err)
	}
}

func TestHalfMadeDatabaseIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	half := filepath.Join(dir, "pg.new", "base")
	if err := os.MkdirAll(half, 0o700); err != nil {
		t.Fatal(err)
	}
	mustExec(t, pool(t, open(t, dir)), `SELECT 1`)
	if _, err := os.Stat(half); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the half-made database is still there: %v", err)
	}
}

// nobody is a user id that is nobody's.
const nobody = 65534

func TestOrdinaryUserNeedsNoRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("this is what all other tests do when they do not run as root")
	}
	dir := openFolder(t, nobody)
	_, stop := startOwner(t, dir, nobody)
	run, err := embedded.ReadRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pg", "s3", "run.json", "postgres.log"} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if uid := st.Sys().(*syscall.Stat_t).Uid; uid != nobody {
			t.Errorf("%s belongs to user %d", name, uid)
		}
	}
	stop.Close()
	eventually(t, "PostgreSQL outlives its owner", func() error { return gone(run.Postgres) })
}

func TestFolderOfAnotherIsRefusedWithAdvice(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a folder of another")
	}
	dir := openFolder(t, 0)
	owner := exec.Command(program(t, nobody))
	owner.Env = append(os.Environ(), ownerDir+"="+dir)
	owner.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	owner.Dir = "/"
	out, err := owner.Output()
	if err == nil || !strings.Contains(string(out), "not writable for user id 65534") {
		t.Errorf("it said %q (%v)", out, err)
	}
}
