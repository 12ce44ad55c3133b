package classify

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// A sample is one text to learn from.
type sample struct {
	features []packed
	kind     int
	weight   float64 // how many times a mistake on it counts
}

// A plane separates one kind from all others.
type plane struct {
	weights *[buckets]float32
	bias    float32
}

// Settings of the solver: the cost of a mistake, the most passes over the
// samples, and the violation at which it has converged. On families not trained
// on, costs of .1 to 3 differ by .01 in accuracy, .3 being best; eight passes do
// as well as forty and take half the time.
const (
	cost       = .3
	passes     = 8
	violation  = .1
	balance    = .25 // extra cost for a rare kind: (others/own)^balance
	seedStride = 7919
)

// separate trains one plane per kind, several at a time. The result does not
// depend on the number of processors: every kind has its own seed.
func separate(samples []sample, kinds int, seed uint64) []plane {
	planes, square := make([]plane, kinds), squares(samples)
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for k := range kinds {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			planes[k] = newSolver(samples, square, k, seed+uint64(k)*seedStride).run()
		})
	}
	wait.Wait()
	return planes
}

// A solver finds one plane: L2-regularised, squared hinge loss, by dual
// coordinate descent (Hsieh and others 2008, the solver of LIBLINEAR -s 1). The
// bias is the weight of a feature that every sample has.
type solver struct {
	samples []sample
	kind    int
	own     float64 // cost of a mistake on a sample of the kind itself
	weights *[buckets]float32
	bias    float64
	alpha   []float64
	square  []float64 // see squares; of all kinds together
	rng     *rand.Rand
}

// squares returns the length of each sample, squared, with the bias.
func squares(samples []sample) []float64 {
	list := make([]float64, len(samples))
	for i, x := range samples {
		list[i] = 1
		for _, f := range x.features {
			list[i] += float64(f.value()) * float64(f.value())
		}
	}
	return list
}

func newSolver(samples []sample, square []float64, kind int, seed uint64) *solver {
	s := &solver{samples: samples, square: square, kind: kind, weights: new([buckets]float32)}
	s.alpha = make([]float64, len(samples))
	s.rng = rand.New(rand.NewPCG(seed, uint64(kind)))
	mine := 0
	for _, x := range samples {
		if x.kind == kind {
			mine++
		}
	}
	s.own = cost * math.Pow(float64(len(samples)-mine+1)/float64(mine+1), balance)
	return s
}

// run passes over the samples until nothing changes much. Samples that lie far on
// the right side are left out of the next passes, and all are tried once more when
// the rest has converged.
func (s *solver) run() plane {
	all := s.rng.Perm(len(s.samples))
	active, limit := slices.Clone(all), math.Inf(1)
	for range passes {
		s.rng.Shuffle(len(active), func(a, b int) { active[a], active[b] = active[b], active[a] })
		worst := 0.0
		active = slices.DeleteFunc(active, func(i int) bool {
			wrong, far := s.step(i, limit)
			worst = max(worst, wrong)
			return far
		})
		limit = max(worst, violation)
		if worst >= violation {
			continue
		}
		if len(active) == len(all) {
			break
		}
		active, limit = slices.Clone(all), math.Inf(1)
	}
	return plane{weights: s.weights, bias: float32(s.bias)}
}

// step moves the plane for one sample. It returns how wrong the plane was there,
// and whether the sample lies further than limit on the right side.
func (s *solver) step(i int, limit float64) (wrong float64, far bool) {
	x, y, c := s.samples[i], -1.0, cost
	if x.kind == s.kind {
		y, c = 1, s.own
	}
	c *= x.weight
	gradient := y*(s.bias+float64(dot(s.weights, x.features))) - 1 + s.alpha[i]/(2*c)
	if s.alpha[i] == 0 && gradient >= 0 {
		return 0, gradient > limit
	}
	old := s.alpha[i]
	s.alpha[i] = max(0, old-gradient/(s.square[i]+1/(2*c)))
	s.move(x, (s.alpha[i]-old)*y)
	return math.Abs(gradient), false
}

// dot is where training spends its time: two sums, so that one addition need not
// wait for the other.
func dot(weights *[buckets]float32, features []packed) float32 {
	var a, b float32
	for len(features) >= 2 {
		f, g := features[0], features[1]
		a += weights[f.bucket()] * f.value()
		b += weights[g.bucket()] * g.value()
		features = features[2:]
	}
	for _, f := range features {
		a += weights[f.bucket()] * f.value()
	}
	return a + b
}

// move adds the sample to the plane, by so much.
func (s *solver) move(x sample, by float64) {
	s.bias += by
	weights, step := s.weights, float32(by)
	for _, f := range x.features {
		weights[f.bucket()] += step * f.value()
	}
}
