package classify

import "math"

// A packed feature is one to learn from: its bucket in the upper half, and in the lower
// half the upper half of its value (a bfloat16, three digits). Training waits for
// features most of the time, and so it fetches and holds half as many bytes.
type packed uint32

func packOne(f feature) packed {
	const half = 1 << 15 // to round, not to cut
	return packed(uint32(f.bucket)<<16 | (math.Float32bits(f.value)+half)>>16)
}

func (p packed) bucket() uint16 { return uint16(p >> 16) }

func (p packed) value() float32 { return math.Float32frombits(uint32(p) << 16) }

// pack returns weighed features as they are learned from.
func pack(list []feature) []packed {
	out := make([]packed, len(list))
	for i, f := range list {
		out[i] = packOne(f)
	}
	return out
}

// packCounts returns counted features until they are weighed: those of whole words
// have a minus.
func packCounts(list []feature) []packed {
	out := make([]packed, len(list))
	for i, f := range list {
		if f.word {
			f.value = -f.value
		}
		out[i] = packOne(f)
	}
	return out
}

// weighPacked weighs what packCounts made, in place. Spare is for the time that it
// takes, and is given back for the next.
func weighPacked(list []packed, rarity []float32, spare []feature) []feature {
	spare = spare[:0]
	for _, p := range list {
		v := p.value()
		spare = append(spare, feature{bucket: p.bucket(), word: v < 0, value: max(v, -v)})
	}
	for i, f := range weigh(spare, rarity) {
		list[i] = packOne(f)
	}
	return spare
}
