package child

import (
	"image"
	"slices"
	"testing"

	"postkamer/ocr/internal/ctc"
	"postkamer/ocr/internal/wire"
)

// handwrittenLines returns the lines of a letter by hand, straight and clean.
func handwrittenLines(t *testing.T) []handLine {
	t.Helper()
	s := scalesOf(t, byHand(t, "byhand.png"), wire.Steps{})
	defer s.free()
	m := imageOf(t, s.read)
	left := budgetFor(mostAgain)
	lines, err := handLines(m, blotsOf(t, m), left)
	if err != nil || len(lines) < 5 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	return lines
}

func TestColumnsSayWhatWasReadAndMore(t *testing.T) {
	e, _ := engine(t)
	others := 0
	for _, l := range handwrittenLines(t)[:3] {
		words, err := e.readLine(l, looks(0)[0], budgetFor(mostAgain))
		if err != nil || len(words) == 0 {
			t.Fatalf("%d words, %v", len(words), err)
		}
		for _, w := range words {
			seen := map[rune]bool{}
			for _, c := range w.columns {
				sum := 0.0
				for _, s := range c {
					seen[s.Letter] = seen[s.Letter] || s.Share > 0
					sum += s.Share
				}
				if sum > 1.01 || len(c) == 0 {
					t.Errorf("%q: a column of shares %v", w.text, c)
				}
			}
			for _, letter := range w.text {
				if !seen[letter] {
					t.Errorf("%q: no column has its %q", w.text, letter)
				}
			}
			others += max(0, len(seen)-len([]rune(w.text))-1)
		}
	}
	if others == 0 {
		t.Error("nothing but what was read: Tesseract does not tell what else it saw")
	}
}

// spelledWord is a word of which the network saw the text, from left to right.
func spelledWord(text string, left, right int) handWord {
	w := word(text, 60, left, 100, right-left)
	return handWord{w, ctc.Spelled(text)}
}

func TestWordsOfALineHaveASpaceBetween(t *testing.T) {
	r := lined([]handWord{spelledWord("op", 100, 140), spelledWord("29", 160, 200), spelledWord("mei", 220, 280)})
	text := ""
	for _, c := range r.columns {
		if s := c[0]; s.Letter != 0 {
			text += string(s.Letter)
		}
	}
	if text != "op 29 mei" {
		t.Errorf("the columns say %q", text)
	}
	seen := spelledWord("29", 160, 200)
	seen.columns = append([]ctc.Column{{{Letter: ' ', Share: 0.6}, {Share: 0.4}}}, seen.columns...)
	if r := lined([]handWord{spelledWord("op", 100, 140), seen}); len(r.columns) != 9 {
		t.Errorf("%d columns: a space that was seen is put there again", len(r.columns))
	}
}

func TestWordsStandWhereTheirLettersAre(t *testing.T) {
	e, _ := engine(t)
	r := lined([]handWord{spelledWord("nahe", 100, 180), spelledWord("ffing", 200, 300)})
	for _, c := range []struct {
		name, text string
		want       []image.Rectangle
	}{
		{"the same words", "nahe ffing", []image.Rectangle{image.Rect(100, 100, 190, 140), image.Rect(190, 100, 300, 140)}},
		{"one word of two", "naheffing", []image.Rectangle{image.Rect(100, 100, 300, 140)}},
	} {
		words := e.placed(c.text, []handReading{r})
		if len(words) != len(c.want) {
			t.Errorf("%s: %v", c.name, words)
			continue
		}
		for i, w := range words {
			if off := w.box.Min.X - c.want[i].Min.X; off*off > 15*15 || w.box.Max.X-c.want[i].Max.X > 15 || w.box.Min.Y != 100 {
				t.Errorf("%s: %q at %v, want %v", c.name, w.text, w.box, c.want[i])
			}
		}
	}
}

func TestConfidenceIsThatOfReadingsWithTheWord(t *testing.T) {
	e, _ := engine(t)
	readings := []handReading{
		lined([]handWord{spelledWord("nief", 100, 180)}),
		lined([]handWord{spelledWord("niet", 102, 178)}),
	}
	readings[0].words[0].confidence, readings[1].words[0].confidence = 80, 30
	for text, want := range map[string]float64{"nief": 80, "niet": guessed, "nieu": guessed} {
		words := e.placed(text, readings)
		if len(words) != 1 || words[0].confidence != want {
			t.Errorf("%q: %v, want a confidence of %.0f", text, words, want)
		}
	}
}

// TestALetterByHandIsRead looks for long words of the letter: as Tesseract reads them, one
// letter in ten is another.
func TestALetterByHandIsRead(t *testing.T) {
	e, _ := engine(t)
	words, err := e.readHand(handwrittenLines(t), budgetFor(mostAgain))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, w := range words {
		texts = append(texts, w.text)
	}
	for _, want := range []string{"naheffing", "gekregen", "telefoon", "verkeerde", "betaling", "schrijven", "rekeningnummer", "vriendelijke"} {
		if !slices.Contains(texts, want) {
			t.Errorf("no %q in %q", want, texts)
		}
	}
}
