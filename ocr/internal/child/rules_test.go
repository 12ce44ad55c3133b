package child

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"strings"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// combContent draws a row of cells with one character in each, in grey lines.
func combContent(text string) string {
	var b strings.Builder
	for i, r := range text {
		x := 200 + 15*i
		fmt.Fprintf(&b, "q 0.6 G 0.8 w %d 500 15 17 re S Q BT /F1 11 Tf %d 504 Td (%c) Tj ET\n", x, x+4, r)
	}
	return b.String() + "BT /F1 11 Tf 72 504 Td (Burgerservicenummer) Tj ET\n"
}

func readWith(t *testing.T, e *tesseract, content string, steps wire.Steps) []readWord {
	t.Helper()
	s := scalesOf(t, decoded(t, scanned(drawn(t, content, "-gray"), 8)), steps)
	defer s.free()
	k := kept{pix: s.clean(postkamer.View{}, steps)}
	defer k.free()
	words, err := k.words(steps, e)
	if err != nil {
		t.Fatal(err)
	}
	return words
}

func TestRules(t *testing.T) {
	e, _ := engine(t)
	letter := letterContent(1)
	for _, c := range []struct {
		name    string
		content string
		word    string
	}{
		{"digits in the cells of a comb are one number", letter + combContent("999146415"), "999146415"},
		{"white letters on a black bar are read", letter + "0 g 60 300 480 30 re f 1 g BT /F1 14 Tf 80 310 Td (Gemeente Noordwijkerhout) Tj ET\n", "Noordwijkerhout"},
		{"text in a framed box is read", letter + "q 1 w 60 280 480 60 re S Q BT /F1 12 Tf 80 310 Td (Alleen voor ambtelijke aantekeningen) Tj ET\n", "aantekeningen"},
		{"letters of 40 points keep their strokes", letter + "BT /F1 40 Tf 72 300 Td (HELLEVELLHILL) Tj ET\n", "HELLEVELLHILL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			words := readWith(t, e, c.content, wire.Steps{})
			if !hasWord(words, c.word) || !hasWord(words, "rekeningnummer") {
				t.Errorf("%v", words)
			}
		})
	}
	t.Run("switched off, the lines are in the way", func(t *testing.T) {
		if words := readWith(t, e, letter+combContent("999146415"), wire.Steps{NoUnrule: true}); hasWord(words, "999146415") {
			t.Error("this step does nothing")
		}
	})
}

func TestLettersThatTouchAreNoLines(t *testing.T) {
	for _, c := range []struct {
		name  string
		paint func(rect func(x, y, w, h int))
		kept  bool
	}{
		{"letters on one foot stay", func(rect func(x, y, w, h int)) {
			rect(100, 132, 150, 3)
			for x := 100; x < 250; x += 16 {
				rect(x, 100, 7, 34)
			}
		}, true},
		{"a box goes", func(rect func(x, y, w, h int)) {
			rect(100, 100, 150, 3)
			rect(100, 140, 150, 3)
			rect(100, 100, 3, 43)
			rect(247, 100, 3, 43)
		}, false},
	} {
		m := image.NewGray(image.Rect(0, 0, 400, 300))
		draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
		c.paint(func(x, y, w, h int) {
			draw.Draw(m, image.Rect(x, y, x+w, y+h), image.Black, image.Point{}, draw.Src)
		})
		p := pixOf(m, readDPI)
		r := p.unruled()
		after, err := r.image()
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Equal(m.Pix, after.Pix); got != c.kept {
			t.Errorf("%s: kept %v", c.name, got)
		}
		r.free()
		p.free()
	}
}
