package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// RunFile is the name, inside the data folder, of the file that says where the
// servers are. It is there only while they are usable.
const RunFile = "run.json"

// A Run is the content of RunFile.
type Run struct {
	Owner     int       `json:"owner"`    // process id of the program that watches the servers
	Postgres  int       `json:"postgres"` // process id
	S3        int       `json:"s3"`       // process id
	Started   time.Time `json:"started"`
	SocketDir string    `json:"socket_dir"` // of PostgreSQL
	Settings  Settings  `json:"settings"`
}

// ReadRun reads the RunFile of a data folder. Without one the error is
// fs.ErrNotExist. The servers may have gone since.
func ReadRun(dir string) (Run, error) {
	var r Run
	err := readJSON(filepath.Join(dir, RunFile), &r)
	return r, err
}

func removeRun(dir string) error {
	err := os.Remove(filepath.Join(dir, RunFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func readJSON(path string, to any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, to); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// writeJSON writes a file that only we can read, whole or not at all.
func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails after the rename, as it should
	_, err = f.Write(append(data, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
