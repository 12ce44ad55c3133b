package workers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"postkamer"
	"postkamer/store"
)

// door stands around every step and is the one place where a step that failed
// becomes a person's work: at once when trying again is of no use, else after
// the last attempt.
type door struct {
	river.MiddlewareDefaults
	store   *store.Store
	log     *slog.Logger
	timeout time.Duration // of one attempt
	crowded func() bool   // nil: never
}

// Work runs one attempt of a step.
func (d *door) Work(ctx context.Context, job *rivertype.JobRow, step func(context.Context) error) error {
	d.giveWay(ctx)
	within, cancel := context.WithTimeout(ctx, d.timeFor(job.Kind))
	defer cancel()
	err := safely(within, step)
	if err == nil || errors.Is(err, postkamer.ErrConflict) {
		return nil // done, or done already by another attempt
	}
	if ctx.Err() != nil {
		return river.JobSnooze(0) // we are stopping: handed back
	}
	// What fails because the step's own time is over looks like an outage and is none.
	if within.Err() == nil && store.Unavailable(err) {
		return river.JobSnooze(outagePause) // costs no attempt: the piece is not to blame
	}
	if snooze := (*river.JobSnoozeError)(nil); errors.As(err, &snooze) {
		return err // the step itself waits for something: costs no attempt
	}
	if job.Attempt < job.MaxAttempts && !hopeless(err) {
		return err // River tries again later
	}
	args, argsErr := stepOf(job)
	if argsErr != nil {
		return errors.Join(err, argsErr)
	}
	// The attempt's own time may be over; giving the piece away must not fail for that.
	if doorErr := giveToPerson(context.WithoutCancel(ctx), d.store, args); doorErr != nil {
		return errors.Join(err, doorErr)
	}
	d.log.Error("step gave up", "step", job.Kind, "job", job.ID, "attempt", job.Attempt, "error", err)
	return nil
}

// giveWayFor is how long a step lets citizens go first. A stack that is scanned in the
// middle of a crowd is slowed by it and not stopped.
const giveWayFor = 2 * time.Second

