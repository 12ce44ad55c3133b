package web

import (
	"fmt"
	"slices"
	"strings"

	"postkamer"
	"postkamer/store"
)

// A batchRow is one stack with its page accounting in words.
type batchRow struct {
	store.BatchLine
	Name   string // Stapel 3, with the day when it is not of today
	Link   string
	From   string
	Status string // what is happening with it
	Pages  string // where its pages are
	Mind   bool   // somebody has to do something
	Next   *way   // what to do next; nil: nothing
}

// A way is a link to what can be done.
type way struct {
	Path  string
	Label string
	Key   string // of the keyboard, as scripts call it; empty: none
	Shown string // the key as it stands on the button
	Main  bool
}

// A stuckRow is a stack that waits for a person, with what to do.
type stuckRow struct {
	Name, Link, Status, Why, Do string
	Retry                       bool
}

// batchRows says in words how stacks are doing: what waits for a person first.
func (s *Server) batchRows(lines []store.BatchLine) []batchRow {
	rows := make([]batchRow, 0, len(lines))
	for _, line := range lines {
		rows = append(rows, s.batchRow(line))
	}
	slices.SortStableFunc(rows, func(a, b batchRow) int { return urgency(a) - urgency(b) })
	return rows
}

// urgency orders stacks: stuck, to be looked at or closed, under way, done.
func urgency(row batchRow) int {
	switch {
	case row.State == postkamer.Stuck:
		return 0
	case row.Mind:
		return 1
	case row.State != postkamer.Split:
		return 2
	}
	return 3
}

func (s *Server) batchRow(line store.BatchLine) batchRow {
	row := batchRow{BatchLine: line, Link: fmt.Sprintf("/stapel/%d", line.ID), Name: s.batchName(line.Batch), From: originLabels[line.Origin], Pages: s.pageAccount(line)}
	if line.Source != postkamer.SourceScanner {
		row.From = sourceLabels[line.Source]
	}
	row.By = byWords(line.By)
	row.Status, row.Mind = s.batchStatus(line)
	row.Next = nextOf(line)
	return row
}

// originLabels and sourceLabels say where a stack comes from.
var (
	originLabels = map[postkamer.Origin]string{postkamer.FromPost: "post", postkamer.FromCounter: "balie"}
	sourceLabels = map[postkamer.Source]string{
		postkamer.SourceUpload:    "bestanden",
		postkamer.SourceHotFolder: "map van de scanner",
		postkamer.SourceImport:    "import",
		postkamer.SourceScanner:   "scanner",
	}
)

// batchName is what a stack is called on a list of today.
func (s *Server) batchName(b postkamer.Batch) string {
	if b.Day.Equal(postkamer.DayOf(s.cfg.Now())) {
		return s.filled("Stapel {n}", "{n}", fmt.Sprint(b.Number))
	}
	return upperFirst(batchTitle(b))
}

