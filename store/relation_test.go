package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// routeLinked routes a piece as package workers does: look for earlier pieces,
// open the case, tie. Kind says how it stands to each that it finds.
func (m *mailroom) routeLinked(p postkamer.Piece, l postkamer.Links, kind postkamer.RelationKind) error {
	return m.InTx(m.t.Context(), func(tx *store.Tx) error {
		earlier, err := tx.Earlier(m.t.Context(), p, l)
		if err != nil {
			return err
		}
		v := toQueue()
		v.Rule = "look"
		id, err := tx.Route(m.t.Context(), p, postkamer.Text{}, v)
		if err != nil {
			return err
		}
		if err := tx.AddSketch(m.t.Context(), p.ID, l.Sketch); err != nil {
			return err
		}
		for _, e := range earlier {
			if err := tx.Relate(m.t.Context(), p.ID, e, kind, postkamer.Doubt{Code: postkamer.Withdrawn, Why: "De inwoner trekt dit in."}); err != nil {
				return err
			}
		}
		return tx.AddDecision(m.t.Context(), postkamer.Decision{PieceID: p.ID, CaseID: id, Model: "m", Policy: "p", Earlier: earlier, Verdict: v})
	})
}

// someSketch is a sketch of which every number from place n on is another.
func someSketch(n int) []int64 {
	sketch := make([]int64, postkamer.SketchSize)
	for i := range sketch {
		sketch[i] = int64(i)
		if i >= n {
			sketch[i] += 1000
		}
	}
	return sketch
}

// pieces cuts a batch into pieces of one page that are read.
func (m *mailroom) pieces(n int) []postkamer.Piece {
	m.t.Helper()
	var cuts [][]int
	var pages []int
	for i := range n {
		cuts, pages = append(cuts, []int{i}), append(pages, 1)
	}
	list := m.cut(m.ready("key", pages...), cuts)
	for i := range list {
		list[i] = m.read(list[i])
	}
	return list
}

func TestLettersRoutedAtOnceAreTiedOnce(t *testing.T) {
	m := newMailroom(t)
	list := m.pieces(6)
	for i, err := range together(len(list), func(i int) error {
		return m.routeLinked(list[i], postkamer.Links{BSN: "999990019"}, postkamer.RelationBelongs)
	}) {
		if err != nil {
			t.Errorf("piece %d: %v", i, err)
		}
	}
	if n := m.number(`SELECT count(*) FROM relations`); n != 15 {
		t.Errorf("%d relations of 6 pieces of one person, want each pair once: 15", n)
	}
	n := m.number(`SELECT count(*) FROM relations a JOIN relations b ON a.piece_id = b.other_id AND a.other_id = b.piece_id`)
	if n != 0 {
		t.Errorf("%d pairs are tied both ways", n)
	}
	if n := m.number(`SELECT count(*) FROM decisions`); n != 6 {
		t.Errorf("%d decisions, want 6", n)
	}
}

func TestEarlierSaysHowPiecesAgree(t *testing.T) {
	m := newMailroom(t)
	list := m.pieces(2)
	m.must(m.routeLinked(list[0], postkamer.Links{Sketch: someSketch(64)}, postkamer.RelationBelongs))
	find := func(l postkamer.Links) (found []postkamer.Earlier) {
		m.tx(func(tx *store.Tx) (err error) {
			found, err = tx.Earlier(t.Context(), list[1], l)
			return err
		})
		return found
	}
	for _, tt := range []struct {
		name string
		l    postkamer.Links
		so   func(postkamer.Earlier) bool
	}{
		{"the same person", postkamer.Links{BSN: "999990019"}, func(e postkamer.Earlier) bool { return e.SamePerson && !e.OtherPerson && !e.Named }},
		{"its reference is named", postkamer.Links{References: []string{list[0].Reference}, BSN: "999990020"}, func(e postkamer.Earlier) bool { return e.Named && e.OtherPerson && !e.SamePerson }},
		{"a reference does not get too old", postkamer.Links{References: []string{list[0].Reference}, Since: received.AddDate(1, 0, 0)}, func(e postkamer.Earlier) bool { return e.Named }},
		{"nearly the same words", postkamer.Links{Sketch: someSketch(60)}, func(e postkamer.Earlier) bool { return e.Alike > .93 && e.Alike < .95 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := find(tt.l)
			if len(got) != 1 || got[0].PieceID != list[0].ID || got[0].Done || got[0].Queue != "burgerzaken" || !tt.so(got[0]) {
				t.Errorf("%+v", got)
			}
		})
	}
	for name, l := range map[string]postkamer.Links{
		"nobody":       {},
		"another":      {BSN: "999990020"},
		"other words":  {Sketch: someSketch(0)},
		"too long ago": {BSN: "999990019", Since: received.AddDate(0, 0, 1)},
	} {
		if got := find(l); len(got) != 0 {
			t.Errorf("%s: found %+v", name, got)
		}
	}
}

