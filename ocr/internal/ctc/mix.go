package ctc

import (
	"slices"
	"strings"
)

// mixes returns the texts that are a with a stretch of words of b where these differ,
// and with single words of it.
func mixes(a, b string) []string {
	x, y := strings.Fields(a), strings.Fields(b)
	var all []string
	put := func(from, to int, words []string) {
		all = append(all, strings.Join(slices.Concat(x[:from], words, x[to:]), " "))
	}
	for _, d := range differences(x, y) {
		put(d.from, d.to, y[d.otherFrom:d.otherTo])
		if n := d.to - d.from; n > 1 && n == d.otherTo-d.otherFrom {
			for i := range n {
				put(d.from+i, d.from+i+1, y[d.otherFrom+i:d.otherFrom+i+1])
			}
		}
	}
	return all
}

// A difference is a stretch of words where another text has others.
type difference struct{ from, to, otherFrom, otherTo int }

// differences returns where x and y differ, with as few words as can be.
func differences(x, y []string) []difference {
	left := changesLeft(x, y)
	var all []difference
	i, j := 0, 0
	same := func() bool { return i < len(x) && j < len(y) && x[i] == y[j] && left[i][j] == left[i+1][j+1] }
	for i < len(x) || j < len(y) {
		if same() {
			i, j = i+1, j+1
			continue
		}
		d := difference{from: i, otherFrom: j}
		for (i < len(x) || j < len(y)) && !same() {
			switch {
			case i < len(x) && j < len(y) && left[i][j] == 1+left[i+1][j+1]:
				i, j = i+1, j+1
			case i < len(x) && left[i][j] == 1+left[i+1][j]:
				i++
			default:
				j++
			}
		}
		d.to, d.otherTo = i, j
		all = append(all, d)
	}
	return all
}

// changesLeft returns how many words must change to make x[i:] of y[j:].
func changesLeft(x, y []string) [][]int {
	left := make([][]int, len(x)+1)
	for i := range left {
		left[i] = make([]int, len(y)+1)
	}
	for i := len(x); i >= 0; i-- {
		for j := len(y); j >= 0; j-- {
			switch {
			case i == len(x):
				left[i][j] = len(y) - j
			case j == len(y):
				left[i][j] = len(x) - i
			case x[i] == y[j]:
				left[i][j] = left[i+1][j+1]
			default:
				left[i][j] = 1 + min(left[i+1][j+1], left[i+1][j], left[i][j+1])
			}
		}
	}
	return left
}
