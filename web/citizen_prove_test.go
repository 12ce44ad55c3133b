package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// aProof are the fields of a proof.
func aProof(reference, day, month, year string) url.Values {
	return url.Values{"kenmerk": {reference}, "geboren-dag": {day}, "geboren-maand": {month}, "geboren-jaar": {year}}
}

// sentMove sends a move in a browser of its own and returns its reference.
func (st *site) sentMove(t *testing.T) string {
	t.Helper()
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now))
	reference := text(b.post("/verhuizing/nakijken", declare).page(t), "strong.pk-tel")
	if postkamer.NormalReference(reference) == "" {
		t.Fatalf("reference is %q", reference)
	}
	return reference
}

// forgetTries is a quarter of an hour later.
func (st *site) forgetTries(t *testing.T) {
	t.Helper()
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `DELETE FROM tries`); err != nil {
		t.Fatal(err)
	}
}

func TestProofOfACitizen(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference := st.sentMove(t)
	paper := st.caseOf(t, st.scanned(t, false, doubtful())[0].Case)
	const wrong = "Dit kenmerk en deze geboortedatum passen niet bij elkaar. Kijk ze na. Kloppen ze? Bel dan 14 070"
	tests := []struct {
		name   string
		fields url.Values
		want   string // of the error; empty: the page is shown
	}{
		{"the reference and the day of birth", aProof(reference, "7", "november", "1968"), ""},
		{"as people write a reference", aProof(strings.ToLower(strings.ReplaceAll(reference, "-", " ")), "07", "11", "1968"), ""},
		{"another day", aProof(reference, "8", "11", "1968"), wrong},
		{"the day of birth of who comes along", aProof(reference, "1", "5", "2012"), wrong},
		{"a reference that does not exist", aProof(postkamer.NewReference("VH", st.now), "7", "11", "1968"), wrong},
		{"a reference with a slip of the pen", aProof("VH-2026-AAAA-AA", "7", "11", "1968"), wrong},
		{"no reference at all", aProof("mijn kenmerk", "7", "11", "1968"), wrong},
		{"a letter without a day of birth", aProof(paper.Reference, "7", "11", "1968"), wrong},
		{"SQL", aProof("' OR 1=1 --", "7", "11", "1968"), wrong},
		{"nothing", aProof("", "", "", ""), "Vul uw kenmerk in Vul uw geboortedatum in"},
		{"no such day", aProof(reference, "31", "2", "1968"), "Deze datum bestaat niet. Kijk de dag en de maand na"},
		{"half a day", aProof(reference, "7", "", "1968"), "Vul de dag, de maand en het jaar van uw geboortedatum in"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st.forgetTries(t)
			b := st.browser(t)
			b.read(b.get("/status"))
			got := b.post("/status/wie", tt.fields)
			b.read(got)
			if said := text(got.page(t), ".pk-err li"); said != strings.ReplaceAll(tt.want, "in Vul", "inVul") {
				t.Errorf("says %q, want %q", said, tt.want)
			}
			if shown := strings.Contains(got.body, "Wij ontvingen het op"); shown != (tt.want == "") {
				t.Errorf("the page is shown: %v", shown)
			}
			if tt.want != "" && got.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("status %d", got.StatusCode)
			}
		})
	}
	for _, secret := range []string{reference, "1968", "november", "127.0.0.1"} {
		if strings.Contains(st.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestGuessingAtAProofEnds(t *testing.T) {
	st := formSite(t, postkamer.Je)
	reference := st.sentMove(t)
	const often = "Je hebt het te vaak geprobeerd. Probeer het over 15 minuten nog een keer"
	try := func(reference, year string) string {
		return text(st.browser(t).post("/status/wie", aProof(reference, "7", "11", year)).page(t), ".pk-err li")
	}
	for _, known := range []string{reference, postkamer.NewReference("VH", st.now)} { // whether it exists makes no difference
		for i := range triesHere.Short {
			if got := try(known, "1967"); !strings.Contains(got, "passen niet bij elkaar") {
				t.Fatalf("try %d says %q", i+1, got)
			}
		}
		if got := try(known, "1968"); !strings.Contains(got, often) {
			t.Errorf("after %d tries it says %q", triesHere.Short, got)
		}
	}
	for range triesThere.Short { // other references from the same place
		try(postkamer.NewReference("VH", st.now), "1967")
	}
	if got := try(postkamer.NewReference("VH", st.now), "1967"); !strings.Contains(got, often) {
		t.Errorf("a place may go on guessing: %q", got)
	}
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE tries SET since = since - interval '16 minutes'`); err != nil {
		t.Fatal(err)
	}
	if got := try(reference, "1968"); got != "" {
		t.Errorf("a quarter of an hour later the right one says %q", got)
	}
}

func TestProofIsOfOneBrowserAndEnds(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference := st.sentMove(t)
	b := st.browser(t)
	b.post("/status/wie", aProof(reference, "7", "11", "1968"))
	asks := func(b *browser) bool { return b.get("/status").page(t).Find("#kenmerk").Length() == 1 }
	if asks(b) {
		t.Fatal("it asks again at once")
	}
	if !asks(st.browser(t)) {
		t.Error("another browser sees it")
	}
	st.now = st.now.Add(proofLife - time.Minute)
	if asks(b) {
		t.Error("within half an hour it asks again")
	}
	st.now = st.now.Add(proofLife - time.Minute)
	if asks(b) {
		t.Error("who looks now and then is asked again")
	}
	st.now = st.now.Add(proofLife + time.Minute)
	if !asks(b) {
		t.Error("after half an hour without a look it still shows")
	}
	b.post("/status/wie", aProof(reference, "7", "11", "1968"))
	if got := b.post("/status/klaar", nil); got.page(t).Find("#kenmerk").Length() != 1 || strings.Contains(got.body, reference) {
		t.Error("after closing it still shows")
	}
}
