package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"postkamer/ocr"
)

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func (l *loadRun) writeFrom(path string, resp *http.Response) {
	l.t.Helper()
	data, err := io.ReadAll(resp.Body)
	if err == nil {
		err = os.WriteFile(path, data, 0o644)
	}
	if err != nil || resp.StatusCode != http.StatusOK {
		l.t.Fatalf("%s answers %d: %v", resp.Request.URL, resp.StatusCode, err)
	}
	l.say("first page: %d bytes zipped", len(data))
}

// clones makes n sessions with a form that is filled in, as copies of the one that
// was filled in by hand, each of another person.
func (l *loadRun) clones(n int) (tokens []string) {
	l.t.Helper()
	for range n {
		l.people++
		token, id := make([]byte, 32), rand.Text()
		_, _ = rand.Read(token)
		tokens = append(tokens, base64.RawURLEncoding.EncodeToString(token))
		sum := sha256.Sum256([]byte(tokens[len(tokens)-1]))
		_, err := l.pool.Exec(l.t.Context(), `
			WITH first AS (
				SELECT *
				FROM drafts
				WHERE form = $1 AND reference = ''
				ORDER BY changed_at
				LIMIT 1
			), filled AS (
				INSERT INTO drafts
				SELECT (jsonb_populate_record(drafts, jsonb_build_object('id', $2::text, 'answers', drafts.answers || $4::jsonb))).*
				FROM drafts
				WHERE id = (SELECT id FROM first)
			)
			INSERT INTO sessions (token, data, expiry)
			SELECT $3, convert_to(replace(convert_from(data, 'UTF8'), first.id, $2), 'UTF8'), expiry
			FROM sessions, first
			WHERE position(first.id::bytea in data) > 0`, loadForm, id, base64.RawURLEncoding.EncodeToString(sum[:]), loadPerson(l.people))
		if err != nil {
			l.t.Fatal(err)
		}
	}
	return tokens
}

// sends compares sending forms that are filled in with the same rows, written by
// pgbench as fast as PostgreSQL can. Both begin warm; pgbench begins when what follows
// from the forms is done, and has the machine to itself.
func (l *loadRun) sends() {
	l.makePgbenchDatabase()
	l.plan.Tokens = l.clones(warmUp)
	l.k6("send", nil)
	l.takeRows()
	l.pgbench()
	for range l.length.rounds {
		l.plan.Tokens = l.clones(l.length.sends)
		l.settled()
		before, began := l.stored(), l.use()
		r, _ := l.k6("send", nil)
		sending := l.use().since(began)
		accepted, rate := int(r["accepted"]["count"]), r["accepted"]["rate"]
		if got := l.stored() - before; accepted != l.length.sends || got != accepted {
			l.t.Errorf("%d forms were sent: %d accepted, %d stored", l.length.sends, accepted, got)
		}
		l.capacity = max(l.capacity, rate)
		l.settled()
		all := l.use().since(began)
		alone := l.pgbench()
		l.say("sending: %.0f/s (p99 %.0f ms); pgbench %.0f/s: %.2f; processor each: %s; with all that follows %s",
			rate, r["http_req_duration"]["p(99)"], alone, rate/alone, sending.each(accepted), all.each(accepted))
	}
}

// warmUp is how many forms are sent before anything is measured.
const warmUp = 100

