package workers

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"postkamer"
	"postkamer/classify"
	"postkamer/intake/clamd"
	"postkamer/learn"
	"postkamer/store"
	"postkamer/town"
)

// A Reader turns files into pages and pages into words; *ocr.Engine is one. It
// is declared here so that the steps build and are tested without Tesseract.
type Reader interface {
	Prepare(ctx context.Context, path string, kind postkamer.FileKind, page int, o postkamer.PrepareOptions) (postkamer.Prepared, error)
	Read(ctx context.Context, path string, kind postkamer.FileKind, page int, view postkamer.View, clean []byte) (postkamer.Reading, error)
}

// Config says what the workers work with.
type Config struct {
	Store  *store.Store
	Reader Reader
	Model  *classify.Model
	// Town is the municipality as it is now; nil: Policy and LearnEvery hold.
	Town   *town.Keeper
	Policy classify.Policy
	Log    *slog.Logger
	// Pinned says that the administrator named Model: nothing is learned, and what
	// was learned does not count.
	Pinned bool
	// Learn says how the process that learns is started; the zero value is this program.
	Learn learn.Process
	// LearnEvery is after how many corrections learning does not wait for the night,
	// without Town; 0 is learn.DefaultEvery.
	LearnEvery int
	// Scanner looks for viruses in what citizens send; the zero Scanner is none.
	Scanner clamd.Scanner
	// Mail is the mail server; nil: there is none, and mail waits in the outbox.
	Mail *MailServer
	// BaseURL is how browsers reach the service, for links in mail; empty: mail has none.
	BaseURL string
	// Retry is the pause before another attempt; nil is River's own policy of
	// growing pauses (attempt^4 seconds).
	Retry func(attempt int) time.Duration
	// Crowded tells whether more citizens are being served than the machine can serve at
	// once: steps then wait a moment; nil: never.
	Crowded func() bool
	// StepTimeout bounds one attempt of a step; 0 is three minutes. A step that
	// outlives it changes nothing any more.
	StepTimeout time.Duration

	softStop, poll time.Duration // tests make them short
}

// Workers works the steps of one process.
type Workers struct {
	client *river.Client[pgx.Tx]
	store  *store.Store
	mind   *mind
	lease  chan struct{} // closed when the lease is given back
	watch  chan struct{} // closed when no model is looked for any more
	stop   context.CancelFunc
}

// softStop is how long a step under way may go on after Stop before it is put back.
const softStop = 5 * time.Second

// fetchEvery is how often jobs are looked for. Notifications wake us sooner; this
// is the net below them.
const fetchEvery = 5 * time.Second

// doorTime is how much later than a step's own time-out, which the door keeps,
// River cuts it off.
const doorTime = 5 * time.Second

// rescueMargin is how long after its time-out River itself takes a running job
// for stuck. The lease is faster; this is the second net.
const rescueMargin = time.Minute

// New returns workers that are ready to start.
func New(cfg Config) (*Workers, error) {
	if cfg.StepTimeout == 0 {
		cfg.StepTimeout = 3 * time.Minute
	}
	if cfg.softStop == 0 {
		cfg.softStop, cfg.poll = softStop, fetchEvery
	}
	registry := river.NewWorkers()
	mind := newMind(cfg)
	steps := steps{cfg.Store, cfg.Reader, mind, cfg.town(), cfg.Log}
	river.AddWorker(registry, &splitBatch{steps: steps})
	river.AddWorker(registry, &preparePage{steps: steps})
	river.AddWorker(registry, &groupPages{steps: steps})
	river.AddWorker(registry, &readPage{steps: steps})
	river.AddWorker(registry, &routePiece{steps: steps})
	river.AddWorker(registry, &decideAgain{steps: steps})
	river.AddWorker(registry, &makeCopy{steps: steps})
	river.AddWorker(registry, &makeReceipt{steps: steps})
	river.AddWorker(registry, &sendMail{steps: steps, server: cfg.Mail})
	river.AddWorker(registry, &scanUpload{steps: steps, scanner: cfg.Scanner})
	river.AddWorker(registry, &learnStep{steps: steps, process: cfg.Learn})
	river.AddWorker(registry, &sweep{steps: steps, base: cfg.BaseURL})
	client, err := river.NewClient(riverpgxv5.New(cfg.Store.Pool()), riverConfig(cfg, registry))
	if err != nil {
		return nil, fmt.Errorf("make workers: %w", err)
	}
	return &Workers{client: client, store: cfg.Store, mind: mind}, nil
}

