package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// pgPort is only a part of the socket's name.
	pgPort = "5432"
	// pgPatience bounds a start: a replay of the log after a kill takes its time.
	pgPatience = 5 * time.Minute
	// pgPoll is how often a starting server is asked whether it is ready.
	pgPoll = 15 * time.Millisecond
)

// postgres knows how to start the database server of a data folder.
type postgres struct {
	bin        string // folder of the programs
	data       string // folder of the database
	socketDir  string // see socket.go
	socketLink string
	logFile    string
	account    account
	test       bool
}

func postgresStop() []nudge {
	return []nudge{
		{syscall.SIGINT, 20 * time.Second}, // fast: cancel what runs, write all down
		{syscall.SIGQUIT, 5 * time.Second}, // immediate: leave the rest to the log
		{syscall.SIGKILL, time.Second},
	}
}

func killNow() []nudge { return []nudge{{syscall.SIGKILL, 5 * time.Second}} }

// newPostgres finds the programs and makes a fresh socket folder.
func newPostgres(dir string, opts Options) (*postgres, error) {
	p := &postgres{
		data:       filepath.Join(dir, "pg"),
		socketLink: socketLink(dir),
		logFile:    filepath.Join(dir, "postgres.log"),
		test:       opts.TestMode,
	}
	want, err := madeBy(p.data)
	if err != nil {
		return nil, err
	}
	if p.bin, err = findPostgres(opts.PGBin, want); err != nil {
		return nil, err
	}
	if p.account, err = chooseAccount(p.data); err != nil {
		return nil, err
	}
	if err := p.makeSocketDir(); err != nil {
		return nil, fmt.Errorf("make a folder for PostgreSQL's socket: %w", err)
	}
	return p, nil
}

// start starts the server, with a new database when there is none, and returns
// when it answers.
func (p *postgres) start(ctx context.Context) (*process, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, pgPatience, errors.New("PostgreSQL did not answer in time"))
	defer cancel()
	have, err := madeBy(p.data)
	if err != nil {
		return nil, err
	}
	if have == "" {
		err = p.initdb(ctx)
	} else {
		err = p.clear(ctx)
	}
	if err != nil {
		return nil, err
	}
	proc, logged, err := p.launch()
	if err != nil {
		return nil, err
	}
	if err := p.ready(ctx, proc, logged); err != nil {
		return nil, errors.Join(err, proc.stop(ctx, postgresStop()))
	}
	return proc, nil
}

// clear stops what a killed owner or a killed main process left running on this
// database, and drops a postmaster.pid that names a process which is not ours:
// PostgreSQL itself refuses to start when that id is in use, by whatever program.
func (p *postgres) clear(ctx context.Context) error {
	pidFile := filepath.Join(p.data, "postmaster.pid")
	pid := postmasterPID(pidFile)
	if err := stopOrphans(ctx, "postgres", p.data, pid, postgresStop()); err != nil {
		return err
	}
	clearSocketDir(p.socketDir)
	if pid == 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil // PostgreSQL sees that for itself
	}
	if err := os.Remove(pidFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop a stale postmaster.pid: %w", err)
	}
	return nil
}

// postmasterPID reads the id of the main process, 0 when there is none.
func postmasterPID(path string) int {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(data), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}

// launch starts the program. logged is the size of its log before.
func (p *postgres) launch() (proc *process, logged int64, err error) {
	out, err := openLog(p.logFile)
	if err != nil {
		return nil, 0, err
	}
	defer out.Close()
	if st, err := out.Stat(); err == nil {
		logged = st.Size()
	}
	cmd := p.command("postgres", p.args()...)
	cmd.Stdout, cmd.Stderr = out, out
	proc, err = startProcess(cmd, syscall.SIGINT)
	if err != nil {
		return nil, 0, fmt.Errorf("start PostgreSQL: %w", p.account.explain(err, p.data))
	}
	return proc, logged, nil
}

// command runs a program of PostgreSQL with an environment that holds nothing
// of ours: no secrets, no PG variables.
func (p *postgres) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir = "/"
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC", "HOME=/", "PATH=" + p.bin + ":/usr/bin:/bin"}
	cmd.SysProcAttr = p.account.attributes()
	return cmd
}

// ready waits until the server answers and makes our database if need be.
func (p *postgres) ready(ctx context.Context, proc *process, logged int64) error {
	for {
		err := p.ensureDatabase(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-proc.done:
			return fmt.Errorf("PostgreSQL ended while starting: %s: %s", proc.ending(), tail(p.logFile, logged))
		case <-ctx.Done():
			return fmt.Errorf("start PostgreSQL: %w: %w", context.Cause(ctx), err)
		case <-time.After(pgPoll):
		}
	}
}

func (p *postgres) ensureDatabase(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, p.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var have bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, databaseName).Scan(&have)
	if err != nil || have {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE DATABASE `+databaseName)
	return err
}

// url is how clients reach a database of this server.
func (p *postgres) url(database string) string {
	q := url.Values{"host": {p.socketDir}, "port": {pgPort}, "sslmode": {"disable"}}
	return "postgres://" + databaseUser + "@/" + database + "?" + q.Encode()
}

func pingPostgres(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}
