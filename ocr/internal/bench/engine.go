package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// atATime is how many pages each engine reads at a time.
const atATime = 2

// An engine reads the pages of a set.
type engine struct {
	name string
	says string
	read func(ctx context.Context, s Set, dir string) (outcome, error)
}

// engines are the ones that are compared. The last is ours again, and more is
// asked of it.
var engines = []engine{
	{"tesseract", "tesseract PAGE stdout -l nld --psm 3, OMP_THREAD_LIMIT=1, two at a time", readTesseract},
	{"ocrmypdf", "ocrmypdf --language nld --deskew --rotate-pages --jobs 2 --sidecar, one document for each degradation", readOCRmyPDF},
	{"ours", "ocr.Engine with two children: Prepare and Read", readOurs},
	{"ours-pdf", "the same, and a searchable PDF/A of each page on disk (fsync)", readOursPDF},
}

// An outcome is what one run of an engine gave.
type outcome struct {
	read map[string]pageRead // by file
	cost
}

// A pageRead is what an engine made of one page.
type pageRead struct {
	Text     string  `json:"text"`
	Rotation int     `json:"rotation"` // -1: the engine does not say
	Skew     float64 `json:"skew"`
	Blank    bool    `json:"blank,omitempty"`
	Error    string  `json:"error,omitempty"`
}

// A cost is what a run took.
type cost struct {
	Wall   float64 `json:"wall"`   // seconds
	CPU    float64 `json:"cpu"`    // seconds, of all processes
	Memory int64   `json:"memory"` // bytes, of the process that held most
}

// add adds what an ended process took.
func (c *cost) add(cmd *exec.Cmd) {
	use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return
	}
	c.CPU += (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	c.Memory = max(c.Memory, use.Maxrss<<10) // Linux counts in KiB
}

// seconds returns how long it is since start.
func seconds(start time.Time) float64 { return time.Since(start).Seconds() }

// A Machine is where figures were made.
type Machine struct {
	Processor string   `json:"processor"`
	Cores     int      `json:"cores"`
	Kernel    string   `json:"kernel"`
	Versions  []string `json:"versions"`
}

// describe says which machine this is and which versions it has.
func describe(ctx context.Context) Machine {
	m := Machine{Cores: runtime.NumCPU(), Processor: processor()}
	m.Kernel = firstLine(ctx, "uname", "-sr")
	m.Versions = append(m.Versions, runtime.Version())
	for _, c := range [][]string{{"tesseract", "--version"}, {"ocrmypdf", "--version"}, {"pdftoppm", "-v"}, {"chromium", "--version"}} {
		line := firstLine(ctx, c[0], c[1:]...)
		if !strings.HasPrefix(strings.ToLower(line), c[0]) {
			line = c[0] + " " + line
		}
		m.Versions = append(m.Versions, line)
	}
	return m
}

func processor() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// firstLine returns the first line that a program prints: poppler's do so among
// their complaints, chromium's start script complains first.
func firstLine(ctx context.Context, name string, args ...string) string {
	var complaints bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return fmt.Sprintf("(%v)", err)
	}
	if len(out) == 0 {
		out = complaints.Bytes()
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line)
}
