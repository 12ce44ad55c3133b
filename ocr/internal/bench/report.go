package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The part of docs/reading.md between these marks is made by "bench report".
const (
	beginMark = "<!-- begin: made by make bench-ocr, do not edit -->"
	endMark   = "<!-- end -->"
)

// printResult writes a result for people at a terminal.
func printResult(w io.Writer, r Result, missed bool) {
	writeTables(w, r)
	for _, e := range r.Engines {
		for _, f := range e.Failures {
			fmt.Fprintf(w, "%s failed: %s\n", e.Name, f)
		}
		if missed && e.Name == "ours" {
			fmt.Fprintln(w, strings.Join(e.Missed, "\n"))
		}
	}
}

// writeTables writes the tables of a result as Markdown.
func writeTables(w io.Writer, r Result) {
	fmt.Fprintf(w, "%d pages of %d letters, %s.\n\n", r.Pages, r.Letters, r.Day)
	writeTotals(w, r)
	writeTimes(w, r)
	lines := table{title: "Line character error, %", r: r, cell: func(s Score) float64 { return percent(s.LineErrors, s.LineChars) }, digits: 2}
	lines.write(w)
	text := table{title: "Whole-text character error, % (the order counts)", r: r, cell: func(s Score) float64 { return percent(s.TextErrors, s.TextChars) }, digits: 2}
	text.write(w)
	keys := table{title: "Key values found on typed pages, %", r: r, cell: func(s Score) float64 { return percent(s.TypedFound, s.TypedKeys) }, digits: 1, more: true}
	keys.write(w)
	byLetter := lines
	byLetter.title, byLetter.byLetter = "Line character error by letter, %", true
	byLetter.write(w)
	writeWorse(w, lines, keys)
}

// writeTotals writes one row for each engine.
func writeTotals(w io.Writer, r Result) {
	fmt.Fprint(w, "| engine | line errors | of typed lines | whole text | of typed pages | words wrong | key values | on typed pages | in boxes | upright | straight |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, e := range r.Engines {
		t, upright, straight := e.Total, "-", "-"
		if u := e.Upright; u != nil {
			upright, straight = fmt.Sprintf("%d of %d", u.Right, u.Pages), fmt.Sprintf("%d", u.Right-u.Crooked)
		}
		fmt.Fprintf(w, "| %s | %.2f %% | %.2f %% | %.2f %% | %s | %.2f %% | %.1f %% | %.1f %% (%d of %d) | %d of %d | %s | %s |\n", e.Name,
			percent(t.LineErrors, t.LineChars), percent(t.TypedErrors, t.TypedChars), percent(t.TextErrors, t.TextChars), t.typedText(),
			percent(t.WordErrors, t.Words), percent(t.Found, t.Keys), percent(t.TypedFound, t.TypedKeys), t.TypedFound, t.TypedKeys, t.BoxedFound, t.BoxedKeys, upright, straight)
	}
	fmt.Fprintln(w)
}

// typedText returns the errors of the whole text of typed pages; older results do not
// have them.
func (s Score) typedText() string {
	if s.TypedTextChars == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f %%", percent(s.TypedTextErrors, s.TypedTextChars))
}

// writeTimes writes the middle of the runs, and the least and most.
func writeTimes(w io.Writer, r Result) {
	fmt.Fprintf(w, "| engine | pages a minute | CPU seconds a page | pages a CPU second | most memory of a process, MB | runs |\n|---|---:|---:|---:|---:|---:|\n")
	for _, e := range r.Engines {
		speed := spread(e.Runs, func(c cost) float64 { return c.perMinute(r.Pages) })
		cpu := spread(e.Runs, func(c cost) float64 { return c.CPU / float64(r.Pages) })
		rate := spread(e.Runs, func(c cost) float64 { return float64(r.Pages) / c.CPU })
		memory := spread(e.Runs, func(c cost) float64 { return float64(c.Memory) / (1 << 20) })
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %d |\n", e.Name, speed.text(1), cpu.text(2), rate.text(2), memory.text(0), len(e.Runs))
	}
	fmt.Fprintln(w)
}

// A span is the middle, the least and the most of some runs.
type span struct{ middle, least, most float64 }

func spread(runs []cost, of func(cost) float64) span {
	var all []float64
	for _, c := range runs {
		all = append(all, of(c))
	}
	slices.Sort(all)
	return span{all[len(all)/2], all[0], all[len(all)-1]}
}

func (s span) text(digits int) string {
	if s.least == s.most {
		return fmt.Sprintf("%.*f", digits, s.middle)
	}
	return fmt.Sprintf("%.*f [%.*f-%.*f]", digits, s.middle, digits, s.least, digits, s.most)
}

// writeReport puts results into reading.md and draws them beside it.
func writeReport(docs string, all []Result) error {
	path := filepath.Join(docs, "reading.md")
	old, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	before, rest, ok := strings.Cut(string(old), beginMark)
	_, after, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return fmt.Errorf("write report: the marks are not in %s", path)
	}
	var b strings.Builder
	b.WriteString(before + beginMark + "\n")
	for i, r := range all {
		if err := writeSection(&b, docs, fmt.Sprintf("%s-%d", r.Set, i+1), r); err != nil {
			return err
		}
	}
	b.WriteString(endMark + after)
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// setTitles are what the sets are called in the report.
var setTitles = map[string]string{
	"tuning":  "Letters on which reading was tuned",
	"kinds":   "Other kinds of post: receipts, cards, newsletters, coloured bars",
	"heldout": "New letters, on which nothing was tuned",
}

// writeSection writes what is to be known of one result. Its drawings have names
// that begin with prefix.
func writeSection(b *strings.Builder, docs, prefix string, r Result) error {
	title := setTitles[r.Set]
	if title == "" {
		title = r.Set
	}
	fmt.Fprintf(b, "\n## %s\n\n", title)
	fmt.Fprintf(b, "%s, %d cores, %s; load of the machine at the start %s.\n%s.\n\n    %s\n\n", r.Machine.Processor, r.Machine.Cores, r.Machine.Kernel, r.Load, strings.Join(r.Machine.Versions, "; "), r.Command)
	for _, d := range drawings(r) {
		name := fmt.Sprintf("%s-%s.svg", prefix, d.name)
		if err := os.MkdirAll(filepath.Join(docs, "reading"), 0o755); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		if err := os.WriteFile(filepath.Join(docs, "reading", name), []byte(d.svg()), 0o644); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
		fmt.Fprintf(b, "![%s](reading/%s)\n\n", d.title, name)
	}
	writeTables(b, r)
	return nil
}
