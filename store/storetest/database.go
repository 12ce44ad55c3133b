package storetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"postkamer/store"
	"postkamer/store/embedded"
)

// cleanTime bounds the removal of a test's database and bucket.
const cleanTime = 30 * time.Second

// Open returns a store with a migrated, empty database and an empty bucket of
// its own. It is closed at the end of the test.
func Open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), Config(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Config is for store.Open, with a database and a bucket of the test's own; a
// test may open several stores on it. Warnings are logged to the test.
func Config(t testing.TB) store.Config {
	t.Helper()
	set := NewDatabase(t)
	return store.Config{
		DatabaseURL: set.DatabaseURL,
		S3Endpoint:  set.S3Endpoint,
		S3AccessKey: set.S3AccessKey,
		S3SecretKey: set.S3SecretKey,
		S3Bucket:    set.S3Bucket,
		S3Secure:    set.S3Secure,
		CacheDir:    t.TempDir(),
		Log:         slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
}

// NewDatabase makes a migrated, empty database and an empty bucket, both of them
// gone at the end of the test.
func NewDatabase(t testing.TB) embedded.Settings {
	t.Helper()
	set := Servers(t)
	template, err := migrated(t.Context(), set)
	if err != nil {
		t.Fatalf("make the migrated database: %v", err)
	}
	name := "test_" + randomName()
	if err := admin(t.Context(), set, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	own := set
	own.DatabaseURL = inDatabase(set.DatabaseURL, name)
	own.S3Bucket = "test-" + randomName()
	t.Cleanup(func() { clean(t, set, name, own) })
	if err := makeBucket(t.Context(), own); err != nil {
		t.Fatalf("make a bucket: %v", err)
	}
	return own
}

func clean(t testing.TB, set embedded.Settings, database string, own embedded.Settings) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), cleanTime)
	defer cancel()
	if err := admin(ctx, set, "DROP DATABASE IF EXISTS "+database+" WITH (FORCE)"); err != nil {
		t.Errorf("drop the test's database: %v", err)
	}
	if err := removeBucket(ctx, own); err != nil {
		t.Errorf("remove the test's bucket: %v", err)
	}
}

// migrated returns the name of the database that is copied for each test, and
// makes it the first time.
func migrated(ctx context.Context, set embedded.Settings) (string, error) {
	shared.Lock()
	defer shared.Unlock()
	if shared.template != "" {
		return shared.template, nil
	}
	name := "template_" + randomName()
	if err := admin(ctx, set, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	if err := store.Migrate(ctx, inDatabase(set.DatabaseURL, name)); err != nil {
		return "", err
	}
	shared.template = name
	return name, nil
}

// dropTemplate leaves servers that are somebody else's as they were.
func dropTemplate(ctx context.Context) error {
	if shared.template == "" {
		return nil
	}
	return admin(ctx, shared.settings, "DROP DATABASE "+shared.template)
}

// admin runs one statement in the servers' own database.
func admin(ctx context.Context, set embedded.Settings, sql string) error {
	conn, err := pgx.Connect(ctx, set.DatabaseURL)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

// inDatabase is the address of another database of the same server.
func inDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // then connecting to it says what is wrong
	}
	u.Path = "/" + name
	return u.String()
}

func makeBucket(ctx context.Context, set embedded.Settings) error {
	c, err := client(set)
	if err != nil {
		return err
	}
	return c.MakeBucket(ctx, set.S3Bucket, minio.MakeBucketOptions{})
}

func removeBucket(ctx context.Context, set embedded.Settings) error {
	c, err := client(set)
	if err != nil {
		return err
	}
	objects := c.ListObjects(ctx, set.S3Bucket, minio.ListObjectsOptions{Recursive: true})
	for failed := range c.RemoveObjects(ctx, set.S3Bucket, objects, minio.RemoveObjectsOptions{}) {
		return fmt.Errorf("remove an object: %w", failed.Err)
	}
	return c.RemoveBucket(ctx, set.S3Bucket)
}

func client(set embedded.Settings) (*minio.Client, error) {
	return minio.New(set.S3Endpoint, &minio.Options{
		Creds:     credentials.NewStaticV4(set.S3AccessKey, set.S3SecretKey, ""),
		Secure:    set.S3Secure,
		Transport: http.DefaultTransport, // one for all tests: the server bears only so many connections
	})
}

func randomName() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails, says its documentation
	return hex.EncodeToString(b[:])
}
