package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"postkamer/classify"
)

// post are texts of ten kinds in families of three, and some of no kind.
func post() []classify.Example {
	var all []classify.Example
	for i := range 300 {
		kind := i % 10
		all = append(all, classify.Example{Class: fmt.Sprint("kind", kind), Family: fmt.Sprintf("%d/%d", kind, i/30), Name: fmt.Sprint(i), Text: fmt.Sprintf("woord%d zaak%d nummer %d", kind, kind, i)})
	}
	return append(all, classify.Example{Class: classify.Unknown, Name: "u", Text: "iets heel anders"})
}

func TestNoFamilyIsOnBothSides(t *testing.T) {
	all := post()
	fold := deal(all)
	tried := map[string]int{}
	for f := range folds {
		learn, try := split(all, fold, f)
		learned := map[string]bool{}
		for _, e := range learn {
			learned[familyOf(e)] = true
			if e.Class == classify.Unknown {
				t.Error("learned from a text of no kind")
			}
		}
		for _, e := range try {
			tried[e.Name]++
			if learned[familyOf(e)] {
				t.Errorf("fold %d: family %s is on both sides", f, e.Family)
			}
		}
	}
	for _, e := range all {
		if want := map[bool]int{true: folds, false: 1}[e.Class == classify.Unknown]; tried[e.Name] != want {
			t.Errorf("%s was tried %d times, want %d", e.Name, tried[e.Name], want)
		}
	}
}

func TestEveryKindIsLeftOutOnce(t *testing.T) {
	all := post()
	out := map[string]int{}
	for f := range folds {
		learn, try := leaveOut(all, deal(all), f)
		known := map[string]bool{}
		for _, e := range learn {
			known[e.Class] = true
		}
		for _, e := range try {
			if e.Class != classify.Unknown || known["kind"+strings.Split(e.Family, "/")[0]] {
				t.Errorf("fold %d tries %+v, of a kind that it learned", f, e)
			}
			out[e.Name]++
		}
	}
	if len(out) != 300 {
		t.Errorf("%d texts were tried as of no kind, want 300", len(out))
	}
}

func TestNoiseIsWhatItSays(t *testing.T) {
	text := strings.Repeat("de gemeente heeft mijn aanvraag ontvangen ", 500)
	if scanned(text, 0, nil) != text {
		t.Error("no noise changed the text")
	}
	for _, rate := range levels[1:] {
		rng := rand.New(rand.NewPCG(1, 2))
		wrong := 0
		for range 20_000 {
			if scanned("e", rate, rng) != "e" {
				wrong++
			}
		}
		if got := float64(wrong) / 20_000; got < rate*.6 || got > rate*1.2 {
			t.Errorf("%.3f of the letters are wrong, want about %.3f", got, rate)
		}
	}
}

func TestBagLearns(t *testing.T) {
	all := post()
	learn, try := split(all, deal(all), 0)
	judge, err := learnBag(learn)
	if err != nil {
		t.Fatal(err)
	}
	if e := classify.Measure(judge(try)); e.Accuracy < .95 || e.CoverageAtThreshold < .5 {
		t.Errorf("words that tell all are not learned: %+v", e)
	}
}

func TestTablesGoBetweenTheMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	page := "# Before\n" + beginMark + "\nstale\n" + endMark + "\n# After\n"
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	r := results{Texts: 7, Systems: []summary{{Name: ours, Precision: .99, Noise: []noise{{}}}}}
	for range 2 {
		if err := rewrite(path, r); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := os.ReadFile(path)
	if s := string(got); !strings.HasPrefix(s, "# Before\n") || !strings.HasSuffix(s, "# After\n") || strings.Contains(s, "stale") || strings.Count(s, "| ours |") != 2 {
		t.Errorf("the page is %s", s)
	}
	if err := os.WriteFile(path, []byte("no marks"), 0o600); err != nil {
		t.Fatal(err)
	}
	if rewrite(path, r) == nil {
		t.Error("a page without marks was written")
	}
}
