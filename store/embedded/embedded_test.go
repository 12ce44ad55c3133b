package embedded_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"postkamer/store/embedded"
)

// patience bounds everything that a test waits for.
const patience = 40 * time.Second

var errSamePID = errors.New("the process id did not change")

func options(t testing.TB) embedded.Options {
	t.Helper()
	binary, err := filepath.Abs("../../bin/postkamer-s3")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(binary); err != nil {
		t.Fatalf("run `make build` first: %v", err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	return embedded.Options{S3Binary: binary, TestMode: true, Log: log}
}

func open(t testing.TB, dir string) *embedded.Servers {
	t.Helper()
	return openWith(t, dir, options(t))
}

func openWith(t testing.TB, dir string, opts embedded.Options) *embedded.Servers {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s, err := embedded.Open(ctx, dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeServers(t, s) })
	return s
}

func closeServers(t testing.TB, s *embedded.Servers) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
}

func pool(t testing.TB, s *embedded.Servers) *pgxpool.Pool {
	t.Helper()
	p, err := pgxpool.New(t.Context(), s.Settings().DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func client(t testing.TB, s *embedded.Servers) *minio.Client {
	t.Helper()
	set := s.Settings()
	c, err := minio.New(set.S3Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(set.S3AccessKey, set.S3SecretKey, ""), Secure: set.S3Secure, MaxRetries: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustExec(t testing.TB, p *pgxpool.Pool, sql string) {
	t.Helper()
	if _, err := p.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func count(t testing.TB, p *pgxpool.Pool) (n int) {
	t.Helper()
	if err := p.QueryRow(t.Context(), `SELECT count(*) FROM kept`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func put(t testing.TB, s *embedded.Servers, key, text string, opts minio.PutObjectOptions) error {
	t.Helper()
	_, err := client(t, s).PutObject(t.Context(), s.Settings().S3Bucket, key, strings.NewReader(text), int64(len(text)), opts)
	return err
}

func get(t testing.TB, s *embedded.Servers, key string) string {
	t.Helper()
	obj, err := client(t, s).GetObject(t.Context(), s.Settings().S3Bucket, key, minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer obj.Close()
	data, err := io.ReadAll(obj)
	if err != nil {
		t.Fatalf("get %s: %v", key, err)
	}
	return string(data)
}

// eventually tries f until it returns nil.
func eventually(t testing.TB, what string, f func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := f()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s: %v", what, err)
		case <-tick.C:
		}
	}
}

func TestSecondStartKeepsRowsAndObjects(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	if !first.Owner() {
		t.Error("the first to open a folder does not own it")
	}
	mustExec(t, pool(t, first), `CREATE TABLE kept AS SELECT 1 AS one`)
	if err := put(t, first, "a/b", "letter", minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	closeServers(t, first)
	if _, err := embedded.ReadRun(dir); !os.IsNotExist(err) {
		t.Errorf("%s is there after Close: %v", embedded.RunFile, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "pg", "postmaster.pid")); !os.IsNotExist(err) {
		t.Errorf("PostgreSQL did not stop cleanly: %v", err)
	}
	second := open(t, dir)
	if n := count(t, pool(t, second)); n != 1 {
		t.Errorf("%d rows after a restart, want 1", n)
	}
	if got := get(t, second, "a/b"); got != "letter" {
		t.Errorf("object is %q after a restart", got)
	}
	if first.Settings().S3SecretKey != second.Settings().S3SecretKey {
		t.Error("the S3 keys changed")
	}
}

func TestSecondOpenerAttaches(t *testing.T) {
	dir := t.TempDir()
	owner := open(t, dir)
	guest := open(t, dir)
	if guest.Owner() {
		t.Error("the second opener owns the folder too")
	}
	if owner.Settings() != guest.Settings() {
		t.Error("the second opener has other settings")
	}
	if guest.PostgresPID() != owner.PostgresPID() || guest.S3PID() != owner.S3PID() {
		t.Error("the second opener knows other process ids")
	}
	closeServers(t, guest)
	mustExec(t, pool(t, owner), `SELECT 1`)
}

func TestOpenersAtTheSameTimeShareOneOwner(t *testing.T) {
	dir := t.TempDir()
	opts := options(t)
	results := make(chan *embedded.Servers, 4)
	for range cap(results) {
		go func() {
			s, err := embedded.Open(t.Context(), dir, opts)
			if err != nil {
				t.Error(err)
			}
			results <- s
		}()
	}
	owners := 0
	for range cap(results) {
		s := <-results
		if s == nil {
			continue
		}
		t.Cleanup(func() { closeServers(t, s) })
		if s.Owner() {
			owners++
		}
	}
	if owners != 1 {
		t.Errorf("%d owners, want 1", owners)
	}
}

func TestFilesWithSecretsAreOursAlone(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	for _, name := range []string{"run.json", "s3.json", "postgres.log", "s3.log", "lock"} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if st.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, st.Mode())
		}
	}
}

func TestLogHoldsNoValues(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	p := pool(t, s)
	mustExec(t, p, `CREATE TABLE kept (name text PRIMARY KEY, day date)`)
	for range 2 {
		_, _ = p.Exec(t.Context(), `INSERT INTO kept (name) VALUES ($1)`, "Jansen-geheim")
	}
	_, err := p.Exec(t.Context(), `INSERT INTO kept (name, day) VALUES ('x', 'geheim-datum')`)
	if err == nil {
		t.Fatal("a bad date was stored")
	}
	closeServers(t, s)
	for _, name := range []string{"postgres.log", "s3.log"} {
		log, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(log), "geheim") {
			t.Errorf("%s holds what was stored:\n%s", name, log)
		}
	}
}

func TestS3RefusesWhatItShould(t *testing.T) {
	s := open(t, t.TempDir())
	once := minio.PutObjectOptions{}
	once.SetMatchETagExcept("*")
	sum := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 32))
	wrong := minio.PutObjectOptions{UserMetadata: map[string]string{"X-Amz-Checksum-Sha256": sum}}
	tests := []struct {
		rule string
		key  string
		opts minio.PutObjectOptions
		want int // HTTP status, 0 for success
	}{
		{"a new key is stored", "new", once, 0},
		{"a key that is there is not stored again", "new", once, http.StatusPreconditionFailed},
		{"bytes that do not match their hash are refused", "wrong", wrong, http.StatusBadRequest},
	}
	for _, test := range tests {
		err := put(t, s, test.key, "text", test.opts)
		if got := status(err); got != test.want {
			t.Errorf("%s: status %d (%v), want %d", test.rule, got, err, test.want)
		}
	}
	if _, err := client(t, s).StatObject(t.Context(), s.Settings().S3Bucket, "wrong", minio.StatObjectOptions{}); err == nil {
		t.Error("the refused object is there")
	}
}

func status(err error) int {
	if err == nil {
		return 0
	}
	return minio.ToErrorResponse(err).StatusCode
}

func TestBigObjectInPartsComesBackWhole(t *testing.T) {
	s := open(t, t.TempDir())
	c := client(t, s)
	data := bytes.Repeat([]byte("0123456789abcdef"), 20<<20/16)
	data[7<<20] = 'X'
	opts := minio.PutObjectOptions{PartSize: 5 << 20}
	if _, err := c.PutObject(t.Context(), s.Settings().S3Bucket, "big", bytes.NewReader(data), int64(len(data)), opts); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, "big"); got != string(data) {
		t.Errorf("%d bytes came back of %d, or others", len(got), len(data))
	}
}