// giveWay waits while citizens need the machine: to receive comes first, and what was
// received is safe and can wait. A step starts late but always starts.
func (d *door) giveWay(ctx context.Context) {
	if d.crowded == nil {
		return
	}
	for until := time.Now().Add(giveWayFor); d.crowded() && time.Now().Before(until); {
		select {
		case <-ctx.Done():
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// timeFor returns how long one attempt of a step may take.
func (d *door) timeFor(kind string) time.Duration {
	if kind == (postkamer.Learn{}).Kind() {
		return learnTime
	}
	return d.timeout
}

// outagePause is how long a step waits when the database or the object store does
// not answer.
const outagePause = 5 * time.Second

// hopeless tells whether another attempt would end the same way: there is no
// engine on this machine, or the file itself is not readable.
func hopeless(err error) bool {
	var refusal *postkamer.Refusal
	return errors.Is(err, postkamer.ErrNoEngine) || errors.As(err, &refusal)
}

// safely runs a step and turns a panic into an error: River recovers panics
// above its middleware, where the piece would be forgotten.
func safely(ctx context.Context, step func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return step(ctx)
}

// stepOf decodes which step a job is.
func stepOf(job *rivertype.JobRow) (river.JobArgs, error) {
	decode, known := decoders[job.Kind]
	if !known {
		return nil, fmt.Errorf("job %d has unknown kind %q", job.ID, job.Kind)
	}
	args, err := decode(job.EncodedArgs)
	if err != nil {
		return nil, fmt.Errorf("arguments of job %d: %w", job.ID, err)
	}
	return args, nil
}

var decoders = map[string]func([]byte) (river.JobArgs, error){
	postkamer.SplitBatch{}.Kind():  decodeAs[postkamer.SplitBatch],
	postkamer.PreparePage{}.Kind(): decodeAs[postkamer.PreparePage],
	postkamer.GroupPages{}.Kind():  decodeAs[postkamer.GroupPages],
	postkamer.ReadPage{}.Kind():    decodeAs[postkamer.ReadPage],
	postkamer.RoutePiece{}.Kind():  decodeAs[postkamer.RoutePiece],
	postkamer.DecideAgain{}.Kind(): decodeAs[postkamer.DecideAgain],
	postkamer.MakeCopy{}.Kind():    decodeAs[postkamer.MakeCopy],
	postkamer.MakeReceipt{}.Kind(): decodeAs[postkamer.MakeReceipt],
	postkamer.SendMail{}.Kind():    decodeAs[postkamer.SendMail],
	postkamer.ScanUpload{}.Kind():  decodeAs[postkamer.ScanUpload],
	postkamer.Learn{}.Kind():       decodeAs[postkamer.Learn],
	postkamer.Sweep{}.Kind():       decodeAs[postkamer.Sweep],
}

func decodeAs[T river.JobArgs](data []byte) (river.JobArgs, error) {
	var args T
	err := json.Unmarshal(data, &args)
	return args, err
}

// Reasons for a person, in Dutch.
const (
	whyBatchStuck  = "De stapel kan niet gesplitst worden. Er is niets verloren. Probeer het opnieuw of bel de beheerder."
	whyMailFailed  = "Het versturen is bij ons niet gelukt. Probeer het opnieuw of kies een andere manier, zoals een brief."
	whyRouteFailed = "De indeling is niet gelukt. Bekijk het stuk en deel het zelf in."
)

// giveToPerson ends a step that cannot be done with the outcome that a person
// sees. ErrConflict means that the step was done after all.
func giveToPerson(ctx context.Context, st *store.Store, step river.JobArgs) error {
	err := st.InTx(ctx, func(tx *store.Tx) error {
		switch s := step.(type) {
		case postkamer.SplitBatch:
			return tx.BatchStuck(ctx, s.BatchID, whyBatchStuck)
		case postkamer.GroupPages:
			return groupStuck(ctx, tx, s.BatchID)
		case postkamer.PreparePage:
			return onPage(ctx, st, s.PageID, tx.PageUnreadable)
		case postkamer.ReadPage:
			st.DropClean(s.PageID)
			return onPage(ctx, st, s.PageID, tx.PageNotRead)
		case postkamer.RoutePiece:
			return routeByHand(ctx, st, tx, s.PieceID)
		case postkamer.DecideAgain:
			return tx.ScanToPerson(ctx, s.PieceID)
		case postkamer.MakeCopy:
			return tx.CopyFailed(ctx, s.PieceID)
		case postkamer.MakeReceipt:
			return tx.ReceiptFailed(ctx, s.PieceID)
		case postkamer.SendMail:
			return tx.MailFailed(ctx, s.MailID, whyMailFailed)
		case postkamer.Learn:
			return tx.LearnedNothing(ctx)
		default:
			return nil // the sweep comes round again
		}
	})
	if errors.Is(err, postkamer.ErrConflict) {
		return nil
	}
	return err
}

func onPage(ctx context.Context, st *store.Store, id postkamer.PageID, do func(context.Context, postkamer.Page) error) error {
	page, err := st.Page(ctx, id)
	if err != nil {
		return err
	}
	return do(ctx, page)
}

// routeByHand opens a case on the triage queue for a piece that could not be decided.
func routeByHand(ctx context.Context, st *store.Store, tx *store.Tx, id postkamer.PieceID) error {
	piece, err := st.Piece(ctx, id)
	if err != nil {
		return err
	}
	caseID, err := tx.Route(ctx, piece, postkamer.Text{}, postkamer.Verdict{
		CaseType:    postkamer.UnknownCase,
		Destination: postkamer.ToTriage,
		Queue:       postkamer.Triage,
		Priority:    postkamer.Normal,
		Doubts:      []postkamer.Doubt{{Code: postkamer.StepFailed, Why: whyRouteFailed}},
	})
	if err != nil {
		return err
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventStepFailed, PieceID: id, CaseID: caseID})
}
