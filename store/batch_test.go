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

func TestSameKeyIsTheSameBatch(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 2, 1)
	again := m.parcel("key", 2, 1)
	err := m.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddBatch(t.Context(), again)
		return err
	})
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("second time: %v", err)
	}
	got, err := m.BatchByKey(t.Context(), "key")
	m.must(err)
	if got.ID != b.ID || len(got.Files) != 2 || got.Files[1].Position != 1 || !got.ReceivedOn.Equal(received) || got.State != postkamer.Splitting {
		t.Errorf("got %+v", got)
	}
}

// TestTakenReference is a conflict, but the key tells that it is no second try.
func TestTakenReference(t *testing.T) {
	m := newMailroom(t)
	b := m.take("first", 1)
	other := m.parcel("second", 1)
	other.Reference = b.Reference
	err := m.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddBatch(t.Context(), other)
		return err
	})
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("got %v", err)
	}
	if _, err := m.BatchByKey(t.Context(), "second"); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("by its key: %v", err)
	}
	reference, err := m.NewReference(t.Context(), "ST", time.Now())
	if err != nil || postkamer.NormalReference(reference) != reference {
		t.Errorf("%q, %v", reference, err)
	}
}

func TestRollbackQueuesNothing(t *testing.T) {
	m := newMailroom(t)
	b := m.parcel("key", 1)
	trouble := errors.New("trouble")
	err := m.InTx(t.Context(), func(tx *store.Tx) error {
		added, err := tx.AddBatch(t.Context(), b)
		m.must(err)
		m.must(tx.Next(t.Context(), postkamer.SplitBatch{BatchID: added.ID}))
		m.must(tx.Event(t.Context(), postkamer.Event{Kind: postkamer.EventReceived, BatchID: added.ID}))
		return trouble
	})
	if !errors.Is(err, trouble) {
		t.Errorf("got %v", err)
	}
	if n := m.number(`SELECT (SELECT count(*) FROM river_job) + (SELECT count(*) FROM batches) + (SELECT count(*) FROM events)`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	if _, err := m.BatchByKey(t.Context(), "key"); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestPagesAreMadeOnce(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 3, 2)
	pages := m.split(b)
	err := m.InTx(t.Context(), func(tx *store.Tx) error { return tx.MakePages(t.Context(), b) })
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("second time: %v", err)
	}
	if len(pages) != 5 || m.jobs("prepare_page") != 5 {
		t.Fatalf("%d pages, %d jobs", len(pages), m.jobs("prepare_page"))
	}
	for i, p := range pages {
		want := []int{1, 2, 3, 1, 2}[i]
		if p.Position != i || p.Number != want || p.State != postkamer.PageWaiting || p.PieceID != 0 {
			t.Errorf("page %d: %+v", i, p)
		}
	}
}

// TestOneOfManyMakesThePages: two workers with the same job at the same moment.
func TestOneOfManyMakesThePages(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 4)
	conflicts := together(8, func(int) error {
		return m.InTx(t.Context(), func(tx *store.Tx) error { return tx.MakePages(t.Context(), b) })
	})
	if got := count(conflicts, postkamer.ErrConflict); got != 7 || m.number(`SELECT count(*) FROM pages`) != 4 {
		t.Errorf("%d conflicts, %d pages", got, m.number(`SELECT count(*) FROM pages`))
	}
}

func TestLastPageHasTheBatchCutOnce(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 12)
	pages := m.split(b)
	views := make([]postkamer.Prepared, len(pages))
	for i, p := range pages {
		views[i] = m.view(p)
	}
	// Every page twice, all at the same time, one of them unreadable.
	errs := together(2*len(pages), func(i int) error {
		p := pages[i/2]
		return m.InTx(t.Context(), func(tx *store.Tx) error {
			if p.Position == 5 {
				return tx.PageUnreadable(t.Context(), p)
			}
			return tx.PagePrepared(t.Context(), p, views[i/2])
		})
	})
	if got := count(errs, postkamer.ErrConflict); got != len(pages) {
		t.Errorf("%d of %d second times are conflicts", got, len(pages))
	}
	if got := m.jobs("group_pages"); got != 1 {
		t.Errorf("the cutting is queued %d times", got)
	}
	got, err := m.Batch(t.Context(), b.ID)
	m.must(err)
	if got.PagesLeft != 0 {
		t.Errorf("%d pages left", got.PagesLeft)
	}
}

