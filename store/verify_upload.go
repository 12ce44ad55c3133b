package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// uploadRules are the parts of the promise about the files of forms.
var uploadRules = []struct{ name, sql string }{
	{"a form waits only for the pages of its files", `
		SELECT 'piece ' || p.id, 'is ' || p.stage || ' and its files are ' || b.state
		FROM pieces p JOIN batches b ON b.id = p.batch_id
		WHERE b.channel = 'form' AND b.state <> 'split' AND (b.state <> 'splitting' OR p.stage <> 'received')`},
	{"what was sent with a form is among its files", `
		SELECT 'form ' || d.reference, 'a file that was sent with it is not there'
		FROM draft_files f JOIN drafts d ON d.id = f.draft_id
		WHERE f.sent AND NOT EXISTS (
			SELECT 1 FROM files o JOIN batches b ON b.id = o.batch_id
			WHERE b.reference = d.reference AND o.sha256 = f.sha256)`},
	{"a scan that waits has a job", `
		SELECT 'scan ' || s.id, 'waits for more than ten minutes without a job'
		FROM scans s
		WHERE s.state = 'waiting' AND s.state_since < now() - interval '10 minutes'
			AND NOT ` + fmt.Sprintf(liveJob, `'scan_upload'`, `'scan_id'`, `s.id`)},
}

// checkUploads checks that the bytes of files of forms that are not sent are there: the
// page says that we have them.
func (v *verifier) checkUploads(ctx context.Context) error {
	rows, _ := v.tx.Query(ctx, `SELECT id, size FROM draft_files WHERE NOT sent`)
	var id string
	var size int64
	missing := []string{}
	_, err := pgx.ForEachRow(rows, []any{&id, &size}, func() error {
		if got, there := v.sizes[uploadsPrefix+id]; !there || got != size {
			missing = append(missing, id)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("files of drafts: %w", err)
	}
	return v.stillThere(ctx, missing)
}

// stillThere tells of files without bytes, unless they were taken away or sent since
// the rows were seen.
func (v *verifier) stillThere(ctx context.Context, missing []string) error {
	if len(missing) == 0 {
		return nil
	}
	rows, _ := v.now.Query(ctx, `SELECT id FROM draft_files WHERE NOT sent AND id = ANY($1)`, missing)
	lost, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("files of drafts: %w", err)
	}
	if len(lost) > 0 { // without their numbers, which are secrets
		v.found("every file that was added to a form is there", "forms that are not sent", fmt.Sprintf("%d files are not in the bucket, or of another size", len(lost)))
	}
	return nil
}
