package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// staffMember makes a member of staff with a row.
func (m *mailroom) staffMember(name string) postkamer.Person {
	m.t.Helper()
	p := postkamer.Person{Name: name}
	m.must(m.Pool().QueryRow(m.t.Context(), `INSERT INTO people (subject, name, roles) VALUES ($1, $1, '{operator}') RETURNING id`, name).Scan(&p.ID))
	return p
}

// done closes the case of a piece, by a person or by the mail-room.
func (m *mailroom) done(id postkamer.CaseID, by string) {
	m.t.Helper()
	m.exec(`UPDATE cases SET state = 'done', done_at = now(), done_by = $2, claimed_by = NULL, claim_until = NULL WHERE id = $1`, id, by)
}

func (m *mailroom) box() postkamer.Box {
	m.t.Helper()
	var x postkamer.Box
	m.tx(func(tx *store.Tx) (err error) {
		x, err = tx.OpenBox(m.t.Context(), "", "kelder", "Olga", received)
		return err
	})
	return x
}

func (m *mailroom) put(b postkamer.Batch, x postkamer.Box) (position int, err error) {
	m.t.Helper()
	err = m.InTx(m.t.Context(), func(tx *store.Tx) (err error) {
		position, err = tx.PutInBox(m.t.Context(), b.ID, x.ID, "Olga")
		return err
	})
	return position, err
}

func (m *mailroom) figures(x postkamer.Box) postkamer.BoxFigures {
	m.t.Helper()
	l, err := m.Box(m.t.Context(), x.ID)
	m.must(err)
	return l.Figures
}

// onlySound wants Verify to find nothing.
func (m *mailroom) onlySound() {
	m.t.Helper()
	v, err := m.Verify(m.t.Context(), true)
	if err != nil || len(v.Findings) != 0 {
		m.t.Errorf("%+v, %v", v.Findings, err)
	}
}

