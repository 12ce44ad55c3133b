package main

import (
	"fmt"
	"os"
	"strings"

	"postkamer/classify"
)

// target is the precision that every system chooses its thresholds for.
const target = .99

// A judge guesses examples that it has not learned from.
type judge func([]classify.Example) []classify.Attempt

// A system learns from examples, thresholds and all, and gives a judge.
type system struct {
	name  string
	about string
	learn func([]classify.Example) (judge, error)
}

// ours and baseline are the systems that further measurements are about.
const (
	ours     = "ours"
	baseline = "bag of words"
)

// systems are what is measured, in the order of the tables. The lexicon and the
// texts were written in one house; what half of it and none of it reach tells how
// much of the result hangs on that.
func systems(lexicon string) ([]system, error) {
	whole, err := os.ReadFile(lexicon)
	if err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	return []system{
		{ours, "as shipped: `train DIR`", learnWith(classify.TrainOptions{Lexicon: whole})},
		{"ours, half of the lexicon", "a half of the phrases by chance, as if their author had thought of fewer", learnWith(classify.TrainOptions{Lexicon: []byte(halved(string(whole)))})},
		{"ours, no lexicon", "texts only", learnWith(classify.TrainOptions{LexiconShare: -1})},
		{baseline, "word 1-2-grams, multinomial logistic regression", learnBag},
	}, nil
}

// learnWith trains ours.
func learnWith(opts classify.TrainOptions) func([]classify.Example) (judge, error) {
	return func(learn []classify.Example) (judge, error) {
		m, err := classify.Train(learn, opts)
		if err != nil {
			return nil, err
		}
		return func(try []classify.Example) []classify.Attempt { return classify.Try(m, try) }, nil
	}
}

// halved leaves out every second phrase of a lexicon by chance, and no kind.
func halved(lexicon string) string {
	var kept []string
	for line := range strings.Lines(lexicon) {
		if !strings.HasPrefix(line, " ") || hash(line)%2 == 0 {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
