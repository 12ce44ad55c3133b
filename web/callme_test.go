package web

import (
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// routeForm decides about a form that was sent as the workers do, and returns its case.
func (st *site) routeForm(t *testing.T, reference string) postkamer.Case {
	t.Helper()
	ctx, policy := t.Context(), classify.DefaultPolicy()
	piece, err := st.cfg.Store.PieceByReference(ctx, reference)
	if err != nil {
		t.Fatal(err)
	}
	facts := classify.Facts{Channel: piece.Channel, Form: piece.Form, Answers: piece.Answers, ReceivedOn: piece.ReceivedOn}
	v := classify.Classify(postkamer.Text{}, facts, nil, policy)
	var id postkamer.CaseID
	st.inTx(t, func(tx *store.Tx) (err error) {
		if facts.Earlier, err = tx.Earlier(ctx, piece, classify.LinksOf(postkamer.Text{}, facts, v)); err != nil {
			return err
		}
		v = classify.WithEarlier(facts, v, policy)
		if id, err = tx.Route(ctx, piece, postkamer.Text{}, v); err != nil {
			return err
		}
		for i, kind := range classify.RelationsOf(v, facts.Earlier) {
			if err := tx.Relate(ctx, piece.ID, facts.Earlier[i], kind, postkamer.Doubt{}); kind != "" && err != nil {
				return err
			}
		}
		return nil
	})
	return st.caseOf(t, id)
}

// firstTime returns the value of the first option of a question on a page.
func firstTime(t *testing.T, at answer, name string) string {
	t.Helper()
	value := at.page(t).Find("input[name="+name+"]").First().AttrOr("value", "")
	if value == "" {
		t.Fatalf("%s offers no %s: %s", at.Request.URL.Path, name, at.body)
	}
	return value
}

// asksToBePhoned fills in the form up to its last page.
func (b *browser) asksToBePhoned(reference string) (at answer, slot postkamer.Slot) {
	b.t.Helper()
	at = b.fill("belmij", []turn{
		filledIn("wie", "naam", "Zoë d'Hónt", "tel", "+31 6 12345678"),
		filledIn("waarover", "onderwerp", "verhuizing", "kenmerk", reference, "vraag", "Mag mijn kat mee?"),
	})
	key := firstTime(b.t, at, "wanneer")
	slot, _ = postkamer.ParseSlot(postkamer.CallSlot, key)
	return b.post("/belmij/wanneer", url.Values{"wanneer": {key}}), slot
}

func TestWhoAsksIsPhonedAtThePromisedTime(t *testing.T) {
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		t.Run(string(tone), func(t *testing.T) {
			st := formSite(t, tone)
			b := st.browser(t)
			last, slot := b.asksToBePhoned("")
			b.read(last)
			if got := text(last.page(t), "dl"); !strings.Contains(got, slot.String()) {
				t.Errorf("the last page says %q", got)
			}
			done := b.post("/belmij/nakijken", nil)
			b.read(done)
			said := text(done.page(t), "main")
			for _, want := range []string{"op " + slot.String(), "nog 2 keer", "pincode"} {
				if !strings.Contains(said, want) {
					t.Errorf("the receipt does not say %q: %s", want, said)
				}
			}
			c := st.routeForm(t, text(done.page(t), "strong.pk-tel"))
			if c.State != postkamer.CaseCalling || c.Doubts[0].Code != postkamer.AskedToCall {
				t.Fatalf("the case is %s with %v", c.State, c.Doubts)
			}
			lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
			if got := text(lekha.get("/bellen").page(t), "main"); !strings.Contains(got, "Zoë d'Hónt") || !strings.Contains(got, "afgesproken") || !strings.Contains(got, slot.Hours()) {
				t.Errorf("the list says %q", got)
			}
			calls, err := st.cfg.Store.CallsOfCase(t.Context(), c.ID)
			if err != nil || len(calls) != 1 {
				t.Fatalf("calls %v, %v", calls, err)
			}
			if calls[0].Phone != "0612345678" || !calls[0].NotBefore.Equal(slot.From) || !calls[0].LateAt(1, postkamer.Office{}).Equal(slot.To) {
				t.Errorf("the call is %+v", calls[0])
			}
		})
	}
}

