package embedded

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// running returns the ids of the processes that run a program of this name in
// this working folder. A postgres and a postkamer-s3 work in the folder they
// serve, so nothing else can match: not a process that got the id of a dead
// one, not a server of another folder. Zombies have no program and do not match.
func running(program, folder string) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err == nil && isRunning(pid, program, folder) {
			pids = append(pids, pid)
		}
	}
	return pids
}

func isRunning(pid int, program, folder string) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	exe, err := os.Readlink(filepath.Join(proc, "exe"))
	if err != nil {
		return false
	}
	// The kernel adds this when the file was replaced by a newer build.
	exe = strings.TrimSuffix(exe, " (deleted)")
	if filepath.Base(exe) != program {
		return false
	}
	cwd, err := os.Readlink(filepath.Join(proc, "cwd"))
	return err == nil && cwd == folder
}

// orphanPoll is how often is looked whether orphans have gone.
const orphanPoll = 20 * time.Millisecond

// stopOrphans ends what a killed owner, or a killed server, left running of a
// program in a folder. first gets the first signal: for PostgreSQL its main
// process, for signals to the others do not stop it. With first 0 all get it.
func stopOrphans(ctx context.Context, program, folder string, first int, nudges []nudge) error {
	for _, n := range nudges {
		signalOrphans(program, folder, first, n.signal)
		gone, err := orphansGone(ctx, program, folder, n.wait)
		if gone || err != nil {
			return err
		}
		first = 0
	}
	return fmt.Errorf("stop old %s of %s: processes %v do not end", program, folder, running(program, folder))
}

func signalOrphans(program, folder string, first int, signal syscall.Signal) {
	for _, pid := range running(program, folder) {
		if first == 0 || pid == first {
			_ = syscall.Kill(pid, signal) // gone already: just as well
		}
	}
}

func orphansGone(ctx context.Context, program, folder string, within time.Duration) (bool, error) {
	for deadline := time.Now().Add(within); ; {
		if len(running(program, folder)) == 0 {
			return true, nil
		}
		if time.Now().After(deadline) {
			return false, nil
		}
		if err := pause(ctx, orphanPoll); err != nil {
			return false, err
		}
	}
}
