package web

import (
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake"
)

// withVisit sends a move with an appointment and returns its reference and time.
func (st *site) withVisit(t *testing.T) (string, postkamer.Slot) {
	t.Helper()
	b := st.browser(t)
	turns := aMove(st.now)
	day := b.fill("verhuizing", append(turns[:len(turns)-1], filledIn("afspraak", "afspraak", "stadhuis")))
	b.read(day)
	clock := b.post("/verhuizing/afspraak-dag", url.Values{"afspraak-dag": {firstTime(t, day, "afspraak-dag")}})
	b.read(clock)
	key := firstTime(t, clock, "afspraak-tijd")
	b.post("/verhuizing/afspraak-tijd", url.Values{"afspraak-tijd": {key}})
	done := b.post("/verhuizing/nakijken", declare)
	slot, ok := postkamer.ParseSlot(postkamer.VisitSlot, key)
	if said := text(done.page(t), "main"); !ok || !strings.Contains(said, "afspraak is op "+slot.String()) || !strings.Contains(said, "Stadhuis") {
		t.Fatalf("the receipt does not say %s: %s", slot, said)
	}
	return text(done.page(t), "strong.pk-tel"), slot
}

func TestACitizenMovesAndCancelsAnAppointment(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference, slot := st.withVisit(t)
	b := st.browser(t)
	if got := b.get("/afspraak"); strings.Contains(got.body, slot.String()) {
		t.Error("a stranger sees the appointment")
	}
	if got := b.post("/afspraak/verzet", url.Values{"tijd": {slot.Key()}}); got.Request.URL.Path != "/afspraak" || strings.Contains(got.body, "klaar om") {
		t.Errorf("a stranger moves it: %s", got.Request.URL.Path)
	}
	page := b.post("/afspraak/wie", aProof(reference, "7", "11", "1968"))
	b.read(page)
	if got := text(page.page(t), "main"); !strings.Contains(got, "Uw afspraak is op "+slot.String()) {
		t.Fatalf("the page says %q", got)
	}
	day := page.page(t).Find("a[href*='/afspraak?dag=']").Last().AttrOr("href", "")
	times := b.get(day)
	b.read(times)
	key := firstTime(t, times, "tijd")
	to, _ := postkamer.ParseSlot(postkamer.VisitSlot, key)
	for range 2 { // pressed twice
		moved := b.post("/afspraak/verzet", url.Values{"tijd": {key}})
		if got := text(moved.page(t), "main"); !strings.Contains(got, "Uw afspraak is op "+to.String()) {
			t.Errorf("after moving: %q", got)
		}
		if got := text(moved.page(t), "main"); !strings.Contains(got, "Wij mailen u dit ook") {
			t.Errorf("it says of the mail: %q", got)
		}
		if _, body := st.outbox(t, postkamer.MailVisit); !strings.Contains(body, "De nieuwe tijd is: "+to.String()) {
			t.Errorf("the mail says %q", body)
		}
	}
	for tried, want := range map[string]string{"": "Kies een tijd", "2026-11-22T03.00-03.20": "Deze tijd is net vol"} {
		if got := b.post("/afspraak/verzet", url.Values{"tijd": {tried}}); got.StatusCode != 422 || !strings.Contains(got.body, want) {
			t.Errorf("%q: %d", tried, got.StatusCode)
		}
	}
	cancel := formOf(t, b.get("/afspraak").page(t), "form[action$=afzeggen]")
	for range 2 {
		off := b.post("/afspraak/afzeggen", cancel)
		if got := text(off.page(t), "main"); !strings.Contains(got, "U hebt nu geen afspraak") {
			t.Errorf("after cancelling: %q", got)
		}
	}
	subject, body := st.outbox(t, postkamer.MailVisit)
	again := b.post("/afspraak/verzet", url.Values{"tijd": {key}})
	if got := text(again.page(t), "main"); !strings.Contains(got, "Uw afspraak is op "+to.String()) {
		t.Errorf("made again: %q", got)
	}
	if !strings.Contains(body, "afgezegd. Die was op: "+to.String()) || strings.Contains(subject+body, reference) || strings.ContainsAny(subject+body, "{}|") {
		t.Errorf("the mail says %q, %q", subject, body)
	}
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	events, err := st.cfg.Store.PieceEvents(t.Context(), piece.ID)
	if err != nil || countKind(events, postkamer.EventBooked) != 3 || countKind(events, postkamer.EventUnbooked) != 2 {
		t.Errorf("the log has %d and %d, %v", countKind(events, postkamer.EventBooked), countKind(events, postkamer.EventUnbooked), err)
	}
}