func TestATimeThatGoesWhileSomebodyReadsIsSaid(t *testing.T) {
	st := formSite(t, postkamer.Je)
	others := st.sentMove(t)
	b := st.browser(t)
	_, slot := b.asksToBePhoned("")
	piece, err := st.cfg.Store.PieceByReference(t.Context(), others)
	if err != nil {
		t.Fatal(err)
	}
	slot.Places = 1
	st.inTx(t, func(tx *store.Tx) error { return tx.BookSlot(t.Context(), piece.ID, slot) })
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `
		INSERT INTO slot_bookings (kind, starts_at, ends_at, seat, piece_id, released_by)
		SELECT 'afspraak', starts_at, ends_at, 1, piece_id, '' FROM slot_bookings`); err != nil { // a visit at that time is no call
		t.Fatal(err)
	}
	st.bookAll(t, slot)
	got := b.post("/belmij/nakijken", nil)
	if got.Request.URL.Path != "/belmij/wanneer" || got.StatusCode != 422 || !strings.Contains(text(got.page(t), ".pk-err"), "Deze tijd is net vol. Kies een andere tijd") {
		t.Fatalf("%d at %s: %s", got.StatusCode, got.Request.URL.Path, text(got.page(t), "main"))
	}
	if strings.Contains(got.body, `value="`+slot.Key()+`"`) {
		t.Error("the time that is gone is offered")
	}
	b.post("/belmij/wanneer", url.Values{"wanneer": {"snel"}})
	done := b.post("/belmij/nakijken", nil)
	if got := text(done.page(t), "main"); !strings.Contains(got, "zo snel als het kan") {
		t.Errorf("then: %s", got)
	}
}

