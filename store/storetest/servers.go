package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"postkamer/store/embedded"
)

// SettingsVariable names the environment variable with the settings, as JSON,
// of servers that run already.
const SettingsVariable = "POSTKAMER_TEST_SETTINGS"

// folderPrefix begins the names of the servers' folders; the process id of the
// test program follows, so that the next one can tell which are left over.
const folderPrefix = "pkstoretest-"

// shared is the one pair of servers of this test program. It is a global
// because package testing gives tests nothing that outlives them.
var shared struct {
	sync.Mutex
	started  bool
	err      error
	settings embedded.Settings
	servers  *embedded.Servers // nil when they are somebody else's
	dir      string
	template string // name of the migrated database, "" until it is made
}

// Main runs the tests and stops the servers. It returns the exit status.
func Main(m *testing.M) int {
	status := m.Run()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := stop(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "stop the test servers:", err)
		return max(status, 1)
	}
	return status
}

// Servers returns how to reach the servers of this test program, and starts
// them when they do not run yet. Their database is empty.
func Servers(t testing.TB) embedded.Settings {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.started {
		shared.started = true
		shared.err = start(t.Context())
	}
	if shared.err != nil {
		t.Fatalf("test servers: %v", shared.err)
	}
	return shared.settings
}

func start(ctx context.Context) error {
	if given := os.Getenv(SettingsVariable); given != "" {
		if err := json.Unmarshal([]byte(given), &shared.settings); err != nil {
			return fmt.Errorf("read %s: %w", SettingsVariable, err)
		}
		return nil
	}
	var err error
	shared.servers, shared.dir, err = Start(ctx)
	if err == nil {
		shared.settings = shared.servers.Settings()
	}
	return err
}

// Start starts a pair of test servers in a temporary folder, which the caller
// removes after closing them. Tests do not need it; see Servers.
func Start(ctx context.Context) (servers *embedded.Servers, dir string, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	removeLeftovers()
	binary, err := s3Binary()
	if err != nil {
		return nil, "", err
	}
	dir, err = os.MkdirTemp("", folderPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, "", err
	}
	servers, err = embedded.Open(ctx, dir, embedded.Options{S3Binary: binary, TestMode: true})
	if err != nil {
		return nil, "", errors.Join(err, os.RemoveAll(dir))
	}
	return servers, dir, nil
}

func stop(ctx context.Context) error {
	shared.Lock()
	defer shared.Unlock()
	if shared.servers == nil {
		return dropTemplate(ctx)
	}
	err := shared.servers.Close(ctx)
	return errors.Join(err, os.RemoveAll(shared.dir))
}

// s3Binary finds bin/postkamer-s3 in the project that the test belongs to.
func s3Binary() (string, error) {
	if given := os.Getenv("POSTKAMER_S3_BIN"); given != "" {
		return given, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "bin", "postkamer-s3")
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", errors.New("bin/postkamer-s3 is not there: run `make build` first")
}

// removeLeftovers removes the folders of test programs that have died. Their
// servers died with them.
func removeLeftovers() {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*")) // fails only for a bad pattern
	for _, dir := range folders {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), folderPrefix), "-")
		pid, err := strconv.Atoi(number)
		if err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			// Somebody else's, or being removed by another test program: leave it.
			_ = embedded.RemoveSocket(dir)
			_ = os.RemoveAll(dir)
		}
	}
}
