package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"postkamer"
)

// The part of docs/separators.md between these marks is made by "bench separators".
const sheetMark = "<!-- begin: made by make bench-sheets, do not edit -->"

// report puts the tables into separators.md and draws a chart beside it.
func (r sheetResult) report(docs string) error {
	path := filepath.Join(docs, "separators.md")
	old, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	before, rest, ok := strings.Cut(string(old), sheetMark)
	_, after, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return fmt.Errorf("write report: the marks are not in %s", path)
	}
	if err := os.MkdirAll(filepath.Join(docs, "separators"), 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := writeFile(filepath.Join(docs, "separators", "sheets.svg"), []byte(r.drawing().svg())); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(before + sheetMark + "\n\n")
	fmt.Fprintf(&b, "    %s\n\n%s, zbar %s.\n\n", r.Command, r.Day, r.Zbar)
	b.WriteString("![Sheets read, in %](separators/sheets.svg)\n\n")
	writeSheetTables(&b, r)
	b.WriteString(endMark + after)
	return writeFile(path, []byte(b.String()))
}

// drawing is a chart of the sheets that each reader read.
func (r sheetResult) drawing() drawing {
	d := drawing{title: "Damaged sheets in %: longer is better", digits: 0}
	var stopped, ours, other []float64
	for _, c := range r.Sheets {
		d.labels = append(d.labels, c.Kind)
		stopped = append(stopped, percent(c.Read+c.Stopped, c.Pages))
		ours = append(ours, percent(c.Read, c.Pages))
		other = append(other, percent(c.Zbar, c.Pages))
	}
	d.series = []series{{"ours", ours}, {"read or stopped", stopped}, {"zbar", other}}
	return d
}

// writeSheetTables writes the tables of a result as Markdown.
func writeSheetTables(w io.Writer, r sheetResult) {
	fmt.Fprintf(w, "Damaged sheets: %d of %d read or stopped for a look (%.2f %%), %d read, %d stopped, **%d merged silently**, %d taken for another sheet.\n\n",
		r.All.Read+r.All.Stopped, r.All.Pages, percent(r.All.Read+r.All.Stopped, r.All.Pages), r.All.Read, r.All.Stopped, r.All.Silent, r.All.Wrong)
	fmt.Fprintf(w, "Ordinary pages: %d, of which **%d split falsely** and %d stopped for a look. With Patch T in the profile %d of them would cut.\n\n",
		r.AllPages.Pages, r.AllPages.Read+r.AllPages.Wrong, r.AllPages.Stopped, r.Cutting)
	fmt.Fprintf(w, "Letters that show a small sheet of ours: %d, of which %d split falsely and %d stopped for a look; in the others the code was too small to be read.\n\n",
		r.Pictures.Pages, r.Pictures.Read+r.Pictures.Wrong, r.Pictures.Stopped)
	if r.Zbar != "" {
		fmt.Fprintf(w, "zbar read %d of the sheets (%d wrongly) and took %.2f seconds of CPU a page; %d were read by one or the other. It read %d codes of ours on ordinary pages.\n\n",
			r.All.Zbar, r.All.Odd, r.All.CPU/float64(max(1, r.All.Pages)), r.All.Either, r.AllPages.Odd)
	}
	fmt.Fprint(w, "| sheets | what happened | pages | read | stopped | silent | wrong | zbar read | either |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n")
	for i, c := range r.Sheets {
		fmt.Fprintf(w, "| %s | %s | %d | %d | %d | %d | %d | %d | %d |\n", c.Kind, damages[i].says, c.Pages, c.Read, c.Stopped, c.Silent, c.Wrong, c.Zbar, c.Either)
	}
	fmt.Fprint(w, "\n| ordinary pages | what is on them | pages | split | stopped | zbar split |\n|---|---|---:|---:|---:|---:|\n")
	for i, c := range r.Pages {
		fmt.Fprintf(w, "| %s | %s | %d | %d | %d | %d |\n", c.Kind, foreigns[i].says, c.Pages, c.Read+c.Wrong, c.Stopped, c.Odd)
	}
	fmt.Fprintln(w)
}

// cutting counts the pages that are separator sheets by a profile with Patch T.
func cutting(trials []sheetTrial) int {
	n := 0
	rules := postkamer.SheetRules{Patch: []string{"T"}}
	for _, t := range trials {
		n += count(rules.Cuts(t.found.Barcodes))
	}
	return n
}

func damageNames() (names []string) {
	for _, d := range damages {
		names = append(names, d.name)
	}
	return names
}

func foreignNames() (names []string) {
	for _, f := range foreigns {
		names = append(names, f.name)
	}
	return names
}
