package classify

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// A trainer holds what all fits of one training share.
type trainer struct {
	opts    TrainOptions
	kinds   []string // sorted
	lexicon *lexicon
	rarity  []float32
	lessons []lesson
}

// A lesson is an example prepared for learning.
type lesson struct {
	Example
	kind     int        // place in the trainer's kinds
	copy     string     // a noisy copy of its text; empty when there is none
	variants [][]packed // of the text and of its noisy copies, weighed
}

func newTrainer(examples []Example, opts TrainOptions) (*trainer, error) {
	phrases, err := readPhrases(opts.Lexicon)
	if err != nil {
		return nil, err
	}
	if opts.LexiconShare == 0 {
		phrases = nil
	}
	t := &trainer{opts: opts, lexicon: newLexicon(phrases)}
	examples = slices.DeleteFunc(slices.Clone(examples), func(e Example) bool { return e.Class == Unknown || len(tokens(e.Text)) == 0 })
	examples = choose(examples)
	for _, e := range examples {
		t.kinds = append(t.kinds, e.Class)
	}
	slices.Sort(t.kinds)
	t.kinds = slices.Compact(t.kinds)
	if len(t.kinds) < 2 || len(t.kinds) > maxKinds {
		return nil, errors.New("needs texts of at least two kinds, one folder per kind")
	}
	t.prepare(examples)
	return t, nil
}

// prepare makes the lessons: counts the features of every text and of its noisy
// copies, several texts at a time, and weighs them by how rare they are.
func (t *trainer) prepare(examples []Example) {
	copies := min(t.opts.Copies, max(0, mostVariants/len(examples)-1))
	t.lessons = make([]lesson, len(examples))
	parts := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for part := range parts {
		wait.Go(func() {
			for i := part; i < len(examples); i += parts {
				t.lessons[i] = t.lesson(examples[i], copies, uint64(i))
			}
		})
	}
	wait.Wait()
	var lists [][]packed
	for _, l := range t.lessons {
		lists = append(lists, l.variants...)
	}
	t.rarity = rarities(lists)
	var spare []feature
	for _, list := range lists {
		spare = weighPacked(list, t.rarity, spare)
	}
}

// lesson prepares one example; its copies are damaged from a seed of their own.
func (t *trainer) lesson(e Example, copies int, i uint64) lesson {
	kind, _ := slices.BinarySearch(t.kinds, e.Class)
	e.Weight = cmp.Or(max(0, e.Weight), 1)
	l := lesson{Example: e, kind: kind, variants: [][]packed{packCounts(count(weighed(e.Text)))}}
	rng := rand.New(rand.NewPCG(t.opts.Seed, i))
	for c := range copies {
		text := noisy(e.Text, noiseStep*float64(c+1), rng)
		if c == 0 {
			l.copy = text
		}
		l.variants = append(l.variants, packCounts(count(weighed(text))))
	}
	return l
}

// noiseStep is the share of letters wrong in the first noisy copy; the second has
// twice as many.
const noiseStep = .03

// fit trains on lessons and on what the lexicon says. Kinds without a lesson and
// without a phrase get a plane that says no.
func (t *trainer) fit(lessons []lesson, x *lexicon) *Model {
	samples := t.primers(x)
	for _, l := range lessons {
		for _, v := range l.variants {
			samples = append(samples, sample{v, l.kind, l.Weight})
		}
	}
	m := assemble(t.kinds, t.rarity, separate(samples, len(t.kinds), t.opts.Seed))
	m.lexicon, m.share = x, float32(t.opts.LexiconShare)
	return m
}

// A primer is a made-up text of a few phrases of the lexicon. With primers the
// planes know what the lexicon knows, and by the parts of its words more: on
// families not trained on, with half of the lexicon, coverage at 99 % goes from
// .51 to .62 and the area under the risk-coverage curve from .024 to .016. With
// 300 of four phrases instead of 120 of two, accuracy goes from .915 to .922 (three
// folds of the families of train, two texts of each, clean and with noise; with the
// whole lexicon from .929 to .936, and coverage at 99 % from .72 to .76).
const (
	primersPerKind  = 300
	primerPhrases   = 4
	primerSeed      = 5
	leastForPrimers = 10 // phrases of a kind: fewer say too little of it
)

func (t *trainer) primers(x *lexicon) []sample {
	rng := rand.New(rand.NewPCG(t.opts.Seed, primerSeed))
	var samples []sample
	for k, kind := range t.kinds {
		own := x.of(kind)
		if len(own) < leastForPrimers {
			continue
		}
		for range primersPerKind {
			var words []string
			for range primerPhrases {
				words = append(words, tokens(own[rng.IntN(len(own))].text)...)
			}
			samples = append(samples, sample{pack(weigh(count(words), t.rarity)), k, 1})
		}
	}
	return samples
}

// of returns the phrases of a kind.
func (x *lexicon) of(kind string) []phrase {
	var own []phrase
	for _, p := range x.phrases {
		if p.kind == kind {
			own = append(own, p)
		}
	}
	return own
}
