package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

func TestEveryActOnACaseOffersAWayBack(t *testing.T) {
	for _, tt := range []struct {
		name, action string
		fields       url.Values
	}{
		{"saved", "", url.Values{"veld.new_city": {"Delft"}}},
		{"put back", "/terug", url.Values{"reden": {"geen tijd"}}},
		{"placed otherwise", "/indelen", url.Values{"soort": {"woz"}}},
		{"handed to a caller", "/bel", url.Values{"reden": {string(postkamer.MoveDateMissing)}, "telefoon": {"0612345678"}}},
		{"approved", "/goedkeuren", url.Values{"gezien": {"bsn", "move_date", "new_city"}}},
		{"a note", "/notitie", url.Values{"notitie": {"De verhuurder belt terug."}}},
		{"a field added", "/erbij", url.Values{"erbij": {"email"}, "erbij-waarde": {"zoe@voorbeeld.nl"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st := newStoredSite(t, nil)
			id := st.scanned(t, false, doubtful())[0].Case
			tom, self := st.colleague(t, "Tom", nil, postkamer.Caseworker)
			form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
			if tt.action == "/notitie" {
				form = url.Values{}
			}
			for name, values := range tt.fields {
				form[name] = values
			}
			done := tom.post(casePath(id)+tt.action, form)
			if done.StatusCode != http.StatusOK {
				t.Fatalf("%d at %s", done.StatusCode, done.Request.URL.Path)
			}
			doc := done.page(t)
			if key := text(doc, ".pk-flash button[data-toets=z] kbd"); key != "Z" {
				t.Fatalf("the key is %q", key)
			}
			back := tom.post("/ongedaan", formOf(t, doc, ".pk-flash form"))
			if back.Request.URL.Path != casePath(id) || !strings.Contains(text(back.page(t), ".pk-flash"), "ongedaan gemaakt") {
				t.Errorf("at %s: %s", back.Request.URL.Path, text(back.page(t), ".pk-flash"))
			}
			c := st.caseOf(t, id)
			if c.State != postkamer.CaseClaimed || c.ClaimedBy != self.ID || len(c.Fields) != 5 || valueOf(c.Fields, postkamer.FieldNewCity) != "Den Haag" || c.CaseType != postkamer.Verhuizing {
				t.Errorf("the case is %+v", c)
			}
			again := tom.post("/ongedaan", formOf(t, doc, ".pk-flash form")) // a second click
			if again.StatusCode != http.StatusOK || st.caseOf(t, id).Version != c.Version {
				t.Errorf("a second click: %d", again.StatusCode)
			}
		})
	}
}

func TestWhatCannotBeTakenBackSaysWhy(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Caseworker)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	undo := formOf(t, tom.post(casePath(id)+"/terug", form).page(t), ".pk-flash form")
	if got := noor.post("/ongedaan", undo); !strings.Contains(got.body, "niet ongedaan gemaakt") || st.caseOf(t, id).State != postkamer.CaseOpen {
		t.Error("a colleague took it back")
	}
	noor.post(casePath(id)+"/pak", nil)
	if got := tom.post("/ongedaan", undo); !strings.Contains(got.body, "Iemand ging er al mee verder") {
		t.Errorf("followed: %s", text(got.page(t), ".pk-flash"))
	}
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE undos SET at = at - interval '1 minute'`); err != nil {
		t.Fatal(err)
	}
	if got := tom.post("/ongedaan", undo); !strings.Contains(got.body, "tot 30 seconden") {
		t.Errorf("too late: %s", text(got.page(t), ".pk-flash"))
	}
	for _, bad := range []string{"", "x", strings.Repeat("1 ", 201)} {
		if got := tom.post("/ongedaan", url.Values{undoField: {bad}}); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%.5q: %d", bad, got.StatusCode)
		}
	}
}
