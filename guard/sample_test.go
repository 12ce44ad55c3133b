package guard_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/guard"
)

// judgement is what somebody finds who reads it as it is.
func judgement() guard.Judgement {
	return guard.Judgement{Kind: postkamer.Verhuizing, Values: map[postkamer.FieldName]string{
		postkamer.FieldBSN: "999990019", postkamer.FieldNewCity: "den haag"}}
}

// through brings a letter in and approves it unopened.
func (d *desk) through(family int, by postkamer.Person) postkamer.CaseID {
	d.t.Helper()
	id := d.letter(family)
	if n, err := d.ApproveReady(d.t.Context(), []guard.Pick{{ID: id, Version: 1}}, by); n != 1 || err != nil {
		d.t.Fatalf("approved %d, %v", n, err)
	}
	return id
}

// draw puts a case in the sample whatever its lot.
func (d *desk) draw(id postkamer.CaseID) {
	d.t.Helper()
	_, err := d.Store.Pool().Exec(d.t.Context(), `
		INSERT INTO samples (case_id, reason, approved_by)
		SELECT case_id, 'drawn', approved_by FROM passages WHERE case_id = $1 ON CONFLICT DO NOTHING`, id)
	d.must(err)
}

func TestOnlyLiveKindsGoThroughUnopened(t *testing.T) {
	for mode, want := range map[postkamer.Mode]int{postkamer.ModeOff: 0, postkamer.ModeShadow: 0, postkamer.ModeTrial: 0, postkamer.ModeLive: 1} {
		d := newDesk(t)
		id := d.letter(1)
		d.set(mode)
		unopened, open, err := d.Ready(t.Context(), d.tom, 10)
		d.must(err)
		if len(unopened) != want || len(open) == 1 != (mode == postkamer.ModeTrial) {
			t.Errorf("%s: listed %d unopened, %d to open", mode, len(unopened), len(open))
		}
		n, err := d.ApproveReady(t.Context(), []guard.Pick{{ID: id, Version: 1}, {ID: 999, Version: 1}}, d.tom)
		if n != want || err != nil {
			t.Errorf("%s: approved %d, %v", mode, n, err)
		}
		if done := d.caseOf(id).State == postkamer.CaseDone; done != (want == 1) {
			t.Errorf("%s: done %v", mode, done)
		}
		if n := d.count(`SELECT count(*) FROM events WHERE kind = 'approved' AND detail = 'zonder openen'`); n != want {
			t.Errorf("%s: %d in the log", mode, n)
		}
		if n := d.count(`SELECT count(*) FROM outcomes`); n != 0 {
			t.Errorf("%s: what nobody opened proves something", mode)
		}
	}
}

func TestWhatSomebodyHadIsNotApprovedUnopened(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	id, doubtful := d.letter(1), ready(postkamer.Verhuizing)
	doubtful.Ready = false
	picks := []guard.Pick{{ID: id, Version: 1}, {ID: d.piece(phrase(2), doubtful), Version: 1}}
	d.must(d.Store.ClaimCase(t.Context(), id, d.noor))
	d.must(d.Store.Release(t.Context(), id, d.caseOf(id).Version, d.noor, "kan dit niet beoordelen"))
	picks = append(picks, guard.Pick{ID: id, Version: d.caseOf(id).Version})
	if n, err := d.ApproveReady(t.Context(), picks, d.tom); n != 0 || err != nil {
		t.Errorf("approved %d, %v", n, err)
	}
}

func TestWhatIsLikeAnErrorIsNotApprovedUnopened(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeShadow)
	d.approve(d.letter(1), d.tom, misread)
	d.set(postkamer.ModeLive)
	like, other := d.letter(1), d.letter(2)
	if n, err := d.ApproveReady(t.Context(), []guard.Pick{{ID: like, Version: 1}, {ID: other, Version: 1}}, d.tom); n != 1 || err != nil {
		t.Errorf("approved %d, %v", n, err)
	}
	if unopened, _, err := d.Ready(t.Context(), d.tom, 10); len(unopened) != 0 || err != nil || d.caseOf(like).State != postkamer.CaseOpen {
		t.Errorf("listed %v, %v", unopened, err)
	}
}

