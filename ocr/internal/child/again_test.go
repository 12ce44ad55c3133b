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
		{"a number is not: it gets a second look of its own", []readWord{label, word("Straat", 96, 100, 200, 90), word("0612E45", 20, 600, 200, 200)}, 0, false},
		{"what stands in boxes for characters is not", []readWord{label, word("Woonplaats", 95, 100, 300, 200), word("KARlN", 30, 600, 610, 200)}, 0, false},
		{"a tick in a box is not", []readWord{label, word("[]", 20, 600, 100, 30)}, 0, false},
		{"a letter by hand is, as a whole", []readWord{word("Aon", 40, 100, 100, 90), word("gere", 30, 220, 100, 90)}, 1, true},
		{"numbers and boxes count for the whole page", []readWord{word("0612E45", 20, 600, 200, 200), word("KARlN", 30, 600, 610, 200), label}, 1, true},
		{"a page without words is not", nil, 0, false},
	} {
		areas := doubtfulAreas(runsOf(c.words), page, []image.Rectangle{image.Rect(590, 600, 1200, 640)})
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

// blotsOf returns the blots of a page.
func blotsOf(t *testing.T, m *image.Gray) []blot {
	t.Helper()
	all, err := blots(m, m.Rect, budgetFor(0))
	if err != nil {
		t.Fatal(err)
	}
	return all
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
	lines, err := handLines(m, blotsOf(t, m), budgetFor(0))
	if err != nil || len(lines) != 2 {
		t.Fatalf("%d lines, %v", len(lines), err)
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
	left := budgetFor(mostAgain)
	lines, err := handLines(cut, blotsOf(t, cut), left)
	if err != nil {
		t.Fatal(err)
	}
	words, err := e.readHand(lines, left)
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
