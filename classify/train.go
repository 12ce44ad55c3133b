package classify

import (
	"cmp"
	"fmt"
	"time"
)

// An Example is a text whose kind a person knows.
type Example struct {
	Class  string  // the kind; Unknown for one that no model is trained on
	Text   string  // as it was read
	Family string  // examples of one phrasing (a template, one writer) share it; empty stands alone
	Name   string  // where it comes from, for messages
	Weight float64 // how many times a mistake on it counts; 0 is 1. Of a correction at the desk LabelWeight
}

// LabelWeight is the weight of an example that a caseworker corrected: what is
// seen on the desk counts for more than a made-up text. TestTheFourthLetter shows
// that three letters of a family then make the fourth come out right, and that
// others stay as they were.
const LabelWeight = 4

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

// lexiconShare is how much the votes of the phrases count beside the planes, which
// learn from the same phrases. On families of train that it did not learn from, .7
// gives an accuracy of .940 and 1 one of .936; with half of the phrases .925 and
// .922, and coverage at 99 % of .67 and .65.
const lexiconShare = .7

// defaults fills in what was left out.
func (o TrainOptions) defaults() TrainOptions {
	o.Copies = max(0, cmp.Or(o.Copies, 2))
	o.Folds = cmp.Or(o.Folds, 5)
	o.Seed = cmp.Or(o.Seed, 1)
	o.LexiconShare = max(0, cmp.Or(o.LexiconShare, lexiconShare))
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
// family: a model must prove itself on phrasings that it has not seen. Of more
// examples than fit in memory (see choose) those are left out of which the family
// has most; labels of the desk are kept first.
func Train(examples []Example, opts TrainOptions) (*Model, error) {
	began := time.Now()
	opts = opts.defaults()
	t, err := newTrainer(examples, opts)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	m := t.fit(t.lessons, t.lexicon)
	t.calibrate(m)
	m.examples = uint32(len(t.lessons))
	m.seconds = float32(time.Since(began).Seconds())
	return m, nil
}
