package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake"
)

// inWithCode is a browser of somebody who may send more for an application.
func inWithCode(t *testing.T, st *site) *browser {
	t.Helper()
	done, _ := st.browser(t).applied()
	b := st.browser(t)
	b.post("/nasturen/code", url.Values{"code": {codeOf(t, text(done.page(t), "main"), postkamer.LaterCode)}})
	return b
}

// sentAs is the reference on the receipt that an answer shows.
func sentAs(t *testing.T, got answer) string {
	t.Helper()
	reference := text(got.page(t), "strong.pk-tel")
	if got.Request.URL.Path != "/nasturen/binnen" || !strings.HasPrefix(reference, "NS-") {
		t.Fatalf("%d at %s: %s", got.StatusCode, got.Request.URL.Path, text(got.page(t), "main"))
	}
	return reference
}

func (st *site) sentLater(t *testing.T) (n int) {
	t.Helper()
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM pieces WHERE form = 'nasturen'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEvidenceSentAgainIsOnePiece: the answer got lost, and the page is sent once more.
func TestEvidenceSentAgainIsOnePiece(t *testing.T) {
	for name, send := range map[string]func(b *browser) answer{
		"with the file of a question that came meanwhile": func(b *browser) answer { return b.withFile("/nasturen", "afschrift-bestand", "bank.jpg", photoBytes) },
		"with something else":                             func(b *browser) answer { return b.withFile("/nasturen", "anders-bestand", "bank.jpg", photoBytes) },
	} {
		t.Run(name, func(t *testing.T) {
			st := laterSite(t)
			b := inWithCode(t, st)
			first := sentAs(t, send(b))
			if again := sentAs(t, send(b)); again != first {
				t.Errorf("sent again it is %s, was %s", again, first)
			}
			if n := st.sentLater(t); n != 1 {
				t.Errorf("%d pieces", n)
			}
			other := sentAs(t, b.withFile("/nasturen", "anders-bestand", "huur.jpg", photoBytes+"other"))
			if other == first || st.sentLater(t) != 2 {
				t.Errorf("something new is %s", other)
			}
		})
	}
}

// TestListSentAgainIsOnePiece: the files were listed, so that what is sent again has none.
func TestListSentAgainIsOnePiece(t *testing.T) {
	st := laterSite(t)
	b := inWithCode(t, st)
	listed := b.withFile("/nasturen", "afschrift-bestand", "bank.jpg", photoBytes, "toevoegen", "afschrift")
	action := listed.page(t).Find("main form[enctype]").AttrOr("action", "")
	first := sentAs(t, b.withFile(action, "", "", ""))
	if again := sentAs(t, b.withFile(action, "", "", "")); again != first {
		t.Errorf("sent again it is %s, was %s", again, first)
	}
	if got := b.withFile("/nasturen", "", "", ""); got.StatusCode != http.StatusUnprocessableEntity || st.sentLater(t) != 1 {
		t.Errorf("a page that had no file gives %d", got.StatusCode)
	}
}

// TestEvidenceSentTwiceAtOnceIsOnePiece: the first is still at work when it is sent again.
func TestEvidenceSentTwiceAtOnceIsOnePiece(t *testing.T) {
	st := laterSite(t)
	b := inWithCode(t, st)
	answers := make(chan answer)
	for range 4 {
		go func() { answers <- b.withFile("/nasturen", "anders-bestand", "bank.jpg", photoBytes) }()
	}
	for range 4 {
		got := <-answers
		if got.StatusCode != http.StatusOK {
			t.Errorf("%d: %s", got.StatusCode, text(got.page(t), "main"))
		}
	}
	if n := st.sentLater(t); n != 1 {
		t.Errorf("%d pieces", n)
	}
}

// laterPart sends one part of a file as the script of the page does.
func (b *browser) laterPart(question, whole string, offset, end int) (int, string) {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPut, b.address("/nasturen/"+question+"/deel/0123456789abcdef-1"), strings.NewReader(whole[offset:end]))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("X-Naam", "bank.jpg")
	r.Header.Set("X-Grootte", fmt.Sprint(len(whole)))
	r.Header.Set("X-Vanaf", fmt.Sprint(offset))
	got := b.do(r)
	return got.StatusCode, strings.TrimSpace(got.body)
}

