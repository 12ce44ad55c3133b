package store

import (
	"context"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"postkamer"
)

// Lanes are the queues of jobs. Reading is slow and uses all cores, so it has a
// lane of its own: a stack of letters never holds up a form.
const (
	LaneQuick  = "quick"  // split, group, route: milliseconds
	LanePages  = "pages"  // prepare a page: tenths of a second
	LaneRead   = "read"   // read a page: a second
	LaneCopies = "copies" // make searchable copies: nobody waits for them
	LaneMail   = "mail"   // hand mails to the mail server, which may be slow
	LaneLearn  = "learn"  // learn from labels: minutes, in a process of its own
)

// maxAttempts is how often a step is tried before a person gets the piece. River
// takes it from the client that inserts.
const maxAttempts = 4

// laneOf says in which lane each step goes.
var laneOf = map[string]string{
	postkamer.SplitBatch{}.Kind():  LaneQuick,
	postkamer.GroupPages{}.Kind():  LaneQuick,
	postkamer.RoutePiece{}.Kind():  LaneQuick,
	postkamer.DecideAgain{}.Kind(): LaneQuick,
	postkamer.Sweep{}.Kind():       LaneQuick,
	postkamer.MakeCopy{}.Kind():    LaneCopies,
	postkamer.MakeReceipt{}.Kind(): LaneCopies,
	postkamer.SendMail{}.Kind():    LaneMail,
	postkamer.Learn{}.Kind():       LaneLearn,
	postkamer.ScanUpload{}.Kind():  LaneMail, // it too waits for a server that may be slow
	postkamer.PreparePage{}.Kind(): LanePages,
	postkamer.ReadPage{}.Kind():    LaneRead,
}

// Next queues the step that follows. It runs only if the transaction commits.
func (tx *Tx) Next(_ context.Context, step river.JobArgs) error {
	return tx.add(step, river.PriorityDefault)
}

// nextPage queues a step for one of many pages. Later pages of a long piece get
// a lower priority, so that a bundle of 500 pages does not hold up a letter of one.
func (tx *Tx) nextPage(_ context.Context, step river.JobArgs, index int) error {
	priority := 2
	switch {
	case index >= 50:
		priority = 4
	case index >= 8:
		priority = 3
	}
	return tx.add(step, priority)
}

// add keeps a step for the end of the transaction.
func (tx *Tx) add(step river.JobArgs, priority int) error {
	tx.next = append(tx.next, river.InsertManyParams{Args: step, InsertOpts: &river.InsertOpts{Queue: laneOf[step.Kind()], Priority: priority}})
	return nil
}

// queue writes the steps that follow, in one statement.
func (tx *Tx) queue(ctx context.Context) error {
	if len(tx.next) == 0 {
		return nil
	}
	if _, err := tx.jobs.InsertManyTx(ctx, tx.tx, tx.next); err != nil {
		return fmt.Errorf("queue %s: %w", tx.next[0].Args.Kind(), err)
	}
	return nil
}

// lanes returns where steps follow, some of them more than once.
func (tx *Tx) lanes() []string {
	var names []string
	for _, n := range tx.next {
		names = append(names, n.InsertOpts.Queue)
	}
	return names
}

// learnAttempts is how often learning is tried: it takes minutes, and comes round
// again.
const learnAttempts = 2

// NextLearn queues learning, unless it is queued or under way already.
func (tx *Tx) NextLearn(ctx context.Context) error {
	step := postkamer.Learn{}
	opts := &river.InsertOpts{Queue: laneOf[step.Kind()], MaxAttempts: learnAttempts, UniqueOpts: river.UniqueOpts{ByQueue: true, ByState: underWay}}
	if _, err := tx.jobs.InsertTx(ctx, tx.tx, step, opts); err != nil {
		return fmt.Errorf("queue %s: %w", step.Kind(), err)
	}
	return nil
}

// underWay are the states of a job that is not over.
var underWay = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}
