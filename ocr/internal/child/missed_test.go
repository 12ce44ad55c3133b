package child

import (
	"image"
	"strings"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

func TestLinesThatWerePassedOverAreRead(t *testing.T) {
	e, _ := engine(t)
	s := scalesOf(t, decoded(t, scanned(drawn(t, letterContent(1), "-gray"), 8)), wire.Steps{})
	defer s.free()
	p := s.clean(postkamer.View{}, wire.Steps{})
	defer p.free()
	all, err := e.words(p, look{mode: 3})
	if err != nil {
		t.Fatal(err)
	}
	if more := e.missed(all, p, look{}); len(more) > 0 {
		t.Errorf("read twice: %v", more)
	}
	var found []readWord
	for _, w := range all {
		if w.line != all[len(all)-1].line {
			found = append(found, w)
		}
	}
	var texts []string
	for _, w := range e.missed(found, p, look{}) {
		texts = append(texts, w.text)
		if !w.box.In(image.Rect(0, 0, p.width(), p.height())) || w.line < firstMissed {
			t.Errorf("%q at %v on line %d", w.text, w.box, w.line)
		}
	}
	if got := strings.Join(texts, " "); got != letterLines[len(letterLines)-1] {
		t.Errorf("%q", got)
	}
}

func TestHighBoxesAreTightened(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 1000, 200))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	for y := 60; y < 80; y++ {
		for x := 100; x < 400; x++ {
			m.Pix[y*m.Stride+x] = 0
		}
	}
	words := []readWord{
		{text: "a", box: image.Rect(100, 60, 150, 80)}, {text: "b", box: image.Rect(200, 60, 250, 80)},
		{text: "row", box: image.Rect(300, 52, 350, 88)}, {text: "empty", box: image.Rect(600, 40, 700, 90)},
	}
	tighten(words, m)
	want := []image.Rectangle{image.Rect(100, 60, 150, 80), image.Rect(200, 60, 250, 80), image.Rect(300, 60, 350, 80), image.Rect(600, 40, 700, 90)}
	for i, w := range words {
		if w.box != want[i] {
			t.Errorf("%s: %v", w.text, w.box)
		}
	}
}
