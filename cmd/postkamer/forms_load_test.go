package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// benchForms in the environment starts the long measurement: "short" or "long".
const benchForms = "POSTKAMER_TEST_BENCH_FORMS"

// benchFormsPart in the environment leaves only the parts whose names are in it.
const benchFormsPart = "POSTKAMER_TEST_BENCH_FORMS_PART"

// benchFormsPhotos in the environment says how many forms with photos are sent a second,
// and for how many seconds: "10x300".
const benchFormsPhotos = "POSTKAMER_TEST_BENCH_FORMS_PHOTOS"

// loadLength is how long the parts of the measurement last.
type loadLength struct {
	rounds  int // how often two things are measured in turn
	seconds int // of one turn
	sends   int // forms that are sent in one turn
	steady  int // seconds of ten submissions a second
	photos  int // seconds of submissions with photos
	rate    int // of those, a second: 10 is what was asked
	flood   int // seconds of too many
}

var loadLengths = map[string]loadLength{
	"smoke": {rounds: 1, seconds: 2, sends: 40, steady: 3, photos: 4, rate: 1, flood: 5},
	"short": {rounds: 3, seconds: 4, sends: 1000, steady: 30, photos: 20, rate: 2, flood: 20},
	"long":  {rounds: 5, seconds: 10, sends: 1500, steady: 300, photos: 300, rate: 10, flood: 60},
}

// TestFormsUnderLoad measures the forms against what the machine can do at best, in
// turns in the same run: "make bench-forms". What it prints goes into docs/forms-load.md.
// It fails for what was lost or answered wrongly, not for what was slow: the machine may
// have other work.
func TestFormsUnderLoad(t *testing.T) {
	length, ok := loadLengths[os.Getenv(benchForms)]
	if !ok {
		t.Skip("run make bench-forms")
	}
	if asked := os.Getenv(benchFormsPhotos); asked != "" {
		if _, err := fmt.Sscanf(asked, "%dx%d", &length.rate, &length.photos); err != nil {
			t.Fatalf("%s=%s: %v", benchFormsPhotos, asked, err)
		}
	}
	l := openLoad(t, length)
	for _, part := range []struct {
		name string
		run  func()
	}{{"pages", l.pages}, {"sends", l.sends}, {"steady", l.steady}, {"photos", l.photos}, {"flood", l.flood}} {
		if only := os.Getenv(benchFormsPart); only == "" || strings.Contains(only, part.name) {
			part.run()
		}
	}
	l.verify()
}

// A loadRun is a mail-room under load, with what measures it.
type loadRun struct {
	t        *testing.T
	length   loadLength
	dir      string
	data     string
	serving  *service
	pool     *pgxpool.Pool
	plan     loadPlan
	rows     map[string]string // of a form that was sent, which pgbench writes
	capacity float64           // submissions a second that were accepted at most
	people   int               // who sent a form that was filled in
	shown    int               // wrong answers that were shown
	rss      int               // kB, the most that the service had
	visiting float64           // seconds of processor of the last k6
}

// loadPlan is what k6 is told.
type loadPlan struct {
	Base   string     `json:"base"`
	Start  string     `json:"start"`
	Done   string     `json:"done"`
	Steps  []formStep `json:"steps"`
	Last   formStep   `json:"last"`
	Cookie string     `json:"cookie"`
	Tokens []string   `json:"tokens"`
}

// loadForm is the form that is measured.
const loadForm = "verhuizing"

