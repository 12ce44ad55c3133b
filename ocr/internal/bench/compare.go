package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A comparison is what is to be compared on which pages.
type comparison struct {
	set     Set
	engines []engine
	runs    int
	texts   string // folder for what the engines read; empty: not kept
	command string
	log     io.Writer
}

// run has all engines read all pages, in turns, so that each has the same
// moments of rest and trouble. The text is judged once: it is the same each time.
func (c comparison) run(ctx context.Context) (Result, error) {
	r := Result{
		Set: c.set.Name, Day: time.Now().Format(time.DateOnly), Command: c.command, Machine: describe(ctx),
		Load: load(), Pages: len(c.set.Pages), Letters: len(c.set.letters()),
	}
	for n := range c.runs {
		for i, e := range c.engines {
			o, err := c.once(ctx, e)
			if err != nil {
				return r, fmt.Errorf("compare: %s: %w", e.name, err)
			}
			fmt.Fprintf(c.log, "run %d, %s: %.0f s, %.1f pages a minute, %.2f CPU seconds a page\n",
				n+1, e.name, o.Wall, o.perMinute(r.Pages), o.CPU/float64(r.Pages))
			if n > 0 {
				r.Engines[i].Runs = append(r.Engines[i].Runs, o.cost)
				continue
			}
			r.Engines = append(r.Engines, judge(c.set, e, o))
			if err := c.keep(e, o); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}

// once has an engine read all pages, with a folder of its own to work in.
func (c comparison) once(ctx context.Context, e engine) (outcome, error) {
	dir, err := os.MkdirTemp("", "bench-"+e.name+"-")
	if err != nil {
		return outcome{}, err
	}
	defer os.RemoveAll(dir)
	return e.read(ctx, c.set, dir)
}

// keep writes what an engine read, to look at.
func (c comparison) keep(e engine, o outcome) error {
	if c.texts == "" {
		return nil
	}
	dir := filepath.Join(c.texts, e.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("keep texts: %w", err)
	}
	for file, read := range o.read {
		if err := os.WriteFile(filepath.Join(dir, file+".txt"), []byte(read.Text), 0o644); err != nil {
			return fmt.Errorf("keep texts: %w", err)
		}
	}
	return nil
}

// perMinute returns how many of so many pages were read in a minute.
func (c cost) perMinute(pages int) float64 { return float64(pages) * 60 / c.Wall }

// letters returns the names of the letters of a set.
func (s Set) letters() []string {
	var all []string
	for _, p := range s.Pages {
		if !slices.Contains(all, p.Letter) {
			all = append(all, p.Letter)
		}
	}
	return all
}

// only returns the set with the pages of these letters and variants.
func (s Set) only(letters, variants []string) Set {
	s.Pages = slices.DeleteFunc(slices.Clone(s.Pages), func(p Page) bool {
		letter := len(letters) == 0 || slices.ContainsFunc(letters, func(l string) bool { return strings.HasPrefix(p.Letter, l) })
		return !letter || len(variants) > 0 && !slices.Contains(variants, p.Variant)
	})
	return s
}

// load returns how busy the machine has been in the last minute.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(b), " ")
	return first
}
