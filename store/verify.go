package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Finding is one place where the promise does not hold.
type Finding struct {
	Rule    string `json:"rule"`    // name of the rule, see rules
	Subject string `json:"subject"` // "piece 12", "page 4"
	Says    string `json:"says"`    // what is wrong, in English
}

// Counts is what the mail-room holds. Pages add up to what became of them, and
// pieces to their stages; Verification.Findings says when they do not.
type Counts struct {
	Batches        int `json:"batches"`
	Files          int `json:"files"`
	Refused        int `json:"refused"`
	Pages          int `json:"pages"`
	PagesInPieces  int `json:"pages_in_pieces"`
	PagesBlank     int `json:"pages_blank"`
	PagesSeparator int `json:"pages_separator"`
	PagesOther     int `json:"pages_other"`   // rejected or replaced
	PagesWaiting   int `json:"pages_waiting"` // of stacks that are not released, or scanned again and not in their place yet
	Mishaps        int `json:"mishaps"`       // pages from a scanner that did not come in well
	MishapsOpen    int `json:"mishaps_open"`  // of these: nobody said yet what became of the paper
	Pieces         int `json:"pieces"`
	PiecesReceived int `json:"pieces_received"`
	PiecesRead     int `json:"pieces_read"`
	PiecesRouted   int `json:"pieces_routed"`
	Cases          int `json:"cases"`
	CasesOpen      int `json:"cases_open"`
	CasesClaimed   int `json:"cases_claimed"`
	CasesCalling   int `json:"cases_calling"`
	CasesWaiting   int `json:"cases_waiting"` // for the citizen, until a day at most
	CasesDone      int `json:"cases_done"`
	Letters        int `json:"letters"`
	LettersMade    int `json:"letters_made"` // wait for the printer
	LettersSent    int `json:"letters_sent"` // printed, or given to the outbox of mail
	LettersBack    int `json:"letters_back"` // taken back before they went
	CallTasks      int `json:"call_tasks"`
	CallTasksOpen  int `json:"call_tasks_open"`
	Copies         int `json:"copies"` // searchable copies that were made
	CopiesWaiting  int `json:"copies_waiting"`
	Originals      int `json:"originals"` // different contents among the files
	Unclaimed      int `json:"unclaimed"` // envelopes that never became a batch: not acknowledged to anybody
}

// A Verification is what "postkamer verify" found.
type Verification struct {
	Counts   Counts    `json:"counts"`
	Findings []Finding `json:"findings"`
}

