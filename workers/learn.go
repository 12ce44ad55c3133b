package workers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/classify"
	"postkamer/learn"
	"postkamer/store"
)

// learnTime bounds one attempt to learn: three trainings of 20,000 texts take some
// minutes on a machine that is busy with other things.
const learnTime = 30 * time.Minute

// learnStep makes a new model from what people corrected, in a process of its own,
// and installs it when no kind gets worse.
type learnStep struct {
	river.WorkerDefaults[postkamer.Learn]
	steps
	process learn.Process
}

// Timeout is a little more than the door's own.
func (w *learnStep) Timeout(*river.Job[postkamer.Learn]) time.Duration {
	return learnTime + giveWayFor + doorTime
}

// Work does the step.
func (w *learnStep) Work(ctx context.Context, _ *river.Job[postkamer.Learn]) error {
	if w.mind.pinned {
		return postkamer.ErrConflict // the administrator named a model
	}
	state, err := w.store.Learning(ctx)
	if err != nil || state.New == 0 && !w.mind.outgrew(state) {
		return orConflict(err)
	}
	base, err := w.base(ctx)
	if err != nil {
		return err
	}
	labels, err := w.store.Labels(ctx, learn.MostLessons)
	if err != nil {
		return err
	}
	result, err := w.process.Learn(ctx, w.mind.now().model.Encode(), state.Tries, w.lessons(ctx, labels, base))
	if err != nil {
		return err
	}
	if err := w.keep(ctx, base, labels, result); err != nil {
		return err
	}
	return w.mind.follow(ctx)
}

// base returns the number of the model that works, 0 for that of the program.
func (w *learnStep) base(ctx context.Context) (int64, error) {
	if err := w.mind.follow(ctx); err != nil {
		return 0, err
	}
	m, err := w.store.InstalledModel(ctx)
	if errors.Is(err, postkamer.ErrNotFound) {
		return 0, nil
	}
	return m.ID, err
}

// lessons reads the texts of labels one by one: they are never all in this process.
// What could not be read teaches nothing.
func (w *learnStep) lessons(ctx context.Context, labels []store.Label, base int64) iter.Seq2[learn.Lesson, error] {
	return func(yield func(learn.Lesson, error) bool) {
		for _, l := range labels {
			text, err := w.store.Text(ctx, l.PieceID)
			body := text.Body()
			if err == nil && body == "" {
				continue
			}
			lesson := learn.Lesson{Piece: l.PieceID, Kind: l.Kind, Text: body, Corrected: l.Corrected, Before: l.Tried != 0 && l.Tried <= base}
			if !yield(lesson, err) || err != nil {
				return
			}
		}
	}
}

// keep stores what came of learning. The model is in the object store before a row
// names it.
func (w *learnStep) keep(ctx context.Context, base int64, labels []store.Label, r learn.Result) error {
	m := store.Model{State: store.ModelRefused, Base: base, Labels: r.Labels, Corrections: r.Corrections, Families: r.Families, Seconds: r.Seconds}
	r.Program = w.mind.own.checksum
	var err error
	if m.Measures, err = json.Marshal(r.Measures); err != nil {
		return fmt.Errorf("keep measures: %w", err)
	}
	if r.Model != nil {
		if err := checkModel(r.Model); err != nil {
			return err
		}
		m.State, m.Size = store.ModelInstalled, int64(len(r.Model))
		if m.SHA256, err = w.store.PutModel(ctx, r.Model); err != nil {
			return err
		}
	}
	pieces := make([]postkamer.PieceID, len(labels))
	for i, l := range labels {
		pieces[i] = l.PieceID
	}
	err = w.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.AddModel(ctx, m, pieces, learnedWords(m, r))
		return err
	})
	if err == nil {
		w.log.Info("learned", "state", m.State, "labels", m.Labels, "corrections", m.Corrections, "seconds", m.Seconds)
	}
	return err
}

// learnedWords says for the log what came of learning.
func learnedWords(m store.Model, r learn.Result) string {
	if m.State == store.ModelInstalled {
		return fmt.Sprintf("in gebruik, %d letters, %d verbeterd", m.Labels, m.Corrections)
	}
	if len(r.Worse()) == 0 {
		return "geweigerd, te weinig zeker"
	}
	return fmt.Sprintf("geweigerd, %d soorten slechter", len(r.Worse()))
}

// askToLearn queues learning when there is reason for it: a night has come since
// the oldest new label, or there are many corrections, or three letters of a new
// family were corrected alike; or since the program got another model of its own.
func (w *sweep) askToLearn(ctx context.Context, now time.Time) error {
	if w.mind.pinned {
		return nil
	}
	state, err := w.store.Learning(ctx)
	if err != nil {
		return err
	}
	due := state.Corrections >= cmp.Or(w.town.Now().LearnEvery, learn.DefaultEvery) || state.New > 0 && learn.Night(state.Oldest, now) ||
		w.mind.outgrew(state) && learn.Night(state.Last, now)
	if !due && state.Corrections > 0 {
		due, err = w.newFamily(ctx)
	}
	if err != nil || !due {
		return err
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.NextLearn(ctx) })
}

// correctionsLookedAt bounds how many corrections are looked through for families.
const correctionsLookedAt = 2000

func (w *sweep) newFamily(ctx context.Context) (bool, error) {
	kept, err := w.store.Corrections(ctx, correctionsLookedAt)
	if err != nil {
		return false, err
	}
	var list []learn.Correction
	for _, c := range kept {
		if p, ok := classify.PrintFrom(c.Print); ok {
			list = append(list, learn.Correction{Kind: c.Kind, Print: p, Tried: c.Tried})
		}
	}
	return learn.NewFamily(list), nil
}
