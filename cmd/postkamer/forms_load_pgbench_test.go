package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"postkamer/store"
)

var pgbenchRate = regexp.MustCompile(`tps = ([0-9.]+)`)

// pgbench writes the rows of a submission, with 16 clients as k6 has, into a
// database of its own beside ours.
func (l *loadRun) pgbench() float64 {
	l.t.Helper()
	url := l.pool.Config().ConnConfig
	args := []string{"-n", "-M", "prepared", "-c", "16", "-j", "2", "-T", strconv.Itoa(l.length.seconds),
		"-f", "../../deploy/bench/submit.sql", "-h", url.Host, "-p", fmt.Sprint(url.Port), "-U", url.User}
	for name, value := range l.rows {
		args = append(args, "-D", name+"="+value)
	}
	cmd := exec.Command(pgbenchProgram(l.t), append(args, pgbenchDatabase)...)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+url.Password)
	out, err := cmd.CombinedOutput()
	found := pgbenchRate.FindSubmatch(out)
	if err != nil || found == nil {
		l.t.Fatalf("pgbench: %v: %s", err, out)
	}
	rate, _ := strconv.ParseFloat(string(found[1]), 64)
	return rate
}

// pgbenchDatabase is where pgbench writes.
const pgbenchDatabase = "pgbench"

// makePgbenchDatabase has the same tables as ours.
func (l *loadRun) makePgbenchDatabase() {
	l.t.Helper()
	if _, err := l.pool.Exec(l.t.Context(), `CREATE DATABASE `+pgbenchDatabase); err != nil {
		l.t.Fatal(err)
	}
	to := l.pool.Config().ConnConfig
	address := fmt.Sprintf("host='%s' port=%d user='%s' password='%s' dbname=%s", to.Host, to.Port, to.User, to.Password, pgbenchDatabase)
	if err := store.Migrate(l.t.Context(), address); err != nil {
		l.t.Fatal(err)
	}
}

// pgbenchProgram is beside PostgreSQL's other programs.
func pgbenchProgram(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(found) == 0 {
		t.Fatal("there is no pgbench: run deploy/packages.sh bench")
	}
	return found[len(found)-1]
}

// takeRows reads what the database keeps of a form that k6 sent, for pgbench to write the
// same: its answers as they were filled in and as they are read, the mail and the receipt.
// Where the sender stands, deploy/bench/submit.sql puts another person each time.
func (l *loadRun) takeRows() {
	l.t.Helper()
	const sent = `
		SELECT d.answers::text, p.answers::text, m.subject, m.body, r.words::text, d.answers -> 'bsn' ->> 0, d.answers -> 'tel' ->> 0, split_part(m.to_address, '@', 1)
		FROM drafts d
			JOIN pieces p ON p.reference = d.reference
			JOIN receipts r ON r.piece_id = p.id
			JOIN mails m ON m.id = r.mail_id
		LIMIT 1`
	var filled, read, subject, body, words, bsn, phone, name string
	if err := l.pool.QueryRow(l.t.Context(), sent).Scan(&filled, &read, &subject, &body, &words, &bsn, &phone, &name); err != nil {
		l.t.Fatal(err)
	}
	other := strings.NewReplacer(bsn, "BURGERNR", phone, "TELEFOON", strings.ReplaceAll(phone, " ", ""), "TELEFOON", name, "PERSOON")
	l.rows = map[string]string{"filled": other.Replace(filled), "read": other.Replace(read), "subject": subject, "body": body, "words": words}
	for _, mark := range []string{"BURGERNR", "TELEFOON", "PERSOON"} {
		if !strings.Contains(l.rows["read"], mark) {
			l.t.Fatalf("the answers of a form that was sent have no %s: pgbench would write the same person again and again", mark)
		}
	}
}
