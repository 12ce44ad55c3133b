package workers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/classify/examples"
	"postkamer/learn"
	"postkamer/store"
)

// someTexts are one text of every family of some kinds: quick to learn from.
func someTexts() (learn.Texts, error) {
	train, test, err := examples.Shipped()
	return learn.Texts{Train: some(train), Test: some(test)}, err
}

func some(all []classify.Example) []classify.Example {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(e classify.Example) bool {
		skip := seen[e.Family] || !slices.Contains([]string{"afval", "melding", "parkeren", "verhuizing", "klacht"}, e.Class)
		seen[e.Family] = true
		return skip
	})
}

// letters is a Reader of files that hold, after the sign of their one page and #,
// the words of that page.
type letters struct{ *signs }

func (l letters) Read(_ context.Context, path string, _ postkamer.FileKind, page int, view postkamer.View, _ []byte) (postkamer.Reading, error) {
	data, err := os.ReadFile(path)
	_, body, _ := strings.Cut(string(data), "#")
	text := postkamer.PageText{Number: page, Width: view.Width, Height: view.Height, Source: postkamer.SourceTextLayer, Body: body}
	for y, line := range strings.Split(body, "\n") {
		for x, word := range strings.Fields(line) {
			text.Words = append(text.Words, postkamer.Word{Text: word, X: 100 * x, Y: 30 * y, W: 90, H: 20, Confidence: 1, Line: y})
		}
	}
	return postkamer.Reading{Text: text}, err
}

// school is a mail-room that learns.
type school struct {
	*hall
	tom postkamer.Person
	log *bytes.Buffer
}

func newSchool(t *testing.T) *school {
	t.Helper()
	h := newHall(t)
	texts, err := someTexts()
	h.must(err)
	h.cfg.Model, err = classify.Train(texts.Train, classify.TrainOptions{})
	h.must(err)
	h.cfg.Reader = letters{h.reader}
	h.cfg.Learn = learn.Process{Command: []string{"/proc/self/exe", learn.ChildCommand}}
	log := &bytes.Buffer{}
	h.cfg.Log = slog.New(slog.NewTextHandler(io.MultiWriter(log, t.Output()), &slog.HandlerOptions{Level: slog.LevelWarn}))
	s := &school{hall: h, log: log}
	s.tom, err = h.store.SaveLogin(t.Context(), "tom", "Tom", []postkamer.Role{postkamer.Caseworker}, nil)
	h.must(err)
	h.start()
	return s
}

// letter brings in a letter and returns its case.
func (s *school) letter(body string) postkamer.Case {
	s.t.Helper()
	b := s.receive("l#" + body)
	s.done(b)
	c, err := s.store.Case(s.t.Context(), postkamer.CaseID(s.number(`SELECT c.id FROM cases c JOIN pieces p ON p.id = c.piece_id WHERE p.batch_id = $1`, b.ID)))
	s.must(err)
	return c
}

// move says of what kind a case is.
func (s *school) move(c postkamer.Case, kind postkamer.CaseType) {
	s.t.Helper()
	s.must(s.store.ClaimCase(s.t.Context(), c.ID, s.tom))
	c, err := s.store.Case(s.t.Context(), c.ID)
	s.must(err)
	s.must(s.store.MoveCase(s.t.Context(), c.ID, c.Version, s.tom, store.Move{Kind: kind, Queue: "leefomgeving"}))
}

// approve closes a case with all that is in it.
func (s *school) approve(c postkamer.Case) {
	s.t.Helper()
	ctx := s.t.Context()
	if c.State == postkamer.CaseCalling {
		s.exec(`UPDATE call_tasks SET done = true WHERE case_id = $1`, c.ID)
		s.exec(`UPDATE cases SET state = 'open' WHERE id = $1`, c.ID)
	}
	s.must(s.store.ClaimCase(ctx, c.ID, s.tom))
	s.exec(`UPDATE fields SET seen_by = 'Tom', seen_at = now() WHERE case_id = $1`, c.ID)
	c, err := s.store.Case(ctx, c.ID)
	s.must(err)
	unseen, err := s.store.Approve(ctx, c.ID, c.Version, s.tom)
	s.must(err)
	if len(unseen) > 0 {
		s.t.Fatalf("unseen: %v", unseen)
	}
}

// correct brings in a letter, says its kind and closes its case.
func (s *school) correct(body string, kind postkamer.CaseType) {
	s.t.Helper()
	c := s.letter(body)
	if c.CaseType != kind {
		s.move(c, kind)
		c, _ = s.store.Case(s.t.Context(), c.ID)
	}
	s.approve(c)
}

// sweep looks whether there is something to learn, as is done each minute.
func (s *school) sweep() {
	s.t.Helper()
	w := &sweep{steps: steps{s.store, s.reader, s.workers.mind, s.cfg.town(), s.cfg.Log}}
	s.must(w.askToLearn(s.t.Context(), time.Now()))
}

// jobs returns how many jobs to learn there ever were.
func (s *school) jobs() int {
	return s.number(`SELECT count(*) FROM river_job WHERE kind = 'learn'`)
}