// TestEvidenceComesInParts: over a line that breaks, as with the forms.
func TestEvidenceComesInParts(t *testing.T) {
	const part = 512 << 10
	st := laterSite(t)
	whole := photoBytes + strings.Repeat("x", part)
	if status, _ := st.browser(t).laterPart("afschrift", whole, 0, part); status != http.StatusGone {
		t.Errorf("a stranger gets %d", status)
	}
	b := inWithCode(t, st)
	if page := b.get("/nasturen/code"); !strings.Contains(page.body, `data-delen="/nasturen/afschrift/deel/"`) || !strings.Contains(page.body, "upload") {
		t.Error("the page does not send in parts")
	}
	for _, step := range []struct {
		name        string
		question    string
		offset, end int
		status      int
		says        string
	}{
		{"an unknown question", "iban", 0, part, 400, `{"got":0}`},
		{"the first part", "afschrift", 0, part, 200, `{"got":524288}`},
		{"asked how far it is", "afschrift", 0, 0, 200, `{"got":524288}`},
		{"a part that came", "afschrift", 0, part, 409, `{"got":524288}`},
		{"the rest", "afschrift", part, len(whole), 200, fmt.Sprintf(`{"got":%d,"done":true}`, len(whole))},
	} {
		if status, said := b.laterPart(step.question, whole, step.offset, step.end); status != step.status || said != step.says {
			t.Errorf("%s: %d %s", step.name, status, said)
		}
	}
	first := sentAs(t, b.withFile("/nasturen", "", "", "", "gestuurd", "1"))
	if again := sentAs(t, b.withFile("/nasturen", "", "", "", "gestuurd", "1")); again != first || st.sentLater(t) != 1 {
		t.Errorf("sent again it is %s, was %s", again, first)
	}
	if big := strings.Repeat("x", 10); true {
		r, _ := http.NewRequest(http.MethodPut, b.address("/nasturen/anders/deel/0123456789abcdef-2"), strings.NewReader(big))
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("X-Naam", "film.jpg")
		r.Header.Set("X-Grootte", fmt.Sprint(intake.MostFileBytes+1))
		r.Header.Set("X-Vanaf", "0")
		if got := b.do(r); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, "film.jpg") {
			t.Errorf("a file that is too large: %d %s", got.StatusCode, got.body)
		}
	}
}

// TestFilesThatChangeWhileTheyAreSentAreShown: another window takes a file away each time
// that this one is just sending. Nothing is sent, the page says so and can be sent again.
func TestFilesThatChangeWhileTheyAreSentAreShown(t *testing.T) {
	st := laterSite(t)
	b := inWithCode(t, st)
	b.withFile("/nasturen", "anders-bestand", "huur.jpg", photoBytes+"other", "toevoegen", "anders")
	listed := b.withFile("/nasturen", "afschrift-bestand", "bank.jpg", photoBytes, "toevoegen", "afschrift")
	action := listed.page(t).Find("main form[enctype]").AttrOr("action", "")
	st.exec(t, `CREATE FUNCTION takes_away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		DELETE FROM draft_files WHERE draft_id = NEW.id AND name = 'huur.jpg'; RETURN NEW; END $$`)
	st.exec(t, `CREATE TRIGGER takes_away BEFORE UPDATE ON drafts FOR EACH ROW WHEN (NEW.reference <> '') EXECUTE FUNCTION takes_away()`)
	got := b.withFile(action, "", "", "")
	said := text(got.page(t), "main")
	if got.Request.URL.Path != "/nasturen/code" || !strings.Contains(said, "Uw bestanden zijn net veranderd. Er is nog niets verstuurd.") || !strings.Contains(said, "bank.jpg") {
		t.Errorf("%d at %s: %s", got.StatusCode, got.Request.URL.Path, said)
	}
	if n := st.sentLater(t); n != 0 {
		t.Errorf("%d pieces", n)
	}
	st.exec(t, `DROP TRIGGER takes_away ON drafts`)
	sentAs(t, b.withFile(action, "", "", ""))
}
