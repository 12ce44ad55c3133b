package learn

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"postkamer"
	"postkamer/classify"
)

// Bound is the share of a kind's families by which a new model may be worse; one
// family in any case. With some 17 families of a kind to measure on, one that
// changes sides is chance; two are not.
const Bound = .10

// TimidBound is the share of families believed at .99 that a new model may lose
// over all kinds. Measured with 189 labels on all texts: .09 when they are right,
// .33 when every tenth is wrong.
const TimidBound = .25

// A Lesson is a letter of which a person said the kind.
type Lesson struct {
	Piece     postkamer.PieceID
	Kind      postkamer.CaseType
	Text      string
	Corrected bool // the program had decided something else
	Before    bool // the model at work learned from it
}

// Texts are those that come with the program.
type Texts struct {
	Train []classify.Example // to learn from
	Test  []classify.Example // of other families, to measure on, some of no known kind
}

// A Result is what came of learning.
type Result struct {
	Measures
	Model       []byte // the new one, as a file; nil when it is not to be installed
	Labels      int
	Corrections int
	Families    int // ways of phrasing among the labels
	Seconds     float64
}

// Measures say how the new model does beside the one at work.
type Measures struct {
	Rolling  []classify.KindChange `json:"rolling"`  // on families held out this time; neither of two stand-ins learned from them
	Standing []classify.KindChange `json:"standing"` // of the models themselves, on families always held out; nil when it came to no model
	Held     int                   `json:"held"`     // families that Rolling was measured on
	Program  string                `json:"program"`  // checksum of the model of the program, with whose texts was learned
}

// Sure returns how many of the held-out families the former and the new model
// know right for certain.
func (r Measures) Sure() (before, after float64) {
	for _, c := range r.Rolling {
		before, after = before+c.Before.Believed, after+c.After.Believed
	}
	return before, after
}

// Timid tells whether the new model dares to believe far less.
func (r Measures) Timid() bool {
	before, after := r.Sure()
	return after < (1-TimidBound)*before
}

// refused tells whether the new model may not be installed.
func (r Measures) refused() bool { return len(r.Worse()) > 0 || r.Timid() }

// Worse returns the kinds that got worse by more than Bound.
func (r Measures) Worse() []classify.KindChange {
	var worse []classify.KindChange
	for _, c := range slices.Concat(r.Rolling, r.Standing) {
		if c.Worse(max(Bound, 1/float64(max(1, c.Families)))) {
			worse = append(worse, c)
		}
	}
	return worse
}

// errNothing says that there is no label with a text.
var errNothing = errors.New("there is no label with a text to learn from")

// Run learns. Base is the model at work; round counts how often was learned, and
// says which families are held out. Equal input gives an equal model but for the
// seconds that it took.
func Run(texts Texts, lessons []Lesson, base *classify.Model, round int) (Result, error) {
	began := time.Now()
	now, families := labelled(lessons)
	r := Result{Labels: len(now), Families: families}
	if len(now) == 0 {
		return r, errNothing
	}
	before := []classify.Example{}
	for i, l := range lessons {
		if l.Corrected {
			r.Corrections++
		}
		if l.Before {
			before = append(before, now[i])
		}
	}
	var err error
	if r.Rolling, r.Held, err = rolling(texts, before, now, round); err != nil {
		return r, err
	}
	if !r.refused() {
		r.Model, r.Standing, err = final(texts, now, base)
	}
	if r.refused() {
		r.Model = nil
	}
	r.Seconds = time.Since(began).Seconds()
	return r, err
}

// labelled returns the lessons as examples, in families of their own, and how many
// families there are.
func labelled(lessons []Lesson) ([]classify.Example, int) {
	f := newFamilies()
	list := make([]classify.Example, len(lessons))
	for i, l := range lessons {
		list[i] = classify.Example{Class: string(l.Kind), Text: l.Text, Weight: 1, Name: fmt.Sprintf("piece %d", l.Piece)}
		list[i].Family = fmt.Sprintf("label/%d", f.of(classify.PrintOf(l.Text)))
		if l.Corrected {
			list[i].Weight = classify.LabelWeight
		}
	}
	return list, f.size
}

// rolling trains on the labels of before and on those of now, both without the
// families whose turn it is, and compares them on those and on the standing texts.
func rolling(texts Texts, before, now []classify.Example, round int) ([]classify.KindChange, int, error) {
	held := func(e classify.Example) bool { return turn(e.Family) == round%turns }
	old, err := classify.Train(slices.DeleteFunc(slices.Concat(texts.Train, before), held), classify.TrainOptions{})
	if err != nil {
		return nil, 0, err
	}
	next, err := classify.Train(slices.DeleteFunc(slices.Concat(texts.Train, now), held), classify.TrainOptions{})
	if err != nil {
		return nil, 0, err
	}
	heldout := slices.Clone(texts.Test)
	names := map[string]bool{}
	for _, e := range slices.Concat(texts.Train, now) {
		if held(e) {
			heldout = append(heldout, e)
		}
	}
	for _, e := range heldout {
		names[e.Family] = true
	}
	return classify.Compare(old, next, heldout), len(names), nil
}

// turns is over how many rounds the families take turns in being held out.
const turns = 5

// turn returns in which round a family is held out.
func turn(family string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(family))
	return int(h.Sum32() % turns)
}

// final makes the model that is to work, and holds it against the one at work.
func final(texts Texts, now []classify.Example, base *classify.Model) ([]byte, []classify.KindChange, error) {
	m, err := classify.Train(slices.Concat(texts.Train, now), classify.TrainOptions{})
	if err != nil {
		return nil, nil, err
	}
	return m.Encode(), classify.Compare(base, m, texts.Test), nil
}