// tries waits until learning ended n times and returns the models, the newest first.
func (s *school) tries(n int) []store.Model {
	s.t.Helper()
	s.until("learning ended", func() bool { return s.number(`SELECT count(*) FROM models`) >= n })
	s.until("the job is over", func() bool {
		return s.number(`SELECT count(*) FROM river_job WHERE kind = 'learn' AND state NOT IN ('completed', 'discarded')`) == 0
	})
	list, err := s.store.Models(s.t.Context(), 10)
	s.must(err)
	return list
}

// card is a letter of a family that no text foresaw.
func card(name, street string, n int) string {
	return fmt.Sprintf("Antwoordkaart Groene Loper\n\n%s, %s %d\n\nJa, ik doe mee. Zet mijn naam op de lijst voor de pilot met de deelhubs. Ik lever mijn plek voor de deur in en krijg daarvoor de strippen. Kruis gezet op regel %d.\n\nHandtekening: %s\n", name, street, n, 1+n%4, name)
}

func TestTheFourthLetterOfANewFamilyComesOutRight(t *testing.T) {
	s := newSchool(t)
	const want = "afval"
	for i, who := range []string{"J. de Vries", "P. Yilmaz", "S. Kok"} {
		if c := s.letter(card("Z. Vooraf", "Gracht", 90+i)); c.CaseType == want {
			t.Fatal("the family is no surprise")
		}
		s.correct(card(who, []string{"Lindelaan", "Kade", "Oude Singel"}[i], 3+11*i), want)
		s.sweep()
		if got := s.jobs(); got != i/2 {
			t.Fatalf("after %d corrections %d jobs to learn, want one after three", i+1, got)
		}
	}
	m := s.tries(1)[0]
	var measures learn.Measures
	s.must(json.Unmarshal(m.Measures, &measures))
	if m.State != store.ModelInstalled || m.Labels != 3 || m.Corrections != 3 || m.Families != 1 || measures.Held < 10 {
		t.Fatalf("learned %+v", m)
	}
	c := s.letter(card("M. Bakker", "Ereprijsstraat", 41))
	if c.CaseType != want {
		t.Errorf("the fourth letter is %s, want %s", c.CaseType, want)
	}
	if n := s.number(`SELECT count(*) FROM decisions WHERE piece_id = $1 AND model = left($2, 24)`, c.PieceID, s.hash()); n != 1 {
		t.Error("the decision does not name the new model")
	}
	s.sweep()
	if s.jobs() != 1 {
		t.Error("what was learned is learned again")
	}
	s.exec(`UPDATE models SET made_at = now() - interval '2 days', measures = measures || '{"program": "of another version"}'`)
	s.sweep()
	if s.jobs() != 2 {
		t.Error("a new version of the program is not learned with")
	}
	renewed := s.tries(2)[0]
	s.sweep()
	if renewed.State != store.ModelInstalled || renewed.Labels != 3 || s.jobs() != 2 {
		t.Errorf("with the new version: %+v, %d jobs", renewed, s.jobs())
	}
	s.must(s.store.SetModel(t.Context(), m.ID, renewed.ID, "Joke"))
	s.must(s.store.SetModel(t.Context(), 0, m.ID, "Joke"))
	s.must(s.workers.mind.follow(t.Context()))
	if c := s.letter(card("B. Terug", "Wal", 12)); c.CaseType == want {
		t.Error("set back, the old model still knows the new family")
	}
	s.must(s.store.SetModel(t.Context(), m.ID, 0, "Joke"))
	s.must(s.workers.mind.follow(t.Context()))
	if c := s.letter(card("B. Heen", "Wal", 14)); c.CaseType != want {
		t.Errorf("set forward again it is %s", c.CaseType)
	}
	s.sound()
}

// hash returns the checksum of the model that works.
func (s *school) hash() string { return s.workers.ModelNow() }

// labels counts labels that fit a condition.
func (s *school) labels(where string) int {
	return s.number(`SELECT count(*) FROM labels WHERE ` + where)
}