func TestWithdrawalStopsTheOtherCase(t *testing.T) {
	m := newMailroom(t)
	list := m.pieces(7)
	today := toCaller()
	today.Priority = postkamer.SameDay
	handed, promised := m.route(list[5], today), m.route(list[6], toCaller())
	m.exec(`UPDATE call_tasks SET reason = 'HANDED_OVER', priority = 1 WHERE case_id = $1`, handed)
	m.exec(`UPDATE call_tasks SET promised_at = now() WHERE case_id = $1`, promised)
	open := m.route(list[0], toQueue())
	calling := m.route(list[1], toCaller())
	danger := toCaller()
	danger.Doubts[0].Code = postkamer.Urgent
	urgent := m.route(list[2], danger)
	done := m.route(list[3], toQueue())
	m.exec(`UPDATE cases SET state = 'done', done_at = now() WHERE id = $1`, done)
	m.must(m.routeLinked(list[4], postkamer.Links{BSN: "999990019"}, postkamer.RelationWithdraws))

	for _, c := range []struct {
		says, sql string
		id        postkamer.CaseID
	}{
		{"an open case comes first", `SELECT count(*) FROM cases WHERE id = $1 AND state = 'open' AND priority = 2 AND returned_at IS NOT NULL AND version = 2`, open},
		{"it has the doubt", `SELECT count(*) FROM doubts WHERE case_id = $1 AND code = 'WITHDRAWN'`, open},
		{"a call that nobody began is not made", `SELECT count(*) FROM cases c JOIN call_tasks t ON t.case_id = c.id WHERE c.id = $1 AND c.state = 'open' AND t.done`, calling},
		{"danger is phoned all the same", `SELECT count(*) FROM cases c JOIN call_tasks t ON t.case_id = c.id WHERE c.id = $1 AND c.state = 'calling' AND NOT t.done`, urgent},
		{"what must be phoned today is, whatever the reason", `SELECT count(*) FROM cases c JOIN call_tasks t ON t.case_id = c.id WHERE c.id = $1 AND c.state = 'calling' AND NOT t.done`, handed},
		{"a call that was promised is made", `SELECT count(*) FROM cases c JOIN call_tasks t ON t.case_id = c.id WHERE c.id = $1 AND c.state = 'calling' AND NOT t.done`, promised},
		{"what is done stays done", `SELECT count(*) FROM cases c WHERE c.id = $1 AND c.state = 'done' AND NOT EXISTS (SELECT 1 FROM doubts WHERE case_id = c.id)`, done},
	} {
		if m.number(c.sql, c.id) != 1 {
			t.Errorf("not so: %s", c.says)
		}
	}
	if v, err := m.Verify(t.Context(), true); err != nil || slices.ContainsFunc(v.Findings, func(f store.Finding) bool { return strings.HasPrefix(f.Subject, "call task") }) {
		t.Errorf("a call that was called off is no breach: %+v, %v", v.Findings, err)
	}
	c, err := m.Case(t.Context(), calling)
	m.must(err)
	if c.Doubts[0].Code != postkamer.Withdrawn {
		t.Errorf("the withdrawal is not on top: %+v", c.Doubts)
	}
	related, err := m.Relations(t.Context(), list[0].ID)
	m.must(err)
	if len(related) != 1 || !related[0].Later || related[0].Kind != postkamer.RelationWithdraws || related[0].PieceID != list[4].ID {
		t.Errorf("relations are %+v", related)
	}
}

func TestDecisionsAreKeptAsTheyWere(t *testing.T) {
	m := newMailroom(t)
	list := m.pieces(2)
	m.must(m.routeLinked(list[0], postkamer.Links{}, ""))
	m.must(m.routeLinked(list[1], postkamer.Links{BSN: "999990019"}, postkamer.RelationBelongs))
	d, err := m.Decision(t.Context(), list[1].ID)
	m.must(err)
	if d.Verdict.Rule != "look" || d.Model != "m" || d.Policy != "p" || len(d.Earlier) != 1 || d.Earlier[0].PieceID != list[0].ID || d.Verdict.Fields[0].Value != "999990019" {
		t.Errorf("%+v", d)
	}
	var seen []string
	m.must(m.EachDecision(t.Context(), time.Time{}, func(d postkamer.Decision) error {
		seen = append(seen, d.Reference)
		return nil
	}))
	if len(seen) != 2 || seen[0] != list[0].Reference {
		t.Errorf("decisions about %v", seen)
	}
}

