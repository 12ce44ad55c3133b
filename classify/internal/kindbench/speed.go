package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"syscall"
	"time"

	"postkamer/classify"
)

// A speed is how long something took.
type speed struct {
	What    string  `json:"what"`
	System  string  `json:"system"`
	Texts   int     `json:"texts"`
	Seconds float64 `json:"seconds"`     // by the clock
	CPU     float64 `json:"cpu_seconds"` // of all processors together
}

// many is how many texts training is timed on, as the municipality has after years.
const many = 20_000

// measureSpeed times training on all texts and on many, by all processors, and
// guessing on one.
func (b *bench) measureSpeed() error {
	var known []classify.Example
	for _, e := range b.all {
		if e.Class != classify.Unknown {
			known = append(known, e)
		}
	}
	crowd := multiply(known, many)
	for _, s := range b.systems {
		if s.name != ours && s.name != baseline {
			continue
		}
		for _, list := range [][]classify.Example{known, crowd} {
			var guess judge
			took, err := timed(func() (err error) { guess, err = s.learn(list); return err })
			if err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
			took.What, took.System, took.Texts = "train", s.name, len(list)
			b.results.Speed = append(b.results.Speed, took)
			fmt.Fprintf(b.progress, "%s: %d texts trained in %.1f s\n", s.name, len(list), took.Seconds)
			if len(list) != len(known) {
				continue
			}
			before := runtime.GOMAXPROCS(1)
			took, _ = timed(func() error { guess(crowd); return nil })
			runtime.GOMAXPROCS(before)
			took.What, took.System, took.Texts = "guess", s.name, len(crowd)
			b.results.Speed = append(b.results.Speed, took)
		}
	}
	return nil
}

// timed runs something and says how long it took.
func timed(do func() error) (speed, error) {
	began, used := time.Now(), cpu()
	err := do()
	return speed{Seconds: time.Since(began).Seconds(), CPU: (cpu() - used).Seconds()}, err
}

// cpu returns the processor time of this program so far.
func cpu() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// multiply makes n texts of a few: the same ones again, each badly scanned in its
// own way.
func multiply(list []classify.Example, n int) []classify.Example {
	var out []classify.Example
	for i := range n {
		e := list[i%len(list)]
		rng := rand.New(rand.NewPCG(5, uint64(i)))
		e.Text = scanned(e.Text, .1*rng.Float64(), rng)
		out = append(out, e)
	}
	return out
}
