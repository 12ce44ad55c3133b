package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// caseOpened opens the case of a piece, as the worker does.
func (st *site) caseOpened(t *testing.T, reference string) postkamer.CaseID {
	t.Helper()
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	var id postkamer.CaseID
	err = st.cfg.Store.InTx(t.Context(), func(tx *store.Tx) error {
		id, err = tx.Route(t.Context(), piece, postkamer.Text{}, postkamer.Verdict{CaseType: "verhuizing", Destination: postkamer.ToQueue, Queue: "burgerzaken", Priority: 3})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// status opens the status page of a move in a browser of its own.
func (st *site) status(t *testing.T, reference string) (*browser, answer) {
	t.Helper()
	b := st.browser(t)
	got := b.post("/status/wie", aProof(reference, "7", "11", "1968"))
	b.read(got)
	return b, got
}

func TestStatusSaysHowFarAndNothingElse(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference := st.sentMove(t)
	_, got := st.status(t, reference)
	if said := text(got.page(t), "#stand"); said != "Ontvangen" {
		t.Errorf("before it has a case: %q", said)
	}
	st.caseOpened(t, reference)
	const day = `'2026-12-04'`
	tests := []struct {
		name, sql     string
		heading, says string
	}{
		{"on its queue", `UPDATE cases SET state = 'open'`, "Ontvangen", "Het ligt klaar voor een collega"},
		{"with a colleague", `UPDATE cases SET state = 'claimed', claimed_by = (SELECT min(id) FROM people), claimed_at = now(), claim_until = now() + interval '1 hour'`, "Wij kijken ernaar", "Een collega is ermee bezig"},
		{"waits for a letter of rent", `UPDATE cases SET state = 'waiting', claimed_by = NULL, claimed_at = NULL, claim_until = NULL, waits_until = ` + day + `, waits_for = 'het huurcontract'`,
			"Wij wachten op u", "Dit missen wij nog: het huurcontract. Stuur dit uiterlijk op 4 december 2026."},
		{"waits for a call", `UPDATE cases SET waits_for = 'dat de inwoner ons belt'`, "Wij wachten op u", "Bel ons op 14 070. Doe dit uiterlijk op 4 december 2026."},
		{"waits for what a letter asks", `UPDATE cases SET waits_for = 'wat wij in de brief vragen'`, "Wij wachten op u", "Wij hebben u een brief gestuurd"},
		{"is phoned about", `UPDATE cases SET state = 'calling', waits_until = NULL, waits_for = ''`, "Wij bellen u", "Houd uw telefoon in de buurt"},
		{"done", `UPDATE cases SET state = 'done', done_at = '2026-11-20 12:00+01'`, "Klaar", "Wij zijn hier sinds 20 november 2026 mee klaar"},
	}
	st.exec(t, `INSERT INTO people (subject, name, roles) VALUES ('x', 'Sevda Geheim', '{}')`)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st.exec(t, tt.sql)
			_, got := st.status(t, reference)
			doc := got.page(t)
			if heading, says := text(doc, "#stand"), text(doc, "section"); heading != tt.heading || !strings.Contains(says, tt.says) {
				t.Errorf("says %q, want %q and %q", says, tt.heading, tt.says)
			}
			got.blind(t, "the status")
			if strings.Contains(got.body, "Sevda") || strings.Contains(got.body, "burgerzaken") {
				t.Error("it says who or where")
			}
		})
	}
}

func TestACitizenTakesSomethingBack(t *testing.T) {
	st := formSite(t, postkamer.Je)
	reference := st.sentMove(t)
	b, _ := st.status(t, reference)
	if said := text(b.get("/intrekken").page(t), "main"); !strings.Contains(said, "Wij ontvingen het nog maar net") {
		t.Errorf("before it has a case: %s", said)
	}
	b.post("/intrekken", nil)
	if n := st.pieces(t); n != 1 {
		t.Fatalf("%d pieces: it was taken back before it has a case", n)
	}
	st.caseOpened(t, reference)
	page := b.get("/intrekken")
	b.read(page)
	if page.page(t).Find(`form[action="/intrekken"]`).Length() != 1 || !strings.Contains(page.body, "Je adres verandert niet") {
		t.Fatalf("there is no button: %s", text(page.page(t), "main"))
	}
	done := b.post("/intrekken", nil)
	b.read(done)
	if done.StatusCode != http.StatusOK || !strings.Contains(done.body, "IN-2026-") {
		t.Fatalf("%d: %s", done.StatusCode, text(done.page(t), "main"))
	}
	for range 2 {
		b.post("/intrekken", nil) // pressed again
	}
	if n := st.pieces(t); n != 2 {
		t.Errorf("%d pieces, want the form and one withdrawal", n)
	}
	piece := st.withdrawal(t)
	want := map[string]string{"kenmerk": reference, "onderwerp": "verhuizing", "bsn": "999990019", "geboren": "1968-11-07", "_doubt": string(postkamer.Withdrawn)}
	for _, a := range piece.Answers {
		if w, ok := want[a.Name]; ok && w == a.Value {
			delete(want, a.Name)
		}
	}
	if len(want) > 0 {
		t.Errorf("the piece lacks %v: %v", want, piece.Answers)
	}
	_, got := st.status(t, reference)
	if doc := got.page(t); !strings.Contains(text(doc, "#stand"), "ingetrokken") || strings.Contains(text(doc, "main"), "hoort") || doc.Find(`main a[href="/intrekken"]`).Length() != 0 {
		t.Errorf("the status says %s", text(doc, "main"))
	}
	if got := b.get("/intrekken/kopie"); got.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the copy is %s", got.Header.Get("Content-Type"))
	}
	stranger := st.browser(t)
	for _, path := range []string{"/intrekken", "/intrekken/kopie"} {
		if got := stranger.get(path); strings.Contains(got.body, piece.Reference) || got.page(t).Find("#kenmerk").Length() != 1 {
			t.Errorf("a stranger at %s sees %s", path, text(got.page(t), "main"))
		}
	}
	if got := stranger.post("/intrekken", nil); got.page(t).Find("#kenmerk").Length() != 1 || st.pieces(t) != 2 {
		t.Error("a stranger takes something back")
	}
}

// withdrawal is the only piece that takes something back.
func (st *site) withdrawal(t *testing.T) postkamer.Piece {
	t.Helper()
	var reference string
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT reference FROM pieces WHERE form = 'intrekken'`).Scan(&reference); err != nil {
		t.Fatal(err)
	}
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	return piece
}

func TestWhatIsDecidedIsNotTakenBackHere(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference := st.sentMove(t)
	st.caseOpened(t, reference)
	b, _ := st.status(t, reference)
	st.exec(t, `UPDATE cases SET state = 'done', done_at = now()`)
	if said := text(b.post("/intrekken", nil).page(t), "main"); !strings.Contains(said, "Intrekken kan daarom niet meer") || !strings.Contains(said, "Bel dan 14 070") || st.pieces(t) != 1 {
		t.Errorf("%d pieces: %s", st.pieces(t), said)
	}
	st.now = st.now.Add(proofLife + time.Minute)
	if got := b.post("/intrekken", nil); got.page(t).Find("#kenmerk").Length() != 1 {
		t.Error("a proof of long ago still counts")
	}
}
