package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
	"postkamer/store"
)

// running makes the job of a batch one that a client took a minute ago.
func (m *mailroom) running(id postkamer.BatchID, client string, attempt int) {
	m.t.Helper()
	m.exec(`UPDATE river_job
		SET state = 'running', attempt = $3, attempted_at = now() - interval '1 minute', attempted_by = ARRAY['older', $2]
		WHERE args @> jsonb_build_object('batch_id', $1::bigint)`, id, client, attempt)
}

// alive holds the lease of a client until the end of the test, or until the
// connection that it returns is closed.
func (m *mailroom) alive(client string) *pgx.Conn {
	m.t.Helper()
	conn, err := pgx.ConnectConfig(m.t.Context(), m.Pool().Config().ConnConfig.Copy())
	m.must(err)
	m.t.Cleanup(func() { conn.Close(context.WithoutCancel(m.t.Context())) })
	_, err = conn.Exec(m.t.Context(), `SELECT pg_advisory_lock($1, hashtext($2))`, store.LeaseClass, client)
	m.must(err)
	return conn
}

func TestJobsOfAKilledProcessArePutBack(t *testing.T) {
	m := newMailroom(t)
	dead, living, fresh := m.take("dead", 1), m.take("living", 1), m.take("fresh", 1)
	m.alive("living")
	m.running(dead.ID, "killed", 2)
	m.running(living.ID, "living", 2)
	m.running(fresh.ID, "killed", 2)
	m.exec(`UPDATE river_job SET attempted_at = now() WHERE args @> jsonb_build_object('batch_id', $1::bigint)`, fresh.ID)
	m.must(m.Reap(t.Context()))
	for _, c := range []struct {
		says string
		id   postkamer.BatchID
		want string
	}{
		{"of a killed process, at no cost", dead.ID, `state = 'available' AND attempt = 1 AND scheduled_at <= now()`},
		{"of a living process stays", living.ID, `state = 'running' AND attempt = 2`},
		{"taken a moment ago stays: its lease may be on the way", fresh.ID, `state = 'running' AND attempt = 2`},
	} {
		if m.number(`SELECT count(*) FROM river_job WHERE args @> jsonb_build_object('batch_id', $1::bigint) AND `+c.want, c.id) != 1 {
			t.Errorf("not so: a job %s", c.says)
		}
	}
}

func TestLeaseEndsWithItsConnection(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 1)
	m.running(b.ID, "worker", 1)
	lease := m.alive("worker")
	if alive, err := m.WorkersAlive(t.Context()); err != nil || !alive {
		t.Errorf("alive %v, %v", alive, err)
	}
	m.must(lease.Close(t.Context()))
	for m.number(`SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, store.LeaseClass) > 0 {
		if t.Context().Err() != nil {
			t.Fatal("the lease outlives its connection")
		}
	}
	m.must(m.Reap(t.Context()))
	if m.number(`SELECT count(*) FROM river_job WHERE state = 'available'`) != 1 {
		t.Error("the job is not put back")
	}
	if alive, err := m.WorkersAlive(t.Context()); err != nil || alive {
		t.Errorf("alive %v, %v", alive, err)
	}
}

// TestJobThatKillsItsProcessEachTimeEnds: putting back is free ten times, then it
// costs attempts, so that a page that kills every reader ends with a person.
func TestJobThatKillsItsProcessEachTimeEnds(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 1)
	attempt, rounds := 0, 0
	for attempt < store.MaxAttempts && rounds < 100 {
		m.running(b.ID, "killed", attempt+1)
		m.must(m.Reap(t.Context()))
		attempt = m.number(`SELECT attempt FROM river_job`)
		rounds++
	}
	if rounds != store.FreeReaps+store.MaxAttempts {
		t.Errorf("ended after %d rounds, with attempt %d", rounds, attempt)
	}
}

func TestHoldLeasePutsBackAndLetsGo(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 1)
	m.running(b.ID, "killed", 1)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		m.HoldLease(ctx, "worker")
	}()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for m.number(`SELECT count(*) FROM river_job WHERE state = 'available'`) == 0 {
		select {
		case <-deadline:
			t.Fatal("the job of a killed process is not put back")
		case <-tick.C:
		}
	}
	if alive, err := m.WorkersAlive(t.Context()); err != nil || !alive {
		t.Errorf("alive %v, %v", alive, err)
	}
	stop()
	<-done
}