// bookAll gives all places of a time that are left to other pieces.
func (st *site) bookAll(t *testing.T, slot postkamer.Slot) {
	t.Helper()
	_, err := st.cfg.Store.Pool().Exec(t.Context(), `
		INSERT INTO pieces (batch_id, position, reference, channel, received_on, received_at, stage, form, pages_left)
		SELECT batch_id, position + n, reference || n, channel, received_on, received_at, stage, form, 0
		FROM pieces, generate_series(1, 50) n
		WHERE id = (SELECT min(id) FROM pieces)`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.cfg.Store.Pool().Exec(t.Context(), `
		INSERT INTO slot_bookings (kind, starts_at, ends_at, seat, piece_id)
		SELECT $1, $2, $3, row_number() OVER () + 1, id
		FROM pieces
		WHERE id NOT IN (SELECT piece_id FROM slot_bookings)
		LIMIT 50`, slot.Kind, slot.From, slot.To)
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheCallerSeesAnUnfinishedFormAfterAskingWhoItIs(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	page := b.fill("verhuizing", aMove(st.now)[:2])
	link := page.page(t).Find("aside a[href^='/belmij']").AttrOr("href", "")
	if link != "/belmij?formulier=verhuizing&stap=wanneer" {
		t.Fatalf("the help block links to %q", link)
	}
	b.get(link)
	begun := b.post("/belmij", nil)
	if got := text(begun.page(t), ".pk-flash"); !strings.Contains(got, "blijven bewaard tot wij hebben gebeld") {
		t.Errorf("it is not said that the caller may see: %q", got)
	}
	b.post("/belmij/wie", url.Values{"naam": {"Zoë"}, "tel": {"0612345678"}})
	about := b.get("/belmij/waarover")
	if about.page(t).Find("input[value=verhuizing][checked]").Length() != 1 {
		t.Error("what it is about is not filled in")
	}
	b.post("/belmij/waarover", url.Values{"onderwerp": {"verhuizing"}})
	b.post("/belmij/wanneer", url.Values{"wanneer": {"snel"}})
	c := st.routeForm(t, text(b.post("/belmij/nakijken", nil).page(t), "strong.pk-tel"))

	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caller)
	talk := lekha.post("/bellen/volgende", nil)
	said := text(talk.page(t), "main")
	if !strings.Contains(said, "Hier was de inwoner mee bezig") || !strings.Contains(said, "7 november 1968") {
		t.Errorf("the call does not say what was begun: %s", said)
	}
	if strings.Contains(said, "d'Hónt") {
		t.Error("the answers show before anybody asked who it is")
	}
	path := talk.Request.URL.Path + "/formulier"
	if got := tom.post(path, nil); got.StatusCode != 409 {
		t.Errorf("a colleague who does not phone gets %d", got.StatusCode)
	}
	seen := lekha.post(path, nil)
	if got := text(seen.page(t), "main"); !strings.Contains(got, "d'Hónt-van 't Ei") {
		t.Errorf("after asking: %s", got)
	}
	if strings.Contains(seen.body, "999990019") {
		t.Error("the number is shown")
	}
	events, err := st.cfg.Store.PieceEvents(t.Context(), c.PieceID)
	if err != nil || events[len(events)-1].Kind == postkamer.EventDraftSeen && events[len(events)-1].Actor != "Lekha" {
		t.Errorf("the log ends with %+v, %v", events[len(events)-1], err)
	}
	if n := countKind(events, postkamer.EventDraftSeen); n != 1 {
		t.Errorf("it is logged %d times", n)
	}
	if got := b.get("/verhuizing/wanneer"); got.Request.URL.Path != "/verhuizing/wanneer" {
		t.Errorf("who asked to be phoned cannot go on: %s", got.Request.URL.Path)
	}
}

func countKind(events []postkamer.Event, kind postkamer.EventKind) (n int) {
	for _, e := range events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func TestAReferenceMakesItACallAboutThatCase(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference := st.sentMove(t)
	st.routeForm(t, reference)
	b := st.browser(t)
	b.fill("belmij", []turn{filledIn("wie", "naam", "Zoë", "tel", "0612345678")})
	wrong := b.post("/belmij/waarover", url.Values{"onderwerp": {"anders"}, "kenmerk": {"VH-2026-7K3M-Q0"}})
	if wrong.StatusCode != 422 || !strings.Contains(text(wrong.page(t), ".pk-err"), "Dit kenmerk klopt niet. Kijk het na of laat het leeg") {
		t.Errorf("a reference that is none: %d %s", wrong.StatusCode, text(wrong.page(t), ".pk-err"))
	}
	unknown := postkamer.NewReference("VH", st.now) // told no less and no more than one that is there
	for _, r := range []string{unknown, strings.ToLower(reference)} {
		if got := b.post("/belmij/waarover", url.Values{"onderwerp": {"anders"}, "kenmerk": {r}}); got.Request.URL.Path != "/belmij/wanneer" {
			t.Errorf("%s leads to %s", r, got.Request.URL.Path)
		}
	}
	b.post("/belmij/wanneer", url.Values{"wanneer": {"snel"}})
	done := b.post("/belmij/nakijken", nil)
	c := st.routeForm(t, text(done.page(t), "strong.pk-tel"))
	if c.State != postkamer.CaseCalling {
		t.Fatalf("the case is %s, doubts %v", c.State, c.Doubts)
	}
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	var got string
	for range 2 { // the move may be a call too
		talk := lekha.post("/bellen/volgende", nil)
		if got = text(talk.page(t), "main"); strings.Contains(got, "De inwoner noemt zaak") {
			break
		}
	}
	for _, want := range []string{"De inwoner noemt zaak " + reference, "bewijst niets", "07-11-1968"} {
		if !strings.Contains(got, want) {
			t.Errorf("the call does not say %q: %s", want, got)
		}
	}
}

func TestTheAddressToBePhonedTellsNothingOfAnybody(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	for _, path := range []string{"/belmij?formulier=verhuizing&stap=%3Cscript%3E", "/belmij?formulier=bestaat-niet", "/belmij?formulier=belmij&stap=wie", "/belmij?formulier=" + strings.Repeat("a", 5000)} {
		if got := b.get(path); got.StatusCode != 200 || strings.Contains(got.body, "script>alert") {
			t.Errorf("%.40s gives %d", path, got.StatusCode)
		}
	}
	if got := b.post("/belmij", nil); got.Request.URL.Path != "/belmij/wie" {
		t.Errorf("goes to %s", got.Request.URL.Path)
	}
	if link := b.get("/belmij/wie").page(t).Find("aside a[href^='/belmij']").Length(); link != 0 {
		t.Error("the form to be phoned leads to itself")
	}
	if link := b.get("/").page(t).Find("aside a[href='/belmij']").Length(); link != 1 {
		t.Errorf("the home page has %d links", link)
	}
}
