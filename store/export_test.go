package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"postkamer"
)

// Reap is one round of what HoldLease does every two seconds.
func (s *Store) Reap(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig.Copy())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return s.reap(ctx, conn)
}

// MigrateTo brings an empty database to an older version of ours.
func MigrateTo(ctx context.Context, url string, version int64) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := migrateJobs(ctx, pool); err != nil {
		return err
	}
	return migrateTablesTo(ctx, pool, version)
}

// For tests of what no other package sees.
const (
	LeaseClass   = leaseClass
	FreeReaps    = freeReaps
	MaxAttempts  = maxAttempts
	BatchLines   = batchLines
	OriginalsKey = originalsPrefix
)

// Addressed is the object key of content.
func Addressed(sha string) string { return addressed(originalsPrefix, sha) }

// CopyKey is the object key of a copy.
func CopyKey(c postkamer.Copy) string { return addressed(copiesPrefix, c.SHA256) }

// Rules are the names of everything that Verify can find.
func Rules() []string {
	names := []string{"counts add up", "every file has its original, unchanged", "every prepared page has its view", "every batch has its envelope",
		"every copy that was made is in the bucket", "every letter that went out is in the bucket"}
	for _, r := range slices.Concat(rules, letterRules, mailRules, workRules, identityRules) {
		names = append(names, r.name)
	}
	return names
}

// DeskRules are the names of what Verify can find at the scan desk.
func DeskRules() []string {
	names := []string{"every file of an open stack has its envelope"}
	for _, r := range deskRules {
		names = append(names, r.name)
	}
	return names
}

// EarlierSQL and BandsOf let a benchmark ask how PostgreSQL looks for earlier pieces.
const EarlierSQL = earlierSQL

// BandsOf is bandsOf.
func BandsOf(sketch []int64) []int64 { return bandsOf(sketch) }

// ClaimSQL and StrandedSQL let a benchmark ask how PostgreSQL does them.
const (
	ClaimSQL    = claimNext
	StrandedSQL = strandedSQL
)

// FormRules are the names of what Verify can find about what citizens send by forms.
func FormRules() []string {
	names := []string{"every file that was added to a form is there", "every copy that a citizen got is in the bucket"}
	for _, r := range slices.Concat(uploadRules, slotRules, receiptRules, laterRules) {
		names = append(names, r.name)
	}
	return names
}