func TestStacksLieInABoxInOrder(t *testing.T) {
	m := newMailroom(t)
	x := m.box()
	var stacks []postkamer.Batch
	for i := range 4 {
		b := m.ready(fmt.Sprint("stack", i), 1)
		m.cut(b, [][]int{{0}})
		stacks = append(stacks, b)
	}
	var group sync.WaitGroup
	for _, b := range stacks {
		for range 2 { // and each of them twice
			group.Go(func() {
				if _, err := m.put(b, x); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	if n := m.number(`SELECT count(DISTINCT box_position) * 10 + max(box_position) FROM batches`); n != 44 {
		t.Errorf("positions: %d", n)
	}
	if m.number(`SELECT count(*) FROM events WHERE kind = 'boxed'`) != 4 {
		t.Error("not in the log as it was")
	}
	other := m.box()
	if other.Number != 2 || other.Year != 2026 {
		t.Errorf("the second box is %+v", other)
	}
	if _, err := m.put(stacks[0], other); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("in two boxes: %v", err)
	}
	if _, err := m.put(m.ready("unreleased", 1), x); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("not released yet: %v", err)
	}
	m.tx(func(tx *store.Tx) error { return tx.CloseBox(t.Context(), x.ID, received, "Olga") })
	late := m.ready("late", 1)
	m.cut(late, [][]int{{0}})
	if _, err := m.put(late, x); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("in a box that is closed: %v", err)
	}
	m.onlySound()
}

// destroyable is a closed box with two letters whose cases are open.
type destroyable struct {
	*mailroom
	box    postkamer.Box
	pieces []postkamer.Piece
	cases  []postkamer.CaseID
	olga   postkamer.Person
	bea    postkamer.Person
}

func newDestroyable(t *testing.T) destroyable {
	m := newMailroom(t)
	d := destroyable{mailroom: m, olga: m.staffMember("Olga"), bea: m.staffMember("Bea")}
	b := m.ready("stack", 2)
	d.pieces = m.cut(b, [][]int{{0}, {1}})
	for _, p := range d.pieces {
		d.cases = append(d.cases, m.route(m.read(p), toQueue()))
	}
	d.box = m.box()
	_, err := m.put(b, d.box)
	m.must(err)
	m.tx(func(tx *store.Tx) error { return tx.CloseBox(t.Context(), d.box.ID, received.AddDate(0, 3, 0), "Olga") })
	return d
}

// after is a day on which the paper needs no longer be kept.
var after = received.AddDate(0, 4, 0)

func (d destroyable) approve(by postkamer.Person, list string, day time.Time) error {
	d.t.Helper()
	return d.InTx(d.t.Context(), func(tx *store.Tx) error { return tx.ApproveDestruction(d.t.Context(), d.box.ID, list, day, by) })
}

func (d destroyable) propose(list string) (sha string) {
	d.t.Helper()
	d.tx(func(tx *store.Tx) (err error) {
		sha, err = tx.ProposeDestruction(d.t.Context(), d.box.ID, list, d.olga)
		return err
	})
	return sha
}

func TestPaperGoesOnlyWhenAllIsSettled(t *testing.T) {
	d := newDestroyable(t)
	d.done(d.cases[0], "Carla")
	sha := d.propose(`["a","b"]`)
	refused := func(why string) {
		t.Helper()
		if err := d.approve(d.bea, sha, after); !errors.Is(err, postkamer.ErrConflict) {
			t.Errorf("%s: %v", why, err)
		}
	}
	refused("a case is open")
	d.done(d.cases[1], postkamer.Machine)
	refused("nobody accepted the second piece")
	if f := d.figures(d.box); f.Pieces != 2 || f.Accepted != 1 || f.Open != 1 || f.Batches != 1 || f.Balanced() {
		t.Errorf("%+v", f)
	}
	d.tx(func(tx *store.Tx) error { return tx.LeaveToRegister(t.Context(), d.pieces[1].ID, "e-depot", "Carla") })
	page := d.pieces[0].Pages[0].ID
	d.tx(func(tx *store.Tx) error {
		return tx.LookKeep(t.Context(), page, postkamer.KeepReturn, "paspoort", d.olga)
	})
	refused("a passport is in it")
	d.tx(func(tx *store.Tx) error { return tx.HandBack(t.Context(), page, "mevrouw aan de balie", d.bea) })
	var asked postkamer.RescanID
	d.tx(func(tx *store.Tx) (err error) {
		asked, err = tx.AskRescan(t.Context(), d.pieces[1].ID, d.pieces[1].Pages[0].ID, "vaag", d.bea)
		return err
	})
	refused("a page is asked for")
	d.tx(func(tx *store.Tx) error { return tx.RefuseRescan(t.Context(), asked, "het papier is ook vaag", d.olga) })
	if err := d.approve(d.bea, sha, received.AddDate(0, 3, 0)); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("on the last day: %v", err)
	}
	if err := d.approve(d.olga, sha, after); !errors.Is(err, postkamer.ErrForbidden) {
		t.Errorf("by who proposed it: %v", err)
	}
	if err := d.approve(d.bea, "another list", after); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("another list: %v", err)
	}
	d.must(d.approve(d.bea, sha, after))
	d.onlySound()
	err := d.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AskRescan(t.Context(), d.pieces[1].ID, d.pieces[1].Pages[0].ID, "toch", d.bea)
		return err
	})
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("asked for paper that goes: %v", err)
	}
	d.tx(func(tx *store.Tx) error { return tx.MarkDestroyed(t.Context(), d.box.ID, "versnipperd", after, d.bea) })
	l, err := d.DestructionList(t.Context(), sha)
	if err != nil || l.Content != `["a","b"]` || l.ProposedBy != "Olga" {
		t.Errorf("%+v, %v", l, err)
	}
	events, err := d.BoxEvents(t.Context(), d.box.ID)
	d.must(err)
	var kinds []postkamer.EventKind
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	if fmt.Sprint(kinds) != "[box_opened boxed box_closed destroy_proposed destroy_approved destroyed]" {
		t.Errorf("the log says %v", kinds)
	}
	d.onlySound()
}

// TestApprovedPaperThatIsWantedAfterAll: a case is opened again before the paper is gone.
func TestApprovedPaperThatIsWantedAfterAll(t *testing.T) {
	d := newDestroyable(t)
	for _, id := range d.cases {
		d.done(id, "Carla")
	}
	sha := d.propose("[]")
	d.must(d.approve(d.bea, sha, after))
	d.exec(`UPDATE cases SET state = 'open', done_at = NULL, done_by = '' WHERE id = $1`, d.cases[0])
	err := d.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.MarkDestroyed(t.Context(), d.box.ID, "versnipperd", after, d.bea)
	})
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("destroyed all the same: %v", err)
	}
	if v, err := d.Verify(t.Context(), true); err != nil || !names(v)["a box that may be destroyed holds nothing that is waited for"] {
		t.Errorf("verify says nothing: %+v, %v", v.Findings, err)
	}
	d.tx(func(tx *store.Tx) error {
		return tx.WithdrawDestruction(t.Context(), d.box.ID, "zaak is heropend", d.olga)
	})
	d.onlySound()
	if again := d.propose("[]"); again != sha {
		t.Errorf("the same list again is %s", again)
	}
}