// town is the keeper that was given, or one of a municipality that stays as it is.
func (cfg Config) town() *town.Keeper {
	if cfg.Town != nil {
		return cfg.Town
	}
	return town.Fixed(town.Town{Municipality: postkamer.Municipality{LearnEvery: cfg.LearnEvery}, Policy: cfg.Policy})
}

func riverConfig(cfg Config, registry *river.Workers) *river.Config {
	cores := runtime.NumCPU()
	quick := 10 * time.Millisecond // pause between fetches; caps a lane's throughput at workers / pause
	many := 50 * time.Millisecond  // where many small jobs come: fetched together
	conf := &river.Config{
		Queues: map[string]river.QueueConfig{
			store.LaneQuick:  {MaxWorkers: 4, FetchCooldown: many},
			store.LanePages:  {MaxWorkers: cores, FetchCooldown: quick},
			store.LaneRead:   {MaxWorkers: cores, FetchCooldown: quick},
			store.LaneCopies: {MaxWorkers: 1, FetchCooldown: many},
			store.LaneMail:   {MaxWorkers: 2, FetchCooldown: many},
			store.LaneLearn:  {MaxWorkers: 1},
		},
		FetchPollInterval:    cfg.poll,
		Workers:              registry,
		JobTimeout:           cfg.StepTimeout + giveWayFor + doorTime,
		RescueStuckJobsAfter: cfg.StepTimeout + giveWayFor + rescueMargin,
		SoftStopTimeout:      cfg.softStop,
		Middleware:           []rivertype.Middleware{&door{store: cfg.Store, log: cfg.Log, timeout: cfg.StepTimeout, crowded: cfg.Crowded}},
		PeriodicJobs:         []*river.PeriodicJob{sweepEveryMinute()},
		Logger:               cfg.Log,
	}
	if cfg.Retry != nil {
		conf.RetryPolicy = retryPolicy(cfg.Retry)
	}
	return conf
}

func sweepEveryMinute() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Minute), func() (river.JobArgs, *river.InsertOpts) {
		return postkamer.Sweep{}, &river.InsertOpts{
			Queue:       store.LaneQuick,
			MaxAttempts: 1,
			UniqueOpts:  river.UniqueOpts{ByPeriod: time.Minute},
		}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

type retryPolicy func(attempt int) time.Duration

// NextRetry implements River's retry policy.
func (p retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(p(job.Attempt))
}

// Start takes the lease of this process and begins to work.
func (w *Workers) Start(ctx context.Context) error {
	leaseCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop, w.lease, w.watch = stop, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(w.lease)
		w.store.HoldLease(leaseCtx, w.client.ID())
	}()
	if err := w.mind.follow(ctx); err != nil {
		w.mind.log.Warn("which model is installed is not known yet; work begins with that of the program", "error", err)
	}
	go func() {
		defer close(w.watch)
		w.mind.watch(leaseCtx)
	}()
	// Not ctx itself: when that ends, Stop must still be able to end softly.
	if err := w.client.Start(context.WithoutCancel(ctx)); err != nil {
		stop()
		<-w.lease
		<-w.watch
		return fmt.Errorf("start workers: %w", err)
	}
	return nil
}

// Stop finishes or hands back the steps under way and gives the lease back.
func (w *Workers) Stop(ctx context.Context) error {
	err := w.client.Stop(ctx)
	w.stop()
	<-w.lease
	<-w.watch
	if err != nil {
		return fmt.Errorf("stop workers: %w", err)
	}
	return nil
}

// steps is what every worker has.
type steps struct {
	store  *store.Store
	reader Reader
	mind   *mind
	town   *town.Keeper
	log    *slog.Logger
}
