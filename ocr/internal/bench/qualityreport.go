package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"postkamer"
)

// The part of docs/quality.md between these marks is made by "bench quality".
const beginQuality = "<!-- begin: made by make bench-quality, do not edit -->"

// write writes what was found on one set as Markdown.
func (t qualityTable) write(w io.Writer) {
	fmt.Fprintf(w, "Set `%s`: %d good pages, of which %d (%.1f %%) would ask for eyes.\n\n", t.set, t.good, t.asked, percent(t.asked, t.good))
	fmt.Fprint(w, "| finding | fault | weak | middle | strong | false alarms on good pages |\n|---|---|---:|---:|---:|---:|\n")
	var before postkamer.FindingCode
	for _, row := range t.ways {
		alarms := ""
		if row.code != before && row.code.Eyes() && row.code != postkamer.FindingDuplicate {
			alarms = fmt.Sprint(t.alarms[row.code])
		}
		if row.code == postkamer.FindingDuplicate {
			alarms = fmt.Sprintf("%d of %d pairs", t.pairs[1], t.pairs[0])
		}
		before = row.code
		fmt.Fprintf(w, "| %s | %s | %d of %d | %d of %d | %d of %d | %s |\n", row.code, row.says, row.caught[0], row.of[0], row.caught[1], row.of[1], row.caught[2], row.of[2], alarms)
	}
	fmt.Fprintln(w)
}

// writeQuality puts the tables into quality.md, the reported set first.
func writeQuality(docs string, tables []qualityTable) error {
	path := filepath.Join(docs, "quality.md")
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(b), beginQuality)
	_, after, closed := strings.Cut(rest, endMark)
	if !ok || !closed {
		return fmt.Errorf("%s has no place for the tables", path)
	}
	var made strings.Builder
	for _, t := range slices.Backward(tables) {
		t.write(&made)
	}
	return os.WriteFile(path, []byte(before+beginQuality+"\n\n"+made.String()+endMark+after), 0o644)
}
