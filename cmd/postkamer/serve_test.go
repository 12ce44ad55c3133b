package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"postkamer/workers"
)

// TestServeStopsAndStartsAgain looks that a stopped service leaves nothing
// running, and that the next one has everything the first one took in.
func TestServeStopsAndStartsAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	data := filepath.Join(shortTemp(t), "var")
	first := startService(t, data, nil)
	answers(t, first.address+"/readyz", http.StatusOK)
	post := makePost(t, 0, 3)
	importPost(t, data, nil, "--wait", post)
	pid := first.cmd.Process.Pid
	servers := children(t, pid)
	if err := first.stop(t); err != nil {
		t.Fatalf("stopped with %v", err)
	}
	for _, child := range servers {
		if _, err := os.Stat("/proc/" + strconv.Itoa(child)); err == nil && !zombie(child) {
			t.Errorf("child %d still runs", child)
		}
	}
	began := time.Now()
	second := startService(t, data, nil)
	t.Logf("second start: %v", time.Since(began).Round(time.Millisecond))
	again := importPost(t, data, nil, "--wait", post)
	if counts := verified(t, data); counts.Pieces != 3 || len(again) != 3 || !again[0].Again {
		t.Errorf("after the second start: %+v, %+v", counts, again)
	}
	if err := second.stop(t); err != nil {
		t.Errorf("stopped with %v", err)
	}
}

// TestOneServicePerFolder refuses a second service on the same data.
func TestOneServicePerFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	data := filepath.Join(shortTemp(t), "var")
	startService(t, data, nil)
	_, errs, status := runCommand(t, nil, "serve", "--data", data, "--listen", "127.0.0.1:0")
	if status != exitFailed || !strings.Contains(errs, "already works") {
		t.Errorf("a second service: exit %d, %s", status, errs)
	}
}

// TestServeWithoutStepsSaysSo: what comes in would wait, and nobody would know why.
func TestServeWithoutStepsSaysSo(t *testing.T) {
	for _, r := range []*room{{}, {steps: &workers.Workers{}}} {
		var out bytes.Buffer
		r.out = &out
		r.announce()
		if got := strings.Contains(out.String(), "no steps are worked here"); got != (r.steps == nil) {
			t.Errorf("with steps %v: %s", r.steps != nil, out.String())
		}
	}
}

// TestAnAddressThatIsNoneIsToldApartFromOneThatIsTaken: each is set right otherwise.
func TestAnAddressThatIsNoneIsToldApartFromOneThatIsTaken(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for address, want := range map[string]string{busy.Addr().String(): "another program uses that address", "nergens": "such as 127.0.0.1:8080"} {
		err := (&room{opts: serveOptions{listen: address}}).openPages(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestAColourThatCannotBeIsToldBeforeAnythingStarts: with the file and the line, and
// nothing is made on disk.
func TestAColourThatCannotBeIsToldBeforeAnythingStarts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "gemeente.yaml")
	if err := os.WriteFile(file, []byte("naam: Gemeente Westdorp\ntelefoon: \"14 0594\"\nkleur: \"#ffcc00\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(shortTemp(t), "var")
	_, errs, status := runCommand(t, []string{"POSTKAMER_MUNICIPALITY=" + file}, "serve", "--data", data, "--listen", "127.0.0.1:0")
	for _, want := range []string{file, "line 3: kleur", "choose a darker colour, such as #"} {
		if status != exitFailed || !strings.Contains(errs, want) {
			t.Errorf("exit %d, %q, want %q in it", status, errs, want)
		}
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("the data folder was made")
	}
}

func TestCommandLine(t *testing.T) {
	tests := []struct {
		name   string
		env    string
		args   []string
		status int
		says   string
	}{
		{name: "no command", status: exitUsage, says: "postkamer serve"},
		{name: "help", args: []string{"help"}, status: exitDone, says: "postkamer import"},
		{name: "unknown command", args: []string{"sevre"}, status: exitUsage, says: "no command"},
		{name: "unknown flag", args: []string{"verify", "--fast"}, status: exitUsage, says: "use: postkamer verify"},
		{name: "import without files", args: []string{"import"}, status: exitUsage, says: "name a file"},
		{name: "import of what is not there", args: []string{"import", "--data", "DATA", "nergens.pdf"}, status: exitFailed, says: "check the path"},
		{name: "date of receipt in the future", args: []string{"import", "--received", "2999-01-01", "x"}, status: exitUsage, says: "future"},
		{name: "variable with a typing error", env: "POSTKAMER_BUCKET=x", args: []string{"verify"}, status: exitFailed, says: "not known"},
		{name: "half a configuration", env: "DATABASE_URL=postgres:///x", args: []string{"verify"}, status: exitFailed, says: "POSTKAMER_S3_ENDPOINT"},
		{name: "municipality with an unknown key", env: "POSTKAMER_MUNICIPALITY=testdata/unknown-key.yaml", args: []string{"serve", "--data", "DATA"}, status: exitFailed, says: "line 2"},
		{name: "nothing to serve", args: []string{"serve", "--no-web", "--no-workers"}, status: exitUsage, says: "nothing to do"},
		{name: "a model that is none", args: []string{"evaluate", "--model", "main.go", "../../classify/texts"}, status: exitFailed, says: "main.go"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for i, a := range tt.args {
				if a == "DATA" {
					tt.args[i] = filepath.Join(shortTemp(t), "var")
				}
			}
			out, errs, status := runCommand(t, []string{tt.env}, tt.args...)
			if said := string(out) + errs; status != tt.status || !strings.Contains(said, tt.says) {
				t.Errorf("exit %d, want %d; says %q, want %q in it", status, tt.status, said, tt.says)
			}
		})
	}
}

// answers looks that a page answers with a status.
func answers(t *testing.T, url string, want int) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		t.Errorf("%s answers %d, want %d", url, resp.StatusCode, want)
	}
}

func zombie(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || strings.Contains(string(stat), ") Z ")
}

// TestReadyzSaysThatLettersAreNotRead: post is taken in all the same.
func TestReadyzSaysThatLettersAreNotRead(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	serving := startService(t, filepath.Join(shortTemp(t), "var"), []string{"POSTKAMER_TESSDATA=" + t.TempDir()})
	answer, err := http.Get(serving.address + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), `"reading":"degraded: letters reach people unread`) {
		t.Errorf("%d %s, %v", answer.StatusCode, body, err)
	}
}