// A first appointment is mailed to who gave an address; who gave none reads how to find it
// back. Pressed twice it is one appointment, one mail and the same words.
func TestAFirstAppointmentIsToldOnce(t *testing.T) {
	for rule, tt := range map[string]struct {
		address string
		says    string
		mails   int
	}{
		"with an address":    {"zoe@example.org", "Wij mailen u dit ook.", 1},
		"without an address": {"", "Met uw kenmerk vindt u de tijd ook terug op deze pagina.", 0},
	} {
		t.Run(rule, func(t *testing.T) {
			st := formSite(t, postkamer.U)
			sender, b := st.browser(t), st.browser(t)
			turns := aMove(st.now)
			for i, turn := range turns {
				if turn.slug == "bereiken" {
					turns[i] = filledIn("bereiken", "tel", "0612345678", "mail", tt.address)
				}
			}
			sender.fill("verhuizing", turns)
			reference := text(sender.post("/verhuizing/nakijken", declare).page(t), "strong.pk-tel")
			page := b.post("/afspraak/wie", aProof(reference, "7", "11", "1968"))
			key := firstTime(t, b.get(page.page(t).Find("a[href*='/afspraak?dag=']").First().AttrOr("href", "")), "tijd")
			at, _ := postkamer.ParseSlot(postkamer.VisitSlot, key)
			for range 2 {
				made := b.post("/afspraak/verzet", url.Values{"tijd": {key}})
				b.read(made)
				if got := text(made.page(t), "main"); !strings.Contains(got, "Uw afspraak is op "+at.String()) || !strings.Contains(got, tt.says) {
					t.Errorf("the page says %q", got)
				}
			}
			var n int
			if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM mails WHERE kind = $1`, postkamer.MailVisit).Scan(&n); err != nil || n != tt.mails {
				t.Errorf("%d mails, %v", n, err)
			}
			if tt.mails == 0 {
				return
			}
			subject, body := st.outbox(t, postkamer.MailVisit)
			if !strings.Contains(body, "De tijd is: "+at.String()) || strings.Contains(subject+body, reference) || strings.ContainsAny(subject+body, "{}|") {
				t.Errorf("the mail says %q, %q", subject, body)
			}
		})
	}
}

// Who chose no time, or one that is gone, has times before him again and can go on.
func TestAfterAWrongTimeAnotherCanBeChosen(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference, _ := st.withVisit(t)
	b := st.browser(t)
	page := b.post("/afspraak/wie", aProof(reference, "7", "11", "1968"))
	day := page.page(t).Find("a[href*='/afspraak?dag=']").Last().AttrOr("href", "")
	key := firstTime(t, b.get(day), "tijd")
	for rule, tried := range map[string]url.Values{
		"none chosen":         formOf(t, b.get(day).page(t), "form[action$=verzet]"),
		"none, nor a day":     {},
		"not in the calendar": {"tijd": {key[:len("2026-11-22T")] + "03.00-03.20"}},
		"no such day":         {"tijd": {"2026-11-22T03.00-03.20"}},
	} {
		wrong := b.post("/afspraak/verzet", tried)
		b.read(wrong)
		link := wrong.page(t).Find("#fouten a").AttrOr("href", "#")
		if wrong.page(t).Find(link).Length() != 1 {
			t.Errorf("%s: the page says what is wrong and leads to %q, which is not there", rule, link)
		}
		if _, _, asked := strings.Cut(rule, "day"); asked {
			continue // first a day has to be chosen
		}
		if again := wrong.page(t).Find("form[action$=verzet] input[type=radio][value='" + key + "']"); again.Length() != 1 {
			t.Errorf("%s: the times of the day are gone", rule)
		}
	}
	moved := formOf(t, b.post("/afspraak/verzet", formOf(t, b.get(day).page(t), "form[action$=verzet]")).page(t), "form[action$=verzet]")
	moved.Set("tijd", key)
	to, _ := postkamer.ParseSlot(postkamer.VisitSlot, key)
	if got := text(b.post("/afspraak/verzet", moved).page(t), "main"); !strings.Contains(got, "Uw afspraak is op "+to.String()) {
		t.Errorf("the second time: %q", got)
	}
}

func TestStaffSeeWhoComes(t *testing.T) {
	st := formSite(t, postkamer.U)
	reference, slot := st.withVisit(t)
	c := st.routeForm(t, reference)
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caseworker)
	path := visitsOn(slot.Day())
	list := lekha.get(path)
	if got := text(list.page(t), "tbody"); !strings.Contains(got, dutchClock(slot.From.In(st.zone))) || !strings.Contains(got, "Zoë Anna") || !strings.Contains(got, reference) {
		t.Errorf("the list says %q", got)
	}
	form := formOf(t, list.page(t), "tbody form")
	form.Set("kwam", "came")
	if got := lekha.post(list.page(t).Find("tbody form").AttrOr("action", ""), form); !strings.Contains(text(got.page(t), "tbody"), "✓ Is geweest") {
		t.Errorf("after coming: %s", text(got.page(t), "tbody"))
	}
	if got := text(lekha.get(visitsOn(slot.Day().AddDate(0, 0, 1))).page(t), "main"); !strings.Contains(got, "Er komt niemand") {
		t.Errorf("the next day: %s", got)
	}
	shown := lekha.post("/werk/volgende", nil)
	if c.State == postkamer.CaseOpen && !strings.Contains(text(shown.page(t), ".pk-bar"), "afspraak op "+slot.String()) {
		t.Errorf("the case says %q", text(shown.page(t), ".pk-bar"))
	}
	operator, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	if got := operator.get(path); got.StatusCode != 403 {
		t.Errorf("an operator gets %d", got.StatusCode)
	}
}

func TestWithoutAppointmentsNoPageSpeaksOfThem(t *testing.T) {
	st := newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store}
		cfg.Municipality.Appointments = false
	})
	b := st.browser(t)
	turns := aMove(st.now)
	pages := []answer{b.get("/"), b.get("/verhuizing"), b.fill("verhuizing", turns[:len(turns)-1])}
	if at := pages[2].Request.URL.Path; at != "/verhuizing/nakijken" {
		t.Fatalf("after the last question comes %s", at)
	}
	done := b.post("/verhuizing/nakijken", declare)
	reference := text(done.page(t), "strong.pk-tel")
	pages = append(pages, done)
	for _, path := range []string{"/afspraak", "/afspraken", "/verhuizing/afspraak"} {
		if got := b.get(path); got.StatusCode == 200 && strings.HasSuffix(got.Request.URL.Path, "/"+strings.TrimPrefix(path, "/")) {
			t.Errorf("%s is there", path)
		}
	}
	pages = append(pages, b.post("/status/wie", aProof(reference, "7", "11", "1968")))
	st.scanned(t, false, toBeCalled())
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller, postkamer.Caseworker, postkamer.TeamLead)
	pages = append(pages, lekha.get("/werk"), lekha.get("/balie"), lekha.post("/bellen/volgende", nil))
	if got := lekha.get("/afspraken"); got.StatusCode != 404 {
		t.Errorf("the list gives %d", got.StatusCode)
	}
	for _, at := range pages {
		said := strings.ToLower(text(at.page(t), "body"))
		for _, word := range []string{"afspraak maken", "afspraken", "een afspraak", "uw afspraak", "komt langs"} {
			if strings.Contains(said, word) {
				t.Errorf("%s says %q: %s", at.Request.URL.Path, word, said)
			}
		}
	}
}
