package ocr

import (
	"context"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A patience is how long a process may be at one thing. The time in which it wanted a
// processor and others had it does not count, up to twice the limit: nothing is refused
// because the machine was busy. A limit of CPU time holds in any case.
type patience struct {
	*time.Timer
	limit time.Duration
	stood func() time.Duration // for how long others had the processor, since it started
	begin time.Duration        // of that, what was there before, or has been allowed for
	most  time.Duration        // that is allowed for yet
}

func newPatience(pid int, limit time.Duration) *patience {
	stood := func() time.Duration { return stoodStill(pid) }
	return &patience{time.NewTimer(limit), limit, stood, stood(), 2 * limit}
}

// longer tells, when the time is over, whether there is more for what the process stood
// still. Less than a tenth of the limit is none.
func (p *patience) longer() bool {
	more := min(p.stood()-p.begin, p.most)
	if more < p.limit/10 {
		return false
	}
	p.begin, p.most = p.begin+more, p.most-more
	p.Reset(more)
	return true
}

// watch returns why the process must go, nil when done is closed before that.
func (p *patience) watch(ctx context.Context, done <-chan struct{}) error {
	defer p.Stop()
	for {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-p.C:
			if !p.longer() {
				return ErrSlow
			}
		}
	}
}

// watched returns a context that ends with ctx, and with what watch returns while it
// watches, after which end is called; stop ends the watching. Ctx must end with the call.
func watched(ctx context.Context, watch func(ctx context.Context, done <-chan struct{}) error, end func()) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	done := make(chan struct{})
	watching.Go(func() {
		if cause := watch(ctx, done); cause != nil {
			cancel(cause)
			end()
		}
	})
	return ctx, func() {
		close(done)
		watching.Wait()
	}
}

// stoodStill returns how long the threads of a process waited for a processor since they
// started; 0 when the kernel does not tell.
func stoodStill(pid int) (sum time.Duration) {
	folder := "/proc/" + strconv.Itoa(pid) + "/task/"
	threads, _ := os.ReadDir(folder) // it may be gone
	for _, thread := range threads {
		b, _ := os.ReadFile(folder + thread.Name() + "/schedstat")
		if f := strings.Fields(string(b)); len(f) == 3 {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			sum += time.Duration(n)
		}
	}
	return sum
}
