package child

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// fill paints a part of m, in millimetres at blankDPI.
func fill(m *image.Gray, x, y, w, h float64, level uint8) {
	draw.Draw(m, image.Rect(mm(x), mm(y), mm(x+w), mm(y+h)), image.NewUniform(color.Gray{level}), image.Point{}, draw.Src)
}

// letterRow paints strokes as large as letters.
func letterRow(m *image.Gray, x, y float64, level uint8) {
	for i := range 8 {
		fill(m, x+3*float64(i), y, 1, 2.5, level)
	}
}

func TestWhatHappensToADarkPatch(t *testing.T) {
	for _, c := range []struct {
		name  string
		paint func(m *image.Gray)
		want  []int
	}{
		{"a letter has none", func(m *image.Gray) { letterRow(m, 30, 50, 20) }, nil},
		{"white letters on a bar become black", func(m *image.Gray) { fill(m, 20, 20, 150, 8, 60); letterRow(m, 30, 22.5, 240) }, []int{patchInverted}},
		{"on a bar of a lighter colour as well", func(m *image.Gray) { fill(m, 20, 20, 150, 8, 140); letterRow(m, 30, 22.5, 240) }, []int{patchInverted}},
		{"a black drawing stays", func(m *image.Gray) { fill(m, 20, 20, 30, 30, 20) }, nil},
		{"black letters on a grey bar stay", func(m *image.Gray) { fill(m, 20, 20, 150, 8, 150); letterRow(m, 30, 22.5, 10) }, nil},
		{"letters in a shadow stay", func(m *image.Gray) {
			fill(m, 0, 100, 105, 100, 140)
			letterRow(m, 30, 130, 10)
		}, nil},
		{"the table under the sheet becomes paper", func(m *image.Gray) {
			fill(m, 0, 0, 210, 20, 60)
			fill(m, 0, 0, 15, 297, 60)
			letterRow(m, 30, 50, 20)
		}, []int{patchPainted}},
		{"a ruled line stays", func(m *image.Gray) { fill(m, 20, 20, 150, 0.6, 10) }, nil},
	} {
		m := image.NewGray(image.Rect(0, 0, mm(210), mm(297)))
		fill(m, 0, 0, 210, 297, 240)
		c.paint(m)
		found := newPaper(m).patches()
		var got []int
		for _, a := range found {
			got = append(got, a.fate)
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestColouredBars: what is white on a colour that is neither dark nor light is lost
// when the paper is made even, so that the bar must be turned into paper before.
func TestColouredBars(t *testing.T) {
	e, _ := engine(t)
	content := letterContent(1) + "0.6 g 0 300 600 24 re f 1 g BT /F1 13 Tf 80 307 Td (Besluit over uw aanvraag) Tj ET\n"
	if words := readWith(t, e, content, wire.Steps{}); !hasWord(words, "aanvraag") || !hasWord(words, "rekeningnummer") {
		t.Errorf("%v", words)
	}
	if words := readWith(t, e, content, wire.Steps{NoEven: true}); hasWord(words, "aanvraag") {
		t.Error("this step does nothing")
	}
}

func TestABarThatWasInvertedIsNotKeptInBlackAndWhite(t *testing.T) {
	s := scalesOf(t, decoded(t, scanned(drawn(t, letterContent(1)+"0 g 0 300 600 24 re f 1 g BT /F1 13 Tf 80 307 Td (Besluit over uw aanvraag) Tj ET\n", "-gray"), 8)), wire.Steps{})
	defer s.free()
	if !s.isBlackOnWhite() {
		t.Fatal("the page has colour")
	}
	s.clean(postkamer.View{}, wire.Steps{}).free()
	if s.isBlackOnWhite() {
		t.Error("the picture of the page would show another bar than the page has")
	}
}
