package classify

import "math/bits"

// A counter counts features. Its table is made for one text: one for all buckets
// would cost more to clear than a letter takes to count.
type counter struct {
	list  []feature
	place []uint32 // in list, from 1; 0 is empty. Found from the bucket on, by the next empty one
	mask  uint32
}

// newCounter returns a counter with room for the features of the words. At most
// half of its table fills up, or it has a place for every bucket.
func newCounter(words []string) *counter {
	most := 0
	for _, w := range words {
		most += 2 + (longestPart-shortestPart+1)*len(w)
	}
	size := min(buckets, 1<<bits.Len(uint(2*most)))
	return &counter{list: make([]feature, 0, min(most/2, buckets)), place: make([]uint32, size), mask: uint32(size - 1)}
}

// slot returns where in the table a bucket stands, or is to be put.
func (c *counter) slot(bucket uint16) uint32 {
	at := uint32(bucket) & c.mask
	for c.place[at] != 0 && c.list[c.place[at]-1].bucket != bucket {
		at = (at + 1) & c.mask
	}
	return at
}

// at returns the place in the list of a bucket that was counted.
func (c *counter) at(bucket uint16) int { return int(c.place[c.slot(bucket)]) - 1 }

// add counts a bucket once more.
func (c *counter) add(bucket uint16, whole bool) {
	at := c.slot(bucket)
	if c.place[at] == 0 {
		c.list = append(c.list, feature{bucket: bucket, word: whole})
		c.place[at] = uint32(len(c.list))
	}
	c.list[c.place[at]-1].value++
}
