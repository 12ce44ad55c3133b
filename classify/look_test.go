package classify

import (
	"errors"
	"image"
	"strings"
	"testing"

	"postkamer"
)

func TestSecondLookIsAskedForNumbersThatDoNotPass(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       postkamer.FieldName // "": nothing to look at
	}{
		{"a right burgerservicenummer needs none", "Mijn burgerservicenummer is 999990019.", ""},
		{"a wrong burgerservicenummer needs one", "Mijn burgerservicenummer is 999990079.", postkamer.FieldBSN},
		{"a wrong IBAN needs one", "Betaal op rekening IBAN NL92 INGB 0001 2345 67.", postkamer.FieldIBAN},
		{"a letter without numbers needs none", "Ik wil graag bezwaar maken.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			looks := glancesAt(lay(.8, "Beste gemeente,", c.line).Pages[0])
			switch {
			case c.want == "" && len(looks) != 0:
				t.Errorf("looks at %+v", looks)
			case c.want != "" && (len(looks) != 1 || looks[0].name != c.want || looks[0].w == 0):
				t.Errorf("looks at %+v", looks)
			}
		})
	}
}

func TestSecondLookCountsOnlyWhenItPasses(t *testing.T) {
	page := lay(.8, "Beste gemeente,", "Burgerservicenummer: 999 990 079", "Met groet").Pages[0]
	looks := glancesAt(page)
	if len(looks) != 1 {
		t.Fatalf("looks at %+v", looks)
	}
	again := func(words ...string) []postkamer.Word {
		var list []postkamer.Word
		for _, w := range words {
			list = append(list, postkamer.Word{Text: w, Confidence: .9})
		}
		return list
	}
	for _, words := range [][]string{{"999", "990", "079"}, {"99999001"}, {}, {"iets"}} {
		if got, ok := looks[0].settle(page, again(words...)); ok || got.Body != page.Body {
			t.Errorf("%v counts", words)
		}
	}
	got, ok := looks[0].settle(page, again("999", "990", "019"))
	if !ok || strings.Contains(got.Body, "079") || !strings.Contains(got.Body, "Burgerservicenummer: 999990019") || len(got.Words) != len(page.Words)-2 {
		t.Fatalf("%v %q", ok, got.Body)
	}
	if len(glancesAt(got)) != 0 {
		t.Error("the right number is looked at again")
	}
	if len(page.Words) != 8 || page.Words[3].Text != "999" {
		t.Errorf("the first reading was changed: %+v", page.Words)
	}
}

func TestSecondLookChangesThePageOnlyForTheBetter(t *testing.T) {
	page := lay(.8, "Burgerservicenummer: 999990079", "IBAN NL92INGB0001234567").Pages[0]
	var asked []string
	again := func(answers map[string]string) func(image.Rectangle, string) ([]postkamer.Word, error) {
		return func(zone image.Rectangle, allowed string) ([]postkamer.Word, error) {
			asked = append(asked, allowed)
			if zone.Empty() {
				return nil, errors.New("an empty zone")
			}
			return []postkamer.Word{{Text: answers[allowed], Confidence: .9}}, nil
		}
	}
	iban := capitals + digits
	for _, c := range []struct {
		name    string
		answers map[string]string
		want    string
	}{
		{"both pass", map[string]string{digits: "999990019", iban: "NL20INGB0001234567"}, "Burgerservicenummer: 999990019\nIBAN NL20INGB0001234567"},
		{"one passes", map[string]string{digits: "999990078", iban: "NL20INGB0001234567"}, "Burgerservicenummer: 999990079\nIBAN NL20INGB0001234567"},
		{"none passes", map[string]string{}, page.Body},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked = nil
			if got := SecondLook(page, again(c.answers)); got.Body != c.want {
				t.Errorf("%q, want %q", got.Body, c.want)
			}
			if len(asked) < 2 || len(asked) > 4 {
				t.Errorf("asked %d times", len(asked))
			}
		})
	}
	failing := func(image.Rectangle, string) ([]postkamer.Word, error) { return nil, errors.New("the child died") }
	if got := SecondLook(page, failing); got.Body != page.Body || len(got.Words) != len(page.Words) {
		t.Errorf("a zone that cannot be read changes the page: %q", got.Body)
	}
}

func TestSecondLookAtWhatOnlyLooksRight(t *testing.T) {
	for _, c := range []struct{ name, line, again, want string }{
		{"a repair that the check digits prove needs no second reading", "Betaal op NLg1 ABNA 0417 1643 00.", "??", "Betaal op NL91ABNA0417164300."},
		{"the day of a date is a number", "Utrecht, O9 november 2026", "09", "Utrecht, 09 november 2026"},
		{"a day that cannot be stays as it was", "Utrecht, O9 november 2026", "90", "Utrecht, O9 november 2026"},
		{"an ordinary word before a month is none", "Zo is mei: l mei maar dat is maar zo", "15", "Zo is mei: l mei maar dat is maar zo"},
		{"only the date itself changes", "BO9 en BO9 van O9 november", "09", "BO9 en BO9 van 09 november"},
		{"a right number stays as it is written", "BSN (999.990.019), zoals u weet", "1", "BSN (999.990.019), zoals u weet"},
		{"brackets stay", "Burgerservicenummer (99999OO19), zoals", "999990019", "Burgerservicenummer (999990019), zoals"},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := lay(.8, c.line).Pages[0]
			got := SecondLook(page, func(image.Rectangle, string) ([]postkamer.Word, error) {
				return []postkamer.Word{{Text: c.again, Confidence: .9}}, nil
			})
			if got.Body != c.want {
				t.Errorf("%q, want %q", got.Body, c.want)
			}
		})
	}
}

// TestNoPageKeepsUsBusy: what a page can ask for is bounded, and a text that is not
// that of the words is let alone.
func TestNoPageKeepsUsBusy(t *testing.T) {
	page := lay(.8, strings.Repeat("O9 november ", 40)).Pages[0]
	asked := 0
	again := func(image.Rectangle, string) ([]postkamer.Word, error) {
		asked++
		return []postkamer.Word{{Text: "09"}}, nil
	}
	SecondLook(page, again)
	if asked != mostLooks {
		t.Errorf("asked %d times", asked)
	}
	page.Body = "iets anders"
	if got := SecondLook(page, again); got.Body != page.Body || got.Words[0].Text != "O9" {
		t.Errorf("%q, first word %q", got.Body, got.Words[0].Text)
	}
}