// rules are the parts of the promise that the database alone can answer. Each
// query returns a row of text per breach: the subject and what is wrong.
var rules = []struct{ name, sql string }{
	{"files of a split batch have all their pages", `
		SELECT 'file ' || f.id, f.pages || ' pages counted, ' || count(p.id) || ' accounted for'
		FROM files f JOIN batches b ON b.id = f.batch_id LEFT JOIN pages p ON p.file_id = f.id
		WHERE b.pages_left IS NOT NULL
		GROUP BY f.id, f.pages
		HAVING count(p.id) <> f.pages`},
	{"every page of a split batch is in a piece or marked", `
		SELECT 'page ' || p.id, 'in no piece and without a mark'
		FROM pages p JOIN batches b ON b.id = p.batch_id
		WHERE b.state = 'split' AND p.piece_id IS NULL AND p.mark = '' AND NOT ` + scannedAgain},
	{"every page of a split batch was prepared or found unreadable", `
		SELECT 'page ' || p.id, 'still waits'
		FROM pages p JOIN batches b ON b.id = p.batch_id
		WHERE b.state = 'split' AND p.state = 'waiting' AND NOT ` + scannedAgain},
	{"a batch counts its waiting pages rightly", `
		SELECT 'batch ' || b.id, 'counts ' || b.pages_left || ' waiting pages, has ' || count(p.id)
		FROM batches b LEFT JOIN pages p ON p.batch_id = b.id AND p.state = 'waiting' AND NOT ` + scannedAgain + `
		WHERE b.pages_left IS NOT NULL
		GROUP BY b.id
		HAVING b.pages_left <> count(p.id)`},
	{"a piece counts its unread pages rightly", `
		SELECT 'piece ' || c.id, 'counts ' || c.pages_left || ' unread pages, has ' || count(p.id)
		FROM pieces c LEFT JOIN pages p ON p.piece_id = c.id AND p.text_state = 'waiting'
			AND (c.stage = 'received' OR NOT EXISTS ( -- later a page may be scanned and read again
				SELECT 1 FROM rescans r JOIN pages n ON n.id = r.new_page_id WHERE n.file_id = p.file_id))
		GROUP BY c.id
		HAVING c.pages_left <> count(p.id)`},
	{"every split batch has a piece", `
		SELECT 'batch ' || b.id, 'has pages to show but no piece'
		FROM batches b
		WHERE b.state = 'split'
			AND NOT EXISTS (SELECT 1 FROM pieces WHERE batch_id = b.id)
			AND EXISTS (SELECT 1 FROM pages WHERE batch_id = b.id AND mark = '')`},
	{"every piece is a letter with pages or a form with answers", `
		SELECT 'piece ' || c.id, 'has neither pages nor answers'
		FROM pieces c
		WHERE c.form = '' AND NOT EXISTS (SELECT 1 FROM pages WHERE piece_id = c.id)
			AND NOT EXISTS (SELECT 1 FROM cuts WHERE new_id = c.id AND undone_at IS NOT NULL)`},
	{"a routed piece has exactly one case, any other none", `
		SELECT 'piece ' || p.id, p.stage || ' with ' || count(c.id) || ' cases'
		FROM pieces p LEFT JOIN cases c ON c.piece_id = p.id
		GROUP BY p.id
		HAVING count(c.id) <> CASE WHEN p.stage = 'routed' THEN 1 ELSE 0 END`},
	{"a case waits for a call if and only if a call task is open", `
		SELECT 'case ' || c.id, c.state || ' with ' || count(t.id) || ' open call tasks'
		FROM cases c LEFT JOIN call_tasks t ON t.case_id = c.id AND NOT t.done
		GROUP BY c.id
		HAVING count(t.id) <> CASE WHEN c.state = 'calling' THEN 1 ELSE 0 END`},
	{"every piece can be searched, within the queue that its case is in", `
		SELECT 'piece ' || p.id, CASE WHEN s.piece_id IS NULL THEN 'has no search row; a sweep makes it' ELSE 'is searched in another queue than that of its case' END
		FROM pieces p
		LEFT JOIN cases c ON c.piece_id = p.id
		LEFT JOIN search s ON s.piece_id = p.id
		WHERE s.piece_id IS NULL OR NOT s.keys @> ARRAY['q:' || coalesce(c.queue, '')]`},
	{"what waits for a worker has a job", `
		SELECT kind || ' ' || id, 'waits for more than ten minutes without a job'
		FROM (
			SELECT 'batch' AS kind, r.id FROM batches r
			WHERE (r.state = 'splitting' AND (r.pages_left IS NULL OR r.pages_left = 0) OR r.state = 'looking' AND r.pages_left = 0 AND ` + ungrouped + `)
				AND r.state_since < now() - interval '10 minutes'
				AND NOT ` + fmt.Sprintf(liveJob, `CASE WHEN r.pages_left IS NULL THEN 'split_batch' ELSE 'group_pages' END`, `'batch_id'`, `r.id`) + `
			UNION ALL
			SELECT 'page', r.id FROM pages r
			WHERE r.state = 'waiting' AND r.state_since < now() - interval '10 minutes'
				AND NOT ` + fmt.Sprintf(liveJob, `'prepare_page'`, `'page_id'`, `r.id`) + `
			UNION ALL
			SELECT 'page', r.id FROM pages r
			WHERE r.text_state = 'waiting' AND r.text_since < now() - interval '10 minutes'
				AND NOT ` + fmt.Sprintf(liveJob, `'read_page'`, `'page_id'`, `r.id`) + `
			UNION ALL
			SELECT 'piece', r.id FROM pieces r
			WHERE r.stage = 'read' AND r.stage_since < now() - interval '10 minutes'
				AND NOT ` + fmt.Sprintf(liveJob, `'route_piece'`, `'piece_id'`, `r.id`) + `
			UNION ALL
			SELECT 'new scan of piece', r.id FROM pieces r
			WHERE r.again_at < now() - interval '10 minutes'
				AND NOT ` + fmt.Sprintf(liveJob, `'decide_again'`, `'piece_id'`, `r.id`) + `
			UNION ALL
			SELECT 'copy of piece', r.piece_id FROM copies r
			WHERE r.state = 'waiting' AND r.state_since < now() - interval '10 minutes'
				AND NOT ` + fmt.Sprintf(liveJob, `'make_copy'`, `'piece_id'`, `r.piece_id`) + `
			UNION ALL
			SELECT 'receipt of piece', r.piece_id FROM receipts r
			WHERE r.state_since < now() - interval '10 minutes' AND ` + receiptWaits + `
				AND NOT ` + fmt.Sprintf(liveJob, `'make_receipt'`, `'piece_id'`, `r.piece_id`) + `
			UNION ALL
			SELECT 'mail', r.id FROM mails r
			WHERE r.state = 'waiting' AND r.state_since < now() - interval '10 minutes'
				AND NOT ` + fmt.Sprintf(liveJob, `'send_mail'`, `'mail_id'`, `r.id`) + `
		) waiting`},
	{"every letter that was read has its searchable copy, waits for it or cannot have one", `
		SELECT 'piece ' || p.id, p.stage || ' without a copy'
		FROM pieces p
		WHERE p.stage <> 'received'
			AND EXISTS (SELECT 1 FROM pages WHERE piece_id = p.id AND mark = '')
			AND NOT EXISTS (SELECT 1 FROM copies WHERE piece_id = p.id)`},
	{"what a step gave up on is with a person", `
		SELECT 'job ' || j.id, j.kind || ' was discarded and its row still waits'
		FROM river_job j
		WHERE j.state IN ('discarded', 'cancelled')
			AND NOT EXISTS (
				SELECT 1 FROM river_job l
				WHERE l.kind = j.kind AND l.args @> j.args
					AND l.state IN ('available', 'pending', 'retryable', 'running', 'scheduled'))
			AND (
			j.kind = 'make_copy' AND EXISTS (SELECT 1 FROM copies c WHERE c.piece_id = (j.args->>'piece_id')::bigint AND c.state = 'waiting' AND c.state_since < now() - interval '10 minutes')
			OR j.kind = 'route_piece' AND EXISTS (SELECT 1 FROM pieces p WHERE p.id = (j.args->>'piece_id')::bigint AND p.stage = 'read' AND p.stage_since < now() - interval '10 minutes')
			OR j.kind = 'read_page' AND EXISTS (SELECT 1 FROM pages p WHERE p.id = (j.args->>'page_id')::bigint AND p.text_state = 'waiting' AND p.text_since < now() - interval '10 minutes')
			OR j.kind = 'prepare_page' AND EXISTS (SELECT 1 FROM pages p WHERE p.id = (j.args->>'page_id')::bigint AND p.state = 'waiting' AND p.state_since < now() - interval '10 minutes')
			OR j.kind = 'split_batch' AND EXISTS (SELECT 1 FROM batches b WHERE b.id = (j.args->>'batch_id')::bigint AND b.state = 'splitting' AND b.pages_left IS NULL AND b.state_since < now() - interval '10 minutes')
			OR j.kind = 'group_pages' AND EXISTS (SELECT 1 FROM batches b WHERE b.id = (j.args->>'batch_id')::bigint AND b.state = 'splitting' AND b.pages_left = 0 AND b.state_since < now() - interval '10 minutes'))`},
	{"the history of a piece begins with its receipt and ends where it is", `
		SELECT 'piece ' || p.id, p.stage || ' with ' || coalesce(string_agg(e.kind, ',' ORDER BY e.id), 'no events')
		FROM pieces p LEFT JOIN events e ON e.piece_id = p.id AND e.kind IN ('received', 'read', 'routed')
		GROUP BY p.id
		HAVING coalesce(string_agg(e.kind, ',' ORDER BY e.id), '') <>
			CASE p.stage WHEN 'received' THEN 'received' WHEN 'read' THEN 'received,read' ELSE 'received,read,routed' END`},
}