func openLoad(t *testing.T, length loadLength) *loadRun {
	t.Helper()
	dir := shortTemp(t)
	l := &loadRun{t: t, length: length, dir: dir, data: filepath.Join(dir, "var")}
	l.serving = startService(t, l.data, []string{"POSTKAMER_TRUSTED_PROXIES=127.0.0.1"})
	rows, err := openAt(t.Context(), l.data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rows.Close(context.WithoutCancel(t.Context())) })
	l.pool = rows.Pool()
	somebody := newFormFiller(t, l.serving.address, moveAnswers(time.Now()))
	steps, last := somebody.toReview(t, loadForm)
	action, fields := somebody.fields(last)
	l.plan = loadPlan{
		Base: l.serving.address, Start: "/" + loadForm, Done: "/" + loadForm + "/klaar",
		Steps: steps, Last: formStep{Path: action, Body: fields.Encode()}, Cookie: "postkamer",
	}
	l.say("machine: %s processors, load %s", strings.TrimSpace(outputOf(t, "nproc")), strings.TrimSpace(outputOf(t, "cut", "-d ", "-f1-3", "/proc/loadavg")))
	return l
}

// say prints a line of the report.
func (l *loadRun) say(format string, args ...any) { l.t.Logf(format, args...) }

// outputOf runs a program to its end and returns what it printed.
func outputOf(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
	return string(out)
}

// A loadResult is what k6 says of each of its measures.
type loadResult map[string]map[string]float64

// k6 runs one part of deploy/bench/forms.js; lines are what it printed, such as references.
func (l *loadRun) k6(part string, settings map[string]string) (r loadResult, lines []string) {
	l.t.Helper()
	file := func(name string) string { return filepath.Join(l.dir, name) }
	plan, err := json.Marshal(l.plan)
	if err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(file("plan.json"), plan, 0o600); err != nil {
		l.t.Fatal(err)
	}
	_ = os.Remove(file("lines"))
	cmd := exec.Command("../../bin/k6", "run", "--quiet", "--no-usage-report", "--log-format", "raw", "--console-output", file("lines"), "../../deploy/bench/forms.js")
	cmd.Env = append(os.Environ(), "K6_NO_USAGE_REPORT=true", "PART="+part, "PLAN="+file("plan.json"), "RESULT="+file("result.json"))
	for name, value := range settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("at file://")) { // a script that fails ends no run
		l.t.Fatalf("k6 %s: %v: %s", part, err, tail(out))
	}
	l.visiting = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	data, err := os.ReadFile(file("result.json"))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		l.t.Fatalf("k6 %s: %v", part, err)
	}
	printed, _ := os.ReadFile(file("lines"))
	l.watch()
	for line := range strings.Lines(string(printed)) {
		if line = strings.TrimSpace(line); strings.Contains(line, " ") {
			l.wrong(line)
		} else if line != "" {
			lines = append(lines, line)
		}
	}
	return r, lines
}

// mostWrong bounds how many wrong answers are shown.
const mostWrong = 10

// wrong fails for an answer that is none.
func (l *loadRun) wrong(line string) {
	if l.shown++; l.shown <= mostWrong {
		l.t.Error(line)
	}
}

// watch keeps the most memory that the service had.
func (l *loadRun) watch() {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.serving.cmd.Process.Pid))
	if err != nil {
		l.t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if kB, found := strings.CutPrefix(line, "VmHWM:"); found {
			l.rss, _ = strconv.Atoi(strings.Fields(kB)[0])
		}
	}
}

// used is the processor time of processes so far, in seconds.
func used(t *testing.T, pids ...int) (seconds float64) {
	t.Helper()
	return ticks(t, 11, pids)
}

// usedOfEnded is the processor time of the children of a process that ended, in seconds.
func usedOfEnded(t *testing.T, pid int) (seconds float64) {
	t.Helper()
	return ticks(t, 13, []int{pid})
}

// ticks adds up two fields of /proc/pid/stat that are times, in seconds.
func ticks(t *testing.T, first int, pids []int) (seconds float64) {
	t.Helper()
	const ticks = 100 // a second, on Linux always
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it ended
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		f := strings.Fields(rest)
		for _, field := range f[first : first+2] {
			n, _ := strconv.ParseFloat(field, 64)
			seconds += n / ticks
		}
	}
	return seconds
}

// stored counts what came in by the forms.
func (l *loadRun) stored() (n int) {
	l.t.Helper()
	if err := l.pool.QueryRow(l.t.Context(), `SELECT count(*) FROM pieces WHERE channel = 'form'`).Scan(&n); err != nil {
		l.t.Fatal(err)
	}
	return n
}

