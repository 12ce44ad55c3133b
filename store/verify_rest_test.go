package store_test

// Rows that the breaches below begin with.
const (
	someLetter = `INSERT INTO letters (case_id, key, template, way, state, text, answer_by, made_by, sha256, size, mail_id, run_id, sent_at) VALUES `
	someMail   = `INSERT INTO mails (id, key, kind, to_address, subject, body, case_id, state, why) OVERRIDING SYSTEM VALUE VALUES `
	oneRun     = `INSERT INTO print_runs (id, made_by, confirmed_by, confirmed_at) OVERRIDING SYSTEM VALUE VALUES (7, 'Olga', 'Olga', now())`
)

// restBreaches break the parts of the promise about letters, terms, waiting, calls,
// mail, the work list and identities, one by one. All are found quickly.
var restBreaches = []breach{
	{"nobody woke a case", "a case that waits for a citizen comes back in time",
		`UPDATE cases SET state = 'waiting', waits_until = current_date - 3, waits_for = 'x' WHERE id = $queued`},
	{"a last day that no clock gives", "a case must be done on the day that its clock gives",
		`UPDATE cases SET due_on = current_date + 9 WHERE id = $queued`},
	{"a term stands still for ever", "a term that stands still runs again in time",
		`INSERT INTO suspensions (case_id, ground, asked_on, answer_by, by_name) VALUES ($queued, 'complete', current_date - 20, current_date - 3, 'Tom')`},
	{"the question never went", "no case waits for the answer to a letter of which the mail did not go",
		someMail + `(7, 'k', 'letter', 'a@b.nl', 's', '', $queued, 'failed', 'x'); ` +
			someLetter + `($queued, 'k', 't', 'mail', 'mailed', '{}', current_date + 7, 'Tom', '', 0, 7, NULL, now());
			UPDATE cases SET state = 'waiting', waits_until = current_date + 7, waits_for = 'x' WHERE id = $queued`},
	{"days count for a letter that stayed here", "a suspension of which the letter was taken back did not stand still",
		someLetter + `($queued, 'k', 't', 'paper', 'withdrawn', '{}', NULL, 'Tom', '', 0, NULL, NULL, NULL);
			INSERT INTO suspensions (case_id, ground, asked_on, answer_by, ended_on, how_ended, by_name, letter_id)
			SELECT $queued, 'complete', current_date - 9, current_date, current_date - 2, 'stopped', 'Tom', id FROM letters`},
	{"a letter stayed in the printer", "a letter of a confirmed print run is on paper, or in no run",
		oneRun + `; ` + someLetter + `($queued, 'k', 't', 'paper', 'made', '{}', NULL, 'Tom', '', 0, NULL, 7, NULL)`},
	{"a letter went with no mail", "a letter that went by mail has its mail",
		someLetter + `($queued, 'k', 't', 'mail', 'mailed', '{}', NULL, 'Tom', '', 0, 7, NULL, now())`},
	{"a case goes on in one that goes on elsewhere", "a case goes on in one that goes on in no other",
		`UPDATE cases SET attached_to = $called WHERE id = $queued; UPDATE cases SET attached_to = $queued WHERE id = $called`},
	{"pages are in two pieces again", "pages that were put back are with the piece they came from",
		`INSERT INTO cuts (piece_id, new_id, page_ids, by_name, undone_at) VALUES ($second, $first, '{1}', 'Tom', now())`},
	{"a letter that went is nowhere", "every letter that went out is in the bucket",
		someLetter + `($queued, 'k', 't', 'paper', 'printed', '{}', NULL, 'Tom', repeat('a', 64), 9, NULL, NULL, now())`},
	{"a mail was lost in silence", "a mail about a case that did not go is told on the case",
		someMail + `(7, 'k', 'letter', 'a@b.nl', 's', '', $queued, 'failed', 'x')`},
	{"a call ended without a word", "a call that is done says how it ended, unless the citizen took back what it was about",
		`UPDATE call_tasks SET done = true, done_at = now()`},
	{"a call is for somebody who does not phone", "a call that was left to a colleague has one who may make it",
		`INSERT INTO people (id, subject, name, roles) OVERRIDING SYSTEM VALUE VALUES (7, 'x', 'X', '{caseworker}');
			UPDATE call_tasks SET receiver_id = 7, passed_at = now()`},
	{"somebody kept a case", "no case is with somebody for longer than its lease",
		`UPDATE cases SET state = 'claimed', claimed_by = 7, claim_until = now() - interval '1 hour' WHERE id = $queued;
			INSERT INTO river_job (kind, state, args, max_attempts, attempted_at, finalized_at) VALUES ('sweep', 'completed', '{}', 1, now(), now())`},
	{"other number than the answers", "who is said to have sent a form is who its answers are of",
		`INSERT INTO piece_identities (piece_id, means, identity, proven_at) VALUES ($first, 'digid', '{"bsn": "999990020"}', now())`},
	{"established and doubted", "an identity is not both established and in doubt by the form itself",
		`INSERT INTO piece_identities (piece_id, means, identity, proven_at) VALUES ($first, 'digid', '{"bsn": "999990019"}', now());
			UPDATE pieces SET answers = '[{"name": "bsn", "field": "bsn", "value": "999990019"}, {"name": "_doubt", "value": "IDENTITY_UNPROVEN"}]' WHERE id = $first`},
	{"a login that is over", "a login that has ended says nothing of who it was",
		`INSERT INTO citizen_logins (token, draft_id, identity, who, began_at, idle_until, ends_at, ended_at)
			VALUES ('x', 'y', '{"bsn": "999990019"}', 'z', now(), now(), now(), now())`},
}
