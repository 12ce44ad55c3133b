package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// How long Open waits for an owner that holds the folder but has not said where
// its servers are, and how often it looks.
const (
	attachPatience = 2 * time.Minute
	attachPoll     = 50 * time.Millisecond
)

// Servers are the servers of one data folder, our own or those of the process
// that owns it.
type Servers struct {
	dir      string
	settings Settings
	failed   chan error

	// What follows is the owner's.
	log      *slog.Logger
	lock     *os.File // nil for a guest
	postgres *postgres
	servers  []*server // PostgreSQL, S3
	started  time.Time
	runMu    sync.Mutex // one writer of run.json at a time
	cancel   context.CancelFunc
	watchers sync.WaitGroup
}

// Open makes the servers of dir usable, and makes dir when it is not there.
//
// If another live process owns dir it attaches to the servers of that process,
// waiting for them when they are still starting. Otherwise it becomes the
// owner: it clears away what a killed owner left, starts both servers and
// watches them until Close. ctx bounds the starting only.
//
// Errors say what to do: no PostgreSQL or no postkamer-s3 on the machine,
// another major version than the data has, a full disk, a folder that is not
// writable or cannot keep attributes, an owner that does not get ready.
func Open(ctx context.Context, dir string, opts Options) (*Servers, error) {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := prepareFolder(dir)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(attachPatience)
	for {
		lock, err := takeLock(dir)
		if err == nil {
			return own(ctx, dir, opts, lock)
		}
		if !errors.Is(err, errLocked) {
			return nil, err
		}
		s, err := attach(ctx, dir)
		if err == nil {
			return s, nil
		}
		if time.Now().After(deadline) {
			return nil, notReady(dir, err)
		}
		if pause(ctx, attachPoll) != nil {
			return nil, notReady(dir, errors.Join(err, ctx.Err()))
		}
	}
}

func notReady(dir string, err error) error {
	return fmt.Errorf("process %s owns data folder %s but its servers cannot be reached: "+
		"stop that process and try again (its servers write to postgres.log and s3.log there): %w", lockOwner(dir), dir, err)
}

// attach uses the servers that the owner of dir started.
func attach(ctx context.Context, dir string) (*Servers, error) {
	run, err := ReadRun(dir)
	if err != nil {
		return nil, err
	}
	if err := pingPostgres(ctx, run.Settings.DatabaseURL); err != nil {
		return nil, err
	}
	if err := pingS3(ctx, run.Settings); err != nil {
		return nil, err
	}
	return &Servers{dir: dir, settings: run.Settings, failed: make(chan error)}, nil
}

// Settings tells how to reach the servers. They stay the same through restarts.
func (s *Servers) Settings() Settings { return s.settings }

// Owner tells whether this process started the servers and watches them.
func (s *Servers) Owner() bool { return s.lock != nil }

// Failed gives an error when a server died and could not be started again: the
// owner should then stop. It never speaks in a process that attached.
func (s *Servers) Failed() <-chan error { return s.failed }

// PostgresPID is the process id of PostgreSQL now, which a restart changes.
func (s *Servers) PostgresPID() int { return s.pids().Postgres }

// S3PID is the process id of the S3 server now, which a restart changes.
func (s *Servers) S3PID() int { return s.pids().S3 }

// pids is what the owner knows, or what it wrote down for guests (zero when it
// has stopped since).
func (s *Servers) pids() Run {
	if !s.Owner() {
		run, _ := ReadRun(s.dir)
		return run
	}
	return Run{Postgres: s.servers[0].current().Pid, S3: s.servers[1].current().Pid}
}

// Close stops both servers when this process owns them: PostgreSQL by a fast
// shutdown, which cancels what is under way and writes everything down. When
// ctx ends first they are stopped the hard way, which loses nothing that was
// acknowledged either. A second call does nothing.
func (s *Servers) Close(ctx context.Context) error {
	if !s.Owner() {
		return nil
	}
	if s.cancel != nil {
		s.cancel()
	}
	s.watchers.Wait()
	err := removeRun(s.dir)
	err = errors.Join(err, s.endAll(ctx), RemoveSocket(s.dir))
	err = errors.Join(err, s.lock.Close())
	s.lock = nil
	return err
}

// endAll stops the servers side by side.
func (s *Servers) endAll(ctx context.Context) error {
	errs := make([]error, len(s.servers))
	var wg sync.WaitGroup
	for i, srv := range s.servers {
		wg.Go(func() { errs[i] = srv.end(ctx) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// own starts the servers as the owner of dir; lock is given back on an error.
func own(ctx context.Context, dir string, opts Options, lock *os.File) (*Servers, error) {
	s := &Servers{dir: dir, log: opts.Log, lock: lock, failed: make(chan error, 2)}
	err := s.startAll(ctx, opts)
	if err == nil {
		s.watchAll(ctx)
		return s, nil
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return nil, errors.Join(err, s.Close(stopping))
}

func (s *Servers) startAll(ctx context.Context, opts Options) error {
	if err := clearLeftovers(s.dir); err != nil {
		return err
	}
	if err := checkRoom(s.dir); err != nil {
		return err
	}
	pg, err := newPostgres(s.dir, opts)
	if err != nil {
		return err
	}
	s.postgres = pg
	s3, err := newS3(s.dir, opts)
	if err != nil {
		return err
	}
	s.servers = []*server{
		{name: "postgres", start: pg.start, stopping: postgresStop(), waits: restartWaits[:]},
		{name: "s3", start: s3.start, stopping: s3Stop(), waits: restartWaits[:]},
	}
	if err := s.beginAll(ctx); err != nil {
		return err
	}
	s3.keepPort()
	s.started = time.Now()
	s.settings = s3.settings()
	s.settings.DatabaseURL = pg.url(databaseName)
	return s.writeRun()
}

// beginAll starts the servers side by side; a new database takes a second.
func (s *Servers) beginAll(ctx context.Context) error {
	errs := make([]error, len(s.servers))
	var wg sync.WaitGroup
	for i, srv := range s.servers {
		wg.Go(func() { errs[i] = srv.begin(ctx) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// watchAll watches the servers until Close.
func (s *Servers) watchAll(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	for _, srv := range s.servers {
		s.watchers.Go(func() {
			if err := srv.watch(ctx, s.log, s.writeRun); err != nil {
				s.failed <- err
			}
		})
	}
}

func (s *Servers) writeRun() error {
	s.runMu.Lock()
	defer s.runMu.Unlock()
	run := s.pids()
	run.Owner, run.Started = os.Getpid(), s.started
	run.SocketDir, run.Settings = s.postgres.socketDir, s.settings
	if err := writeJSON(filepath.Join(s.dir, RunFile), run); err != nil {
		return unwritable(s.dir, err)
	}
	return nil
}

// clearLeftovers removes what an owner that was killed left of its run.
func clearLeftovers(dir string) error {
	if err := errors.Join(removeRun(dir), RemoveSocket(dir)); err != nil {
		return unwritable(dir, err)
	}
	return nil
}
