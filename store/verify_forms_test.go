package store_test

import (
	"testing"

	"postkamer/store"
)

// Rows that the breaches of forms begin with.
const (
	someDraft   = `INSERT INTO drafts (id, form, expires_at, reference) VALUES ('d', 'tozo', now() + interval '1 day', `
	someFile    = `INSERT INTO draft_files (id, draft_id, question, name, sha256, size, kind, pages, sent) VALUES ('u', 'd', 'bewijs', 'a.pdf', repeat('a', 64), 9, 'pdf', 1, `
	someReceipt = `INSERT INTO receipts (piece_id, way, words, mail_id, state, sha256, size) VALUES `
	someBooking = `INSERT INTO slot_bookings (kind, starts_at, ends_at, seat, piece_id) VALUES `
	someVisit   = `INSERT INTO slot_bookings (kind, starts_at, ends_at, seat, piece_id, released_at) VALUES ('afspraak', now(), now() + interval '1 hour', 1, $first, `
	sentReceipt = `INSERT INTO mails (key, kind, to_address, subject, body, state, sent_at) VALUES ('receipt-$first', 'receipt', 'a@b.nl', 's', '', 'sent', now() - interval '1 day')`
	referenceOf = `(SELECT reference FROM pieces WHERE id = $first)`
	caseOfFirst = `(SELECT id FROM cases WHERE piece_id = $first)`
)

// formBreaches break the parts of the promise about what citizens send by forms.
var formBreaches = []breach{
	{"a form goes on before its files", "a form waits only for the pages of its files",
		`UPDATE batches SET channel = 'form', state = 'stuck' WHERE id = $routed`},
	{"a photo that was sent is nowhere", "what was sent with a form is among its files",
		someDraft + `'TZ-2026-7K3M-QC'); ` + someFile + `true)`},
	{"a photo that we have is gone", "every file that was added to a form is there",
		someDraft + `''); ` + someFile + `false)`},
	{"nobody asks the virus scanner", "a scan that waits has a job",
		`INSERT INTO scans (sha256, state_since) VALUES (repeat('a', 64), now() - interval '1 hour')`},
	{"two have one place", "a place at a time is given out once",
		someBooking + `('afspraak', now(), now() + interval '1 hour', 1, $first), ('afspraak', now() + interval '10 minutes', now() + interval '1 hour', 1, $second)`},
	{"a promised call is on no list", "who was promised a call is on the list, or was",
		`DELETE FROM call_tasks WHERE case_id = ` + caseOfFirst + `; ` + someBooking + `('bel', now(), now() + interval '1 hour', 1, $first)`},
	{"a citizen without a receipt", "what a citizen sent by a form has a receipt",
		`UPDATE goose_db_version SET tstamp = '2020-01-01' WHERE version_id = 25;
			UPDATE pieces SET channel = 'form' WHERE id = $first; ` + someDraft + referenceOf + `)`},
	{"a mail that tells nobody", "the mail of a receipt is tied to the case once that is there",
		someMail + `(7, 'receipt-$first', 'receipt', 'a@b.nl', 's', '', NULL, 'sent', ''); ` + someReceipt + `($first, 'mail', '{}', 7, 'waiting', '', 0)`},
	{"a letter is never made", "a receipt by letter has its letter, or says why not",
		someReceipt + `($first, 'letter', '{}', NULL, 'waiting', '', 0); UPDATE receipts SET state_since = now() - interval '1 hour';
			UPDATE cases SET created_at = now() - interval '1 hour'`},
	{"a mail did not arrive and nothing follows", "a receipt of which the mail did not get through goes by letter",
		`UPDATE goose_db_version SET tstamp = '2020-01-01' WHERE version_id = 30; ` +
			someMail + `(7, 'receipt-$first', 'receipt', 'a@b.nl', 's', '', ` + caseOfFirst + `, 'failed', 'x'); ` + someReceipt + `($first, 'mail', '{}', 7, 'waiting', '', 0)`},
	{"an outage that never was", "a piece counts from a day on which an outage began",
		`UPDATE pieces SET counts_on = received_on - 1 WHERE id = $first`},
	{"a copy is gone", "every copy that a citizen got is in the bucket",
		someReceipt + `($first, 'page', '{}', NULL, 'made', repeat('a', 64), 9)`},
	{"a cover sheet ties nothing", "what came with a cover sheet is tied to the case that the sheet names",
		`DELETE FROM relations; INSERT INTO covers (piece_id, page_id, reference) SELECT $second, min(g.id), ` + referenceOf + ` FROM pages g WHERE piece_id = $second;
			UPDATE pieces SET stage_since = stage_since - interval '1 day' WHERE id = $first`},
	{"a cover sheet in another piece", "a cover sheet is a page of its own piece, or in none",
		`INSERT INTO covers (piece_id, page_id, reference) SELECT $second, min(g.id), 'x' FROM pages g WHERE piece_id = $first`},
	{"nobody was told of an appointment that is off", "who gave an appointment back and has a mail address that works was told",
		sentReceipt + `; ` + someVisit + `now()); INSERT INTO mails (key, kind, to_address, subject, body, state, created_at)
			VALUES ('visit-0', 'visit', 'a@b.nl', 's', '', 'waiting', now() - interval '1 day')`},
	{"nobody was told of an appointment that was made", "who made an appointment afterwards and has a mail address that works was told",
		sentReceipt + `; ` + someVisit + `NULL); INSERT INTO mails (key, kind, to_address, subject, body, state, created_at)
			VALUES ('visit-made-0', 'visit', 'a@b.nl', 's', '', 'waiting', now() - interval '1 day')`},
	{"a mail about an appointment that stands", "a mail about an appointment is of one that was made or given back, and goes to its citizen",
		sentReceipt + `; ` + someVisit + `NULL); INSERT INTO mails (key, kind, to_address, subject, body, state)
			SELECT 'visit-' || id, 'visit', 'a@b.nl', 's', '', 'waiting' FROM slot_bookings`},
	{"signed and still asked", "a form that waits for the partner says so, and one that the partner signed does not",
		`INSERT INTO signatures (piece_id, way, state, born, answered_at) VALUES ($first, 'paper', 'refused', '1968-11-07', now())`},
}

func TestVerifyNamesEveryBreachOfForms(t *testing.T) {
	showBreaches(t, formBreaches, map[string]bool{}, store.FormRules())
}
