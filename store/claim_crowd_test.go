package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
	"postkamer/store/storetest/crowd"
)

// claimerVariable makes this test program a desk that claims until it is killed; it
// holds the store's configuration and who claims, as JSON.
const claimerVariable = "POSTKAMER_TEST_CLAIMER"

type claimer struct {
	Config store.Config
	Person postkamer.Person
}

// TestClaimUntilKilled is the other program of TestClaimersThatAreKilledLoseNothing.
func TestClaimUntilKilled(t *testing.T) {
	given := os.Getenv(claimerVariable)
	if given == "" {
		t.Skip("is run by another test, in a program of its own")
	}
	var c claimer
	if err := json.Unmarshal([]byte(given), &c); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), c.Config)
	if err != nil {
		t.Fatal(err)
	}
	for {
		id, err := st.ClaimNext(t.Context(), c.Person)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(os.Stdout, "took", id)
	}
}

// startClaimer starts a program that claims, waits until it has claimed, and returns
// how to kill it in the middle of its work.
func startClaimer(t *testing.T, c claimer) (kill func()) {
	t.Helper()
	given, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestClaimUntilKilled$")
	cmd.Env = append(os.Environ(), claimerVariable+"="+string(given))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; n < 3 && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "took ") {
			n++
		}
	}
	return func() {
		_ = cmd.Process.Kill()
		for lines.Scan() {
			continue // what it said until it died
		}
		_ = cmd.Wait()
	}
}

// twiceTaken counts, by the log, cases that were claimed while somebody had them.
const twiceTaken = `
	SELECT count(*)
	FROM (
		SELECT kind, lag(kind) OVER (PARTITION BY case_id ORDER BY id) AS before
		FROM events
		WHERE kind IN ('claimed', 'released', 'skipped', 'approved', 'assigned')
	) e
	WHERE kind = 'claimed' AND before IN ('claimed', 'assigned')`

// overLease counts cases that are with somebody for longer than the lease.
const overLease = `
	SELECT count(*)
	FROM cases
	WHERE state = 'claimed' AND (claim_until > now() + interval '2 hours' OR claim_until < now() - interval '2 minutes')`

func howMany(t *testing.T, st *store.Store, sql string) (n int) {
	t.Helper()
	if err := st.Pool().QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestClaimersThatAreKilledLoseNothing(t *testing.T) {
	cfg := storetest.Config(t)
	st, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	const cases = 400
	if _, err := crowd.Fill(t.Context(), st.Pool(), crowd.Options{Pieces: cases, Open: cases, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	change(t, st, `UPDATE doubts SET settled_by = 'somebody', settled_at = now() WHERE code = 'KIND_UNSURE'`)
	cfg.Log, cfg.CacheDir = nil, ""
	var kills []func()
	for i := range 3 {
		kills = append(kills, startClaimer(t, claimer{cfg, colleague(t, st, fmt.Sprint("killed", i))}))
	}
	workers := make(chan int)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for i := range 20 {
		p := colleague(t, st, fmt.Sprint("p", i))
		go func() { workers <- atWork(ctx, st, p) }()
	}
	for _, kill := range kills {
		kill()
	}
	done := 0
	for range 20 {
		done += <-workers
	}
	if n := howMany(t, st, twiceTaken); n != 0 {
		t.Errorf("%d cases were given to two people", n)
	}
	if n := howMany(t, st, overLease); n != 0 {
		t.Errorf("%d cases are with somebody for longer than the lease", n)
	}
	held := howMany(t, st, `SELECT count(*) FROM cases c JOIN people p ON p.id = c.claimed_by WHERE p.name LIKE 'killed%'`)
	if held < 9 {
		t.Fatalf("those who were killed had %d cases: nothing was tried", held)
	}
	change(t, st, `UPDATE cases SET claim_until = now() - interval '1 second' WHERE state = 'claimed'`) // the lease ends
	if n, err := st.ReleaseExpired(t.Context()); err != nil || n != held {
		t.Errorf("%d came back (%v), want %d", n, err, held)
	}
	heir := colleague(t, st, "heir")
	got := atWork(t.Context(), st, heir)
	if all := howMany(t, st, `SELECT count(*) FROM cases WHERE state <> 'calling'`); done+got != all {
		t.Errorf("%d and then %d were done, of %d", done, got, all)
	}
	if n := howMany(t, st, `SELECT count(*) FROM cases WHERE state IN ('open', 'claimed')`); n != 0 {
		t.Errorf("%d cases are left", n)
	}
	if n := howMany(t, st, twiceTaken); n != 0 {
		t.Errorf("%d cases were given to two people", n)
	}
}

// atWork takes cases and ends them until there are none, and returns how many: most
// are done at once, some after a look and some are put back.
func atWork(ctx context.Context, st *store.Store, p postkamer.Person) (done int) {
	dice := rand.New(rand.NewPCG(uint64(p.ID), 1))
	for {
		id, err := st.ClaimNext(ctx, p)
		if errors.Is(err, postkamer.ErrNotFound) {
			return done + backlog(ctx, st, p)
		}
		if err != nil {
			panic(err)
		}
		if dice.IntN(10) == 0 {
			if err := st.Skip(ctx, id, versionOf(ctx, st, id), p, "geen tijd"); err != nil {
				panic(err)
			}
			continue
		}
		if dice.IntN(4) == 0 {
			if _, err := st.KeepClaim(ctx, id, p); err != nil {
				panic(err)
			}
		}
		done += finish(ctx, st, id, p)
	}
}

// backlog takes by hand what this person skipped, if nobody else did it meanwhile.
func backlog(ctx context.Context, st *store.Store, p postkamer.Person) (done int) {
	list, err := st.Cases(ctx, p, store.CaseFilter{}, time.Now(), 0, 1000)
	if err != nil {
		panic(err)
	}
	for _, c := range list.Lines {
		if st.ClaimCase(ctx, c.ID, p) == nil {
			done += finish(ctx, st, c.ID, p)
		}
	}
	return done
}

func finish(ctx context.Context, st *store.Store, id postkamer.CaseID, p postkamer.Person) int {
	c, err := st.Case(ctx, id)
	if err != nil {
		panic(err)
	}
	var seen []store.FieldInput
	for _, f := range c.Fields {
		seen = append(seen, store.FieldInput{Name: f.Name, Value: f.Value, Seen: true})
	}
	if err := st.SaveFields(ctx, id, p, seen); err != nil {
		panic(err)
	}
	unseen, err := st.Approve(ctx, id, c.Version, p)
	if err != nil || len(unseen) > 0 {
		panic(fmt.Sprint(err, unseen))
	}
	return 1
}

func versionOf(ctx context.Context, st *store.Store, id postkamer.CaseID) int {
	c, err := st.Case(ctx, id)
	if err != nil {
		panic(err)
	}
	return c.Version
}
