package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"postkamer/classify"
)

// bag is what we measure beside: words and pairs of neighbouring words, weighed
// by 1+log(count) times rarity and scaled to length 1, with multinomial logistic
// regression. It is the method of most open mail-rooms (see docs/understanding.md)
// in its stronger form: sublinear counts, rarity, and noisy copies to learn from,
// as ours has.
type bag struct {
	kinds     []string
	number    map[string]int // of a word or pair
	rarity    []float64
	weights   [][]float64 // per word or pair, per kind
	bias      []float64
	threshold float64
}

// Settings of the baseline: tried .1 to 2 and 5 to 40 on the folds of train, and
// taken where its accuracy was best.
const (
	bagRate   = .5
	bagPasses = 15
	bagDecay  = 1e-6
	bagFewest = 2 // texts that must have a word
)

// bagWords returns the words and pairs of a text in small letters.
func bagWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i := range len(words) - 1 {
		words = append(words, words[i]+" "+words[i+1])
	}
	return words
}

// learnBag trains on the examples and two noisy copies of each, and takes the
// threshold from families that it was not trained on.
func learnBag(learn []classify.Example) (judge, error) {
	b := fitBag(learn)
	fold := deal(learn)
	var trials []classify.Attempt
	for f := range folds {
		rest, try := split(learn, fold, f)
		trials = append(trials, fitBag(rest).judge(noisyCopies(try, copyRates[:1]))...)
	}
	b.threshold = lowest(trials, target)
	return b.judge, nil
}

// copyRates are the noise of the copies that the baseline learns from.
var copyRates = []float64{.03, .06}

// noisyCopies returns the examples and a copy of each with every rate of noise.
func noisyCopies(list []classify.Example, rates []float64) []classify.Example {
	all := slices.Clone(list)
	for i, e := range list {
		rng := rand.New(rand.NewPCG(77, uint64(i)))
		for _, rate := range rates {
			e.Text = scanned(list[i].Text, rate, rng)
			all = append(all, e)
		}
	}
	return all
}

func fitBag(learn []classify.Example) *bag {
	b := &bag{number: map[string]int{}}
	learn = noisyCopies(learn, copyRates)
	texts := b.vocabulary(learn)
	for _, e := range learn {
		b.kinds = append(b.kinds, e.Class)
	}
	slices.Sort(b.kinds)
	b.kinds = slices.Compact(b.kinds)
	b.bias = make([]float64, len(b.kinds))
	b.weights = make([][]float64, len(b.number))
	squares := make([][]float64, len(b.number))
	for w := range b.weights {
		b.weights[w], squares[w] = make([]float64, len(b.kinds)), make([]float64, len(b.kinds))
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range bagPasses {
		for _, i := range rng.Perm(len(learn)) {
			kind, _ := slices.BinarySearch(b.kinds, learn[i].Class)
			b.step(b.vector(texts[i]), kind, squares)
		}
	}
	return b
}

// vocabulary numbers the words that enough texts have and counts how rare each is.
func (b *bag) vocabulary(learn []classify.Example) [][]string {
	in := map[string]int{}
	texts := make([][]string, len(learn))
	for i, e := range learn {
		texts[i] = bagWords(e.Text)
		for _, w := range slices.Compact(slices.Sorted(slices.Values(texts[i]))) {
			in[w]++
		}
	}
	for _, words := range texts {
		for _, w := range words {
			if _, ok := b.number[w]; !ok && in[w] >= bagFewest {
				b.number[w] = len(b.rarity)
				b.rarity = append(b.rarity, 1+math.Log(float64(1+len(learn))/float64(1+in[w])))
			}
		}
	}
	return texts
}

// An entry is one word of a text with its weight.
type entry struct {
	number int
	value  float64
}

func (b *bag) vector(words []string) []entry {
	counts := map[int]float64{}
	for _, w := range words {
		if n, ok := b.number[w]; ok {
			counts[n]++
		}
	}
	list := make([]entry, 0, len(counts))
	sum := 0.0
	for n, count := range counts {
		v := (1 + math.Log(count)) * b.rarity[n]
		list = append(list, entry{n, v})
		sum += v * v
	}
	slices.SortFunc(list, func(a, b entry) int { return a.number - b.number })
	for i := range list {
		list[i].value /= math.Sqrt(sum)
	}
	return list
}

func (b *bag) scores(list []entry) []float64 {
	scores := slices.Clone(b.bias)
	for _, e := range list {
		for k, w := range b.weights[e.number] {
			scores[k] += w * e.value
		}
	}
	return scores
}

// step is one step of AdaGrad on the log loss of one text.
func (b *bag) step(list []entry, kind int, squares [][]float64) {
	chances := softmax(b.scores(list))
	chances[kind]--
	for k, miss := range chances {
		b.bias[k] -= .1 * bagRate * miss
	}
	for _, e := range list {
		weights, sums := b.weights[e.number], squares[e.number]
		for k, miss := range chances {
			g := miss*e.value + bagDecay*weights[k]
			sums[k] += g * g
			weights[k] -= bagRate * g / math.Sqrt(1e-8+sums[k])
		}
	}
}

func (b *bag) judge(list []classify.Example) []classify.Attempt {
	out := make([]classify.Attempt, len(list))
	for i, e := range list {
		scores := b.scores(b.vector(bagWords(e.Text)))
		best := slices.Index(scores, slices.Max(scores))
		chance := softmax(scores)[best]
		top := scores[best]
		scores[best] = math.Inf(-1)
		margin := top - slices.Max(scores)
		out[i] = classify.Attempt{Want: e.Class, Got: b.kinds[best], Family: familyOf(e), Margin: margin, Probability: chance, Sure: margin >= b.threshold}
	}
	return out
}

func softmax(scores []float64) []float64 {
	out, sum, top := make([]float64, len(scores)), 0.0, slices.Max(scores)
	for k, s := range scores {
		out[k] = math.Exp(s - top)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

// lowest returns the lowest margin from which on the wanted share is right.
func lowest(trials []classify.Attempt, precision float64) float64 {
	slices.SortStableFunc(trials, func(a, b classify.Attempt) int { return -compare(a.Margin, b.Margin) })
	found, right := math.Inf(1), 0
	for i, t := range trials {
		if t.Right() {
			right++
		}
		if float64(right) >= precision*float64(i+1) {
			found = t.Margin
		}
	}
	return found
}
