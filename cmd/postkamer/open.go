package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"postkamer/store"
	"postkamer/store/embedded"
)

// opened is the store with whatever runs below it.
type opened struct {
	*store.Store
	settings settings
	cfg      store.Config
	servers  *embedded.Servers // nil with a database of one's own
	data     string            // the data folder, absolute
	patience time.Duration     // how long a guest waits for the tables
}

// openTimeout bounds how long the servers may take to start.
const openTimeout = 90 * time.Second

// openStore opens the store that the settings name: a database and bucket of
// one's own, or the embedded ones in the data folder, which it starts when they
// do not run. The database is migrated, but not that of a data folder in which
// another process works; see guest.
func openStore(ctx context.Context, data string, s settings, log *slog.Logger) (*opened, error) {
	o, err := startStore(ctx, data, s, log)
	if err != nil {
		return nil, err
	}
	return o.connected(ctx)
}

// openAlone opens the store for a service: one at a time works in a data folder. A
// second one is refused before it touches anything, for it may be of another version.
func openAlone(ctx context.Context, data string, s settings, log *slog.Logger) (*opened, error) {
	o, err := startStore(ctx, data, s, log)
	if err != nil {
		return nil, err
	}
	if o.guest() {
		err := fmt.Errorf("another postkamer already works in %s; stop that one first, or use another --data", o.data)
		return nil, errors.Join(err, o.Close(ctx))
	}
	return o.connected(ctx)
}

// startStore starts what the store needs, and changes nothing in it.
func startStore(ctx context.Context, data string, s settings, log *slog.Logger) (*opened, error) {
	abs, err := filepath.Abs(data)
	if err != nil {
		return nil, err
	}
	o := &opened{settings: s, data: abs, patience: guestWait}
	o.cfg = store.Config{
		DatabaseURL: s.DatabaseURL,
		S3Endpoint:  s.S3Endpoint,
		S3AccessKey: s.S3AccessKey,
		S3SecretKey: s.S3SecretKey,
		S3Bucket:    s.S3Bucket,
		S3Secure:    s.S3Secure,
		CacheDir:    filepath.Join(abs, "cache"),
		Log:         log,
	}
	if s.embedded() {
		err = o.startServers(ctx, log)
	}
	return o, err
}

// connected opens the store itself.
func (o *opened) connected(ctx context.Context) (*opened, error) {
	if err := o.connect(ctx); err != nil {
		return nil, errors.Join(err, o.Close(ctx))
	}
	return o, nil
}

// openAt opens the store of a command that ends: with the settings of the
// environment, in the data folder, and without a log.
func openAt(ctx context.Context, data string) (*opened, error) {
	s, err := environment()
	if err != nil {
		return nil, err
	}
	return openStore(ctx, data, s, quiet())
}

func (o *opened) startServers(ctx context.Context, log *slog.Logger) error {
	startCtx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	servers, err := embedded.Open(startCtx, o.data, embedded.Options{Log: log})
	if err != nil {
		return err
	}
	o.servers = servers
	e, cfg := servers.Settings(), &o.cfg
	cfg.DatabaseURL = e.DatabaseURL
	cfg.S3Endpoint, cfg.S3AccessKey, cfg.S3SecretKey = e.S3Endpoint, e.S3AccessKey, e.S3SecretKey
	cfg.S3Bucket, cfg.S3Secure = e.S3Bucket, e.S3Secure
	return nil
}

func (o *opened) connect(ctx context.Context) (err error) {
	if o.guest() {
		err = o.waitForTables(ctx)
	} else if err = store.Migrate(ctx, o.cfg.DatabaseURL); err != nil {
		err = fmt.Errorf("the database at DATABASE_URL cannot be used: %w", err)
	}
	if err != nil {
		return err
	}
	o.Store, err = store.Open(ctx, o.cfg)
	return err
}

// guestWait is how long a guest waits for the tables of a service that has only just
// begun; guestLook is how often it looks.
const (
	guestWait = 15 * time.Second
	guestLook = 100 * time.Millisecond
)

// waitForTables waits until the tables are those of this program. A guest changes none of
// them: the service that works with them may be of another version.
func (o *opened) waitForTables(ctx context.Context) error {
	until := time.Now().Add(o.patience)
	for {
		err := store.CheckTables(ctx, o.cfg.DatabaseURL)
		switch {
		case errors.Is(err, store.ErrNewerTables):
			return fmt.Errorf("the postkamer that works in %s is of a newer version: use that program for this command", o.data)
		case !errors.Is(err, store.ErrOlderTables):
			return err
		case time.Now().After(until):
			return fmt.Errorf("the postkamer that works in %s is of an older version, and its tables stay as they are: stop it, start this version, and give the command again", o.data)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(guestLook):
		}
	}
}

// owner tells whether this process runs the servers, so that nobody else works
// the steps of this data folder.
func (o *opened) owner() bool { return o.servers != nil && o.servers.Owner() }

// guest tells whether another process runs the servers of this data folder.
func (o *opened) guest() bool { return o.servers != nil && !o.servers.Owner() }

// closeTimeout bounds how long the servers may take to stop.
const closeTimeout = 30 * time.Second

// Close closes the store and stops the servers that this process started.
func (o *opened) Close(ctx context.Context) error {
	if o.Store != nil {
		o.Store.Close()
	}
	if o.servers == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	return o.servers.Close(ctx)
}