// kept counts how many of these references are a piece.
func (l *loadRun) kept(references []string) (n int) {
	l.t.Helper()
	if err := l.pool.QueryRow(l.t.Context(), `SELECT count(*) FROM pieces WHERE reference = ANY ($1)`, references).Scan(&n); err != nil {
		l.t.Fatal(err)
	}
	return n
}

// pages compares the form's first page with nginx that serves the same bytes, and
// a page in the middle of the form with what it asks of the database.
func (l *loadRun) pages() {
	front := l.startNginx()
	ours := append([]int{l.serving.cmd.Process.Pid}, children(l.t, l.serving.cmd.Process.Pid, "postgres")...)
	theirs := append([]int{front.cmd.Process.Pid}, children(l.t, front.cmd.Process.Pid, "worker")...)
	for range l.length.rounds {
		theirRate, theirCPU := l.page(front.address, theirs)
		ourRate, ourCPU := l.page(l.plan.Base+l.plan.Start, ours)
		l.say("first page: nginx %.0f/s, %.0f us of processor; postkamer %.0f/s, %.0f us: %.2f of the rate, %.2f by processor",
			theirRate, theirCPU, ourRate, ourCPU, ourRate/theirRate, theirCPU/ourCPU)
	}
}

// page is how often an address answers in a second, and what one answer costs in
// microseconds of processor.
func (l *loadRun) page(address string, pids []int) (rate, cpu float64) {
	before := used(l.t, pids...)
	r, _ := l.k6("page", map[string]string{"URL": address, "SECONDS": strconv.Itoa(l.length.seconds)})
	n := r["http_reqs"]["count"]
	if failed := r["failed"]["count"]; failed > 0 {
		l.t.Errorf("%s: %.0f of %.0f answers are wrong", address, failed, n)
	}
	return r["http_reqs"]["rate"], (used(l.t, pids...) - before) / n * 1e6
}

// startNginx serves the bytes of our first page, zipped as we send it.
func (l *loadRun) startNginx() *service {
	l.t.Helper()
	root := filepath.Join(l.dir, "nginx")
	if err := os.MkdirAll(filepath.Join(root, "html"), 0o755); err != nil {
		l.t.Fatal(err)
	}
	req, _ := http.NewRequestWithContext(l.t.Context(), http.MethodGet, l.plan.Base+l.plan.Start, nil)
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		l.t.Fatal(err)
	}
	defer resp.Body.Close()
	l.writeFrom(filepath.Join(root, "html", "page.html.gz"), resp)
	port := freePort(l.t)
	conf := fmt.Sprintf(nginxConf, port, root)
	if err := os.WriteFile(filepath.Join(root, "nginx.conf"), []byte(conf), 0o644); err != nil {
		l.t.Fatal(err)
	}
	cmd := exec.Command("/usr/sbin/nginx", "-p", root, "-c", filepath.Join(root, "nginx.conf"), "-e", filepath.Join(root, "error.log"), "-g", "daemon off;")
	if err := cmd.Start(); err != nil {
		l.t.Fatalf("nginx: %v: run deploy/packages.sh load", err)
	}
	front := &service{cmd: cmd, address: fmt.Sprintf("http://127.0.0.1:%d/page.html", port)}
	l.t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	for range 100 {
		if resp, err := http.Get(front.address); err == nil {
			_ = resp.Body.Close()
			return front
		}
		time.Sleep(20 * time.Millisecond)
	}
	l.t.Fatal("nginx does not answer")
	return nil
}

// nginxConf has a log line per request, as we have.
const nginxConf = `worker_processes 2;
user root;
pid nginx.pid;
events { worker_connections 4096; }
http {
	types { text/html html; }
	charset utf-8;
	sendfile on;
	tcp_nopush on;
	gzip_static always;
	access_log access.log combined buffer=32k;
	server { listen 127.0.0.1:%d; root %s/html; keepalive_requests 100000; }
}
`
