package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// leaseClass is the first half of the advisory locks that say "this worker
// process lives". The second half is the hash of its client name.
const leaseClass = 7705

// freeReaps is how often a job may go down with its process without that costing
// an attempt. After that it does: a page that kills the process each time must
// end with a person.
const freeReaps = 10

// reapEvery is how soon the jobs of a killed process run again.
const reapEvery = 2 * time.Second

// HoldLease marks the worker process with this client name as alive until ctx
// ends, and meanwhile puts back the jobs of processes that died: PostgreSQL drops
// a killed process's lock with its connection. Without it their pages would wait
// an hour for River's own rescue. After a lost connection it takes the lease anew
// and skips a round, so that processes that reconnect are not taken for dead.
func (s *Store) HoldLease(ctx context.Context, client string) {
	for ctx.Err() == nil {
		if err := s.holdOnce(ctx, client); err != nil && ctx.Err() == nil {
			s.log.Warn("worker lease lost, taking it again", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(reapEvery):
		}
	}
}

func (s *Store) holdOnce(ctx context.Context, client string) error {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig.Copy())
	if err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1, hashtext($2))`, leaseClass, client); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	round := time.NewTicker(reapEvery)
	defer round.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-round.C:
		}
		if err := s.reap(ctx, conn); err != nil {
			return err
		}
	}
}

// reap puts back the running jobs of clients whose lease nobody holds.
func (s *Store) reap(ctx context.Context, conn *pgx.Conn) error {
	tag, err := conn.Exec(ctx, `
		UPDATE river_job j
		SET state = 'available',
			scheduled_at = now(),
			attempt = CASE WHEN coalesce((metadata->>'reaped')::int, 0) < $1 THEN greatest(attempt - 1, 0) ELSE attempt END,
			metadata = metadata || jsonb_build_object('reaped', coalesce((metadata->>'reaped')::int, 0) + 1)
		WHERE state = 'running'
			AND attempted_at < now() - interval '2 seconds'
			AND NOT `+leaseHeld(`j.attempted_by[array_upper(j.attempted_by, 1)]`), freeReaps)
	if err != nil {
		return fmt.Errorf("put back jobs of dead workers: %w", err)
	}
	if n := tag.RowsAffected(); n > 0 {
		s.log.Info("put back jobs of a dead worker", "jobs", n)
	}
	return nil
}

// leaseHeld is true when a live process holds the lease of the client named by
// an SQL expression; an empty expression asks for any lease.
func leaseHeld(client string) string {
	match := ""
	if client != "" {
		match = `AND l.objid::bigint = (hashtext(` + client + `)::bigint & 4294967295)`
	}
	return fmt.Sprintf(`EXISTS (
		SELECT 1 FROM pg_locks l
		WHERE l.locktype = 'advisory' AND l.classid = %d AND l.granted %s
			AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))`, leaseClass, match)
}

// WorkersAlive tells whether any process works steps on this database now.
func (s *Store) WorkersAlive(ctx context.Context) (bool, error) {
	var alive bool
	if err := s.pool.QueryRow(ctx, `SELECT `+leaseHeld("")).Scan(&alive); err != nil {
		return false, fmt.Errorf("look for workers: %w", err)
	}
	return alive, nil
}