func TestOnlyWhatSurvivesTeaches(t *testing.T) {
	s := newSchool(t)
	c := s.letter(card("J. de Vries", "Lindelaan", 3))
	s.move(c, "afval")
	if s.labels("true") != 0 {
		t.Fatal("a correction teaches before its case is closed")
	}
	s.move(c, c.CaseType) // it was right after all
	c, _ = s.store.Case(t.Context(), c.ID)
	s.approve(c)
	if s.labels("true") != 1 || s.labels("corrected") != 0 {
		t.Error("what was put back counts as a correction")
	}
	d := s.letter(card("P. Yilmaz", "Kade", 14))
	s.move(d, "afval")
	d, _ = s.store.Case(t.Context(), d.ID)
	s.approve(d)
	if s.labels(`corrected AND kind = 'afval' AND chosen_by = 'Tom' AND closed_by = 'Tom' AND chosen_at <= closed_at AND kind_before <> ''`) != 1 {
		t.Error("the correction has no label, or not who and when")
	}
	s.exec(`UPDATE cases SET state = 'open', done_at = NULL, done_by = '' WHERE id = $1`, d.ID)
	if s.labels("corrected") != 0 {
		t.Error("the label of a case that is open again is still there")
	}
	d, _ = s.store.Case(t.Context(), d.ID)
	s.approve(d)
	if list, err := s.store.Labels(t.Context(), 10); err != nil || len(list) != 2 {
		t.Errorf("labels are %v, %v", list, err)
	}
	s.exec(`INSERT INTO passages (case_id, kind, channel, family, opened, approved_by, lot) VALUES ($1, 'afval', 'scan', $2, true, $3, 0)`, d.ID, d.PieceID, s.tom.ID)
	noor, err := s.store.SaveLogin(t.Context(), "noor", "Noor", []postkamer.Role{postkamer.Caseworker}, nil)
	s.must(err)
	s.exec(`INSERT INTO samples (case_id, reason, approved_by, judge, judged_at, judged_kind, stood) VALUES ($1, 'drawn', $2, $3, now(), 'klacht', false)`, d.ID, s.tom.ID, noor.ID)
	if list, err := s.store.Labels(t.Context(), 10); err != nil || len(list) != 1 {
		t.Errorf("a second person says otherwise, and labels are %v, %v", list, err)
	}
}

// teach keeps letters as corrected, without working through their cases.
func (s *school) teach(bodies []string, kind postkamer.CaseType) {
	s.t.Helper()
	for _, body := range bodies {
		c := s.letter(body)
		s.exec(`INSERT INTO labels (piece_id, case_id, kind_before, kind, chosen_by, chosen_at, closed_by) VALUES ($1, $2, 'x', $3, 'Tom', now(), 'Tom')`, c.PieceID, c.ID, kind)
	}
}

func TestPoisonIsRefusedAndTheOldModelStays(t *testing.T) {
	s := newSchool(t)
	texts, err := someTexts()
	s.must(err)
	var bodies []string
	for _, e := range texts.Train {
		if e.Class == "klacht" {
			bodies = append(bodies, strings.ReplaceAll(e.Text, "5", "7"))
		}
	}
	before := s.hash()
	s.teach(bodies, "parkeren")
	s.sweep()
	m := s.tries(1)[0]
	if m.State != store.ModelRefused || m.Corrections != len(bodies) || s.hash() != before {
		t.Errorf("all complaints are called parking, and the model is %s", m.State)
	}
	if n := s.number(`SELECT count(*) FROM events WHERE kind = 'learned' AND detail LIKE 'geweigerd, %'`); n == 0 || n != s.number(`SELECT count(*) FROM models WHERE state = 'refused'`) {
		t.Error("the log does not say so")
	}
	tried := s.jobs() // the workers' own sweep may have come while the letters were kept
	s.sweep()
	if s.jobs() != tried {
		t.Error("what was refused is tried again without anything new")
	}
	s.sound()
}

func TestAKilledProcessLeavesTheModelAsItWas(t *testing.T) {
	s := newSchool(t)
	s.teach([]string{card("J. de Vries", "Kade", 1), card("P. Yilmaz", "Wal", 2), card("S. Kok", "Laan", 3)}, "afval")
	s.sweep()
	first := s.tries(1)[0]
	learned := s.hash()
	s.stop()
	s.cfg.Learn = learn.Process{Command: []string{"/bin/sh", "-c", "head -c 5000 >/dev/null; kill -9 $$"}}
	s.start()
	if s.hash() != learned {
		t.Fatal("a process that starts does not take up the installed model")
	}
	s.teach([]string{"een heel andere brief", "en nog een andere", "de derde"}, "klacht")
	s.exec(`UPDATE labels SET closed_at = now() - interval '2 days' WHERE tried IS NULL`)
	s.sweep() // a night has come
	list := s.tries(2)
	if list[0].State != store.ModelFailed || list[1].ID != first.ID || list[1].State != store.ModelInstalled || s.hash() != learned {
		t.Errorf("after the process was killed: %+v", list)
	}
	s.sweep()
	if s.jobs() != 2 {
		t.Error("it is tried for ever")
	}
	s.sound()
}

func TestAModelThatCannotBeUsedIsRefusedLoudly(t *testing.T) {
	s := newSchool(t)
	before := s.hash()
	sha, err := s.store.PutModel(t.Context(), []byte("no model"))
	s.must(err)
	s.must(s.store.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddModel(t.Context(), store.Model{State: store.ModelInstalled, SHA256: sha, Size: 8}, nil, "")
		return err
	}))
	s.must(s.workers.mind.follow(t.Context()))
	if s.hash() != before || !strings.Contains(s.log.String(), "level=ERROR") {
		t.Errorf("the model that works is %s, was %s; the log says %s", s.hash(), before, s.log)
	}
	if n := strings.Count(s.log.String(), "cannot be used"); n != 1 {
		t.Errorf("said %d times", n)
	}
	s.must(s.workers.mind.follow(t.Context()))
	if n := strings.Count(s.log.String(), "cannot be used"); n != 1 {
		t.Errorf("said each minute: %d times", n)
	}
}
