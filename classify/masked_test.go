package classify

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"postkamer"
)

// nineTogether is a burgerservicenummer however it is spaced; account numbers are none.
var (
	nineTogether = regexp.MustCompile(`(?:[0-9][ .\-]?){8}[0-9]`)
	anAccount    = regexp.MustCompile(`NL[0-9]{2} ?[A-Z0-9]{4}(?: ?[0-9]){8,12}`)
)

func wantNoBSN(t *testing.T, what string, v postkamer.Verdict) {
	t.Helper()
	for _, d := range v.Doubts {
		for part, text := range map[string]string{"why": d.Why, "say": d.Say, "quote": d.Quote} {
			if nineTogether.MatchString(anAccount.ReplaceAllString(text, "")) {
				t.Errorf("%s: %s shows nine digits in %s: %q", what, d.Code, part, text)
			}
		}
	}
	for _, clue := range v.Clues {
		if strings.ContainsAny(clue.Text, "123456789") && nineTogether.MatchString(clue.Text) {
			t.Errorf("%s: a clue is %q", what, clue.Text)
		}
	}
}

// TestNoDoubtShowsABurgerservicenummer: what a doubt says is copied to who phones and
// kept with the decision.
func TestNoDoubtShowsABurgerservicenummer(t *testing.T) {
	m, policy := shipped(t), DefaultPolicy()
	say := func(lines ...string) []string { return moveLetter(append(lines, phoneLine)...) }
	letters := map[string][]string{
		"two numbers":        say("Mijn BSN is 999990068."),
		"two spaced numbers": say("Mijn burgerservicenummer is 9999 90 068."),
		"fails its check":    replaceLine(say(), "999990019", "999990018"),
		"a digit too many":   replaceLine(say(), "999990019", "9999900190"),
		"a digit too few":    replaceLine(say(), "999990019", "9999901"),
		"in a sentence":      say("Zet ons niet uit huis, mijn BSN 999990068 is bekend, kunt u mij bellen?"),
		"withdrawn":          say("Hierbij trek ik, BSN 999.990.068, mijn aanvraag in."),
	}
	seen := map[postkamer.DoubtCode]bool{}
	for name, lines := range letters {
		for _, confidence := range []float64{.95, .7} {
			v := Classify(lay(confidence, lines...), Facts{Channel: postkamer.Scan, ReceivedOn: received}, m, policy)
			wantNoBSN(t, name, v)
			for _, d := range v.Doubts {
				seen[d.Code] = true
			}
		}
	}
	if !seen[postkamer.BSNInvalid] || !seen[postkamer.ValueUnsure] {
		t.Errorf("the letters raise only %v", seen)
	}
	texts := 0
	err := filepath.WalkDir("texts/test", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil || !strings.Contains(strings.ToLower(string(body)), "bsn") {
			return err
		}
		texts++
		lines := strings.Split(string(body)+"\nMijn BSN is 999990068 en niet 999990019.", "\n")
		wantNoBSN(t, path, Classify(lay(.9, lines...), Facts{Channel: postkamer.Scan, ReceivedOn: received}, m, policy))
		return nil
	})
	if err != nil || texts < 30 {
		t.Errorf("%d texts: %v", texts, err)
	}
}

func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"Mijn BSN is 999990019.":           "Mijn BSN is een nummer dat eindigt op 19.",
		"Er staan twee: 9999 90 019.":      "Er staan twee: een nummer dat eindigt op 19.",
		"nummer 99999OO19":                 "nummer een nummer dat eindigt op 19",
		"bel 0612345678 over 30-06-1994":   "bel 0612345678 over 30-06-1994",
		"Gelezen is: 12345678.":            "Gelezen is: 12345678.",
		"rekening NL91 ABNA 0417 1643 00":  "rekening NL91 ABNA 0417 1643 00",
		"bsn: 12345678 en PS-2026-7K3M-QC": "bsn: een nummer dat eindigt op 78 en PS-2026-7K3M-QC",
		"999990019 999990068 op 1 mei":     "een nummer dat eindigt op 19 een nummer dat eindigt op 68 op 1 mei",
	} {
		if got := masked(text); got != want {
			t.Errorf("masked(%q) is %q, want %q", text, got, want)
		}
	}
}