func TestBatchIsNotCutBeforeItsLastPage(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 2)
	m.prepare(m.split(b)[0])
	err := m.InTx(t.Context(), func(tx *store.Tx) error { return tx.BatchSplit(t.Context(), b.ID) })
	if !errors.Is(err, postkamer.ErrConflict) || m.jobs("group_pages") != 0 {
		t.Errorf("got %v", err)
	}
	m.prepare(m.pages(b)[1])
	m.cut(b, [][]int{{0, 1}})
	err = m.InTx(t.Context(), func(tx *store.Tx) error { return tx.BatchSplit(t.Context(), b.ID) })
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("second cut: %v", err)
	}
}

func TestStuckBatchGoesOnWhereItStood(t *testing.T) {
	for _, c := range []struct {
		name string
		with func(m *mailroom) postkamer.Batch
		next string
	}{
		{"before its pages were made", func(m *mailroom) postkamer.Batch { return m.take("key", 2) }, "split_batch"},
		{"after its pages were prepared", func(m *mailroom) postkamer.Batch { return m.ready("key", 2) }, "group_pages"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMailroom(t)
			b := c.with(m)
			m.exec(`DELETE FROM river_job`)
			m.tx(func(tx *store.Tx) error { return tx.BatchStuck(t.Context(), b.ID, "Dit lukt niet.") })
			stuck, err := m.Batch(t.Context(), b.ID)
			m.must(err)
			if stuck.State != postkamer.Stuck || stuck.StuckWhy != "Dit lukt niet." || m.jobs(c.next) != 0 {
				t.Fatalf("%+v", stuck)
			}
			m.tx(func(tx *store.Tx) error { return tx.RetryBatch(t.Context(), b.ID, "Olga") })
			err = m.InTx(t.Context(), func(tx *store.Tx) error { return tx.RetryBatch(t.Context(), b.ID, "Olga") })
			if !errors.Is(err, postkamer.ErrConflict) || m.jobs(c.next) != 1 {
				t.Errorf("second click: %v, %d jobs", err, m.jobs(c.next))
			}
		})
	}
}

// TestStuckBatchIsNeverOffTheList: a day with many batches must not push it off.
func TestStuckBatchIsNeverOffTheList(t *testing.T) {
	m := newMailroom(t)
	b := m.take("stuck", 1)
	m.exec(`UPDATE batches SET received_at = now() - interval '3 days'`)
	m.tx(func(tx *store.Tx) error { return tx.BatchStuck(t.Context(), b.ID, "Dit lukt niet.") })
	m.exec(`INSERT INTO batches (reference, channel, source, key, received_on, taken_by, state, day, number, released_at, released_by, closed_at, closed_by)
		SELECT 'ST-' || n, 'scan', 'upload', 'k' || n, current_date, 'Olga', 'split', current_date, n, now(), 'x', now(), 'x' FROM generate_series(1, $1) n`, store.BatchLines+50)
	lines, err := m.BatchesSince(t.Context(), time.Now().Add(-time.Hour))
	m.must(err)
	if len(lines) != store.BatchLines+1 || lines[len(lines)-1].ID != b.ID || lines[0].Reference != fmt.Sprint("ST-", store.BatchLines+50) {
		t.Errorf("%d lines, the last is batch %d", len(lines), lines[len(lines)-1].ID)
	}
}

func TestRefusalIsNotedOnce(t *testing.T) {
	m := newMailroom(t)
	r := postkamer.Refuse(postkamer.RefusedKind, "plaatje.gif")
	for range 2 {
		m.tx(func(tx *store.Tx) error { return tx.AddRefusal(t.Context(), "key", postkamer.SourceUpload, "Olga", r) })
	}
	list, err := m.RefusedSince(t.Context(), time.Now().Add(-time.Minute))
	m.must(err)
	if len(list) != 1 || list[0].Name != r.Name || list[0].Code != r.Code || m.number(`SELECT count(*) FROM events`) != 1 {
		t.Errorf("%+v", list)
	}
}

// together runs f n times at once and returns the errors.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	group.Wait()
	return errs
}

func count(errs []error, want error) (n int) {
	for _, err := range errs {
		if errors.Is(err, want) {
			n++
		}
	}
	return n
}
