package web

import (
	"context"
	"errors"
	"sync"
	"time"
)

// class is who goes first at a gate.
type class int

// Classes, first to last.
const (
	sending class = iota // sends a form that was let in
	begun                // was let in and goes on
	coming               // comes for the first time
	classes
)

// patience is how long a class waits for its turn, and how many of it may wait. Who
// comes is told at once that it is too busy; who has begun rather waits.
type patience struct {
	wait time.Duration
	most int
}

var patiences = [classes]patience{
	sending: {10 * time.Second, 1000},
	begun:   {8 * time.Second, 1000},
	coming:  {40 * time.Millisecond, 100},
}

// A gate lets a bounded number of requests work at once. Who waits gets the next place
// by class, and within a class in order of arrival.
type gate struct {
	mu    sync.Mutex
	all   int // places
	free  int
	full  time.Time // until when nobody new waits: the last who did waited in vain
	lines [classes][]chan struct{}
}

// fullFor is how long nobody new waits after somebody new waited in vain: while far too
// many come each of them hears at once that it is too busy.
const fullFor = time.Second

func newGate(places int) *gate { return &gate{all: places, free: places} }

// enter waits for a place. It returns errBusy when there is none in time, and the
// error of ctx when the visitor left. Leave gives the place to the next.
func (g *gate) enter(ctx context.Context, c class) (leave func(), err error) {
	mine, err := g.queue(c)
	if err != nil {
		return nil, err
	}
	if mine == nil {
		return g.leave, nil
	}
	timer := time.NewTimer(patiences[c].wait)
	defer timer.Stop()
	select {
	case <-mine:
		return g.leave, nil
	case <-timer.C:
		err = errBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	if !g.giveUp(c, mine, err) {
		return g.leave, nil // it was given at the same moment
	}
	return nil, err
}

// queue takes a free place, for which it returns nil, or a place in the line.
func (g *gate) queue(c class) (mine chan struct{}, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free > 0 {
		g.free--
		return nil, nil
	}
	if len(g.lines[c]) >= patiences[c].most || c == coming && time.Now().Before(g.full) {
		return nil, errBusy
	}
	mine = make(chan struct{})
	g.lines[c] = append(g.lines[c], mine)
	return mine, nil
}

// giveUp leaves the line; false when the place was given meanwhile.
func (g *gate) giveUp(c class, mine chan struct{}, why error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.lines[c] {
		if other == mine {
			g.lines[c] = append(g.lines[c][:i:i], g.lines[c][i+1:]...)
			if c == coming && errors.Is(why, errBusy) {
				g.full = time.Now().Add(fullFor)
			}
			return true
		}
	}
	return false
}

// leave gives the place to the next, or frees it.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.lines {
		if len(g.lines[c]) > 0 {
			next := g.lines[c][0]
			g.lines[c] = g.lines[c][1:]
			close(next)
			return
		}
	}
	g.free++
}

// atWork is how many have a place.
func (g *gate) atWork() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.all - g.free
}