func TestNothingGoesThroughWhileTheSampleIsForgotten(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	old := d.through(1, d.tom)
	d.draw(old)
	_, err := d.Store.Pool().Exec(t.Context(), `UPDATE samples SET drawn_at = now() - interval '15 days'`)
	d.must(err)
	id := d.letter(2)
	if n, err := d.ApproveReady(t.Context(), []guard.Pick{{ID: id, Version: 1}}, d.tom); n != 0 || err != nil {
		t.Errorf("approved %d, %v", n, err)
	}
	reports, err := d.Reports(t.Context(), time.Now())
	d.must(err)
	if unopened, _, err := d.Ready(t.Context(), d.tom, 9); len(unopened) != 0 || err != nil || reports[0].Figure.Overdue != 1 {
		t.Errorf("listed %v, %v, overdue %d", unopened, err, reports[0].Figure.Overdue)
	}
	_, err = d.Judge(t.Context(), old, d.noor, judgement())
	d.must(err)
	if n, err := d.ApproveReady(t.Context(), []guard.Pick{{ID: id, Version: 1}}, d.tom); n != 1 || err != nil {
		t.Errorf("afterwards %d, %v", n, err)
	}
}

func TestTwoApproveAtOnceAndOneDoes(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	var picks []guard.Pick
	for i := range 8 {
		picks = append(picks, guard.Pick{ID: d.letter(i), Version: 1})
	}
	done := make([]int, 4)
	var wg sync.WaitGroup
	for i, by := range []postkamer.Person{d.tom, d.noor, d.tom, d.noor} {
		wg.Go(func() {
			n, err := d.ApproveReady(t.Context(), picks, by)
			if err != nil {
				t.Error(err)
			}
			done[i] = n
		})
	}
	wg.Wait()
	if sum := done[0] + done[1] + done[2] + done[3]; sum != len(picks) || d.count(`SELECT count(*) FROM passages`) != len(picks) {
		t.Errorf("%d cases were approved %v times", len(picks), done)
	}
}

func TestNobodyJudgesTheirOwnAndNobodyTwice(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	id := d.through(1, d.tom)
	d.draw(id)
	own, err := d.Store.OpenSamples(t.Context(), d.tom, 10)
	d.must(err)
	theirs, err := d.Store.OpenSamples(t.Context(), d.noor, 10)
	d.must(err)
	if len(own) != 0 || len(theirs) != 1 {
		t.Errorf("own list %v, of a colleague %v", own, theirs)
	}
	if _, err := d.Judge(t.Context(), id, d.tom, judgement()); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("Tom judged his own: %v", err)
	}
	found, err := d.Judge(t.Context(), id, d.noor, judgement())
	if err != nil || len(found.Differences) != 0 || found.Fell {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := d.Judge(t.Context(), id, d.lead, judgement()); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("judged twice: %v", err)
	}
	if d.count(`SELECT count(*) FROM outcomes WHERE judged = 'sample' AND stood`) != 1 || d.mode() != postkamer.ModeLive {
		t.Error("what was right does not count")
	}
}

func TestAnErrorInTheSampleBringsTheFamilyBack(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	id, like, other := d.through(1, d.tom), d.through(1, d.noor), d.through(2, d.tom)
	d.draw(id)
	wrong := judgement()
	wrong.Kind, wrong.Values[postkamer.FieldNewCity] = "melding", "Delft"
	found, err := d.Judge(t.Context(), id, d.noor, wrong)
	if err != nil || len(found.Differences) != 2 || !found.Fell || found.Mode != postkamer.ModeTrial || d.mode() != postkamer.ModeTrial {
		t.Fatalf("%+v, %v", found, err)
	}
	if d.count(`SELECT count(*) FROM samples WHERE case_id = $1`, like) != 1 {
		t.Error("what is like it is not looked at again")
	}
	if d.count(`SELECT count(*) FROM samples WHERE case_id = $1 AND reason = 'sibling'`, other) != 0 {
		t.Error("what is not like it is")
	}
	if d.count(`SELECT count(*) FROM events WHERE kind = 'sampled' AND detail = 'klopt niet'`) != 1 {
		t.Error("not in the log")
	}
}

func TestAWeekHasFiveOfAKindOrAll(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	for i := range 9 {
		d.through(i, d.tom)
	}
	_, err := d.Store.Pool().Exec(t.Context(), `TRUNCATE samples`) // as if none was drawn
	d.must(err)
	next := time.Now().AddDate(0, 0, 7)
	if n, err := d.FillWeek(t.Context(), time.Now()); n != 0 || err != nil {
		t.Errorf("the week that runs: %d, %v", n, err)
	}
	for _, want := range []int{5, 0} {
		if n, err := d.FillWeek(t.Context(), next); n != want || err != nil {
			t.Errorf("filled %d, %v; want %d", n, err, want)
		}
	}
	if d.count(`SELECT count(*) FROM samples s JOIN passages p USING (case_id) WHERE p.lot > (SELECT max(lot) FROM (SELECT lot FROM passages ORDER BY lot LIMIT 5) low)`) != 0 {
		t.Error("not the lowest lots")
	}
}

