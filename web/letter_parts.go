package web

import (
	"strings"
	"time"

	"postkamer"
)

// A letterPart is one part of a letter as it is shown: a heading, the code, points of
// a list or a paragraph.
type letterPart struct {
	Text   string
	Head   bool
	Code   bool
	Points []string
}

// moment writes 22 november 2026, 9.05 uur.
func (s *Server) moment(t time.Time) string {
	t = t.In(s.zone)
	return dutchDate(t) + ", " + dutchClock(t) + " uur"
}

// letterParts puts the paragraphs of a letter together for the page.
func letterParts(body []string) []letterPart {
	var parts []letterPart
	for _, p := range body {
		last := len(parts) - 1
		switch {
		case p == postkamer.CodeBlock:
			parts = append(parts, letterPart{Code: true})
		case strings.HasPrefix(p, "## "):
			parts = append(parts, letterPart{Head: true, Text: strings.TrimPrefix(p, "## ")})
		case strings.HasPrefix(p, "- ") && last >= 0 && parts[last].Points != nil:
			parts[last].Points = append(parts[last].Points, strings.TrimPrefix(p, "- "))
		case strings.HasPrefix(p, "- "):
			parts = append(parts, letterPart{Points: []string{strings.TrimPrefix(p, "- ")}})
		default:
			parts = append(parts, letterPart{Text: p})
		}
	}
	return parts
}