// scannedAgain is true of a page that somebody asked for after the release and that is
// being prepared.
const scannedAgain = `EXISTS (
	SELECT 1 FROM rescans r JOIN pages n ON n.id = r.new_page_id
	WHERE n.file_id = p.file_id AND r.state = 'scanned')`

// Verify checks the promise against the database and the object store: nothing
// lost, nothing doubled, everything in exactly one place. With quick it compares
// sizes only; otherwise it reads every original back and compares its hash.
//
// All rows are seen as they were at one moment, and the bucket is listed after
// that moment: work may go on meanwhile.
func (s *Store) Verify(ctx context.Context, quick bool) (Verification, error) {
	v := verifier{objects: s.objects, quick: quick, now: s.pool, rules: s.rules()}
	v.Findings = []Finding{}
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		v.tx = tx
		return v.run(ctx)
	})
	if err != nil {
		return Verification{}, fmt.Errorf("verify: %w", err)
	}
	return v.Verification, nil
}

// verifier is one run of Verify.
type verifier struct {
	Verification
	tx      pgx.Tx
	now     querier // what is in the database by now, and not as tx sees it
	objects *objects
	quick   bool
	rules   postkamer.TermRules // by which terms are reckoned
	sizes   map[string]int64    // the bucket: key to size in bytes
}

func (v *verifier) run(ctx context.Context) error {
	if err := v.count(ctx); err != nil {
		return err
	}
	if err := v.checkRows(ctx); err != nil {
		return err
	}
	if err := v.checkTerms(ctx); err != nil {
		return err
	}
	v.addUp()
	return v.checkObjects(ctx)
}

func (v *verifier) found(rule, subject, says string) {
	v.Findings = append(v.Findings, Finding{rule, subject, says})
}

