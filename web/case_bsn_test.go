package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

func TestNumbersOfCitizensAreCovered(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"Mijn bsn is 999990019.", "Mijn bsn is *****0019."},
		{"BSN 9999 90 019, tel. 06 1234 5678", "BSN *****0019, tel. 06 1234 5678"},
		{"BSN: 9999.90.019", "BSN: *****0019"},
		{"12 999990019 3", "12 *****0019 3"},
		{"999990019 en 111222333", "*****0019 en *****2333"},
		{"999990018 is geen nummer", "999990018 is geen nummer"},
		{"rekening NL91 ABNA 0417 1643 00", "rekening NL91 ABNA 0417 1643 00"},
		{"12 november 2026, huisnummer 52", "12 november 2026, huisnummer 52"},
	} {
		if got := hideBSNs(tt.text); got != tt.want {
			t.Errorf("%q is shown as %q, want %q", tt.text, got, tt.want)
		}
	}
	if got := hideBSNs("Er staat 9999 90 018.", "999990018"); got != "Er staat *****0018." {
		t.Errorf("a wrong number that the case has: %q", got)
	}
}

func TestANumberInTheLineOfAnotherFieldIsCovered(t *testing.T) {
	partner := postkamer.CaseField{Name: postkamer.FieldPartner, Value: "L. Meijerink", ReadValue: "L. Meijerink", ReadText: "Meijerink, L. 999990019", State: postkamer.FieldOK}
	if got := newFieldRow(partner, false); got.Text != "Meijerink, L. *****0019" {
		t.Errorf("it is shown as %q", got.Text)
	}
}

func FuzzHideBSNs(f *testing.F) {
	f.Add("bsn 999990019", "999990019")
	f.Add("9-9 9.9/9 0019", "12345")
	f.Fuzz(func(t *testing.T, text, known string) {
		if got := hideBSNs(text, known); len(got) > len(text) || strings.Contains(got, "999990019") {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}

func TestWhatIsTypedOverACoveredNumber(t *testing.T) {
	for _, tt := range []struct{ before, typed, want string }{
		{"999990018", "*****0018", "999990018"},
		{"999990018", "*****0019", "999990019"},
		{"999990018", "9999 90 019", "999990019"},
		{"999990018", "", ""},
		{"", "999990019", "999990019"},
		{"", "", ""},
		{"12345", "*****", "12345"},
		{"12345", "999990019", "999990019"},
		{"999990018", "****10018", "****10018"},
	} {
		if got := storedValue(postkamer.FieldBSN, tt.typed, tt.before); got != tt.want {
			t.Errorf("%q typed over %q is kept as %q, want %q", tt.typed, maskedBSN(tt.before), got, tt.want)
		}
	}
}

// withNumber is a letter with a number in its fields, its reason to look and its text.
func withNumber() postkamer.Verdict {
	v := doubtful()
	v.Doubts[1].Quote = "mijn bsn 999990018"
	return v
}

func TestANumberIsShownAfterTheLogHasIt(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, withNumber())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	lead, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	page := tom.post("/werk/volgende", nil)
	for name, path := range map[string]string{"the case": "", "the print": "/print"} {
		for who, b := range map[string]*browser{"who has it": tom, "who reads along": lead} {
			if got := b.get(casePath(id) + path); got.StatusCode != http.StatusOK || strings.Contains(got.body, "999990018") || !strings.Contains(got.body, "*****0018") {
				t.Errorf("%s for %s: %d, the number shows", name, who, got.StatusCode)
			}
		}
	}
	revealed := func() (n int) {
		t.Helper()
		if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM events WHERE kind = 'revealed' AND case_id = $1`, id).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	form := formOf(t, page.page(t), "#velden")
	form.Set("veld.new_city", "Rijswijk")
	shown := tom.post(casePath(id)+"/toon", form)
	if !strings.Contains(shown.body, `value="999990018"`) || !strings.Contains(shown.body, "Burgerservicenummer getoond, door Tom") || revealed() != 1 {
		t.Error("the number is not shown, or not in the log")
	}
	if got := valueOf(st.caseOf(t, id).Fields, postkamer.FieldNewCity); got != "Rijswijk" {
		t.Errorf("what was typed is lost: %q", got)
	}
	if strings.Contains(lead.get(casePath(id)).body, "999990018") {
		t.Error("it shows to a colleague too")
	}
	if got := lead.post(casePath(id)+"/toon", url.Values{"naar": {"print"}}); got.Request.URL.Path != casePath(id)+"/print" || !strings.Contains(got.body, "999990018") || revealed() != 2 {
		t.Errorf("at %s", got.Request.URL.Path)
	}
	st.now = st.now.Add(shownLong)
	if strings.Contains(tom.get(casePath(id)).body, "999990018") {
		t.Error("it shows for ever")
	}
}

func TestACoveredNumberThatIsLeftIsNotChanged(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, withNumber())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	tom.post(casePath(id), form)
	if got := valueOf(st.caseOf(t, id).Fields, postkamer.FieldBSN); got != "999990018" {
		t.Errorf("it became %q", got)
	}
	form.Set("veld.bsn", "*****0019")
	tom.post(casePath(id), form)
	if got := valueOf(st.caseOf(t, id).Fields, postkamer.FieldBSN); got != "999990019" {
		t.Errorf("with other last digits it became %q", got)
	}
}
