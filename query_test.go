package postkamer_test

import (
	"slices"
	"testing"
	"time"

	"postkamer"
)

func TestAQueryIsUnderstood(t *testing.T) {
	ref := postkamer.NewReference("VH", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	for name, c := range map[string]struct {
		typed string
		want  postkamer.Query
	}{
		"a reference":                      {ref, postkamer.Query{Reference: ref}},
		"a reference without dashes":       {" vh2026" + ref[8:12] + ref[13:] + " ", postkamer.Query{Reference: ref}},
		"a BSN":                            {"999.990.019", postkamer.Query{BSN: "999990019"}},
		"a postcode and a house number":    {"9349ax 12", postkamer.Query{Postcode: "9349 AX", Number: "12"}},
		"with an addition":                 {"9349 AX, 12-a", postkamer.Query{Postcode: "9349 AX", Number: "12A"}},
		"all in one":                       {"9349AX12", postkamer.Query{Postcode: "9349 AX", Number: "12"}},
		"a telephone number":               {"+31 6 12345678", postkamer.Query{Text: "+31 6 12345678", Code: "0612345678"}},
		"a number plate":                   {"ab-12-cd", postkamer.Query{Text: "ab-12-cd", Code: "AB12CD"}},
		"an account":                       {"NL91 ABNA 0417 1643 00", postkamer.Query{Text: "NL91 ABNA 0417 1643 00", Code: "NL91ABNA0417164300"}},
		"a mail address":                   {"jan@example.nl", postkamer.Query{Text: "jan@example.nl", Code: "JANEXAMPLENL"}},
		"the end of a reference":           {"7K3M-Q9", postkamer.Query{Text: "7K3M-Q9", Code: "7K3MQ9"}},
		"the end of one without a digit":   {"htra-df", postkamer.Query{Text: "htra-df", Code: "HTRADF"}},
		"a name and a day of birth":        {"de Vries, 3-5-1980", postkamer.Query{Text: "de Vries", Born: "1980-05-03"}},
		"a short name":                     {"de Jong 3-5-1980", postkamer.Query{Text: "de Jong", Born: "1980-05-03"}},
		"the day first":                    {"03/05/1980 El Amrani", postkamer.Query{Text: "El Amrani", Born: "1980-05-03"}},
		"a street and a number are words":  {"Kerkstraat 12", postkamer.Query{Text: "Kerkstraat 12"}},
		"a short name and a number":        {"Jan 12 mei", postkamer.Query{Text: "Jan 12 mei"}},
		"words":                            {"losse  stoeptegel", postkamer.Query{Text: "losse stoeptegel"}},
		"the beginning of a word":          {"schutting*", postkamer.Query{Text: "schutting*", Beginning: true}},
		"words that follow one another":    {`"losse stoeptegel" Kerkstraat`, postkamer.Query{Text: "losse stoeptegel Kerkstraat", Phrases: "losse stoeptegel"}},
		"two such rows, other marks":       {"„een twee” «drie  vier»", postkamer.Query{Text: "een twee drie vier", Phrases: "een twee\ndrie vier"}},
		"one word between marks":           {`"stoeptegel"`, postkamer.Query{Text: "stoeptegel"}},
		"a mark without its end":           {`"losse stoeptegel`, postkamer.Query{Text: "losse stoeptegel"}},
		"a number between marks":           {`"+31 6 12345678"`, postkamer.Query{Text: "+31 6 12345678", Code: "0612345678"}},
		"a name between marks, with a day": {`"de Jong" 3-5-1980`, postkamer.Query{Text: "de Jong", Born: "1980-05-03"}},
		"a reference among words":          {"Jansen " + ref + " bezwaar", postkamer.Query{Reference: ref, Text: "Jansen bezwaar"}},
		"a BSN among words":                {"Jansen 999990019", postkamer.Query{BSN: "999990019", Text: "Jansen"}},
		"a day that does not exist is not": {"de Vries 31-2-1980", postkamer.Query{Text: "de Vries 31-2-1980"}},
		"nothing":                          {"  ", postkamer.Query{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := postkamer.ReadQuery(c.typed); got != c.want {
				t.Errorf("%q is %+v, want %+v", c.typed, got, c.want)
			}
		})
	}
}

func TestADayIsRead(t *testing.T) {
	for typed, want := range map[string]string{
		"3-5-1980": "1980-05-03", "03051980": "1980-05-03", "3.5.1980": "1980-05-03", "1980-05-03": "1980-05-03",
		"31-2-1980": "", "1-1-1580": "", "mei 1980": "", "": "",
	} {
		if got := postkamer.NormalDay(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

func TestAWrongReferenceHasTheRightOneNear(t *testing.T) {
	right := postkamer.NewReference("PS", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	other := byte('2')
	if right[9] == other {
		other = '3'
	}
	for name, wrong := range map[string]string{
		"one character wrong": right[:9] + string(other) + right[10:],
		"two swapped":         right[:8] + right[9:10] + right[8:9] + right[10:],
	} {
		t.Run(name, func(t *testing.T) {
			if !postkamer.LooksLikeReference(wrong) {
				t.Errorf("%s does not look like a reference", wrong)
			}
			if near := postkamer.NearReferences(wrong); wrong != right && !slices.Contains(near, right) {
				t.Errorf("%s is not near %s: %v", right, wrong, near)
			}
		})
	}
	if postkamer.LooksLikeReference("Kerkstraat 12") || postkamer.LooksLikeReference("9349AX12") {
		t.Error("an address looks like a reference")
	}
}
