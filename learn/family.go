package learn

import "postkamer/classify"

// families numbers texts by how they are phrased, 0 for the first family. A text
// joins the family whose first text it is most like, or begins one.
type families struct {
	byPlace map[place][]int // families whose first text has that number at that place
	size    int
}

// place is one place of a print.
type place struct {
	at     int
	number uint32
}

func newFamilies() *families { return &families{byPlace: map[place][]int{}} }

// of returns the family of a print.
func (f *families) of(p classify.Print) int {
	if near, same := f.nearest(p); float64(same) >= classify.SameFamily*float64(len(p)) {
		return near
	}
	for i, n := range p {
		f.byPlace[place{i, n}] = append(f.byPlace[place{i, n}], f.size)
	}
	f.size++
	return f.size - 1
}

// nearest returns the family that has most places the same, the oldest of several.
func (f *families) nearest(p classify.Print) (family, same int) {
	counts := map[int]int{}
	for i, n := range p {
		for _, other := range f.byPlace[place{i, n}] {
			counts[other]++
		}
	}
	for other, n := range counts {
		if n > same || n == same && other < family {
			family, same = other, n
		}
	}
	return family, same
}
