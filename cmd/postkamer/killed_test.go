package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"
)

// "make faults" runs the long form: 20 rounds of 100 pieces.
var (
	rounds = flag.Int("rounds", 3, "how often something is killed")
	pieces = flag.Int("pieces", 16, "how many pieces are imported each time")
	seed   = flag.Uint64("seed", 0, "of the moments of killing; 0 draws one")
)

// victims are what is killed, in turn.
var victims = []string{"service", "postgres", "reader-child"}

// TestKilled kills the service, its PostgreSQL or a reading child at a random
// moment of an import, lets people do what they would do (start it again, import
// again), and then nothing may be lost or doubled.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills take long")
	}
	chance := newChance(t)
	data := filepath.Join(shortTemp(t), "var")
	total := 0
	serving := startService(t, data, nil)
	for round := range *rounds {
		post := makePost(t, round, *pieces)
		victim := victims[round%len(victims)]
		moment := time.Duration(chance.IntN(4000)) * time.Millisecond
		t.Logf("round %d: kill -9 of %s after %v", round, victim, moment)
		serving = importAndKill(t, serving, data, post, victim, moment)
		lines := importPost(t, data, nil, "--wait", post)
		total += len(lines)
		checkRound(t, lines, post)
		counts := verified(t, data)
		if counts.Pieces != total || counts.PiecesRouted != total || counts.Files != total {
			t.Fatalf("round %d (seed %d): %d pieces came in, the mail-room has %+v", round, *seed, total, counts)
		}
	}
	if err := serving.stop(t); err != nil {
		t.Errorf("stopping after all that: %v", err)
	}
}

// newChance draws the moments; the seed is in the log so that a failure can be
// looked at again.
func newChance(t *testing.T) *rand.Rand {
	t.Helper()
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", *seed)
	return rand.New(rand.NewPCG(*seed, 1))
}

// importAndKill starts an import, kills the victim after a while, and returns a
// service that runs.
func importAndKill(t *testing.T, serving *service, data, post, victim string, moment time.Duration) *service {
	t.Helper()
	importing := program(t, nil, "import", "--data", data, "--wait", post)
	if err := importing.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(moment) // the random moment is the point of the test
	if victim == "service" {
		serving.kill()
		serving = startService(t, data, nil)
	} else {
		killChildren(t, serving, victim)
	}
	_ = importing.Wait() // it may have failed: the next import says what is in
	return serving
}

// killChildren kills the children of the service that match.
func killChildren(t *testing.T, serving *service, victim string) {
	t.Helper()
	for _, pid := range children(t, serving.cmd.Process.Pid, victim) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Logf("kill %s %d: %v", victim, pid, err)
		}
	}
}

// checkRound looks that every file became exactly one piece that is with a person.
func checkRound(t *testing.T, lines []resultLine, post string) {
	t.Helper()
	entries, err := os.ReadDir(post)
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, e := range entries {
		want = append(want, e.Name())
	}
	for _, l := range lines {
		got = append(got, l.File)
		if l.Destination == "" {
			t.Errorf("%s is not with a person", l.File)
		}
	}
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("files %v became pieces of %v", want, got)
	}
}

// shortTemp is a temporary folder with a path short enough for sockets.
func shortTemp(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("kept for looking at: %s", dir)
			return
		}
		_ = os.RemoveAll(dir)
	})
	return dir
}

// makePost makes a folder of n letters, each its own file: born-digital ones, and
// every fourth a scan that must be read. The first two have the same bytes: they
// are two pieces all the same.
func makePost(t *testing.T, round, n int) string {
	t.Helper()
	scan, err := os.ReadFile("../../deploy/samples/03-verhuizing-scheef.jpg")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for i := range n {
		name, data := fmt.Sprintf("%03d.pdf", i), letterPDF(fmt.Sprintf("ronde %d brief %d", round, max(i, 1)))
		if i%4 == 3 {
			name, data = fmt.Sprintf("%03d.jpg", i), scan
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// letterPDF is a born-digital letter about a move.
func letterPDF(mark string) []byte {
	content := "BT /F1 12 Tf 72 740 Td 18 TL (Geachte gemeente,) Tj T* (Hierbij geef ik mijn verhuizing door naar de Dorpsstraat.) Tj T* " +
		"(Mijn nieuwe adres is Dorpsstraat 12, 1234 AB Westdorp.) Tj T* (Kenmerk: " + mark + ") Tj ET"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	return makePDF(objects)
}

// makePDF puts objects, numbered from 1, into a file; the first is the catalog.
func makePDF(objects []string) []byte {
	pdf, places := "%PDF-1.4\n", []int{}
	for i, o := range objects {
		places = append(places, len(pdf))
		pdf += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := len(pdf)
	pdf += fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		pdf += fmt.Sprintf("%010d 00000 n \n", at)
	}
	return []byte(pdf + fmt.Sprintf("trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref))
}
