package classify

import (
	"encoding/binary"
	"hash/fnv"
	"math"
)

// A Print tells how a text is phrased: letters made after one example (the form
// of one vendor, the statement of one bank) have prints that are alike, whatever
// names, numbers and dates were filled in. No word can be read back from it.
// It is a MinHash (Broder 1997) over all runs of two words, numbers left out.
type Print [printSize]uint32

const printSize = 64

// PrintOf returns the print of a text. That of a text of fewer than two words is
// like no other.
func PrintOf(text string) Print {
	var p Print
	for i := range p {
		p[i] = math.MaxUint32
	}
	words := tokens(text)
	for i := 1; i < len(words); i++ {
		h := fnv.New64a()
		_, _ = h.Write([]byte(words[i-1]))
		_, _ = h.Write([]byte{0})
		_, _ = h.Write([]byte(words[i]))
		p.take(h.Sum64())
	}
	return p
}

// take lets one run of words count: each place keeps the smallest of an own
// mixture (the finalizer of MurmurHash3) of all runs.
func (p *Print) take(run uint64) {
	for i := range p {
		x := run + uint64(i)*0x9e3779b97f4a7c15
		x = (x ^ x>>33) * 0xff51afd7ed558ccd
		x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
		p[i] = min(p[i], uint32(x>>32))
	}
}

// Like estimates which share of their runs of words two texts have in common,
// 0..1, give or take .06.
func (p Print) Like(q Print) float64 {
	same := 0
	for i := range p {
		if p[i] == q[i] && p[i] != math.MaxUint32 {
			same++
		}
	}
	return float64(same) / printSize
}

// Bytes returns the print as it is kept: four bytes for each place.
func (p Print) Bytes() []byte {
	b := make([]byte, 0, 4*printSize)
	for _, place := range p {
		b = binary.BigEndian.AppendUint32(b, place)
	}
	return b
}

// PrintFrom reads what Bytes wrote; false when it is something else.
func PrintFrom(b []byte) (Print, bool) {
	var p Print
	if len(b) != 4*printSize {
		return p, false
	}
	for i := range p {
		p[i] = binary.BigEndian.Uint32(b[4*i:])
	}
	return p, true
}

// SameFamily is how alike two prints are at least when their letters were made
// after one example. Chosen on the families in classify/texts, see the test.
const SameFamily = .20
