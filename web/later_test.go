package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake"
)

// laterSite is a site with workers, on which forms with files can be sent.
func laterSite(t *testing.T) *site {
	st := newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store, Inspector: byContent{}}
		cfg.Municipality.Tone.Citizen = postkamer.U
	})
	return st
}

// withPartner is an application with a partner who gets a code by mail.
func withPartner(now time.Time) []turn {
	turns := anApplication(now)
	for i, tt := range turns {
		if tt.slug == "partner-wie" {
			turns[i] = filledIn("partner-wie", "p-naam", "Kim Jansen", "p-geboren-dag", "3", "p-geboren-maand", "3", "p-geboren-jaar", "1970", "p-mail", "kim@example.org")
		}
		if tt.slug == "bewijs" {
			turns[i] = filledIn("bewijs", "afschrift", "later", "inkomen", "post", "uren-bewijs", "later")
		}
	}
	return turns
}

// applied sends an application and returns the page with its reference.
func (b *browser) applied() (done answer, reference string) {
	b.t.Helper()
	b.fill("tozo", withPartner(b.site.now))
	done = b.post("/tozo/nakijken", declare)
	reference = text(done.page(b.t), "strong.pk-tel")
	if postkamer.NormalReference(reference) == "" {
		b.t.Fatalf("%d: reference is %q", done.StatusCode, reference)
	}
	return done, reference
}

