package embedded

import "log/slog"

// Settings is what a program needs to use the servers.
type Settings struct {
	DatabaseURL string `json:"database_url"` // postgres://...
	S3Endpoint  string `json:"s3_endpoint"`  // host:port
	S3AccessKey string `json:"s3_access_key"`
	S3SecretKey string `json:"s3_secret_key"`
	S3Bucket    string `json:"s3_bucket"`
	S3Secure    bool   `json:"s3_secure"` // https
}

// String shows the settings without the secret, so that printing or logging them
// does no harm.
func (s Settings) String() string {
	return "database " + s.DatabaseURL + ", bucket " + s.S3Bucket + " at " + s.S3Endpoint
}

// LogValue is String, for slog.
func (s Settings) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Options of Open. The zero value is right for `postkamer serve`.
type Options struct {
	// Log receives starts, deaths and restarts; nil drops them.
	Log *slog.Logger
	// S3Binary is the program postkamer-s3. Empty: POSTKAMER_S3_BIN, else next to
	// the running program, else on the PATH.
	S3Binary string
	// PGBin is the folder with PostgreSQL's initdb and postgres. Empty:
	// POSTKAMER_PG_BIN, else where Linux distributions put them.
	PGBin string
	// TestMode makes a database that is fast and would not survive a loss of
	// power. For tests only.
	TestMode bool
}

// Names inside the embedded servers.
const (
	databaseName = "postkamer"
	databaseUser = "postkamer"
	bucketName   = "postkamer"
)
