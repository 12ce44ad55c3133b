package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

// The tables stand between these lines of the page; what is around them is
// written by people.
const (
	beginMark = "<!-- begin kinds -->"
	endMark   = "<!-- end kinds -->"
)

// rewrite puts the tables into the page.
func rewrite(path string, r results) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	before, rest, ok := strings.Cut(string(page), beginMark)
	_, after, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no lines %s and %s to write between", path, beginMark, endMark)
	}
	var out bytes.Buffer
	out.WriteString(before + beginMark + "\n")
	r.tables(&out)
	out.WriteString(endMark + after)
	return os.WriteFile(path, out.Bytes(), 0o644)
}

// tables writes all tables.
func (r results) tables(w io.Writer) {
	fmt.Fprintf(w, "%d texts of %d kinds in %d phrasing families; every family was tried by a model that had not seen it,\nat %d levels of noise. Mean over %d of %d folds, ± the standard deviation between them.\n\n", r.Texts, r.Kinds, r.Families, len(levels), r.Folds, folds)
	r.systemTable(w)
	r.noiseTable(w)
	r.kindTable(w)
	r.speedTable(w)
}

func (r results) systemTable(w io.Writer) {
	fmt.Fprintln(w, "| | accuracy | macro F1 | coverage | precision | worst fold | 5 per family | coverage at 99 %, afterwards | no kind: stopped | kind left out: stopped | ECE | AURC |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, s := range r.Systems {
		fmt.Fprintf(w, "| %s | %s | %s | %s | %.4f | %.3f | %.4f | %.3f | %.3f | %.3f | %s | %s |\n", s.Name, s.Accuracy, s.MacroF1, s.Coverage, s.Precision, s.Worst, s.Capped, s.Oracle, s.Unknown, s.LeftOut, s.ECE, s.AURC)
	}
	fmt.Fprintln(w)
}

// String writes a spread as ".912 ± .010".
func (s spread) String() string { return fmt.Sprintf("%.3f ± %.3f", s.Mean, s.SD) }

func (r results) noiseTable(w io.Writer) {
	fmt.Fprintln(w, "Characters read wrongly: accuracy, and of what the thresholds let through coverage and precision.")
	fmt.Fprintln(w)
	head, rule := "| |", "|---|"
	for _, level := range levels {
		head += fmt.Sprintf(" %.0f %% |", 100*level)
		rule += "---|"
	}
	fmt.Fprintln(w, head+"\n"+rule)
	for _, s := range r.Systems {
		line := "| " + s.Name + " |"
		for _, n := range s.Noise {
			line += fmt.Sprintf(" %.3f; %.3f, %.4f |", n.Accuracy, n.Coverage, n.Precision)
		}
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w)
}

func (r results) kindTable(w io.Writer) {
	if len(r.PerKind) == 0 {
		return
	}
	fmt.Fprintln(w, "Ours, kind by kind, the best first. The last column counts the families of other kinds, or of none, of which a text was believed to be this.")
	fmt.Fprintln(w)
	fmt.Fprintln(w, "| kind | families | recall | precision | F1 | coverage | precision of the believed | families wrong |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|")
	for _, k := range r.PerKind {
		fmt.Fprintf(w, "| `%s` | %d | %.3f | %.3f | %.3f | %.3f | %.4f | %d |\n", k.Kind, k.Families, k.Recall, k.Precision, k.F1, k.Coverage, k.Believed, k.Wrong)
	}
	fmt.Fprintln(w)
}

func (r results) speedTable(w io.Writer) {
	if len(r.Speed) == 0 {
		return
	}
	fmt.Fprintln(w, "Speed: training with its cross-validation on all processors, guessing on one.")
	fmt.Fprintln(w)
	fmt.Fprintln(w, "| | system | texts | seconds | CPU seconds | texts per CPU second |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|")
	for _, s := range r.Speed {
		fmt.Fprintf(w, "| %s | %s | %d | %.1f | %.1f | %.0f |\n", s.What, s.System, s.Texts, s.Seconds, s.CPU, float64(s.Texts)/max(.001, s.CPU))
	}
}
