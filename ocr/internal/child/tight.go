package child

import (
	"image"
	"slices"
)

// A word whose box is so much higher than usual is looked at: Tesseract gives words
// in a table the height of their row now and then, and by their boxes they then stand
// on another line than the words beside them.
const tallWord = 1.25

// tighten takes rows without ink off the top and the bottom of high boxes.
func tighten(words []readWord, m *image.Gray) {
	var heights []int
	for _, w := range words {
		heights = append(heights, w.box.Dy())
	}
	if len(heights) == 0 {
		return
	}
	slices.Sort(heights)
	usual := float64(heights[len(heights)/4])
	for i, w := range words {
		b := w.box.Intersect(m.Rect)
		if float64(b.Dy()) < tallWord*usual {
			continue
		}
		for b.Dy() > 1 && !inked(m, b.Min.Y, b) {
			b.Min.Y++
		}
		for b.Dy() > 1 && !inked(m, b.Max.Y-1, b) {
			b.Max.Y--
		}
		if b.Dy() > 1 {
			words[i].box = b
		}
	}
}

// inked tells whether row y has ink between the sides of b.
func inked(m *image.Gray, y int, b image.Rectangle) bool {
	return slices.ContainsFunc(m.Pix[y*m.Stride:][b.Min.X:b.Max.X], func(v uint8) bool { return v < strokeLevel })
}
