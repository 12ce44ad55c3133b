package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
)

func TestEveryKindAndQueueHasADutchName(t *testing.T) {
	policy := classify.DefaultPolicy()
	model, err := classify.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range model.Kinds() {
		if words := kindWords[postkamer.CaseType(kind)]; words.Label == "" || words.Topic == "" {
			t.Errorf("%s has no words", kind)
		}
	}
	for kind, queue := range policy.Queues {
		if label := kindLabel(kind); label == "" || strings.Contains(label, "_") {
			t.Errorf("%s is called %q", kind, label)
		}
		if queueNames[queue] == "" {
			t.Errorf("%s has no name", queue)
		}
	}
	if queueNames[postkamer.Triage] == "" || kindWords[postkamer.UnknownCase].Label == "" {
		t.Error("what is not placed has no name")
	}
	for kind, words := range kindWords {
		je, u := postkamer.Je.Say(words.Topic), postkamer.U.Say(words.Topic)
		if containsWord(u, "je", "jouw") || containsWord(je, "u", "uw") {
			t.Errorf("%s mixes je and u: %q / %q", kind, je, u)
		}
	}
}

// constants reads the values of the constants of a type from the root's source.
func constants(t *testing.T, file, kind string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "../"+file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == kind {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	if len(values) < 4 {
		t.Fatalf("%d constants of %s in %s", len(values), kind, file)
	}
	return values
}

func TestEveryFieldEventAndOutcomeHasWords(t *testing.T) {
	for _, name := range constants(t, "verdict.go", "FieldName") {
		if fieldLabels[postkamer.FieldName(name)] == "" {
			t.Errorf("field %s has no label", name)
		}
	}
	for _, kind := range constants(t, "event.go", "EventKind") {
		if eventWords[postkamer.EventKind(kind)] == "" {
			t.Errorf("event %s has no words", kind)
		}
	}
	for _, o := range constants(t, "call.go", "Outcome") {
		if outcomeLabel(postkamer.Outcome(o)) == spelled(o) {
			t.Errorf("outcome %s has no label", o)
		}
	}
}

func TestTermsAreSaidInWords(t *testing.T) {
	s := newSite(t, func(cfg *Config) {
		cfg.Now = func() time.Time { return time.Date(2026, 11, 22, 23, 30, 0, 0, postkamer.Zone()) }
	})
	for days, want := range map[int]string{-2: "! 2 dagen te laat", -1: "! 1 dag te laat", 0: "! vandaag", 1: "nog 1 dag", 3: "nog 3 dagen", 4: ""} {
		due := time.Date(2026, 11, 22+days, 0, 0, 0, 0, time.UTC)
		if got := s.termOf(due); got.Note != want || got.Text != dutchDate(due) {
			t.Errorf("%d days: %+v, want %q", days, got, want)
		}
	}
	if got := s.termOf(time.Time{}); got != (term{}) {
		t.Errorf("no term: %+v", got)
	}
}

func TestQueueListsWhatCanBeTaken(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, self := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	if got := text(tom.get("/werk").page(t), "main tbody tr"); !strings.HasPrefix(got, "Burgerzaken10000") {
		t.Errorf("the queue's row says %q", got)
	}
	doc := tom.get("/werk/burgerzaken").page(t)
	action, _ := doc.Find("td button").Attr("formaction")
	if strings.Contains(doc.Text(), "Zoë") {
		t.Error("a list shows a name before the case is taken")
	}
	if got := tom.post(action, nil); got.Request.URL.Path != casePath(id) || st.caseOf(t, id).ClaimedBy != self.ID {
		t.Errorf("%q went to %s", action, got.Request.URL.Path)
	}
	if got := tom.get("/werk/inkomen"); got.StatusCode != 403 {
		t.Errorf("a queue of others: %d", got.StatusCode)
	}
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	if got := joke.get("/werk/burgerzaken"); got.StatusCode != 200 || got.page(t).Find("td button").Length() != 0 {
		t.Errorf("the team leader looks, and takes nothing: %d", got.StatusCode)
	}
}

func TestTeamFiguresSayWhenANormIsPassed(t *testing.T) {
	st := newStoredSite(t, nil)
	st.scanned(t, false, toBeCalled(), doubtful())
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	if doc := joke.get("/team").page(t); doc.Find(".pk-tegel").Length() != 5 || doc.Find(".pk-tegel--let").Length() != 0 || !strings.Contains(text(doc, ".pk-tegels"), "Wacht op bellen1") && !strings.Contains(text(doc, ".pk-tegels"), "Wacht op bellen 1") {
		t.Errorf("figures: %q", text(doc, ".pk-tegels"))
	}
	st.now = st.now.Add(5 * 24 * time.Hour)
	joke, _ = st.colleague(t, "Joke", nil, postkamer.TeamLead)
	if got := text(joke.get("/team").page(t), ".pk-tegel--let"); !strings.Contains(got, "boven de norm van 24 uur") {
		t.Errorf("over the norm: %q", got)
	}
}

func TestRowsOfAListEscapeWhatPeopleWrote(t *testing.T) {
	evil := `"><script>alert('x')</script>`
	say := func(s string) string { return s }
	line := caseLine{Link: "/zaak/1", Kind: evil, Label: evil, Note: evil, Call: evil, Lease: evil, Flags: []caseFlag{{"midden", evil}}, Term: term{Text: evil, Note: evil}, say: say}
	line.Reference, line.ClaimedName, line.Pick = evil, evil, evil
	p := queueListPage{Cases: []caseLine{line}, Mixed: true, Taken: true, MayTake: true, MayGive: true}
	if got := string(p.Rows()); strings.Contains(got, "<script") || strings.Contains(got, `"">`) {
		t.Error(got)
	}
}
