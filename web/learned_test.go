package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

const someMeasures = `{"held":44,"rolling":[
	{"kind":"klacht","families":17,"before":{"right":15,"believed":9,"mistaken":0},"after":{"right":9,"believed":3,"mistaken":0}},
	{"kind":"parkeren","families":16,"before":{"right":15,"believed":9,"mistaken":0.2},"after":{"right":15.4,"believed":9,"mistaken":6}},
	{"kind":"afval","families":16,"before":{"right":12,"believed":9,"mistaken":0},"after":{"right":13.25,"believed":9,"mistaken":0}}]}`

// learned keeps a model that was learned.
func (st *site) learned(t *testing.T, m store.Model) (id int64) {
	t.Helper()
	m.Labels, m.Corrections, m.Families, m.Measures = 13, 5, 4, []byte(someMeasures)
	var err error
	if m.State == store.ModelInstalled {
		if m.SHA256, err = st.cfg.Store.PutModel(t.Context(), []byte(t.Name())); err != nil {
			t.Fatal(err)
		}
	}
	st.inTx(t, func(tx *store.Tx) error {
		id, err = tx.AddModel(t.Context(), m, nil, "")
		return err
	})
	return id
}

func TestThePageOfWhatWasLearned(t *testing.T) {
	st := newStoredSite(t, nil)
	joke := st.as(t, postkamer.TeamLead)
	page := joke.get("/leren").page(t)
	if got := text(page, "main"); !strings.Contains(got, "Het model van het programma") || !strings.Contains(got, "niets nieuws") || page.Find("main form").Length() != 0 {
		t.Errorf("before anything was learned: %s", got)
	}
	id := st.learned(t, store.Model{State: store.ModelInstalled})
	st.learned(t, store.Model{State: store.ModelRefused, Base: id})
	page = joke.get("/leren").page(t)
	got := text(page, "main")
	for _, want := range []string{"Model 1", "13 brieven van hier, waarvan 5 verbeterd, in 4 soorten brieven", "13,3 van de 16 (eerst 12)", "9 van de 17 (eerst 15)",
		"niet in gebruik genomen", "Model 1 werkt niet met dit programma", "Klacht: 9 van de 17 soorten brieven goed, dat was 15.", "Parkeren: 6 soorten andere brieven komen hier ten onrechte terecht, dat was 0,2."} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not say %q: %s", want, got)
		}
	}
	if strings.Contains(got, "Afval: ") || page.Find("main form").Length() != 1 {
		t.Errorf("what did not get worse is called worse, or other models than that of the program may be set back")
	}
}

func TestAnEarlierModelWorksAgain(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.learned(t, store.Model{State: store.ModelInstalled})
	refused := st.learned(t, store.Model{State: store.ModelRefused, Base: id})
	joke := st.as(t, postkamer.Admin)
	tests := []struct {
		name, model, seen string
		status            int
		says              string
		works             int64
	}{
		{"one that never worked", "2", "1", http.StatusOK, "intussen een ander model", id},
		{"seen is not what works", "0", "7", http.StatusOK, "intussen een ander model", id},
		{"no number", "x", "1", http.StatusBadRequest, "", id},
		{"that of the program", "0", "1", http.StatusOK, "Vanaf nu werkt het model van het programma", 0},
		{"twice", "0", "1", http.StatusOK, "intussen een ander model", 0},
		{"the first again", "1", "0", http.StatusOK, "Vanaf nu werkt model 1", id},
	}
	if refused != 2 || id != 1 {
		t.Fatalf("models are %d and %d", id, refused)
	}
	for _, tt := range tests {
		got := joke.post("/leren", url.Values{"model": {tt.model}, "nu": {tt.seen}})
		if got.StatusCode != tt.status || !strings.Contains(got.body, tt.says) {
			t.Errorf("%s: %d, want %d and %q", tt.name, got.StatusCode, tt.status, tt.says)
		}
		if m, _ := st.cfg.Store.InstalledModel(t.Context()); m.ID != tt.works {
			t.Errorf("%s: model %d works, want %d", tt.name, m.ID, tt.works)
		}
	}
	var n int
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM events WHERE kind = 'model_set' AND actor = 'Test Medewerker'`).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d times in the log, want 2: %v", n, err)
	}
}
