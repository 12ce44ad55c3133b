package web

import (
	"context"
	"fmt"

	"postkamer"
	"postkamer/store"
)

// An askedRow is a sheet that a caseworker wants scanned again, with where its
// paper lies.
type askedRow struct {
	What   string
	Where  string
	Why    string
	Answer string // why it did not work the last time
	By     string
	Link   string // where it is done or refused; empty: under way
}

// addAsked adds what caseworkers ask for, the oldest first.
func (s *Server) addAsked(ctx context.Context, page *scanPage) error {
	lines, err := s.cfg.Store.OpenRescans(ctx)
	if err != nil {
		return err
	}
	for _, line := range lines {
		page.Rescans = append(page.Rescans, s.askedRow(line))
	}
	return nil
}

func (s *Server) askedRow(line store.RescanLine) askedRow {
	row := askedRow{What: fmt.Sprintf("%s, van %s", upperFirst(rescanSheet(line)), line.Reference), Why: line.Why, Answer: line.Answer,
		By: fmt.Sprintf("%s, %s", line.AskedBy, dutchDate(line.AskedAt.In(s.zone)))}
	row.Where = fmt.Sprintf("%s, in %s", paperPlace(line.BoxYear, line.BoxNumber, line.BoxPosition), stackName(line.Day, line.Number))
	if line.State == postkamer.RescanOpen {
		row.Link = fmt.Sprintf("/nascan/%d", line.ID)
	}
	return row
}

// rescanSheet is what the page of a request is called, within a sentence.
func rescanSheet(line store.RescanLine) string {
	return postkamer.PageName(line.Sheet, line.Back, line.PagePosition)
}