func (v *verifier) checkRows(ctx context.Context) error {
	for _, rule := range slices.Concat(rules, deskRules, letterRules, mailRules, workRules, uploadRules, slotRules, identityRules, receiptRules, laterRules) {
		rows, _ := v.tx.Query(ctx, rule.sql)
		breaches, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Finding, error) {
			f := Finding{Rule: rule.name}
			err := row.Scan(&f.Subject, &f.Says)
			return f, err
		})
		if err != nil {
			return fmt.Errorf("verify %q: %w", rule.name, err)
		}
		v.Findings = append(v.Findings, breaches...)
	}
	return nil
}

// addUp checks that the parts make the whole.
func (v *verifier) addUp() {
	c := v.Counts
	check := func(what string, whole int, parts ...int) {
		sum := 0
		for _, p := range parts {
			sum += p
		}
		if sum != whole {
			v.found("counts add up", what, fmt.Sprintf("%d, but its parts make %d", whole, sum))
		}
	}
	check("pages", c.Pages, c.PagesInPieces, c.PagesBlank, c.PagesSeparator, c.PagesOther, c.PagesWaiting)
	check("pieces", c.Pieces, c.PiecesReceived, c.PiecesRead, c.PiecesRouted)
	check("cases", c.Cases, c.CasesOpen, c.CasesClaimed, c.CasesCalling, c.CasesWaiting, c.CasesDone)
	check("letters", c.Letters, c.LettersMade, c.LettersSent, c.LettersBack)
	check("routed pieces", c.PiecesRouted, c.Cases)
	check("open call tasks", c.CallTasksOpen, c.CasesCalling)
}

func (v *verifier) count(ctx context.Context) (err error) {
	rows, _ := v.tx.Query(ctx, `
		SELECT
			(SELECT count(*) FROM batches) AS batches,
			(SELECT count(*) FROM files) AS files,
			(SELECT count(*) FROM refusals) AS refused,
			(SELECT count(*) FROM pages) AS pages,
			(SELECT count(*) FROM pages p JOIN batches b ON b.id = p.batch_id WHERE b.state = 'split' AND mark = '' AND piece_id IS NOT NULL) AS pages_in_pieces,
			(SELECT count(*) FROM pages p JOIN batches b ON b.id = p.batch_id WHERE b.state = 'split' AND mark = 'blank') AS pages_blank,
			(SELECT count(*) FROM pages p JOIN batches b ON b.id = p.batch_id WHERE b.state = 'split' AND mark = 'separator') AS pages_separator,
			(SELECT count(*) FROM pages p JOIN batches b ON b.id = p.batch_id WHERE b.state = 'split' AND mark IN ('rejected', 'replaced')) AS pages_other,
			(SELECT count(*) FROM pages p JOIN batches b ON b.id = p.batch_id WHERE b.state <> 'split' OR mark = '' AND piece_id IS NULL AND `+scannedAgain+`) AS pages_waiting,
			(SELECT count(*) FROM mishaps) AS mishaps,
			(SELECT count(*) FROM mishaps WHERE settled_at IS NULL) AS mishaps_open,
			(SELECT count(*) FROM pieces) AS pieces,
			(SELECT count(*) FROM pieces WHERE stage = 'received') AS pieces_received,
			(SELECT count(*) FROM pieces WHERE stage = 'read') AS pieces_read,
			(SELECT count(*) FROM pieces WHERE stage = 'routed') AS pieces_routed,
			(SELECT count(*) FROM cases) AS cases,
			(SELECT count(*) FROM cases WHERE state = 'open') AS cases_open,
			(SELECT count(*) FROM cases WHERE state = 'claimed') AS cases_claimed,
			(SELECT count(*) FROM cases WHERE state = 'calling') AS cases_calling,
			(SELECT count(*) FROM cases WHERE state = 'waiting') AS cases_waiting,
			(SELECT count(*) FROM cases WHERE state = 'done') AS cases_done,
			(SELECT count(*) FROM letters) AS letters,
			(SELECT count(*) FROM letters WHERE state = 'made') AS letters_made,
			(SELECT count(*) FROM letters WHERE state IN ('printed', 'mailed')) AS letters_sent,
			(SELECT count(*) FROM letters WHERE state = 'withdrawn') AS letters_back,
			(SELECT count(*) FROM call_tasks) AS call_tasks,
			(SELECT count(*) FROM call_tasks WHERE NOT done) AS call_tasks_open,
			(SELECT count(*) FROM copies WHERE state = 'made') AS copies,
			(SELECT count(*) FROM copies WHERE state = 'waiting') AS copies_waiting,
			(SELECT count(DISTINCT sha256) FROM files) AS originals,
			0 AS unclaimed`)
	if v.Counts, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Counts]); err != nil {
		return fmt.Errorf("count: %w", err)
	}
	return nil
}
