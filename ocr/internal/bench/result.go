package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
)

// A Result is what a comparison on one set of pages found.
type Result struct {
	Set     string         `json:"set"`
	Day     string         `json:"day"`
	Command string         `json:"command"`
	Machine Machine        `json:"machine"`
	Load    string         `json:"load"` // of the machine when it began: others may have worked too
	Pages   int            `json:"pages"`
	Letters int            `json:"letters"`
	Engines []EngineResult `json:"engines"`
}

// An EngineResult is what one engine did in it.
type EngineResult struct {
	Name     string        `json:"name"`
	Says     string        `json:"says"`
	Total    Score         `json:"total"`
	Variants []NamedScore  `json:"variants"`
	Letters  []NamedScore  `json:"letters"`
	Runs     []cost        `json:"runs"`
	Upright  *UprightScore `json:"upright,omitempty"` // nil: the engine does not say how it turned
	Failures []string      `json:"failures,omitempty"`
	Missed   []string      `json:"missed,omitempty"` // page and key value
}

// A NamedScore is the score of the pages with one degradation, or of one letter.
type NamedScore struct {
	Name string `json:"name"`
	Score
}

// An UprightScore says how many pages were turned and straightened rightly.
type UprightScore struct {
	Pages    int     `json:"pages"`
	Right    int     `json:"right"`     // turned as they should be
	Crooked  int     `json:"crooked"`   // of those, more than half a degree askew afterwards
	WorstOff float64 `json:"worst_off"` // degrees
}

// judge scores what an engine read.
func judge(s Set, e engine, o outcome) EngineResult {
	r := EngineResult{Name: e.name, Says: e.says, Runs: []cost{o.cost}}
	for _, p := range s.Pages {
		read := o.read[p.File]
		score := scorePage(p, read.Text)
		r.Total.add(score)
		r.Variants = addTo(r.Variants, p.Variant, score)
		r.Letters = addTo(r.Letters, p.Letter, score)
		r.judgeUpright(p, read)
		if read.Error != "" {
			r.Failures = append(r.Failures, p.File+": "+read.Error)
		}
		for _, k := range p.Keys {
			if !p.Hand && !k.Hand && !contains(read.Text, k.Text) {
				r.Missed = append(r.Missed, fmt.Sprintf("%s: %s %q", p.File, k.Kind, k.Text))
			}
		}
	}
	return r
}

func addTo(all []NamedScore, name string, score Score) []NamedScore {
	i := slices.IndexFunc(all, func(n NamedScore) bool { return n.Name == name })
	if i < 0 {
		i = len(all)
		all = append(all, NamedScore{Name: name})
	}
	all[i].add(score)
	return all
}

func (r *EngineResult) judgeUpright(p Page, read pageRead) {
	if read.Rotation < 0 || read.Error != "" {
		return
	}
	if r.Upright == nil {
		r.Upright = &UprightScore{}
	}
	u := r.Upright
	u.Pages++
	if read.Rotation != p.Rotation%360 {
		return
	}
	u.Right++
	off := math.Abs(read.Skew - p.Skew)
	u.WorstOff = max(u.WorstOff, off)
	if off > 0.5 {
		u.Crooked++
	}
}

// engine returns the result of one engine, nil when it did not take part.
func (r Result) engine(name string) *EngineResult {
	for i := range r.Engines {
		if r.Engines[i].Name == name {
			return &r.Engines[i]
		}
	}
	return nil
}

// save writes r as JSON.
func (r Result) save(path string) error {
	b, err := json.MarshalIndent(r, "", " ")
	if err == nil {
		err = os.WriteFile(path, b, 0o644)
	}
	if err != nil {
		return fmt.Errorf("save result: %w", err)
	}
	return nil
}

func loadResult(path string) (Result, error) {
	var r Result
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil {
		return r, fmt.Errorf("load result: %w", err)
	}
	return r, nil
}

// percent returns part of whole in percent.
func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
