package child

import (
	"errors"
	"image"
	"testing"
	"time"
)

func TestSecondReadingThatCostsTooMuchLeavesTheFirst(t *testing.T) {
	e, _ := engine(t)
	page := func(draw func(m *image.Gray)) *image.Gray {
		m := white(600, 1200)
		draw(m)
		return m
	}
	dots := func(step int) func(m *image.Gray) {
		return func(m *image.Gray) {
			for i := range m.Pix {
				if x, y := i%m.Stride, i/m.Stride; x%step == 0 && y%step == 0 {
					m.Pix[i] = 0
				}
			}
		}
	}
	found := []readWord{word("Aon", 20, 100, 100, 90), word("gere", 20, 220, 100, 90)}
	for _, c := range []struct {
		name string
		m    *image.Gray
		left *budget
	}{
		{"too much ink", page(func(m *image.Gray) { clear(m.Pix) }), &budget{ink: 1000, blots: mostBlots, lines: mostLines, until: time.Hour}},
		{"too many spots", page(dots(3)), budgetFor(0)},
		{"no time left", page(func(m *image.Gray) { copy(m.Pix[600*300:600*330], make([]byte, 600*30)) }), &budget{ink: mostInk, blots: mostBlots, lines: mostLines}},
	} {
		a := doubtfulAreas(runsOf(found), c.m.Rect, nil)
		if len(a) != 1 {
			t.Fatalf("%v", a)
		}
		if _, err := e.readArea(a[0], c.m, found, c.left); c.name != "no time left" && !errors.Is(err, errSpent) {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := e.byHand(found, c.m, nil, c.left); len(got) != 2 || got[0].text != "Aon" || got[1].text != "gere" {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	line := handLine{gray: white(60, 60), at: image.Rect(0, 0, 60, 60), page: image.Rect(0, 0, 600, 1200)}
	if _, err := e.readHand([]handLine{line}, &budget{}); !errors.Is(err, errSpent) {
		t.Errorf("no time left: %v", err)
	}
}

func TestLinesAreCountedBeforeTheyAreDrawn(t *testing.T) {
	m := white(400, 200)
	for x := 20; x < 380; x += 20 {
		for y := 40; y < 60; y++ {
			m.Pix[y*m.Stride+x], m.Pix[y*m.Stride+x+1] = 0, 0
			m.Pix[(y+60)*m.Stride+x], m.Pix[(y+60)*m.Stride+x+1] = 0, 0
		}
	}
	for lines, want := range map[int]error{1: errSpent, 2: nil} {
		if _, err := handLines(m, blotsOf(t, m), &budget{lines: lines}); !errors.Is(err, want) {
			t.Errorf("two lines with %d left: %v", lines, err)
		}
	}
}

func TestBoxesAreFoundByTheirRows(t *testing.T) {
	rows := rowsOf([]image.Rectangle{image.Rect(10, 10, 50, 40), image.Rect(100, 32, 120, 64)})
	for p, want := range map[image.Point]bool{{X: 10, Y: 10}: true, {X: 49, Y: 39}: true, {X: 50, Y: 20}: false, {X: 110, Y: 63}: true, {X: 110, Y: 64}: false, {X: 110, Y: 20}: false} {
		if rows.have(p) != want {
			t.Errorf("%v: %v", p, !want)
		}
	}
}
