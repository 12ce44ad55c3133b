package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// heldByOutage is dueInOutage of an outage that may still last. One of longer ago was most
// likely forgotten: then what it holds back must come to light.
func heldByOutage(day string) string {
	return `(` + dueInOutage(day) + ` AND NOT EXISTS (
		SELECT 1
		FROM outages
		WHERE gone_at IS NULL AND ended_at IS NULL AND began_at < now() - interval '14 days'))`
}

// letterRules are the parts of the promise that letters, terms and waiting add.
var letterRules = []struct{ name, sql string }{
	{"a case that waits for a citizen comes back in time", `
		SELECT 'case ' || id, 'waits until ' || waits_until
		FROM cases
		WHERE state = 'waiting' AND waits_until < current_date - 2 AND NOT ` + heldByOutage(`waits_until`)},
	{"a term that stands still runs again in time", `
		SELECT 'suspension ' || id, 'lasts until ' || answer_by
		FROM suspensions
		WHERE ended_on IS NULL AND answer_by < current_date - 2 AND NOT ` + heldByOutage(`answer_by`)},
	{"no case waits for the answer to a letter of which the mail did not go", `
		SELECT 'case ' || c.id, 'waits for the answer to letter ' || l.id
		FROM cases c JOIN letters l ON l.case_id = c.id JOIN mails m ON m.id = l.mail_id
		WHERE c.state = 'waiting' AND l.state = 'mailed' AND m.state = 'failed' AND l.answer_by = c.waits_until
			AND NOT EXISTS (
				SELECT 1 FROM letters n
				WHERE n.case_id = c.id AND n.id > l.id AND n.answer_by IS NOT NULL AND n.state <> 'withdrawn')`},
	{"a suspension of which the letter was taken back did not stand still", `
		SELECT 'suspension ' || s.id, 'counts days, but letter ' || l.id || ' never went'
		FROM suspensions s JOIN letters l ON l.id = s.letter_id
		WHERE l.state = 'withdrawn' AND s.ended_on > s.asked_on`},
	{"a letter of a confirmed print run is on paper, or in no run", `
		SELECT 'letter ' || l.id, 'is still in run ' || r.id
		FROM letters l JOIN print_runs r ON r.id = l.run_id
		WHERE l.state = 'made' AND r.confirmed_at IS NOT NULL`},
	{"a letter that went by mail has its mail", `
		SELECT 'letter ' || l.id, 'has no mail'
		FROM letters l
		WHERE l.state = 'mailed' AND NOT EXISTS (SELECT 1 FROM mails WHERE id = l.mail_id)`},
	{"a case goes on in one that goes on in no other", `
		SELECT 'case ' || c.id, 'goes on in ' || o.id || ', which goes on in ' || o.attached_to
		FROM cases c JOIN cases o ON o.id = c.attached_to
		WHERE o.attached_to IS NOT NULL`},
	{"pages that were put back are with the piece they came from", `
		SELECT 'piece ' || k.new_id, 'has pages again'
		FROM cuts k
		WHERE k.undone_at IS NOT NULL AND EXISTS (SELECT 1 FROM pages WHERE piece_id = k.new_id)`},
}

// checkLetters checks that every letter that went out is in the bucket as it went.
func (v *verifier) checkLetters(ctx context.Context) error {
	rows, _ := v.tx.Query(ctx, `SELECT 'letter ' || id, sha256, size FROM letters WHERE state IN ('printed', 'mailed')`)
	var subject, sha string
	var size int64
	_, err := pgx.ForEachRow(rows, []any{&subject, &sha, &size}, func() error {
		if len(sha) != 64 || !v.has(addressed(lettersPrefix, sha), size) {
			v.found("every letter that went out is in the bucket", subject, "is not in the bucket, or of another size")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("letters: %w", err)
	}
	return nil
}

// has tells whether an object is in the bucket with its size.
func (v *verifier) has(key string, size int64) bool {
	got, there := v.sizes[key]
	return there && got == size
}
