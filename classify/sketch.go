package classify

import (
	"hash/fnv"
	"strings"

	"postkamer"
)

// fewestRuns is how many runs of words a text needs to be told from another: a
// page with a name and a date is like any other such page.
const fewestRuns = 20

// sketch returns 64 numbers for the words of a piece, names and numbers included:
// a MinHash, as Print, over runs of three words. It is nil for a short text. No
// word can be read back from it.
func sketch(s *sheet) []int64 {
	words := strings.Fields(plainWords(s.body()))
	words = words[:min(len(words), maxWords)]
	if len(words) < fewestRuns+2 {
		return nil
	}
	var p Print
	for i := range p {
		p[i] = ^uint32(0)
	}
	for i := 2; i < len(words); i++ {
		h := fnv.New64a()
		_, _ = h.Write([]byte(words[i-2] + " " + words[i-1] + " " + words[i]))
		p.take(h.Sum64())
	}
	out := make([]int64, postkamer.SketchSize)
	for i := range out {
		out[i] = int64(p[i])
	}
	return out
}