func TestKilledPostgresComesBackOnTheSameSocket(t *testing.T) {
	dir := t.TempDir()
	opts := options(t)
	opts.TestMode = false
	s := openWith(t, dir, opts)
	p := pool(t, s)
	mustExec(t, p, `CREATE TABLE kept AS SELECT 1 AS one`)
	old := s.PostgresPID()
	kill(t, old)
	eventually(t, "the pool does not recover", func() error {
		if s.PostgresPID() == old {
			return errSamePID
		}
		return p.Ping(t.Context())
	})
	if n := count(t, p); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
	eventually(t, "run.json names the old process", func() error {
		run, err := embedded.ReadRun(dir)
		if err == nil && run.Postgres != s.PostgresPID() {
			err = os.ErrInvalid
		}
		return err
	})
}

func TestDatabaseIsSafeUnlessForTests(t *testing.T) {
	opts := options(t)
	opts.TestMode = false
	p := pool(t, openWith(t, t.TempDir(), opts))
	for setting, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on",
		"listen_addresses": "", "server_encoding": "UTF8", "TimeZone": "UTC",
	} {
		var got string
		if err := p.QueryRow(t.Context(), `SELECT current_setting($1)`, setting).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
}

func TestKilledS3ComesBackOnTheSamePortWithItsObjects(t *testing.T) {
	s := open(t, t.TempDir())
	for _, key := range []string{"a", "b/c", "d/e/f"} {
		if err := put(t, s, key, "text of "+key, minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	old := s.S3PID()
	kill(t, old)
	eventually(t, "the S3 server does not come back", func() error {
		if s.S3PID() == old {
			return errSamePID
		}
		_, err := client(t, s).BucketExists(t.Context(), s.Settings().S3Bucket)
		return err
	})
	for _, key := range []string{"a", "b/c", "d/e/f"} {
		if got := get(t, s, key); got != "text of "+key {
			t.Errorf("object %s is %q", key, got)
		}
	}
}

func kill(t testing.TB, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}
