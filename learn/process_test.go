package learn

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/classify/examples"
)

// TestMain makes this program one that learns too. With ALL in its environment it
// learns from all texts that come with the program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ChildCommand {
		os.Exit(Child(os.Stdin, os.Stdout, func() (Texts, error) {
			train, test, err := examples.Shipped()
			if os.Getenv("ALL") == "" {
				train, test = some(train), some(test)
			}
			return Texts{Train: train, Test: test}, err
		}))
	}
	os.Exit(m.Run())
}

func each(lessons []Lesson) iter.Seq2[Lesson, error] {
	return func(yield func(Lesson, error) bool) {
		for _, l := range lessons {
			if !yield(l, nil) {
				return
			}
		}
	}
}

func TestAProcessLearns(t *testing.T) {
	base := taught(t, schooling(t))
	t.Setenv("DATABASE_URL", "postgres://secret")
	r, err := Process{}.Learn(t.Context(), base.Encode(), 1, each(cards(3, "klacht")))
	if err != nil || r.Model == nil || r.Labels != 3 {
		t.Fatalf("learned %+v, %v", r.Measures, err)
	}
	if _, err := classify.Decode(r.Model); err != nil {
		t.Error(err)
	}
}

func TestAProcessThatFailsIsAnErrorThatSaysWhy(t *testing.T) {
	sh := func(script string) []string { return []string{"/bin/sh", "-c", script} }
	lost := errors.New("the database is gone")
	many := cards(3, "afval")
	for len(many) < 4000 {
		many = append(many, many...)
	}
	broken := func(yield func(Lesson, error) bool) { yield(Lesson{}, lost) }
	tests := []struct {
		name    string
		command []string
		lessons iter.Seq2[Lesson, error]
		says    string
		is      error
	}{
		{"killed half-way", sh("head -c 1000 >/dev/null; kill -9 $$"), each(many), "signal: killed", nil},
		{"killed after all", sh("cat >/dev/null & sleep 0.2; kill -9 $$"), each(many[:1]), "ended without an answer", nil},
		{"it says what is wrong", sh("echo out of memory >&2"), each(many[:1]), "out of memory", nil},
		{"it says far too much", sh("yes >&2 & sleep 0.2; kill $!"), each(nil), "it said: y", nil},
		{"it talks nonsense", sh("echo nonsense; exit 0"), each(nil), "it said", nil},
		{"there is no such program", []string{"/no/such/program"}, each(nil), "no such file", nil},
		{"the labels cannot be read", nil, broken, "database", lost},
		{"the model at work is none", nil, each(many[:3]), "not a usable model", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Process{Command: tt.command}.Learn(t.Context(), []byte("none"), 0, tt.lessons)
			if err == nil || !strings.Contains(err.Error(), tt.says) || tt.is != nil && !errors.Is(err, tt.is) || len(err.Error()) > 2*mostSaid {
				t.Errorf("error is %v, want one that says %q", err, tt.says)
			}
		})
	}
}

func TestStoppingKillsAllThatWasStarted(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	pid := t.TempDir() + "/pid"
	_, err := Process{Command: []string{"/bin/sh", "-c", "echo $$ > " + pid + "; sleep 1000 & wait"}}.Learn(ctx, nil, 0, each(nil))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v", err)
	}
	var group int
	data, _ := os.ReadFile(pid)
	if _, err := fmt.Sscan(string(data), &group); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(5 * time.Second); syscall.Kill(-group, 0) == nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the process group lives on")
		}
	}
}

func TestTheProcessDiesWithItsParent(t *testing.T) {
	cmd, _ := Process{Env: []string{"ALL=1"}}.prepare(t.Context())
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := send(in, order{Base: taught(t, schooling(t)).Encode()}, each(cards(3, "klacht"))); err != nil {
		t.Fatal(err)
	}
	_ = in.Close() // as the kernel does when the parent is killed
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("the process went on learning: %v", err)
	}
}

// TestMemoryIsBounded takes minutes: it learns from as many long letters as are
// ever learned from, with all texts of the program.
func TestMemoryIsBounded(t *testing.T) {
	if os.Getenv("POSTKAMER_TEST_LEARN_MEMORY") == "" {
		t.Skip("set POSTKAMER_TEST_LEARN_MEMORY=1: it takes minutes")
	}
	train, _, err := examples.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var lessons []Lesson
	for i := range MostLessons {
		e := train[i%len(train)]
		text := strings.ReplaceAll(e.Text, " de ", fmt.Sprintf(" de %x ", i*7919))
		lessons = append(lessons, Lesson{Piece: postkamer.PieceID(i + 1), Kind: postkamer.CaseType(e.Class), Text: text, Corrected: i%5 == 0})
	}
	base, err := classify.Default()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Process{Env: []string{"ALL=1"}}.Learn(t.Context(), base.Encode(), 0, each(lessons))
	if err != nil {
		t.Fatal(err)
	}
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &use); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d labels in %d families: %d MB at most, %.0f s of CPU, %.0f s by the clock, %d kinds worse", r.Labels, r.Families, use.Maxrss>>10,
		time.Duration(use.Utime.Nano()+use.Stime.Nano()).Seconds(), r.Seconds, len(r.Worse()))
	if use.Maxrss > 1500<<10 {
		t.Errorf("it took %d MB", use.Maxrss>>10)
	}
}
