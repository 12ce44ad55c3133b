package child

import (
	"fmt"
	"math"
	"os"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

func TestScoredTurn(t *testing.T) {
	for _, c := range []struct {
		name     string
		up, left float64
		turn     int
		sure     bool
	}{
		{"upright", 9, 1, 0, true},
		{"upside down", -12, 2, 180, true},
		{"on its left side", 1, 12, 90, true},
		{"on its right side", 3, -12, 270, true},
		{"upside down, but only just", -9, 1, 180, false},
		{"two axes alike", 9, 8, 0, false},
		{"hardly any text", 3, 0.5, 0, false},
		{"no text", 0, 0, 0, false},
	} {
		if turn, sure := scoredTurn(c.up, c.left); turn != c.turn || sure != c.sure {
			t.Errorf("%s: %d, sure %v", c.name, turn, sure)
		}
	}
}

func TestAPageIsTurnedOnTheWordOfTwo(t *testing.T) {
	for _, c := range []struct {
		name          string
		first, second int
		confidence    float64
		want          int
	}{
		{"Tesseract alone, and sure", 0, 180, 9, 180},
		{"Tesseract alone, hardly sure", 0, 180, 2.2, 0},
		{"both, hardly sure", 270, 270, 2.2, 270},
		{"Tesseract leaves it upright", 180, 0, 1.5, 0},
		{"Tesseract has no opinion", 180, 90, 0.4, 180},
	} {
		if got := agreedTurn(c.first, c.second, c.confidence); got != c.want {
			t.Errorf("%s: %d", c.name, got)
		}
	}
}

// TestSmallPrintStaysUpright: of 6.5 points too little is left at the resolution of the view
// to tell how they stand; at that for reading it is enough, without Tesseract's word.
func TestSmallPrintStaysUpright(t *testing.T) {
	const small = 6.5 / 12
	content := fmt.Sprintf("%g 0 0 %g 0 0 cm ", small, small) + letterContent(4)
	s := scalesOf(t, decoded(t, scanned(drawn(t, content, "-gray"), 8)), wire.Steps{})
	defer s.free()
	if turn, _ := s.position(s.half, wire.Steps{}, &osd{}); turn != 0 {
		t.Errorf("turned by %d degrees", turn)
	}
}

// TestSkew: a page is straightened only when its lines are sharper afterwards.
func TestSkew(t *testing.T) {
	letter := scanned(drawn(t, letterContent(3), "-gray"), 8)
	for _, c := range []struct {
		name  string
		angle float64 // degrees clockwise that the page lies askew
		low   float64 // bounds of the correction
		high  float64
	}{
		{"straight page stays", 0, 0, 0},
		{"a little", 0.4, -0.45, -0.35},
		{"much", 2.8, -2.85, -2.75},
		{"the other way", -4.2, 4.15, 4.25},
		{"more than a scanner does is told", 12, -12.2, -11.8},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := decoded(t, letter)
			p.straighten(c.angle)
			s := scalesOf(t, p, wire.Steps{})
			defer s.free()
			if _, got := s.position(s.half, wire.Steps{NoTurn: true}, nil); got < c.low || got > c.high {
				t.Errorf("straightened by %v", got)
			}
		})
	}
	t.Run("slanted stripes without lines of text stay", func(t *testing.T) {
		content := "0.4 G 0.5 w\n"
		for i := range 40 {
			content += "q 1 0 0.3 1 " + string(rune('0'+i%10)) + "00 100 cm 0 0 m 3 600 l S Q\n"
		}
		s := scalesOf(t, decoded(t, scanned(drawn(t, content, "-gray"), 8)), wire.Steps{})
		defer s.free()
		if _, got := s.position(s.half, wire.Steps{NoTurn: true}, nil); got != 0 {
			t.Errorf("straightened by %v", got)
		}
	})
}

// TestHandwritingIsStraightened: its lines are never as sharp as print (the letter is t08
// of the bench, at 150 dpi).
func TestHandwritingIsStraightened(t *testing.T) {
	for angle, want := range map[float64]float64{0: 0, 1.5: -1.5, 2.8: -2.8, -2.8: 2.8, -4.2: 4.2} {
		p := byHand(t, "handwritten.png")
		p.straighten(angle)
		s := scalesOf(t, p, wire.Steps{})
		if _, got := s.position(s.half, wire.Steps{NoTurn: true}, nil); math.Abs(got-want) > 0.1 {
			t.Errorf("askew by %v it is straightened by %v", angle, got)
		}
		s.free()
	}
}

// byHand is a letter by hand, 150 dpi in black and white.
func byHand(t *testing.T, name string) *page {
	t.Helper()
	file, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := decode(file, wire.Request{Op: wire.OpPrepare, Kind: postkamer.PNG, Page: 1, MaxPages: 1, MaxPixels: 10_000_000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.free)
	return p
}

// TestHandwritingIsTurnedAsItIsRead: Tesseract's detection is sure that one of these letters
// by hand stands upside down, and sees it of neither when it does.
func TestHandwritingIsTurnedAsItIsRead(t *testing.T) {
	_, o := engine(t)
	for _, name := range []string{"byhand.png", "handwritten.png"} {
		p := byHand(t, name)
		for n := range 4 {
			s := scalesOf(t, p, wire.Steps{})
			if turn, _ := s.position(s.half, wire.Steps{}, o); turn != (360-90*n)%360 {
				t.Errorf("%s turned by %d is turned by %d", name, 90*n, turn)
			}
			s.free()
			p.turn(90)
		}
	}
}

// TestWhatCannotBeReadTurnsNothing: of a page of dots all positions read alike.
func TestWhatCannotBeReadTurnsNothing(t *testing.T) {
	_, o := engine(t)
	dots := decoded(t, scanned(drawn(t, "100 100 300 3 re f\n", "-gray"), 60))
	if turn, sure := o.turnRead(&dots.pix, 180); sure {
		t.Errorf("surely turned by %d", turn)
	}
}

// TestAShortLetterIsTurnedAsItIsRead: leptonica is unsure of a few words.
func TestAShortLetterIsTurnedAsItIsRead(t *testing.T) {
	_, o := engine(t)
	p := decoded(t, scanned(drawn(t, "BT /F1 12 Tf 16 TL 72 770 Td (Hierbij het gevraagde afschrift.) Tj T* (J. Jansen) Tj ET\n", "-gray"), 8))
	for n := range 4 {
		s := scalesOf(t, p, wire.Steps{})
		if turn, _ := s.position(s.half, wire.Steps{}, o); turn != (360-90*n)%360 {
			t.Errorf("turned by %d it is turned by %d", 90*n, turn)
		}
		s.free()
		p.turn(90)
	}
}
