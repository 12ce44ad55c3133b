package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// readTesseract reads each page with Tesseract's own command line.
func readTesseract(ctx context.Context, s Set, _ string) (outcome, error) {
	o := outcome{read: map[string]pageRead{}}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atATime)
	start := time.Now()
	for _, p := range s.Pages {
		group.Go(func() error {
			cmd := exec.CommandContext(ctx, "tesseract", s.path(p), "stdout", "-l", "nld", "--psm", "3")
			cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
			var out, said bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &said
			err := cmd.Run()
			if cmd.ProcessState == nil {
				return fmt.Errorf("start tesseract: %w", err)
			}
			mu.Lock()
			defer mu.Unlock()
			o.add(cmd)
			r := pageRead{Text: out.String(), Rotation: -1}
			if err != nil {
				r.Error = fmt.Sprintf("%v: %.200s", err, said.String())
			}
			o.read[p.File] = r
			return ctx.Err()
		})
	}
	err := group.Wait()
	o.Wall = seconds(start)
	return o, err
}
