package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// A table has a row for each degradation (or letter) and a column for each engine.
type table struct {
	title    string
	r        Result
	cell     func(Score) float64
	digits   int
	more     bool // a higher figure is a better one
	byLetter bool
}

// rows returns the names of the rows, in the order of the pages.
func (t table) rows() []string {
	var names []string
	for _, n := range t.scores(t.r.Engines[0]) {
		names = append(names, n.Name)
	}
	return names
}

func (t table) scores(e EngineResult) []NamedScore {
	if t.byLetter {
		return e.Letters
	}
	return e.Variants
}

// write writes the table as Markdown. Where ours is worse than another engine,
// its figure is in bold.
func (t table) write(w io.Writer) {
	fmt.Fprintf(w, "%s:\n\n| |", t.title)
	for _, e := range t.r.Engines {
		fmt.Fprintf(w, " %s |", e.Name)
	}
	fmt.Fprintf(w, "\n|---|%s\n", strings.Repeat("---:|", len(t.r.Engines)))
	for i, name := range t.rows() {
		fmt.Fprintf(w, "| %s |", name)
		for _, e := range t.r.Engines {
			form := " %.*f |"
			if e.Name == "ours" && len(t.better(i)) > 0 {
				form = " **%.*f** |"
			}
			fmt.Fprintf(w, form, t.digits, t.cell(t.scores(e)[i].Score))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

// better returns the engines of others that are better than ours in a row.
func (t table) better(row int) []string {
	ours := t.r.engine("ours")
	if ours == nil {
		return nil
	}
	own := t.cell(t.scores(*ours)[row].Score)
	var names []string
	for _, e := range t.r.Engines {
		other := t.cell(t.scores(e)[row].Score)
		if !strings.HasPrefix(e.Name, "ours") && (t.more && other > own || !t.more && other < own) {
			names = append(names, fmt.Sprintf("%s (%.*f against %.*f)", e.Name, t.digits, other, t.digits, own))
		}
	}
	return names
}

// writeWorse says for each degradation whether ours is worse than another.
func writeWorse(w io.Writer, tables ...table) {
	others := slices.ContainsFunc(tables[0].r.Engines, func(e EngineResult) bool { return !strings.HasPrefix(e.Name, "ours") })
	if !others || tables[0].r.engine("ours") == nil {
		return // nothing to compare
	}
	worse := 0
	for _, t := range tables {
		for i, name := range t.rows() {
			for _, other := range t.better(i) {
				fmt.Fprintf(w, "* %s, %s: %s is better than ours.\n", strings.TrimSuffix(t.title, ", %"), name, other)
				worse++
			}
		}
	}
	if worse == 0 {
		fmt.Fprintln(w, "On no degradation is ours worse than another engine.")
	}
	fmt.Fprintln(w)
}
