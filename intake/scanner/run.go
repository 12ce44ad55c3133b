package scanner

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A job is one run of scanimage.
type job struct {
	device string
	dir    string        // where its pages go
	args   []string      // see arguments
	pages  int           // after how many pages to stop; 0 is when the feeder is empty
	stall  time.Duration // how long a page may take; 0 is stallTime
}

// stallTime is how long a page may take. A glass plate at 600 dpi needs minutes,
// and lamps warm up first.
const stallTime = 6 * time.Minute

// pageFile is the name that scanimage gives a page; while it is being written
// ".part" is behind it.
const pageFile = "%04d.tif"

// run has scanimage scan until the feeder is empty, the pages are there, something
// breaks, or ctx ends, and calls keep for each page, in order from 1, once
// scanimage has named it. A page that keep does not take ends the run. It returns
// why it ended; stop is closed to ask it to stop.
func (p Program) run(ctx context.Context, j job, stop <-chan struct{}, keep func(number int) error) Problem {
	out, in, err := os.Pipe()
	if err != nil {
		return Disk
	}
	defer out.Close()
	cmd := p.command(j.command()...)
	cmd.Dir, cmd.Stdout = j.dir, in
	proc, err := startProcess(cmd)
	_ = in.Close()
	if err != nil {
		return notStarted(err)
	}
	names := make(chan string)
	go readNames(out, names) // ends when the process and all it started have let go of the pipe
	w := watch{proc: proc, out: out, stall: j.stall, stop: stop, keep: keep}
	if w.stall == 0 {
		w.stall = stallTime
	}
	w.follow(ctx, names)
	<-proc.done
	return w.outcome(j.dir)
}

func (j job) command() []string {
	args := []string{"--device-name=" + j.device, "--format=tiff", "--batch=" + pageFile, "--batch-print"}
	if j.pages > 0 {
		args = append(args, fmt.Sprintf("--batch-count=%d", j.pages))
	}
	return append(args, j.args...)
}

func notStarted(err error) Problem {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		return NoProgram
	}
	return Died
}

// readNames passes on each line that scanimage prints.
func readNames(out io.Reader, names chan<- string) {
	defer close(names)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		names <- strings.TrimSpace(lines.Text())
	}
	_, _ = io.Copy(io.Discard, out) // after a line without end
}

// A watch is what is known of a run under way.
type watch struct {
	proc  *process
	out   *os.File
	stall time.Duration
	stop  <-chan struct{}
	keep  func(number int) error
	pages int
	why   Problem // why we ended it; NoProblem when it ended by itself
}

// follow takes in pages until scanimage has closed its output. A line counts only
// when it is exactly the name of the next page: drivers print there too.
func (w *watch) follow(ctx context.Context, names <-chan string) {
	stall := time.NewTimer(w.stall)
	defer stall.Stop()
	stop, ended, gone := w.stop, ctx.Done(), w.proc.done // nil: happened
	if stop == nil {
		stop = make(chan struct{})
	}
	for {
		select {
		case name, more := <-names:
			if !more {
				return
			}
			if name != fmt.Sprintf(pageFile, w.pages+1) {
				continue
			}
			w.take()
			if stop != nil {
				stall.Reset(w.stall)
				continue
			}
			w.proc.interrupt() // not every driver heeds the first one
		case <-stall.C:
			w.end(Slow)
			w.proc.kill()
		case <-stop:
			stop = nil
			w.end(Stopped)
			w.proc.interrupt()
			stall.Reset(killDelay)
		case <-gone:
			gone = nil
			_ = w.out.SetReadDeadline(time.Now().Add(killDelay)) // something else may hold the pipe
		case <-ended:
			ended = nil
			w.end(Interrupted)
			w.proc.kill()
		}
	}
}

// take keeps the next page.
func (w *watch) take() {
	if w.why != NoProblem && w.why != Stopped && w.why != Interrupted {
		return
	}
	err := w.keep(w.pages + 1)
	if err == nil {
		w.pages++
		return
	}
	w.end(ofKeeping(err))
	w.proc.kill()
}

func (w *watch) end(why Problem) {
	if w.why == NoProblem {
		w.why = why
	}
}

// ofKeeping returns what it means that a page could not be kept.
func ofKeeping(err error) Problem {
	if errors.Is(err, errCut) {
		return Cut
	}
	return Disk
}

// outcome says why the run ended, once the process has. A page that scanimage had
// moved to its own name before it died is kept too: its sheet lies in the tray.
func (w *watch) outcome(dir string) Problem {
	for w.proc.status() != 0 && w.why != Disk && w.why != Cut {
		if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf(pageFile, w.pages+1))); err != nil || w.keep(w.pages+1) != nil {
			break
		}
		w.pages++
	}
	switch status := w.proc.status(); {
	case w.why != NoProblem:
		return w.why
	case status < 0:
		return Died
	default:
		return ofStatus(status, w.pages)
	}
}

// freeBytes is how much room the disk of a folder has for us.
func freeBytes(dir string) (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, fmt.Errorf("look at room on disk: %w", err)
	}
	return int64(fs.Bavail) * fs.Bsize, nil
}
