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
	servers  *embedded.Servers // nil with a database of one's own
	data     string            // the data folder, absolute
}

// openTimeout bounds how long the servers may take to start.
const openTimeout = 90 * time.Second

// openStore opens the store that the settings name: a database and bucket of
// one's own, or the embedded ones in the data folder, which it starts when they
// do not run. The database is migrated.
func openStore(ctx context.Context, data string, s settings, log *slog.Logger) (*opened, error) {
	abs, err := filepath.Abs(data)
	if err != nil {
		return nil, err
	}
	o := &opened{settings: s, data: abs}
	cfg := store.Config{
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
		if err := o.startServers(ctx, &cfg, log); err != nil {
			return nil, err
		}
	}
	if err := o.connect(ctx, cfg); err != nil {
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

func (o *opened) startServers(ctx context.Context, cfg *store.Config, log *slog.Logger) error {
	startCtx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	servers, err := embedded.Open(startCtx, o.data, embedded.Options{Log: log})
	if err != nil {
		return err
	}
	o.servers = servers
	e := servers.Settings()
	cfg.DatabaseURL = e.DatabaseURL
	cfg.S3Endpoint, cfg.S3AccessKey, cfg.S3SecretKey = e.S3Endpoint, e.S3AccessKey, e.S3SecretKey
	cfg.S3Bucket, cfg.S3Secure = e.S3Bucket, e.S3Secure
	return nil
}

func (o *opened) connect(ctx context.Context, cfg store.Config) (err error) {
	if err := store.Migrate(ctx, cfg.DatabaseURL); err != nil {
		return fmt.Errorf("the database at DATABASE_URL cannot be used: %w", err)
	}
	o.Store, err = store.Open(ctx, cfg)
	return err
}

// owner tells whether this process runs the servers, so that nobody else works
// the steps of this data folder.
func (o *opened) owner() bool { return o.servers != nil && o.servers.Owner() }

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
