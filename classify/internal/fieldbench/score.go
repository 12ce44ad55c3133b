package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"postkamer"
	"postkamer/classify"
)

// A Found is what was made of one field: its value, and whether it counts as read.
type Found struct {
	Value    string
	Accepted bool
}

// A Score is what was counted for one field.
type Score struct {
	Field    string `json:"field"`
	There    int    `json:"there"`    // sheets on which it stands
	Exact    int    `json:"exact"`    // found and right, accepted or not
	Accepted int    `json:"accepted"` // taken as read: state ok or repaired
	Wrong    int    `json:"wrong"`    // accepted and not what stands there
}

// Precision is the share of accepted values that is right; 1 of none.
func (s Score) Precision() float64 {
	return 1 - float64(s.Wrong)/float64(max(1, s.Accepted))
}

// Coverage is the share of the fields that stand there and were accepted rightly.
func (s Score) Coverage() float64 { return float64(s.Accepted-s.Wrong) / float64(max(1, s.There)) }

// A Mistake is an accepted value that does not stand on the sheet as that field.
type Mistake struct {
	Sheet, Variant, Field string
	Value                 string   `json:"value"`
	Want                  []string `json:"want"` // empty: the sheet has no such field
}

// A Tally is the score of one way to read fields.
type Tally struct {
	Total    Score     `json:"total"`
	Fields   []Score   `json:"fields"`
	Mistakes []Mistake `json:"mistakes"`
	Missed   []Mistake `json:"-"` // stood there and was not accepted
}

// tally counts over all pages what find finds.
func tally(pages []Page, find func(Page) map[postkamer.FieldName]Found) Tally {
	scores := map[postkamer.FieldName]*Score{}
	of := func(name postkamer.FieldName) *Score {
		if scores[name] == nil {
			scores[name] = &Score{Field: string(name)}
		}
		return scores[name]
	}
	var t Tally
	for _, p := range pages {
		found := find(p)
		for _, name := range names(p.Want, found) {
			want, there := p.Want[name]
			f := found[name]
			right := there && slices.ContainsFunc(want, func(w string) bool { return equal(name, w, f.Value) })
			of(name).add(there, right, f.Accepted)
			m := Mistake{p.ID, p.Variant, string(name), f.Value, want}
			switch {
			case f.Accepted && !right:
				t.Mistakes = append(t.Mistakes, m)
			case there && !f.Accepted:
				t.Missed = append(t.Missed, m)
			}
		}
	}
	t.Total.Field = "all"
	for _, name := range slices.Sorted(maps.Keys(scores)) {
		s := *scores[name]
		t.Fields = append(t.Fields, s)
		t.Total.There, t.Total.Exact = t.Total.There+s.There, t.Total.Exact+s.Exact
		t.Total.Accepted, t.Total.Wrong = t.Total.Accepted+s.Accepted, t.Total.Wrong+s.Wrong
	}
	slices.SortStableFunc(t.Fields, func(a, b Score) int { return cmp.Compare(b.There, a.There) })
	return t
}

// names returns the fields that stand there or were found, in order.
func names(want map[postkamer.FieldName][]string, found map[postkamer.FieldName]Found) []postkamer.FieldName {
	all := slices.Concat(slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(found)))
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *Score) add(there, right, accepted bool) {
	count := func(n *int, yes bool) {
		if yes {
			*n++
		}
	}
	count(&s.There, there)
	count(&s.Exact, right)
	count(&s.Accepted, accepted)
	count(&s.Wrong, accepted && !right)
}

// equal compares a value with what stands on the sheet. Of names and streets the
// letters count, not dots and capitals.
func equal(name postkamer.FieldName, want, got string) bool {
	switch name {
	case postkamer.FieldFullName, postkamer.FieldIBANName, postkamer.FieldPartner, postkamer.FieldHost, postkamer.FieldCompany,
		postkamer.FieldStreet, postkamer.FieldOldStreet, postkamer.FieldNewStreet, postkamer.FieldCity, postkamer.FieldOldCity, postkamer.FieldNewCity:
		return postkamer.Bare(want) == postkamer.Bare(got)
	case postkamer.FieldNumber, postkamer.FieldOldNumber, postkamer.FieldNewNumber:
		return strings.EqualFold(want, got)
	}
	return want == got
}

// ours is what the product makes of a page, with the shipped model.
func ours(m *classify.Model) func(Page) map[postkamer.FieldName]Found {
	policy := classify.DefaultPolicy()
	return func(p Page) map[postkamer.FieldName]Found {
		facts := classify.Facts{Channel: postkamer.Scan, ReceivedOn: p.Day.AddDate(0, 0, 2)}
		v := classify.Classify(postkamer.Text{Pages: []postkamer.PageText{p.Text}}, facts, m, policy)
		found := map[postkamer.FieldName]Found{}
		for _, f := range v.Fields {
			if f.Value != "" {
				found[f.Name] = Found{f.Value, f.State.Sure()}
			}
		}
		return found
	}
}
