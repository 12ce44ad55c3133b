package classify

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestCountCountsAll compares with a table of Go, from one word to more features
// than there are buckets.
func TestCountCountsAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 70, 800, 3000} {
		var words []string
		for range n {
			words = append(words, strings.Repeat(string(rune('a'+rng.IntN(26))), 1+rng.IntN(3))+string(rune('0'+rng.IntN(70)))+strings.Repeat(string(rune('a'+rng.IntN(26))), rng.IntN(24)))
		}
		want := map[uint16]float32{}
		var order []uint16
		eachFeature(words, func(_ int, b uint16, _ bool) {
			if want[b] == 0 {
				order = append(order, b)
			}
			want[b]++
		})
		got := count(words)
		if len(got) != len(order) {
			t.Fatalf("%d words: %d features, want %d", n, len(got), len(order))
		}
		for i, f := range got {
			if f.bucket != order[i] || f.value != want[f.bucket] {
				t.Fatalf("%d words: feature %d is bucket %d %v times, want bucket %d %v times", n, i, f.bucket, f.value, order[i], want[order[i]])
			}
		}
	}
}