func TestDoubtsKeepTheirEvidence(t *testing.T) {
	m := newMailroom(t)
	v := toQueue()
	v.Doubts = []postkamer.Doubt{
		{Code: postkamer.Urgent, Why: "w", Say: "{Je|U}", Quote: "ontru\x00iming", Page: 0, X: 1, Y: 2, W: 3, H: 4},
		{Code: postkamer.BSNMissing, Why: "w", Page: 7, W: 3, H: 4},
	}
	id := m.route(m.pieces(1)[0], v)
	c, err := m.Case(t.Context(), id)
	m.must(err)
	if d := c.Doubts[0]; d.PageID == 0 || d.X != 1 || d.H != 4 || d.Quote != "ontruiming" || d.Say != "{Je|U}" {
		t.Errorf("%+v", d)
	}
	if d := c.Doubts[1]; d.PageID != 0 || d.Placed() {
		t.Errorf("a page that is not there: %+v", d)
	}
}

// TestAWarningStopsNothing: a case that a letter of somebody else names gets the
// doubt, and keeps its place and its call. Who decides about it at that moment, and
// did not see the doubt, has to look again.
func TestAWarningStopsNothing(t *testing.T) {
	m := newMailroom(t)
	list := m.pieces(3)
	calling := m.route(list[0], toCaller())
	done := m.route(list[1], toQueue())
	m.exec(`UPDATE cases SET state = 'done', done_at = now() WHERE id = $1`, done)
	m.must(m.routeLinked(list[2], postkamer.Links{BSN: "999990019"}, postkamer.RelationBelongs))
	if m.number(`SELECT count(*) FROM cases c JOIN call_tasks t ON t.case_id = c.id WHERE c.id = $1 AND c.state = 'calling' AND NOT t.done AND c.priority = 3 AND c.returned_at IS NULL AND c.version = 2`, calling) != 1 {
		t.Error("the case with a call was stopped, or can be decided unseen")
	}
	if m.number(`SELECT count(*) FROM doubts WHERE case_id = $1 AND code = 'WITHDRAWN'`, calling) != 1 || m.number(`SELECT count(*) FROM doubts WHERE case_id = $1`, done) != 0 {
		t.Error("the doubt is not with the open case alone")
	}
}

// TestRelationsSayThatThePersonDiffers holds until a person puts the number right.
func TestRelationsSayThatThePersonDiffers(t *testing.T) {
	m := newMailroom(t)
	list := m.pieces(3)
	other := toQueue()
	other.Fields[0].Value = "999990020"
	first := m.route(list[0], other)
	for _, p := range list[1:] {
		m.must(m.routeLinked(p, postkamer.Links{References: []string{list[0].Reference}}, postkamer.RelationBelongs))
	}
	differ := func(of postkamer.Piece) (n int) {
		related, err := m.Relations(t.Context(), of.ID)
		m.must(err)
		for _, r := range related {
			if r.OtherPerson {
				n++
			}
		}
		return n
	}
	if a, b := differ(list[0]), differ(list[1]); a != 2 || b != 1 {
		t.Errorf("of the earlier case %d differ, want 2; of the later %d, want 1", a, b)
	}
	m.exec(`UPDATE fields SET value = '999990019' WHERE case_id = $1`, first)
	if n := differ(list[0]); n != 0 {
		t.Errorf("after it was put right %d differ", n)
	}
}

func TestADecisionKeepsWhatItRestedOn(t *testing.T) {
	m := newMailroom(t)
	p := m.pieces(1)[0]
	id := m.route(p, toQueue())
	m.exec(`INSERT INTO modes (kind, channel, mode) VALUES ('klacht', 'scan', 'off'), ('woz', 'form', 'off')`)
	asked := postkamer.AddressAnswer{Query: postkamer.AddressQuery{Name: "new", Street: "Ma\x00rkt", Number: 99}, Covered: true, AtPostcode: westdorp[:1]}
	m.tx(func(tx *store.Tx) error {
		off, err := tx.KindsOff(t.Context(), postkamer.Scan)
		if err != nil {
			return err
		}
		v := toQueue()
		v.Rule = "look"
		return tx.AddDecision(t.Context(), postkamer.Decision{PieceID: p.ID, CaseID: id, Inputs: &postkamer.Inputs{Addresses: []postkamer.AddressAnswer{asked}, Off: off}, Verdict: v})
	})
	d, err := m.Decision(t.Context(), p.ID)
	m.must(err)
	if d.Inputs == nil || len(d.Inputs.Addresses) != 1 || len(d.Inputs.Off) != 1 || d.Inputs.Off[0] != "klacht" {
		t.Fatalf("inputs are %+v", d.Inputs)
	}
	if a := d.Inputs.Addresses[0]; a.Query.Street != "Markt" || !a.Covered || len(a.AtPostcode) != 1 || a.AtPostcode[0] != westdorp[0] {
		t.Errorf("the answer is %+v", a)
	}
}
