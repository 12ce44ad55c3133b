package classify

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// printed is a text of classify/texts with its print.
type printed struct {
	family string
	text   string
	like   Print
}

func allPrinted(t *testing.T) []printed {
	t.Helper()
	f, err := os.Open("texts/groups.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []printed
	for _, row := range rows[1:] {
		text, err := os.ReadFile(filepath.Join("texts", row[0]))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, printed{row[1], string(text), PrintOf(string(text))})
	}
	return all
}

func TestLettersOfOneFamilyAreAlikeAndOthersAreNot(t *testing.T) {
	all := allPrinted(t)
	same, alike, other, mistaken := 0, 0, 0, 0
	for i := range all {
		for j := range i {
			alikes := all[i].like.Like(all[j].like) >= SameFamily
			if all[i].family == all[j].family {
				same++
				alike += one(alikes)
			} else {
				other++
				mistaken += one(alikes)
			}
		}
	}
	t.Logf("of one family %d of %d alike, of others %d of %d", alike, same, mistaken, other)
	if float64(alike) < .97*float64(same) || float64(mistaken) > 1e-4*float64(other) {
		t.Error("the line between families is drawn in the wrong place")
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestLetterIsLikeItselfHoweverItIsRead(t *testing.T) {
	n, alike := 0, 0
	for i, p := range allPrinted(t) {
		if i%7 != 0 || len(tokens(p.text)) < 20 {
			continue
		}
		n++
		alike += one(p.like.Like(PrintOf(noisy(p.text, .05, rand.New(rand.NewPCG(uint64(i), 1))))) >= SameFamily)
	}
	t.Logf("%d of %d at 5 %% wrong letters", alike, n)
	if float64(alike) < .97*float64(n) {
		t.Error("a few wrong letters make another family")
	}
}

func TestWhatSaysNothingIsLikeNothing(t *testing.T) {
	if like := PrintOf("").Like(PrintOf("hallo")); like != 0 {
		t.Errorf("%v", like)
	}
}
