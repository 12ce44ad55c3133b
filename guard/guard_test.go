package guard_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/guard"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// A desk is a mail-room with the people of these tests.
type desk struct {
	t *testing.T
	guard.Guard
	tom, noor, lead postkamer.Person
	n               int
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, Guard: guard.Guard{Store: storetest.Open(t), Policy: classify.DefaultPolicy()}}
	d.tom, d.noor = d.person("Tom", postkamer.Caseworker), d.person("Noor", postkamer.Caseworker)
	d.lead = d.person("Joke", postkamer.TeamLead)
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) person(name string, roles ...postkamer.Role) postkamer.Person {
	d.t.Helper()
	p, err := d.Store.SaveLogin(d.t.Context(), name, name, roles, nil)
	d.must(err)
	return p
}

// ready is a move without any doubt.
func ready(kind postkamer.CaseType) postkamer.Verdict {
	return postkamer.Verdict{
		CaseType: kind, Probability: .98, Sure: true, Ready: true, Rule: classify.RuleReady,
		Destination: postkamer.ToQueue, Queue: "burgerzaken", Priority: postkamer.Normal,
		Fields: []postkamer.Field{
			{Name: postkamer.FieldBSN, Value: "999990019", State: postkamer.FieldOK, Page: -1},
			{Name: postkamer.FieldNewCity, Value: "Den Haag", State: postkamer.FieldOK, Page: -1},
		},
	}
}

// piece brings in a piece whose answers are these words, as they are phrased.
func (d *desk) piece(words string, v postkamer.Verdict) postkamer.CaseID {
	d.t.Helper()
	d.n++
	ctx, now := d.t.Context(), time.Now()
	var id postkamer.CaseID
	d.must(d.Store.InTx(ctx, func(tx *store.Tx) error {
		b, err := tx.AddBatch(ctx, postkamer.Batch{
			Reference: postkamer.NewReference("VH", now), Channel: postkamer.Form, Source: postkamer.SourceForm,
			Key: fmt.Sprint(d.n), ReceivedOn: postkamer.DayOf(now), ReceivedAt: now, By: "test", State: postkamer.Split,
			Files: []postkamer.File{{Name: "a", SHA256: fmt.Sprintf("%064x", d.n), Size: 1, Kind: postkamer.Answers}},
		})
		if err != nil {
			return err
		}
		p := postkamer.Piece{BatchID: b.ID, Reference: b.Reference, Channel: postkamer.Form, Form: "verhuizing", ReceivedOn: b.ReceivedOn,
			ReceivedAt: b.ReceivedAt, Answers: []postkamer.Answer{{Name: "x", Label: "X", Value: words}}}
		if p.ID, err = tx.AddPiece(ctx, p, 0); err != nil {
			return err
		}
		if v, err = d.Routed(ctx, tx, p, postkamer.Text{}, classify.Facts{Channel: postkamer.Form}, v); err != nil {
			return err
		}
		if id, err = tx.Route(ctx, p, postkamer.Text{}, v); err != nil {
			return err
		}
		return tx.AddDecision(ctx, postkamer.Decision{PieceID: p.ID, CaseID: id, Verdict: v})
	}))
	return id
}

// letter brings in a ready move of a family.
func (d *desk) letter(family int) postkamer.CaseID {
	d.t.Helper()
	return d.piece(phrase(family), ready(postkamer.Verhuizing))
}

// phrase is a text that is like no phrase of another family.
func phrase(family int) string {
	var words []string
	for i := range 12 {
		word := []byte("aaaa")
		for at, n := 0, family*12+i; at < len(word); at, n = at+1, n/20 {
			word[at] = "bcdfghjklmnpqrstvwxz"[n%20]
		}
		words = append(words, string(word))
	}
	return strings.Join(words, " ")
}

// approve opens a case, changes fields and approves it.
func (d *desk) approve(id postkamer.CaseID, by postkamer.Person, changes ...store.FieldInput) {
	d.t.Helper()
	d.must(d.Store.ClaimCase(d.t.Context(), id, by))
	d.choose(id, by)
	d.must(d.Store.SaveFields(d.t.Context(), id, by, changes))
	unseen, err := d.Approve(d.t.Context(), id, d.caseOf(id).Version, by)
	d.must(err)
	if len(unseen) > 0 {
		d.t.Fatalf("unseen %v", unseen)
	}
}

// choose chooses the kind of a case that the program leaves open, as a kind that is
// off is.
func (d *desk) choose(id postkamer.CaseID, by postkamer.Person) {
	d.t.Helper()
	c := d.caseOf(id)
	if !slices.ContainsFunc(c.Doubts, func(f postkamer.CaseDoubt) bool { return f.Code == postkamer.KindUnsure && f.SettledBy == "" }) {
		return
	}
	d.must(d.Store.MoveCase(d.t.Context(), id, c.Version, by, store.Move{Kind: c.CaseType, Queue: "burgerzaken"}))
	d.must(d.Store.ClaimCase(d.t.Context(), id, by))
}

