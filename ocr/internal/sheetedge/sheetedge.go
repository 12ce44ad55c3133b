// Package sheetedge is the edge of black squares around a separator sheet: where
// they stand, and whether a page has them. A sheet whose codes cannot be read any
// more, because of a fold, a marker or a bad copy, is known by it: it has 114 places
// for squares all around, in an order that nothing else has, and half of them is
// enough. It says nothing about which sheet it is.
package sheetedge

// Places of the squares, in millimetres: they stand in a ring of cells around an A4,
// as far from its edges as most printers can print.
const (
	Width        = 210.0 // of the sheet
	Height       = 297.0
	Cell         = 8.0      // side of a square
	left, top    = 9.0, 8.5 // of the ring
	across, down = 24, 35   // cells of the ring, the corners among both
)

// pattern says which cells are black, from the top left corner clockwise. It is a
// chosen one of many by chance: half is black, no more than three of a kind follow
// each other, and it resembles neither itself turned nor itself mirrored.
const pattern = "##.#...##.#...#.#...##.###..###...#..###.#...#...###..#..#..#...###...#.#.#.###...##...###.##.##.##.##.#.##.##.#.#"

// A Square is one black square, by its top left corner in millimetres from the top
// left of the sheet.
type Square struct{ X, Y float64 }

// Squares returns the black squares of the edge.
func Squares() []Square {
	var black []Square
	for i, c := range cells() {
		if pattern[i] == '#' {
			black = append(black, Square{c.x - Cell/2, c.y - Cell/2})
		}
	}
	return black
}

// point is a place in millimetres.
type point struct{ x, y float64 }

// cells returns the middles of the cells of the ring, clockwise from the top left.
func cells() []point {
	var all []point
	at := func(column, row int) {
		all = append(all, point{left + (float64(column)+0.5)*Cell, top + (float64(row)+0.5)*Cell})
	}
	for column := range across {
		at(column, 0)
	}
	for row := 1; row < down; row++ {
		at(across-1, row)
	}
	for column := across - 2; column >= 0; column-- {
		at(column, down-1)
	}
	for row := down - 2; row > 0; row-- {
		at(0, row)
	}
	return all
}
