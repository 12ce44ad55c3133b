package embedded

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	s3Program  = "postkamer-s3"
	s3Patience = 20 * time.Second
	s3Poll     = 10 * time.Millisecond
	// s3AddressTaken is the exit status with which the program says so.
	s3AddressTaken = 3
	// s3Ports bounds how many ports are tried at the first start.
	s3Ports = 10
)

// s3Server knows how to start the S3 server of a data folder.
type s3Server struct {
	binary  string
	root    string
	logFile string
	keys    s3Keys
	address string // host:port; "" until a free one is found
	fixed   bool   // clients know the address: no other will do
}

// s3Keys are in s3.json.
type s3Keys struct {
	Access string `json:"access_key"`
	Secret string `json:"secret_key"`
}

func s3Stop() []nudge {
	return []nudge{{syscall.SIGTERM, 5 * time.Second}, {syscall.SIGKILL, time.Second}}
}

func newS3(dir string, opts Options) (*s3Server, error) {
	binary, err := findS3(opts.S3Binary)
	if err != nil {
		return nil, err
	}
	keys, err := loadKeys(filepath.Join(dir, "s3.json"))
	if err != nil {
		return nil, err
	}
	return &s3Server{binary: binary, root: filepath.Join(dir, "s3"), logFile: filepath.Join(dir, "s3.log"), keys: keys}, nil
}

// findS3 returns the program: the given one, that of POSTKAMER_S3_BIN, the one
// next to the running program, or the one on the PATH.
func findS3(given string) (string, error) {
	if given == "" {
		given = os.Getenv("POSTKAMER_S3_BIN")
	}
	if given != "" {
		path, err := exec.LookPath(given)
		if err != nil {
			return "", fmt.Errorf("no S3 server at %s: run `make build`, or set POSTKAMER_S3_BIN to the program %s: %w", given, s3Program, err)
		}
		return filepath.Abs(path)
	}
	if self, err := os.Executable(); err == nil {
		if path, err := exec.LookPath(filepath.Join(filepath.Dir(self), s3Program)); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(s3Program)
	if err != nil {
		return "", fmt.Errorf("program %s is not next to postkamer and not on the PATH: run `make build`, "+
			"or set POSTKAMER_S3_BIN, or set POSTKAMER_S3_ENDPOINT to use a server elsewhere: %w", s3Program, err)
	}
	return filepath.Abs(path)
}

// loadKeys reads the keys, and makes them at the first start.
func loadKeys(path string) (s3Keys, error) {
	var k s3Keys
	err := readJSON(path, &k)
	if errors.Is(err, fs.ErrNotExist) {
		k = s3Keys{Access: randomHex(10), Secret: randomHex(20)} // the lengths of S3's own keys
		err = writeJSON(path, k)
	}
	if err != nil {
		return k, fmt.Errorf("keys of the S3 server: %w", unwritable(filepath.Dir(path), err))
	}
	if k.Access == "" || k.Secret == "" {
		return k, fmt.Errorf("keys of the S3 server: %s has none: remove it, and new ones are made", path)
	}
	return k, nil
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails, says its documentation
	return hex.EncodeToString(b)
}

func (s *s3Server) settings() Settings {
	return Settings{S3Endpoint: s.address, S3AccessKey: s.keys.Access, S3SecretKey: s.keys.Secret, S3Bucket: bucketName}
}

// keepPort makes later starts use the address of the first, which clients know by now.
func (s *s3Server) keepPort() { s.fixed = true }

// start starts the server and returns when the bucket is there. At the first
// start it looks for a free port, and for another when that was taken just then.
func (s *s3Server) start(ctx context.Context) (*process, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s3Patience, errors.New("the S3 server did not answer in time"))
	defer cancel()
	if err := stopOrphans(ctx, s3Program, filepath.Join(s.root, "data"), 0, s3Stop()); err != nil {
		return nil, err
	}
	if s.fixed {
		proc, _, err := s.try(ctx)
		return proc, err
	}
	for range s3Ports {
		address, err := freeAddress()
		if err != nil {
			return nil, err
		}
		s.address = address
		proc, taken, err := s.try(ctx)
		if !taken {
			return proc, err
		}
	}
	return nil, errors.New("start the S3 server: every port that was free was taken a moment later")
}