var misread = store.FieldInput{Name: postkamer.FieldNewCity, Value: "Delft"}

func (d *desk) caseOf(id postkamer.CaseID) postkamer.Case {
	d.t.Helper()
	c, err := d.Store.Case(d.t.Context(), id)
	d.must(err)
	return c
}

// set puts moves by form in a mode, whatever was proven.
func (d *desk) set(mode postkamer.Mode) { d.setKind(postkamer.Verhuizing, mode) }

func (d *desk) setKind(kind postkamer.CaseType, mode postkamer.Mode) {
	d.t.Helper()
	d.must(d.Store.InTx(d.t.Context(), func(tx *store.Tx) error {
		s, err := tx.LockMode(d.t.Context(), kind, postkamer.Form)
		if err != nil {
			return err
		}
		return tx.SetMode(d.t.Context(), s, mode, "test", "proef", false)
	}))
}

// prove writes good outcomes of so many families, each of a case of its own that
// shares one made-up history: only the families count here.
func (d *desk) prove(families, each int) {
	d.t.Helper()
	case0 := d.letter(9000)
	_, err := d.Store.Pool().Exec(d.t.Context(), `
		WITH b AS (
			INSERT INTO batches (reference, channel, source, key, received_on, taken_by, state)
			SELECT 'X' || i, 'form', 'form', 'x' || i, now(), 'test', 'split' FROM generate_series(1, $1::int * $2::int) i
			RETURNING id
		), p AS (
			INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left, form)
			SELECT id, 0, 'X' || id, 'form', 'routed', now(), now(), 0, 'verhuizing' FROM b
			RETURNING id
		), c AS (
			INSERT INTO cases (piece_id, case_type, destination, queue, state, priority, done_at)
			SELECT id, 'verhuizing', 'queue', 'burgerzaken', 'done', 3, now() FROM p
			RETURNING id, piece_id
		), numbered AS (
			SELECT id, piece_id, (row_number() OVER (ORDER BY id) - 1) / $2 AS family FROM c
		)
		INSERT INTO outcomes (case_id, kind, channel, family, ready, mode, kind_changed, fields_changed, judged, by_id)
		SELECT id, 'verhuizing', 'form', first_value(piece_id) OVER (PARTITION BY family ORDER BY id), true, 'shadow', false, 0, 'person', $3
		FROM numbered`, families, each, d.tom.ID)
	d.must(err)
	_ = case0
}

func (d *desk) mode() postkamer.Mode {
	d.t.Helper()
	var mode postkamer.Mode
	d.must(d.Store.InTx(d.t.Context(), func(tx *store.Tx) (err error) {
		mode, err = tx.Mode(d.t.Context(), postkamer.Verhuizing, postkamer.Form)
		return err
	}))
	return mode
}

// count asks the database for one number.
func (d *desk) count(sql string, args ...any) (n int) {
	d.t.Helper()
	d.must(d.Store.Pool().QueryRow(d.t.Context(), sql, args...).Scan(&n))
	return n
}

func (d *desk) promote(by postkamer.Person) error {
	return d.Promote(d.t.Context(), postkamer.Verhuizing, postkamer.Form, d.mode(), by)
}

func TestAKindClimbsOnProofAlone(t *testing.T) {
	d := newDesk(t)
	d.prove(59, 5)
	if err := d.promote(d.lead); !errors.Is(err, guard.ErrUnproven) || d.mode() != postkamer.ModeShadow {
		t.Fatalf("295 outcomes: %v, %s", err, d.mode())
	}
	d.letter(1)
	for i := range 5 {
		d.approve(d.letter(2), d.tom)
		if i == 4 && d.count(`SELECT count(DISTINCT family) FROM outcomes`) != 60 {
			t.Error("letters of one phrasing are not one family")
		}
	}
	if err := d.promote(d.tom); !errors.Is(err, postkamer.ErrForbidden) {
		t.Fatalf("a caseworker promotes: %v", err)
	}
	stale := d.Promote(t.Context(), postkamer.Verhuizing, postkamer.Form, postkamer.ModeTrial, d.lead)
	if !errors.Is(stale, postkamer.ErrConflict) {
		t.Fatalf("a forgotten tab promotes: %v", stale)
	}
	d.must(d.promote(d.lead))
	d.must(d.promote(d.lead))
	if d.mode() != postkamer.ModeLive || d.promote(d.lead) == nil {
		t.Fatalf("not live, or higher than that: %s", d.mode())
	}
	if n := d.count(`SELECT count(*) FROM events WHERE kind = 'mode_set' AND actor = 'Joke'`); n != 2 {
		t.Errorf("%d steps in the log", n)
	}
}

