package barcode

import (
	"encoding/binary"
	"slices"
)

// blockSide is the side in pixels of the squares over which a page is summed up.
const blockSide = 8

// blocks sums up a plane: what is light and dark in each square, and how much of
// the contrast runs across and down.
type blocks struct {
	p         *plane
	cols      int
	rows      int
	lightest  []byte
	darkest   []byte
	across    []uint16 // change from left to right of the sums of columns: upright bars
	down      []uint16 // change from top to bottom of the sums of rows: lying bars
	threshold []byte   // between paper and ink
}

func (p *plane) blocks() *blocks {
	b := &blocks{p: p, cols: p.w / blockSide, rows: p.h / blockSide}
	n := b.cols * b.rows
	b.lightest, b.darkest, b.threshold = make([]byte, n), make([]byte, n), make([]byte, n)
	b.across, b.down = make([]uint16, n), make([]uint16, n)
	for row := range b.rows {
		for col := range b.cols {
			b.sumUp(row, col)
		}
	}
	b.findThresholds()
	return b
}

// sumUp fills in one block. Sums of whole columns and rows are compared, not
// pixels: that takes the noise out and leaves bars. It works on four pixels at a
// time, each in 16 bits: the even ones of a row and the odd ones.
func (b *blocks) sumUp(row, col int) {
	var lines [blockSide]int
	var even, odd, highest uint64
	lowest := uint64(evenBytes)
	for y := range blockSide {
		line := binary.LittleEndian.Uint64(b.p.pix[(row*blockSide+y)*b.p.stride+col*blockSide:])
		e, o := line&evenBytes, line>>8&evenBytes
		even, odd = even+e, odd+o
		lines[y] = int((e + o) * lowBits >> 48)
		low, high := ordered(e, o)
		lowest, _ = ordered(lowest, low)
		_, highest = ordered(highest, high)
	}
	var columns [blockSide]int
	lo, hi := byte(255), byte(0)
	for i := range blockSide / 2 {
		columns[2*i], columns[2*i+1] = int(even>>(16*i)&0xffff), int(odd>>(16*i)&0xffff)
		lo, hi = min(lo, byte(lowest>>(16*i))), max(hi, byte(highest>>(16*i)))
	}
	i := row*b.cols + col
	b.lightest[i], b.darkest[i] = hi, lo
	b.across[i], b.down[i] = changes(&columns), changes(&lines)
}

// ordered returns the lower and the higher of each of four pairs of pixels.
func ordered(a, b uint64) (lower, higher uint64) {
	notLess := ((a | lowBits<<8) - b) >> 8 & lowBits * 0xff // ff where a >= b
	return b&notLess | a&^notLess, a&notLess | b&^notLess
}

func changes(sums *[blockSide]int) uint16 {
	total := 0
	for i := 1; i < blockSide; i++ {
		d := sums[i] - sums[i-1]
		total += max(d, -d)
	}
	return uint16(total) // at most 7 x 8 x 255
}

// findThresholds sets the threshold of each block halfway between the lightest
// and the darkest of the blocks around it. Where these hardly differ the block
// is all paper or all ink, and the page as a whole decides.
func (b *blocks) findThresholds() {
	light, dark := around(b.lightest, b.cols, b.rows), inverted(around(inverted(b.darkest), b.cols, b.rows))
	contrast, middle := b.usual(light, dark)
	for i := range b.threshold {
		b.threshold[i] = middle
		if int(light[i])-int(dark[i]) > contrast {
			b.threshold[i] = byte((int(light[i]) + int(dark[i])) / 2)
		}
	}
}

// usual returns a third of the contrast that the darker parts of the page have,
// and the grey halfway between ink and paper.
func (b *blocks) usual(light, dark []byte) (contrast int, middle byte) {
	if len(light) == 0 {
		return 0, 128
	}
	l, d := slices.Clone(light), slices.Clone(dark)
	slices.Sort(l)
	slices.Sort(d)
	paper, ink := int(l[len(l)/2]), int(d[len(d)/50])
	return max(12, (paper-ink)/3), byte((paper + ink) / 2)
}

// around returns for each block the most of the 5 by 5 around it.
func around(v []byte, cols, rows int) []byte {
	const reach = 2
	half, all := make([]byte, len(v)), make([]byte, len(v))
	for row := range rows {
		line, out := v[row*cols:][:cols], half[row*cols:][:cols]
		for col := range out {
			m := line[col]
			for _, x := range line[max(0, col-reach):min(cols, col+reach+1)] {
				m = max(m, x)
			}
			out[col] = m
		}
	}
	for row := range rows {
		out := all[row*cols:][:cols]
		for r := max(0, row-reach); r < min(rows, row+reach+1); r++ {
			for col, x := range half[r*cols:][:cols] {
				out[col] = max(out[col], x)
			}
		}
	}
	return all
}

// inverted returns 255 minus each of v.
func inverted(v []byte) []byte {
	out := make([]byte, len(v))
	for i, x := range v {
		out[i] = ^x
	}
	return out
}

// thresholdAt returns the threshold at a pixel.
func (b *blocks) thresholdAt(x, y int) byte {
	return b.threshold[min(y/blockSide, b.rows-1)*b.cols+min(x/blockSide, b.cols-1)]
}

// dark tells whether a pixel is ink. Outside of the page is paper.
func (b *blocks) dark(x, y int) bool {
	if x < 0 || y < 0 || x >= b.p.w || y >= b.p.h {
		return false
	}
	return b.p.pix[y*b.p.stride+x] < b.thresholdAt(x, y)
}
