package classify

import (
	"cmp"
	"slices"
	"strings"
)

// dangerWords are the words of all dangers of a list, each numbered once. It is
// immutable once made.
type dangerWords struct {
	words   []string // blurred; those with a star keep it
	number  map[string]int
	dangers []numberedDanger
	uses    [][]use // by the number of a word
	index   wordIndex
}

// A numberedDanger is a danger with the numbers of its words.
type numberedDanger struct {
	danger
	sets   [][]int
	unless []int
}

// A use is a set of a danger that a word is in.
type use struct{ danger, set int }

func newDangerWords(list []danger) *dangerWords {
	k := &dangerWords{number: map[string]int{}}
	for i, d := range list {
		n := numberedDanger{danger: d, unless: k.numbers(d.unless)}
		for j, set := range d.sets {
			numbers := k.numbers(set)
			n.sets = append(n.sets, numbers)
			for _, word := range numbers {
				k.uses[word] = append(k.uses[word], use{i, j})
			}
		}
		k.dangers = append(k.dangers, n)
	}
	k.index = indexWords(k.words)
	return k
}

// numbers returns the number of each word of a set.
func (k *dangerWords) numbers(set string) []int {
	var list []int
	for _, word := range strings.Fields(blur.Replace(set)) {
		if _, ok := k.number[word]; !ok {
			k.number[word] = len(k.words)
			k.words = append(k.words, word)
			k.uses = append(k.uses, nil)
		}
		list = append(list, k.number[word])
	}
	return list
}

// find returns the first danger of a sentence, with the words between which it
// stands.
func (k *dangerWords) find(s sentence) (danger, string, bool) {
	places := k.places(s.blurred)
	for _, i := range k.complete(places) {
		d := k.dangers[i]
		if from, past, ok := d.in(places); ok {
			return d.danger, strings.Join(s.words[from:past], " "), true
		}
	}
	return danger{}, "", false
}

// places returns where in a sentence each word of a danger stands, by its number.
func (k *dangerWords) places(blurred []string) map[int][]int {
	places := map[int][]int{}
	for at, word := range blurred {
		for _, n := range k.index.of(word) {
			places[n] = append(places[n], at)
		}
	}
	return places
}

// complete returns the dangers of which every set has a word in the sentence, in
// order: in most sentences none.
func (k *dangerWords) complete(places map[int][]int) []int {
	filled := make([]uint64, len(k.dangers)) // a bit for each set
	for n := range places {
		for _, u := range k.uses[n] {
			filled[u.danger] |= 1 << u.set
		}
	}
	var list []int
	for i, d := range k.dangers {
		if filled[i] == 1<<len(d.sets)-1 {
			list = append(list, i)
		}
	}
	return list
}

// in returns the shortest run of words in which all sets stand.
func (d numberedDanger) in(places map[int][]int) (from, past int, ok bool) {
	at := make([][]int, len(d.sets))
	for i, set := range d.sets {
		if at[i] = placesOf(set, places); len(at[i]) == 0 {
			return 0, 0, false
		}
	}
	if len(placesOf(d.unless, places)) > 0 {
		return 0, 0, false
	}
	span := cmp.Or(d.span, usualSpan)
	for _, first := range at[0] {
		if from, past := d.around(first, at); past-from <= span {
			return from, past, true
		}
	}
	return 0, 0, false
}

// around returns the words from the first to past the last when each set is taken
// nearest to a word of the first set; far too many when one cannot be.
func (d numberedDanger) around(first int, at [][]int) (from, past int) {
	const never = 1 << 20
	from, past = first, first+1
	for _, set := range at[1:] {
		best := never
		for _, place := range set {
			if d.turned && place < past {
				continue
			}
			if abs(place-first) < abs(best-first) {
				best = place
			}
		}
		from, past = min(from, best), max(past, best+1)
	}
	return from, past
}

// placesOf returns where the words of a set stand, in order.
func placesOf(set []int, places map[int][]int) []int {
	var list []int
	for _, n := range set {
		list = append(list, places[n]...)
	}
	slices.Sort(list)
	return list
}