// outbox returns the body of the last mail of a kind.
func (st *site) outbox(t *testing.T, kind postkamer.MailKind) (subject, body string) {
	t.Helper()
	err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT subject, body FROM mails WHERE kind = $1 ORDER BY id DESC LIMIT 1`, kind).Scan(&subject, &body)
	if err != nil {
		t.Fatalf("no mail of kind %s: %v", kind, err)
	}
	return subject, body
}

// codeOf finds a code in a text.
func codeOf(t *testing.T, body string, purpose postkamer.CodePurpose) string {
	t.Helper()
	for _, word := range strings.Fields(body) {
		if code := purpose.Normal(strings.Trim(word, ".,")); code != "" && strings.Contains(word, code) {
			return code
		}
	}
	t.Fatalf("no code in %q", body)
	return ""
}

func aPartnerProof(code, day, month, year string) url.Values {
	return url.Values{"code": {code}, "geboren-dag": {day}, "geboren-maand": {month}, "geboren-jaar": {year}}
}

func TestPartnerSeesWhatIsDeclaredAndSigns(t *testing.T) {
	st := laterSite(t)
	applicant := st.browser(t)
	_, reference := applicant.applied()
	subject, body := st.outbox(t, postkamer.MailSign)
	if strings.Contains(strings.ToLower(subject+body), "bevestiging") || strings.Contains(subject+body, "Jansen") || strings.Contains(subject+body, reference) {
		t.Errorf("the mail says %q: %s", subject, body)
	}
	code := codeOf(t, body, postkamer.SignCode)
	partner := st.browser(t)
	for _, tt := range []struct {
		name, says string
		fields     url.Values
	}{
		{"a wrong date", "passen niet bij elkaar", aPartnerProof(code, "4", "3", "1970")},
		{"the date of the applicant", "passen niet bij elkaar", aPartnerProof(code, "7", "11", "1968")},
		{"an unknown code", "passen niet bij elkaar", aPartnerProof(postkamer.SignCode.New(), "3", "3", "1970")},
		{"a code to send evidence", "passen niet bij elkaar", aPartnerProof(postkamer.LaterCode.New(), "3", "3", "1970")},
		{"nothing", "Vul uw code in", url.Values{}},
	} {
		got := partner.post("/partner/wie", tt.fields)
		if said := text(got.page(t), ".pk-err li"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %d %q", tt.name, got.StatusCode, said)
		}
	}
	if got := applicant.post("/partner/wie", aPartnerProof(code, "3", "3", "1970")); !strings.Contains(got.body, "Op dit apparaat is het formulier zelf ingevuld") {
		t.Errorf("the applicant signs for the partner: %s", text(got.page(t), "main"))
	}
	page := partner.post("/partner/wie", aPartnerProof(strings.ToLower(code), "3", "maart", "1970"))
	partner.read(page)
	shown := text(page.page(t), "main")
	for _, want := range []string{"Jan de Vries", "Kim Jansen", "3 maart 1970", "€ 900"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the partner does not see %q: %s", want, shown)
		}
	}
	for _, secret := range []string{"999990019", "NL91", "850", "1.250", "Bakker Klussen", "Huur", "0612345678", "1968", "kim@example.org", reference} {
		if strings.Contains(shown, secret) {
			t.Errorf("the partner sees %q: %s", secret, shown)
		}
	}
	if got := partner.post("/partner", url.Values{}); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("nothing chosen gives %d", got.StatusCode)
	}
	for range 2 { // pressed twice
		done := partner.post("/partner", url.Values{"teken": {"ja"}})
		if done.Request.URL.Path != "/partner/klaar" || !strings.Contains(done.body, "Uw handtekening is binnen") {
			t.Errorf("%s: %s", done.Request.URL.Path, text(done.page(t), "main"))
		}
	}
	if got := st.browser(t).post("/partner/wie", aPartnerProof(code, "3", "3", "1970")); got.StatusCode != http.StatusUnprocessableEntity {
		t.Error("a code that was used lets in again")
	}
	var signed, jobs int
	err := st.cfg.Store.Pool().QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM signatures WHERE state = 'signed' AND code_hash = ''), (SELECT count(*) FROM river_job WHERE kind = 'decide_again')`).Scan(&signed, &jobs)
	if err != nil || signed != 1 || jobs != 1 {
		t.Errorf("%d signatures, %d jobs: %v", signed, jobs, err)
	}
	for _, secret := range []string{code, "Jansen", "1970-", reference} {
		if strings.Contains(st.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// TestWhoSentTheFormCannotSignLater: the proof of the receipt ends before the session does.
func TestWhoSentTheFormCannotSignLater(t *testing.T) {
	st := laterSite(t)
	applicant := st.browser(t)
	applicant.applied()
	_, body := st.outbox(t, postkamer.MailSign)
	st.now = st.now.Add(proofLife + time.Minute)
	got := applicant.post("/partner/wie", aPartnerProof(codeOf(t, body, postkamer.SignCode), "3", "3", "1970"))
	if !strings.Contains(got.body, "Op dit apparaat is het formulier zelf ingevuld") {
		t.Errorf("the applicant signs for the partner: %s", text(got.page(t), "main"))
	}
}

func TestCodeOfAPartnerEnds(t *testing.T) {
	st := laterSite(t)
	_, reference := st.browser(t).applied()
	_, body := st.outbox(t, postkamer.MailSign)
	old := codeOf(t, body, postkamer.SignCode)
	applicant := st.browser(t)
	later := applicant.post("/nasturen/wie", aProof(reference, "7", "11", "1968"))
	applicant.read(later)
	if strings.Contains(later.body, "Stuur de code nog een keer") {
		t.Error("a code may go twice a day")
	}
	again := applicant.post("/nasturen/partnercode", nil)
	if said := text(again.page(t), ".pk-flash"); !strings.Contains(said, "ging vandaag al een code") {
		t.Errorf("a second code of a day says %q", said)
	}
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE signatures SET sent_on = sent_on - 1`); err != nil {
		t.Fatal(err)
	}
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE mails SET key = key || '-old' WHERE kind = 'sign'`); err != nil {
		t.Fatal(err)
	}
	applicant.post("/nasturen/partnercode", nil)
	_, body = st.outbox(t, postkamer.MailSign)
	code := codeOf(t, body, postkamer.SignCode)
	if code == old {
		t.Fatal("the same code went again")
	}
	if got := st.browser(t).post("/partner/wie", aPartnerProof(old, "3", "3", "1970")); got.StatusCode != http.StatusUnprocessableEntity {
		t.Error("the old code still works")
	}
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE signatures SET expires_at = now() - interval '1 minute'`); err != nil {
		t.Fatal(err)
	}
	if got := st.browser(t).post("/partner/wie", aPartnerProof(code, "3", "3", "1970")); !strings.Contains(got.body, "Deze code is verlopen") {
		t.Errorf("an old code says %q", text(got.page(t), ".pk-err"))
	}
	if got := applicant.post("/partner/wie", aPartnerProof(code, "3", "3", "1970")); strings.Contains(got.body, "Kim Jansen") {
		t.Error("who looks after the application comes in as the partner")
	}
}

// posted sends a page with one file; no name: without.
func (b *browser) withFile(path, input, name, data string, pairs ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = form.WriteField(pairs[i], pairs[i+1])
	}
	if name != "" {
		part, _ := form.CreateFormFile(input, name)
		_, _ = part.Write([]byte(data))
	}
	_ = form.Close()
	r, err := http.NewRequest(http.MethodPost, b.address(path), &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func TestEvidenceIsSentLaterToItsCase(t *testing.T) {
	st := laterSite(t)
	sender := st.browser(t)
	done, reference := sender.applied()
	shown := text(done.page(t), "main")
	code := codeOf(t, shown, postkamer.LaterCode)
	for _, want := range []string{"bankafschrift", "Uw partner moet nog tekenen", "begeleidend blad"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the receipt does not say %q: %s", want, shown)
		}
	}
	b := st.browser(t)
	if got := b.post("/nasturen/code", url.Values{"code": {postkamer.LaterCode.New()}}); !strings.Contains(got.body, "Deze code kennen wij niet") {
		t.Errorf("an unknown code: %s", text(got.page(t), "main"))
	}
	page := b.post("/nasturen/code", url.Values{"code": {strings.ToLower(code)}})
	b.read(page)
	for _, secret := range []string{"999990019", "de Vries", "NL91", "Kim"} {
		if strings.Contains(text(page.page(t), "main"), secret) {
			t.Errorf("the page shows %q", secret)
		}
	}
	if got := b.get("/status"); !strings.Contains(got.body, "geboortedatum") {
		t.Error("with a code to send evidence one sees how it stands")
	}
	if got := b.withFile("/nasturen", "", "", ""); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, chooseFirst) {
		t.Errorf("without a file: %d %s", got.StatusCode, text(got.page(t), ".pk-err"))
	}
	listed := b.withFile("/nasturen", "afschrift-bestand", "bank.jpg", photoBytes, "toevoegen", "afschrift")
	if !strings.Contains(text(listed.page(t), ".pk-bestanden"), "bank.jpg") {
		t.Fatalf("the file is not listed: %s", text(listed.page(t), "main"))
	}
	in := b.withFile("/nasturen", "", "", "")
	b.read(in)
	sent := text(in.page(t), "strong.pk-tel")
	if in.Request.URL.Path != "/nasturen/binnen" || !strings.HasPrefix(sent, "NS-") || !strings.Contains(in.body, "Wij leggen het bij uw zaak "+reference) {
		t.Fatalf("%s %q: %s", in.Request.URL.Path, sent, text(in.page(t), "main"))
	}
	if !strings.Contains(text(in.page(t), "main"), "Bewijs van inkomen") || strings.Contains(text(in.page(t), "main"), "Nog nodigEen bankafschrift") {
		t.Errorf("what is missing still: %s", text(in.page(t), "main"))
	}
	if got := b.get("/nasturen/code"); !strings.Contains(text(got.page(t), "main"), "Dit stuurde u al") {
		t.Errorf("what came is not shown: %s", text(got.page(t), "main"))
	}
	if got := st.browser(t).get("/nasturen/binnen"); got.Request.URL.Path != "/nasturen" {
		t.Error("a stranger sees the receipt")
	}
	var covers int
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM covers v JOIN pieces p ON p.id = v.piece_id WHERE v.reference = $1 AND p.reference = $2`, reference, sent).Scan(&covers); err != nil || covers != 1 {
		t.Errorf("%d ties: %v", covers, err)
	}
	if got := b.get("/nasturen/partnerblad"); strings.HasPrefix(got.body, "%PDF") || got.Request.URL.Path != "/nasturen" {
		t.Error("with a code to send evidence one gets the answers about the partner")
	}
	if got := sender.get("/nasturen/partnerblad"); !strings.HasPrefix(got.body, "%PDF") {
		t.Errorf("who sent the form gets %s", got.Request.URL.Path)
	}
	b.post("/nasturen/klaar", nil)
	for _, path := range []string{"/nasturen", "/nasturen/code", "/nasturen/binnen", "/nasturen/binnen/kopie"} {
		if got := b.get(path); strings.Contains(got.body, sent) || strings.HasPrefix(got.body, "%PDF") {
			t.Errorf("who comes after on this computer sees what was sent, at %s", path)
		}
	}
	b.post("/nasturen/wie", aProof(reference, "7", "11", "1968"))
	for _, path := range []string{"/nasturen/blad", "/nasturen/partnerblad"} {
		if got := b.get(path); got.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.body, "%PDF") {
			t.Errorf("%s is %s", path, got.Header.Get("Content-Type"))
		}
		if got := st.browser(t).get(path); strings.HasPrefix(got.body, "%PDF") {
			t.Errorf("a stranger gets %s", path)
		}
	}
	for _, secret := range []string{code, reference, sent, "bank.jpg"} {
		if strings.Contains(st.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// TestColleagueReadsACodeOut: a partner with a number only gets the code by telephone.
func TestColleagueReadsACodeOut(t *testing.T) {
	st := laterSite(t)
	b := st.browser(t)
	turns := withPartner(st.now)
	for i, tt := range turns {
		if tt.slug == "partner-wie" {
			turns[i].fields.Set("p-mail", "0687654321")
		}
	}
	b.fill("tozo", turns)
	reference := text(b.post("/tozo/nakijken", declare).page(t), "strong.pk-tel")
	id := st.caseOpened(t, reference)
	staff, _ := st.colleague(t, "Bea", []postkamer.Queue{"burgerzaken"}, postkamer.TeamLead, postkamer.Caseworker)
	page := staff.get(casePath(id))
	if !strings.Contains(page.body, "lees een code voor") {
		t.Fatalf("the case does not say how the partner signs: %s", text(page.page(t), "main"))
	}
	said := text(staff.post(casePath(id)+"/partnercode", nil).page(t), ".pk-flash")
	code := codeOf(t, said, postkamer.SignCode)
	if again := text(staff.post(casePath(id)+"/partnercode", nil).page(t), ".pk-flash"); !strings.Contains(again, "vandaag al een code") {
		t.Errorf("a second code of a day: %q", again)
	}
	if got := st.browser(t).post("/partner/wie", aPartnerProof(code, "3", "3", "1970")); !strings.Contains(got.body, "Kim Jansen") {
		t.Errorf("the code does not let in: %s", text(got.page(t), "main"))
	}
	var events int
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM events WHERE kind = 'sign_asked' AND case_id = $1`, int64(id)).Scan(&events); err != nil || events != 1 {
		t.Errorf("%d events: %v", events, err)
	}
}
