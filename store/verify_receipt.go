package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// receiptRules are the parts of the promise that receipts and outages add.
var receiptRules = []struct{ name, sql string }{
	{"what a citizen sent by a form has a receipt", `
		SELECT 'piece ' || p.id, 'has no receipt'
		FROM pieces p JOIN drafts d ON d.reference = p.reference
		WHERE p.channel = 'form'
			AND p.received_at > (SELECT max(tstamp) FROM goose_db_version WHERE version_id = 25 AND is_applied)
			AND NOT EXISTS (SELECT 1 FROM receipts WHERE piece_id = p.id)`},
	{"the mail of a receipt is tied to the case once that is there", `
		SELECT 'receipt of piece ' || r.piece_id, 'its mail tells no case'
		FROM receipts r JOIN mails m ON m.id = r.mail_id JOIN cases c ON c.piece_id = r.piece_id
		WHERE m.case_id IS NULL`},
	{"a receipt by letter has its letter, or says why not", `
		SELECT 'receipt of piece ' || r.piece_id, 'waits for its letter for more than ten minutes'
		FROM receipts r JOIN cases c ON c.piece_id = r.piece_id
		WHERE r.way = 'letter' AND r.letter_id IS NULL AND r.unsent = '' AND greatest(c.created_at, r.state_since) < now() - interval '10 minutes'`},
	{"a receipt of which the mail did not get through goes by letter", `
		SELECT 'receipt of piece ' || r.piece_id, 'its mail failed and no letter takes its place'
		FROM receipts r JOIN mails m ON m.id = r.mail_id
		WHERE m.state = 'failed' AND m.state_since > (SELECT max(tstamp) FROM goose_db_version WHERE version_id = 30 AND is_applied)`},
	{"a piece counts from a day on which an outage began", `
		SELECT 'piece ' || p.id, 'counts from ' || p.counts_on || ', when no outage began'
		FROM pieces p
		WHERE p.counts_on IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM outages WHERE (began_at AT TIME ZONE 'Europe/Amsterdam')::date = p.counts_on)`},
}

// checkReceipts checks that every copy that a citizen got is in the bucket as it was.
func (v *verifier) checkReceipts(ctx context.Context) error {
	rows, _ := v.tx.Query(ctx, `SELECT 'receipt of piece ' || piece_id, sha256, size FROM receipts WHERE state = 'made'`)
	var subject, sha string
	var size int64
	_, err := pgx.ForEachRow(rows, []any{&subject, &sha, &size}, func() error {
		if got, there := v.sizes[addressed(receiptsPrefix, sha)]; !there || got != size {
			v.found("every copy that a citizen got is in the bucket", subject, "is not in the bucket, or of another size")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("receipts: %w", err)
	}
	return nil
}