// try starts the server once; taken says that another program has the port.
func (s *s3Server) try(ctx context.Context) (proc *process, taken bool, err error) {
	proc, logged, err := s.launch()
	if err != nil {
		return nil, false, err
	}
	if err := s.ready(ctx, proc, logged); err != nil {
		err = errors.Join(err, proc.stop(ctx, s3Stop()))
		return nil, proc.exitCode() == s3AddressTaken, err
	}
	return proc, false, nil
}

func (s *s3Server) launch() (proc *process, logged int64, err error) {
	out, err := openLog(s.logFile)
	if err != nil {
		return nil, 0, err
	}
	defer out.Close()
	if st, err := out.Stat(); err == nil {
		logged = st.Size()
	}
	cmd := exec.Command(s.binary, "-root", s.root, "-listen", s.address, "-with-parent")
	cmd.Dir = "/"
	cmd.Env = []string{"POSTKAMER_S3_ACCESS_KEY=" + s.keys.Access, "POSTKAMER_S3_SECRET_KEY=" + s.keys.Secret}
	cmd.Stdout, cmd.Stderr = out, out
	// Held open and never written to: it closes when we die, and the server then ends.
	if _, err := cmd.StdinPipe(); err != nil {
		return nil, 0, fmt.Errorf("start the S3 server: %w", err)
	}
	if proc, err = startProcess(cmd, syscall.SIGTERM); err != nil {
		return nil, 0, fmt.Errorf("start the S3 server: %w", err)
	}
	return proc, logged, nil
}

// ready waits until the server answers to our keys, so that it is surely ours,
// and makes the bucket if need be.
func (s *s3Server) ready(ctx context.Context, proc *process, logged int64) error {
	for {
		err := ensureBucket(ctx, s.settings())
		if err == nil {
			return nil
		}
		select {
		case <-proc.done:
			return fmt.Errorf("the S3 server ended while starting: %s: %s", proc.ending(), tail(s.logFile, logged))
		case <-ctx.Done():
			return fmt.Errorf("start the S3 server: %w: %w", context.Cause(ctx), err)
		case <-time.After(s3Poll):
		}
	}
}

func ensureBucket(ctx context.Context, set Settings) error {
	client, err := s3Client(set)
	if err != nil {
		return err
	}
	have, err := client.BucketExists(ctx, set.S3Bucket)
	if err != nil || have {
		return err
	}
	return client.MakeBucket(ctx, set.S3Bucket, minio.MakeBucketOptions{})
}

// pingS3 tells whether the server answers.
func pingS3(ctx context.Context, set Settings) error {
	client, err := s3Client(set)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, err = client.BucketExists(ctx, set.S3Bucket)
	return err
}

func s3Client(set Settings) (*minio.Client, error) {
	return minio.New(set.S3Endpoint, &minio.Options{
		Creds:      credentials.NewStaticV4(set.S3AccessKey, set.S3SecretKey, ""),
		Secure:     set.S3Secure,
		MaxRetries: 1,
		Transport:  http.DefaultTransport, // it is asked every few seconds: one connection for all times
	})
}

// Ports below the range from which Linux takes those of outgoing connections:
// no client can sit on the server's port while that is being started again.
const (
	lowPort  = 20000
	highPort = 32000
)

// freeAddress finds a free port on the loopback interface.
func freeAddress() (string, error) {
	var last error
	for range 100 {
		var b [2]byte
		_, _ = rand.Read(b[:])
		port := lowPort + (int(b[0])<<8+int(b[1]))%(highPort-lowPort)
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		l, err := net.Listen("tcp", address)
		if err == nil {
			return address, l.Close()
		}
		last = err
	}
	return "", fmt.Errorf("find a free port: %w", last)
}
