package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

// expected is the whole of expected.json.
type expected struct {
	About string         `json:"about"`
	Files []expectedFile `json:"files"`
}

// An expectedFile is a refused file, or one with pages and pieces. Marked are
// pages that belong to no piece: separator sheets and their backs.
type expectedFile struct {
	File    string            `json:"file"`
	Refused string            `json:"refused,omitempty"`
	Pages   int               `json:"pages,omitempty"`
	Marked  map[string]string `json:"marked,omitempty"`
	Pieces  []expectedPiece   `json:"pieces,omitempty"`
}

// An expectedPiece says where a letter lies in its file and what becomes of it.
type expectedPiece struct {
	Letter string            `json:"letter"` // its name in generate/letters
	Pages  []int             `json:"pages"`  // from 1, without the blank ones
	Marked map[string]string `json:"marked,omitempty"`
	outcome
}

// An outcome is what a sensible person expects of a letter.
type outcome struct {
	CaseType     string   `json:"case_type,omitempty" yaml:"case_type"` // empty: any
	Destination  string   `json:"destination" yaml:"destination"`
	Doubts       []string `json:"doubts,omitempty" yaml:"doubts"`         // all of these are there
	DoubtsAny    []string `json:"doubts_any,omitempty" yaml:"doubts_any"` // at least one of these is there
	TextContains []string `json:"text_contains,omitempty" yaml:"text_contains"`
}

const about = "Made by generate; do not edit. Page numbers count from 1 within the file. " +
	"Further doubts than those listed are allowed: some depend on the day of receipt."

// expect works out the expectation of every delivery.
func expect(deliveries []delivery, outcomes map[string]outcome) (expected, error) {
	e := expected{About: about}
	for _, d := range deliveries {
		f := expectedFile{File: d.File, Refused: d.Refused}
		if d.Refused == "" {
			if err := f.fill(d.Pages, outcomes); err != nil {
				return e, fmt.Errorf("%s: %w", d.File, err)
			}
		}
		e.Files = append(e.Files, f)
	}
	return e, nil
}

// fill cuts the pages into pieces at the separator sheets.
func (f *expectedFile) fill(pages []page, outcomes map[string]outcome) error {
	f.Pages, f.Marked = len(pages), map[string]string{}
	var current *expectedPiece
	for i, p := range pages {
		number := strconv.Itoa(i + 1)
		switch {
		case p.Separator != "":
			f.Marked[number], current = "separator", nil
		case p.Blank && current == nil:
			f.Marked[number] = "blank"
		case p.Blank:
			current.Marked[number] = "blank"
		case current == nil:
			o, known := outcomes[p.Of]
			if !known {
				return fmt.Errorf("no outcome for letter %s", p.Of)
			}
			f.Pieces = append(f.Pieces, expectedPiece{Letter: p.Of, Pages: []int{i + 1}, Marked: map[string]string{}, outcome: o})
			current = &f.Pieces[len(f.Pieces)-1]
		default:
			current.Pages = append(current.Pages, i+1)
		}
	}
	return nil
}

// write makes expected.json.
func (e expected) write(name string) error {
	b, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(b, '\n'), 0o644)
}
