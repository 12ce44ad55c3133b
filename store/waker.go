package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"
)

// wakeAfter is how long after a commit workers are told of its steps a second time, at the
// latest; no more than one such call goes out in that time.
const wakeAfter = 50 * time.Millisecond

// A waker tells workers of steps that River itself keeps quiet about. River calls once in
// 100 ms for each lane, when a step is inserted and not when it is committed: a step that
// comes right after another one would lie until the workers look by themselves, seconds
// later. What is lost here with a process costs those seconds and nothing else.
type waker struct {
	call func(lanes []string)

	mu    sync.Mutex
	lanes map[string]bool // with steps that were committed since the last call
	timer *time.Timer
}

// committed notes lanes to which steps were added.
func (w *waker) committed(lanes []string) {
	if len(lanes) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lanes == nil {
		w.lanes = map[string]bool{}
		w.timer = time.AfterFunc(wakeAfter, w.wake)
	}
	for _, l := range lanes {
		w.lanes[l] = true
	}
}

// wake calls for what was noted.
func (w *waker) wake() {
	w.mu.Lock()
	lanes := slices.Sorted(maps.Keys(w.lanes))
	if w.timer != nil {
		w.timer.Stop()
	}
	w.lanes, w.timer = nil, nil
	w.mu.Unlock()
	if len(lanes) > 0 {
		w.call(lanes)
	}
}

// callWorkers sends what River sends when it inserts a job. Workers look by themselves when
// it fails, so that an error is only worth a line in the log.
func (s *Store) callWorkers(lanes []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var payloads []string
	for _, l := range lanes {
		text, _ := json.Marshal(map[string]string{"queue": l})
		payloads = append(payloads, string(text))
	}
	if _, err := s.pool.Exec(ctx, `SELECT pg_notify(current_schema() || '.river_insert', unnest($1::text[]))`, payloads); err != nil {
		s.log.Debug("workers not called", "err", err)
	}
}
