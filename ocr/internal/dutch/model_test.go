package dutch

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "learn model.bin again")

// learned returns the model of the texts that the shipped one was learned from.
func learned(t *testing.T) *Model {
	t.Helper()
	files, err := filepath.Glob("../../../classify/texts/train/*/*.txt")
	if err != nil || len(files) < 1000 {
		t.Fatalf("%d texts, %v", len(files), err)
	}
	var texts []string
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
	}
	return Learn(texts)
}

func TestShippedModelIsThatOfTheTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("learns for some seconds")
	}
	m := learned(t)
	if *update {
		if err := os.WriteFile("model.bin", m.encode(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(m.encode(), shipped) {
		t.Error("model.bin is not learned from the texts of now: make model")
	}
}

func TestWhatPeopleWriteIsLikelier(t *testing.T) {
	m := Shipped()
	all := func(text string) (sum float64) {
		letters := []rune(" " + text + " ")
		for i := 1; i < len(letters); i++ {
			sum += m.Follows(letters[:i], letters[i])
		}
		return sum
	}
	for _, c := range []struct{ likelier, than string }{
		{"dit bedrag niet", "dif bedrag nief"},
		{"op 29 oktober 2026", "op 29 oktober LOL6"},
		{"de gemeente", "de aemeente"},
		{"Met vriendelijke groet", "Net vriendelijke groet"},
	} {
		if good, bad := all(c.likelier), all(c.than); good < bad+3 {
			t.Errorf("%q %.1f, %q %.1f", c.likelier, good, c.than, bad)
		}
	}
	if a, b := all("2026"), all("1947"); a != b {
		t.Errorf("digits are not alike: %.2f and %.2f", a, b)
	}
}

func TestEveryLetterHasAShare(t *testing.T) {
	m := Shipped()
	for _, before := range []string{"", " ", "de gem", "xqzjw", "日本"} {
		for _, r := range "aZ0 é日" {
			if p := m.Follows([]rune(before), r); p > 0 || p < -40 {
				t.Errorf("%q after %q: %f", r, before, p)
			}
		}
	}
}

func TestDecodeTellsWhatIsNoModel(t *testing.T) {
	whole := Learn([]string{"Ik maak bezwaar. Ik maak bezwaar tegen de boete."}).encode()
	for n := range whole {
		if _, err := decode(whole[:n]); err == nil {
			t.Fatalf("%d of %d bytes are taken for a model", n, len(whole))
		}
	}
	if m, err := decode(whole); err != nil || !bytes.Equal(m.encode(), whole) {
		t.Errorf("%v, or another model", err)
	}
}

func BenchmarkFollows(b *testing.B) {
	m, text := Shipped(), []rune("Met deze brief maak ik bezwaar tegen uw besluit van 3 mei.")
	for b.Loop() {
		for i := range text {
			m.Follows(text[:i], text[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(text)), "ns/letter")
}
