package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/classify/examples"
)

// outcomeLevels are the shares of characters read wrongly of which the outcomes are written.
var outcomeLevels = []float64{0, .03, .08}

// writeOutcomes writes what the shipped model and the usual policy make of every
// text of the folder, as a letter and as the free text of a form, a line for each:
// its name, the noise, the kind, the doubts, and a hash of the whole verdict. A change that must not change outcomes gives the same file:
//
//	kindbench -outcomes before.txt; (change); kindbench -outcomes after.txt; cmp before.txt after.txt
func writeOutcomes(dir, file string) error {
	model, err := classify.Default()
	if err != nil {
		return err
	}
	out, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("write outcomes: %w", err)
	}
	for _, part := range []string{"train", "test", "fresh"} {
		list, err := examples.Read(os.DirFS(dir), part, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		for _, e := range list {
			if err := outcomesOf(out, model, e); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

// outcomesOf writes the outcomes of one text.
func outcomesOf(out io.Writer, model *classify.Model, e classify.Example) error {
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for _, level := range outcomeLevels {
		text := scanned(e.Text, level, rand.New(rand.NewPCG(uint64(level*1000), uint64(hash(e.Name)))))
		letter := postkamer.Text{Pages: []postkamer.PageText{{Body: text, Source: postkamer.SourceOCR}}}
		form := classify.Facts{Channel: postkamer.Form, Form: "vraag", ReceivedOn: day, Answers: []postkamer.Answer{{Name: "vraag", Value: text}}}
		for _, v := range []postkamer.Verdict{
			classify.Classify(letter, classify.Facts{Channel: postkamer.Scan, ReceivedOn: day}, model, classify.DefaultPolicy()),
			classify.Classify(postkamer.Text{}, form, model, classify.DefaultPolicy()),
		} {
			whole, err := json.Marshal(v)
			if err != nil {
				return fmt.Errorf("verdict of %s: %w", e.Name, err)
			}
			if _, err := fmt.Fprintf(out, "%s %.2f %s %s %x\n", e.Name, level, v.CaseType, codes(v), sha256.Sum256(whole)); err != nil {
				return fmt.Errorf("write outcomes: %w", err)
			}
		}
	}
	return nil
}

// codes are the codes of the doubts, for who looks for what changed.
func codes(v postkamer.Verdict) string {
	var list []string
	for _, d := range v.Doubts {
		list = append(list, string(d.Code))
	}
	return strings.Join(list, ",")
}
