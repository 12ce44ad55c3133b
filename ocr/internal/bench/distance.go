package main

// distance returns how many symbols have to be put in, left out or changed to
// make text of pattern. With anywhere, text may begin and end anywhere: the
// result is the distance to the part of text that comes nearest.
//
// This is the bit-parallel algorithm of Myers (1999) in the form that Hyyrö
// (2003) gave it for patterns of more than one machine word: 64 cells of a
// column in some 15 operations, so that a page takes less than a millisecond.
func distance(pattern, text []int32, anywhere bool) int {
	if len(pattern) == 0 {
		if anywhere {
			return 0
		}
		return len(text)
	}
	c := newColumn(pattern)
	best := c.score
	for _, symbol := range text {
		c.advance(symbol, anywhere)
		best = min(best, c.score)
	}
	if anywhere {
		return best
	}
	return c.score
}

// A column is one column of the matrix of distances, as differences between
// cells that lie above each other: a bit in plus, in minus or in neither.
type column struct {
	where       map[int32][]uint64 // for each symbol the places in the pattern that have it
	plus, minus []uint64
	lastBit     int // of the pattern, in the last word
	score       int // the lowest cell
	none        []uint64
}

func newColumn(pattern []int32) *column {
	words := (len(pattern) + 63) / 64
	c := &column{
		where: map[int32][]uint64{}, plus: make([]uint64, words), minus: make([]uint64, words),
		lastBit: (len(pattern) - 1) % 64, score: len(pattern), none: make([]uint64, words),
	}
	for i := range c.plus {
		c.plus[i] = ^uint64(0)
	}
	for i, symbol := range pattern {
		if c.where[symbol] == nil {
			c.where[symbol] = make([]uint64, words)
		}
		c.where[symbol][i/64] |= 1 << (i % 64)
	}
	return c
}

// advance goes to the next column. The top cell of each column is 0 when text
// may begin anywhere, else one more than the one before.
func (c *column) advance(symbol int32, anywhere bool) {
	equal := c.where[symbol]
	if equal == nil {
		equal = c.none
	}
	var carryPlus, carryMinus uint64
	if !anywhere {
		carryPlus = 1
	}
	for i, p := range c.plus {
		m := c.minus[i]
		vertical := equal[i] | m
		e := equal[i] | carryMinus
		across := (((e & p) + p) ^ p) | e
		up, down := m|^(across|p), p&across
		if i == len(c.plus)-1 {
			c.score += int(up>>c.lastBit&1) - int(down>>c.lastBit&1)
		}
		nextPlus, nextMinus := up>>63, down>>63
		up, down = up<<1|carryPlus, down<<1|carryMinus
		c.plus[i], c.minus[i] = down|^(vertical|up), up&vertical
		carryPlus, carryMinus = nextPlus, nextMinus
	}
}
