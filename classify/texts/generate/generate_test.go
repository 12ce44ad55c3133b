package main

import (
	"flag"
	"regexp"
	"strings"
	"testing"

	"postkamer"
)

var update = flag.Bool("update", false, "write the texts instead of comparing them")

// kinds are the classes of the mail-room; each needs a template file.
var kinds = []string{
	"verhuizing", "paspoort", "uittreksel", "huwelijk_geboorte", "tozo_aanvraag", "tozo_bewijsstuk", "bijstand", "wmo",
	"kwijtschelding", "woz", "parkeren", "factuur", "subsidie", "omgevingsvergunning", "evenement", "melding", "afval",
	"bezwaar", "klacht", "woo_verzoek", "ingebrekestelling",
}

var (
	bsnLike  = regexp.MustCompile(`\b999\d\.?\d\d\.?\d{3}\b|\b999 \d{3} \d{3}\b`)
	ibanLike = regexp.MustCompile(`\bNL\d\d ?[A-Z]{4} ?\d{4} ?\d{4} ?\d\d\b`)
	leftover = regexp.MustCompile(`[{}|]|\[\[|\]\]`)
	year     = regexp.MustCompile(`[-/]\d\d?[-/](\d{4})\b|\d (?:jan|feb|m|a|j|sep|o|n|d)[a-z]*\.? (\d{4})\b`)
)

func load(t *testing.T) ([]Family, map[string]string) {
	t.Helper()
	families, err := Families()
	if err != nil {
		t.Fatal(err)
	}
	files, err := Texts(families)
	if err != nil {
		t.Fatal(err)
	}
	return families, files
}

func TestGeneratedTextsAreUpToDateWithTheTemplates(t *testing.T) {
	_, files := load(t)
	if *update {
		if err := Write("..", files); err != nil {
			t.Fatal(err)
		}
	}
	have, err := Read("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if have[name] != text {
			t.Errorf("%s differs from its template; run with -update and look at the change", name)
		}
	}
	for name := range have {
		if _, ok := files[name]; !ok {
			t.Errorf("%s is made by no family; run with -update", name)
		}
	}
}

func TestEachKindHasTwelveFamiliesOfWhichTenTrainAndTwoTest(t *testing.T) {
	families, _ := load(t)
	count := map[string]map[string]int{}
	set := map[string]string{}
	for _, f := range families {
		if set[f.ID()] != "" {
			t.Errorf("family %s is both in %s and in %s", f.ID(), set[f.ID()], f.Set)
		}
		set[f.ID()] = f.Set
		if count[f.Kind] == nil {
			count[f.Kind] = map[string]int{}
		}
		count[f.Kind][f.Set]++
	}
	for _, kind := range kinds {
		if c := count[kind]; c["train"] < 10 || c["test"] < 2 {
			t.Errorf("%s has %d train and %d test families, want 10 and 2 or more", kind, c["train"], c["test"])
		}
	}
	if c := count[Unknown]; c["train"] > 0 || c["test"] < 25 {
		t.Errorf("_unknown has %d train and %d test texts, want none and 25 or more", c["train"], c["test"])
	}
	if len(count) != len(kinds)+1 {
		t.Errorf("%d template files, want %d", len(count), len(kinds)+1)
	}
}

func TestTrainAndTestShareNoSentence(t *testing.T) {
	const long = 45 // characters; shorter ones are greetings and labels
	families, _ := load(t)
	trained := map[string]string{}
	for _, set := range []string{"train", "test", "fresh"} {
		for _, f := range families {
			if f.Set != set {
				continue
			}
			for _, s := range strings.FieldsFunc(f.Template, func(r rune) bool { return strings.ContainsRune(".?!\n", r) }) {
				s = strings.TrimSpace(slot.ReplaceAllString(s, ""))
				switch {
				case len(s) < long:
				case set == "train":
					trained[s] = f.ID()
				case trained[s] != "":
					t.Errorf("%s and %s share %q", trained[s], f.ID(), s)
				}
			}
		}
	}
}

func TestEachKindHasFortyTrainTexts(t *testing.T) {
	_, files := load(t)
	for _, kind := range kinds {
		n := 0
		for name := range files {
			if strings.HasPrefix(name, "train/"+kind+"/") {
				n++
			}
		}
		if n < 40 {
			t.Errorf("%s has %d train texts, want 40 or more", kind, n)
		}
	}
}

func TestTextsOfOneFamilyDiffer(t *testing.T) {
	_, files := load(t)
	seen := map[string]string{}
	for name, text := range files {
		if other, ok := seen[text]; ok {
			t.Errorf("%s and %s are the same text", name, other)
		}
		seen[text] = name
	}
}

func TestNumbersAreValidUnlessTheTemplateAsksForAnError(t *testing.T) {
	families, files := load(t)
	for _, f := range families {
		for n := range f.count() {
			text := files[f.path(n)]
			for _, s := range bsnLike.FindAllString(text, -1) {
				if !postkamer.ValidBSN(postkamer.NormalBSN(s)) && !strings.Contains(f.Template, "{bsnfout}") {
					t.Errorf("%s: BSN %s fails the eleven-test", f.path(n), s)
				}
			}
			for _, s := range ibanLike.FindAllString(text, -1) {
				if !postkamer.ValidIBAN(postkamer.NormalIBAN(s)) && !strings.Contains(f.Template, "{ibanfout}") {
					t.Errorf("%s: IBAN %s fails mod 97", f.path(n), s)
				}
			}
		}
	}
}

func TestNoSlotIsLeftAndLengthAndYearsAreThoseOfPost(t *testing.T) {
	_, files := load(t)
	for name, text := range files {
		if leftover.MatchString(text) {
			t.Errorf("%s has an unresolved slot or alternative: %s", name, leftover.FindString(text))
		}
		if name == "groups.csv" || strings.Contains(name, Unknown) {
			continue
		}
		if n := len(strings.Fields(text)); n < 15 || n > 350 {
			t.Errorf("%s has %d words, want 15 to 350", name, n)
		}
		for _, m := range year.FindAllStringSubmatch(text, -1) {
			if y := m[1] + m[2]; y < "1900" || y > "2027" {
				t.Errorf("%s has the date %q", name, m[0])
			}
		}
	}
}

func TestAllTextsTogetherStaySmall(t *testing.T) {
	_, files := load(t)
	size := 0
	for _, text := range files {
		size += len(text)
	}
	if size > 3<<20 {
		t.Errorf("texts take %d bytes, want at most 3 MB", size)
	}
}
