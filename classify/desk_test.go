package classify_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"postkamer"
	"postkamer/classify"
	"postkamer/classify/examples"
)

// someKinds are enough kinds to learn from here and quick to train.
var someKinds = []string{"afval", "melding", "parkeren", "verhuizing", "bezwaar", "klacht"}

// schooling returns texts of some kinds of which every third family is held out.
func schooling(t *testing.T) (learn, heldout []classify.Example) {
	t.Helper()
	seen := map[string]int{}
	for _, e := range read(t, os.DirFS("texts"), "train") {
		if !slices.Contains(someKinds, e.Class) {
			continue
		}
		if _, ok := seen[e.Family]; !ok {
			seen[e.Family] = len(seen)
		}
		if seen[e.Family]%3 == 0 {
			heldout = append(heldout, e)
			continue
		}
		learn = append(learn, e)
	}
	return learn, heldout
}

// quick is training without noisy copies and with few folds.
func quick(t *testing.T, learn []classify.Example) *classify.Model {
	t.Helper()
	m, err := classify.Train(learn, classify.TrainOptions{Copies: -1, Folds: 2})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// letter is one of a family that no text foresaw: the council has a new plan and
// sends a card that people return.
func letter(name, street string, n int) string {
	return fmt.Sprintf("Antwoordkaart Groene Loper\n\n%s, %s %d\n\nJa, ik doe mee. Zet mijn naam op de lijst voor de pilot met de deelhubs. Ik lever mijn plek voor de deur in en krijg daarvoor de strippen. Kruis gezet op regel %d.\n\nHandtekening: %s\n", name, street, n, 1+n%4, name)
}

func TestTheFourthLetter(t *testing.T) {
	learn, heldout := schooling(t)
	before := quick(t, learn)
	fourth := letter("M. Bakker", "Ereprijsstraat", 41)
	const want = "afval" // what the desk says such cards are, against all that they look like
	if g := before.Guess(fourth); g.Kind == want {
		t.Fatalf("the family is no surprise: %+v", g)
	}
	for i, who := range []string{"J. de Vries", "P. Yilmaz", "S. Kok"} {
		text := letter(who, []string{"Lindelaan", "Kade", "Oude Singel"}[i], 3+11*i)
		learn = append(learn, classify.Example{Class: want, Text: text, Family: "desk/groene-loper", Weight: classify.LabelWeight})
	}
	after := quick(t, learn)
	if g := after.Guess(fourth); g.Kind != want {
		t.Errorf("after three corrections the fourth letter is %+v, want %s", g, want)
	}
	for _, c := range classify.Compare(before, after, heldout) {
		if c.Worse(.05) {
			t.Errorf("the labels hurt %+v", c)
		}
	}
}

func TestCompareCountsFamilies(t *testing.T) {
	learn, heldout := schooling(t)
	good := quick(t, learn)
	for _, c := range classify.Compare(good, good, heldout) {
		if c.Worse(0) {
			t.Errorf("a model is worse than itself: %+v", c)
		}
	}
	spoilt := slices.Clone(learn)
	for i, e := range spoilt {
		if e.Class == "klacht" {
			spoilt[i].Class = "melding"
		}
	}
	worse := map[string]bool{}
	for _, c := range classify.Compare(good, quick(t, spoilt), heldout) {
		worse[c.Kind] = c.Worse(.1)
		if c.Kind == "klacht" && (c.After.Right != 0 || c.Families < 5) {
			t.Errorf("a kind that the new model does not know: %+v", c)
		}
	}
	if !worse["klacht"] || worse["verhuizing"] {
		t.Errorf("worse are %v, want klacht and not verhuizing", worse)
	}
}

func TestSameTextSameGuessAndReasons(t *testing.T) {
	m, err := classify.Default()
	if err != nil {
		t.Fatal(err)
	}
	body := "Onderwerp: bezwaar tegen boete\nMijn auto stond goed en de parkeerbon klopt niet. BSN 999990019"
	text := postkamer.Text{Pages: []postkamer.PageText{{Body: body}}}
	verdict := func() string {
		spoke, against := classify.ExplainBoth(text, m)
		g := m.Guess(body)
		return fmt.Sprint(g.Kind, g.Second, g.Margin, g.Probability, spoke, against)
	}
	first := verdict()
	for range 1000 {
		if again := verdict(); again != first {
			t.Fatalf("twice the same letter:\n%s\n%s", first, again)
		}
	}
}

func TestExplainSaysWhatSpokeAgainst(t *testing.T) {
	m, err := classify.Default()
	if err != nil {
		t.Fatal(err)
	}
	text := postkamer.Text{Pages: []postkamer.PageText{{Body: "Mijn parkeervergunning wil ik opzeggen omdat ik ga verhuizen naar een nieuw adres"}}}
	spoke, against := classify.ExplainBoth(text, m)
	if len(spoke) == 0 || len(against) == 0 || spoke[0].Kind == against[0].Kind {
		t.Fatalf("for %v, against %v", spoke, against)
	}
	words := fmt.Sprint(spoke, against)
	if !strings.Contains(words, "parkeervergunning") || !strings.Contains(words, "verhuiz") {
		t.Errorf("the telling words are not in %s", words)
	}
}

func FuzzCheckLexicon(f *testing.F) {
	f.Add("afval:\n  grof vuil: 3\n  pas*: 1\n")
	f.Add("a: &x {b: 1}\nb: *x\n<<: {c: 2}\n")
	f.Add("afval:\n  x: .inf\n  x: 0x10\n")
	two := []classify.Example{{Class: "a", Text: "een b"}, {Class: "b", Text: "twee c"}}
	f.Fuzz(func(t *testing.T, lexicon string) {
		if classify.CheckLexicon([]byte(lexicon)) != nil {
			return
		}
		m, err := classify.Train(two, classify.TrainOptions{Lexicon: []byte(lexicon + "\n"), Copies: -1, Folds: 1})
		if err != nil {
			return
		}
		if _, err := classify.Decode(m.Encode()); err != nil {
			t.Errorf("a lexicon that is right makes a file that is not: %v", err)
		}
	})
}

func BenchmarkGuess(b *testing.B) {
	m, err := classify.Default()
	if err != nil {
		b.Fatal(err)
	}
	list, err := examples.Read(os.DirFS("texts"), "test", nil)
	if err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		m.Guess(list[i%len(list)].Text)
	}
}
