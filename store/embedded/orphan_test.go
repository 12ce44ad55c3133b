package embedded

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestOrphansAreStoppedFirst has servers run on a folder that nobody owns, as
// after the kill of an owner on a kernel that told them nothing.
func TestOrphansAreStoppedFirst(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	dir := t.TempDir()
	opts := Options{S3Binary: s3Binary(t), TestMode: true}
	first, err := Open(ctx, dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(ctx); err != nil {
		t.Fatal(err)
	}
	orphans := startOrphans(t, ctx, dir, opts)
	next, err := Open(ctx, dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close(context.WithoutCancel(ctx))
	for _, p := range orphans {
		if !p.endsWithin(ctx, 5*time.Second) {
			t.Errorf("orphan %d is still running", p.Pid)
		}
	}
	if err := pingPostgres(ctx, next.Settings().DatabaseURL); err != nil {
		t.Error(err)
	}
}

func startOrphans(t *testing.T, ctx context.Context, dir string, opts Options) []*process {
	t.Helper()
	pg, err := newPostgres(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	s3, err := newS3(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	var orphans []*process
	for _, start := range []func(context.Context) (*process, error){pg.start, s3.start} {
		p, err := start(ctx)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.stop(context.Background(), killNow()) })
		orphans = append(orphans, p)
	}
	return orphans
}

func s3Binary(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/postkamer-s3")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("run `make build` first: %v", err)
	}
	return path
}

func TestFrozenOrphanIsKilled(t *testing.T) {
	dir := t.TempDir()
	p, err := startIn(dir, "sleep", "1000")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	nudges := []nudge{{syscall.SIGTERM, 50 * time.Millisecond}, {syscall.SIGKILL, 5 * time.Second}}
	if err := stopOrphans(t.Context(), "sleep", dir, 0, nudges); err != nil {
		t.Error(err)
	}
	<-p.done
	if p.exitCode() != -1 {
		t.Errorf("it ended by itself: %v", p.err)
	}
}

func TestOnlyOwnProcessesAreOrphans(t *testing.T) {
	here, there := t.TempDir(), t.TempDir()
	p, err := startIn(here, "sleep", "1000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.stop(context.Background(), killNow()) })
	tests := []struct {
		rule, program, folder string
		want                  int
	}{
		{"program and folder match", "sleep", here, 1},
		{"another folder", "sleep", there, 0},
		{"another program", "postgres", here, 0},
	}
	for _, test := range tests {
		if got := len(running(test.program, test.folder)); got != test.want {
			t.Errorf("%s: %d orphans, want %d", test.rule, got, test.want)
		}
		if test.want > 0 {
			continue
		}
		if err := stopOrphans(t.Context(), test.program, test.folder, 0, killNow()); err != nil {
			t.Error(err)
		}
	}
	if p.endsWithin(t.Context(), 50*time.Millisecond) {
		t.Error("a process that is not ours was stopped")
	}
}
