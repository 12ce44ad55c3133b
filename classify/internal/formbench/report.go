package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// A sum adds results up.
type sum struct {
	documents, pages, registered, fields, exact, sure, wrong, ticks, ticksRight, straight, ready, crops int
	elapsed                                                                                             time.Duration
}

func (s *sum) add(r result) {
	count := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	s.documents++
	s.pages, s.registered = s.pages+r.pages, s.registered+r.registered
	s.fields, s.exact, s.sure, s.wrong = s.fields+r.fields, s.exact+r.exact, s.sure+r.sure, s.wrong+r.wrong
	s.ticks, s.ticksRight = s.ticks+r.ticks, s.ticksRight+r.ticksRight
	s.straight, s.ready, s.crops = s.straight+count(r.straight), s.ready+count(r.ready), s.crops+count(r.crops)
	s.elapsed += r.elapsed
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%d of %d (%.1f %%)", part, whole, 100*float64(part)/float64(whole))
}

// report writes the results as Markdown.
func report(results []result) string {
	var b strings.Builder
	b.WriteString("| printed forms | documents | pages recognised | fields exact | taken as sure | wrong among these | boxes and signatures right | straight through | crops for all else |\n|---|---|---|---|---|---|---|---|---|\n")
	line := func(name string, keep func(result) bool) {
		var s sum
		for _, r := range results {
			if keep(r) {
				s.add(r)
			}
		}
		if s.documents > 0 {
			fmt.Fprintf(&b, "| %s | %d | %s | %s | %s | %d | %s | %s | %d |\n", name, s.documents, share(s.registered, s.pages), share(s.exact, s.fields), share(s.sure, s.fields), s.wrong, share(s.ticksRight, s.ticks), share(s.straight, s.documents), s.crops)
		}
	}
	line("**typed**", func(r result) bool { return !r.hand })
	for _, form := range []string{"verhuizing", "tozo"} {
		line("typed, "+form, func(r result) bool { return !r.hand && r.form == form })
	}
	for _, d := range damages {
		line("typed, "+d.name, func(r result) bool { return !r.hand && r.damage == d.name })
	}
	line("**by hand**", func(r result) bool { return r.hand })
	return b.String()
}

// Markers of the part of a document that is ours.
const (
	beginMark = "<!-- begin paper forms -->"
	endMark   = "<!-- end paper forms -->"
)

// publish prints a report, or puts it between the markers of a file.
func publish(text, file string) error {
	if file == "" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(data), beginMark)
	_, after, closed := strings.Cut(rest, endMark)
	if !found || !closed {
		return fmt.Errorf("%s has no markers %s and %s", file, beginMark, endMark)
	}
	return os.WriteFile(file, []byte(before+beginMark+"\n"+text+endMark+after), 0o644)
}
