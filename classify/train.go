package classify

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// An Example is a text whose kind a person knows.
type Example struct {
	Class  string // the kind; Unknown for one that no model is trained on
	Text   string
	Family string // examples of one phrasing (a template, one writer) share it; empty stands alone
	Name   string // where it comes from, for messages
}

// Unknown is the class of examples that fit no kind. They are never trained on;
// Evaluate counts how many of them are turned away.
const Unknown = "_unknown"

// TrainOptions are the settings of Train; the zero value is a good start.
type TrainOptions struct {
	Lexicon      []byte    // YAML as in lexicon.yaml; nil is the shipped one
	LexiconShare float64   // how much the lexicon counts; 0 is the default, negative leaves it out
	Copies       int       // noisy copies of every example; 0 is the default, negative none
	Folds        int       // parts for cross-validation; 0 is the default
	Precisions   []float64 // targets to choose thresholds for, rising; nil is .95, .97 and .99
	Seed         uint64    // of all that is drawn; the same seed gives the same model
}

// defaults fills in what was left out.
func (o TrainOptions) defaults() TrainOptions {
	o.Copies = cmp.Or(max(o.Copies, -1), 2)
	o.Folds = cmp.Or(o.Folds, 5)
	o.Seed = cmp.Or(o.Seed, 1)
	o.LexiconShare = max(0, cmp.Or(o.LexiconShare, 1))
	if o.Lexicon == nil {
		o.Lexicon = shippedLexicon
	}
	if len(o.Precisions) == 0 {
		o.Precisions = []float64{.95, .97, .99}
	}
	return o
}

// Train learns a model. It needs two kinds or more; examples of class Unknown
// are passed over. Thresholds and probabilities come from cross-validation by
// family: a model must prove itself on phrasings that it has not seen.
func Train(examples []Example, opts TrainOptions) (*Model, error) {
	began := time.Now()
	opts = opts.defaults()
	t, err := newTrainer(examples, opts)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	m := t.fit(t.examples)
	t.calibrate(m)
	m.examples = uint32(len(t.examples))
	m.seconds = float32(time.Since(began).Seconds())
	return m, nil
}

// A trainer holds what all fits of one training share.
type trainer struct {
	opts     TrainOptions
	kinds    []string
	examples []Example
	lexicon  *lexicon
	noisy    map[string][]string  // noisy copies per text
	counted  map[string][]feature // counts per text, clean and noisy
}

func newTrainer(examples []Example, opts TrainOptions) (*trainer, error) {
	phrases, err := readPhrases(opts.Lexicon)
	if err != nil {
		return nil, err
	}
	t := &trainer{opts: opts, lexicon: newLexicon(phrases), noisy: map[string][]string{}, counted: map[string][]feature{}}
	for _, e := range examples {
		if e.Class == Unknown || len(tokens(e.Text)) == 0 {
			continue
		}
		t.examples = append(t.examples, e)
		t.kinds = append(t.kinds, e.Class)
	}
	slices.Sort(t.kinds)
	t.kinds = slices.Compact(t.kinds)
	if len(t.kinds) < 2 || len(t.kinds) > maxKinds {
		return nil, errors.New("needs texts of at least two kinds, one folder per kind")
	}
	t.damageAll()
	return t, nil
}

// damageAll makes the noisy copies, each from its own seed.
func (t *trainer) damageAll() {
	for i, e := range t.examples {
		rng := rand.New(rand.NewPCG(t.opts.Seed, uint64(i)))
		var copies []string
		for c := range max(0, t.opts.Copies) {
			copies = append(copies, noisy(e.Text, .03*float64(c+1), rng))
		}
		t.noisy[e.Text] = copies
		for _, text := range append([]string{e.Text}, copies...) {
			t.counted[text] = count(weighed(text))
		}
	}
}

// fit trains on some of the examples and their noisy copies. Kinds without an
// example get a plane that says no.
func (t *trainer) fit(examples []Example) *Model {
	var samples []sample
	var lists [][]feature
	for _, e := range examples {
		kind, _ := slices.BinarySearch(t.kinds, e.Class)
		for _, text := range append([]string{e.Text}, t.noisy[e.Text]...) {
			list := t.counted[text]
			lists = append(lists, list)
			samples = append(samples, sample{list, kind})
		}
	}
	rarity := rarities(lists)
	for i := range samples {
		samples[i].features = weigh(slices.Clone(samples[i].features), rarity)
	}
	m := assemble(t.kinds, rarity, separate(samples, len(t.kinds), t.opts.Seed))
	m.lexicon, m.share = t.lexicon, float32(t.opts.LexiconShare)
	return m
}
