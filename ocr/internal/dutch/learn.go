package dutch

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// leastOften is how often an n-gram of so many letters, one first, must have been seen
// to be kept. All that was seen would be three times as much and no better.
var leastOften = [Order]int{1, 2, 2, 3, 3, 4}

// signs is how many different ones there may be, for one that no text had.
const signs = 200

// A count is how often an n-gram was seen, and how often and in how many ways it was
// gone on from.
type count struct{ seen, followed, ways int }

// Learn returns the model of texts. What several of them have, as letters of one
// template do, counts once.
func Learn(texts []string) *Model {
	counts := counted(sentencesOf(texts))
	type entry struct {
		key        uint32
		prob, back uint8
	}
	var all []entry
	shares := map[string]float64{}
	for gram, n := range counts {
		letters := []rune(gram)
		if len(letters) == 0 || n.seen < leastOften[len(letters)-1] {
			continue
		}
		e := entry{key: uint32(hashed(letters)), prob: stepsOf(share(letters, counts, shares), probSteps)}
		if n.followed > 0 {
			e.back = stepsOf(float64(n.ways)/float64(n.followed+n.ways), backSteps)
		}
		all = append(all, e)
	}
	// Of two n-grams with the same hash the one that is seen more often stays.
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.prob, b.prob), cmp.Compare(a.back, b.back))
	})
	all = slices.CompactFunc(all, func(a, b entry) bool { return a.key == b.key })
	keys, prob, back := make([]uint32, len(all)), make([]uint8, len(all)), make([]uint8, len(all))
	for i, e := range all {
		keys[i], prob[i], back[i] = e.key, e.prob, e.back
	}
	return newModel(keys, prob, back)
}

// stepsOf returns -ln p in steps.
func stepsOf(p float64, steps float64) uint8 {
	return uint8(min(255, math.Round(-math.Log(p)*steps)))
}

// share is how often the last letter follows the others, smoothed as Witten and Bell do.
func share(letters []rune, counts map[string]count, known map[string]float64) float64 {
	gram := string(letters)
	if p, ok := known[gram]; ok {
		return p
	}
	shorter := 1.0 / signs
	if len(letters) > 1 {
		shorter = share(letters[1:], counts, known)
	}
	c := counts[string(letters[:len(letters)-1])]
	p := (float64(counts[gram].seen) + float64(c.ways)*shorter) / float64(c.followed+c.ways)
	known[gram] = p
	return p
}

// counted counts all n-grams of up to Order letters.
func counted(sentences []string) map[string]count {
	counts := map[string]count{}
	for _, s := range sentences {
		letters := []rune(" " + s + " ")
		for i := 1; i < len(letters); i++ {
			for n := 0; n < Order && n <= i; n++ {
				gram, before := string(letters[i-n:i+1]), string(letters[i-n:i])
				c, b := counts[gram], counts[before]
				if c.seen == 0 {
					b.ways++
				}
				c.seen++
				b.followed++
				counts[gram], counts[before] = c, b
			}
		}
	}
	return counts
}

var endOfSentence = regexp.MustCompile(`[.!?:] `)

// sentencesOf returns the different sentences of texts, in signs.
func sentencesOf(texts []string) []string {
	var all []string
	for _, text := range texts {
		for _, part := range strings.Split(text, "\n\n") {
			part = strings.Map(signOf, strings.Join(strings.Fields(part), " "))
			from := 0
			for _, end := range endOfSentence.FindAllStringIndex(part, -1) {
				all = append(all, strings.TrimSpace(part[from:end[1]]))
				from = end[1]
			}
			all = append(all, part[from:])
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}
