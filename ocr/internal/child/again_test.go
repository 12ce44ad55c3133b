package child

import (
	"image"
	"strings"
	"testing"

	"postkamer/ocr/internal/wire"
)

// word is a word with its place on line y, for tests of what is chosen.
func word(text string, confidence float64, x, y, wide int) readWord {
	return readWord{text: text, confidence: confidence, box: image.Rect(x, y, x+wide, y+30), line: y}
}

func TestOnlyWhatWasReadBadlyIsDoubtful(t *testing.T) {
	page := image.Rect(0, 0, 1600, 2300)
	label, value := word("Naam", 96, 100, 100, 80), word("erm", 12, 600, 100, 90)
	rest := value
	rest.text, rest.box = "der", value.box.Add(image.Pt(100, 0))
	for _, c := range []struct {
		name  string
		words []readWord
		areas int
		whole bool
	}{
		{"a typed letter is not", []readWord{word("Geachte", 95, 100, 100, 200), word("heer", 90, 320, 100, 90)}, 0, false},
		{"a value by hand is, its label is not", []readWord{label, word("Straat", 96, 100, 200, 90), word("Woonplaats", 95, 100, 300, 200), value, rest}, 1, false},
		{"a tick in a box is not", []readWord{label, word("[]", 20, 600, 100, 30)}, 0, false},
		{"a letter by hand is, as a whole", []readWord{word("Aon", 40, 100, 100, 90), word("gere", 30, 220, 100, 90)}, 1, true},
		{"a page without words is not", nil, 0, false},
	} {
		areas := doubtfulAreas(runsOf(c.words), page)
		if len(areas) != c.areas || c.areas > 0 && areas[0].whole != c.whole {
			t.Errorf("%s: %v", c.name, areas)
		}
		if len(areas) == 1 && !c.whole && areas[0].has(label) {
			t.Errorf("%s: the label is read again: %v", c.name, areas)
		}
	}
}

func TestTheSurerReadingIsKept(t *testing.T) {
	e, _ := engine(t)
	a := region{Rectangle: image.Rect(500, 0, 1600, 2300)}
	label, bad := word("Naam", 96, 100, 100, 80), word("erm", 12, 600, 100, 90)
	for _, c := range []struct {
		name   string
		second []readWord
		want   string
	}{
		{"a surer one replaces", []readWord{word("Karin", 60, 600, 100, 90)}, "Naam Karin"},
		{"one as unsure does not", []readWord{word("qxz", 12, 600, 100, 90)}, "Naam erm"},
		{"one that loses letters does not", []readWord{word("K", 99, 600, 100, 90)}, "Naam erm"},
		{"none does not", nil, "Naam erm"},
	} {
		var got []string
		for _, w := range e.better([]readWord{label, bad}, c.second, a) {
			got = append(got, w.text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestTailsOfALineAreNotInTheNext(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 400, 200))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	stroke := func(x, top, bottom int) {
		for y := top; y < bottom; y++ {
			m.Pix[y*m.Stride+x], m.Pix[y*m.Stride+x+1] = 0, 0
		}
	}
	for x := 20; x < 380; x += 20 {
		stroke(x, 40, 60)     // first line
		stroke(x+8, 100, 120) // second line
	}
	stroke(203, 40, 108) // a g whose tail hangs into the second line
	lines := handLines(m, blots(m, m.Rect))
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	second := lines[1]
	for y := range second.gray.Rect.Dy() {
		if second.gray.Pix[y*second.gray.Stride+203-second.at.Min.X] < strokeLevel {
			t.Fatalf("the tail is in row %d of the second line", y)
		}
	}
}

func TestWordsAtTheEdgeStayOnThePage(t *testing.T) {
	e, _ := engine(t)
	s := scalesOf(t, decoded(t, drawn(t, letterContent(1), "-gray")), wire.Steps{})
	defer s.free()
	m := imageOf(t, s.read)
	m = m.SubImage(image.Rect(198, 180, 900, 420)).(*image.Gray)
	cut := image.NewGray(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	for y := range cut.Rect.Dy() {
		copy(cut.Pix[y*cut.Stride:][:cut.Stride], m.Pix[y*m.Stride:])
	}
	words, err := e.readHand(handLines(cut, blots(cut, cut.Rect)))
	if err != nil || len(words) < 20 {
		t.Fatalf("%d words, %v", len(words), err)
	}
	for _, w := range words {
		if !w.box.In(cut.Rect) || w.box.Empty() {
			t.Errorf("%q at %v", w.text, w.box)
		}
	}
}

func TestShearingMovesRowsByTheirHeight(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 20, 21))
	for y := range 21 {
		m.Pix[y*m.Stride+10] = 200
	}
	out, side := sheared(m, 0.5)
	for _, y := range []int{0, 10, 20} {
		if at := side + 10 + (y-10)/2; out.Pix[y*out.Stride+at] != 200 {
			t.Errorf("row %d: no stroke at %d", y, at)
		}
	}
}

func TestMedianTakesSpecksNotStrokes(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 30, 30))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	m.Pix[5*m.Stride+5] = 0
	for y := 10; y < 20; y++ {
		m.Pix[y*m.Stride+15], m.Pix[y*m.Stride+16] = 0, 0
	}
	out := median(m)
	if out.Pix[5*m.Stride+5] != 255 {
		t.Error("the speck is still there")
	}
	if out.Pix[15*m.Stride+15] != 0 || out.Pix[15*m.Stride+16] != 0 {
		t.Error("the stroke is gone")
	}
}

func TestDirtIsCountedAndDotsAreNot(t *testing.T) {
	s := scalesOf(t, decoded(t, drawn(t, letterContent(2), "-gray")), wire.Steps{})
	defer s.free()
	m := imageOf(t, s.read)
	if n := grain(m); n >= dirtyPage/2 {
		t.Errorf("%d specks on a page without", n)
	}
	for y := 1200; y < 2000; y += 41 {
		for x := 100; x < 1500; x += 100 {
			m.Pix[(y+5)*m.Stride+x] = 0
		}
	}
	if n := grain(m); n < dirtyPage {
		t.Errorf("%d specks on a dirty page", n)
	}
}

func TestSmoothedPageKeepsWhatItLoses(t *testing.T) {
	e, _ := engine(t)
	first := []readWord{word("€", 30, 100, 100, 20), word("6.315,40", 90, 130, 100, 100), word("—_", 23, 300, 100, 60), word("geidig", 40, 400, 100, 80)}
	second := []readWord{word("6.315.40", 92, 130, 100, 100), word("geldig", 95, 400, 100, 80)}
	var got []string
	for _, w := range e.surest(first, second, clearer) {
		got = append(got, w.text)
	}
	if want := "€ 6.315,40 geldig"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !loses(second, first) {
		t.Error("a reading without the sign of the amount loses nothing")
	}
}

func TestWordOfHandwritingIsTheOneThatWasMeant(t *testing.T) {
	e, _ := engine(t)
	there := func(texts ...string) []readWord {
		var words []readWord
		for _, s := range texts {
			words = append(words, word(s, 40, 0, 0, 100))
		}
		return words
	}
	for _, c := range []struct {
		name  string
		there []readWord
		want  string
	}{
		{"letters that look alike", there("aemeente,", "aemeente,"), "gemeente,"},
		{"what most readings are near to", there("befalina", "betalina", "befaling"), "betaling"},
		{"a name stays", there("Jonsen"), ""},
		{"a number stays", there("O6l2"), ""},
		{"nothing near", there("xqzjwv"), ""},
	} {
		if got := e.meant(c.there); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