func TestTheFirstOfAWeekAreAllJudged(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	for i := range 4 {
		d.through(i, d.tom)
	}
	if n := d.count(`SELECT count(*) FROM samples`); n != 4 {
		t.Errorf("%d of 4 in the sample", n)
	}
}

func TestTheDrawCanBeDoneAgain(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	for i := range 3 {
		c := d.caseOf(d.through(i, d.tom))
		var key []byte
		var lot float64
		d.must(d.Store.Pool().QueryRow(t.Context(), `SELECT key, lot FROM sample_key, passages WHERE case_id = $1`, c.ID).Scan(&key, &lot))
		if classify.Lot(key, c.Reference) != lot || len(key) != 32 {
			t.Errorf("lot %v, again %v", lot, classify.Lot(key, c.Reference))
		}
	}
}

func TestReadyOnesInTrialAreSampledToo(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeTrial)
	d.approve(d.letter(1), d.tom)
	if d.count(`SELECT count(*) FROM samples`) != 1 || d.count(`SELECT count(*) FROM outcomes WHERE judged = 'person'`) != 1 {
		t.Error("not in the sample, or without outcome")
	}
}

func TestTheReportSaysHowEachKindIsDoing(t *testing.T) {
	d := newDesk(t)
	d.approve(d.letter(1), d.tom)
	d.approve(d.letter(2), d.tom, misread)
	d.set(postkamer.ModeLive)
	d.draw(d.through(3, d.tom))
	reports, err := d.Reports(t.Context(), time.Now())
	d.must(err)
	r := reports[0]
	f := r.Figure
	if r.Kind != postkamer.Verhuizing || r.Channel != postkamer.Form || f.Decided != 3 || f.Ready != 3 || f.Settled != 2 || f.FieldsChanged != 1 || f.KindChanged != 0 || f.Unopened != 1 || f.Waiting != 1 {
		t.Errorf("%+v", r)
	}
	if r.Track.Trials != 2 || r.Track.Errors != 1 || r.Drift != -1 || r.Lacks < 299 || r.MayClimb(d.Target()) {
		t.Errorf("%+v", r)
	}
	if len(reports) <= len(d.Policy.Queues) {
		t.Errorf("%d reports", len(reports))
	}
}

func TestTheReportSeesOtherLetters(t *testing.T) {
	d := newDesk(t)
	_, err := d.Store.Pool().Exec(t.Context(), `
		WITH b AS (
			INSERT INTO batches (reference, channel, source, key, received_on, taken_by, state, day, number, released_at, released_by)
			SELECT 'Y' || i, 'scan', 'upload', 'y' || i, now(), 'test', 'split', '2020-01-01', i, now(), 'test' FROM generate_series(1, 300) i
			RETURNING id
		), p AS (
			INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left)
			SELECT id, 0, 'Y' || id, 'scan', 'routed', now(), now(), 0 FROM b
			RETURNING id
		), c AS (
			INSERT INTO cases (piece_id, case_type, destination, queue, state, priority)
			SELECT id, 'melding', 'queue', 'leefomgeving', 'open', 3 FROM p
			RETURNING id, piece_id
		), n AS (
			SELECT *, row_number() OVER (ORDER BY id) AS i FROM c
		)
		INSERT INTO decisions (piece_id, case_id, at, rule, ready, model, policy, verdict)
		SELECT piece_id, id, now() - CASE WHEN i <= 150 THEN interval '30 days' ELSE interval '1 day' END, 'look', false, '', '',
			jsonb_build_object('case_type', 'melding', 'probability', (CASE WHEN i <= 150 THEN .9 ELSE .5 END) + (i % 10) / 200.0)
		FROM n`)
	d.must(err)
	reports, err := d.Reports(t.Context(), time.Now())
	d.must(err)
	for _, r := range reports {
		if other := r.Drift > .25; other != (r.Kind == "melding") {
			t.Errorf("%s, %s: drift %v", r.Kind, r.Channel, r.Drift)
		}
	}
}