// upperFirst makes the first letter a capital; ours are plain letters.
func upperFirst(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// batchStatus says what is happening with a stack, and whether a person must act.
func (s *Server) batchStatus(line store.BatchLine) (status string, mind bool) {
	switch {
	case line.State == postkamer.Stuck:
		return "vastgelopen", true
	case line.State == postkamer.Scanning && !line.IdleAt.IsZero():
		return "wordt gescand, maar er komt niets meer bij", true
	case line.State == postkamer.Scanning:
		return "wordt gescand", false
	case line.State == postkamer.Splitting && line.PagesLeft > 0:
		return s.counted(line.PagesLeft, "bladzijde nog klaar te zetten", "bladzijden nog klaar te zetten"), false
	case line.State == postkamer.Splitting:
		return "wordt geopend", false
	case line.Mishaps > 0:
		return s.counted(line.Mishaps, "bladzijde kwam niet goed binnen", "bladzijden kwamen niet goed binnen"), true
	case line.State == postkamer.Looking && line.ToLook > 0:
		return s.counted(line.ToLook, "bladzijde na te kijken", "bladzijden na te kijken"), true
	case line.State == postkamer.Looking:
		return "nagekeken, nog af te sluiten", true
	case line.Routed < line.Pieces:
		return s.filled("{n} van {alle} stukken ingedeeld", "{n}", dutchNumber(line.Routed), "{alle}", dutchNumber(line.Pieces)), false
	case line.Attended && line.ClosedAt.IsZero():
		return "papier nog in de doos te doen", true
	}
	return s.filled("klaar: {stukken} ingedeeld", "{stukken}", s.counted(line.Routed, "stuk", "stukken")), false
}

// nextOf is what to do next with a stack; nil when nothing is.
func nextOf(line store.BatchLine) *way {
	path := fmt.Sprintf("/stapel/%d", line.ID)
	switch {
	case line.State == postkamer.Scanning:
		return &way{Path: path, Label: "Verder scannen"}
	case line.State == postkamer.Looking && line.ToLook > 0:
		return &way{Path: path + "/nakijken", Label: "Nakijken"}
	case line.State == postkamer.Looking:
		return &way{Path: path + "/afsluiten", Label: "Afsluiten"}
	case line.State == postkamer.Split && line.Mishaps > 0:
		return &way{Path: path + "/afsluiten", Label: "Zeggen wat er is gebeurd"}
	case line.State == postkamer.Split && line.Attended && line.ClosedAt.IsZero():
		return &way{Path: path + "/afsluiten", Label: "Papier opbergen"}
	}
	return nil
}

// pageAccount says where every page of a stack is: nothing is unaccounted for.
func (s *Server) pageAccount(line store.BatchLine) string {
	text := s.counted(line.Pages, "bladzijde", "bladzijden")
	if line.State == postkamer.Split {
		text += fmt.Sprintf(": %d in stukken", line.InPieces)
	}
	if line.Separators > 0 {
		text += ", " + s.counted(line.Separators, "scheidingsblad", "scheidingsbladen")
	}
	for _, part := range []struct {
		n    int
		what string
	}{{line.Blank, "leeg"}, {line.Rejected, "afgekeurd"}, {line.Replaced, "vervangen"}, {line.Unreadable, "niet te openen"}, {line.PagesLeft, "in bewerking"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text
}

// stuckRows are the stacks that wait for a person before anything else.
func (s *Server) stuckRows(lines []store.BatchLine) []stuckRow {
	var rows []stuckRow
	for _, line := range lines {
		row := stuckRow{Name: s.batchName(line.Batch), Link: fmt.Sprintf("/stapel/%d", line.ID)}
		switch {
		case line.State == postkamer.Stuck:
			row.Status, row.Why, row.Retry = "vastgelopen", line.StuckWhy, true
			row.Do = "Probeer het opnieuw. Lukt het dan nog niet? Bel de servicedesk; de bladen zijn bewaard."
		case line.State == postkamer.Scanning && !line.IdleAt.IsZero():
			row.Status, row.Why = "niet afgemaakt", s.filled("Er zijn {bladzijden} binnen en er komt niets meer bij.", "{bladzijden}", s.counted(line.Pages, "bladzijde", "bladzijden"))
			row.Do = "Open de stapel en scan verder, of zeg dat dit alles was."
		case line.Mishaps > 0:
			row.Status, row.Why = "onvolledig", mishapHeading(line.Mishaps)+"."
			row.Do = "Scan het blad opnieuw, of schrijf op wat er met het blad is gebeurd. Tot die tijd gaat de stapel niet verder."
		default:
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// totals are the figures of today in a sentence.
func (s *Server) totals(lines []store.BatchLine) string {
	var pieces, pages, open int
	for _, line := range lines {
		pieces += line.Pieces
		pages += line.Pages
		if _, mind := s.batchStatus(line); mind {
			open++
		}
	}
	text := s.filled("{stapels}, {bladzijden}, {stukken}.", "{stapels}", s.counted(len(lines), "stapel", "stapels"),
		"{bladzijden}", s.counted(pages, "bladzijde", "bladzijden"), "{stukken}", s.counted(pieces, "stuk", "stukken"))
	if open > 0 {
		text += " " + s.counted(open, "stapel vraagt aandacht.", "stapels vragen aandacht.")
	}
	return text
}
