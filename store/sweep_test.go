package store_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
)

// waiting is a mail-room in which something waits at every step of the road, each
// with its job; the values are the steps by kind.
func waiting(m *mailroom) map[string]river.JobArgs {
	unsplit := m.take("unsplit", 1)
	unprepared := m.take("unprepared", 1)
	page := m.split(unprepared)[0]
	uncut := m.ready("uncut", 1)
	unread := m.cut(m.ready("unread", 1), [][]int{{0}})[0]
	unrouted := m.read(m.cut(m.ready("unrouted", 1), [][]int{{0}})[0])
	list := []river.JobArgs{
		postkamer.SplitBatch{BatchID: unsplit.ID}, postkamer.PreparePage{PageID: page.ID}, postkamer.GroupPages{BatchID: uncut.ID},
		postkamer.ReadPage{PageID: unread.Pages[0].ID}, postkamer.RoutePiece{PieceID: unrouted.ID},
		postkamer.MakeCopy{PieceID: unrouted.ID},
	}
	steps := map[string]river.JobArgs{}
	for _, s := range list {
		steps[s.Kind()] = s
	}
	return steps
}

// old makes everything that waits do so since an hour.
func (m *mailroom) old() {
	m.exec(`UPDATE batches SET state_since = state_since - interval '1 hour'`)
	m.exec(`UPDATE pages SET state_since = state_since - interval '1 hour', text_since = text_since - interval '1 hour'`)
	m.exec(`UPDATE pieces SET stage_since = stage_since - interval '1 hour'`)
	m.exec(`UPDATE copies SET state_since = state_since - interval '1 hour'`)
}

func (m *mailroom) stalled() []string {
	m.t.Helper()
	found, err := m.Stalled(m.t.Context())
	m.must(err)
	var names []string
	for _, s := range found {
		names = append(names, fmt.Sprintf("%s %+v", s.Step.Kind(), s.Step))
	}
	slices.Sort(names)
	return names
}

func TestSweepFindsWhatStoppedMoving(t *testing.T) {
	m := newMailroom(t)
	steps := waiting(m)
	m.old()
	if got := m.stalled(); len(got) != 0 {
		t.Fatalf("with live jobs: %v", got)
	}
	for _, state := range []string{"available", "retryable", "running", "scheduled", "pending"} {
		m.exec(`UPDATE river_job SET state = $1::river_job_state, finalized_at = NULL`, state)
		if got := m.stalled(); len(got) != 0 {
			t.Errorf("with %s jobs: %v", state, got)
		}
	}
	for _, state := range []string{"completed", "discarded", "cancelled"} {
		m.exec(`UPDATE river_job SET state = $1::river_job_state, finalized_at = now()`, state)
		if got := m.stalled(); len(got) != len(steps) {
			t.Errorf("with %s jobs: %v", state, got)
		}
	}
	m.exec(`DELETE FROM river_job`)
	var want []string
	for _, s := range steps {
		want = append(want, fmt.Sprintf("%s %+v", s.Kind(), s))
	}
	slices.Sort(want)
	if got := m.stalled(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSweepLeavesAloneWhatIsJustMoving(t *testing.T) {
	m := newMailroom(t)
	waiting(m)
	m.exec(`DELETE FROM river_job`) // as long as their transactions are not committed, jobs are not seen
	if got := m.stalled(); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// TestJobOfAnotherRowIsNone: page 7 is not helped by a job for batch 7.
func TestJobOfAnotherRowIsNone(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 1)
	m.old()
	m.exec(`UPDATE river_job SET kind = 'group_pages'`)
	if got := m.stalled(); len(got) != 1 {
		t.Errorf("with a job of another kind: %v", got)
	}
	m.exec(`UPDATE river_job SET kind = 'split_batch', args = jsonb_build_object('batch_id', $1::bigint)`, b.ID+1)
	if got := m.stalled(); len(got) != 1 {
		t.Errorf("with a job for another row: %v", got)
	}
}

func TestResumedStepIsCountedAndLive(t *testing.T) {
	m := newMailroom(t)
	steps := waiting(m)
	m.old()
	m.exec(`DELETE FROM river_job`)
	for round := range 2 {
		found, err := m.Stalled(t.Context())
		m.must(err)
		slices.SortFunc(found, func(a, b store.Stalled) int { return cmp.Compare(a.Step.Kind(), b.Step.Kind()) })
		if len(found) != len(steps) {
			t.Fatalf("round %d: %v", round, found)
		}
		for _, s := range found {
			if s.Swept != round || s.Step != steps[s.Step.Kind()] {
				t.Errorf("round %d: %+v", round, s)
			}
			m.tx(func(tx *store.Tx) error { return tx.Resume(t.Context(), s.Step) })
		}
		if got := m.stalled(); len(got) != 0 {
			t.Errorf("round %d: still stalled: %v", round, got)
		}
		m.exec(`DELETE FROM river_job`)
	}
}
