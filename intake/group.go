package intake

import (
	"postkamer"
)

// Who marks pages when no person does.
const (
	SeparatorRule  = "scheidingsblad"
	OtherSheetRule = "scheidingsblad van een ander" // by the sheet rules of the profile
	BlankRule      = "blanco bladzijde"
)

// Known is what grouping must know of a batch besides its pages.
type Known struct {
	FilePiece bool                          // the next file begins a new piece; else only sheets and people cut
	Rules     postkamer.SheetRules          // of the profile
	Sets      map[string]postkamer.SetState // the sets on the pages that are registered
}

// A Proposal is how the pages of a batch could be cut into pieces.
type Proposal struct {
	Pages  []postkamer.Page // all of them, in the same order
	Pieces int              // how many pieces they make
}

// Blocks tells whether a person must look before the pieces are made.
func (p Proposal) Blocks() bool {
	for _, page := range p.Pages {
		if page.Blocks() {
			return true
		}
	}
	return false
}

// Annotate says of every page of a batch, in their order, what it is: it sets Mark,
// MarkedBy, TextState and Starts, and adds Findings. A separator sheet of ours cuts,
// and so does one by the rules of the profile. Codes of others, a sheet of a set
// that is not registered or is in use elsewhere, and a page that only looks like a
// sheet never cut; the last three wait for a person.
//
// What a person set stays, as Fixed says: the mark of a page, and whether a piece
// begins there. So it can be done again when pages came in between.
func Annotate(pages []postkamer.Page, k Known) Proposal {
	annotated := make([]postkamer.Page, len(pages))
	for i, p := range pages {
		annotated[i] = k.judged(p)
	}
	addSequenceFindings(annotated)
	keepLoneCovers(annotated, k.FilePiece)
	pieces := 0
	for _, piece := range cut(annotated, k.FilePiece) {
		if first := &annotated[piece[0]]; !first.IsFixed(postkamer.FixStarts) {
			first.Starts = true
		}
		if isShown(annotated, piece) {
			pieces++
		}
	}
	return Proposal{Pages: annotated, Pieces: pieces}
}

// judged says what one page is on its own.
func (k Known) judged(p postkamer.Page) postkamer.Page {
	p.Findings = otherFindings(p.Findings)
	sheet, isSheet := postkamer.SheetOf(p.Barcodes)
	code, stops := k.stops(p, sheet)
	if stops && !isAway(p) {
		p.Findings = append(p.Findings, postkamer.NewFinding(code, ""))
	}
	p.Starts = p.Starts && p.IsFixed(postkamer.FixStarts)
	switch {
	case isDecided(p):
	case stops:
		p.Mark, p.MarkedBy = postkamer.MarkNone, ""
	case isSheet:
		p.Mark, p.MarkedBy = postkamer.MarkSeparator, SeparatorRule
	case isCover(p):
		p.Mark, p.MarkedBy = postkamer.MarkSeparator, CoverRule
	case k.Rules.Cuts(p.Barcodes):
		p.Mark, p.MarkedBy = postkamer.MarkSeparator, OtherSheetRule
	case p.Blank && p.State == postkamer.PagePrepared:
		p.Mark, p.MarkedBy = postkamer.MarkBlank, BlankRule
	default:
		p.Mark, p.MarkedBy = postkamer.MarkNone, ""
	}
	return readable(p)
}

// stops tells whether a page is, or may be, a sheet that does not cut by itself.
func (k Known) stops(p postkamer.Page, sheet postkamer.Sheet) (postkamer.FindingCode, bool) {
	if postkamer.LooksLikeSheet(p.Barcodes) {
		return postkamer.FindingSheetUnread, true
	}
	if sheet.Set == "" {
		return "", false
	}
	state, registered := k.Sets[sheet.Set]
	switch {
	case !registered:
		return postkamer.FindingSheetUnknownSet, true
	case state.Elsewhere:
		return postkamer.FindingSheetForeignSet, true
	}
	return "", false
}

// otherFindings returns the findings that grouping does not make.
func otherFindings(findings []postkamer.Finding) []postkamer.Finding {
	var kept []postkamer.Finding
	for _, f := range findings {
		switch f.Code {
		case postkamer.FindingSheetUnread, postkamer.FindingSheetGap, postkamer.FindingSheetTwice,
			postkamer.FindingSheetForeignSet, postkamer.FindingSheetUnknownSet:
		default:
			kept = append(kept, f)
		}
	}
	return kept
}

// isDecided tells whether a person said what the page is.
func isDecided(p postkamer.Page) bool {
	byRule := p.MarkedBy == "" || p.MarkedBy == SeparatorRule || p.MarkedBy == OtherSheetRule || p.MarkedBy == CoverRule || p.MarkedBy == BlankRule
	return p.IsFixed(postkamer.FixMark) || !byRule || isAway(p)
}

// isAway tells whether a page takes no part: another took its place, or a person
// rejected it.
func isAway(p postkamer.Page) bool {
	return p.Mark == postkamer.MarkReplaced || p.Mark == postkamer.MarkRejected
}

// readable says whether the page is to be read: ordinary pages that could be decoded.
func readable(p postkamer.Page) postkamer.Page {
	p.TextState = postkamer.TextNone
	if p.Mark == postkamer.MarkNone && p.State == postkamer.PagePrepared {
		p.TextState = postkamer.TextWaiting
	}
	return p
}

// SheetSets returns the sets whose sheets are among the pages, each once, in order.
func SheetSets(pages []postkamer.Page) []string {
	var sets []string
	seen := map[string]bool{}
	for _, p := range pages {
		sheet, ok := postkamer.SheetOf(p.Barcodes)
		if ok && sheet.Set != "" && !seen[sheet.Set] && !isAway(p) {
			seen[sheet.Set] = true
			sets = append(sets, sheet.Set)
		}
	}
	return sets
}
