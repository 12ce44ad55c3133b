package storetest_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"postkamer/store"
	"postkamer/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestStoreIsReady(t *testing.T) {
	database, storage := storetest.Open(t).Ready(t.Context())
	if database != nil || storage != nil {
		t.Errorf("not ready: %v, %v", database, storage)
	}
}

func TestTestsDoNotSeeEachOther(t *testing.T) {
	first, second := storetest.NewDatabase(t), storetest.NewDatabase(t)
	if first.S3Bucket == second.S3Bucket {
		t.Error("two tests share a bucket")
	}
	if !has(t, first.DatabaseURL, "batches") || !has(t, second.DatabaseURL, "batches") {
		t.Fatal("a database is not migrated")
	}
	pool, err := pgxpool.New(t.Context(), first.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(t.Context(), `CREATE TABLE mine ()`); err != nil {
		t.Fatal(err)
	}
	if has(t, second.DatabaseURL, "mine") {
		t.Error("two tests share a database")
	}
	if has(t, storetest.NewDatabase(t).DatabaseURL, "mine") {
		t.Error("a test changes what later tests get")
	}
}

func TestNothingIsLeftOfATest(t *testing.T) {
	var cfg store.Config
	t.Run("a test with rows and objects", func(t *testing.T) {
		cfg = storetest.Config(t)
		s, err := store.Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		if _, err := storetest.PutOriginal(t.Context(), s, []byte("letter")); err != nil {
			t.Fatal(err)
		}
	})
	conn, err := pgx.Connect(t.Context(), cfg.DatabaseURL)
	if err == nil {
		conn.Close(t.Context())
		t.Error("the database is left")
	}
	client, err := minio.New(cfg.S3Endpoint, &minio.Options{Creds: credentials.NewStaticV4(cfg.S3AccessKey, cfg.S3SecretKey, "")})
	if err != nil {
		t.Fatal(err)
	}
	if left, err := client.BucketExists(t.Context(), cfg.S3Bucket); left || err != nil {
		t.Errorf("the bucket is left (%v)", err)
	}
}

func has(t *testing.T, url, table string) (found bool) {
	t.Helper()
	query(t, url, `SELECT to_regclass($1) IS NOT NULL`, &found, table)
	return found
}

func query(t *testing.T, url, sql string, to any, args ...any) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := pool.QueryRow(t.Context(), sql, args...).Scan(to); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkNewDatabase(b *testing.B) {
	storetest.NewDatabase(b)
	for b.Loop() {
		storetest.NewDatabase(b)
	}
}
