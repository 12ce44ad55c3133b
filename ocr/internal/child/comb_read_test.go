package child

import (
	"image"
	"image/draw"
	"image/png"
	"os"
	"testing"

	"postkamer"
)

// TestCellsThatNoLineHolds: of equal digits in a row the reader of lines sees one too
// many, in every way in which the cells are set side by side.
func TestCellsThatNoLineHolds(t *testing.T) {
	e, _ := engine(t)
	file, err := os.Open("testdata/comb-999591551.png")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	read, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(read.Bounds())
	draw.Draw(m, m.Rect, read, m.Rect.Min, draw.Src)
	z := postkamer.FormZone{X: 1, Y: 1, W: 46.8, H: 7.8, Comb: []int{9}, Cell: 5.2, Kind: postkamer.ZoneDigits, Allowed: digitSigns}
	f := &formPage{m: m, at: sheetMap{cropPerMM, 0, 0, 0, cropPerMM, 0, 0, 0}, t: e, set: []postkamer.FormZone{z}}
	filled, err := f.comb(z)
	if err != nil {
		t.Fatal(err)
	}
	if want := "999591551"; filled.Text != want || filled.Again != want {
		t.Errorf("read %q and %q, want %s twice", filled.Text, filled.Again, want)
	}
}
