package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// marks returns what stands around the table of a set in understanding.md.
func marks(set string) (begin, end string) {
	return "<!-- begin " + published[set] + " -->", "<!-- end " + published[set] + " -->"
}

// table returns the figures as a table of Markdown.
func (r Result) table() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d sheets of %d templates (set %s), %s. A field counts as accepted in state ok or repaired.\n\n", r.Sheets, r.Templates, r.Set, r.Day)
	out.WriteString("| field | on sheets | exact | accepted | wrong | precision | coverage | plain patterns: precision | coverage |\n|---|---|---|---|---|---|---|---|---|\n")
	plain := map[string]Score{"all": r.Baseline.Total}
	for _, s := range r.Baseline.Fields {
		plain[s.Field] = s
	}
	for _, s := range append([]Score{r.Ours.Total}, r.Ours.Fields...) {
		fmt.Fprintf(&out, "| %s | %d | %s | %d | %d | %s | %s | %s |\n", s.Field, s.There, share(s.Exact, s.There), s.Accepted, s.Wrong,
			share(s.Accepted-s.Wrong, s.Accepted), share(s.Accepted-s.Wrong, s.There), against(plain[s.Field]))
	}
	return out.String()
}

// share writes a part of a whole; a dash of nothing.
func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", float64(part)/float64(whole))
}

func against(s Score) string {
	if s.Accepted == 0 {
		return "- | -"
	}
	return share(s.Accepted-s.Wrong, s.Accepted) + " | " + share(s.Accepted-s.Wrong, s.There)
}

// print writes the table, the mistakes and, when asked, what was missed.
func (r Result) print(w io.Writer, all bool) error {
	lines := []string{r.table()}
	for _, m := range r.Ours.Mistakes {
		lines = append(lines, fmt.Sprintf("WRONG %s (%s) %s: %q, want %q", m.Sheet, m.Variant, m.Field, m.Value, m.Want))
	}
	for _, m := range r.Ours.Missed {
		if all {
			lines = append(lines, fmt.Sprintf("missed %s (%s) %s: %q, want %q", m.Sheet, m.Variant, m.Field, m.Value, m.Want))
		}
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

// intoDocs puts the table between its marks.
func (r Result) intoDocs(path string) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	beginMark, endMark := marks(r.Set)
	before, rest, ok := strings.Cut(string(body), beginMark)
	_, after, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return fmt.Errorf("write the table: %s has no %s", path, beginMark)
	}
	var wrong strings.Builder
	for _, m := range r.Ours.Mistakes {
		fmt.Fprintf(&wrong, "- %s, %s: %s read as `%s`, on the sheet: `%s`\n", m.Sheet, m.Variant, m.Field, m.Value, strings.Join(m.Want, "` or `"))
	}
	if wrong.Len() == 0 {
		wrong.WriteString("None.\n")
	}
	body = []byte(before + beginMark + "\n" + r.table() + "\nAccepted and wrong:\n\n" + wrong.String() + endMark + after)
	return os.WriteFile(path, body, 0o600)
}
