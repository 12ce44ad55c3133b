package workers

import (
	"errors"
	"fmt"
	"testing"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
)

// stalled makes a batch of one page that stands still before a step: its job is
// gone, and it was swept so often already.
func (h *hall) stalled(before river.JobArgs, swept int) postkamer.Batch {
	h.t.Helper()
	ctx := h.t.Context()
	b := h.receive("l")
	h.to(before, func() {
		h.must(h.store.InTx(ctx, func(tx *store.Tx) error { return tx.MakePages(ctx, b) }))
	}, func() {
		view, err := h.store.PutView(ctx, []byte("view"))
		h.must(err)
		h.must(h.store.InTx(ctx, func(tx *store.Tx) error {
			return tx.PagePrepared(ctx, h.page(b), postkamer.Prepared{View: postkamer.View{Key: view, Width: 1, Height: 1}})
		}))
	}, func() {
		w := &groupPages{steps: steps{store: h.store}}
		h.must(w.Work(ctx, &river.Job[postkamer.GroupPages]{Args: postkamer.GroupPages{BatchID: b.ID}}))
	}, func() {
		h.must(h.store.InTx(ctx, func(tx *store.Tx) error {
			return tx.PageRead(ctx, h.page(b), postkamer.Reading{Text: postkamer.PageText{Body: "Hallo"}})
		}))
	})
	h.exec(`DELETE FROM river_job`)
	for _, sql := range []string{`UPDATE batches SET state_since = now() - interval '2 minutes'`,
		`UPDATE pages SET state_since = now() - interval '2 minutes', text_since = now() - interval '2 minutes'`,
		`UPDATE pieces SET stage_since = now() - interval '2 minutes'`} {
		h.exec(sql)
	}
	for _, table := range []string{"batches", "pages", "pieces"} {
		h.exec(`UPDATE `+table+` SET swept = $1`, swept)
	}
	return b
}

// to does the parts of the road that come before a step.
func (h *hall) to(before river.JobArgs, parts ...func()) {
	order := []river.JobArgs{postkamer.SplitBatch{}, postkamer.PreparePage{}, postkamer.GroupPages{}, postkamer.ReadPage{}, postkamer.RoutePiece{}}
	for i, step := range order {
		if step.Kind() == before.Kind() {
			return
		}
		parts[i]()
	}
}

func (h *hall) page(b postkamer.Batch) postkamer.Page {
	h.t.Helper()
	pages, err := h.store.BatchPages(h.t.Context(), b.ID)
	h.must(err)
	return pages[0]
}

var everyStep = []river.JobArgs{postkamer.SplitBatch{}, postkamer.PreparePage{}, postkamer.GroupPages{}, postkamer.ReadPage{}, postkamer.RoutePiece{}}

func TestSweepSetsGoingAgain(t *testing.T) {
	for _, step := range everyStep {
		t.Run(step.Kind(), func(t *testing.T) {
			t.Parallel()
			h := newHall(t)
			b := h.stalled(step, maxSweeps-1)
			h.start() // the sweep is the first thing that workers do
			if results := h.done(b); len(results) != 1 || results[0].Stage != postkamer.Routed {
				t.Errorf("%+v", results)
			}
			h.sound()
		})
	}
}

// TestPoisonEndsWithAPerson: what kills its process each time runs none of our
// code. After three times the sweep gives it to a person.
func TestPoisonEndsWithAPerson(t *testing.T) {
	for _, c := range []struct {
		before  river.JobArgs
		outcome string // where it is: batch, page, text, case with doubt
	}{
		{postkamer.SplitBatch{}, "stuck - - -"},
		{postkamer.PreparePage{}, "split unreadable none PAGE_UNREADABLE"},
		{postkamer.GroupPages{}, "stuck prepared none -"},
		{postkamer.ReadPage{}, "split prepared failed PAGE_UNREADABLE"},
		{postkamer.RoutePiece{}, "split prepared read STEP_FAILED"},
	} {
		t.Run(c.before.Kind(), func(t *testing.T) {
			t.Parallel()
			h := newHall(t)
			b := h.stalled(c.before, maxSweeps)
			h.start()
			h.through(b)
			var batch, page, text, doubt string
			h.must(h.store.Pool().QueryRow(t.Context(), `
				SELECT b.state, coalesce(p.state, '-'), coalesce(p.text_state, '-'), coalesce((SELECT min(code) FROM doubts WHERE code IN ('PAGE_UNREADABLE', 'STEP_FAILED')), '-')
				FROM batches b LEFT JOIN pages p ON p.batch_id = b.id`).Scan(&batch, &page, &text, &doubt))
			if got := fmt.Sprint(batch, " ", page, " ", text, " ", doubt); got != c.outcome {
				t.Errorf("got %s, want %s", got, c.outcome)
			}
			if h.number(`SELECT count(*) FROM batches WHERE state = 'stuck' AND stuck_why = ''`)+h.number(`SELECT count(*) FROM doubts WHERE why = ''`) != 0 {
				t.Error("nobody is told why")
			}
			h.sound()
		})
	}
}

// TestGivingToAPersonTwice: the step was done after all, or given away before.
func TestGivingToAPersonTwice(t *testing.T) {
	for _, step := range everyStep {
		t.Run(step.Kind(), func(t *testing.T) {
			t.Parallel()
			h := newHall(t)
			h.stalled(step, 0)
			stalled, err := h.store.Stalled(t.Context())
			h.must(err)
			if len(stalled) != 1 || stalled[0].Step.Kind() != step.Kind() {
				t.Fatalf("%+v", stalled)
			}
			for range 3 {
				h.must(giveToPerson(t.Context(), h.store, stalled[0].Step))
			}
			if n := h.number(`SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM events WHERE kind IN ('stuck', 'step_failed'))`); n > 2 {
				t.Errorf("%d cases and events", n)
			}
			h.sound()
		})
	}
	h := newHall(t)
	if err := giveToPerson(t.Context(), h.store, postkamer.ReadPage{PageID: 99}); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("a page that is not there: %v", err)
	}
}