func TestAThousandOfOneTemplateProveNothing(t *testing.T) {
	d := newDesk(t)
	d.prove(1, 1000)
	if err := d.promote(d.lead); !errors.Is(err, guard.ErrUnproven) {
		t.Errorf("promoted: %v", err)
	}
}

func TestWhatGrantsOrRefusesStopsAtTrial(t *testing.T) {
	d := newDesk(t)
	d.prove(60, 5)
	_, err := d.Store.Pool().Exec(t.Context(), `UPDATE outcomes SET kind = 'tozo_aanvraag'`)
	d.must(err)
	climb := func(seen postkamer.Mode) error {
		return d.Promote(t.Context(), postkamer.Tozo, postkamer.Form, seen, d.lead)
	}
	d.must(climb(postkamer.ModeShadow))
	if err := climb(postkamer.ModeTrial); !errors.Is(err, postkamer.ErrForbidden) {
		t.Fatalf("an application came live: %v", err)
	}
	d.setKind(postkamer.Tozo, postkamer.ModeLive) // as if the policy was another one before
	id := d.piece(phrase(1), ready(postkamer.Tozo))
	if n, err := d.ApproveReady(t.Context(), []guard.Pick{{ID: id, Version: 1}}, d.tom); n != 0 || err != nil {
		t.Errorf("an application was granted unopened: %d, %v", n, err)
	}
	unopened, open, err := d.Ready(t.Context(), d.tom, 10)
	if err != nil || len(unopened) != 0 || len(open) != 1 {
		t.Errorf("listed unopened %v, open %v, %v", unopened, open, err)
	}
}

func TestTrustFallsByItself(t *testing.T) {
	for _, tt := range []struct {
		name     string
		families int
		from     postkamer.Mode
		wrong    []int // families of the errors
		want     postkamer.Mode
	}{
		{"one error with little proof costs a step", 60, postkamer.ModeLive, []int{1}, postkamer.ModeTrial},
		{"two of different families cost two", 60, postkamer.ModeLive, []int{1, 2}, postkamer.ModeShadow},
		{"one error with much proof costs nothing", 120, postkamer.ModeLive, []int{1}, postkamer.ModeLive},
		{"two in one family end all trust", 400, postkamer.ModeLive, []int{1, 1}, postkamer.ModeShadow},
		{"below shadow nothing falls", 1, postkamer.ModeShadow, []int{1, 1}, postkamer.ModeShadow},
		{"off stays off", 1, postkamer.ModeOff, nil, postkamer.ModeOff},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.prove(tt.families, 5)
			d.set(tt.from)
			d.approve(d.letter(99), d.tom)
			if d.mode() != tt.from {
				t.Fatalf("what went well made it %s", d.mode())
			}
			for _, family := range tt.wrong {
				d.approve(d.letter(family), d.tom, misread)
			}
			if d.mode() != tt.want {
				t.Errorf("now %s, want %s", d.mode(), tt.want)
			}
			if fell := d.count(`SELECT count(*) FROM events WHERE kind = 'mode_set' AND actor = 'postkamer'`) > 0; fell != (tt.from != tt.want) {
				t.Errorf("in the log: %v", fell)
			}
		})
	}
}

func TestOffSendsToTriageAndRestartCountsAnew(t *testing.T) {
	d := newDesk(t)
	d.prove(60, 5)
	if err := d.TurnOff(t.Context(), postkamer.Verhuizing, postkamer.Form, d.noor, "x"); !errors.Is(err, postkamer.ErrForbidden) {
		t.Fatalf("a caseworker turns off: %v", err)
	}
	for range 2 { // two clicks are one
		d.must(d.TurnOff(t.Context(), postkamer.Verhuizing, postkamer.Form, d.lead, "Er gaat te veel mis"))
	}
	c := d.caseOf(d.letter(1))
	if c.Queue != postkamer.Triage || len(c.Doubts) == 0 || c.Doubts[0].Why != classify.WhyOff {
		t.Errorf("queue %s, doubts %+v", c.Queue, c.Doubts)
	}
	if other := d.caseOf(d.piece(phrase(2), ready("melding"))); other.Queue == postkamer.Triage {
		t.Error("another kind is off too")
	}
	if n := d.count(`SELECT count(*) FROM events WHERE kind = 'mode_set'`); n != 1 {
		t.Errorf("%d events", n)
	}
	d.must(d.Restart(t.Context(), postkamer.Verhuizing, postkamer.Form, postkamer.ModeOff, d.lead, "Hersteld"))
	if err := d.promote(d.lead); d.mode() != postkamer.ModeShadow || !errors.Is(err, guard.ErrUnproven) {
		t.Errorf("%s; what was proven before counts: %v", d.mode(), err)
	}
	if c := d.caseOf(d.letter(3)); c.Queue != "burgerzaken" {
		t.Errorf("after the restart: %s", c.Queue)
	}
}