// TestABadScanGoesWithoutItsPaper: a page that cannot be scanned well keeps its paper
// out of the box, not the box on its shelf for ever.
func TestABadScanGoesWithoutItsPaper(t *testing.T) {
	d := newDestroyable(t)
	page := d.pieces[0].Pages[0].ID
	d.exec(`
		INSERT INTO page_checks (page_id, piece_id, profile_id, lot, judge, judge_name, judged_at, good, why)
		SELECT $1, $2, id, 0.5, $3, 'Bea', now(), false, 'vaag'
		FROM profiles WHERE name = 'scanner'`, page, d.pieces[0].ID, d.bea.ID)
	if f := d.figures(d.box); f.Unjudged != 1 {
		t.Errorf("%+v", f)
	}
	d.tx(func(tx *store.Tx) error {
		return tx.LookKeep(t.Context(), page, postkamer.KeepHistoric, "niet goed te scannen", d.olga)
	})
	d.tx(func(tx *store.Tx) error { return tx.HandBack(t.Context(), page, "archief", d.bea) })
	if f := d.figures(d.box); f.Unjudged != 0 || f.Kept != 0 || f.Back != 1 {
		t.Errorf("its paper is in the archive: %+v", f)
	}
}

func TestHandedBackByMistake(t *testing.T) {
	d := newDestroyable(t)
	page := d.pieces[0].Pages[0].ID
	back := func() error {
		return d.InTx(t.Context(), func(tx *store.Tx) error { return tx.HandBack(t.Context(), page, "balie", d.bea) })
	}
	if err := back(); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("paper that need not be kept: %v", err)
	}
	d.tx(func(tx *store.Tx) error {
		return tx.LookKeep(t.Context(), page, postkamer.KeepReturn, "paspoort", d.olga)
	})
	d.must(back())
	if err := back(); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("twice: %v", err)
	}
	if f := d.figures(d.box); f.Kept != 0 || f.Back != 1 {
		t.Errorf("%+v", f)
	}
	d.tx(func(tx *store.Tx) error { return tx.KeepAgain(t.Context(), page, d.bea) })
	list, err := d.KeptPages(t.Context(), 10)
	if err != nil || len(list) != 1 || !list[0].BackAt.IsZero() || list[0].BoxNumber != 1 || list[0].Why != "paspoort" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestProfilesOnlyGrow(t *testing.T) {
	m := newMailroom(t)
	p, err := m.CurrentProfile(t.Context(), postkamer.ProfileScanner)
	m.must(err)
	if !p.Attended || !p.Settings.Duplex || p.Limits != postkamer.DefaultLimits() {
		t.Errorf("%+v", p)
	}
	var same postkamer.Profile
	m.tx(func(tx *store.Tx) (err error) {
		p.MadeBy = "Bea"
		same, err = tx.AddProfile(t.Context(), p)
		return err
	})
	if same.ID != p.ID {
		t.Error("a version without a difference")
	}
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			next := p
			next.Device = fmt.Sprint("scanner ", i)
			if err := m.InTx(t.Context(), func(tx *store.Tx) error { _, err := tx.AddProfile(t.Context(), next); return err }); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	versions, err := m.ProfileVersions(t.Context(), postkamer.ProfileScanner)
	if err != nil || len(versions) != 5 || versions[0].Version != 5 {
		t.Errorf("%d versions, %v", len(versions), err)
	}
	for _, sql := range []string{`UPDATE profiles SET sample = 1`, `DELETE FROM profiles`} {
		if _, err := m.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("allowed: %s", sql)
		}
	}
	b := m.take("k", 1)
	upload, err := m.CurrentProfile(t.Context(), postkamer.ProfileUpload)
	m.must(err)
	if pages := m.split(b); b.ProfileID != upload.ID || pages[0].ProfileID != upload.ID {
		t.Errorf("not stamped: %+v", pages[0])
	}
}
