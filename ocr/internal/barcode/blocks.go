package barcode

import "slices"

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
// pixels: that takes the noise out and leaves bars.
func (b *blocks) sumUp(row, col int) {
	var columns, lines [blockSide]int
	lo, hi := byte(255), byte(0)
	for y := range blockSide {
		line := b.p.pix[(row*blockSide+y)*b.p.stride+col*blockSide:][:blockSide]
		sum := 0
		for x, v := range line {
			columns[x] += int(v)
			sum += int(v)
			lo, hi = min(lo, v), max(hi, v)
		}
		lines[y] = sum
	}
	i := row*b.cols + col
	b.lightest[i], b.darkest[i] = hi, lo
	b.across[i], b.down[i] = changes(&columns), changes(&lines)
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
	light, dark := around(b.lightest, b.cols, b.rows, func(a, b byte) byte { return max(a, b) }), around(b.darkest, b.cols, b.rows, func(a, b byte) byte { return min(a, b) })
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

// around returns for each block the best of the 5 by 5 around it.
func around(v []byte, cols, rows int, best func(a, b byte) byte) []byte {
	const reach = 2
	half, all := make([]byte, len(v)), make([]byte, len(v))
	for row := range rows {
		line := v[row*cols:][:cols]
		for col := range cols {
			m := line[col]
			for _, x := range line[max(0, col-reach):min(cols, col+reach+1)] {
				m = best(m, x)
			}
			half[row*cols+col] = m
		}
	}
	for row := range rows {
		for col := range cols {
			m := half[row*cols+col]
			for r := max(0, row-reach); r < min(rows, row+reach+1); r++ {
				m = best(m, half[r*cols+col])
			}
			all[row*cols+col] = m
		}
	}
	return all
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
