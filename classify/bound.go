package classify

import (
	"math"
	"sort"
)

// LowerBound returns the share of right outcomes that is surpassed 19 times of 20,
// when right of n were (one-sided, Clopper and Pearson 1934: exact, so never too
// hopeful). It is 0 when there are none.
func LowerBound(right, n int) float64 {
	const doubt = .05
	if n <= 0 || right <= 0 {
		return 0
	}
	low, high := 0.0, 1.0
	for range 60 { // halves the gap each time: far below what a float64 can hold
		mid := (low + high) / 2
		if tail(right, n, mid) < doubt {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// tail returns the chance of right or more of n when each is right with
// chance p.
func tail(right, n int, p float64) float64 {
	if p <= 0 {
		return 0
	}
	if p >= 1 {
		return 1
	}
	all, _ := math.Lgamma(float64(n) + 1)
	sum := 0.0
	for k := right; k <= n; k++ {
		of, _ := math.Lgamma(float64(k) + 1)
		rest, _ := math.Lgamma(float64(n-k) + 1)
		sum += math.Exp(all - of - rest + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
	return min(1, sum)
}

// shares returns which share of values lies between edges; none is quite empty.
func shares(values, edges []float64) []float64 {
	counts := make([]float64, len(edges)+1)
	for i := range counts {
		counts[i] = .5 // so that no part of a logarithm is 0
	}
	for _, v := range values {
		counts[sort.SearchFloat64s(edges, v)]++
	}
	total := float64(len(values)) + .5*float64(len(counts))
	for i := range counts {
		counts[i] /= total
	}
	return counts
}

// stability is the population stability index of two lists of shares.
func stability(before, late []float64) float64 {
	sum := 0.0
	for i := range before {
		sum += (late[i] - before[i]) * math.Log(late[i]/before[i])
	}
	return sum
}
