package ctc

import (
	"math"
	"slices"
)

// A lattice is the letters of a text with a place for none before, between and after
// them: place 2i+1 is that of letter i.
type lattice struct {
	letters []rune
	at      map[rune][]int // places
	shares  []float64      // of each place in the present column
}

func latticeOf(text []rune) *lattice {
	l := &lattice{letters: text, at: map[rune][]int{}, shares: make([]float64, 2*len(text)+1)}
	for i := range l.shares {
		l.at[l.letter(i)] = append(l.at[l.letter(i)], i)
	}
	return l
}

func (l *lattice) letter(place int) rune {
	if place%2 == 0 {
		return 0
	}
	return l.letters[place/2]
}

// jumps tells whether the letter at place may follow the one before it at once: with
// none between them it would be the same letter, going on.
func (l *lattice) jumps(place int) bool {
	return place%2 == 1 && place > 1 && l.letter(place) != l.letter(place-2)
}

// look sets the shares of a column. A space at the ends of a line is none.
func (l *lattice) look(c Column) {
	left := 1.0
	for _, s := range c {
		left -= s.Share
	}
	least := max(faint, left/20)
	for i := range l.shares {
		l.shares[i] = least
	}
	for _, s := range c {
		for _, i := range l.at[s.Letter] {
			l.shares[i] = max(least, s.Share)
		}
		if s.Letter == ' ' {
			for _, i := range []int{0, len(l.shares) - 1} {
				l.shares[i] = max(l.shares[i], s.Share)
			}
		}
	}
}

// likelihood returns the natural logarithm of how likely a text is in columns, in all
// ways in which its letters may stand in them together.
func likelihood(columns []Column, text []rune) float64 {
	l := latticeOf(text)
	n := len(l.shares)
	now, next := make([]float64, n), make([]float64, n)
	now[0] = 1
	scale := 0.0
	for _, c := range columns {
		l.look(c)
		all := 0.0
		for i, share := range l.shares {
			p := now[i]
			if i > 0 {
				p += now[i-1]
			}
			if l.jumps(i) {
				p += now[i-2]
			}
			next[i] = p * share
			all += next[i]
		}
		if all == 0 {
			return math.Inf(-1)
		}
		for i := range next {
			next[i] /= all
		}
		scale += math.Log(all)
		now, next = next, now
	}
	ended := now[n-1]
	if n > 1 {
		ended += now[n-2]
	}
	return scale + math.Log(ended)
}

// Places returns the column in which each letter of a text is most of all, in the one
// likeliest way in which they stand in the columns. Nil when they do not go in.
func Places(columns []Column, text []rune) []int {
	columns = wider(columns)
	l := latticeOf(text)
	n := len(l.shares)
	now, next := make([]float64, n), make([]float64, n)
	for i := range now[1:] {
		now[i+1] = never
	}
	from := make([][]uint8, len(columns)) // how many places back each way comes
	for t, c := range columns {
		l.look(c)
		from[t] = make([]uint8, n)
		for i, share := range l.shares {
			most, back := now[i], 0
			if i > 0 && now[i-1] > most {
				most, back = now[i-1], 1
			}
			if l.jumps(i) && now[i-2] > most {
				most, back = now[i-2], 2
			}
			next[i], from[t][i] = most+math.Log(share), uint8(back)
		}
		now, next = next, now
	}
	at := n - 1
	if n > 1 && now[n-2] > now[n-1] {
		at = n - 2
	}
	if now[at] == never {
		return nil
	}
	return walked(columns, l, from, at)
}

// walked goes the likeliest way back and returns where each letter is most.
func walked(columns []Column, l *lattice, from [][]uint8, at int) []int {
	places, most := make([]int, len(l.letters)), make([]float64, len(l.letters))
	for t, c := range slices.Backward(columns) {
		if at%2 == 1 {
			i := at / 2
			if share := c.share(l.letters[i]); share >= most[i] {
				places[i], most[i] = t, share
			}
		}
		at -= int(from[t][at])
	}
	return places
}

// share returns that of a letter.
func (c Column) share(letter rune) float64 {
	for _, s := range c {
		if s.Letter == letter {
			return s.Share
		}
	}
	return 0
}