// settled waits until all steps but the mails, for which there is no server, are done.
func (l *loadRun) settled() {
	l.t.Helper()
	const left = `SELECT count(*) FROM river_job WHERE state IN ('available', 'running') AND kind NOT IN ('send_mail', 'sweep')`
	for range 600 {
		var n int
		if err := l.pool.QueryRow(l.t.Context(), left).Scan(&n); err != nil {
			l.t.Fatal(err)
		}
		if n == 0 {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	l.t.Error("the steps that follow are not done in two minutes")
}

// loadUse is processor time of the parts of the service so far, in seconds.
type loadUse struct{ program, pictures, postgres, objects float64 }

func (l *loadRun) use() loadUse {
	pid := l.serving.cmd.Process.Pid
	return loadUse{used(l.t, pid), l.picturesUse(), l.postgresUse(), used(l.t, children(l.t, pid, "postkamer-s3")...)}
}

func (u loadUse) since(before loadUse) loadUse {
	return loadUse{u.program - before.program, u.pictures - before.pictures, u.postgres - before.postgres, u.objects - before.objects}
}

// each says what one of n cost.
func (u loadUse) each(n int) string {
	ms := func(seconds float64) float64 { return seconds / float64(max(n, 1)) * 1e3 }
	return fmt.Sprintf("%.1f ms (program %.1f, PostgreSQL %.1f, object store %.1f) and %.1f ms in what looks at files and pages",
		ms(u.program+u.postgres+u.objects), ms(u.program), ms(u.postgres), ms(u.objects), ms(u.pictures))
}

// picturesUse is the processor time so far of the processes that decode files and pages:
// those that run, and those that ended and were waited for, in seconds.
func (l *loadRun) picturesUse() float64 {
	pid := l.serving.cmd.Process.Pid
	return used(l.t, children(l.t, pid, ocr.ChildCommand)...) + usedOfEnded(l.t, pid)
}

// postgresUse is the processor time of PostgreSQL so far, in seconds.
func (l *loadRun) postgresUse() float64 {
	parents := children(l.t, l.serving.cmd.Process.Pid, "postgres")
	all := slices.Clone(parents)
	for _, pid := range parents {
		all = append(all, children(l.t, pid)...)
	}
	return used(l.t, all...)
}

// steady lets ten people a second fill in and send a form.
func (l *loadRun) steady() {
	const rate = 10
	r, references := l.k6("form", map[string]string{"RATE": strconv.Itoa(rate), "SECONDS": strconv.Itoa(l.length.steady), "VUS": "30"})
	l.say("%d whole forms a second for %d s: %.0f accepted, %.0f wrong answers, receipt p99 %.0f ms (p50 %.0f), memory at most %d MB",
		rate, l.length.steady, r["accepted"]["count"], r["failed"]["count"], r["receipt"]["p(99)"], r["receipt"]["med"], l.rss>>10)
	if wrong := r["failed"]["count"]; wrong > 0 {
		l.t.Errorf("%.0f answers are wrong", wrong)
	}
	l.allKept(references)
}

// allKept looks that what people were told is there is there.
func (l *loadRun) allKept(references []string) {
	l.t.Helper()
	if got := l.kept(references); got != len(references) {
		l.t.Errorf("%d references were given, %d are stored", len(references), got)
	}
}

// flood lets five times as many people come as can be served.
func (l *loadRun) flood() {
	whole := l.capacity / float64(len(l.plan.Steps)+1) // a whole form asks all its pages
	rate := int(math.Ceil(5 * whole))
	before := l.stored()
	r, references := l.k6("flood", map[string]string{"RATE": strconv.Itoa(rate), "SECONDS": strconv.Itoa(l.length.flood), "VUS": "200"})
	l.say("%d people a second for %d s: %.0f accepted, %.0f not let in, %.0f could not finish; %.0f refusals, %.0f later than 100 ms, p50 %.0f ms, p99 %.0f ms, at most %.0f ms; receipt p99 %.0f ms; %.0f wrong answers; memory at most %d MB",
		rate, l.length.flood, r["accepted"]["count"], r["turned"]["count"], r["halfway"]["count"],
		r["refused"]["count"], r["late"]["count"], r["refused"]["med"], r["refused"]["p(99)"], r["refused"]["max"], r["receipt"]["p(99)"], r["failed"]["count"], l.rss>>10)
	l.allKept(references)
	if got, want := l.stored()-before, int(r["accepted"]["count"]); got != want {
		l.t.Errorf("%d were accepted and %d stored", want, got)
	}
}

// verify looks that the mail-room itself finds nothing wrong, once the jobs are done.
func (l *loadRun) verify() {
	counts := verified(l.t, l.data)
	l.say("verify: 0 findings, %d pieces, memory at most %d MB", counts.Pieces, l.rss>>10)
	if l.rss > 400<<10 {
		l.t.Errorf("the service had %d MB of memory", l.rss>>10)
	}
}
